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
    return Explanation(base, tuple(Contribution(name, 1.0, earned) for name, earned in points.items()), (), ())


def recommendation(professional: str, rank: int, explained: Explanation) -> Recommendation:
    score = round(explained.base + sum(part.points for part in explained.contributions), 6)
    return Recommendation("n", professional, rank, score, explained)


points = st.floats(-2, 2)
explanations = st.builds(
    lambda base, given: explanation(base, **dict(zip(NAMES, given, strict=True))),
    points,
    st.lists(points, min_size=len(NAMES), max_size=len(NAMES)),
)


def test_the_largest_gain_comes_first_and_the_greatest_loss_last() -> None:
    gains = differences(explanation(must=0.25, works=0.5, recency=0.0), explanation(must=0.0, works=0.75, recency=0.0))

    assert gains == (("must", 0.25), ("recency", 0.0), ("works", -0.25))


def test_a_different_base_is_among_the_differences_and_an_equal_one_is_not() -> None:
    assert differences(explanation(0.5, must=0.25), explanation(0.25, must=0.25)) == (("base", 0.25), ("must", 0.0))
    assert differences(explanation(0.5), explanation(0.5)) == ()


def test_a_feature_that_only_one_of_them_has_counts_nothing_for_the_other() -> None:
    assert differences(explanation(must=0.25), explanation(works=0.5)) == (("must", 0.25), ("works", -0.5))


@given(explanations, explanations)
def test_the_differences_add_up_to_that_of_the_sums(one: Explanation, other: Explanation) -> None:
    gains = differences(one, other)
    first, second = (side.base + fsum(part.points for part in side.contributions) for side in (one, other))

    assert fsum(gain for _, gain in gains) == pytest.approx(first - second, abs=1e-12)
    assert [gain for _, gain in gains] == sorted((gain for _, gain in gains), reverse=True)
    assert dict(differences(other, one)) == pytest.approx({name: -gain for name, gain in gains})


@given(explanations, explanations)
def test_what_is_shown_adds_up_exactly_to_the_difference_of_the_scores(one: Explanation, other: Explanation) -> None:
    first, second = recommendation("A", 1, one), recommendation("B", 2, other)
    comparison = above(first, second)

    millionths = sum(round(gain.points * 1_000_000) for gain in comparison.differences)
    assert millionths == round(comparison.difference * 1_000_000)
    assert comparison.difference == pytest.approx(first.score - second.score, abs=1e-9)
    assert (comparison.first.professional, comparison.second.rank) == ("A", 2)
