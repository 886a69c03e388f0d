"""The requirements of a need: those it states, else those that are found in the sentences and lists of its body."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from matcher.records import Need, Requirement, RequirementKind
from matcher.skills.cues import asks_nicely, cue, without_negated
from matcher.skills.headings import heading, is_other_heading
from matcher.skills.vocabulary import Vocabulary
from matcher.text import clean, split_sentences

_LINE = re.compile(r"[^\n]+")
_COMMENT = re.compile(r"<!--.{0,2000}?-->", re.DOTALL)
_ITEM_TAG = re.compile(r"<li\b[^<>]{0,100}>", re.IGNORECASE)
_BREAK_TAG = re.compile(r"</?(?:br|p|div|h[1-6])\b[^<>]{0,100}>", re.IGNORECASE)
_BULLET = re.compile(
    r"(?:[-–—*•·●▪◦○■□➢✓]\s*|[(（]?\d{1,2}[)）、.．](?!\d)\s*|[(（]?[一二三四五六七八九十]{1,2}[)）、]\s*)"
)
_NUMBERED_HEADING = re.compile(r"[一二三四五六七八九十]{1,2}、[^:：]{1,20}[:：]$")


@dataclass(frozen=True, slots=True)
class _Sentence:
    """Characters ``start`` to ``end`` of a body, without bullet and heading, and the list that they stand in."""

    start: int
    end: int
    listed: RequirementKind | None


def requirements_of(need: Need, vocabulary: Vocabulary) -> tuple[Requirement, ...]:
    """The requirements that a need states or, where it states none, those found in its body.

    A sentence that names several skills gives a requirement for each, with weights that add up to 1; one that names
    none gives one without a skill. ``skill`` is the first name of the skill; ``start`` and ``end`` are the characters
    of the body that ``text`` was cleaned from.
    """
    if need.requirements:
        return need.requirements
    visible = _visible(need.body)
    found = (each for each in _sentences(visible) if each.start < each.end)
    return tuple(each for sentence in found for each in _of_sentence(need.body, visible, sentence, vocabulary))


def _visible(body: str) -> str:
    """The body, as long as before, with blanks for comments, and line ends and bullets for the tags that make them."""
    bare = _COMMENT.sub(lambda found: " " * len(found[0]), body)
    bare = _ITEM_TAG.sub(lambda found: "\n•".ljust(len(found[0])), bare)
    return _BREAK_TAG.sub(lambda found: "\n".ljust(len(found[0])), bare)


def _sentences(visible: str) -> Iterator[_Sentence]:
    """Every sentence and item of a body in its order.

    A list goes on with each bullet, and with any line directly below a heading of its own until the first bullet.
    An English heading begins its line ("Requirements: a survey" may end one); a Chinese one may stand within it.
    """
    listed: RequirementKind | None = None
    directly_below = False
    last = 0
    for line in _LINE.finditer(visible):
        if not line[0].strip():
            continue
        words = line[0].strip()
        bulleted = _BULLET.match(words) is not None and not _NUMBERED_HEADING.match(words)
        below_gap = visible.count("\n", last, line.start()) > 1
        directly_below = directly_below and not (bulleted or below_gap or is_other_heading(words))
        listed = listed if bulleted or directly_below else None
        for start, end in split_sentences(line[0]):
            stop = line.start() + end
            first = _after_bullet(visible, line.start() + start, stop)
            announced = (
                None
                if line[0][:start].strip() and visible[first : first + 1].isascii()
                else heading(visible[first:stop])
            )
            if announced:
                listed, first = announced[0], first + announced[1]
                directly_below = first >= stop
            yield _Sentence(_after_bullet(visible, first, stop), stop, listed)
        last = line.end()


def _after_bullet(visible: str, start: int, end: int) -> int:
    """Where the words of a sentence begin: after blanks and one bullet or number."""
    first = end - len(visible[start:end].lstrip())
    bullet = _BULLET.match(visible, first, end)
    return bullet.end() if bullet else first


def _of_sentence(body: str, visible: str, sentence: _Sentence, vocabulary: Vocabulary) -> Iterator[Requirement]:
    shown = visible[sentence.start : sentence.end]
    asked = without_negated(shown)
    text = clean(body[sentence.start : sentence.end])
    kind = _kind(clean(asked), sentence.listed, negated=asked != shown)
    if kind is None or not any(map(str.isalpha, text)):
        return
    skills = dict.fromkeys(mention.skill_id for mention in vocabulary.find(asked))
    names: list[str | None] = [vocabulary.by_id(each).names[0] for each in skills]
    for name in names or [None]:
        yield Requirement(text, kind, 1 / max(1, len(names)), name, sentence.start, sentence.end)


def _kind(asked: str, listed: RequirementKind | None, *, negated: bool) -> RequirementKind | None:
    """What is asked: by the sentence's own words, else by the list that it stands in."""
    if listed is None or negated:
        return cue(asked)
    return "nice" if asks_nicely(asked) else listed
