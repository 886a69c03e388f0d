"""The requirements of a need: those that it states, or else those read from the sentences and lists of its body."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from matcher.records import Need, Requirement, RequirementKind
from matcher.skills.requirement_cues import asks_nicely, cue, heading, is_other_heading, without_negated
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
    """Characters ``start`` to ``end`` of a body, without bullet and heading, and the kind of list that they are in."""

    start: int
    end: int
    listed: RequirementKind | None


def requirements_of(need: Need, vocabulary: Vocabulary) -> tuple[Requirement, ...]:
    """The requirements that a need states or, if it states none, those read from its body.

    A sentence that names several skills gives one requirement a skill, with weights that add up to 1; one that names
    none gives one without a skill. ``skill`` is the first name of the skill; ``start`` and ``end`` are the characters
    of the body that ``text`` was cleaned from.
    """
    if need.requirements:
        return need.requirements
    visible = _visible(need.body)
    sentences = (sentence for sentence in _sentences(visible) if sentence.start < sentence.end)
    return tuple(
        requirement for sentence in sentences for requirement in _of_sentence(need.body, visible, sentence, vocabulary)
    )


def _visible(body: str) -> str:
    """The body, of the same length, with spaces for comments, and line ends and bullets for the tags that mean them."""
    bare = _COMMENT.sub(lambda comment: " " * len(comment[0]), body)
    bare = _ITEM_TAG.sub(lambda tag: "\n•".ljust(len(tag[0])), bare)
    return _BREAK_TAG.sub(lambda tag: "\n".ljust(len(tag[0])), bare)


def _sentences(visible: str) -> Iterator[_Sentence]:
    """Every sentence and item of a body, in order.

    A list continues with every bullet, and with any line directly below its heading until the first bullet. An English
    heading begins its line ("Requirements: a survey" may end one); a Chinese one may be inside it.
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
    """Where the words of a sentence begin: after spaces and one bullet or number."""
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
    skill_ids = dict.fromkeys(mention.skill_id for mention in vocabulary.find(asked))
    names: list[str | None] = [vocabulary.by_id(skill_id).names[0] for skill_id in skill_ids]
    for name in names or [None]:
        yield Requirement(text, kind, 1 / max(1, len(names)), name, sentence.start, sentence.end)


def _kind(asked: str, listed: RequirementKind | None, *, negated: bool) -> RequirementKind | None:
    """What is asked: by the sentence's own words, or else by the list that it is in."""
    if listed is None or negated:
        return cue(asked)
    return "nice" if asks_nicely(asked) else listed
