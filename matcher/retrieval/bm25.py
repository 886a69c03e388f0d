"""Okapi BM25 over counted terms, with statistics that are kept up to date record by record.

Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009, with the idf that
stays positive, ln(1 + (N - n + 0.5) / (n + 0.5)). A score is a share: what a text earns by the formula, divided by
what a text of average length that repeats every known term of the query without end would earn. So it lies between
0 and 1 and can be compared between queries.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from threading import Lock
from typing import cast

import numpy as np
from scipy import sparse

from matcher.arrays import BoolArray, IdArray, Ragged, ScoreArray, WholeArray, as_ids, joined, ranges

K1 = 1.2
B = 0.75
_MOST_POSTINGS = 2_000_000
"""Postings looked through for one query, rarest terms first: about 30 ms; more change no list's first 20."""

Terms = Sequence[str]
"""The terms of one text in order, as ``matcher.language.terms`` gives them."""


class TermNumbers:
    """A number for every term, given when it first comes; shared by both sides, and never taken back while open."""

    def __init__(self, terms: Iterable[str] = ()) -> None:
        self._adding = Lock()
        self._numbers: dict[str, int] = {term: number for number, term in enumerate(terms)}

    def __len__(self) -> int:
        return len(self._numbers)

    def terms(self) -> list[str]:
        """All terms by their numbers."""
        return list(self._numbers)

    def add(self, terms: Terms) -> list[int]:
        """The numbers of these terms, new ones given where needed."""
        numbers = self._numbers
        with self._adding:
            known = list(map(numbers.get, terms))
            if None in known:
                for term in dict.fromkeys(terms):
                    numbers.setdefault(term, len(numbers))
            return [numbers[term] for term in terms] if None in known else cast(list[int], known)

    def known(self, terms: Terms) -> IdArray:
        """The numbers of those of the terms that have one."""
        numbers = (self._numbers.get(term) for term in terms)
        return as_ids([number for number in numbers if number is not None])


@dataclass(frozen=True, slots=True)
class TermCounts:
    """What terms each of n texts holds: their numbers by text, how often (e,) beside them, lengths (n,)."""

    numbers: Ragged
    counts: IdArray
    lengths: IdArray

    def __len__(self) -> int:
        """The number of texts."""
        return len(self.lengths)

    def take(self, chosen: IdArray) -> "TermCounts":
        """The chosen texts, in their order."""
        starts, entries = ranges(self.numbers.starts, chosen)
        return TermCounts(Ragged(starts, self.numbers.items[entries]), self.counts[entries], self.lengths[chosen])

    def grouped(self, starts: IdArray) -> "TermCounts":
        """Consecutive texts as one each; a term that several of them hold stands in it several times."""
        lengths = np.add.reduceat(np.append(self.lengths, 0), starts[:-1]) * (np.diff(starts) > 0)
        return TermCounts(Ragged(self.numbers.starts[starts], self.numbers.items), self.counts, lengths)

    def holding(self, queries: "TermCounts") -> BoolArray:
        """Which texts hold any term of each query, (q, n)."""
        column_of = _Columns(queries.numbers.items)
        holds = _matrix(self, column_of, np.ones(len(self.counts)))
        asked = _matrix(queries, column_of, np.ones(len(queries.counts)))
        any_of_them: BoolArray = (asked @ holds.T).toarray() > 0
        return any_of_them


def counted(texts: Sequence[Terms], numbers: TermNumbers) -> TermCounts:
    """The terms of texts, counted."""
    lengths = as_ids([len(terms) for terms in texts])
    items = as_ids(numbers.add(list(chain.from_iterable(texts))))
    # A text and a term as one number, so that the terms of all texts are counted at once.
    size = len(numbers) + 1
    keys, counts = np.unique(np.repeat(np.arange(len(texts)), lengths) * size + items, return_counts=True)
    starts = np.searchsorted(keys, np.arange(len(texts) + 1) * size)
    return TermCounts(Ragged(starts, keys % size), counts, lengths)


def joined_counts(parts: Sequence[TermCounts]) -> TermCounts:
    """The texts of several parts, one part after the other."""
    return TermCounts(
        joined([part.numbers for part in parts]),
        np.concatenate([part.counts for part in parts]),
        np.concatenate([part.lengths for part in parts]),
    )


@dataclass(frozen=True, slots=True)
class TermStatistics:
    """How many texts there are, their length in all, and how many hold each term, (v,)."""

    texts: int
    length: int
    holders: IdArray

    def of(self, numbers: WholeArray) -> IdArray:
        """How many texts hold these terms (t,)."""
        inside = numbers < len(self.holders)
        if not len(self.holders):
            return np.zeros(len(numbers), dtype=np.int64)
        return np.where(inside, self.holders[np.where(inside, numbers, 0)], 0)

    def idf(self, numbers: WholeArray) -> ScoreArray:
        """Weights (t,) of these terms."""
        holders = self.of(numbers)
        idf: ScoreArray = np.log1p((self.texts - holders + 0.5) / (holders + 0.5))
        return idf

    def damping(self, lengths: IdArray) -> ScoreArray:
        """What is added to the count of a term of texts with these lengths."""
        mean = self.length / self.texts if self.texts and self.length else 1.0
        damping: ScoreArray = K1 * (1 - B + B * lengths.astype(np.float64) / mean)
        return damping

    def changed(self, gone: TermCounts, come: TermCounts) -> "TermStatistics":
        """The statistics after some texts went and others came."""
        size = max([len(self.holders), *(int(part.numbers.items.max(initial=-1)) + 1 for part in (gone, come))])
        holders = np.zeros(size, dtype=np.int64)
        holders[: len(self.holders)] = self.holders
        np.subtract.at(holders, gone.numbers.items, 1)
        np.add.at(holders, come.numbers.items, 1)
        length = self.length - int(gone.lengths.sum()) + int(come.lengths.sum())
        return TermStatistics(self.texts - len(gone) + len(come), length, holders)


@dataclass(frozen=True, slots=True)
class Postings:
    """The texts (e,) that hold each term, and how often (e,): the entries of ``TermCounts`` by term."""

    texts: Ragged
    counts: IdArray

    def entries(self, numbers: WholeArray, most: int = _MOST_POSTINGS) -> tuple[IdArray, WholeArray]:
        """Which of the terms (p,), rarest first, and which entry (p,), until there are ``most``."""
        inside = np.flatnonzero(numbers < len(self.texts))
        holders = self.texts.counts[numbers[inside]]
        by_rarity = inside[np.argsort(holders, kind="stable")]
        total = np.cumsum(np.sort(holders, kind="stable"))
        chosen = by_rarity[: max(int((total <= most).sum()), 1)]
        starts, entries = ranges(self.texts.starts, numbers[chosen])
        return np.repeat(chosen, np.diff(starts)), entries


def postings_of(counts: TermCounts, terms: int) -> Postings:
    """The same entries by term, texts ascending."""
    order = np.argsort(counts.numbers.items, kind="stable")
    starts = np.searchsorted(counts.numbers.items[order], np.arange(terms + 1))
    texts = counts.numbers.owners[order].astype(np.int32)
    return Postings(Ragged(starts.astype(np.int64), texts), counts.counts[order])


def statistics_of(texts: TermCounts, postings: Postings) -> TermStatistics:
    """The statistics of texts, whose postings are at hand."""
    return TermStatistics(len(texts), int(texts.lengths.sum()), np.diff(postings.texts.starts))


def shares(queries: TermCounts, texts: TermCounts, statistics: TermStatistics) -> ScoreArray:
    """The share (q, n) of each query's terms, as often as it has them, in n texts; NaN where it has no known term."""
    asked = queries.numbers
    column_of = _Columns(asked.items)
    columns = column_of.of(asked.items)
    weights = np.zeros((len(queries), len(column_of)))
    np.add.at(weights, (asked.owners, columns), queries.counts * (statistics.of(asked.items) > 0))
    idf = np.zeros(len(column_of))
    idf[columns] = statistics.idf(asked.items)
    damping = np.repeat(statistics.damping(texts.lengths), texts.numbers.counts)
    earned = _matrix(texts, column_of, texts.counts / (texts.counts + damping)) @ (weights * idf).T
    most = weights @ idf
    shared: ScoreArray = earned.T / np.where(most > 0, most, np.nan)[:, None]
    return shared


def shares_if_put(queries: TermCounts, texts: TermCounts, statistics: TermStatistics) -> ScoreArray:
    """The share (q, n) of each query's terms in n texts that each would have if it alone were put beside the others."""
    asked = queries.numbers
    column_of = _Columns(asked.items)
    columns = column_of.of(asked.items)
    holders = np.zeros(len(column_of))
    holders[columns] = statistics.of(asked.items)
    counts = _matrix(texts, column_of, texts.counts.astype(np.float64)).toarray()
    # One text more than before, and as many more holders of a term as that text has it.
    holders = holders + (counts > 0)
    count, lengths = statistics.texts + 1, statistics.length + texts.lengths
    idf = np.log1p((count - holders + 0.5) / (holders + 0.5))
    mean = np.where(lengths > 0, lengths / count, 1.0)
    damping = K1 * (1 - B + B * texts.lengths / mean)
    times = np.zeros((len(queries), len(column_of)))
    np.add.at(times, (asked.owners, columns), queries.counts)
    most = times @ (idf * (holders > 0)).T
    shared: ScoreArray = times @ (idf * counts / (counts + damping[:, None])).T / np.where(most > 0, most, np.nan)
    return shared


def held_shares(queries: TermCounts, texts: TermCounts, statistics: TermStatistics) -> ScoreArray:
    """The share (q, n) of the weight of each query's distinct terms that n texts hold, once or often; 0 for no terms.

    A term that no text of the statistics holds weighs most: it is part of the query all the same.
    """
    asked = queries.numbers
    column_of = _Columns(asked.items)
    columns = column_of.of(asked.items)
    weights = np.zeros((len(queries), len(column_of)))
    weights[asked.owners, columns] = statistics.idf(asked.items)
    held = _matrix(texts, column_of, np.ones(len(texts.counts))) @ weights.T
    total = weights.sum(axis=1)
    shares: ScoreArray = held.T / np.where(total > 0, total, 1.0)[:, None]
    return shares


def best_shares(query: TermCounts, postings: Postings, lengths: IdArray, statistics: TermStatistics) -> ScoreArray:
    """The share (n,) of one query in all texts that the postings are of, by its rarest terms if it has many."""
    distinct, place = np.unique(query.numbers.items, return_inverse=True)
    times = np.bincount(place, query.counts, len(distinct)) * (statistics.of(distinct) > 0)
    worth = times * statistics.idf(distinct)
    if not worth.any():
        return np.zeros(len(lengths))
    which, entries = postings.entries(distinct)
    texts, counts = postings.texts.items[entries], postings.counts[entries]
    damping = statistics.damping(lengths[texts])
    earned: ScoreArray = np.bincount(texts, worth[which] * counts / (counts + damping), len(lengths)) / worth.sum()
    return earned


class _Columns:
    """Columns for the terms that are asked for: term numbers to 0, 1, 2 …, others to -1."""

    def __init__(self, numbers: WholeArray) -> None:
        self._column = np.full(int(numbers.max(initial=-1)) + 2, -1, dtype=np.int64)
        distinct = np.unique(numbers)
        self._column[distinct] = np.arange(len(distinct))
        self._size = len(distinct)

    def __len__(self) -> int:
        return self._size

    def of(self, numbers: WholeArray) -> IdArray:
        return self._column[np.minimum(numbers, len(self._column) - 1)]


def _matrix(texts: TermCounts, column_of: _Columns, values: ScoreArray) -> sparse.csr_matrix:
    """Values of the entries that are asked for as a matrix (n, columns)."""
    columns = column_of.of(texts.numbers.items)
    wanted = Ragged(texts.numbers.starts, columns).kept(columns >= 0)
    data = values[columns >= 0]
    return sparse.csr_matrix((data, wanted.items, wanted.starts), shape=(len(texts), len(column_of)))
