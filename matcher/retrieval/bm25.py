"""Okapi BM25 as one sparse matrix of passages by terms.

Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009, with the idf that
stays positive, ln(1 + (N - n + 0.5) / (n + 0.5)). A matrix serves both directions: one need against all
passages, and all needs against the passages of one person.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log1p, nan

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer

from matcher.arrays import BoolArray, Hits, IdArray, ScoreArray, as_ids
from matcher.retrieval.lexical import Terms

K1 = 1.2
B = 0.75


class BM25Index:
    """See ``LexicalIndex``; the matrix is made when it is first asked for after a change."""

    def __init__(self) -> None:
        self._passages: dict[int, Terms] = {}
        self._weights: _Weights | None = None

    def __len__(self) -> int:
        return len(self._passages)

    def upsert(self, passages: Mapping[int, Terms]) -> None:
        """See ``LexicalIndex.upsert``."""
        self._passages.update(passages)
        self._weights = None

    def remove(self, ids: IdArray) -> int:
        """See ``LexicalIndex.remove``."""
        gone = [each for each in as_ids(ids).tolist() if self._passages.pop(each, None) is not None]
        if gone:
            self._weights = None
        return len(gone)

    def scores(self, queries: Sequence[Terms], ids: IdArray) -> ScoreArray:
        """See ``LexicalIndex.scores``."""
        weights = self._current()
        ids = as_ids(ids)
        rows = np.searchsorted(weights.ids, ids)
        known = rows < len(weights.ids)
        if not known.all() or not np.array_equal(weights.ids[rows], ids):
            raise KeyError("an id is not in the lexical index")
        return weights.scores(queries, rows)

    def shares(self, queries: Sequence[Terms], texts: Sequence[Terms]) -> ScoreArray:
        """See ``LexicalIndex.shares``."""
        return self._current().shares(queries, texts)

    def holding(self, terms: Terms) -> IdArray:
        """See ``LexicalIndex.holding``."""
        return self._current().holding(terms)

    def above(self, queries: Sequence[Terms], least: ScoreArray) -> tuple[IdArray, IdArray, ScoreArray]:
        """See ``LexicalIndex.above``."""
        return self._current().above(queries, least)

    def search(self, queries: Sequence[Terms], k: int, *, allowed: IdArray | None = None) -> Hits:
        """See ``LexicalIndex.search``."""
        weights = self._current()
        rows = np.arange(len(weights.ids))
        if allowed is not None:
            rows = rows[np.isin(weights.ids, allowed)]
        scores = np.nan_to_num(weights.scores(queries, rows)).round(6)
        ids = np.full((len(queries), k), -1, dtype=np.int64)
        best = np.full((len(queries), k), -np.inf, dtype=np.float32)
        for at, row in enumerate(scores):
            found = np.flatnonzero(row > 0)
            order = found[np.lexsort((rows[found], -row[found]))][:k]
            ids[at, : len(order)] = weights.ids[rows[order]]
            best[at, : len(order)] = row[order]
        return Hits(ids, best)

    def _current(self) -> "_Weights":
        if self._weights is None:
            self._weights = _weigh(self._passages)
        return self._weights


@dataclass(frozen=True, slots=True)
class _Weights:
    """BM25 weights (n, v) of the passages ``ids`` (n,), ascending, the most each term can earn and its holders (v,)."""

    ids: IdArray
    matrix: sparse.csr_matrix
    columns: sparse.csc_matrix
    most: ScoreArray
    vectorizer: CountVectorizer
    mean_length: float
    holders: IdArray

    def scores(self, queries: Sequence[Terms], rows: IdArray) -> ScoreArray:
        if not self.most.size or not len(queries):
            return np.full((len(queries), len(rows)), np.nan)
        everything = np.array_equal(rows, np.arange(len(self.ids)))
        return self._earned(queries, self.columns if everything else self.matrix[rows])

    def shares(self, queries: Sequence[Terms], texts: Sequence[Terms]) -> ScoreArray:
        distinct = {tuple(text): at for at, text in enumerate(dict.fromkeys(map(tuple, texts)))}
        found = [[self._share_if_put(query, Counter(text), len(text)) for text in distinct] for query in queries]
        chosen = [distinct[tuple(text)] for text in texts]
        shares: ScoreArray = np.array(found, dtype=np.float64).reshape(len(queries), len(distinct))[:, chosen]
        return shares

    def _share_if_put(self, query: Terms, counts: Counter[str], length: int) -> float:
        """The share of one text, with the passage count, mean length and holders as they would then be."""
        passages = len(self.ids) + 1
        damping = K1 * (1 - B + B * length * passages / max(self.mean_length * len(self.ids) + length, 1))
        earned = most = 0.0
        for term in query:
            column = self.vectorizer.vocabulary_.get(term) if self.most.size else None
            holders = int(self.holders[column]) if column is not None else 0
            holders += term in counts
            if holders:
                idf = log1p((passages - holders + 0.5) / (holders + 0.5))
                most += idf * (K1 + 1)
                earned += idf * counts[term] * (K1 + 1) / (counts[term] + damping)
        return earned / most if most else nan

    def above(self, queries: Sequence[Terms], least: ScoreArray) -> tuple[IdArray, IdArray, ScoreArray]:
        if not self.most.size or not len(queries):
            return as_ids([]), as_ids([]), np.zeros(0)
        shared, _ = self._shared(queries)
        found = (shared @ self.columns.T).tocoo()
        kept = found.data > least[found.row]
        return found.row[kept].astype(np.int64), self.ids[found.col[kept]], found.data[kept]

    def holding(self, terms: Terms) -> IdArray:
        columns = [self.vectorizer.vocabulary_.get(term) for term in set(terms)] if self.most.size else []
        if not columns or None in columns:
            return np.zeros(0, dtype=np.int64)
        starts = self.columns.indptr
        holders = [self.columns.indices[starts[column] : starts[column + 1]] for column in columns]
        found, *others = sorted(holders, key=len)
        for each in others:
            # Postings are ascending: every row so far is looked up in the longer list.
            places = np.minimum(np.searchsorted(each, found), len(each) - 1)
            found = found[each[places] == found]
        ids: IdArray = self.ids[found]
        return ids

    def _earned(self, queries: Sequence[Terms], weights: sparse.csr_matrix | sparse.csc_matrix) -> ScoreArray:
        shared, known = self._shared(queries)
        used = np.unique(shared.indices)
        # Dense in the queries: those of a batch have most of their terms in common.
        earned: ScoreArray = (weights[:, used].tocsr() @ shared[:, used].toarray().T).T
        earned[~known] = np.nan
        return earned

    def _shared(self, queries: Sequence[Terms]) -> tuple[sparse.csr_matrix, BoolArray]:
        """What a weight of each term is worth to each query (q, v), and which queries (q,) have a known term."""
        counts = self.vectorizer.transform(queries)
        most = counts @ self.most
        known = most > 0
        return sparse.diags(1 / np.where(known, most, 1.0)) @ counts, known


def _as_given(terms: Terms) -> Terms:
    return terms


def _damped(counts: sparse.csr_matrix, lengths: ScoreArray, mean: float, most: ScoreArray) -> sparse.csr_matrix:
    """BM25 weights of term counts (n, v) of texts with these lengths; ``most`` (v,) is idf * (k1 + 1)."""
    damping = np.repeat(K1 * (1 - B + B * lengths / mean), np.diff(counts.indptr))
    counts.data = most[counts.indices] * counts.data / (counts.data + damping)
    return counts


def _weigh(passages: Mapping[int, Terms]) -> _Weights:
    ids = np.array(sorted(passages), dtype=np.int64)
    vectorizer = CountVectorizer(analyzer=_as_given)
    try:
        counts = vectorizer.fit_transform(passages[each] for each in ids.tolist()).astype(np.float64).tocsr()
    except ValueError:  # scikit-learn's way to say that no passage has a term
        nothing = sparse.csr_matrix((len(ids), 0))
        return _Weights(ids, nothing, nothing.tocsc(), np.zeros(0), vectorizer, 0.0, np.zeros(0, np.int64))
    holders = np.bincount(counts.indices, minlength=counts.shape[1])
    idf = np.log1p((len(ids) - holders + 0.5) / (holders + 0.5))
    lengths = np.asarray(counts.sum(axis=1)).ravel()
    mean, most = float(lengths.mean()), idf * (K1 + 1)
    weights = _damped(counts, lengths, mean, most)
    columns = weights.tocsc()
    columns.sort_indices()
    return _Weights(ids, weights, columns, most, vectorizer, mean, holders)
