"""The port of every vector index."""

from typing import Protocol

from matcher.arrays import FloatArray, Hits, IdArray


class VectorIndex(Protocol):
    """Finds the rows whose vectors have the largest scalar product with a query.

    Ids are int64 given by the store and never reused. An index is a cache of the store: it may be thrown
    away and built again at any time.
    """

    @property
    def dim(self) -> int: ...

    def __len__(self) -> int:
        """Number of rows."""
        ...

    def ids(self) -> IdArray:
        """The ids of all rows, ascending, (n,)."""
        ...

    def upsert(self, ids: IdArray, vectors: FloatArray) -> None:
        """Put n rows, replacing those whose id is present; the last of equal ids wins.

        ``ids`` (n,), ``vectors`` (n, dim) finite unit rows; raises ValueError for other shapes or for
        values that are not finite, and then changes nothing.
        """
        ...

    def remove(self, ids: IdArray) -> int:
        """Take out the rows with these ids and return how many there were; unknown ids are passed over."""
        ...

    def search(self, queries: FloatArray, k: int, *, allowed: IdArray | None = None) -> Hits:
        """The k nearest rows of each of q queries, (q, dim), among ``allowed`` ids (None = all).

        Scores are cosines for unit vectors; where fewer than k rows qualify, the rest is padded. Each row
        is ordered by (-score, id). An allowed id that is not in the index is passed over.
        """
        ...

    def dump(self) -> bytes:
        """The whole index as bytes that ``load`` of the same class reads."""
        ...
