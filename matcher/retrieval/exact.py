"""The plain exact index: every passage is compared with every query."""

import io
from typing import Self

import numpy as np

from matcher.arrays import FloatArray, Hits, IdArray, as_ids
from matcher.retrieval.port import OwnerFilter, allowed_passages, checked_queries, checked_rows, ordered


class ExactIndex:
    """Passages in one matrix; the oracle for every other index and fast enough for some thousands."""

    def __init__(self, dim: int) -> None:
        self.dim = dim
        self._ids: IdArray = np.zeros(0, dtype=np.int64)
        self._vectors: FloatArray = np.zeros((0, dim), dtype=np.float32)

    def __len__(self) -> int:
        return len(self._ids)

    def ids(self) -> IdArray:
        """See ``VectorIndex.ids``."""
        return np.sort(self._ids)

    def upsert(self, ids: IdArray, vectors: FloatArray) -> None:
        """See ``VectorIndex.upsert``."""
        ids, vectors = checked_rows(ids, vectors, self.dim)
        self.remove(ids)
        self._ids = np.concatenate([self._ids, ids])
        self._vectors = np.concatenate([self._vectors, vectors])

    def remove(self, ids: IdArray) -> int:
        """See ``VectorIndex.remove``."""
        stays = ~np.isin(self._ids, as_ids(ids))
        self._ids, self._vectors = self._ids[stays], self._vectors[stays]
        return int((~stays).sum())

    def search(self, queries: FloatArray, k: int, *, owners: OwnerFilter | None = None) -> Hits:
        """See ``VectorIndex.search``."""
        queries = checked_queries(queries, self.dim, k)
        kept = np.arange(len(self)) if owners is None else np.flatnonzero(allowed_passages(self._ids, owners))
        scores = queries @ self._vectors[kept].T
        return ordered(np.broadcast_to(self._ids[kept], scores.shape), scores, k)

    def dump(self) -> bytes:
        """See ``VectorIndex.dump``; an npz archive."""
        buffer = io.BytesIO()
        np.savez(buffer, ids=self._ids, vectors=self._vectors)
        return buffer.getvalue()

    @classmethod
    def load(cls, payload: bytes) -> Self:
        """The index that ``dump`` gave."""
        with np.load(io.BytesIO(payload), allow_pickle=False) as arrays:
            index = cls(int(arrays["vectors"].shape[1]))
            index._ids, index._vectors = arrays["ids"], arrays["vectors"]
        return index
