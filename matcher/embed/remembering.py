"""An embedder that looks a vector up in a cache before it asks the model."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np

from matcher.arrays import FloatArray
from matcher.embed.port import Embedder, Role
from matcher.text import fingerprint


class VectorCache(Protocol):
    """The part of a store that keeps vectors; see ``Store``."""

    def vectors(self, model: str, fingerprints: Sequence[bytes]) -> dict[bytes, FloatArray]: ...
    def put_vectors(self, model: str, vectors: Mapping[bytes, FloatArray]) -> None: ...


class RememberingEmbedder:
    """Another embedder whose vectors are cached under their texts' fingerprints, for runs that share texts."""

    def __init__(self, embedder: Embedder, cache: VectorCache) -> None:
        self._embedder, self._cache = embedder, cache
        self.model_id, self.dim = embedder.model_id, embedder.dim
        self.multilingual, self.translates = embedder.multilingual, embedder.translates
        self.asymmetric = embedder.asymmetric

    def encode(self, texts: Sequence[str], *, role: Role = "document") -> FloatArray:
        """See ``Embedder.encode``."""
        model = f"{self.model_id}/{role if self.asymmetric else 'document'}"
        keys = [fingerprint(text) for text in texts]
        cached = self._cache.vectors(model, list(dict.fromkeys(keys)))
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in cached}
        new = dict(zip(missing, self._embedder.encode(list(missing.values()), role=role), strict=True))
        self._cache.put_vectors(model, new)
        vectors = cached | new
        return np.array([vectors[key] for key in keys], dtype=np.float32).reshape(len(keys), self.dim)
