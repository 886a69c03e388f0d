"""What one has more than another adds up to the difference of the scores."""

from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.explain.differences import differences
from matcher.results import Contribution, Explanation, Recommendation
from service.why import above

NAMES = ("must", "works", "recency", "language")


def explanation(base: float = 0.0, **points: float) -> Explanation:
    return Explanation(base, tuple(Contribution(name, 1.0, each) for name, each in points.items()), (), ())


def recommendation(professional: str, rank: int, told: Explanation) -> Recommendation:
    score = round(told.base + sum(each.points for each in told.contributions), 6)
    return Recommendation("n", professional, rank, score, told)


points = st.floats(-2, 2)
explanations = st.builds(
    lambda base, given: explanation(base, **dict(zip(NAMES, given, strict=True))),
    points,
    st.lists(points, min_size=len(NAMES), max_size=len(NAMES)),
)


def test_the_largest_gain_comes_first_and_the_greatest_loss_last() -> None:
    found = differences(explanation(must=0.25, works=0.5, recency=0.0), explanation(must=0.0, works=0.75, recency=0.0))

    assert found == (("must", 0.25), ("recency", 0.0), ("works", -0.25))


def test_a_different_base_is_told_and_an_equal_one_is_not() -> None:
    assert differences(explanation(0.5, must=0.25), explanation(0.25, must=0.25)) == (("base", 0.25), ("must", 0.0))
    assert differences(explanation(0.5), explanation(0.5)) == ()


def test_a_feature_that_only_one_of_them_has_counts_nothing_for_the_other() -> None:
    assert differences(explanation(must=0.25), explanation(works=0.5)) == (("must", 0.25), ("works", -0.5))


@given(explanations, explanations)
def test_the_differences_add_up_to_that_of_the_sums(one: Explanation, other: Explanation) -> None:
    found = differences(one, other)
    sums = [each.base + fsum(part.points for part in each.contributions) for each in (one, other)]

    assert fsum(points for _, points in found) == pytest.approx(sums[0] - sums[1], abs=1e-12)
    assert [each for _, each in found] == sorted((each for _, each in found), reverse=True)
    assert dict(differences(other, one)) == pytest.approx({name: -each for name, each in found})


@given(explanations, explanations)
def test_what_is_shown_adds_up_exactly_to_the_difference_of_the_scores(one: Explanation, other: Explanation) -> None:
    first, second = recommendation("A", 1, one), recommendation("B", 2, other)
    found = above(first, second)

    millionths = sum(round(each.points * 1_000_000) for each in found.differences)
    assert millionths == round(found.difference * 1_000_000)
    assert found.difference == pytest.approx(first.score - second.score, abs=1e-9)
    assert (found.first.professional, found.second.rank) == ("A", 2)
