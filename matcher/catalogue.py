"""One side of the market, people or needs, ready to be searched: documents, vectors and terms in step."""

from collections.abc import Collection, Iterable, Sequence

import numpy as np

from matcher.arrays import FloatArray, IdArray
from matcher.documents import Document, row_of
from matcher.index.port import VectorIndex
from matcher.lexical.port import LexicalIndex

_PASSAGES_PER_CANDIDATE = 4
"""Passages fetched for each candidate wanted: several of the nearest may be of one person."""


class Catalogue:
    """The documents of one side by row, and the two indexes that propose candidates among them."""

    def __init__(self, index: VectorIndex, lexical: LexicalIndex) -> None:
        self.index, self.lexical = index, lexical
        self.documents: dict[int, Document] = {}

    def put(self, documents: Sequence[Document]) -> None:
        """Add or replace documents and their terms; ``heal`` then brings the vector index in step."""
        self.lexical.remove(_passage_ids(self.documents[d.row] for d in documents if d.row in self.documents))
        self.documents |= {document.row: document for document in documents}
        self.lexical.upsert(
            {
                int(passage_id): terms
                for document in documents
                for passage_id, terms in zip(document.passage_ids, document.terms, strict=True)
            }
        )

    def remove(self, rows: Collection[int]) -> tuple[int, int]:
        """Take documents out; how many vectors and how many passages of terms went with them."""
        present = [self.documents.pop(row) for row in rows if row in self.documents]
        ids = _passage_ids(present)
        return self.index.remove(ids), self.lexical.remove(ids)

    def heal(self, changed: Collection[int]) -> bool:
        """Make the vector index hold exactly what the documents hold; tells whether anything was mended.

        ``changed`` are the rows whose vectors may be others than those that the index holds.
        """
        have = self.index.ids()
        wanted = np.sort(
            np.concatenate([np.zeros(0, np.int64), *(vector_ids(document) for document in self.documents.values())])
        )
        doomed = have[~np.isin(have, wanted) | np.isin(row_of(have), list(changed))]
        self.index.remove(doomed)
        missing = {int(row) for row in row_of(wanted[~np.isin(wanted, self.index.ids())])}
        self._upsert([self.documents[row] for row in sorted(missing)])
        return bool(len(doomed) or missing)

    def propose(self, query: Document, rows: IdArray, pool: int) -> IdArray:
        """Rows of up to ``pool`` candidates of each leg, ascending; all of ``rows`` if they are no more."""
        if len(rows) <= pool:
            return np.sort(rows)
        allowed = _passage_ids([self.documents[int(row)] for row in rows])
        wanted = pool * _PASSAGES_PER_CANDIDATE
        legs = [self.lexical.search(query.terms, wanted, allowed=allowed).ids]
        if len(query.passage_vectors.rows):
            legs.append(self.index.search(query.passage_vectors.rows, wanted, allowed=allowed).ids)
        return np.unique(np.concatenate([_first_owners(ids, pool) for ids in legs]))

    def _upsert(self, documents: Iterable[Document]) -> None:
        held = [document for document in documents if len(document.passage_vectors.rows)]
        if held:
            vectors: FloatArray = np.concatenate([document.passage_vectors.rows for document in held])
            self.index.upsert(np.concatenate([vector_ids(document) for document in held]), vectors)


def vector_ids(document: Document) -> IdArray:
    """Ids of the passages of a document that have a vector."""
    return document.passage_ids[document.passage_vectors.positions]


def _passage_ids(documents: Iterable[Document]) -> IdArray:
    return np.concatenate([np.zeros(0, np.int64), *(document.passage_ids for document in documents)])


def _first_owners(ids: IdArray, count: int) -> IdArray:
    """The first ``count`` distinct rows in hits (q, k), taking the queries' best hits first."""
    by_rank = ids.T.ravel()
    owners, first = np.unique(row_of(by_rank[by_rank >= 0]), return_index=True)
    return owners[np.argsort(first)][:count]
