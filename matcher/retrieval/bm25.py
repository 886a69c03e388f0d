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

from matcher.arrays import IdArray, Ragged, ScoreArray, WholeArray, as_ids, joined, ranges
from matcher.retrieval.term_forms import TermForms, no_forms

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
        self._forms = no_forms()

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
            for place in [place for place, number in enumerate(known) if number is None]:
                known[place] = numbers.setdefault(terms[place], len(numbers))
            return cast(list[int], known)

    def forms(self) -> TermForms:
        """The forms of all terms by number; those of terms that have come since it was last asked are added."""
        with self._adding:
            if len(self._forms) < len(self._numbers):
                self._forms = self._forms.extended(list(self._numbers)[len(self._forms) :])
            return self._forms

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

    def only(self, numbers: WholeArray) -> "TermCounts":
        """The same texts, of the same lengths, with the entries of these terms alone."""
        wanted = np.zeros(int(max(numbers.max(initial=-1), self.numbers.items.max(initial=-1))) + 1, dtype=bool)
        wanted[numbers] = True
        kept = np.flatnonzero(wanted[self.numbers.items])
        starts = np.searchsorted(kept, self.numbers.starts)
        return TermCounts(Ragged(starts.astype(np.int64), self.numbers.items[kept]), self.counts[kept], self.lengths)

    def grouped(self, starts: IdArray) -> "TermCounts":
        """Consecutive texts as one each; a term that several of them hold stands in it several times."""
        lengths = np.add.reduceat(np.append(self.lengths, 0), starts[:-1]) * (np.diff(starts) > 0)
        return TermCounts(Ragged(self.numbers.starts[starts], self.numbers.items), self.counts, lengths)

    def holding(self, queries: "TermCounts") -> ScoreArray:
        """How many terms of each query, all distinct, the texts hold, (q, n)."""
        shared = _shared(queries, self)
        asked = shared.of_queries(np.ones(len(shared.asked)))
        holding: ScoreArray = (shared.of_texts(np.ones(len(shared.held))) @ asked.T).T
        return holding


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
        return self.weights(self.of(numbers))

    def weights(self, holders: IdArray) -> ScoreArray:
        """Weights (t,) of terms that so many texts hold."""
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
    shared = _shared(queries, texts)
    terms, counts = queries.numbers.items, texts.counts[shared.held]
    holders = statistics.of(terms)
    worth = queries.counts * (holders > 0) * statistics.weights(holders)
    damping = statistics.damping(texts.lengths)[shared.texts]
    earned = shared.of_texts(counts / (counts + damping)) @ shared.of_queries(worth[shared.asked]).T
    most = np.bincount(queries.numbers.owners, worth, len(queries))
    share: ScoreArray = earned.T / np.where(most > 0, most, np.nan)[:, None]
    return share


def shares_if_put(queries: TermCounts, texts: TermCounts, statistics: TermStatistics) -> ScoreArray:
    """The share (q, n) of each query's terms in n texts that each would have if it alone were put beside the others."""
    asked = queries.numbers
    terms, columns = np.unique(asked.items, return_inverse=True)
    counts = np.zeros((len(texts), len(terms)))
    held = np.isin(texts.numbers.items, terms)
    counts[texts.numbers.owners[held], np.searchsorted(terms, texts.numbers.items[held])] = texts.counts[held]
    # One text more than before, and as many more holders of a term as that text has it.
    holders = statistics.of(terms) + (counts > 0)
    count, lengths = statistics.texts + 1, statistics.length + texts.lengths
    idf = np.log1p((count - holders + 0.5) / (holders + 0.5))
    mean = np.where(lengths > 0, lengths / count, 1.0)
    damping = K1 * (1 - B + B * texts.lengths / mean)
    times = np.zeros((len(queries), len(terms)))
    np.add.at(times, (asked.owners, columns), queries.counts)
    most = times @ (idf * (holders > 0)).T
    shared: ScoreArray = times @ (idf * counts / (counts + damping[:, None])).T / np.where(most > 0, most, np.nan)
    return shared


def held_shares(queries: TermCounts, texts: TermCounts, statistics: TermStatistics) -> ScoreArray:
    """The share (q, n) of the weight of each query's terms, all distinct, that n texts hold, once or often; 0 for none.

    A term that no text of the statistics holds weighs most: it is part of the query all the same.
    """
    shared = _shared(queries, texts)
    idf = statistics.idf(queries.numbers.items)
    held = shared.of_texts(np.ones(len(shared.held))) @ shared.of_queries(idf[shared.asked]).T
    total = np.bincount(queries.numbers.owners, idf, len(queries))
    shares: ScoreArray = held.T / np.where(total > 0, total, 1.0)[:, None]
    return shares


def alike_shares(queries: TermCounts, texts: TermCounts, statistics: TermStatistics, forms: TermForms) -> ScoreArray:
    """The share (q, n) of the weight of each query's distinct terms that n texts hold, once or often; 0 for no terms.

    A text that holds only a term of like form holds as much of it as the two are alike. A term that no text of the
    statistics holds weighs most: it is part of the query all the same.
    """
    asked = queries.numbers
    distinct, columns = np.unique(asked.items, return_inverse=True)
    idf = statistics.idf(asked.items)
    total = np.bincount(asked.owners, idf, len(queries))
    weights = sparse.csr_matrix((idf, columns, asked.starts), shape=(len(queries), len(distinct)))
    shares: ScoreArray = weights @ _most_alike(distinct, texts, forms) / np.where(total > 0, total, 1.0)[:, None]
    return shares


def _most_alike(terms: WholeArray, texts: TermCounts, forms: TermForms) -> ScoreArray:
    """How alike the most alike term of each of n texts is to each of t terms, (t, n)."""
    items = texts.numbers.items
    is_held = np.zeros(max(len(forms), int(items.max(initial=-1)) + 1), dtype=bool)
    is_held[items] = True
    alike = forms.alike(terms, np.flatnonzero(is_held[: len(forms)]))
    known = np.unique(alike.others)
    column_of = np.full(len(is_held), -1, dtype=np.int32)
    column_of[known] = np.arange(len(known))
    columns = column_of[items]
    held = np.flatnonzero(columns >= 0)
    by_term = sparse.csr_matrix(
        (np.ones(len(held), dtype=bool), columns[held], np.searchsorted(held, texts.numbers.starts)),
        shape=(len(texts), len(known)),
    ).tocsc()
    # The most alike come last, so that they are what stays where several terms of a text are like one.
    rising = np.argsort(alike.likeness, kind="stable")
    starts, entries = ranges(by_term.indptr, column_of[alike.others[rising]])
    times = np.diff(starts)
    most = np.zeros((len(terms), len(texts)))
    most[np.repeat(alike.asked[rising], times), by_term.indices[entries]] = np.repeat(alike.likeness[rising], times)
    return most


def best_shares(query: TermCounts, postings: Postings, lengths: IdArray, statistics: TermStatistics) -> ScoreArray:
    """The share (n,) of one query in all texts that the postings are of, by its rarest terms if it has many."""
    distinct, place = np.unique(query.numbers.items, return_inverse=True)
    times = np.bincount(place, query.counts, len(distinct)) * (statistics.of(distinct) > 0)
    worth = times * statistics.idf(distinct)
    if not worth.any():
        return np.zeros(len(lengths))
    which, entries = postings.entries(distinct)
    texts, counts = postings.texts.items[entries], postings.counts[entries]
    # There are fewer texts than postings, of a query whose terms are not all rare.
    earned = worth[which]
    earned *= counts
    earned /= counts + statistics.damping(lengths)[texts]
    shared: ScoreArray = np.bincount(texts, earned, len(lengths)) / worth.sum()
    return shared


@dataclass(frozen=True, slots=True)
class _Shared:
    """The entries of q queries and of n texts whose terms both sides have; those terms are the columns of matrices.

    ``asked`` (a,) and ``held`` (h,) are the entries, ``queries`` (a,) and ``texts`` (h,) their owners, and
    ``asked_columns`` and ``held_columns`` their columns, ``size`` in all.
    """

    shape: tuple[int, int]
    size: int
    asked: IdArray
    queries: IdArray
    asked_columns: IdArray
    held: IdArray
    texts: IdArray
    held_columns: IdArray

    def of_queries(self, values: ScoreArray) -> ScoreArray:
        """Values (a,) as a matrix (q, columns); those of a term that a query has several times are added up."""
        matrix = np.zeros((self.shape[0], self.size))
        np.add.at(matrix, (self.queries, self.asked_columns), values)
        return matrix

    def of_texts(self, values: ScoreArray) -> sparse.csr_matrix:
        """Values (h,) as a matrix (n, columns)."""
        starts = np.searchsorted(self.texts, np.arange(self.shape[1] + 1))
        return sparse.csr_matrix((values, self.held_columns, starts), shape=(self.shape[1], self.size))


def _shared(queries: TermCounts, texts: TermCounts) -> _Shared:
    """The terms that some query and some text have.

    Of the longer side, where there may be a hundred times as many, every entry is looked at once and no more.
    """
    asked, held = queries.numbers, texts.numbers
    size = int(max(asked.items.max(initial=-1), held.items.max(initial=-1))) + 1
    column_of = np.full(size, -1, dtype=np.int64)
    short, long = (asked, held) if len(asked.items) <= len(held.items) else (held, asked)
    column_of[short.items] = 0
    in_long = np.flatnonzero(column_of[long.items] == 0)
    terms = np.unique(long.items[in_long])
    column_of[terms] = np.arange(1, len(terms) + 1)
    in_short = np.flatnonzero(column_of[short.items] > 0)
    in_queries, in_texts = (in_short, in_long) if short is asked else (in_long, in_short)
    return _Shared(
        (len(queries), len(texts)), len(terms),
        in_queries, _owners(asked, in_queries), column_of[asked.items[in_queries]] - 1,
        in_texts, _owners(held, in_texts), column_of[held.items[in_texts]] - 1,
    )  # fmt: skip


def _owners(grouped: Ragged, entries: IdArray) -> IdArray:
    """The owners of some entries, ascending."""
    owners: IdArray = np.searchsorted(grouped.starts, entries, side="right") - 1
    return owners
