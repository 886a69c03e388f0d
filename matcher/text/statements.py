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
from matcher.text.suspicion import Suspicion, suspicion
from matcher.traditional import simplified

__all__ = ["Judged", "Statement", "StatementKind", "evidence_spans", "is_denied", "statements"]


class Statement(NamedTuple):
    """Characters ``start`` to ``end`` of a text that say something other than what the person has done."""

    kind: StatementKind
    start: int
    end: int


class _Mark(NamedTuple):
    """A cue that a sentence holds, and where."""

    language: Literal["en", "zh"]
    cue: Cue
    pattern: re.Pattern[str]
    matches: tuple[re.Match[str], ...]


_ENDS = {"en": (cues_en.CLAUSE, cues_en.UNTIL), "zh": (cues_zh.CLAUSE, cues_zh.UNTIL)}
"""What ends a clause of each language, and what makes a condition of a denial, or gives it an end."""
_REMEMBERED = 1 << 16
"""Sentences of which is kept what they state: some 20 MB."""
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


class Judged:
    """What is wrong with sentences of profiles, and what they state, each judged once: records share many.

    It belongs to whoever reads many records, and forgets all where it holds too many.
    """

    def __init__(self) -> None:
        self._suspicions: dict[str, Suspicion | None] = {}
        self._unmarked: set[str] = set()

    def suspicion(self, sentence: str) -> Suspicion | None:
        """See ``suspicion.suspicion``."""
        try:
            return self._suspicions[sentence]
        except KeyError:
            kind = suspicion(sentence)
        if len(self._suspicions) >= _REMEMBERED:
            self._suspicions.clear()
        self._suspicions[sentence] = kind
        return kind

    def statements(self, sentence: str, whole: str) -> tuple[Statement, ...]:
        """See ``statements``; that a sentence has no mark of one does not depend on the text that it is from."""
        if sentence in self._unmarked:
            return ()
        marks = list(_marks(sentence))
        if marks:
            return _standing(sentence, marks, whole)
        if len(self._unmarked) >= _REMEMBERED:
            self._unmarked.clear()
        self._unmarked.add(sentence)
        return ()


def statements(text: str, whole: str | None = None) -> tuple[Statement, ...]:
    """The statements in a sentence that are no evidence of what they name, in order; none in most sentences.

    ``whole`` is the text that the sentence is from: what marks a statement stands there too.
    """
    marks = list(_marks(text))
    return _standing(text, marks, text if whole is None else whole) if marks else ()


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


def _marks(text: str) -> Iterator[_Mark]:
    """The cues that a sentence holds."""
    for cue, pattern in _search("en").possible(text):
        if matches := tuple(pattern.finditer(text)):
            yield _Mark("en", cue, pattern, matches)
    if not text.isascii():
        simple = simplified(text)
        for cue, pattern in _search("zh").possible(simple):
            if matches := tuple(pattern.finditer(simple)):
                yield _Mark("zh", cue, pattern, matches)


def _standing(text: str, marks: Sequence[_Mark], whole: str) -> tuple[Statement, ...]:
    """The statements of a sentence with these marks, if they stand in the text that it is from too."""
    texts, wholes = {"en": text, "zh": simplified(text)}, {"en": whole, "zh": simplified(whole)}
    said = [
        statement
        for mark in marks
        if _stands_in(wholes[mark.language], mark.cue, mark.pattern)
        for statement in _marked(texts[mark.language], mark)
    ]
    return _joined(sorted(said, key=lambda one: (one.start, -one.end)))


def _marked(text: str, mark: _Mark) -> Iterator[Statement]:
    boundary, limited = _ENDS[mark.language]
    for match in mark.matches:
        if boundary.search(text, match.start() + 1, match.end() - 1):
            continue
        first, last = _clause(text, match.start(), match.end(), boundary)
        if mark.cue.kind == "denied" and limited.search(text, match.end(), last):
            continue
        start = first if mark.cue.reach in ("before", "clause") else match.start()
        end = match.end() if mark.cue.reach == "before" else last
        yield Statement(mark.cue.kind, start, end)


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
