"""One side of the market, people or needs, ready to be searched: documents, vectors and terms in step."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.arrays import IdArray, StringArray, as_ids
from matcher.language.terms import terms
from matcher.records import Professional
from matcher.retrieval import NO_TEXT, Document, Side, VectorTable, row_of, side_of
from matcher.retrieval.lexical import LexicalIndex, Terms
from matcher.retrieval.port import VectorIndex

_PASSAGES_PER_CANDIDATE = 4
"""Passages fetched for each candidate wanted: several of the nearest may be of one person."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All documents of one side as columns (m,), by ascending store row; ``ids`` are those of the records."""

    rows: IdArray
    ids: StringArray
    side: Side

    def places(self, rows: IdArray) -> IdArray:
        """Where documents with these rows, all of which are there, stand among the m."""
        return np.searchsorted(self.rows, rows)


class Catalogue:
    """The documents of one side by row, and the indexes that find candidates among them.

    ``index``, ``lexical`` and ``english`` hold passages, by their vectors, their own terms and their terms with
    Chinese said in English; ``listed`` holds the skills that people list, by row; ``vectors`` the texts of both
    sides.
    """

    def __init__(
        self, index: VectorIndex, lexical: LexicalIndex, english: LexicalIndex, listed: LexicalIndex,
        vectors: VectorTable,
    ) -> None:  # fmt: skip
        self.index, self.lexical, self.english = index, lexical, english
        self.listed, self.vectors = listed, vectors
        self.documents: dict[int, Document] = {}
        self._snapshot: Snapshot | None = None

    @property
    def snapshot(self) -> Snapshot:
        """The columns as of now; made when they are first asked for after a change."""
        if self._snapshot is None:
            rows = as_ids(sorted(self.documents))
            documents = [self.documents[row] for row in rows.tolist()]
            ids = np.array([each.record.id for each in documents], dtype=str)
            self._snapshot = Snapshot(rows, ids, side_of(documents))
        return self._snapshot

    def put(self, documents: Sequence[Document]) -> None:
        """Add or replace documents and their terms; ``heal`` then brings the vector index in step."""
        replaced = [self.documents[each.row] for each in documents if each.row in self.documents]
        for leg in (self.lexical, self.english):
            leg.remove(_passage_ids(replaced))
        self.listed.remove(as_ids([each.row for each in replaced]))
        for each in replaced:
            self.vectors.release(each.texts)
        self._snapshot = None
        self.documents |= {document.row: document for document in documents}
        self.listed.upsert({each.row: _listed_terms(each) for each in documents if _listed_terms(each)})
        self.lexical.upsert({k: v for each in documents for k, v in _by_id(each, each.terms)})
        self.english.upsert({k: v for each in documents for k, v in _by_id(each, each.english)})

    def remove(self, rows: Collection[int]) -> tuple[int, int]:
        """Take documents out; how many vectors and how many passages of terms went with them."""
        present = [self.documents.pop(row) for row in rows if row in self.documents]
        if present:
            self._snapshot = None
        self.listed.remove(as_ids([each.row for each in present]))
        for each in present:
            self.vectors.release(each.texts)
        ids = _passage_ids(present)
        self.english.remove(ids)
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
        legs = [
            self.lexical.search(query.terms, wanted, allowed=allowed).ids,
            self.english.search(query.english, wanted, allowed=allowed).ids,
        ]
        read = query.passage_texts[query.passage_texts != NO_TEXT]
        if len(read):
            legs.append(self.index.search(self.vectors.take(read), wanted, allowed=allowed).ids)
        return np.unique(np.concatenate([_first_owners(ids, pool) for ids in legs]))

    def _upsert(self, documents: Iterable[Document]) -> None:
        held = [document for document in documents if len(vector_ids(document))]
        if held:
            texts = np.concatenate([document.passage_texts for document in held])
            vectors = self.vectors.take(texts[texts != NO_TEXT])
            self.index.upsert(np.concatenate([vector_ids(document) for document in held]), vectors)


def vector_ids(document: Document) -> IdArray:
    """Ids of the passages of a document that have a vector."""
    ids: IdArray = document.passage_ids[document.passage_texts != NO_TEXT]
    return ids


def _listed_terms(document: Document) -> list[str]:
    record = document.record
    return terms(" ".join(record.skills)) if isinstance(record, Professional) else []


def _by_id(document: Document, terms: Sequence[Terms]) -> Iterator[tuple[int, Terms]]:
    return zip(document.passage_ids.tolist(), terms, strict=True)


def _passage_ids(documents: Iterable[Document]) -> IdArray:
    return np.concatenate([np.zeros(0, np.int64), *(document.passage_ids for document in documents)])


def _first_owners(ids: IdArray, count: int) -> IdArray:
    """The first ``count`` distinct rows in hits (q, k), taking the queries' best hits first."""
    by_rank = ids.T.ravel()
    owners, first = np.unique(row_of(by_rank[by_rank >= 0]), return_index=True)
    return owners[np.argsort(first)][:count]
