"""Vectors in whole steps: products are exact, rows of several parts are one array, translation is made up for."""

from collections.abc import Sequence
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.arrays import FloatArray, ScoreArray, StepArray, as_ids
from matcher.retrieval import vectors as module
from matcher.retrieval.columns import AS_WRITTEN, TRANSLATED, UNREAD, Texts
from matcher.retrieval.likeness import likeness, raised
from matcher.retrieval.vectors import EXACT_UP_TO, Vectors, joined_vectors, steps_of, to_steps, vectors_of


def unit_vectors(count: int, dim: int, seed: int, spread: float = 1.0) -> FloatArray:
    """Random unit vectors; the smaller the ``spread``, the more of them point one way, where sums are the largest."""
    vectors = 1 - spread + spread * np.random.default_rng(seed).normal(size=(count, dim))
    unit: FloatArray = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return unit


def exact_cosines(queries: StepArray, texts: StepArray) -> FloatArray:
    """The cosines from products of whole numbers of 64 bits, rounded once."""
    products = queries.astype(np.int64) @ texts.astype(np.int64).T
    steps = steps_of(queries.shape[1])
    return products.astype(np.float32) * np.float32(1 / steps**2)


vectors_drawn = st.builds(
    unit_vectors,
    st.integers(1, 30),
    st.one_of(st.integers(1, 40), st.sampled_from([384, 768, 1024, 4096])),
    st.integers(0, 2**32),
    st.sampled_from([1.0, 0.3, 0.01]),
)


def test_no_product_of_unit_vectors_in_steps_is_too_large_to_be_exact() -> None:
    """By Cauchy and Schwarz: rounding makes a vector at most half a step longer in every direction."""
    dims = range(1, 4097)
    longest = [steps_of(dim) + sqrt(dim) / 2 for dim in dims]
    assert max(longest) ** 2 <= EXACT_UP_TO
    assert {4000 <= steps_of(dim) <= np.iinfo(np.int16).max for dim in dims} == {True}


@given(st.integers(1, 4096), st.integers(0, 2**32), st.sampled_from([1.0, 0.01]))
def test_a_vector_in_steps_times_itself_is_exact_in_single_precision(dim: int, seed: int, spread: float) -> None:
    steps = to_steps(unit_vectors(3, dim, seed, spread))
    products = (steps.astype(np.int64) ** 2).sum(axis=1)
    assert products.max() <= EXACT_UP_TO
    assert products.astype(np.float32).astype(np.int64).tolist() == products.tolist()


@given(vectors_drawn, st.data())
def test_a_cosine_is_the_same_to_the_last_bit_whatever_else_is_compared(unit: FloatArray, data: st.DataObject) -> None:
    numbers = st.lists(st.integers(0, len(unit) - 1), min_size=1, max_size=40)
    chosen, asked = as_ids(data.draw(numbers)), as_ids(data.draw(numbers))
    texts = vectors_of(to_steps(unit))
    together = texts.take(chosen).cosines(texts.take(asked))
    steps = texts.steps()
    assert together.dtype == np.float32
    assert np.array_equal(together, exact_cosines(steps[asked], steps[chosen]))
    place, query = data.draw(st.integers(0, len(chosen) - 1)), data.draw(st.integers(0, len(asked) - 1))
    alone = texts.take(chosen[[place]]).cosines(texts.take(asked[[query]]))
    assert alone[0, 0] == together[query, place]


@pytest.mark.parametrize("at_once", [1, 2, 7, 1000])
def test_blocks_of_any_size_give_the_same_cosines(monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    monkeypatch.setattr(module, "_AT_ONCE", at_once)
    texts = vectors_of(to_steps(unit_vectors(15, 384, 3, 0.3)))
    queries = texts.take(as_ids([4, 9]))
    assert np.array_equal(texts.cosines(queries), exact_cosines(queries.steps(), texts.steps()))


def test_more_texts_than_a_block_holds_have_their_cosines() -> None:
    texts = vectors_of(to_steps(unit_vectors(2 * module._AT_ONCE + 5, 4, 3)))
    queries = texts.take(as_ids([0, module._AT_ONCE, 2 * module._AT_ONCE + 4]))
    assert np.array_equal(texts.cosines(queries), exact_cosines(queries.steps(), texts.steps()))


@pytest.mark.parametrize("spread", [1.0, 0.3, 0.05])
def test_steps_move_a_cosine_of_384_numbers_by_a_ten_thousandth_and_hardly_ever_by_five(spread: float) -> None:
    """The rounding of two vectors, each number by at most half a step, adds up like chance."""
    unit = unit_vectors(600, 384, 6, spread)
    texts = vectors_of(to_steps(unit))
    moved = texts.cosines(texts) - unit.astype(np.float64) @ unit.astype(np.float64).T
    assert np.sqrt((moved**2).mean()) <= 1.1e-4
    assert (np.abs(moved) > 2e-4).mean() <= 0.06
    assert np.abs(moved).max() <= 6e-4


def test_no_texts_have_no_cosines() -> None:
    texts = vectors_of(to_steps(unit_vectors(3, 8, 1)))
    nothing = texts.take(as_ids([]))
    assert texts.cosines(nothing).shape == (0, 3)
    assert nothing.cosines(texts).shape == (3, 0)
    assert nothing.steps().shape == nothing.unit().shape == (0, 8)


def test_unit_vectors_come_back_from_steps() -> None:
    unit = unit_vectors(50, 384, 2)
    again = vectors_of(to_steps(unit)).unit()
    assert again.dtype == np.float32
    assert np.abs(again - unit).max() <= 0.51 / steps_of(384)
    assert np.array_equal(to_steps(again), to_steps(unit))


def test_vectors_are_taken_in_order_and_several_times_and_copied() -> None:
    steps = to_steps(unit_vectors(5, 8, 1))
    texts = vectors_of(steps)
    taken = texts.take(as_ids([3, 0, 3]))
    assert len(taken) == 3
    assert taken.dim == 8
    assert np.array_equal(taken.steps(), steps[[3, 0, 3]])
    taken.steps()[:] = 0
    assert np.array_equal(texts.steps(), steps)


@given(st.lists(st.integers(0, 4), min_size=1, max_size=5), st.data())
def test_vectors_in_several_parts_are_those_of_one_array(sizes: list[int], data: st.DataObject) -> None:
    parts = [to_steps(unit_vectors(size, 6, at)) for at, size in enumerate(sizes)]
    whole = np.concatenate(parts)
    rows = data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=9)) if len(whole) else []
    texts, one_part = Vectors(tuple(parts), as_ids(rows)), Vectors((whole,), as_ids(rows))
    assert np.array_equal(texts.steps(), whole[as_ids(rows)])
    assert np.array_equal(texts.unit(), one_part.unit())
    assert np.array_equal(texts.cosines(texts), one_part.cosines(one_part))


@given(st.lists(st.lists(st.integers(0, 3), max_size=5), min_size=1, max_size=4), st.data())
def test_joined_vectors_stand_one_group_after_the_other(chosen: list[list[int]], data: st.DataObject) -> None:
    """Also groups that are joined themselves, as records that changed twice are."""
    groups = [vectors_of(to_steps(unit_vectors(4, 6, at))).take(as_ids(rows)) for at, rows in enumerate(chosen)]
    steps = np.concatenate([group.steps() for group in groups])
    joined = joined_vectors(groups)
    assert np.array_equal(joined.steps(), steps)
    assert np.array_equal(joined_vectors([groups[0], joined]).steps(), np.concatenate([groups[0].steps(), steps]))
    rows = as_ids(data.draw(st.lists(st.integers(0, len(steps) - 1), max_size=6)) if len(steps) else [])
    assert np.array_equal(joined.take(rows).steps(), steps[rows])


def texts_of(unit: FloatArray, kinds: Sequence[int]) -> Texts:
    return Texts(vectors_of(to_steps(unit)), np.array(kinds, dtype=np.int8), np.full(len(kinds), np.nan))


def plain_raised(cosine: float, kind: int, other: int) -> float:
    if (kind == TRANSLATED) == (other == TRANSLATED):
        return min(cosine, 1.0)
    return min(0.2 + 1.3 * (cosine - 0.2), 1.0)


KINDS = (UNREAD, AS_WRITTEN, TRANSLATED)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("other", KINDS)
def test_a_cosine_is_raised_between_a_translated_text_and_another_only(kind: int, other: int) -> None:
    cosines = np.array([-1, 0, 0.2, 0.5, 0.8, 0.82, 0.99, 1], dtype=np.float32)
    kinds = np.full(len(cosines), kind, dtype=np.int8)
    likely = raised(cosines, kinds, np.full(len(cosines), other, dtype=np.int8))
    assert likely.dtype == np.float32
    assert likely == pytest.approx([plain_raised(cosine, kind, other) for cosine in cosines.tolist()], abs=1e-6)


def test_what_has_nothing_in_common_stays_and_no_likeness_is_above_1() -> None:
    across = (np.full(2, TRANSLATED, dtype=np.int8), np.full(2, AS_WRITTEN, dtype=np.int8))
    assert raised(np.array([0.2, 0.95], dtype=np.float32), *across) == pytest.approx([0.2, 1.0], abs=1e-7)
    same = np.full(1, AS_WRITTEN, dtype=np.int8)
    assert raised(np.array([1.0000002], dtype=np.float32), same, same).tolist() == [1.0]


@given(st.integers(0, 2**32), st.lists(st.sampled_from(KINDS), min_size=2, max_size=8))
def test_likeness_is_the_raised_cosine_of_every_pair(seed: int, kinds: list[int]) -> None:
    unit = unit_vectors(len(kinds), 16, seed, 0.3)
    queries, texts = texts_of(unit[:2], kinds[:2]), texts_of(unit, kinds)
    cosines: ScoreArray = unit[:2].astype(np.float64) @ unit.astype(np.float64).T
    expected = [
        [plain_raised(float(cosines[query, text]), kinds[query], kinds[text]) for text in range(len(kinds))]
        for query in range(2)
    ]
    likely = likeness(queries, texts)
    assert likely == pytest.approx(np.array(expected), abs=5e-4)
    assert np.array_equal(likeness(texts, queries), likely.T)
