"""The contract of ``matcher.retrieval.VectorIndex``, kept by the exact index and by every kind of FAISS index."""

import numpy as np
import pytest

from matcher.arrays import BoolArray, FloatArray, as_ids
from matcher.retrieval.port import PASSAGES_PER_RECORD, VectorIndex
from tests.contracts.vector_cases import CASES, IndexCase, passage, random_passages, rows, small_sizes, unit_vectors

DIM = 4
FIRST, SECOND, THIRD, LAST = passage(40), passage(2, 1), passage(7), passage(2)
IDS = as_ids([FIRST, SECOND, THIRD, LAST])
VECTORS = np.array([[1, 0, 0, 0], [0.5, 0.5, 0.5, 0.5], [0, 1, 0, 0], [-1, 0, 0, 0]], dtype=np.float32)
"""Numbers that two bytes hold exactly, so that every kind of index gives the same scores."""
EAST = VECTORS[:1]


@pytest.fixture(autouse=True)
def sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    small_sizes(monkeypatch)


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest) -> IndexCase:
    return CASES[request.param]


@pytest.fixture
def index(case: IndexCase) -> VectorIndex:
    index = case.make(DIM)
    index.upsert(IDS, VECTORS)
    return index


def ids_of(index: VectorIndex, query: FloatArray = EAST, k: int = 4, owners: BoolArray | None = None) -> list[int]:
    ids: list[int] = index.search(query, k, owners=owners).ids[0].tolist()
    return ids


class TestVectorIndexContract:
    def test_a_new_index_is_empty_and_finds_nothing(self, case: IndexCase) -> None:
        index = case.make(DIM)
        assert len(index) == 0
        assert index.ids().shape == (0,)
        hits = index.search(EAST, 3)
        assert hits.ids.tolist() == [[-1, -1, -1]]
        assert np.isneginf(hits.scores).all()
        assert index.search(EAST, 2, owners=rows(0, 1)).ids.tolist() == [[-1, -1]]

    def test_gives_its_ids_ascending_and_counts_them(self, index: VectorIndex) -> None:
        index.upsert(as_ids([passage(2**50)]), -EAST)
        assert index.ids().tolist() == [LAST, SECOND, THIRD, FIRST, passage(2**50)]
        assert index.ids().dtype == np.int64
        assert len(index) == 5
        assert index.dim == DIM

    def test_orders_by_scalar_product(self, index: VectorIndex) -> None:
        hits = index.search(EAST, 4)
        assert hits.ids.tolist() == [[FIRST, SECOND, THIRD, LAST]]
        assert hits.scores.tolist() == [[1, 0.5, 0, -1]]
        assert hits.ids.dtype == np.int64
        assert hits.scores.dtype == np.float32

    def test_answers_several_queries_in_their_order(self, index: VectorIndex) -> None:
        assert index.search(np.concatenate([EAST, -EAST]), 1).ids.tolist() == [[FIRST], [LAST]]

    def test_no_queries_give_no_hits(self, index: VectorIndex) -> None:
        assert index.search(EAST[:0], 3).ids.shape == (0, 3)
        assert index.search(EAST[:0], 3).scores.shape == (0, 3)

    def test_pads_where_k_is_more_than_it_holds(self, index: VectorIndex) -> None:
        hits = index.search(EAST, 6)
        assert hits.ids[0, 4:].tolist() == [-1, -1]
        assert np.isneginf(hits.scores[0, 4:]).all()
        assert np.isfinite(hits.scores[0, :4]).all()

    def test_an_upsert_replaces_a_passage_that_is_present(self, index: VectorIndex) -> None:
        index.upsert(as_ids([LAST]), EAST)
        assert len(index) == 4
        assert ids_of(index, k=3) == [LAST, FIRST, SECOND]
        assert index.ids().tolist() == sorted(IDS.tolist())

    def test_the_last_of_equal_ids_wins(self, index: VectorIndex) -> None:
        twice = passage(50)
        index.upsert(as_ids([twice, passage(51), twice]), np.concatenate([-EAST, -EAST, EAST]))
        assert len(index) == 6
        assert index.search(EAST, 1, owners=rows(50)).scores.tolist() == [[1.0]]

    def test_takes_an_upsert_of_nothing(self, index: VectorIndex) -> None:
        index.upsert(as_ids([]), VECTORS[:0])
        assert len(index) == 4

    @pytest.mark.parametrize(
        ("ids", "vectors"),
        [
            ([3, 4], np.ones((2, DIM + 1))),
            ([3, 4], np.ones((3, DIM))),
            ([3], np.ones(DIM)),
            ([LAST, 4], np.array([[1, 0, 0, 0], [np.nan, 0, 0, 0]])),
            ([LAST], np.array([[np.inf, 0, 0, 0]])),
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
        assert index.remove(as_ids([SECOND, SECOND, passage(9)])) == 1
        assert index.remove(as_ids([SECOND])) == 0
        assert index.remove(as_ids([])) == 0
        assert ids_of(index) == [FIRST, THIRD, LAST, -1]
        assert index.ids().tolist() == [LAST, THIRD, FIRST]

    def test_a_removed_id_can_come_back_with_another_vector(self, index: VectorIndex) -> None:
        index.remove(as_ids([FIRST]))
        index.upsert(as_ids([FIRST]), -EAST)
        assert ids_of(index) == [SECOND, THIRD, LAST, FIRST]

    def test_can_be_emptied(self, index: VectorIndex) -> None:
        assert index.remove(IDS) == 4
        assert len(index) == 0
        assert ids_of(index, k=1) == [-1]

    def test_finds_all_passages_of_the_allowed_records_and_no_others(self, index: VectorIndex) -> None:
        assert ids_of(index, k=4, owners=rows(2, 7)) == [SECOND, THIRD, LAST, -1]
        assert ids_of(index, k=4, owners=rows(40)) == [FIRST, -1, -1, -1]
        assert ids_of(index, k=4, owners=rows(2, 7, 40)) == [FIRST, SECOND, THIRD, LAST]

    def test_rows_beyond_the_end_of_the_bitmap_are_not_allowed(self, index: VectorIndex) -> None:
        index.upsert(as_ids([passage(2**50)]), EAST)
        assert ids_of(index, k=4, owners=np.ones(8, dtype=bool)) == [SECOND, THIRD, LAST, -1]
        assert ids_of(index, k=2, owners=np.ones(7, dtype=bool)) == [SECOND, LAST]

    def test_a_removed_passage_of_an_allowed_record_is_not_found(self, index: VectorIndex) -> None:
        index.remove(as_ids([SECOND]))
        assert ids_of(index, k=3, owners=np.ones(50, dtype=bool)) == [FIRST, THIRD, LAST]

    def test_a_record_that_is_not_there_is_passed_over(self, index: VectorIndex) -> None:
        assert ids_of(index, k=2, owners=rows(3, 7, 500)) == [THIRD, -1]

    @pytest.mark.parametrize("size", [0, 3, 50])
    def test_nobody_allowed_finds_nothing(self, index: VectorIndex, size: int) -> None:
        assert ids_of(index, k=2, owners=np.zeros(size, dtype=bool)) == [-1, -1]

    @pytest.mark.parametrize("k", [0, -1])
    def test_k_below_one_is_refused(self, index: VectorIndex, k: int) -> None:
        with pytest.raises(ValueError, match="allowed: 1 or more"):
            index.search(EAST, k)

    @pytest.mark.parametrize("query", [np.ones((1, DIM - 1)), np.ones(DIM)], ids=["dimension", "one axis"])
    def test_queries_of_another_shape_are_refused(self, index: VectorIndex, query: FloatArray) -> None:
        with pytest.raises(ValueError, match="queries have shape"):
            index.search(query.astype(np.float32), 1)

    @pytest.mark.parametrize("count", [5, 40, 300])
    def test_equal_passages_are_ordered_by_id_however_many_there_are(self, case: IndexCase, count: int) -> None:
        index = case.make(DIM)
        shuffled = np.random.default_rng(4).permutation(count) * 3 + 1
        index.upsert(shuffled, np.repeat(VECTORS[1:2], count, axis=0))
        assert ids_of(index, k=4) == [1, 4, 7, 10]

    def test_equal_passages_behind_a_better_one_are_ordered_by_id(self, case: IndexCase) -> None:
        index = case.make(DIM)
        index.upsert(np.arange(60, 0, -1) * PASSAGES_PER_RECORD, np.repeat(VECTORS[1:2], 60, axis=0))
        index.upsert(as_ids([passage(99)]), EAST)
        assert ids_of(index, k=3) == [passage(99), passage(1), passage(2)]
        later = ids_of(index, k=3, owners=rows(*range(30, 100)))
        assert later == [passage(99), passage(30), passage(31)]

    def test_scores_that_differ_behind_the_sixth_place_are_ordered_by_id(self, case: IndexCase) -> None:
        index = case.make(2)
        index.upsert(as_ids([9, 2]), np.array([[0.5000001, 0], [0.5, 0]], dtype=np.float32))
        assert index.search(np.array([[1, 0]], dtype=np.float32), 2).ids.tolist() == [[2, 9]]

    def test_what_was_dumped_is_what_is_loaded(self, index: VectorIndex, case: IndexCase) -> None:
        index.remove(as_ids([THIRD]))
        loaded = case.load(index.dump())
        assert loaded.dim == DIM
        assert loaded.ids().tolist() == index.ids().tolist()
        for owners in (None, rows(2)):
            hits, expected = loaded.search(EAST, 5, owners=owners), index.search(EAST, 5, owners=owners)
            assert np.array_equal(hits.ids, expected.ids)
            assert np.array_equal(hits.scores, expected.scores)

    def test_a_loaded_index_changes_without_the_one_that_was_dumped(self, index: VectorIndex, case: IndexCase) -> None:
        loaded = case.load(index.dump())
        loaded.upsert(as_ids([passage(8)]), EAST)
        assert loaded.remove(IDS) == 4
        assert loaded.ids().tolist() == [passage(8)]
        assert ids_of(loaded, k=2) == [passage(8), -1]
        assert len(index) == 4

    def test_an_empty_index_survives_dump_and_load(self, case: IndexCase) -> None:
        loaded = case.load(case.make(DIM).dump())
        assert len(loaded) == 0
        assert loaded.dim == DIM
        assert ids_of(loaded, k=1) == [-1]

    def test_does_not_change_or_keep_what_it_is_given(self, case: IndexCase) -> None:
        index = case.make(DIM)
        ids, vectors, query, owners = IDS.copy(), VECTORS.copy(), EAST.copy(), rows(2, 40)
        index.upsert(ids, vectors)
        index.search(query, 2, owners=owners)
        assert np.array_equal(ids, IDS)
        assert np.array_equal(vectors, VECTORS)
        assert np.array_equal(owners, rows(2, 40))
        vectors[:] = 0
        ids[:] = 0
        assert index.search(EAST, 1).scores[0, 0] == 1
        assert index.ids().tolist() == sorted(IDS.tolist())

    def test_random_passages_have_their_cosines_and_the_best_of_them_come_first(self, case: IndexCase) -> None:
        index = case.make(32)
        vectors, ids = random_passages()
        index.upsert(ids, vectors)
        index.remove(ids[::7])
        owners = np.random.default_rng(3).random(700) < 0.5
        queries = unit_vectors(6, 32, seed=5)
        hits = index.search(queries, 25, owners=owners)
        vector_of = dict(zip(ids.tolist(), vectors, strict=True))
        removed = set(ids[::7].tolist())
        left = {key for key in vector_of if key not in removed and owners[key // PASSAGES_PER_RECORD]}
        for query, hit_ids, scores in zip(queries, hits.ids.tolist(), hits.scores.tolist(), strict=True):
            cosines = sorted((float(query @ vector_of[key]) for key in left), reverse=True)
            assert set(hit_ids) <= left
            assert len(set(hit_ids)) == 25
            assert scores == pytest.approx([float(query @ vector_of[key]) for key in hit_ids], abs=case.tolerance)
            assert scores == pytest.approx(cosines[:25], abs=case.tolerance)
            assert list(zip(scores, hit_ids, strict=True)) == sorted(
                zip(scores, hit_ids, strict=True), key=lambda hit: (-hit[0], hit[1])
            )

    def test_many_queries_at_once_are_answered_as_one_by_one(self, case: IndexCase) -> None:
        index = case.make(32)
        vectors, ids = random_passages()
        index.upsert(ids, vectors)
        queries = unit_vectors(50, 32, seed=9)
        together = index.search(queries, 5)
        alone = [index.search(query[None], 5) for query in queries]
        assert together.ids.tolist() == [hits.ids[0].tolist() for hits in alone]
        assert together.scores == pytest.approx(np.concatenate([hits.scores for hits in alone]), abs=1e-5)
