"""Who names a skill in their texts, and who lists it."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.arrays import BoolArray, IdArray, ScoreArray, WholeArray
from matcher.retrieval.bm25 import TermCounts
from matcher.retrieval.columns import NO_SKILL, Asks, Columns, TextBlob
from matcher.skills.vocabulary import finder

FADING = 0.4
"""Share of the credit that evidence of 25 years ago has lost."""
NEAR_CREDIT = 0.3
"""Credit of a text that names a broader, narrower or neighbouring skill: something like it has been done."""
_LONGEST_ABBREVIATION = 4

Finder = Callable[[str], object]
"""Tells whether a text names a skill: something that is true where it does."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Skills of the vocabulary by number: the numbers of those beside, above and below each, and all their names."""

    near: Sequence[IdArray]
    names: Sequence[tuple[str, ...]]

    def finder(self, skills: Iterable[int]) -> Finder:
        """Tells whether a text names one of these skills, in any form that is credited."""
        return finder(name for skill in skills for name in self.names[skill])


@dataclass(frozen=True, slots=True)
class Names:
    """Credits (r, p) of passages that name the skill of a requirement, or one near it; 0 where none is named."""

    skill: ScoreArray
    near: ScoreArray


def skill_pattern(name: str) -> re.Pattern[str]:
    """Finds a skill in a text as whole words only: java is not javascript, C not C++.

    A short abbreviation counts in capitals only: IT is not it.
    """
    edges = (r"(?<![A-Za-z0-9])", r"(?![A-Za-z0-9+#])") if name.isascii() else ("", "")
    exact = len(name) <= _LONGEST_ABBREVIATION and name.isupper()
    return re.compile(edges[0] + re.escape(name) + edges[1], 0 if exact else re.IGNORECASE)


def names(asks: Asks, people: Columns, neighbours: Neighbours, faded: ScoreArray) -> Names:
    """What naming skills in the passages of people earns; ``faded`` (p,) tells how much each passage has."""
    known = asks.skills != NO_SKILL
    named = np.zeros((len(asks), len(faded)), dtype=bool)
    near = np.zeros_like(named)
    if known.any():
        held = _held(people.named.starts, people.named.items, len(neighbours.near))
        named[known] = held[asks.skills[known]]
        near[known] = [held[neighbours.near[skill]].any(axis=0) for skill in asks.skills[known].tolist()]
    named |= _by_words(asks, people.own, people.words)
    remaining = 1.0 - FADING * faded
    return Names(named * remaining, near * (NEAR_CREDIT * remaining))


def claims(asks: Asks, people: Columns) -> BoolArray:
    """Who lists the skill of each requirement, whatever else they say of it (``Python (primary)``), (r, m)."""
    listed = _by_words(asks, people.listed, people.lists)
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


def _by_words(asks: Asks, terms: TermCounts, texts: TextBlob) -> BoolArray:
    """Which texts (r, t) hold the name of a skill that the vocabulary does not know.

    The terms tell the few texts that can; only those are read.
    """
    named = np.zeros((len(asks), len(texts)), dtype=bool)
    unknown = np.flatnonzero((asks.skills == NO_SKILL) & (asks.names != ""))
    if not len(unknown) or not len(texts):
        return named
    possible = terms.holding(asks.named.take(unknown))
    patterns: dict[str, Finder] = {}
    for place, text in np.argwhere(possible).tolist():
        name = str(asks.names[unknown[place]])
        search = patterns.setdefault(name, skill_pattern(name).search)
        named[unknown[place], text] = search(texts.text(text)) is not None
    return named
