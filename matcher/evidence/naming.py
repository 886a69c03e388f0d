"""Who names a skill in their texts, and who lists it."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

import numpy as np

from matcher.arrays import BoolArray, IdArray, ScoreArray, WholeArray
from matcher.retrieval.bm25 import TermCounts
from matcher.retrieval.columns import NO_SKILL, Asks, Columns, TextBlob
from matcher.retrieval.document import telling_terms
from matcher.scripts import has_han
from matcher.skills.vocabulary import Reading, finder, finder_as_written, reading
from matcher.skills.words import one_width
from matcher.traditional import simplified

FADING = 0.4
"""Share of the credit that evidence of 25 years ago has lost."""
NEAR_CREDIT = 0.3
"""Credit of a text that names a broader or neighbouring skill: something like it has been done."""
NARROWER_CREDIT = 0.4
"""Credit of a text that names a kind or a part of the skill: most of the time that is the skill at work."""

_BETWEEN_WORDS = re.compile(r"[\s_\-‐‑‒–\xad]+")
"""What separates words and is none itself; see ``matcher.skills.names``."""

Finder = Callable[[str], object]
"""Tells whether a text names a skill: something that is true where it does."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Skills of the vocabulary by number: those beside and above each, those below it, and which a text names."""

    near: Sequence[IdArray]
    narrower: Sequence[IdArray]
    named: Callable[[str], Collection[int]]

    def finder(self, skills: Iterable[int]) -> Finder:
        """Tells whether a text names one of these skills, in any form that is credited."""
        wanted = frozenset(skills)
        return lambda text: not wanted.isdisjoint(self.named(text))

    def related(self, skill: int) -> frozenset[int]:
        """The skills beside, above and below one."""
        return frozenset((*self.near[skill].tolist(), *self.narrower[skill].tolist()))


@dataclass(frozen=True, slots=True)
class Names:
    """Credits (r, p) of passages that name the skill of a requirement, and what naming one near it is worth; else 0.

    A credit fades with its passage; that of a near skill does so with all that the claims model makes of it.

    ``other_forms`` (r, p) are namings of a skill that the vocabulary does not know in another form than is asked for.
    """

    skill: ScoreArray
    near: ScoreArray
    other_forms: BoolArray

    @property
    def certain(self) -> ScoreArray:
        """The credits (r, p) of namings that leave no doubt: by the vocabulary, or in the form that is asked for."""
        return np.where(self.other_forms, 0.0, self.skill)

    def of(self, passages: IdArray, more: "Names") -> "Names":
        """Those of some passages, and more behind them."""
        return Names(
            np.concatenate([self.skill[:, passages], more.skill], axis=1),
            np.concatenate([self.near[:, passages], more.near], axis=1),
            np.concatenate([self.other_forms[:, passages], more.other_forms], axis=1),
        )


def names(asks: Asks, people: Columns, neighbours: Neighbours, faded: ScoreArray) -> Names:
    """What naming skills in the passages of people earns; ``faded`` (p,) tells how much each passage has."""
    known = asks.skills != NO_SKILL
    named = np.zeros((len(asks), len(faded)), dtype=bool)
    near = np.zeros(named.shape)
    if known.any():
        held = _held(people.named.starts, people.named.items, len(neighbours.near))
        named[known] = held[asks.skills[known]]
        near[known] = [
            np.maximum(
                NEAR_CREDIT * held[neighbours.near[skill]].any(axis=0),
                NARROWER_CREDIT * held[neighbours.narrower[skill]].any(axis=0),
            )
            for skill in asks.skills[known].tolist()
        ]
    by_words = np.zeros_like(named)
    other_forms = np.zeros_like(named)
    written: dict[str, Callable[[str, Reading], bool]] = {}
    for place, text, lines in _lines_with_names(asks, people.own, people.english, people.words):
        name = str(asks.names[place])
        if name not in written:
            written[name] = finder_as_written(name)
        by_words[place, text] = True
        other_forms[place, text] = not any(written[name](line.text, line.reading) for line in lines)
    return Names((named | by_words) * (1.0 - FADING * faded), near, other_forms)


def claims(asks: Asks, people: Columns) -> BoolArray:
    """Who lists the skill of each requirement, whatever else they say of it (``Python (primary)``), (r, m)."""
    listed = np.zeros((len(asks), len(people)), dtype=bool)
    for place, person, _ in _lines_with_names(asks, people.listed, None, people.lists):
        listed[place, person] = True
    known = asks.skills != NO_SKILL
    if known.any():
        skills = int(max(asks.skills.max(), people.claimed.items.max(initial=0))) + 1
        listed[known] |= _held(people.claimed.starts, people.claimed.items, skills)[asks.skills[known]]
    return listed


def _held(starts: IdArray, skills: WholeArray, count: int) -> BoolArray:
    """Which texts (s, t) hold each skill of the vocabulary."""
    held = np.zeros((count, len(starts) - 1), dtype=bool)
    held[skills, np.repeat(np.arange(len(starts) - 1), np.diff(starts))] = True
    return held


def _lines_with_names(
    asks: Asks, own: TermCounts, english: TermCounts | None, texts: TextBlob
) -> Iterator[tuple[int, int, list["Line"]]]:
    """The places of requirements and texts whose lines, which are given too, hold a name that the vocabulary lacks.

    The terms tell the few texts that can; only those are read.
    """
    unknown = np.flatnonzero((asks.skills == NO_SKILL) & (asks.names != ""))
    if not len(unknown) or not len(texts):
        return
    asks = asks.take(unknown)
    possible = (own.holding(asks.named) > 0) | (asks.named.numbers.counts == 0)[:, None]
    possible &= _holding_half(asks.own, own)
    if english is not None:
        possible &= _holding_half(asks.english, english) | (asks.own.numbers.counts > 0)[:, None]
    lines: dict[int, list[Line]] = {}
    finders: dict[str, NameFinder] = {}
    for place, text in np.argwhere(possible).tolist():
        if text not in lines:
            lines[text] = [Line(line) for line in texts.text(text).splitlines()]
        name = str(asks.names[place])
        if name not in finders:
            finders[name] = NameFinder(name)
        if with_name := [line for line in lines[text] if finders[name].in_line(line)]:
            yield int(unknown[place]), text, with_name


def _holding_half(wanted: TermCounts, texts: TermCounts) -> BoolArray:
    """Which texts (r, t) hold half of the terms of each name, if it has more than two.

    Half is left of a Chinese name that is written with blanks between its words, and of an English one of which two
    words are written as one.
    """
    counts = wanted.numbers.counts
    enough: BoolArray = texts.holding(wanted) >= np.where(counts > 2, counts // 2, 0)[:, None]
    return enough


@dataclass(frozen=True)
class Line:
    """A line of a text that is looked through for several names."""

    text: str

    @cached_property
    def small(self) -> str:
        """The line in small letters of one width and in simplified characters, as terms are made of it."""
        return simplified(one_width(self.text)).lower()

    @cached_property
    def characters(self) -> str:
        """The same with nothing between its words."""
        return _BETWEEN_WORDS.sub("", self.small)

    @cached_property
    def reading(self) -> Reading:
        """What it is made of, read once for all names."""
        return reading(self.text)

    @cached_property
    def words(self) -> str:
        """Its words as names are compared, with blanks between and around them."""
        return f" {' '.join(self.reading.tokens.words)} "


@dataclass(frozen=True)
class NameFinder:
    """Tells whether a text has a name that the vocabulary does not know, in any form in which it knows a name.

    Most lines are ruled out by what a name must have: one of its telling terms and its Chinese characters side by side,
    for which a line need not be cut into words, and then its words side by side. Only the rest is searched.
    """

    name: str

    def __call__(self, text: str) -> bool:
        return self.in_line(Line(text))

    def in_line(self, line: Line) -> bool:
        """Whether the line has the name."""
        if self._telling and not any(term in line.small for term in self._telling):
            return False
        if not all(run in line.characters for run in self._chinese):
            return False
        return any(form in line.words for form in self._forms) and self._finds(line.reading)

    @cached_property
    def _words(self) -> list[str]:
        return reading(self.name).tokens.words

    @cached_property
    def _telling(self) -> list[str]:
        """Terms of which a line with the name has one, as its text has, which was chosen by them."""
        return telling_terms(self.name)

    @cached_property
    def _chinese(self) -> list[str]:
        """The runs of Chinese characters, each of which is a word."""
        runs = groupby(self._words, has_han)
        return ["".join(words) for is_chinese, words in runs if is_chinese]

    @cached_property
    def _forms(self) -> tuple[str, ...]:
        """The words, and the words with two of them in one."""
        words = self._words
        joined = [[*words[:at], words[at] + words[at + 1], *words[at + 2 :]] for at in range(len(words) - 1)]
        return tuple(f" {' '.join(form)} " for form in [words, *joined])

    @cached_property
    def _finds(self) -> Callable[[str | Reading], bool]:
        return finder([self.name])
