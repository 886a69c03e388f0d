"""Similarities of many texts at once, and how those of one document are pooled."""

from collections.abc import Callable, Sequence

import numpy as np

from matcher.arrays import IdArray, ScoreArray
from matcher.documents import Vectors

BEST = 3


def cosines(left: Sequence[Vectors], right: Sequence[Vectors]) -> ScoreArray:
    """Cosines (rows of all left, rows of all right).

    In double precision and rounded, so that equal texts get equal scores wherever they stand in a matrix
    product, and ties among them are broken by their order in the profile.
    """
    products: ScoreArray = (_stacked(left) @ _stacked(right).T).round(9)
    return products


def sizes(documents: Sequence[Vectors]) -> IdArray:
    """How many rows each document has, (n,)."""
    return np.array([len(document.rows) for document in documents], dtype=np.int64)


def best_means(scores: ScoreArray, counts: IdArray, best: int = BEST) -> ScoreArray:
    """Mean of the best few columns of each group: (r, c) and group sizes (g,) to (r, g); NaN if empty or unknown."""

    def reduce(block: ScoreArray, sizes: IdArray) -> ScoreArray:
        if block.shape[2] > best:
            block = -np.partition(-block, best - 1, axis=2)[:, :, :best]
        means: ScoreArray = np.where(np.isneginf(block), 0.0, block).sum(axis=2) / np.minimum(sizes, best)
        return means

    return _per_group(scores, counts, reduce)


def best_of_each(scores: ScoreArray, counts: IdArray) -> ScoreArray:
    """The largest of the columns of each group: (r, c) and group sizes (g,) to (r, g); NaN if empty."""
    return _per_group(scores, counts, lambda block, _: block.max(axis=2))


def _per_group(values: ScoreArray, counts: IdArray, reduce: Callable[[ScoreArray, IdArray], ScoreArray]) -> ScoreArray:
    """Reduce consecutive groups of columns, (r, c) to (r, g), in blocks (r, groups, longest) filled up with -inf.

    A block holds groups of similar sizes only, so that one long profile does not blow up all others.
    """
    result = np.full((values.shape[0], len(counts)), np.nan)
    starts = np.cumsum(counts) - counts
    magnitudes = np.where(counts > 0, np.ceil(np.log2(np.maximum(counts, 1))), -1)
    for magnitude in np.unique(magnitudes[counts > 0]):
        members = np.flatnonzero(magnitudes == magnitude)
        within = np.arange(counts[members].max())
        columns = np.minimum(starts[members, None] + within, values.shape[1] - 1)
        block = np.where(within < counts[members, None], values[:, columns], -np.inf)
        result[:, members] = reduce(block, counts[members])
    return result


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
