"""An embedder that lets a model that reads English read Chinese, by way of a gloss."""

from collections.abc import Callable, Sequence

import numpy as np

from matcher.arrays import FloatArray
from matcher.embed.port import Embedder, Role
from matcher.scripts import has_han

_NOTHING = 1e-6


class GlossedEmbedder:
    """Another embedder that is given Chinese in English; text without Han is given to it as it stands.

    ``glosses`` says a text in English, in one way or several: its vector is the mean of theirs, at unit length.
    ``version`` names its rules and dictionary: two versions have two model ids, so vectors are never mixed. The
    vector of a text without Han equals the inner embedder's bit for bit and is nevertheless kept anew under this id,
    since a store keeps vectors by model and not by script.

    A text of which nothing can be said in English (rare characters, mere function words) is given as it stands:
    its vector is a defined one that says little, as the gloss's coverage shows.
    """

    multilingual = True
    translates = True

    def __init__(self, inner: Embedder, glosses: Callable[[str], Sequence[str]], version: str) -> None:
        self._inner, self._glosses = inner, glosses
        self.dim = inner.dim
        self.model_id = f"{inner.model_id}+{version}"

    def encode(self, texts: Sequence[str], *, role: Role = "document") -> FloatArray:
        """See ``Embedder.encode``."""
        said = [self._readable(text) for text in texts]
        distinct = list(dict.fromkeys(gloss for glosses in said for gloss in glosses))
        vectors = dict(zip(distinct, self._inner.encode(distinct, role=role), strict=True))
        found = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, glosses in zip(found, said, strict=True):
            row[:] = vectors[glosses[0]] if len(glosses) == 1 else _mean([vectors[gloss] for gloss in glosses])
        return found

    def _readable(self, text: str) -> Sequence[str]:
        return (self._glosses(text) or (text,)) if has_han(text) else (text,)


def _mean(vectors: Sequence[FloatArray]) -> FloatArray:
    """The direction between unit vectors; the first where they cancel out."""
    total = np.sum(vectors, axis=0)
    length = np.linalg.norm(total)
    mean: FloatArray = (total / length).astype(np.float32) if length > _NOTHING else vectors[0]
    return mean
