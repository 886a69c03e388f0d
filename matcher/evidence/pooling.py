"""Similarities of the texts of many documents, and how those of one document are pooled."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from matcher.arrays import FloatArray, IdArray, ScoreArray
from matcher.documents import Ragged, VectorTable

BEST = 3
_TILE = 8192
"""Texts compared at a time, which bounds the memory for their vectors."""
_BLOCK = 65_536
"""Numbers pooled at a time: few enough to stay in a processor's cache."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Numbers for the items of m documents: item i of s has row ``rows[i]`` of ``values`` (d, q).

    Equal texts share a row; ``counts`` (m,) tells how many items each document has.
    """

    values: FloatArray
    rows: IdArray
    counts: IdArray

    def columns(self, chosen: IdArray) -> "Scored":
        """The same with some of the q columns."""
        return Scored(np.ascontiguousarray(self.values[:, chosen]), self.rows, self.counts)


def cosines(vectors: VectorTable, items: Ragged, queries: IdArray) -> Scored:
    """Cosines of every item's text with the texts in the rows ``queries`` (q,) of the table.

    Multiplied in double precision and kept in single, so that they do not depend on what else is compared:
    the last bits of a matrix product do.
    """
    distinct, rows = np.unique(items.items, return_inverse=True)
    wanted = vectors.take(queries).T
    values = np.empty((len(distinct), len(queries)), dtype=np.float32)
    for at in range(0, len(distinct), _TILE):
        values[at : at + _TILE] = vectors.take(distinct[at : at + _TILE]) @ wanted
    return Scored(values, rows.astype(np.int64), items.counts)


def of_each(values: ScoreArray, counts: IdArray) -> Scored:
    """Numbers (s, q) of which every item of the m documents has a row of its own."""
    return Scored(values.astype(np.float32), np.arange(len(values)), counts)


def best_means(scored: Scored, best: int = BEST) -> ScoreArray:
    """Mean of the best few items of each document, (m, q); NaN where it has none, or none that is known."""
    return _pooled(scored, best, lambda values, at, out: np.take(values, scored.rows[at], 0, out, "clip"))


def highest(scored: Scored, less: ScoreArray, most: float) -> ScoreArray:
    """The largest of each document's items, (m, q); NaN where it has none.

    Each item counts up to ``most``, and ``less`` (s,) is taken from that.
    """
    taken = less.astype(np.float32)[:, None]

    def fetch(values: FloatArray, at: IdArray, out: FloatArray) -> None:
        np.take(values, scored.rows[at], 0, out, "clip")
        np.minimum(out, most, out=out)
        out -= taken[at]

    return _pooled(scored, 1, fetch)


def best_ages(scored: Scored, ages: ScoreArray, best: int = BEST) -> ScoreArray:
    """Mean of ``ages`` (s,) over the best items of each document, (m, q); NaN where none of them has an age.

    Of equal items the earlier counts as the better.
    """
    result = np.full((len(scored.counts), scored.values.shape[1]), np.nan)
    for members, places in _blocks(scored):
        shape = (len(members), result.shape[1])
        top = [(np.full(shape, -np.inf, dtype=np.float32), np.full(shape, np.nan)) for _ in range(best)]
        for at in places:
            values = scored.values[scored.rows[at]]
            _insert_with(top, values, np.broadcast_to(ages[at][:, None], values.shape))
        chosen = np.stack([carried for _, carried in top])
        known = (~np.isnan(chosen)).sum(axis=0)
        result[members] = np.nansum(chosen, axis=0) / np.where(known, known, np.nan)
    return result


def grouped_means(values: ScoreArray, counts: IdArray) -> ScoreArray:
    """Mean over consecutive groups of columns, (m, q) to (m, n); NaN for an empty group."""
    means = np.full((len(values), len(counts)), np.nan)
    filled = counts > 0
    if filled.any():
        starts = (np.cumsum(counts) - counts)[filled]
        means[:, filled] = np.add.reduceat(values, starts, axis=1) / counts[filled]
    return means


def _pooled(scored: Scored, best: int, fetch: Callable[[FloatArray, IdArray, FloatArray], object]) -> ScoreArray:
    """Mean of the ``best`` largest items of each document; ``fetch`` writes some items' numbers where it is told."""
    columns = scored.values.shape[1]
    result = np.full((len(scored.counts), columns), np.nan)
    room: FloatArray = np.empty((0, 0, 0), dtype=np.float32)
    for members, places in _blocks(scored):
        if len(members) > room.shape[1]:
            room = np.empty((best + 2, len(members), columns), dtype=np.float32)
        top = room[:best, : len(members)]
        top.fill(-np.inf)
        for at in places:
            fetch(scored.values, at, room[best, : len(at)])
            _insert(top[:, : len(at)], room[best, : len(at)], room[best + 1, : len(at)])
        held = np.minimum(scored.counts[members], best)
        for count in range(1, best + 1):
            mine = held == count
            result[members[mine]] = top[:count, mine].sum(axis=0, dtype=np.float64) / count
    return result


def _insert(top: FloatArray, values: FloatArray, room: FloatArray) -> None:
    """Put values (a, q) among the largest so far, ``top`` (best, a, q) descending; all is done in place."""
    for place, kept in enumerate(top):
        if place + 1 < len(top):
            np.minimum(kept, values, out=room)
        np.maximum(kept, values, out=kept)
        values, room = room, values


def _insert_with(top: list[tuple[FloatArray, ScoreArray]], values: FloatArray, beside: ScoreArray) -> None:
    """The same for numbers that carry another one with them."""
    better = np.zeros(values.shape, dtype=bool)
    for best, carried in top:
        kept, held = best[: len(values)], carried[: len(values)]
        # What has been put out of its place is earlier than all that it meets below.
        better = better | (values > kept)
        smaller, left = np.where(better, kept, values), np.where(better, held, beside)
        kept[better], held[better] = values[better], beside[better]
        values, beside = smaller, left


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
