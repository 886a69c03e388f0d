"""FAISS as vector index: exact flat search behind an id map."""

from typing import Any, Self

import faiss
import numpy as np

from matcher.arrays import FloatArray, Hits, IdArray, as_ids
from matcher.retrieval.checks import checked_queries, checked_rows, ordered

_SLACK = 16
"""Rows fetched beyond k, so that rows equal to the k-th are there to be ordered by id."""


def _tied(scores: FloatArray, k: int) -> bool:
    """Whether rows that were not fetched may equal the k-th of any query, to the 6 places that count."""
    return bool((np.round(scores[:, -1], 6) >= np.round(scores[:, k - 1], 6)).any())


class FaissIndex:
    """A flat inner-product index in an ``IndexIDMap2``: a bare flat index shifts its ids on removal."""

    def __init__(self, dim: int) -> None:
        self.dim = dim
        self._index: Any = faiss.IndexIDMap2(faiss.IndexFlatIP(dim))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def ids(self) -> IdArray:
        """See ``VectorIndex.ids``."""
        return np.sort(faiss.vector_to_array(self._index.id_map).astype(np.int64))

    def upsert(self, ids: IdArray, vectors: FloatArray) -> None:
        """See ``VectorIndex.upsert``; FAISS would add an id that is present a second time."""
        ids, vectors = checked_rows(ids, vectors, self.dim)
        self.remove(ids)
        if len(ids):
            self._index.add_with_ids(vectors, ids)

    def remove(self, ids: IdArray) -> int:
        """See ``VectorIndex.remove``."""
        ids = as_ids(ids)
        return int(self._index.remove_ids(faiss.IDSelectorBatch(ids))) if len(ids) and len(self) else 0

    def search(self, queries: FloatArray, k: int, *, allowed: IdArray | None = None) -> Hits:
        """See ``VectorIndex.search``."""
        queries = checked_queries(queries, self.dim, k)
        count = len(self) if allowed is None else len(np.intersect1d(self.ids(), allowed))
        fetched = min(k + _SLACK, count)
        while True:
            ids, scores = self._fetch(queries, fetched, allowed)
            if fetched >= count or not _tied(scores, k):
                return ordered(ids, scores, k)
            fetched = min(4 * fetched, count)

    def _fetch(self, queries: FloatArray, count: int, allowed: IdArray | None) -> tuple[IdArray, FloatArray]:
        """Ids and scores, both (q, count), in FAISS's own order."""
        if not count or not len(queries):
            return np.zeros((len(queries), 0), np.int64), np.zeros((len(queries), 0), np.float32)
        chosen = None
        if allowed is not None:
            chosen = faiss.SearchParameters(sel=faiss.IDSelectorBatch(as_ids(allowed)))  # type: ignore[call-arg]
        scores, ids = self._index.search(queries, count, params=chosen)
        return ids, scores

    def dump(self) -> bytes:
        """See ``VectorIndex.dump``."""
        return bytes(faiss.serialize_index(self._index).tobytes())

    @classmethod
    def load(cls, payload: bytes) -> Self:
        """The index that ``dump`` gave; check its SHA-256 first, FAISS reads damaged bytes without an error."""
        stored = faiss.deserialize_index(np.frombuffer(payload, dtype=np.uint8))
        index = cls(stored.d)
        index._index = stored  # not downcast_index(stored): that does not own the memory, which then is freed
        return index
