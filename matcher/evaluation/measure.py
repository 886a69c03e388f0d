"""Measures scorecards side by side on judged sets, and the pool against the ranking of everybody."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from matcher.arrays import ScoreArray
from matcher.evaluation.judged import BASELINES, JudgedSet, Run, fuse, read_sets
from matcher.matching.engine import ALL, Engine, Progress
from matcher.matching.sync import silent
from matcher.records import MATCHING, Consent
from matcher.results import Direction
from matcher.scorecard import Scorecard

if TYPE_CHECKING:
    import pandas as pd

FIRST = 20
"""Ranks in which the pool is held against the ranking of everybody."""

METRICS = ("loss", "low", "high", "easy", "hard", "ndcg@10", "map", "r@100", "mrr", "p@10", "ece")
"""All metrics that a set or a tier may have; ``low`` and ``high`` are the interval of the loss or of nDCG@10."""

Probability = Callable[[ScoreArray], ScoreArray]
"""Probabilities (n,) of mutual interest for scores (n,) of the scorecard in use."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What is measured: how to open an empty engine in memory on a day, and the scorecards by name.

    The first scorecard is the one in use; ``bm25`` and ``dense`` must be among them. ``probability`` is given if
    the one in use is calibrated. ``pool`` is how many are ranked when a judged set is measured through the pool as
    well, as users are answered; 0: it is not.
    """

    open_engine: Callable[[date | None], Engine]
    scorecards: Mapping[str, Scorecard]
    probability: Probability | None = None
    pool: int = 0

    @property
    def in_use(self) -> str:
        """Name of the scorecard in use."""
        return next(iter(self.scorecards))

    def compare(self, engine: Engine, direction: Direction, query: str) -> dict[str, dict[str, float]]:
        """Scores by scorecard and id of everybody who passes the hard filters."""
        scores = engine.matching.compare(list(self.scorecards.values()), direction, query)
        return dict(zip(self.scorecards, scores, strict=True))


@dataclass(frozen=True, slots=True)
class Measured:
    """The metrics of one judged set, or of one direction of a tier, by scorecard."""

    name: str
    metrics: dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class PoolHit:
    """A pair among the first of the ranking of everybody, and whether the list made through the pool holds it."""

    need: str
    professional: str
    held: bool


def measure(bench: Bench, folder: Path, progress: Progress = silent) -> Iterator[Measured]:
    """Every judged set of a folder under every scorecard and the fusion of the baselines, one after the other."""
    for judged_set in read_sets(folder):
        runs: dict[str, list[Run]] = {}
        for people in judged_set.versions:
            engine = bench.open_engine(None)
            consent = Consent((MATCHING,), engine.today())
            consenting = (replace(person, consent=consent) for person in people)
            engine.records.put_many([*consenting, *judged_set.needs], progress)
            for name, run in _runs(bench, engine, judged_set, progress).items():
                runs.setdefault(name, []).append(run)
        yield Measured(judged_set.name, {name: judged_set.measure(run) for name, run in runs.items()})


def beside(measured: Measured, others: Mapping[str, Measured]) -> Measured:
    """The metrics of a set with a further row for each other model: those of the first scorecard under that model."""
    first = next(iter(measured.metrics), "")
    rows = {f"{first}, {model}": other.metrics[first] for model, other in others.items() if first in other.metrics}
    return replace(measured, metrics=measured.metrics | rows)


def metrics_table(measured: Iterable[Measured]) -> "pd.DataFrame":
    """A row for each set and scorecard: ``set``, ``scorecard``, ``queries`` and ``METRICS``; NaN if not measured."""
    import pandas as pd

    rows = [
        {"set": result.name, "scorecard": scorecard, **metrics}
        for result in measured
        for scorecard, metrics in result.metrics.items()
    ]
    return pd.DataFrame(rows, columns=["set", "scorecard", "queries", *METRICS])


def recall_of_pool(engine: Engine, ids: Sequence[str], k: int = FIRST, direction: Direction = "candidates") -> float:
    """The share of the first k of the ranking of everybody that the list made through the pool holds.

    ``ids`` are needs for candidates, people for suggestions; the share is over all their pairs, NaN without any.
    """
    hits = [
        hit.held
        for query in ids
        for hit in pool_hits(engine, direction, query, dict(engine.matching.scores(direction, query, ALL)), k)
    ]
    return float(np.mean(hits)) if hits else float("nan")


def pool_hits(
    engine: Engine, direction: Direction, query: str, everybody: Mapping[str, float], k: int = FIRST
) -> list[PoolHit]:
    """The first k of a query by the scores of everybody who passes the filters, each held against the pool."""
    first = sorted(everybody, key=lambda identifier: (-everybody[identifier], identifier))[:k]
    if not first:
        return []
    listed = {identifier for identifier, _ in engine.matching.scores(direction, query, len(first))}
    pairs = [(query, other) if direction == "candidates" else (other, query) for other in first]
    return [PoolHit(*pair, other in listed) for pair, other in zip(pairs, first, strict=True)]


def _runs(bench: Bench, engine: Engine, judged_set: JudgedSet, progress: Progress) -> dict[str, Run]:
    """One run for each scorecard, for the fusion, and for the pool if it is measured."""
    runs: dict[str, dict[str, Mapping[str, float]]] = {name: {} for name in bench.scorecards}
    pooled: dict[str, Mapping[str, float]] = {}
    for done, query in enumerate(judged_set.queries, 1):
        for name, scores in bench.compare(engine, judged_set.direction, query).items():
            runs[name][query] = scores
        if bench.pool:
            pooled[query] = dict(engine.matching.scores(judged_set.direction, query, bench.pool))
        progress(f"ranking {judged_set.name}", done, len(judged_set.queries))
    fusion = fuse([runs[baseline] for baseline in BASELINES])
    return {**runs, "fusion": fusion, **({f"{bench.in_use}, pool {bench.pool}": pooled} if bench.pool else {})}
