"""The port of every embedder."""

from collections.abc import Sequence
from typing import Literal, Protocol

from matcher.arrays import FloatArray

Role = Literal["document", "query"]


class Embedder(Protocol):
    """Turns texts into unit vectors whose scalar product says how close their meanings are.

    ``model_id`` identifies everything that a vector depends on besides text and role: weights, precision, pooling,
    prefixes. Two embedders with the same ``model_id`` give the same vectors, so it is part of the key under which a
    vector is kept. ``dim`` is the length of a vector. ``multilingual`` says whether Chinese is understood; if not,
    Chinese text must get no semantic score at all. ``translates`` says whether Chinese is understood by way of a
    translation into English, which lowers the similarity of a matching pair across the two languages. ``asymmetric``
    says whether a text has one vector as a query and another as a document. Needs are queries, profiles documents.
    """

    @property
    def model_id(self) -> str: ...
    @property
    def dim(self) -> int: ...
    @property
    def multilingual(self) -> bool: ...
    @property
    def translates(self) -> bool: ...
    @property
    def asymmetric(self) -> bool: ...

    def encode(self, texts: Sequence[str], *, role: Role = "document") -> FloatArray:
        """Vectors of n texts as (n, dim) float32 with rows of length 1; n may be 0.

        A vector does not depend on the other texts or their order, except for rounding in the model's precision. A
        text longer than the model's limit is truncated. An empty text gets a vector like any other. ``role`` matters
        to models with different prefixes for queries and documents.

        >>> embedder.encode(["solar pumping", "photovoltaic pump"]).shape   # doctest: +SKIP
        (2, 384)
        """
        ...


def kept_under(embedder: Embedder, role: Role) -> str:
    """The id under which vectors of a role are kept: that of the model, with the role where it makes a difference."""
    return f"{embedder.model_id}/query" if embedder.asymmetric and role == "query" else embedder.model_id
