"""Similarities of the texts of many documents, and how those of one document are pooled."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from matcher.arrays import FloatArray, IdArray, ScoreArray
from matcher.retrieval import Ragged, VectorTable

BEST = 3
_BLOCK = 131_072
"""Numbers pooled at a time: few enough to stay in a processor's cache."""
_QUERIES = 192
"""Texts compared with everybody's at a time, which bounds the memory for their cosines."""
_PLACES = 13
"""Bits that hold an item's place in its document; longer documents are cut before."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Numbers for the items of m documents: item i of s has row ``rows[i]`` of ``values`` (d, q).

    Equal texts share a row; ``counts`` (m,) tells how many items each document has.
    """

    values: FloatArray
    rows: IdArray
    counts: IdArray


class Pooling(Protocol):
    """One way to make the numbers of a document's items into one for each query."""

    def begin(self, documents: int, columns: int) -> "Pool":
        """Nothing yet of so many documents, the longest first."""
        ...


class Pool(Protocol):
    """What is known of some documents so far."""

    def add(self, values: FloatArray, items: IdArray) -> None:
        """Take in one item (a,) more of each of the first few documents, with its numbers (a, q), which stay."""
        ...

    def result(self, counts: IdArray) -> ScoreArray:
        """The outcome (n, q) for documents with so many items (n,), all 1 or more."""
        ...


def cosines(vectors: VectorTable, items: Ragged, queries: IdArray) -> Scored:
    """Cosines of every item's text with the texts in the rows ``queries`` (q,) of the table."""
    distinct, rows = np.unique(items.items, return_inverse=True)
    return Scored(vectors.cosines(distinct, queries), rows.astype(np.int64), items.counts)


def cosine_blocks(vectors: VectorTable, items: Ragged, queries: IdArray) -> Iterator[tuple[slice, Scored]]:
    """Cosines of every item's text with some of the queries (q,) at a time, and which these are."""
    distinct, rows = np.unique(items.items, return_inverse=True)
    for at in range(0, len(queries), _QUERIES):
        block = slice(at, at + _QUERIES)
        yield block, Scored(vectors.cosines(distinct, queries[block]), rows, items.counts)


def pooled_cosines(vectors: VectorTable, items: Ragged, queries: IdArray, *poolings: Pooling) -> list[ScoreArray]:
    """Each pooling of the cosines of every document's items with the texts in these rows (q,), (m, q).

    NaN where a document has no items.
    """
    # Column by column in memory, as they are read.
    results = [np.empty((len(items.counts), len(queries)), order="F") for _ in poolings]
    for block, similar in cosine_blocks(vectors, items, queries):
        for result, found in zip(results, pooled(similar, *poolings), strict=True):
            result[:, block] = found
    return results


def of_each(values: ScoreArray, counts: IdArray) -> Scored:
    """Numbers (s, q) of which every item of the m documents has a row of its own."""
    # Row by row in memory, as items are fetched.
    return Scored(values.astype(np.float32, order="C"), np.arange(len(values)), counts)


def pooled(scored: Scored, *poolings: Pooling) -> list[ScoreArray]:
    """Each pooling of the numbers of every document, (m, q); NaN where it has no items."""
    width = scored.values.shape[1]
    results = [np.full((len(scored.counts), width), np.nan) for _ in poolings]
    for members, places in _blocks(scored):
        pools = [each.begin(len(members), width) for each in poolings]
        room = np.empty((len(members), width), dtype=np.float32)
        for items in places:
            values = room[: len(items)]
            np.take(scored.values, scored.rows[items], 0, values, "clip")
            for pool in pools:
                pool.add(values, items)
        for result, pool in zip(results, pools, strict=True):
            result[members] = pool.result(scored.counts[members])
    return results


def best_means(scored: Scored, best: int = BEST) -> ScoreArray:
    """Mean of the best few items of each document, (m, q); NaN where it has none, or none that is known."""
    return pooled(scored, BestMeans(best))[0]


@dataclass(frozen=True, slots=True)
class BestMeans:
    """Mean of the ``best`` largest items; NaN where one of those is."""

    best: int = BEST

    def begin(self, documents: int, columns: int) -> Pool:
        """See ``Pooling.begin``."""
        return _Top(np.full((self.best, documents, columns), -np.inf, dtype=np.float32))


class _Top:
    """The largest items so far, (best, n, q) descending."""

    def __init__(self, top: FloatArray) -> None:
        self._top = top
        self._room = np.empty((2, *top.shape[1:]), dtype=np.float32)

    def add(self, values: FloatArray, _items: IdArray) -> None:
        _insert(self._top[:, : len(values)], values, self._room[:, : len(values)])

    def result(self, counts: IdArray) -> ScoreArray:
        found = np.empty(self._top.shape[1:])
        held = np.minimum(counts, len(self._top))
        for count in range(1, len(self._top) + 1):
            mine = held == count
            found[mine] = self._top[:count, mine].sum(axis=0, dtype=np.float64) / count
        return found


@dataclass(frozen=True, slots=True)
class Highest:
    """The largest item, ``less`` (s,) taken from each."""

    less: ScoreArray

    def begin(self, documents: int, columns: int) -> Pool:
        """See ``Pooling.begin``."""
        return _Largest(self.less.astype(np.float32), documents, columns)


class _Largest:
    def __init__(self, less: FloatArray, documents: int, columns: int) -> None:
        self._less = less[:, None]
        self._best = np.full((documents, columns), -np.inf, dtype=np.float32)
        self._room = np.empty_like(self._best)

    def add(self, values: FloatArray, items: IdArray) -> None:
        room, best = self._room[: len(values)], self._best[: len(values)]
        np.subtract(values, self._less[items], out=room)
        np.maximum(best, room, out=best)

    def result(self, _counts: IdArray) -> ScoreArray:
        return self._best.astype(np.float64)


@dataclass(frozen=True, slots=True)
class BestAges:
    """Mean of ``ages`` (s,) over the ``best`` largest items, NaN where none of them has an age.

    Of equal items the earlier counts as the larger.
    """

    ages: ScoreArray
    best: int = BEST

    def begin(self, documents: int, columns: int) -> Pool:
        """See ``Pooling.begin``."""
        return _TopPlaces(self.ages, np.full((self.best, documents, columns), -1, dtype=np.int64))


class _TopPlaces:
    """Keys of the largest items so far, (best, n, q) descending: the number in the high bits, the place in the low."""

    def __init__(self, ages: ScoreArray, top: IdArray) -> None:
        self._ages, self._top = ages, top
        self._room = np.empty((2, *top.shape[1:]), dtype=np.int64)
        self._first = np.zeros(0, dtype=np.int64)
        self._place = 0

    def add(self, values: FloatArray, items: IdArray) -> None:
        if not self._place:
            self._first = items
        keys = (_ordered(values) << _PLACES) + (2**_PLACES - 1 - self._place)
        self._place += 1
        _insert(self._top[:, : len(values)], keys, self._room[:, : len(values)])

    def result(self, _counts: IdArray) -> ScoreArray:
        places = 2**_PLACES - 1 - (self._top & (2**_PLACES - 1))
        filled = self._top >= 0
        ages = np.where(filled, self._ages[np.where(filled, self._first[:, None] + places, 0)], np.nan)
        known = (~np.isnan(ages)).sum(axis=0)
        means: ScoreArray = np.nansum(ages, axis=0) / np.where(known, known, np.nan)
        return means


def _ordered(values: FloatArray) -> IdArray:
    """Whole numbers from 0 that stand in the order of these numbers: the bits of a float, with its sign turned."""
    bits = (values + np.float32(0)).view(np.int32)  # the sum makes -0.0 the same as 0.0
    return (bits ^ ((bits >> 31) & 0x7FFFFFFF)).astype(np.int64) + 2**31


def grouped_means(values: ScoreArray, counts: IdArray) -> ScoreArray:
    """Mean over consecutive groups of columns, (m, q) to (m, n); NaN for an empty group."""
    means = np.full((len(values), len(counts)), np.nan, order="F")
    filled = counts > 0
    if filled.any():
        starts = (np.cumsum(counts) - counts)[filled]
        means[:, filled] = np.add.reduceat(values, starts, axis=1) / counts[filled]
    return means


def _insert(top: npt.NDArray[np.generic], values: npt.NDArray[np.generic], room: npt.NDArray[np.generic]) -> None:
    """Put values (a, q) among the largest so far, ``top`` (best, a, q) descending; ``room`` (2, a, q) is scratch."""
    for place, kept in enumerate(top):
        spare = room[place % 2]
        if place + 1 < len(top):
            np.minimum(kept, values, out=spare)
        np.maximum(kept, values, out=kept)
        values = spare


def _blocks(scored: Scored) -> Iterator[tuple[IdArray, Iterator[IdArray]]]:
    """Documents that have items, the longest first, some at a time; and their first items, their second, ...

    The items of a place are those of the first few documents of the block: shorter ones have none there.
    """
    order = np.argsort(-scored.counts, kind="stable")[: int((scored.counts > 0).sum())]
    starts = np.cumsum(scored.counts) - scored.counts
    step = max(_BLOCK // max(scored.values.shape[1], 1), 1)
    for at in range(0, len(order), step):
        members = order[at : at + step]
        yield members, _places(starts[members], scored.counts[members])


def _places(starts: IdArray, counts: IdArray) -> Iterator[IdArray]:
    for place in range(int(counts[0])):
        yield starts[: int((counts > place).sum())] + place
