"""FAISS held to the exact index: its kinds, what inverted lists may miss, and any series of changes."""

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from matcher.arrays import as_ids
from matcher.retrieval.exact import ExactIndex
from matcher.retrieval.faiss_index import FaissIndex
from tests.contracts.vector_cases import (
    CASES,
    FLAT,
    INVERTED,
    LISTS,
    QUANTISED,
    passage,
    random_passages,
    small_sizes,
    unit_vectors,
)

DIM = 4


@pytest.fixture(autouse=True)
def sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    small_sizes(monkeypatch)


def test_the_kind_of_a_faiss_index_follows_from_how_many_passages_are_expected() -> None:
    kinds = [FaissIndex(64, expected) for expected in (FLAT, QUANTISED, INVERTED)]
    vectors, ids = unit_vectors(60 * LISTS, 64), np.arange(60 * LISTS)
    for index in kinds:
        index.upsert(ids, vectors)
    assert [index.is_exact for index in kinds] == [True, True, False]
    flat, quantised, _ = (len(index.dump()) for index in kinds)
    assert flat - quantised == pytest.approx(vectors.nbytes / 2, abs=100)


def test_inverted_lists_that_are_not_all_probed_may_miss_passages_but_give_no_wrong_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    small_sizes(monkeypatch, probes=1)
    exact, index = ExactIndex(32), FaissIndex(32, INVERTED)
    vectors, ids = random_passages()
    owners = np.arange(700) % 3 != 1
    for made in (exact, index):
        made.upsert(ids, vectors)
        made.remove(ids[:100])
    queries = unit_vectors(20, 32, seed=8)
    hits, everything = index.search(queries, 300, owners=owners), exact.search(queries, 700, owners=owners)
    assert (hits.ids == -1).any()
    for query in range(len(queries)):
        cosines = dict(zip(everything.ids[query].tolist(), everything.scores[query].tolist(), strict=True))
        hit_ids = hits.ids[query][hits.ids[query] >= 0].tolist()
        assert len(hit_ids) == len(set(hit_ids)) > 0
        assert set(hit_ids) <= cosines.keys()
        scores = hits.scores[query, : len(hit_ids)].tolist()
        assert scores == pytest.approx([cosines[key] for key in hit_ids], abs=1e-3)


_AXES = np.concatenate([np.eye(DIM), -np.eye(DIM)])
_SIGNS = np.array([[1 if number >> bit & 1 else -1 for bit in range(DIM)] for number in range(2**DIM)])
_POOL = np.concatenate([_AXES, _SIGNS / 2]).astype(np.float32)
"""Unit vectors whose products are exact in every kind of index, many of them equal."""
_ids = st.sampled_from([0, 1, passage(1), passage(1, 1), passage(3), passage(3, 5), passage(9), passage(2**50)])
_vectors = st.integers(0, len(_POOL) - 1)
_owners = st.none() | st.lists(st.booleans(), max_size=12)


class FaissAgainstExact(RuleBasedStateMachine):
    """Any operations leave FAISS and the exact index with the same answers."""

    kind: str

    def __init__(self) -> None:
        super().__init__()
        self.patch = pytest.MonkeyPatch()
        small_sizes(self.patch)
        self.exact, self.faiss = ExactIndex(DIM), CASES[self.kind].make(DIM)

    def teardown(self) -> None:
        self.patch.undo()

    @rule(passages=st.lists(st.tuples(_ids, _vectors), max_size=12))
    def upsert(self, passages: list[tuple[int, int]]) -> None:
        ids, vectors = as_ids([key for key, _ in passages]), _POOL[[at for _, at in passages]].reshape(-1, DIM)
        self.exact.upsert(ids, vectors)
        self.faiss.upsert(ids, vectors)

    @rule(ids=st.lists(_ids, max_size=5))
    def remove(self, ids: list[int]) -> None:
        assert self.faiss.remove(as_ids(ids)) == self.exact.remove(as_ids(ids))

    @rule(queries=st.lists(_vectors, max_size=3), k=st.integers(1, 12), allowed=_owners)
    def search(self, queries: list[int], k: int, allowed: list[bool] | None) -> None:
        vectors = _POOL[queries].reshape(-1, DIM)
        owners = None if allowed is None else np.array(allowed, dtype=bool)
        expected = self.exact.search(vectors, k, owners=owners)
        hits = self.faiss.search(vectors, k, owners=owners)
        assert hits.ids.tolist() == expected.ids.tolist()
        assert hits.scores.tolist() == expected.scores.tolist()

    @rule()
    def dump_and_load(self) -> None:
        self.exact, self.faiss = ExactIndex.load(self.exact.dump()), FaissIndex.load(self.faiss.dump())

    @invariant()
    def hold_the_same_ids(self) -> None:
        assert self.faiss.ids().tolist() == self.exact.ids().tolist()
        assert len(self.faiss) == len(self.exact)


class FlatAgainstExact(FaissAgainstExact):
    kind = "flat"


class QuantisedAgainstExact(FaissAgainstExact):
    kind = "quantised"


class InvertedAgainstExact(FaissAgainstExact):
    kind = "inverted"


for machine in (FlatAgainstExact, QuantisedAgainstExact, InvertedAgainstExact):
    machine.TestCase.settings = settings(max_examples=40, stateful_step_count=20)
TestFlatAgainstExact = FlatAgainstExact.TestCase
TestQuantisedAgainstExact = QuantisedAgainstExact.TestCase
TestInvertedAgainstExact = InvertedAgainstExact.TestCase
