"""Who names a skill in their texts, and who lists it."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.arrays import BoolArray, IdArray, ScoreArray, WholeArray
from matcher.retrieval.bm25 import TermCounts
from matcher.retrieval.columns import NO_SKILL, Asks, Columns, TextBlob
from matcher.skills.vocabulary import finder, reading

FADING = 0.4
"""Share of the credit that evidence of 25 years ago has lost."""
NEAR_CREDIT = 0.3
"""Credit of a text that names a broader or neighbouring skill: something like it has been done."""
NARROWER_CREDIT = 0.4
"""Credit of a text that names a kind or a part of the skill: most of the time that is the skill at work."""

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
    """Credits (r, p) of passages that name the skill of a requirement, or one near it; 0 where none is named."""

    skill: ScoreArray
    near: ScoreArray


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
    named |= _by_words(asks, people.own, people.words)
    remaining = 1.0 - FADING * faded
    return Names(named * remaining, near * remaining)


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
    """Which texts (r, t) hold, in one of their lines, the name of a skill that the vocabulary does not know.

    The terms tell the few texts that can; only those are read.
    """
    named = np.zeros((len(asks), len(texts)), dtype=bool)
    unknown = np.flatnonzero((asks.skills == NO_SKILL) & (asks.names != ""))
    if not len(unknown) or not len(texts):
        return named
    telling = asks.named.take(unknown)
    possible = terms.holding(telling) | (telling.numbers.counts == 0)[:, None]
    finders = [finder([str(asks.names[place])]) for place in unknown.tolist()]
    for text in np.flatnonzero(possible.any(axis=0)).tolist():
        lines = list(map(reading, texts.text(text).splitlines()))
        for place in np.flatnonzero(possible[:, text]).tolist():
            named[unknown[place], text] = any(map(finders[place], lines))
    return named
