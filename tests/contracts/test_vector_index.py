"""The contract of ``matcher.retrieval.VectorIndex``, and FAISS held to the exact index."""

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from matcher.arrays import FloatArray, IdArray, as_ids
from matcher.retrieval.exact import ExactIndex
from matcher.retrieval.faiss_index import FaissIndex
from matcher.retrieval.port import VectorIndex

DIM = 4
IDS = as_ids([2**62, 7, 900_000, 3])
VECTORS = np.array([[1, 0, 0, 0], [0.6, 0.8, 0, 0], [0, 1, 0, 0], [-1, 0, 0, 0]], dtype=np.float32)
EAST = np.array([[1, 0, 0, 0]], dtype=np.float32)


@pytest.fixture(params=[ExactIndex, FaissIndex])
def kind(request: pytest.FixtureRequest) -> type[ExactIndex] | type[FaissIndex]:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def index(kind: type[ExactIndex] | type[FaissIndex]) -> VectorIndex:
    made = kind(DIM)
    made.upsert(IDS, VECTORS)
    return made


def found(index: VectorIndex, query: FloatArray = EAST, k: int = 4, allowed: IdArray | None = None) -> list[int]:
    ids: list[int] = index.search(query, k, allowed=allowed).ids[0].tolist()
    return ids


class TestVectorIndexContract:
    def test_a_new_index_is_empty_and_finds_nothing(self, kind: type[ExactIndex]) -> None:
        index = kind(DIM)
        assert len(index) == 0
        assert index.ids().shape == (0,)
        hits = index.search(EAST, 3)
        assert hits.ids.tolist() == [[-1, -1, -1]]
        assert np.isneginf(hits.scores).all()

    def test_gives_its_ids_ascending_and_counts_them(self, index: VectorIndex) -> None:
        assert index.ids().tolist() == [3, 7, 900_000, 2**62]
        assert index.ids().dtype == np.int64
        assert len(index) == 4
        assert index.dim == DIM

    def test_orders_by_scalar_product(self, index: VectorIndex) -> None:
        hits = index.search(EAST, 4)
        assert hits.ids.tolist() == [[2**62, 7, 900_000, 3]]
        assert hits.scores[0] == pytest.approx([1, 0.6, 0, -1])
        assert hits.ids.dtype == np.int64
        assert hits.scores.dtype == np.float32

    def test_answers_several_queries_in_their_order(self, index: VectorIndex) -> None:
        both = np.concatenate([EAST, -EAST])
        assert index.search(both, 1).ids.tolist() == [[2**62], [3]]

    def test_no_queries_give_no_rows(self, index: VectorIndex) -> None:
        assert index.search(EAST[:0], 3).ids.shape == (0, 3)
        assert index.search(EAST[:0], 3).scores.shape == (0, 3)

    def test_pads_where_k_is_more_than_it_holds(self, index: VectorIndex) -> None:
        hits = index.search(EAST, 6)
        assert hits.ids[0, 4:].tolist() == [-1, -1]
        assert np.isneginf(hits.scores[0, 4:]).all()
        assert np.isfinite(hits.scores[0, :4]).all()

    def test_an_upsert_replaces_a_row_that_is_present(self, index: VectorIndex) -> None:
        index.upsert(as_ids([3]), EAST)
        assert len(index) == 4
        assert found(index, k=2) == [3, 2**62]

    def test_the_last_of_equal_ids_wins(self, index: VectorIndex) -> None:
        index.upsert(as_ids([50, 51, 50]), np.concatenate([-EAST, -EAST, EAST]))
        assert len(index) == 6
        assert index.search(EAST, 1, allowed=as_ids([50])).scores.tolist() == [[1.0]]

    def test_takes_an_upsert_of_nothing(self, index: VectorIndex) -> None:
        index.upsert(as_ids([]), VECTORS[:0])
        assert len(index) == 4

    @pytest.mark.parametrize(
        ("ids", "vectors"),
        [
            ([3, 4], np.ones((2, DIM + 1))),
            ([3, 4], np.ones((3, DIM))),
            ([3], np.ones(DIM)),
            ([3, 4], np.array([[1, 0, 0, 0], [np.nan, 0, 0, 0]])),
            ([3], np.array([[np.inf, 0, 0, 0]])),
        ],
        ids=["wrong dimension", "more vectors than ids", "one axis", "NaN", "infinity"],
    )
    def test_a_bad_upsert_is_refused_and_changes_nothing(
        self, index: VectorIndex, ids: list[int], vectors: FloatArray
    ) -> None:
        before = index.search(EAST, 9)
        with pytest.raises(ValueError, match="vectors"):
            index.upsert(as_ids(ids), vectors.astype(np.float32))
        after = index.search(EAST, 9)
        assert len(index) == 4
        assert np.array_equal(before.ids, after.ids)
        assert np.array_equal(before.scores, after.scores)

    def test_removes_and_counts_what_was_there(self, index: VectorIndex) -> None:
        assert index.remove(as_ids([7, 7, 12345])) == 1
        assert index.remove(as_ids([7])) == 0
        assert index.remove(as_ids([])) == 0
        assert found(index) == [2**62, 900_000, 3, -1]
        assert index.ids().tolist() == [3, 900_000, 2**62]

    def test_a_removed_id_can_come_back_with_another_vector(self, index: VectorIndex) -> None:
        index.remove(as_ids([2**62]))
        index.upsert(as_ids([2**62]), -EAST)
        assert found(index) == [7, 900_000, 3, 2**62]

    def test_can_be_emptied(self, index: VectorIndex) -> None:
        assert index.remove(IDS) == 4
        assert len(index) == 0
        assert found(index, k=1) == [-1]

    def test_searches_among_the_allowed_only(self, index: VectorIndex) -> None:
        assert found(index, k=3, allowed=as_ids([3, 7])) == [7, 3, -1]

    def test_an_allowed_id_that_is_not_there_is_passed_over(self, index: VectorIndex) -> None:
        assert found(index, k=2, allowed=as_ids([3, 555, 3])) == [3, -1]

    def test_nobody_allowed_finds_nothing(self, index: VectorIndex) -> None:
        assert found(index, k=2, allowed=as_ids([])) == [-1, -1]

    @pytest.mark.parametrize("k", [0, -1])
    def test_k_below_one_is_refused(self, index: VectorIndex, k: int) -> None:
        with pytest.raises(ValueError, match="allowed: 1 or more"):
            index.search(EAST, k)

    @pytest.mark.parametrize("query", [np.ones((1, DIM - 1)), np.ones(DIM)], ids=["dimension", "one axis"])
    def test_queries_of_another_shape_are_refused(self, index: VectorIndex, query: FloatArray) -> None:
        with pytest.raises(ValueError, match="queries have shape"):
            index.search(query.astype(np.float32), 1)

    @pytest.mark.parametrize("rows", [5, 40, 300])
    def test_equal_rows_are_ordered_by_id_however_many_there_are(self, kind: type[ExactIndex], rows: int) -> None:
        index = kind(DIM)
        shuffled = np.random.default_rng(4).permutation(rows) * 3 + 1
        index.upsert(shuffled, np.repeat(VECTORS[1:2], rows, axis=0))
        assert found(index, k=4) == [1, 4, 7, 10]

    def test_equal_rows_behind_a_better_one_are_ordered_by_id(self, kind: type[ExactIndex]) -> None:
        index = kind(DIM)
        index.upsert(np.arange(60, 0, -1), np.repeat(VECTORS[1:2], 60, axis=0))
        index.upsert(as_ids([99]), EAST)
        assert found(index, k=3) == [99, 1, 2]
        assert found(index, k=3, allowed=np.arange(30, 100)) == [99, 30, 31]

    def test_rows_that_differ_behind_the_sixth_place_are_ordered_by_id(self, kind: type[ExactIndex]) -> None:
        index = kind(2)
        index.upsert(as_ids([9, 2]), np.array([[0.5000001, 0], [0.5, 0]], dtype=np.float32))
        assert index.search(np.array([[1, 0]], dtype=np.float32), 2).ids.tolist() == [[2, 9]]

    def test_what_was_dumped_is_what_is_loaded(self, index: VectorIndex, kind: type[ExactIndex]) -> None:
        again = kind.load(index.dump())
        assert again.dim == DIM
        assert again.ids().tolist() == index.ids().tolist()
        assert np.array_equal(again.search(EAST, 5).scores, index.search(EAST, 5).scores)
        again.upsert(as_ids([8]), EAST)
        assert again.remove(IDS) == 4
        assert again.ids().tolist() == [8]
        assert len(index) == 4

    def test_an_empty_index_survives_dump_and_load(self, kind: type[ExactIndex]) -> None:
        assert len(kind.load(kind(DIM).dump())) == 0

    def test_does_not_change_or_keep_what_it_is_given(self, kind: type[ExactIndex]) -> None:
        index = kind(DIM)
        ids, vectors, query = IDS.copy(), VECTORS.copy(), EAST.copy()
        index.upsert(ids, vectors)
        index.search(query, 2, allowed=ids)
        assert np.array_equal(ids, IDS)
        assert np.array_equal(vectors, VECTORS)
        vectors[:] = 0
        assert index.search(EAST, 1).scores[0, 0] == 1


_AXES = np.concatenate([np.eye(DIM), -np.eye(DIM)])
_POOL = np.concatenate([_AXES, _AXES * 0.6 + np.roll(_AXES, 1, axis=1) * 0.8]).astype(np.float32)
_ids = st.sampled_from([0, 1, 5, 6, 7, 4096, 10**12, 2**62])
_rows = st.integers(0, len(_POOL) - 1)


class FaissAgainstExact(RuleBasedStateMachine):
    """Any operations leave FAISS and the exact index with the same answers."""

    def __init__(self) -> None:
        super().__init__()
        self.exact, self.faiss = ExactIndex(DIM), FaissIndex(DIM)

    @rule(rows=st.lists(st.tuples(_ids, _rows), max_size=12))
    def upsert(self, rows: list[tuple[int, int]]) -> None:
        ids, vectors = as_ids([each for each, _ in rows]), _POOL[[row for _, row in rows]].reshape(-1, DIM)
        self.exact.upsert(ids, vectors)
        self.faiss.upsert(ids, vectors)

    @rule(ids=st.lists(_ids, max_size=5))
    def remove(self, ids: list[int]) -> None:
        assert self.faiss.remove(as_ids(ids)) == self.exact.remove(as_ids(ids))

    @rule(rows=st.lists(_rows, max_size=3), k=st.integers(1, 12), allowed=st.none() | st.lists(_ids, max_size=6))
    def search(self, rows: list[int], k: int, allowed: list[int] | None) -> None:
        queries = _POOL[rows].reshape(-1, DIM)
        chosen = None if allowed is None else as_ids(allowed)
        exact = self.exact.search(queries, k, allowed=chosen)
        hits = self.faiss.search(queries, k, allowed=chosen)
        assert hits.ids.tolist() == exact.ids.tolist()
        np.testing.assert_allclose(hits.scores, exact.scores, atol=1e-6)

    @rule()
    def dump_and_load(self) -> None:
        self.exact, self.faiss = ExactIndex.load(self.exact.dump()), FaissIndex.load(self.faiss.dump())

    @invariant()
    def hold_the_same_ids(self) -> None:
        assert self.faiss.ids().tolist() == self.exact.ids().tolist()
        assert len(self.faiss) == len(self.exact)


FaissAgainstExact.TestCase.settings = settings(max_examples=60, stateful_step_count=20)
TestFaissAgainstExact = FaissAgainstExact.TestCase


def test_many_random_rows_are_found_as_by_the_exact_index() -> None:
    random = np.random.default_rng(11)
    vectors = random.normal(size=(700, 32)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    ids = random.permutation(10**6)[:700].astype(np.int64)
    exact, faiss = ExactIndex(32), FaissIndex(32)
    for index in (exact, faiss):
        index.upsert(ids, vectors)
        index.remove(ids[::7])
    expected, hits = (index.search(vectors[:20], 25, allowed=ids[:500]) for index in (exact, faiss))
    assert hits.ids.tolist() == expected.ids.tolist()
