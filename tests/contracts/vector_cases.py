"""Every kind of vector index in small, for the contract and for what FAISS is compared with."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest

from matcher.arrays import BoolArray, FloatArray, IdArray
from matcher.retrieval import faiss_index
from matcher.retrieval.exact import ExactIndex
from matcher.retrieval.faiss_index import FaissIndex
from matcher.retrieval.port import PASSAGES_PER_RECORD, VectorIndex

FLAT, QUANTISED, INVERTED = 10, 100, 101
"""Numbers of expected passages from which the kind of a FAISS index follows under ``small_sizes``."""
LISTS = 3


@dataclass(frozen=True)
class IndexCase:
    """A kind of index: how an empty one of some dimension is made, how it is loaded, and how exact its scores are."""

    make: Callable[[int], VectorIndex]
    load: Callable[[bytes], VectorIndex]
    tolerance: float = 1e-6


def small_sizes(patch: pytest.MonkeyPatch, probes: int = LISTS) -> None:
    """Few passages make an index of inverted lists, all of which are probed."""
    patch.setattr(faiss_index, "FLAT_UP_TO", FLAT)
    patch.setattr(faiss_index, "QUANTISED_UP_TO", QUANTISED)
    patch.setattr(faiss_index, "LISTS", LISTS)
    patch.setattr(faiss_index, "PROBES", probes)


def unit_vectors(count: int, dim: int, seed: int = 11) -> FloatArray:
    vectors = np.random.default_rng(seed).normal(size=(count, dim))
    unit: FloatArray = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return unit


def trained(dim: int) -> FaissIndex:
    """Inverted lists that were trained on passages which are no longer there."""
    index = FaissIndex(dim, INVERTED)
    ids = np.arange(40 * LISTS)
    index.upsert(ids, unit_vectors(len(ids), dim))
    index.remove(ids)
    return index


CASES = {
    "exact": IndexCase(ExactIndex, ExactIndex.load),
    "flat": IndexCase(lambda dim: FaissIndex(dim, FLAT), FaissIndex.load),
    "quantised": IndexCase(lambda dim: FaissIndex(dim, QUANTISED), FaissIndex.load, tolerance=1e-3),
    "inverted": IndexCase(trained, FaissIndex.load, tolerance=1e-3),
}


def passage(row: int, number: int = 0) -> int:
    return row * PASSAGES_PER_RECORD + number


def rows(*allowed: int) -> BoolArray:
    """The bitmap that allows these rows and ends with the last of them."""
    owners = np.zeros(max(allowed, default=-1) + 1, dtype=bool)
    owners[list(allowed)] = True
    return owners


def random_passages() -> tuple[FloatArray, IdArray]:
    """700 passages of as many records, shuffled."""
    return unit_vectors(700, 32), np.random.default_rng(2).permutation(700) * PASSAGES_PER_RECORD
