"""The vectors of many texts as whole steps, two bytes a number, gathered only when they are compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from matcher.arrays import BoolArray, FloatArray, IdArray, StepArray, WholeArray

MOST_STEPS = 4080
EXACT_UP_TO = 2**24
"""Whole numbers up to here are exact in single precision."""
_AT_ONCE = 512
"""Texts compared at a time: 0.8 MB of float32 with 384 numbers each, which stays in a processor's second cache.

With 16 queries, 16,000 texts took 16 CPU-ms so, and 34 with 4096 at a time and the queries on the left (AMD EPYC).
"""


def steps_of(dim: int) -> int:
    """Into how many steps 1 is divided, so that products of vectors of this dimension are exact.

    Rounding makes a unit vector of steps at most sqrt(dim) / 2 longer; by Cauchy and Schwarz no sum of products, in
    whatever order it is added, then exceeds the square of that length, which must stay below ``EXACT_UP_TO``.
    """
    return min(MOST_STEPS, int(sqrt(EXACT_UP_TO) - sqrt(dim) / 2))


def to_steps(vectors: FloatArray) -> StepArray:
    """Unit vectors (n, dim) as whole steps, which moves a cosine of 384 numbers by about 0.0001."""
    steps: StepArray = np.rint(vectors * np.float32(steps_of(vectors.shape[1]))).astype(np.int16)
    return steps


@dataclass(frozen=True, slots=True)
class Vectors:
    """The vectors of n texts, in rows of ``parts`` that are counted one part after the other.

    ``parts`` are arrays (p, dim) of steps, in memory or mapped from a file; ``rows`` (n,) say which text has which.
    Nothing is read from them before vectors are asked for.
    """

    parts: tuple[StepArray, ...]
    rows: IdArray

    def __len__(self) -> int:
        """The number of texts."""
        return len(self.rows)

    @property
    def dim(self) -> int:
        """The length of a vector."""
        return int(self.parts[0].shape[1])

    def take(self, chosen: WholeArray) -> "Vectors":
        """The vectors of the chosen texts, in their order."""
        return Vectors(self.parts, self.rows[chosen])

    def steps(self) -> StepArray:
        """All of them, (n, dim)."""
        gathered = np.empty((len(self.rows), self.dim), dtype=np.int16)
        first = 0
        for part in self.parts:
            inside = (self.rows >= first) & (self.rows < first + len(part))
            if inside.all():  # as a rule: nothing has changed since the files were written
                return np.take(part, self.rows - first, axis=0)
            gathered[inside] = part[self.rows[inside] - first]
            first += len(part)
        return gathered

    def unit(self) -> FloatArray:
        """All of them as unit vectors, (n, dim) float32."""
        return np.divide(self.steps(), np.float32(steps_of(self.dim)), dtype=np.float32)

    def cosines(self, others: "Vectors") -> FloatArray:
        """Cosines (o, n) of o other texts with these; the same numbers whatever else is compared."""
        # The side with fewer vectors is held in memory, that with more goes by it block by block.
        if len(others) > len(self):
            return others._beside(self)
        return np.ascontiguousarray(self._beside(others).T)

    def _beside(self, others: "Vectors") -> FloatArray:
        """Cosines (n, o) of these with others."""
        queries = np.ascontiguousarray(others.steps().T, dtype=np.float32)
        by_text = np.empty((len(self), len(others)), dtype=np.float32)
        for first in range(0, len(self), _AT_ONCE):
            block = slice(first, first + _AT_ONCE)
            texts = Vectors(self.parts, self.rows[block]).steps().astype(np.float32)
            np.matmul(texts, queries, out=by_text[block])
        by_text *= np.float32(1 / steps_of(self.dim) ** 2)
        return by_text


@dataclass(frozen=True, slots=True)
class SecondVectors:
    """What a second model makes of n texts: ``read`` (n,) says which it has read, ``vectors`` are of those, in order.

    It reads only what may meet Chinese, so most texts of an English store have none.
    """

    read: BoolArray
    vectors: Vectors

    def __len__(self) -> int:
        """The number of texts."""
        return len(self.read)

    def take(self, chosen: WholeArray) -> "SecondVectors":
        """Those of the chosen texts, in their order."""
        read = self.read[chosen]
        return SecondVectors(read, self.vectors.take((np.cumsum(self.read) - 1)[chosen][read]))


def second_vectors(vectors: Sequence[FloatArray | None], dim: int) -> SecondVectors:
    """From the unit vector of each text, None for one that was not read."""
    read = np.array([vector is not None for vector in vectors], dtype=bool)
    unit = np.array([vector for vector in vectors if vector is not None], dtype=np.float32).reshape(-1, dim)
    return SecondVectors(read, vectors_of(to_steps(unit)))


def joined_second(groups: Sequence[SecondVectors]) -> SecondVectors:
    """Those of several groups of texts, one group after the other; nothing is copied."""
    return SecondVectors(
        np.concatenate([group.read for group in groups]), joined_vectors([group.vectors for group in groups])
    )


def vectors_of(steps: StepArray) -> Vectors:
    """Vectors that are all in one array."""
    return Vectors((steps,), np.arange(len(steps)))


def joined_vectors(groups: Sequence[Vectors]) -> Vectors:
    """The vectors of several groups of texts, one group after the other; nothing is copied."""
    rows, first = [], 0
    for vectors in groups:
        rows.append(vectors.rows + first)
        first += sum(map(len, vectors.parts))
    return Vectors(tuple(part for vectors in groups for part in vectors.parts), np.concatenate(rows))
