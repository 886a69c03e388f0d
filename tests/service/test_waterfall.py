"""A waterfall ends exactly at the score, and each of its bars starts where the last one ended."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.matching.engine import Engine
from matcher.messages import Step, extent, ranking_view, rounded, waterfall
from matcher.results import Contribution
from service.cli.recommendation import WIDEST, bar
from tests.service.conftest import UNMET

point_lists = st.lists(st.none() | st.floats(-2, 2), max_size=14)


def contributions(points: list[float | None]) -> list[Contribution]:
    """None is a feature that is not known."""
    return [Contribution(f"f{at}", None if number is None else 1.0, number or 0.0) for at, number in enumerate(points)]


@pytest.mark.parametrize("places", [3, 4, 6])
@given(base=st.floats(-1, 1), points=point_lists)
def test_the_last_step_ends_exactly_at_the_score(places: int, base: float, points: list[float | None]) -> None:
    score = round(base + sum(number or 0.0 for number in points), 6)
    steps = waterfall(base, contributions(points), score, places)

    assert steps[-1].end == rounded(score, places)
    assert places < 6 or steps[-1].end == score
    assert (steps[0].feature, steps[0].start) == ("base", 0.0)
    assert all(later.start == earlier.end for earlier, later in pairwise(steps))
    unit = 10**places
    assert all(round(step.start * unit) + round(step.points * unit) == round(step.end * unit) for step in steps)


@given(points=point_lists)
def test_what_adds_most_comes_first_and_what_is_not_known_is_left_out(points: list[float | None]) -> None:
    parts = contributions(points)
    steps = waterfall(0.0, parts, round(sum(number or 0.0 for number in points), 6))

    order = [next(part.points for part in parts if part.feature == step.feature) for step in steps[1:]]
    assert order == sorted(order, reverse=True)
    assert {step.feature for step in steps[1:]} == {part.feature for part in parts if part.value is not None}


def test_parts_that_do_not_add_up_make_no_waterfall() -> None:
    with pytest.raises(ValueError, match="add up to"):
        waterfall(0.0, contributions([0.25]), 0.5)


def test_a_bar_that_takes_away_goes_back_to_the_left() -> None:
    steps = waterfall(0.0, contributions([0.5, 0.5, -0.25]), 0.75)
    low, high = extent(steps)
    bars = [bar(step, low, high) for step in steps[1:]]

    assert (low, high) == (0.0, 1.0)
    half, quarter = WIDEST // 2, WIDEST // 4
    assert bars == ["█" * half, " " * half + "█" * half, " " * (half + quarter) + "█" * quarter]


def test_a_score_below_zero_is_drawn_too() -> None:
    low, high = extent([Step("base", -0.5, 0.0, -0.5)])

    assert bar(Step("base", -0.5, 0.0, -0.5), low, high) == "█" * WIDEST
    assert bar(Step("base", 0.0, 0.0, 0.0), *extent([])) == ""


def test_every_recommendation_has_a_waterfall_that_ends_at_its_score(engine: Engine) -> None:
    rankings = [engine.matching.candidates(need) for need in engine.matching.open_needs()]
    rankings += [engine.matching.suggestions(person) for person in engine.matching.consented_people()]
    views = [ranking_view(ranking) for ranking in rankings if ranking.query != UNMET]
    recommendations = [recommendation for view in views for recommendation in view.recommendations]

    assert len(recommendations) == 24
    for recommendation in recommendations:
        assert recommendation.waterfall()[-1].end == recommendation.score
