"""Array aliases, so that a signature says what kind of numbers it takes."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
ScoreArray = npt.NDArray[np.float64]
IdArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
CodeArray = npt.NDArray[np.int8]
StringArray = npt.NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class Hits:
    """Nearest rows of q queries: ``ids`` (q, k) padded with -1, ``scores`` (q, k) padded with -inf.

    Each row is ordered by descending score, equal scores by ascending id.
    """

    ids: IdArray
    scores: FloatArray


def as_ids(values: object) -> IdArray:
    """Turn any sequence of integers into an (n,) int64 array."""
    return np.asarray(values, dtype=np.int64).reshape(-1)
