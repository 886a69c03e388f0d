"""A background: people whose texts, frozen, tell how near anybody's come to a requirement."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from matcher.arrays import CodeArray, IdArray, ScoreArray, as_ids
from matcher.evidence.claims import languages_of, measures, norms
from matcher.evidence.comparison import Profiles, held, profiles_of
from matcher.evidence.naming import Neighbours, names
from matcher.retrieval.bm25 import TermCounts, TermNumbers, TermStatistics
from matcher.retrieval.columns import NORMS, Asks, Columns
from matcher.retrieval.likeness import likeness

_AT_ONCE = 256
"""Requirements measured at once: 12 MB of likeness for 12,000 sentences of a background."""


@dataclass(frozen=True)
class Background:
    """The people of a background, as they were when it was drawn, under a version that names the drawing.

    ``terms`` are those that the columns, and the needs that are measured, have their numbers from.
    """

    version: str
    columns: Columns
    terms: TermNumbers

    @cached_property
    def people(self) -> Profiles:
        """The people."""
        return profiles_of(self.columns)

    @cached_property
    def languages(self) -> CodeArray:
        """How the model reads most of their passages, (m,)."""
        return languages_of(self.people)

    @cached_property
    def own(self) -> TermStatistics:
        """How many of their passages hold each term as written."""
        return _statistics(self.columns.own)

    @cached_property
    def english(self) -> TermStatistics:
        """The same for terms in English."""
        return _statistics(self.columns.english)

    def measured(self, needs: Columns, neighbours: Neighbours) -> Columns:
        """Needs with the norms of their requirements; equal requirements are measured once."""
        asks = needs.asks
        first, of_first = _distinct(asks)
        reached = np.zeros((len(first), *NORMS))
        for start in range(0, len(first) if len(self.people) else 0, _AT_ONCE):
            block = slice(start, start + _AT_ONCE)
            reached[block] = self._norms(asks.take(first[block]), neighbours)
        return replace(needs, asks=replace(asks, norms=reached[of_first]))

    def _norms(self, asks: Asks, neighbours: Neighbours) -> ScoreArray:
        columns = self.columns
        fresh = np.zeros(len(columns.passages))
        measured = measures(
            self.people,
            likeness(asks.labels, columns.sentences),
            likeness(asks.labels, columns.passages),
            held(asks, columns, self.own, self.english, self.terms.forms()),
            names(asks, columns, neighbours, fresh),
        )
        return norms(measured, self.languages)


def _distinct(asks: Asks) -> tuple[IdArray, IdArray]:
    """Requirements that differ from each other, and which of these each one equals."""
    place_of: dict[tuple[bytes, int, str, bytes], int] = {}
    first: list[int] = []
    of_first: list[int] = []
    for number, vector in enumerate(asks.labels.vectors.steps()):
        terms = asks.english.numbers.items[
            asks.english.numbers.starts[number] : asks.english.numbers.starts[number + 1]
        ]
        key = (vector.tobytes(), int(asks.skills[number]), str(asks.names[number]), terms.tobytes())
        if key not in place_of:
            place_of[key] = len(first)
            first.append(number)
        of_first.append(place_of[key])
    return as_ids(first), as_ids(of_first)


def _statistics(counts: TermCounts) -> TermStatistics:
    return TermStatistics(len(counts), int(counts.lengths.sum()), np.bincount(counts.numbers.items))
