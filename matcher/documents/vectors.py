"""The vectors of texts in memory, one row for each distinct text, however many records hold it."""

from collections.abc import Mapping, Sequence

import numpy as np

from matcher.arrays import FloatArray, IdArray, ScoreArray

NO_TEXT = -1
"""Row of a text that has no vector."""


class VectorTable:
    """Unit vectors by fingerprint, counted by how many documents hold them; a row that nobody holds is wiped.

    Equal texts have one row, so that whatever is computed of them is equal to the last bit.
    """

    def __init__(self, dim: int) -> None:
        self.dim = dim
        self._matrix: FloatArray = np.zeros((0, dim), dtype=np.float32)
        self._holders = np.zeros(0, dtype=np.int64)
        self._row_of: dict[bytes, int] = {}
        self._key_of: dict[int, bytes] = {}
        self._free: list[int] = []

    def __len__(self) -> int:
        """Number of distinct texts."""
        return len(self._row_of)

    def __contains__(self, key: bytes) -> bool:
        """Whether a text has a vector here."""
        return key in self._row_of

    def hold(self, vectors: Mapping[bytes, FloatArray]) -> None:
        """Count one holder more of each text, and keep the vectors that are new."""
        for key, vector in vectors.items():
            row = self._row_of.get(key)
            if row is None:
                row = self._row_of[key] = self._fresh_row()
                self._key_of[row] = key
                self._matrix[row] = vector
            self._holders[row] += 1

    def release(self, rows: IdArray) -> None:
        """Count one holder less of each distinct row; what nobody holds any more is forgotten."""
        held = np.unique(rows[rows != NO_TEXT])
        self._holders[held] -= 1
        for row in held[self._holders[held] == 0].tolist():
            self._matrix[row] = 0.0
            del self._row_of[self._key_of.pop(row)]
            self._free.append(row)

    def rows(self, keys: Sequence[bytes]) -> IdArray:
        """Rows (n,) of the texts with these fingerprints; ``NO_TEXT`` for those without a vector."""
        return np.array([self._row_of.get(key, NO_TEXT) for key in keys], dtype=np.int64)

    def take(self, rows: IdArray) -> ScoreArray:
        """Vectors (n, dim) of the rows in double precision, so that products do not depend on their shape."""
        return self._matrix[rows].astype(np.float64)

    def _fresh_row(self) -> int:
        if not self._free:
            have = len(self._matrix)
            room = max(have, 256)
            self._matrix = np.concatenate([self._matrix, np.zeros((room, self.dim), dtype=np.float32)])
            self._holders = np.concatenate([self._holders, np.zeros(room, dtype=np.int64)])
            self._free = list(range(have + room - 1, have - 1, -1))
        return self._free.pop()
