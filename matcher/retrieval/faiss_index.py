"""FAISS as vector index: flat for few passages, scalar-quantised for more, inverted lists for many."""

import json
from typing import Any, Self

import faiss
import numpy as np

from matcher.arrays import BoolArray, FloatArray, Hits, IdArray, as_ids
from matcher.retrieval.port import OwnerFilter, allowed_passages, checked_queries, checked_rows, ordered

FLAT_UP_TO, QUANTISED_UP_TO = 20_000, 300_000
"""Passages up to which an index is flat (float32), and scalar-quantised (float16); see docs/explanation/scale.md."""
LISTS, PROBES = 1024, 64
"""Inverted lists, and how many of them a query looks into: recall@10 .993 to .997 at a million passages."""
_SPARSE = 10
"""A filter that keeps one passage in so many, or fewer, is answered from all lists: those probed may hold none."""
_TRAINED_ON = 65_536
"""Passages that inverted lists are trained on: 64 for each of 1,024 lists; FAISS warns below 39."""
_SLACK = 16
"""Passages fetched beyond k, so that passages equal to the k-th are there to be ordered by id."""
_BATCH_BY_PRODUCT = 20
"""Queries from which FAISS multiplies matrices: 256 at once cost 1.0 instead of 8.8 ms each at 100,000 passages."""

faiss.cvar.distance_compute_blas_threshold = _BATCH_BY_PRODUCT


class FaissIndex:
    """See ``VectorIndex``; which kind it is follows from ``expected``, the number of passages it is made for.

    FAISS numbers passages by position; ``_ids`` has the id at each position, -1 where a passage was removed from
    inverted lists, whose positions do not shift as those of the other kinds do.
    """

    def __init__(self, dim: int, expected: int = 0) -> None:
        self.dim = dim
        self._ids: IdArray = np.zeros(0, dtype=np.int64)
        self._index: Any = _made_for(dim, expected)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def is_exact(self) -> bool:
        """Whether a search misses nothing."""
        return not isinstance(self._index, faiss.IndexIVF)

    def ids(self) -> IdArray:
        """See ``VectorIndex.ids``."""
        return np.sort(self._ids[self._ids >= 0])

    def upsert(self, ids: IdArray, vectors: FloatArray) -> None:
        """See ``VectorIndex.upsert``; inverted lists are trained on the first passages that come."""
        ids, vectors = checked_rows(ids, vectors, self.dim)
        self.remove(ids)
        if not len(ids):
            return
        if not self._index.is_trained:
            sample = np.random.default_rng(0).permutation(len(vectors))[:_TRAINED_ON]
            self._index.train(vectors[np.sort(sample)])
        if self.is_exact:
            self._index.add(vectors)
        else:
            self._index.add_with_ids(vectors, np.arange(len(self._ids), len(self._ids) + len(ids)))
        self._ids = np.concatenate([self._ids, ids])

    def remove(self, ids: IdArray) -> int:
        """See ``VectorIndex.remove``."""
        positions = np.flatnonzero(np.isin(self._ids, as_ids(ids)))
        if not len(positions):
            return 0
        self._index.remove_ids(faiss.IDSelectorBatch(positions))
        if self.is_exact:
            self._ids = np.delete(self._ids, positions)
        else:
            self._ids = np.where(np.isin(np.arange(len(self._ids)), positions), -1, self._ids)
        return len(positions)

    def search(self, queries: FloatArray, k: int, *, owners: OwnerFilter | None = None) -> Hits:
        """See ``VectorIndex.search``."""
        queries = checked_queries(queries, self.dim, k)
        allowed = None if owners is None else (self._ids >= 0) & allowed_passages(self._ids, owners)
        count = len(self) if allowed is None else int(allowed.sum())
        if allowed is not None and count == len(self):
            allowed = None
        fetched = min(k + _SLACK, count)
        while True:
            ids, scores = self._fetch(queries, fetched, allowed)
            if fetched >= count or not _tied(scores, k):
                return ordered(ids, scores, k)
            fetched = min(4 * fetched, count)

    def _fetch(self, queries: FloatArray, count: int, allowed: BoolArray | None) -> tuple[IdArray, FloatArray]:
        """Ids and scores, both (q, count), in FAISS's own order; padded where lists that are probed hold fewer."""
        if not count or not len(queries):
            return np.zeros((len(queries), 0), np.int64), np.zeros((len(queries), 0), np.float32)
        chosen: dict[str, Any] = {} if allowed is None else {"sel": _selector(allowed)}
        if self.is_exact:
            parameters = faiss.SearchParameters(**chosen)
        else:
            sparse = allowed is not None and _SPARSE * int(allowed.sum()) <= len(allowed)
            parameters = faiss.SearchParametersIVF(nprobe=LISTS if sparse else PROBES, **chosen)  # type: ignore[call-arg]
        scores, positions = self._index.search(queries, count, params=parameters)
        missing = positions < 0
        return np.where(missing, -1, self._ids[positions]), np.where(missing, -np.inf, scores)

    def dump(self) -> bytes:
        """See ``VectorIndex.dump``: a line of JSON with the length of the ids, the ids, FAISS's own bytes."""
        head = json.dumps({"ids": len(self._ids)}).encode()
        return head + b"\n" + self._ids.astype("<i8").tobytes() + faiss.serialize_index(self._index).tobytes()

    @classmethod
    def load(cls, payload: bytes) -> Self:
        """The index that ``dump`` gave; check its SHA-256 first, FAISS reads damaged bytes without an error."""
        head, _, rest = payload.partition(b"\n")
        size = 8 * int(json.loads(head)["ids"])
        stored = faiss.deserialize_index(np.frombuffer(rest[size:], dtype=np.uint8))
        index = cls(stored.d)
        index._ids = np.frombuffer(rest[:size], dtype="<i8").astype(np.int64)
        index._index = stored
        return index


def _selector(allowed: BoolArray) -> Any:
    """The positions that are allowed; the wrapper takes the bitmap alone, unlike FAISS's stub of it."""
    return faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))  # type: ignore[call-arg, arg-type]


def _made_for(dim: int, expected: int) -> Any:
    if expected <= FLAT_UP_TO:
        return faiss.IndexFlatIP(dim)
    if expected <= QUANTISED_UP_TO:
        return faiss.IndexScalarQuantizer(dim, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    quantiser = faiss.IndexFlatIP(dim)
    index = faiss.IndexIVFScalarQuantizer(
        quantiser, dim, LISTS, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT, False
    )
    quantiser.this.disown()  # type: ignore[attr-defined]
    index.own_fields = True
    index.cp.niter, index.cp.seed = 10, 1
    return index


def _tied(scores: FloatArray, k: int) -> bool:
    """Whether passages that were not fetched may equal the k-th of any query, to the 6 places that count."""
    last = np.round(scores[:, -1], 6)
    return bool((np.isfinite(last) & (last >= np.round(scores[:, k - 1], 6))).any())
