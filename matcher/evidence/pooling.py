"""Numbers of the texts of many people pooled to one for each person: over the best few, never over everything."""

import numpy as np

from matcher.arrays import FloatArray, IdArray, Ragged, ScoreArray, WholeArray

BEST = 3
_NUMBERS_AT_ONCE = 2_000_000


def best_means(values: FloatArray | ScoreArray, groups: Ragged, best: int = BEST) -> ScoreArray:
    """Mean (q, g) of the ``best`` largest of each group's values, ``values`` (q, t) by item; NaN for an empty group."""
    means = np.full((len(groups), len(values)), np.nan)
    # By item, and -inf as the last one, which padding points to: items of a group are rows that are copied whole.
    by_item = np.full((values.shape[1] + 1, len(values)), -np.inf, dtype=values.dtype)
    by_item[:-1] = values.T
    for chosen, padded in _blocks(groups, len(values)):
        top = _largest(by_item, padded, best)
        held = np.minimum(groups.counts[chosen], best)[:, None]
        kept = np.where(np.arange(best)[:, None, None] < held, top, 0)
        means[chosen] = kept.sum(axis=0, dtype=np.float64) / held
    of_queries: ScoreArray = means.T
    return of_queries


def _largest(by_item: FloatArray | ScoreArray, padded: IdArray, count: int) -> FloatArray | ScoreArray:
    """The ``count`` largest (count, b, q), falling, of each row of items (b, width); -inf where there are fewer.

    Item by item put among the largest so far: half as long as ``np.partition`` takes for groups of eight, as people
    have works, and no longer for forty, as they have sentences (2 cores of a Xeon at 2.5 GHz, one thread).
    """
    top = np.full((count, len(padded), by_item.shape[1]), -np.inf, dtype=by_item.dtype)
    lower = np.empty_like(top[0])
    for items in padded.T:
        rest = by_item[items]
        for place in range(count):
            np.minimum(top[place], rest, out=lower)
            np.maximum(top[place], rest, out=top[place])
            rest, lower = lower, rest
    return top


def highest(values: FloatArray | ScoreArray, groups: Ragged, empty: float) -> ScoreArray:
    """The largest (q, g) of each group's values, ``values`` (q, t) by item; ``empty`` for an empty group."""
    largest = np.full((len(values), len(groups)), empty)
    filled = np.flatnonzero(groups.counts)
    if len(filled) and len(values):
        items = values if _in_order(groups.items, values.shape[1]) else values[:, groups.items]
        largest[:, filled] = np.maximum.reduceat(items, groups.starts[:-1][filled], axis=1)
    return largest


def least_at_highest(values: FloatArray | ScoreArray, others: ScoreArray, groups: Ragged) -> ScoreArray:
    """The smallest (q, g) of ``others`` (t,) among each group's items with its largest value; 0 for an empty group."""
    least = np.zeros((len(values), len(groups)))
    filled = np.flatnonzero(groups.counts)
    if len(filled) and len(values):
        of_items = values[:, groups.items]
        first = groups.starts[:-1][filled]
        largest = np.repeat(np.maximum.reduceat(of_items, first, axis=1), groups.counts[filled], axis=1)
        of_best = np.where(of_items == largest, others[groups.items], np.inf)
        least[:, filled] = np.minimum.reduceat(of_best, first, axis=1)
    return least


def ages_of_best(values: FloatArray, ages: ScoreArray, groups: Ragged, best: int = BEST) -> ScoreArray:
    """Mean known age (q, g) of the ``best`` largest of each group, the first of equal ones; NaN if none is known.

    ``values`` (q, t) and ``ages`` (t,) by item.
    """
    means = np.full((len(values), len(groups)), np.nan)
    for chosen, padded in _blocks(groups, len(values)):
        numbers = np.where(padded < 0, -np.inf, values[:, padded])
        order = np.argsort(-numbers, axis=2, kind="stable")[:, :, :best]
        of_item = np.where(padded < 0, np.nan, ages[padded])
        of_best = np.take_along_axis(np.broadcast_to(of_item, numbers.shape), order, 2)
        known = (~np.isnan(of_best)).sum(axis=2)
        means[:, chosen] = np.nansum(of_best, axis=2) / np.where(known, known, np.nan)
    return means


def group_means(values: ScoreArray, groups: Ragged) -> ScoreArray:
    """Mean (g, m) of each group's rows, ``values`` (t, m) by item; NaN for an empty group."""
    means = np.full((len(groups), values.shape[1]), np.nan)
    filled = np.flatnonzero(groups.counts)
    if len(filled):
        total = np.add.reduceat(values[groups.items], groups.starts[:-1][filled], axis=0)
        means[filled] = total / groups.counts[filled][:, None]
    return means


def _in_order(items: WholeArray, count: int) -> bool:
    """Whether the items are all there are, in order."""
    return len(items) == count and (not count or (items[0] == 0 and bool((np.diff(items) == 1).all())))


def _blocks(groups: Ragged, queries: int) -> "list[tuple[IdArray, IdArray]]":
    """Groups of similar size, and their items (b, width) padded with -1, few enough to be pooled at once."""
    counts = groups.counts
    order = np.argsort(-counts, kind="stable")[: int((counts > 0).sum())]
    blocks, at = [], 0
    while at < len(order):
        width = int(counts[order[at]])
        # A block ends where padding would be more than half of it.
        narrow = int(np.searchsorted(-counts[order], -(width // 2), side="left"))
        size = max(min(_NUMBERS_AT_ONCE // (width * max(queries, 1)), max(narrow, at + 1) - at), 1)
        chosen = order[at : at + size]
        places = np.arange(width)
        inside = places < counts[chosen][:, None]
        padded = np.full((len(chosen), width), -1, dtype=np.int64)
        padded[inside] = groups.items[(groups.starts[:-1][chosen][:, None] + places)[inside]]
        blocks.append((chosen, padded))
        at += size
    return blocks
