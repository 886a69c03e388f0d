"""What a sentence of a profile says of a skill other than that the person has it: denied, wished for, somebody else's.

Most sentences say what was done or taught, and only that is evidence. A statement of another kind is cut out of its
sentence from the words that mark it to the end of their clause ("has never used …"), from its beginning to those
words ("… was done by another team", 机器学习零基础), or all of the clause, by where these words stand. It needs no
vocabulary: whatever is named in it is not shown by it.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal, NamedTuple

from matcher.text import cues_en, cues_zh
from matcher.text.cues import Cue, Search, StatementKind
from matcher.traditional import simplified

__all__ = ["Statement", "StatementKind", "evidence_spans", "is_denied", "may_state", "statements"]


class Statement(NamedTuple):
    """Characters ``start`` to ``end`` of a text that say something other than what the person has done."""

    kind: StatementKind
    start: int
    end: int


_LEAST_WORDS, _LEAST_HAN = 2, 4
"""Fewer words or characters of a sentence say nothing by themselves (本人)."""
_EDGES = " \t\n,;:，；：、。.-–—（("
_HEAD = re.compile(
    rf"^[{re.escape(_EDGES)}]*"
    r"(?:(?:but|and|so|although|though|while|但是?|不过|而是?|却)(?![a-z])[\s,，]*)?",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:[\s,;，；、]+(?:but|and|or|while|although|though|whereas|that|which|who|has|have|had|with|I|we|is|are|"
    r"was|yet|to|"
    r"但是?|不过|而|并|且|因))+\s*$|(?:，|,)\s*(?:但是?|不过)\s*$",
    re.IGNORECASE,
)
"""Words at the beginning and end of what is left that only join it to what was cut off."""


_NO_ENTRY = re.compile(r"(?:no|not|never|without) (?!till|touch|code|dig|load|contact)", re.IGNORECASE)


def may_state(text: str) -> bool:
    """Whether a text may hold a statement; where it does not, no sentence of it does."""
    return bool(_search("en").possible(text)) or (not text.isascii() and bool(_search("zh").possible(simplified(text))))


def statements(text: str, whole: str | None = None) -> tuple[Statement, ...]:
    """The statements in a sentence that are no evidence of what they name, in order; none in most sentences.

    ``whole`` is the text that the sentence is from: what marks a statement stands there too.
    """
    whole = text if whole is None else whole
    marks = list(_marked(text, _search("en"), whole, cues_en.CLAUSE, cues_en.UNTIL))
    if not text.isascii():
        marks += _marked(simplified(text), _search("zh"), simplified(whole), cues_zh.CLAUSE, cues_zh.UNTIL)
    return _joined(sorted(marks, key=lambda mark: (mark.start, -mark.end)))


def evidence_spans(text: str, said: Sequence[Statement]) -> Iterator[tuple[int, int]]:
    """What is left of a sentence beside these statements, where that is a statement of its own."""
    last = 0
    for start, end in [*((one.start, one.end) for one in said), (len(text), len(text))]:
        piece = text[last:start]
        bare = _TAIL.sub("", _HEAD.sub("", piece)).rstrip(_EDGES)
        if _says_something(bare):
            first = last + piece.index(bare)
            yield first, first + len(bare)
        last = end


def is_denied(listed: str) -> bool:
    """Whether an entry of a list of skills says no to it: "no Python", "Python (none)", 不会Python."""
    bare = listed.strip()
    return _NO_ENTRY.match(bare) is not None or bool(statements(bare))


def _marked(
    text: str, search: Search, whole: str, boundary: re.Pattern[str], limited: re.Pattern[str]
) -> Iterator[Statement]:
    for cue, pattern in search.possible(text):
        matches = list(pattern.finditer(text))
        if not matches or not _stands_in(whole, cue, pattern):
            continue
        for match in matches:
            if boundary.search(text, match.start() + 1, match.end() - 1):
                continue
            first, last = _clause(text, match.start(), match.end(), boundary)
            if cue.kind == "denied" and limited.search(text, match.end(), last):
                continue
            start = first if cue.reach in ("before", "clause") else match.start()
            end = match.end() if cue.reach == "before" else last
            yield Statement(cue.kind, start, end)


def _stands_in(whole: str, cue: Cue, pattern: re.Pattern[str]) -> bool:
    """Whether a text holds a cue anywhere, or may at the end of one of its sentences."""
    small = whole.lower()
    return any(hint in small for hint in cue.hints.split("|")) and ("$" in cue.pattern or bool(pattern.search(whole)))


def _clause(text: str, start: int, end: int, boundary: re.Pattern[str]) -> tuple[int, int]:
    """Where the clause around some characters begins and ends."""
    first = 0
    for match in boundary.finditer(text, 0, start):
        first = match.end()
    following = boundary.search(text, end)
    return first, following.start() if following else len(text)


def _joined(marks: Sequence[Statement]) -> tuple[Statement, ...]:
    """Statements that overlap as one, of the kind of the first."""
    joined: list[Statement] = []
    for mark in marks:
        if joined and mark.start < joined[-1].end:
            joined[-1] = joined[-1]._replace(end=max(mark.end, joined[-1].end))
        else:
            joined.append(mark)
    return tuple(joined)


def _says_something(words: str) -> bool:
    han = sum(not mark.isascii() for mark in words) if not words.isascii() else 0
    return han >= _LEAST_HAN or len(re.findall(r"[^\W_]+", words)) >= _LEAST_WORDS


@cache
def _search(language: Literal["en", "zh"]) -> Search:
    """Compiled at the first text: opening a store needs none."""
    return Search(cues_en.CUES if language == "en" else cues_zh.CUES)
