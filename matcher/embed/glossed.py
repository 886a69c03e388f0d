"""An embedder that lets a model that reads English read Chinese, by way of a gloss."""

from collections.abc import Callable, Sequence

from matcher.arrays import FloatArray
from matcher.embed.port import Embedder, Role
from matcher.language.normal import has_han


class GlossedEmbedder:
    """Another embedder that is given Chinese in English; text without Han is given to it as it stands.

    ``gloss`` says a text in English and ``version`` names its rules and dictionary: two versions have two model ids,
    so vectors are never mixed. The vector of a text without Han equals the inner embedder's bit for bit and is
    nevertheless kept anew under this id, since a store keeps vectors by model and not by script.

    A text of which nothing can be said in English (rare characters, mere function words) is given as it stands:
    its vector is a defined one that says little, as the gloss's coverage shows.
    """

    multilingual = True

    def __init__(self, inner: Embedder, gloss: Callable[[str], str], version: str) -> None:
        self._inner, self._gloss = inner, gloss
        self.dim = inner.dim
        self.model_id = f"{inner.model_id}+{version}"

    def encode(self, texts: Sequence[str], *, role: Role = "document") -> FloatArray:
        """See ``Embedder.encode``."""
        return self._inner.encode([self._readable(text) for text in texts], role=role)

    def _readable(self, text: str) -> str:
        return (self._gloss(text) or text) if has_han(text) else text
