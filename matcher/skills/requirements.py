"""The requirements of a need: those that it states, or else those read from the sentences and lists of its body."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from matcher.records import Need, Requirement, RequirementKind
from matcher.skills.alternatives import groups_of
from matcher.skills.requirement_clauses import (
    Clause,
    clauses,
    folded,
    has_content,
    strength,
    without_excluded,
    without_negations,
)
from matcher.skills.requirement_cues import asks_nicely, cue, is_measured, speaks_of_ability
from matcher.skills.requirement_headings import ListKind, heading, is_other_heading
from matcher.skills.vocabulary import Mention, Vocabulary
from matcher.text import clean, split_sentences, unbroken

_LINE = re.compile(r"[^\r\n]+")
_COMMENT = re.compile(r"<!--.{0,2000}?-->", re.DOTALL)
_ITEM_TAG = re.compile(r"<li\b[^<>]{0,100}>", re.IGNORECASE)
_BREAK_TAG = re.compile(r"</?(?:br|p|div|ul|ol|tr|h[1-6])\b[^<>]{0,100}>", re.IGNORECASE)
_CELL_TAG = re.compile(r"</t[dh]>", re.IGNORECASE)
_SIGN = (
    r"(?:[-–—*•·●+►‣⁃∙](?![*+])|"
    r"[\u2190-\u21ff\u2460-\u249b\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff\U0001f000-\U0001faff]"
    r"[\ufe0e\ufe0f\u200d]?)"
)
_BULLET = re.compile(
    rf"(?:{_SIGN}\s*){{1,3}}|[(（]?\d{{1,2}}[)）、.．](?!\d)\s*|[(（]?[一二三四五六七八九十]{{1,2}}[)）、]\s*"
)
_NUMBER = re.compile(r"[(（]?(?P<number>\d{1,2})(?P<mark>[)）、.．])\s*")
"""A number that may begin an item even where a figure follows (``2.3年以上`` is 3 years, if 1. and 3. stand around)."""
_NUMBERED_HEADING = re.compile(r"[一二三四五六七八九十]{1,2}、[^:：]{1,20}[:：]$")
_HEADING_INSIDE = re.compile(r"[,，]\s{0,2}(?=(?:任职|岗位|基本|具体|应聘)?(?:要求|条件|资格)[:：])")
_CELL = re.compile(r"\s*[|\t]\s*")
_EDGE = re.compile(
    r"[\s,，、:：|]*(?:\b(?:and|but|though|although|while|whereas|however|yet)\b|但是?|不过|并且|而且|"
    r"且)?[\s,，、:：|]*",
    re.IGNORECASE,
)
_VERB_FIRST = re.compile(r"\W*(?:and |or )?(?:must|should|shall)\b", re.IGNORECASE)
_TABLE_EDGE = re.compile(r"[\s|]*")
_TRAILING = " \t\r\n,，、;；|(（"


@dataclass(frozen=True, slots=True)
class _Item:
    """Characters ``start`` to ``end`` of a body, without bullet and heading, and the kind of list that they are in.

    ``follows`` tells that it stands behind another sentence of its line.
    """

    start: int
    end: int
    listed: ListKind | None
    follows: bool


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a clause of a body asks for: its characters, how much, and the text with what it does not ask blanked."""

    start: int
    end: int
    kind: RequirementKind
    asked: str


def requirements_of(need: Need, vocabulary: Vocabulary) -> tuple[Requirement, ...]:
    """The requirements that a need states or, if it states none, those read from its body.

    A clause that names several skills gives one requirement a skill, with weights that add up to 1; skills of which one
    is enough are one requirement with ``alternatives``; a clause that names none gives one without a skill. ``skill``
    is the first name of the skill; ``start`` and ``end`` are the characters of the body that ``text`` was cleaned from.
    A skill that the need asks for in one place and calls not required in another is nice to have.
    """
    if need.requirements:
        return need.requirements
    visible = _visible(need.body)
    not_asked: set[str] = set()
    read: list[Requirement] = []
    before: RequirementKind | None = None
    for item in _items(visible):
        if item.start >= item.end:
            continue
        before, asked = _of_item(visible, item, vocabulary, before if item.follows else None, not_asked)
        read += [wanted for clause in asked for wanted in _wanted(need.body, clause, vocabulary)]
    return tuple(_not_a_must(wanted) if _is_contradicted(wanted, not_asked) else wanted for wanted in read)


def _is_contradicted(wanted: Requirement, not_asked: set[str]) -> bool:
    return wanted.kind == "must" and wanted.skill in not_asked and not wanted.alternatives


def _not_a_must(wanted: Requirement) -> Requirement:
    return replace(wanted, kind="nice")


def _visible(body: str) -> str:
    """The body, of the same length, with spaces for comments, and line ends and bullets for the tags that mean them."""
    bare = _COMMENT.sub(lambda comment: " " * len(comment[0]), body)
    bare = _ITEM_TAG.sub(lambda tag: "\n•".ljust(len(tag[0])), bare)
    bare = _CELL_TAG.sub(lambda tag: "|".ljust(len(tag[0])), bare)
    return folded(unbroken(_BREAK_TAG.sub(lambda tag: "\n".ljust(len(tag[0])), bare)))


def _items(visible: str) -> Iterator[_Item]:
    """Every sentence and item of a body, in order.

    A list continues with every bullet, and with any line directly below its heading until the first bullet. An English
    heading begins its line or ends it ("Requirements: a survey" may end one); a Chinese one may be inside it. A heading
    behind a bullet ("• Bonus: a licence") speaks of its own line alone.
    """
    listed: ListKind | None = None
    directly_below = False
    last = 0
    bullets = _bullets(visible)
    for line in _LINE.finditer(visible):
        if not line[0].strip():
            continue
        words = line[0].strip()
        first = len(line[0]) - len(line[0].lstrip()) + line.start()
        bulleted = bullets.get(first, first) > first and not _NUMBERED_HEADING.match(words)
        below_gap = len(re.findall(r"\r\n|\r|\n", visible[last : line.start()])) > 1
        directly_below = directly_below and not (bulleted or below_gap or is_other_heading(words))
        listed = listed if bulleted or directly_below else None
        of_line = listed
        for start, end in _sentences_of(line[0]):
            stop = line.start() + end
            first = _after_bullet(visible, line.start() + start, stop, bullets)
            inside = bool(line[0][:start].strip())
            announced = heading(visible[first:stop])
            if announced and inside and visible[first : first + 1].isascii() and first + announced[1] < stop:
                announced = None
            if announced:
                kind, length = announced
                first += length
                of_line = listed if bulleted and listed is not None and kind == "must" else kind
                if first >= stop or not bulleted or listed is None:
                    listed = of_line
                    directly_below = first >= stop
            yield _Item(_after_bullet(visible, first, stop, bullets), stop, of_line, inside)
        last = line.end()


def _sentences_of(line: str) -> Iterator[tuple[int, int]]:
    """The sentences of a line; 要求：behind a comma begins one of its own."""
    for start, end in split_sentences(line):
        for cut in _HEADING_INSIDE.finditer(line, start, end):
            yield start, cut.start()
            start = cut.end()
        yield start, end


def _bullets(visible: str) -> dict[int, int]:
    """Where the words begin of every line or sentence that has a bullet or number, by where it begins itself."""
    starts = [line.start() + start for line in _LINE.finditer(visible) for start, _ in _sentences_of(line[0])]
    numbers = [_NUMBER.match(visible, start) for start in starts]
    ends = {}
    for at, (start, number) in enumerate(zip(starts, numbers, strict=True)):
        if bullet := _BULLET.match(visible, start):
            ends[start] = bullet.end()
        elif number and any(
            near and near["mark"] == number["mark"] and int(near["number"]) - int(number["number"]) == step
            for step, near in ((-1, numbers[at - 1] if at else None), (1, (*numbers, None)[at + 1]))
        ):
            ends[start] = number.end()
    return ends


def _after_bullet(visible: str, start: int, end: int, bullets: dict[int, int]) -> int:
    """Where the words of a sentence begin: after spaces and one bullet or number."""
    first = end - len(visible[start:end].lstrip())
    if first in bullets:
        return min(bullets[first], end)
    bullet = _BULLET.match(visible, first, end)
    return bullet.end() if bullet else first


def _of_item(
    visible: str, item: _Item, vocabulary: Vocabulary, before: RequirementKind | None, not_asked: set[str]
) -> tuple[RequirementKind | None, list[_Asked]]:
    """What one sentence or item asks for; and the kind of the last of it, by which what follows in its line is read."""
    shown = without_excluded(visible[item.start : item.end])
    if item.listed == "other" or (item.listed is not None and is_measured(shown)):
        return None, []
    asked = []
    table_row = item.listed is None and _is_table_row(shown)
    for clause in clauses(shown):
        text = shown[clause.start : clause.end]
        if clause.strength == "none":
            not_asked.update(vocabulary.by_id(mention.skill_id).names[0] for mention in vocabulary.find(text))
            continue
        kind = _kind(text, clause, item.listed, before, table_row, vocabulary)
        if kind is None:
            continue
        before = kind
        asked.append(_trimmed(shown, item, clause, kind))
    return before if asked else None, [one for one in asked if any(map(str.isalpha, one.asked))]


def _kind(
    text: str, clause: Clause, listed: ListKind | None, before: RequirementKind | None, in_table: bool,
    vocabulary: Vocabulary,
) -> RequirementKind | None:  # fmt: skip
    """What a clause asks for: by its own words, or else by the list that it is in or by what stands before it."""
    words = clean(text)
    strong = clause.strength if clause.strength != "none" else None
    if listed == "must" or listed == "nice":
        return "nice" if strong == "nice" or asks_nicely(words) else listed
    if listed == "guarded" and speaks_of_ability(words):
        return "nice" if strong == "nice" or asks_nicely(words) else "must"
    # Behind a comma "must" has the subject of what stands before it, which may be a thing.
    own = None if clause.start and before is None and _VERB_FIRST.match(text) else cue(clean(without_negations(text)))
    if own is not None:
        return strong if strong == "nice" else own
    if strong is not None and (in_table or before is not None or _is_skill_alone(words, vocabulary)):
        return strong
    return before if before is not None and strong is None and _is_list_of_skills(words, vocabulary) else None


def _is_table_row(text: str) -> bool:
    """Whether a line is a row of a table with a cell that says how much is asked, and nothing else."""
    cells = [cell for cell in _CELL.split(text) if cell.strip()]
    return len(cells) > 1 and any(strength(cell) is not None and not has_content(cell) for cell in cells)


def _trimmed(shown: str, item: _Item, clause: Clause, kind: RequirementKind) -> _Asked:
    """A clause without the comma or "but" that joins it to the others."""
    start, end = clause.start, clause.end
    if edge := (_EDGE if start else _TABLE_EDGE).match(shown, start, end):
        start = edge.end()
    end = start + len(shown[start:end].rstrip(_TRAILING))
    return _Asked(item.start + start, item.start + end, kind, shown[start:end])


def _wanted(body: str, clause: _Asked, vocabulary: Vocabulary) -> Iterator[Requirement]:
    text = clean(body[clause.start : clause.end])
    if not text:  # nothing but markup, as a blank in HTML
        return
    mentions: dict[str, Mention] = {}
    for mention in vocabulary.find(clause.asked):
        mentions.setdefault(mention.skill_id, mention)
    groups = groups_of(clause.asked, list(mentions.values()))
    names = [[vocabulary.by_id(mention.skill_id).names[0] for mention in group] for group in groups]
    for group in names or [[]]:
        skill = group[0] if group else None
        weight = 1 / max(1, len(names))
        yield Requirement(text, clause.kind, weight, skill, clause.start, clause.end, tuple(group[1:]))


def _is_skill_alone(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a clause is names of skills with a word for how much they are asked ("Python is a must")."""
    return _rest(text, vocabulary) == ""


def _is_list_of_skills(text: str, vocabulary: Vocabulary) -> bool:
    return bool(vocabulary.find(text)) and _is_skill_alone(text, vocabulary)


def _rest(text: str, vocabulary: Vocabulary) -> str | None:
    """What is left of a clause without its skills; None if it names none."""
    mentions: Sequence[Mention] = vocabulary.find(text)
    if not mentions:
        return None
    bare = list(text)
    for mention in mentions:
        bare[mention.start : mention.end] = " " * (mention.end - mention.start)
    rest = "".join(bare)
    return rest.strip() if has_content(rest) else ""
