"""Array aliases, so that a signature says what kind of numbers it takes, and items grouped by their owner."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
ScoreArray = npt.NDArray[np.float64]
IdArray = npt.NDArray[np.int64]
WholeArray = npt.NDArray[np.integer[Any]]
"""Whole numbers that may be held in fewer bytes than ids are."""
BoolArray = npt.NDArray[np.bool_]
CodeArray = npt.NDArray[np.int8]
StepArray = npt.NDArray[np.int16]
StringArray = npt.NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class Hits:
    """Nearest rows of q queries: ``ids`` (q, k) padded with -1, ``scores`` (q, k) padded with -inf.

    Each row is ordered by descending score, equal scores by ascending id.
    """

    ids: IdArray
    scores: FloatArray


@dataclass(frozen=True, slots=True)
class Ragged:
    """Items of n owners, one owner after the other: those of owner i are ``items[starts[i]:starts[i + 1]]``.

    ``starts`` (n + 1,) begins with 0 and ends with the number of items.
    """

    starts: IdArray
    items: WholeArray

    def __len__(self) -> int:
        """The number of owners."""
        return len(self.starts) - 1

    @property
    def counts(self) -> IdArray:
        """How many items each owner has, (n,)."""
        return np.diff(self.starts)

    @property
    def owners(self) -> IdArray:
        """The owner of each item."""
        return np.repeat(np.arange(len(self)), self.counts)

    def take(self, chosen: WholeArray) -> "Ragged":
        """The items of the chosen owners, in their order."""
        starts, rows = ranges(self.starts, chosen)
        return Ragged(starts, self.items[rows])

    def kept(self, wanted: BoolArray) -> "Ragged":
        """Only the wanted items; every owner stays."""
        before = np.concatenate([[0], np.cumsum(wanted)])
        return Ragged(before[self.starts].astype(np.int64), self.items[wanted])


def ranges(starts: IdArray, chosen: WholeArray) -> tuple[IdArray, IdArray]:
    """Where the items of the chosen owners start when they stand alone, (c + 1,), and the rows of these items."""
    counts = np.diff(starts)[chosen]
    new_starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    rows = np.repeat(starts[:-1][chosen] - new_starts[:-1], counts) + np.arange(new_starts[-1])
    return new_starts, rows


def ragged_of(lists: Iterable[Sequence[int]]) -> Ragged:
    """The items of lists, a list an owner."""
    known = list(lists)
    starts = np.concatenate([[0], np.cumsum([len(items) for items in known])]).astype(np.int64)
    return Ragged(starts, as_ids([item for items in known for item in items]))


def joined(parts: Sequence[Ragged], offsets: Sequence[int] | None = None) -> Ragged:
    """The owners of several parts one after the other; ``offsets`` are added to the items of each part."""
    counts = np.concatenate([np.zeros(0, np.int64), *(part.counts for part in parts)])
    shifts = offsets or [0] * len(parts)
    items: list[WholeArray] = [part.items + shift for part, shift in zip(parts, shifts, strict=True)]
    return Ragged(
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int64), np.concatenate([np.zeros(0, np.int64), *items])
    )


def as_ids(values: object) -> IdArray:
    """Turn any sequence of integers into an (n,) int64 array."""
    return np.asarray(values, dtype=np.int64).reshape(-1)
