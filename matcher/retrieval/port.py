"""The port of every vector index, and the order of hits that all of them share."""

from typing import Protocol

import numpy as np

from matcher.arrays import BoolArray, FloatArray, Hits, IdArray, as_ids

PASSAGES_PER_RECORD = 4096
"""Ids of a record's passages are its store row times this, plus the number of the passage."""

OwnerFilter = BoolArray
"""Which records may be found: a bitmap over the store's rows. Rows beyond its end are not allowed."""


class VectorIndex(Protocol):
    """Finds the passages whose vectors have the largest scalar product with a query.

    Ids are int64, ``PASSAGES_PER_RECORD`` times the store's row of the record plus the number of the passage, and
    never reused. An index is a cache of the store: it may be thrown away and built again at any time.

    >>> index.upsert(as_ids([4096, 4097]), vectors)                        # doctest: +SKIP
    >>> index.search(query[None], 1, owners=np.array([False, True])).ids   # doctest: +SKIP
    array([[4096]])
    """

    @property
    def dim(self) -> int: ...

    def __len__(self) -> int:
        """Number of passages."""
        ...

    def ids(self) -> IdArray:
        """The ids of all passages, ascending, (n,)."""
        ...

    def upsert(self, ids: IdArray, vectors: FloatArray) -> None:
        """Put n passages, replacing those whose id is present; the last of equal ids wins.

        ``ids`` (n,), ``vectors`` (n, dim) finite unit rows; raises ValueError for other shapes or for
        values that are not finite, and then changes nothing.
        """
        ...

    def remove(self, ids: IdArray) -> int:
        """Take out the passages with these ids and return how many there were; unknown ids are ignored."""
        ...

    def search(self, queries: FloatArray, k: int, *, owners: OwnerFilter | None = None) -> Hits:
        """The k nearest passages of each of q queries, (q, dim), of the records that ``owners`` allows (None = all).

        Scores are cosines for unit vectors, rounded to 6 places; where fewer than k passages qualify, the rest is
        padded. Each row is ordered by (-score, id). An approximate index may miss passages, but never gives one
        that is not allowed or a wrong score.
        """
        ...

    def dump(self) -> bytes:
        """The whole index as bytes that ``load`` of the same class reads."""
        ...


def allowed_passages(ids: IdArray, owners: OwnerFilter) -> BoolArray:
    """Which passages (n,) belong to a record that the bitmap allows."""
    rows = ids // PASSAGES_PER_RECORD
    return np.where(rows < len(owners), owners[np.minimum(rows, len(owners) - 1)], False) if len(owners) else rows < 0


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
