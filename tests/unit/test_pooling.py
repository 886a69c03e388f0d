"""Numbers of many documents' items are pooled as plain loops would pool them."""

from collections.abc import Iterator
from math import nan
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.arrays import IdArray, ScoreArray, as_ids
from matcher.evidence import pooling
from matcher.evidence.pooling import (
    BestAges,
    BestMeans,
    Highest,
    Scored,
    best_means,
    cosines,
    grouped_means,
    of_each,
    pooled,
    pooled_cosines,
)
from matcher.retrieval import Ragged, VectorTable, vectors
from tests.oracles import plain_best_ages, plain_best_means


@st.composite
def scored(draw: st.DrawFn) -> Scored:
    """Documents with no, few and many items, some of equal texts and many of equal numbers."""
    counts = draw(st.lists(st.one_of(st.integers(0, 2), st.integers(0, 12)), max_size=8))
    texts, columns = draw(st.integers(1, 12)), draw(st.integers(0, 3))
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    values = random.uniform(-1, 1, (texts, columns)).round(draw(st.sampled_from([0, 1, 9]))).astype(np.float32)
    return Scored(values, random.integers(0, texts, sum(counts)), as_ids(counts))


def items(given: Scored) -> ScoreArray:
    """The numbers (s, q) of the items, each with a row of its own."""
    return given.values[given.rows].astype(np.float64)


def highest(some: Scored, less: ScoreArray) -> ScoreArray:
    return pooled(some, Highest(less))[0]


def best_ages(some: Scored, ages: ScoreArray, best: int = 3) -> ScoreArray:
    return pooled(some, BestAges(ages, best))[0]


@pytest.fixture(params=[1, 2, 5, pooling._BLOCK])
def block(request: pytest.FixtureRequest) -> Iterator[int]:
    """Numbers pooled at a time: the outcome does not depend on it."""
    with mock.patch.object(pooling, "_BLOCK", request.param):
        yield request.param


@pytest.mark.usefixtures("block")
class TestPoolingInBlocks:
    @settings(max_examples=40)
    @given(scored(), st.integers(1, 4))
    def test_means_of_the_best_are_those_of_a_plain_loop(self, some: Scored, best: int) -> None:
        expected = plain_best_means(items(some), some.counts.tolist(), best)
        np.testing.assert_allclose(best_means(some, best), expected, atol=1e-12, rtol=0)

    @settings(max_examples=40)
    @given(scored(), st.integers(0, 2**32))
    def test_the_highest_is_that_of_a_plain_loop(self, some: Scored, seed: int) -> None:
        less = np.random.default_rng(seed).choice([0.0, 0.1, 0.75], len(some.rows))
        expected = plain_best_means(items(some) - less[:, None], some.counts.tolist(), 1)
        np.testing.assert_allclose(highest(some, less), expected, atol=1e-6, rtol=0)

    @settings(max_examples=40)
    @given(scored(), st.integers(0, 2**32), st.integers(1, 4))
    def test_ages_of_the_best_are_those_of_a_plain_loop(self, some: Scored, seed: int, best: int) -> None:
        ages = np.random.default_rng(seed).choice([nan, 0.0, 3.0, 40.0, 7.0], len(some.rows))
        expected = plain_best_ages(items(some), ages, some.counts.tolist(), best)
        np.testing.assert_allclose(best_ages(some, ages, best), expected, atol=1e-12, rtol=0)


def test_more_items_than_a_block_are_pooled_as_by_a_plain_loop() -> None:
    random = np.random.default_rng(11)
    counts = random.integers(0, 4, 70_000)
    some = Scored(
        random.uniform(-1, 1, (900, 2)).astype(np.float32), random.integers(0, 900, counts.sum()), counts
    )  # fmt: skip
    assert len(counts) * 2 > pooling._BLOCK
    ages = random.choice([nan, 1.0, 30.0], len(some.rows))
    groups = counts.tolist()
    np.testing.assert_allclose(best_means(some), plain_best_means(items(some), groups, 3), atol=1e-12, rtol=0)
    less = random.choice([0.0, 0.1], len(some.rows))
    np.testing.assert_allclose(
        highest(some, less), plain_best_means(items(some) - less[:, None], groups, 1), atol=1e-6, rtol=0
    )
    np.testing.assert_allclose(best_ages(some, ages), plain_best_ages(items(some), ages, groups, 3), atol=1e-12, rtol=0)


def test_one_document_with_more_items_than_a_block_has_its_best() -> None:
    values = np.random.default_rng(12).permutation(np.linspace(-1, 1, 70_000))[:, None]
    some = of_each(values, as_ids([0, 69_998, 2]))
    assert best_means(some)[1, 0] == pytest.approx(np.sort(values[:69_998, 0])[-3:].mean(), abs=1e-7)
    assert highest(some, np.zeros(70_000))[:, 0] == pytest.approx(
        [nan, values[:69_998].max(), values[69_998:].max()], nan_ok=True, abs=1e-7
    )


def test_of_equal_items_the_earlier_gives_its_age() -> None:
    some = of_each(np.array([[0.5], [0.5], [0.5], [0.9]]), as_ids([3, 1]))
    assert best_ages(some, np.array([4.0, 8.0, 30.0, nan]), 2).tolist() == [[6.0], [pytest.approx(nan, nan_ok=True)]]


def test_unknown_scores_stay_unknown_beside_longer_groups() -> None:
    some = of_each(np.array([[nan, 0.3]] * 6), as_ids([1, 5, 0]))
    assert np.array_equal(best_means(some).round(6), [[nan, 0.3], [nan, 0.3], [nan, nan]], equal_nan=True)


def test_no_documents_give_no_rows_and_no_queries_no_columns() -> None:
    nobody = of_each(np.zeros((0, 2)), as_ids([]))
    assert best_means(nobody).shape == highest(nobody, np.zeros(0)).shape == (0, 2)
    assert best_ages(nobody, np.zeros(0)).shape == (0, 2)
    assert best_means(of_each(np.zeros((4, 0)), as_ids([3, 1]))).shape == (2, 0)
    assert np.isnan(best_means(of_each(np.zeros((0, 2)), as_ids([0, 0, 0])))).all()


def test_what_is_pooled_is_not_changed() -> None:
    some = of_each(np.array([[0.1], [0.2], [0.3]]), as_ids([3]))
    before = some.values.copy()
    less, ages = np.array([0.0, 0.1, 0.2]), np.array([1.0, nan, 2.0])
    best_means(some)
    highest(some, less)
    best_ages(some, ages)
    assert np.array_equal(some.values, before)
    assert less.tolist() == [0.0, 0.1, 0.2]


@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=6), st.integers(0, 4), st.integers(0, 2**32)
)  # fmt: skip
def test_means_of_groups_of_columns_are_those_of_a_plain_loop(counts: list[int], rows: int, seed: int) -> None:
    values = np.random.default_rng(seed).uniform(-1, 1, (rows, sum(counts)))
    expected = plain_best_means(values.T, counts, 99).T
    np.testing.assert_allclose(grouped_means(values, as_ids(counts)), expected, atol=1e-12, rtol=0)


def table_of(texts: int, dim: int = 16) -> tuple[VectorTable, IdArray]:
    """A table of random unit vectors, and their rows."""
    random = np.random.default_rng(6)
    made = random.normal(size=(texts, dim))
    made /= np.linalg.norm(made, axis=1)[:, None]
    keys = [at.to_bytes(16, "big") for at in range(texts)]
    table = VectorTable(dim)
    table.hold(dict(zip(keys, made.astype(np.float32), strict=True)))
    return table, table.rows(keys)


def ragged(counts: list[int], rows: IdArray) -> Ragged:
    return Ragged(as_ids(counts), rows, np.full(len(rows), nan))


@pytest.mark.parametrize("tile", [1, 3, vectors._TILE])
def test_cosines_are_products_and_equal_texts_share_a_row(tile: int) -> None:
    table, rows = table_of(9)
    said = ragged([3, 0, 2], rows[[4, 1, 4, 8, 1]])
    with mock.patch.object(vectors, "_TILE", tile):
        found = cosines(table, said, rows[:2])
    assert found.values.shape == (3, 2)
    assert found.rows[0] == found.rows[2]
    assert found.counts.tolist() == [3, 0, 2]
    expected = [[float(table.take(rows[[a]])[0] @ table.take(rows[[b]])[0]) for b in (0, 1)] for a in (4, 1, 4, 8, 1)]
    assert found.values[found.rows] == pytest.approx(np.array(expected), abs=1e-6)


def test_cosines_do_not_depend_on_what_else_is_compared() -> None:
    table, rows = table_of(700, 64)
    together = cosines(table, ragged([700], rows), rows)
    for at in (0, 1, 17, 699):
        alone = cosines(table, ragged([1], rows[[at]]), rows[[3]])
        assert alone.values[0, 0] == together.values[together.rows[at], 3]


@settings(max_examples=40)
@given(scored(), st.integers(0, 2**32))
def test_several_ways_to_pool_are_as_each_alone(some: Scored, seed: int) -> None:
    random = np.random.default_rng(seed)
    less, ages = random.choice([0.0, 0.1], len(some.rows)), random.choice([nan, 1.0, 30.0], len(some.rows))
    before = some.values.copy()
    means, most, old = pooled(some, BestMeans(2), Highest(less), BestAges(ages))
    assert np.array_equal(some.values, before)
    assert np.array_equal(means, best_means(some, 2), equal_nan=True)
    assert np.array_equal(most, highest(some, less), equal_nan=True)
    assert np.array_equal(old, best_ages(some, ages), equal_nan=True)


def test_cosines_are_pooled_the_same_however_many_texts_are_compared_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    random = np.random.default_rng(5)
    unit = random.standard_normal((12, 8)).astype(np.float32)
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    table = VectorTable(8)
    keys = [bytes([at]) for at in range(12)]
    table.hold(dict(zip(keys, unit, strict=True)), translated=keys[::3])
    items = Ragged(as_ids([4, 0, 3]), as_ids([0, 1, 2, 1, 3, 1, 4]), np.zeros(7))
    queries = table.rows(keys[5:])
    together = pooled(cosines(table, items, queries), BestMeans(2), Highest(np.zeros(7)))
    for at_a_time in (1, 2, 7, 100):
        monkeypatch.setattr(pooling, "_QUERIES", at_a_time)
        found = pooled_cosines(table, items, queries, BestMeans(2), Highest(np.zeros(7)))
        for expected, each in zip(together, found, strict=True):
            np.testing.assert_array_equal(expected, each)
    assert [each.shape for each in pooled_cosines(table, items, queries[:0], BestMeans())] == [(3, 0)]
