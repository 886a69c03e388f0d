"""An embedder without a model: words hashed into dimensions; simple, exact and instant."""

import hashlib
import re
from collections.abc import Sequence

import numpy as np

from matcher.arrays import FloatArray
from matcher.embed.port import Role


class HashingEmbedder:
    """A word adds one to the dimension that its hash selects, so texts with words in common are close.

    For tests, and for machines that cannot run a model: it recognises the same words, not the same meaning.
    """

    multilingual = True
    translates = False
    asymmetric = False

    def __init__(self, dim: int = 256) -> None:
        self.dim = dim
        self.model_id = f"hashing-{dim}"

    def encode(self, texts: Sequence[str], *, role: Role = "document") -> FloatArray:
        """See ``Embedder.encode``; a text without words points along the last dimension."""
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"[a-z0-9]+|[^\x00-\x7f]", text.lower()):
                vectors[row, self._dimension(word)] += 1
            if not vectors[row].any():
                vectors[row, -1] = 1
        unit: FloatArray = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit

    def _dimension(self, word: str) -> int:
        return int.from_bytes(hashlib.blake2b(word.encode(errors="surrogatepass"), digest_size=4).digest()) % self.dim
