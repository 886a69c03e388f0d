"""The records of one side as of one moment, searched by meaning and by words: a large part that is frozen, and a small
one with what has changed since.

A corpus never changes; a change gives a new one that shares the frozen part. So readers need no lock, and one changed
record costs the small part only.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from matcher.arrays import BoolArray, FloatArray, IdArray, ScoreArray, StringArray, as_ids
from matcher.filters.facts import NeedFacts, PeopleFacts, joined_facts, taken
from matcher.retrieval.bm25 import (
    Postings,
    TermCounts,
    TermStatistics,
    best_shares,
    postings_of,
    shares,
    statistics_of,
)
from matcher.retrieval.columns import TRANSLATED, Columns, Texts, compact, is_read, joined_columns
from matcher.retrieval.likeness import first_likeness, raised
from matcher.retrieval.port import PASSAGES_PER_RECORD, VectorIndex

MOST_FRESH = 512
"""Records that may have changed before the frozen part is made anew."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """The large part: columns, an index over the vectors of their passages, and the passages that hold each term.

    ``second`` is an index over what a second model makes of passages; None if there is no such model.
    """

    columns: Columns
    index: VectorIndex
    own: Postings
    english: Postings
    second: VectorIndex | None = None


@dataclass(frozen=True, slots=True)
class Corpus:
    """m records; they are numbered through the ``frozen`` part, then through the ``fresh`` one.

    ``live`` (m,) says which numbers stand for a record: those of the frozen part that were replaced or removed do not.
    ``own`` and ``english`` are the statistics of the terms of all live passages.
    """

    frozen: Frozen
    fresh: Columns
    live: BoolArray
    own: TermStatistics
    english: TermStatistics

    @property
    def rows(self) -> IdArray:
        """Store rows (m,) by number."""
        return np.concatenate([self.frozen.columns.rows, self.fresh.rows])

    @property
    def ids(self) -> StringArray:
        """Ids (m,) by number."""
        return np.concatenate([self.frozen.columns.ids, self.fresh.ids])

    @property
    def numbers(self) -> IdArray:
        """The numbers of all records."""
        return np.flatnonzero(self.live)

    @property
    def holds_chinese(self) -> bool:
        """Whether a live record has a passage that is read in translation."""
        frozen, fresh = self.frozen.columns, self.fresh
        return bool((frozen.has_chinese & self.live[: len(frozen)]).any() or fresh.has_chinese.any())

    def number(self, row: int) -> int | None:
        """The number of the record with this store row; None if it is not here."""
        first = 0
        for columns in (self.frozen.columns, self.fresh):
            at = int(np.searchsorted(columns.rows, row))
            if at < len(columns) and columns.rows[at] == row and self.live[first + at]:
                return first + at
            first += len(columns)
        return None

    def ids_of(self, numbers: IdArray) -> StringArray:
        """The ids of these records."""
        frozen = len(self.frozen.columns)
        inside = numbers < frozen
        ids = np.empty(len(numbers), dtype=np.result_type(self.frozen.columns.ids, self.fresh.ids))
        ids[inside] = self.frozen.columns.ids[numbers[inside]]
        ids[~inside] = self.fresh.ids[numbers[~inside] - frozen]
        return ids

    def rows_of(self, numbers: IdArray) -> IdArray:
        """The store rows of these records."""
        frozen = len(self.frozen.columns)
        inside = numbers < frozen
        rows = np.empty(len(numbers), dtype=np.int64)
        rows[inside] = self.frozen.columns.rows[numbers[inside]]
        rows[~inside] = self.fresh.rows[numbers[~inside] - frozen]
        return rows

    def versions_of(self, numbers: IdArray) -> IdArray:
        """The sequence numbers of the latest changes of these records."""
        versions: IdArray = np.concatenate([self.frozen.columns.versions, self.fresh.versions])[numbers]
        return versions

    def facts(self) -> tuple[NeedFacts | PeopleFacts, NeedFacts | PeopleFacts]:
        """What the records of the frozen and of the fresh part state."""
        return self.frozen.columns.facts, self.fresh.facts

    def facts_of(self, numbers: IdArray) -> NeedFacts | PeopleFacts:
        """What these records state, ascending numbers."""
        frozen = len(self.frozen.columns)
        first = int(np.searchsorted(numbers, frozen))
        parts = [taken(self.frozen.columns.facts, numbers[:first]), taken(self.fresh.facts, numbers[first:] - frozen)]
        return joined_facts(parts)

    def take(self, numbers: IdArray) -> Columns:
        """The columns of these records, ascending numbers; no vector is read."""
        frozen = len(self.frozen.columns)
        first = int(np.searchsorted(numbers, frozen))
        parts = []
        if first:
            parts.append(self.frozen.columns.take(numbers[:first]))
        if first < len(numbers) or not parts:
            parts.append(self.fresh.take(numbers[first:] - frozen))
        return parts[0] if len(parts) == 1 else joined_columns(parts)

    def nearest(self, queries: Texts, allowed: BoolArray, passages: int) -> tuple[IdArray, ScoreArray]:
        """Allowed (m,) records with the passages most like one of the queries, and how like the best of each is.

        So many passages are looked for with each query; in the fresh part all are compared.
        """
        frozen, fresh = self.frozen.columns, self.fresh
        best = np.full(len(self.live), -np.inf)
        if len(self.frozen.index) and allowed[: len(frozen)].any():
            owners = np.zeros(int(frozen.rows[-1]) + 1, dtype=bool)
            owners[frozen.rows] = allowed[: len(frozen)]
            hits = self.frozen.index.search(queries.vectors.unit(), passages, owners=owners)
            query, place = np.nonzero(hits.ids >= 0)
            ids = hits.ids[query, place]
            numbers = np.searchsorted(frozen.rows, ids // PASSAGES_PER_RECORD)
            kinds = frozen.passages.kinds[frozen.passage_starts[numbers] + ids % PASSAGES_PER_RECORD]
            np.maximum.at(best, numbers, raised(hits.scores[query, place], queries.kinds[query], kinds))
        read = np.flatnonzero(is_read(fresh.passages))
        if len(read) and len(queries):
            owners_of = np.repeat(np.arange(len(fresh)), np.diff(fresh.passage_starts))[read]
            alike = first_likeness(queries, fresh.passages.take(read))
            np.maximum.at(best, len(frozen) + owners_of, alike.max(axis=0))
        numbers = np.flatnonzero(np.isfinite(best) & allowed)
        return numbers, best[numbers]

    def nearest_to_second(self, queries: Texts, allowed: BoolArray, passages: int) -> tuple[IdArray, ScoreArray]:
        """The same by the cosines of the second model, where the passage or the query is Chinese; the numbers may be
        none, as where there is no second model."""
        best = np.full(len(self.live), -np.inf)
        for chinese in (False, True):
            asked = queries.take(np.flatnonzero((queries.kinds == TRANSLATED) == chinese))
            if asked.second is not None and asked.second.read.any():
                self._nearest_in_frozen(asked, allowed, passages, best, chinese=chinese)
                self._nearest_in_fresh(asked, best, chinese=chinese)
        numbers = np.flatnonzero(np.isfinite(best) & allowed)
        return numbers, best[numbers]

    def _nearest_in_frozen(
        self, queries: Texts, allowed: BoolArray, passages: int, best: ScoreArray, *, chinese: bool
    ) -> None:
        """Raise the best (m,) of records of the frozen part; others than Chinese queries meet Chinese alone."""
        columns, index, second = self.frozen.columns, self.frozen.second, queries.second
        allowed = allowed[: len(columns)]
        if not chinese:
            allowed = allowed & columns.has_chinese
        if index is None or second is None or not allowed.any():
            return
        owners = np.zeros(int(columns.rows[-1]) + 1, dtype=bool)
        owners[columns.rows] = allowed
        hits = index.search(second.vectors.unit(), passages, owners=owners)
        query, place = np.nonzero(hits.ids >= 0)
        ids = hits.ids[query, place]
        numbers = np.searchsorted(columns.rows, ids // PASSAGES_PER_RECORD)
        kinds = columns.passages.kinds[columns.passage_starts[numbers] + ids % PASSAGES_PER_RECORD]
        met = np.ones(len(ids), dtype=bool) if chinese else kinds == TRANSLATED
        np.maximum.at(best, numbers[met], hits.scores[query, place][met])

    def _nearest_in_fresh(self, queries: Texts, best: ScoreArray, *, chinese: bool) -> None:
        """Raise the best (m,) of records of the fresh part."""
        passages, second = self.fresh.passages, queries.second
        if passages.second is None or second is None:
            return
        met = np.flatnonzero(passages.second.read & (chinese | (passages.kinds == TRANSLATED)))
        if len(met):
            owners = np.repeat(np.arange(len(self.fresh)), np.diff(self.fresh.passage_starts))[met]
            alike = passages.second.take(met).vectors.cosines(second.vectors).max(axis=0)
            np.maximum.at(best, len(self.frozen.columns) + owners, alike)

    def worded(self, own: TermCounts, english: TermCounts) -> tuple[ScoreArray, ScoreArray]:
        """The highest share of one query's terms in a passage of each record (m,), as written and in English."""
        return self._best("own", own), self._best("english", english)

    def _best(self, kind: str, query: TermCounts) -> ScoreArray:
        statistics: TermStatistics = getattr(self, kind)
        of_frozen: TermCounts = getattr(self.frozen.columns, kind)
        of_fresh: TermCounts = getattr(self.fresh, kind)
        in_frozen = best_shares(query, getattr(self.frozen, kind), of_frozen.lengths, statistics)
        in_fresh = np.nan_to_num(shares(query, of_fresh, statistics)[0]) if len(of_fresh) else np.zeros(0)
        return np.concatenate(
            [
                _highest(in_frozen, self.frozen.columns.passage_starts),
                _highest(in_fresh, self.fresh.passage_starts),
            ]
        )

    def changed(self, gone: Collection[int], come: Columns) -> "Corpus":
        """The corpus without the records of some rows and with others, which replace those of their rows."""
        leaving = as_ids(sorted({*gone, *come.rows.tolist()}))
        frozen = self.frozen.columns
        dead = self.live[: len(frozen)] & np.isin(frozen.rows, leaving)
        stays = ~np.isin(self.fresh.rows, leaving)
        left = [frozen.take(np.flatnonzero(dead)), self.fresh.take(np.flatnonzero(~stays))]
        fresh = _by_row(joined_columns([self.fresh.take(np.flatnonzero(stays)), come]))
        return Corpus(
            self.frozen, compact(fresh), np.concatenate([self.live[: len(frozen)] & ~dead, np.ones(len(fresh), bool)]),
            _changed(self.own, [part.own for part in left], come.own),
            _changed(self.english, [part.english for part in left], come.english),
        )  # fmt: skip


def frozen_of(columns: Columns, index: VectorIndex, terms: int, second: VectorIndex | None = None) -> Frozen:
    """The frozen part of these columns; the index must hold the vectors of their passages, of ``terms`` terms."""
    return Frozen(columns, index, postings_of(columns.own, terms), postings_of(columns.english, terms), second)


def corpus_of(frozen: Frozen) -> Corpus:
    """A corpus whose records are all in the frozen part."""
    columns = frozen.columns
    return Corpus(
        frozen, columns.take(as_ids([])), np.ones(len(columns), dtype=bool),
        statistics_of(columns.own, frozen.own), statistics_of(columns.english, frozen.english),
    )  # fmt: skip


def all_columns(corpus: Corpus) -> Columns:
    """The columns of all live records by row, in arrays of their own."""
    return compact(_by_row(corpus.take(corpus.numbers)))


def passage_vectors(columns: Columns) -> tuple[IdArray, FloatArray]:
    """Ids and unit vectors of the passages that have one, as an index takes them."""
    read = np.flatnonzero(is_read(columns.passages))
    return columns.passage_ids[read], columns.passages.vectors.take(read).unit()


def second_passage_vectors(columns: Columns) -> tuple[IdArray, FloatArray]:
    """Ids and unit vectors of the passages that a second model has read."""
    second = columns.passages.second
    if second is None:
        raise ValueError("no second model has read the columns")
    return columns.passage_ids[second.read], second.vectors.unit()


def _by_row(columns: Columns) -> Columns:
    return columns.take(np.argsort(columns.rows, kind="stable"))


def _changed(statistics: TermStatistics, gone: Sequence[TermCounts], come: TermCounts) -> TermStatistics:
    nothing = come.take(as_ids([]))
    without = reduce(lambda left, part: left.changed(part, nothing), gone, statistics)
    return without.changed(nothing, come)


def _highest(values: ScoreArray, starts: IdArray) -> ScoreArray:
    """The highest value of each group, 0 for an empty one."""
    highest = np.zeros(len(starts) - 1)
    filled = np.flatnonzero(np.diff(starts))
    if len(filled):
        highest[filled] = np.maximum.reduceat(values, starts[:-1][filled])
    return highest
