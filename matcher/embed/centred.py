"""An embedder without what all texts of a language have in common, so that cosines of any two languages compare."""

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from matcher.arrays import FloatArray
from matcher.embed.port import Embedder, Role
from matcher.errors import ModelError
from matcher.files import atomic_write
from matcher.scripts import is_chinese

CENTRES = "homematch-centres.npz"
"""The file in a model's folder with the means of its vectors."""
_ZERO_LENGTH = 1e-6


@dataclass(frozen=True, slots=True)
class Centres:
    """The mean unit vectors (d,) of many unrelated texts in Chinese, and of as many in other languages."""

    chinese: FloatArray
    other: FloatArray


class CentredEmbedder:
    """Takes the mean vector of a text's language off its vector, which another embedder makes.

    A multilingual model puts all texts of a language near each other (cosines of .7 to 1), and languages apart: a
    query is nearer to unrelated texts in its own language than to its answer in another one. Without the means,
    unrelated texts have a cosine about 0 in every pair of languages. ``centres`` gives the means when the first text is
    read; ``name`` is what they are made from, and part of the model id.
    """

    translates = False

    def __init__(self, inner: Embedder, centres: Callable[[], Centres], name: str) -> None:
        self._inner, self._centres, self._known = inner, centres, list[Centres]()
        self.dim, self.multilingual, self.asymmetric = inner.dim, inner.multilingual, inner.asymmetric
        self.model_id = f"{inner.model_id}-{name}"

    def encode(self, texts: Sequence[str], *, role: Role = "document") -> FloatArray:
        """See ``Embedder.encode``."""
        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        if not self._known:
            self._known.append(self._centres())
        (centres,) = self._known
        chinese = np.array([is_chinese(text) for text in texts])
        vectors = self._inner.encode(texts, role=role)
        apart = vectors - np.where(chinese[:, None], centres.chinese, centres.other)
        lengths = np.linalg.norm(apart, axis=1, keepdims=True)
        unit: FloatArray = np.where(lengths > _ZERO_LENGTH, apart / np.maximum(lengths, _ZERO_LENGTH), vectors)
        return unit.astype(np.float32)


def centres_of(embedder: Embedder, texts: Sequence[str]) -> Centres:
    """The means of an embedder's vectors of these texts, among which both kinds must be."""
    groups = [[text for text in texts if is_chinese(text) == chinese] for chinese in (True, False)]
    return Centres(*(embedder.encode(group).mean(axis=0) for group in groups))


def read_centres(file: Path, dim: int) -> Centres:
    """The means that ``write_centres`` wrote; raises ModelError for a file that holds none of this dimension."""
    try:
        with np.load(file, allow_pickle=False) as arrays:
            centres = Centres(arrays["chinese"].astype(np.float32), arrays["other"].astype(np.float32))
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"{file} cannot be read ({error}); delete it, and it is made again") from error
    shapes = {centres.chinese.shape, centres.other.shape}
    if shapes != {(dim,)} or not (np.isfinite(centres.chinese).all() and np.isfinite(centres.other).all()):
        raise ModelError(f"{file} holds means of shape {sorted(shapes)}, not of {dim} numbers; delete it")
    return centres


def write_centres(file: Path, centres: Centres) -> None:
    """Write the means, whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    atomic_write(file, lambda opened: np.savez(opened, chinese=centres.chinese, other=centres.other))


def centred_by(inner: Embedder, folder: Path, made: Path, reference: Path) -> CentredEmbedder:
    """The embedder without the means that stand in its model's folder, or else are made from the reference texts.

    These are kept in the folder ``made``. They are read, or made, with the first text.
    """
    own = folder / CENTRES
    source = own if own.exists() else reference
    digest = hashlib.sha256(_content(source)).hexdigest()[:8]
    kept = own if own.exists() else made / f"{re.sub(r'[^A-Za-z0-9.-]', '_', inner.model_id)}-{digest}.npz"

    def centres() -> Centres:
        if not kept.exists():
            write_centres(kept, centres_of(inner, reference_texts(reference)))
        return read_centres(kept, inner.dim)

    return CentredEmbedder(inner, centres, f"centred-{digest}")


def reference_texts(file: Path) -> list[str]:
    """The unrelated texts that means are made from, one a line, in JSON."""
    return [json.loads(line) for line in _content(file).decode("utf-8").splitlines()]


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise ModelError(f"{file} cannot be read ({error.strerror}); install the release whole") from error
