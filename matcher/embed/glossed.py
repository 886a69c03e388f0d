"""An embedder that glosses Chinese in English for a model that understands English only."""

from collections.abc import Callable, Sequence

import numpy as np

from matcher.arrays import FloatArray
from matcher.embed.port import Embedder, Role
from matcher.scripts import has_han

_ZERO_LENGTH = 1e-6


class GlossedEmbedder:
    """Passes Chinese text to another embedder as English glosses, and text without Han unchanged.

    ``glosses`` returns one or more glosses of a text; its vector is the normalised mean of their vectors. ``version``
    identifies the rules and the dictionary and is part of the model id, so vectors of two versions are never mixed.
    The vector of a text without Han equals the inner embedder's bit for bit, yet is kept separately under this model
    id, since a store keeps vectors by model and not by script.

    A text without any gloss (rare characters, only function words) is passed unchanged: it gets a vector, which says
    little, as the coverage of its gloss shows.
    """

    multilingual = True
    translates = True

    def __init__(self, inner: Embedder, glosses: Callable[[str], Sequence[str]], version: str) -> None:
        self._inner, self._glosses = inner, glosses
        self.dim = inner.dim
        self.model_id = f"{inner.model_id}+{version}"
        self.asymmetric = inner.asymmetric

    def encode(self, texts: Sequence[str], *, role: Role = "document") -> FloatArray:
        """See ``Embedder.encode``."""
        text_glosses = [self._glosses_or_text(text) for text in texts]
        distinct = list(dict.fromkeys(gloss for glosses in text_glosses for gloss in glosses))
        gloss_vectors = dict(zip(distinct, self._inner.encode(distinct, role=role), strict=True))
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, glosses in zip(vectors, text_glosses, strict=True):
            row[:] = _mean([gloss_vectors[gloss] for gloss in glosses])
        return vectors

    def _glosses_or_text(self, text: str) -> Sequence[str]:
        return (self._glosses(text) or (text,)) if has_han(text) else (text,)


def _mean(vectors: Sequence[FloatArray]) -> FloatArray:
    """The normalised mean of unit vectors: a single vector unchanged, and the first of vectors that cancel out."""
    if len(vectors) == 1:
        return vectors[0]
    total = np.sum(vectors, axis=0)
    length = np.linalg.norm(total)
    mean: FloatArray = (total / length).astype(np.float32) if length > _ZERO_LENGTH else vectors[0]
    return mean
