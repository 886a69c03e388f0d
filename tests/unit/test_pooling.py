"""Numbers of the texts of many people are pooled as plain loops would pool them."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import nan
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.arrays import Ragged, ScoreArray, as_ids, ragged_of
from matcher.evidence import pooling
from matcher.evidence.pooling import ages_of_best, best_means, group_means, highest
from tests.oracles import plain_best_ages, plain_best_means, plain_group_means, plain_highest


@dataclass(frozen=True)
class Pool:
    """Values (q, t) of t items, and groups of these items."""

    values: ScoreArray
    groups: Ragged


@st.composite
def pools(draw: st.DrawFn) -> Pool:
    """No, few and many items a group, many of equal values, some in several groups or twice in one, others in none."""
    counts = draw(st.lists(st.one_of(st.integers(0, 2), st.integers(0, 12)), max_size=8))
    items, queries = draw(st.integers(1, 12)), draw(st.integers(0, 3))
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    values = random.uniform(-1, 1, (queries, items)).round(draw(st.sampled_from([0, 1, 9])))
    return Pool(values, ragged_of([random.integers(0, items, count).tolist() for count in counts]))


def consecutive(*counts: int) -> Ragged:
    """Groups of so many items, one group after the other, that hold every item once."""
    return Ragged(np.concatenate([[0], np.cumsum(counts)]).astype(np.int64), np.arange(sum(counts)))


@pytest.fixture(params=[1, 2, 5, pooling._NUMBERS_AT_ONCE])
def block(request: pytest.FixtureRequest) -> Iterator[int]:
    """So many numbers are pooled at once: the outcome does not depend on it."""
    with mock.patch.object(pooling, "_NUMBERS_AT_ONCE", request.param):
        yield request.param


@pytest.mark.usefixtures("block")
class TestPoolingInBlocks:
    @settings(max_examples=60)
    @given(pools(), st.integers(1, 4))
    def test_means_of_the_best_are_those_of_a_plain_loop(self, pool: Pool, best: int) -> None:
        expected = plain_best_means(pool.values, pool.groups, best)
        np.testing.assert_allclose(best_means(pool.values, pool.groups, best), expected, atol=1e-12, rtol=0)

    @settings(max_examples=60)
    @given(pools(), st.integers(0, 2**32), st.integers(1, 4))
    def test_ages_of_the_best_are_those_of_a_plain_loop(self, pool: Pool, seed: int, best: int) -> None:
        ages = np.random.default_rng(seed).choice([nan, 0.0, 3.0, 40.0, 7.0], pool.values.shape[1])
        expected = plain_best_ages(pool.values, ages, pool.groups, best)
        pooled = ages_of_best(pool.values.astype(np.float32), ages, pool.groups, best)
        np.testing.assert_allclose(pooled, expected, atol=1e-12, rtol=0)


@given(pools(), st.sampled_from([0.0, -9.0, nan]))
def test_the_highest_is_that_of_a_plain_loop(pool: Pool, empty: float) -> None:
    assert np.array_equal(
        highest(pool.values, pool.groups, empty), plain_highest(pool.values, pool.groups, empty), equal_nan=True
    )


@given(st.lists(st.integers(0, 4), min_size=1, max_size=6), st.integers(0, 3), st.integers(0, 2**32))
def test_the_highest_of_all_items_in_order_is_that_of_a_plain_loop(counts: list[int], queries: int, seed: int) -> None:
    groups = consecutive(*counts)
    values = np.random.default_rng(seed).uniform(-1, 1, (queries, len(groups.items)))
    assert np.array_equal(highest(values, groups, 0.5), plain_highest(values, groups, 0.5))


@given(pools())
def test_means_of_groups_of_rows_are_those_of_a_plain_loop(pool: Pool) -> None:
    rows = pool.values.T
    np.testing.assert_allclose(
        group_means(rows, pool.groups), plain_group_means(rows, pool.groups), atol=1e-12, rtol=0
    )  # fmt: skip


def test_more_numbers_than_a_block_are_pooled_as_by_a_plain_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pooling, "_NUMBERS_AT_ONCE", 1000)
    random = np.random.default_rng(11)
    groups = ragged_of(random.integers(0, 900, random.integers(0, 5)).tolist() for _ in range(3000))
    values = random.uniform(-1, 1, (2, 900))
    ages = random.choice([nan, 1.0, 30.0], 900)
    np.testing.assert_allclose(best_means(values, groups), plain_best_means(values, groups, 3), atol=1e-12, rtol=0)
    np.testing.assert_allclose(
        ages_of_best(values.astype(np.float32), ages, groups), plain_best_ages(values, ages, groups, 3), atol=1e-12,
        rtol=0,
    )  # fmt: skip


def test_one_group_with_more_items_than_a_block_has_its_best(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pooling, "_NUMBERS_AT_ONCE", 100)
    values = np.random.default_rng(12).permutation(np.linspace(-1, 1, 7000))[None, :]
    groups = consecutive(0, 6998, 2)
    assert best_means(values, groups)[0, 1] == pytest.approx(np.sort(values[0, :6998])[-3:].mean(), abs=1e-12)
    assert highest(values, groups, -2.0).tolist() == [[-2.0, values[0, :6998].max(), values[0, 6998:].max()]]


@given(pools(), st.integers(0, 2**32))
def test_a_group_is_pooled_in_any_company_exactly_as_alone(pool: Pool, seed: int) -> None:
    values = pool.values.astype(np.float32)
    ages = np.random.default_rng(seed).choice([nan, 0.0, 3.0, 40.0], values.shape[1])
    means, best_ages = best_means(values, pool.groups), ages_of_best(values, ages, pool.groups)
    of_rows = group_means(pool.values.T, pool.groups)
    for group in range(len(pool.groups)):
        single = pool.groups.take(as_ids([group]))
        assert np.array_equal(means[:, [group]], best_means(values, single), equal_nan=True)
        assert np.array_equal(best_ages[:, [group]], ages_of_best(values, ages, single), equal_nan=True)
        assert np.array_equal(of_rows[[group]], group_means(pool.values.T, single), equal_nan=True)


def test_of_equal_items_the_earlier_in_the_group_gives_its_age() -> None:
    values, ages = np.array([[0.5, 0.5, 0.5, 0.9]], dtype=np.float32), np.array([4.0, 8.0, 30.0, nan])
    pooled = ages_of_best(values, ages, ragged_of([[0, 1, 2], [2, 1, 0], [3]]), 2)
    assert np.array_equal(pooled, [[6.0, 19.0, nan]], equal_nan=True)


def test_unknown_values_stay_unknown_beside_longer_groups() -> None:
    values = np.array([[nan] * 6, [0.3] * 6])
    pooled = best_means(values, consecutive(1, 5, 0))
    assert np.array_equal(pooled.round(6), [[nan, nan, nan], [0.3, 0.3, nan]], equal_nan=True)


def test_the_best_few_of_a_long_group_earn_no_less_for_what_stands_beside_them() -> None:
    values = np.array([[0.9, 0.6, 0.3, 0.9, 0.6, 0.3, -1.0, -1.0]])
    assert best_means(values, consecutive(3, 5)) == pytest.approx(np.array([[0.6, 0.6]]))


def test_no_groups_give_no_columns_and_no_queries_no_rows() -> None:
    nobody, empty = consecutive(), np.zeros((2, 0))
    assert best_means(empty, nobody).shape == highest(empty, nobody, 0.0).shape == (2, 0)
    assert ages_of_best(empty.astype(np.float32), np.zeros(0), nobody).shape == (2, 0)
    assert best_means(np.zeros((0, 4)), consecutive(3, 1)).shape == (0, 2)
    assert highest(np.zeros((0, 4)), consecutive(3, 1), 0.0).shape == (0, 2)
    assert group_means(np.zeros((0, 2)), nobody).shape == (0, 2)
    assert np.isnan(best_means(empty, consecutive(0, 0, 0))).all()
    assert group_means(np.zeros((4, 0)), consecutive(3, 1)).shape == (2, 0)


def test_what_is_pooled_is_not_changed() -> None:
    values, ages = np.array([[0.1, 0.2, 0.3]]), np.array([1.0, nan, 2.0])
    best_means(values, consecutive(3))
    highest(values, consecutive(3), 0.0)
    ages_of_best(values.astype(np.float32), ages, consecutive(3))
    group_means(values.T, consecutive(3))
    assert values.tolist() == [[0.1, 0.2, 0.3]]
    assert np.array_equal(ages, [1.0, nan, 2.0], equal_nan=True)
