"""Checks and the final order that all vector indexes share."""

import numpy as np

from matcher.arrays import FloatArray, Hits, IdArray, as_ids


def checked_rows(ids: IdArray, vectors: FloatArray, dim: int) -> tuple[IdArray, FloatArray]:
    """Ids and contiguous float32 vectors of equal number, the last of equal ids kept; else ValueError."""
    ids = as_ids(ids)
    vectors = np.ascontiguousarray(vectors, dtype=np.float32)
    if vectors.shape != (len(ids), dim):
        raise ValueError(f"vectors have shape {vectors.shape}, expected ({len(ids)}, {dim})")
    if not np.isfinite(vectors).all():
        raise ValueError("vectors hold values that are not finite")
    _, last = np.unique(ids[::-1], return_index=True)
    keep = np.sort(len(ids) - 1 - last)
    return ids[keep], vectors[keep]


def checked_queries(queries: FloatArray, dim: int, k: int) -> FloatArray:
    """Contiguous float32 queries (q, dim); ValueError for another shape or a k below 1."""
    queries = np.ascontiguousarray(queries, dtype=np.float32)
    if queries.ndim != 2 or queries.shape[1] != dim:
        raise ValueError(f"queries have shape {queries.shape}, expected (q, {dim})")
    if k < 1:
        raise ValueError(f"k is {k}; allowed: 1 or more")
    return queries


def ordered(ids: IdArray, scores: FloatArray, k: int) -> Hits:
    """Order each row of (q, m) by (-score, id) and cut or pad it to k.

    Scores are rounded to 6 places first: equal vectors get products that differ in their last bits.
    """
    scores = np.round(scores, 6)
    order = np.lexsort((ids, -scores), axis=1)[:, :k]
    ids, scores = np.take_along_axis(ids, order, 1), np.take_along_axis(scores, order, 1)
    missing = ((0, 0), (0, k - ids.shape[1]))
    ids = np.pad(ids, missing, constant_values=-1)
    scores = np.pad(scores, missing, constant_values=-np.inf)
    return Hits(np.where(np.isneginf(scores), -1, ids), scores)
