"""The port of every embedder."""

from collections.abc import Sequence
from typing import Literal, Protocol

from matcher.arrays import FloatArray

Role = Literal["document", "query"]


class Embedder(Protocol):
    """Turns texts into unit vectors whose scalar product says how close their meanings are.

    ``model_id`` names everything that a vector depends on beside the text: weights, precision, pooling.
    Two embedders with the same ``model_id`` give the same vectors, so it is part of the key under which a
    vector is kept. ``dim`` is the length of a vector. ``multilingual`` says whether Chinese is understood;
    if not, Chinese text must not be given a semantic score at all. ``translates`` says whether that is so because
    Chinese is put into English first, which costs a true pair of the two languages some of its likeness.
    """

    @property
    def model_id(self) -> str: ...
    @property
    def dim(self) -> int: ...
    @property
    def multilingual(self) -> bool: ...
    @property
    def translates(self) -> bool: ...

    def encode(self, texts: Sequence[str], *, role: Role = "document") -> FloatArray:
        """Vectors of n texts as (n, dim) float32 with rows of length 1; n may be 0.

        The order of the texts does not matter to the vectors, beyond the rounding of the precision that
        the model computes in. A text longer than the model reads is cut. An empty text gives a vector as
        any other. ``role`` matters to models that want prefixes for queries and documents.

        >>> embedder.encode(["solar pumping", "photovoltaic pump"]).shape   # doctest: +SKIP
        (2, 384)
        """
        ...
