"""Where ids stand among those of many documents."""

import numpy as np

from matcher.arrays import IdArray

_END = np.iinfo(np.int64).max
"""Stands behind the last id, so that whatever is looked up has a place, if only among none."""


class Places:
    """Where ids stand in an array (n,) that may hold one several times; ``fresh`` are those of ids below 0."""

    def __init__(self, ids: IdArray) -> None:
        self._order = np.argsort(ids, kind="stable")
        distinct, counts = np.unique(ids, return_counts=True)
        self._distinct, self._counts = np.append(distinct, _END), np.append(counts, 0)
        self._starts = np.cumsum(self._counts) - self._counts
        self._once = len(distinct) == len(ids)
        self.fresh: list[int] = self._order[: int(counts[distinct < 0].sum())].tolist()

    def of(self, ids: IdArray) -> list[int]:
        """All places of the ids."""
        found: list[int] = self.each(ids)[0].tolist()
        return found

    def each(self, ids: IdArray) -> tuple[IdArray, IdArray]:
        """All places (h,) of the ids, and which of the ids (h,) stands there."""
        at = np.searchsorted(self._distinct, ids)
        held = self._distinct[at] == ids
        if self._once:
            return self._order[at[held]], np.flatnonzero(held)
        counts = np.where(held, self._counts[at], 0)
        places = np.repeat(self._starts[at] - (np.cumsum(counts) - counts), counts) + np.arange(counts.sum())
        return self._order[places], np.repeat(np.arange(len(ids)), counts)
