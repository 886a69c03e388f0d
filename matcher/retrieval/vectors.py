"""The vectors of texts in memory, one row for each distinct text, however many records hold it."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from matcher.arrays import BoolArray, FloatArray, IdArray

NO_TEXT = -1
"""Row of a text that has no vector."""
STEPS = 4080
"""A vector's numbers are kept as whole 4,080ths of one.

Sums of products of such numbers stay below 2**24 for unit vectors, and there single precision is exact in any order
of adding: a cosine never depends on what else is compared, on how many threads, or on which processor.
"""
CHANCE, TRUE_ACROSS = 0.2, 1.3
"""What a translation costs: a translated text and one in its own language are less alike than two of one kind.

Texts that have nothing to do with each other have a cosine about ``CHANCE`` however they were read; from there up to
a true pair it is 1.5 times as far between texts of one kind, on average over the requirements of the sample's training
part. Cosines across are raised by less, ``TRUE_ACROSS``: at 1.5 the highest would end in ties at 1, and people who
wrote in the other language than the need would lead.
"""
_TILE = 256
"""Texts compared at a time: few enough for their products to stay in a processor's cache while they are scaled."""


class VectorTable:
    """Unit vectors by fingerprint, counted by how many documents hold them; a row that nobody holds is wiped.

    Equal texts have one row. Numbers are rounded to 1 / ``STEPS``, which moves a cosine of 384 of them by about
    0.0001.
    """

    def __init__(self, dim: int) -> None:
        self.dim = dim
        self._matrix: FloatArray = np.zeros((0, dim), dtype=np.float32)
        self._holders = np.zeros(0, dtype=np.int64)
        self._translated = np.zeros(0, dtype=bool)
        self._row_of: dict[bytes, int] = {}
        self._key_of: dict[int, bytes] = {}
        self._free: list[int] = []

    def __len__(self) -> int:
        """Number of distinct texts."""
        return len(self._row_of)

    def __contains__(self, key: bytes) -> bool:
        """Whether a text has a vector here."""
        return key in self._row_of

    def hold(self, vectors: Mapping[bytes, FloatArray], translated: Collection[bytes] = ()) -> None:
        """Count one holder more of each text, and keep the vectors that are new; of those, which were translated."""
        for key, vector in vectors.items():
            row = self._row_of.get(key)
            if row is None:
                row = self._row_of[key] = self._fresh_row()
                self._key_of[row] = key
                self._matrix[row] = np.rint(vector * np.float32(STEPS))
                self._translated[row] = key in translated
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

    def take(self, rows: IdArray) -> FloatArray:
        """Vectors (n, dim) of the rows."""
        return self._matrix[rows] / np.float32(STEPS)

    def cosines(self, rows: IdArray, others: IdArray) -> FloatArray:
        """Cosines (n, q) of the texts in ``rows`` (n,) with those in ``others`` (q,), at most 1.

        Those of a translated text with another are raised by what the translation cost: see ``TRUE_ACROSS``.
        """
        wanted = self._matrix[others].T
        found = np.empty((len(rows), len(others)), dtype=np.float32)
        for translated in (False, True):
            # Rows of one kind at a time: what their products are multiplied by is then one number for each column.
            mine = np.flatnonzero(self._translated[rows] == translated)
            factors, shifts = _across(self._translated[others] != translated)
            for at in range(0, len(mine), _TILE):
                some = mine[at : at + _TILE]
                tile = self._matrix[rows[some]] @ wanted
                tile *= factors
                tile += shifts
                found[some] = np.minimum(tile, 1.0, out=tile)
        return found

    def _fresh_row(self) -> int:
        if not self._free:
            have = len(self._matrix)
            room = max(have, 256)
            self._matrix = np.concatenate([self._matrix, np.zeros((room, self.dim), dtype=np.float32)])
            self._holders = np.concatenate([self._holders, np.zeros(room, dtype=np.int64)])
            self._translated = np.concatenate([self._translated, np.zeros(room, dtype=bool)])
            self._free = list(range(have + room - 1, have - 1, -1))
        return self._free.pop()


def _across(across: BoolArray) -> tuple[FloatArray, FloatArray]:
    """What makes products of steps cosines (q,), by columns that are ``across`` (q,) or not: factors, then summands."""
    factors = np.where(across, TRUE_ACROSS, 1.0).astype(np.float32) * np.float32(1 / STEPS**2)
    return factors, np.where(across, CHANCE * (1 - TRUE_ACROSS), 0.0).astype(np.float32)
