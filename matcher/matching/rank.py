"""Who is scored for a need or a person, and in what order they come, in one state of the market."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.arrays import IdArray, ScoreArray, as_ids
from matcher.features import FeatureTable
from matcher.filters import Verdicts
from matcher.matching.market import Market
from matcher.results import Direction, Exclusion
from matcher.retrieval.catalogue import Catalogue, Snapshot
from matcher.scorecard.port import Ranker, scores

ALL = 0
"""As ``k``: everybody who passes the hard filters, without a pool."""
PAIRS_AT_ONCE = 4_000_000
"""Pairs whose features are made in one go, which bounds their memory, about 200 bytes each, and how long others wait.

Many, because needs have sentences in common, and each is compared once in a go.
"""


@dataclass(frozen=True, slots=True)
class Query:
    """One need or person to rank for: who was chosen to be scored, how many passed the filters, why others did not."""

    place: int
    chosen: IdArray
    allowed: int
    exclusions: tuple[Exclusion, ...]


@dataclass(frozen=True, slots=True)
class Ranked:
    """The chosen of one query, best first: places (c,) and scores (c,); of the first r features (r, f) and points."""

    places: IdArray
    scores: ScoreArray
    table: FeatureTable
    points: ScoreArray


@dataclass(frozen=True, slots=True)
class Scoring:
    """Scores one side of a market for queries of the other.

    ``catalogue`` is that of the side that is scored; each of its legs proposes up to ``pool`` of them.
    """

    market: Market
    direction: Direction
    ranker: Ranker
    catalogue: Catalogue
    pool: int

    @property
    def others(self) -> Snapshot:
        """The side that is scored."""
        return self.market.people if self.direction == "candidates" else self.market.needs

    @property
    def most_at_once(self) -> int:
        """How many queries may be ranked in one go, at least one."""
        return max(PAIRS_AT_ONCE // max(len(self.others.rows), 1), 1)

    def queries(self, places: IdArray, k: int) -> list[Query]:
        """Who passes the hard filters of each query, and of those the pool that is worth scoring in full."""
        everyone = np.arange(len(self.others.rows))
        if self.direction == "candidates":
            verdicts = self.market.verdicts(places, everyone).by_need()
        else:
            verdicts = self.market.verdicts(everyone, places).by_person()
        return [self._query(place, each, k) for place, each in zip(places.tolist(), verdicts, strict=True)]

    def ranked(self, queries: Sequence[Query], first: int) -> list[Ranked]:
        """The chosen of each query, best first, equal scores by id; with features of the ``first``, or of ``ALL``."""
        others = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *(query.chosen for query in queries)]))
        table = self.table(as_ids([query.place for query in queries]), others)
        found = []
        for at, query in enumerate(queries):
            mine = table.rows(self._pairs(at, len(queries), len(others)))
            mine = mine if len(query.chosen) == len(others) else mine.rows(np.searchsorted(others, query.chosen))
            points = self.ranker.contributions(mine)
            totals = scores(self.ranker, points)
            order = np.lexsort((self.others.ids[query.chosen], -totals))
            kept = order[: first or None]
            found.append(Ranked(query.chosen[order], totals[order], mine.rows(kept), points[kept]))
        return found

    def _pairs(self, query: int, queries: int, others: int) -> slice:
        """Where the pairs of a query stand in a table, which has needs outermost."""
        if self.direction == "candidates":
            return slice(query * others, (query + 1) * others)
        return slice(query, None, queries)

    def table(self, queries: IdArray, others: IdArray) -> FeatureTable:
        """Features of the queries in these places with the others in these, needs outermost."""
        candidates = self.direction == "candidates"
        return self.market.table(queries, others) if candidates else self.market.table(others, queries)

    def _query(self, place: int, verdicts: Verdicts, k: int) -> Query:
        chosen = np.flatnonzero(verdicts.allowed.ravel())
        allowed = len(chosen)
        if k != ALL:
            asking = self.market.needs if self.direction == "candidates" else self.market.people
            document = asking.side.documents[place]
            rows = self.catalogue.propose(document, self.others.rows[chosen], max(self.pool, k))
            chosen = self.others.places(rows)
        return Query(place, chosen, allowed, verdicts.exclusions())
