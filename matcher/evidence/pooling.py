"""Similarities of many texts at once, and how those of one document are pooled."""

from collections.abc import Sequence

import numpy as np

from matcher.arrays import IdArray, ScoreArray
from matcher.documents import Vectors

BEST = 3


def cosines(left: Sequence[Vectors], right: Sequence[Vectors]) -> ScoreArray:
    """Cosines (rows of all left, rows of all right).

    In double precision, so that equal texts get equal scores wherever they stand in a matrix product.
    """
    products: ScoreArray = _stacked(left) @ _stacked(right).T
    return products


def sizes(documents: Sequence[Vectors]) -> IdArray:
    """How many rows each document has, (n,)."""
    return np.array([len(document.rows) for document in documents], dtype=np.int64)


def best_means(scores: ScoreArray, counts: IdArray, best: int = BEST) -> ScoreArray:
    """Mean of the best few columns of each group: (r, c) and group sizes (g,) to (r, g); NaN if empty or unknown."""
    groups = grouped(scores, counts, -np.inf)
    unknown = np.isnan(groups).any(axis=2)
    if groups.shape[2] > best:
        groups = -np.partition(-groups, best - 1, axis=2)[:, :, :best]
    sums = np.where(np.isneginf(groups), 0.0, groups).sum(axis=2)
    with np.errstate(invalid="ignore", divide="ignore"):
        means: ScoreArray = np.where(unknown, np.nan, sums / np.minimum(counts, best))
    return means


def row_means(values: ScoreArray, counts: IdArray) -> ScoreArray:
    """Mean over consecutive groups of rows: (r, m) and group sizes (n,) to (n, m); NaN for an empty group."""
    means = np.full((len(counts), values.shape[1]), np.nan)
    filled = counts > 0
    if filled.any():
        starts = (np.cumsum(counts) - counts)[filled]
        means[filled] = np.add.reduceat(values, starts, axis=0) / counts[filled, None]
    return means


def grouped(values: ScoreArray, counts: IdArray, fill: float) -> ScoreArray:
    """Columns in consecutive groups, (r, c) to (r, groups, longest); shorter groups are filled up."""
    longest = max(int(counts.max(initial=0)), 1)
    if not values.shape[1]:
        return np.full((values.shape[0], len(counts), longest), fill)
    within = np.arange(longest)
    starts = np.cumsum(counts) - counts
    columns = np.minimum(starts[:, None] + within, values.shape[1] - 1)
    return np.where(within < counts[:, None], values[:, columns], fill)


def _stacked(documents: Sequence[Vectors]) -> ScoreArray:
    return np.concatenate([document.rows for document in documents], dtype=np.float64)
