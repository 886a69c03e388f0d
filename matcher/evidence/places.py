"""Where ids stand among those of many documents."""

import numpy as np

from matcher.arrays import IdArray


class Places:
    """Where ids stand in an array (n,) that may hold one several times; ``fresh`` are those of ids below 0."""

    def __init__(self, ids: IdArray) -> None:
        self._order = np.argsort(ids, kind="stable")
        self._sorted = ids[self._order]
        self.fresh: list[int] = self._order[: int(np.searchsorted(self._sorted, 0))].tolist()

    def of(self, ids: IdArray) -> list[int]:
        """All places of the ids."""
        found: list[int] = self.each(ids)[0].tolist()
        return found

    def each(self, ids: IdArray) -> tuple[IdArray, IdArray]:
        """All places (h,) of the ids, and which of the ids (h,) stands there."""
        low, high = (np.searchsorted(self._sorted, ids, side) for side in ("left", "right"))
        counts = high - low
        places = np.repeat(low - (np.cumsum(counts) - counts), counts) + np.arange(counts.sum())
        return self._order[places], np.repeat(np.arange(len(ids)), counts)
