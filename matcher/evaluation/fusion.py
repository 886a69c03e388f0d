"""Equal-weight reciprocal rank fusion of several rankings, a reference that needs no training."""

from collections.abc import Mapping, Sequence

import numpy as np

from matcher.arrays import ScoreArray
from matcher.evaluation.trec import Run

K = 60
LEGS = ("bm25", "dense")


def fuse(runs: Sequence[Run], k: int = K) -> dict[str, dict[str, float]]:
    """One run of several: each query's documents scored by ``fuse_scores``."""
    queries = dict.fromkeys(query for run in runs for query in run)
    return {query: fuse_scores([run.get(query, {}) for run in runs], k) for query in queries}


def fuse_scores(legs: Sequence[Mapping[str, float]], k: int = K) -> dict[str, float]:
    """The sum of 1 / (k + rank) over the legs (Cormack, Clarke and Büttcher 2009), by document.

    Ranks count from 1. Documents of equal score share the mean of their ranks, so those that a leg cannot
    tell apart gain nothing by their order; a document without a score in a leg is last there.
    """
    documents = list(dict.fromkeys(document for leg in legs for document in leg))
    total = np.zeros(len(documents))
    for leg in legs:
        total += 1 / (k + _mean_ranks(np.array([leg.get(document, -np.inf) for document in documents])))
    return dict(zip(documents, total.tolist(), strict=True))


def with_fusion(by_ranker: Mapping[str, Mapping[str, float]]) -> dict[str, Mapping[str, float]]:
    """One query's scores by ranker, with ``fusion`` of the two legs as one more."""
    return {**by_ranker, "fusion": fuse_scores([by_ranker[leg] for leg in LEGS])}


def _mean_ranks(scores: ScoreArray) -> ScoreArray:
    """Ranks (n,) from 1 for the highest of (n,) scores, equal scores at the mean of their ranks."""
    _, group, sizes = np.unique(-scores, return_inverse=True, return_counts=True)
    means: ScoreArray = (np.cumsum(sizes) - (sizes - 1) / 2)[group]
    return means
