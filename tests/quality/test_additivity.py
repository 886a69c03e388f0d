"""The base and the contributions are the score, on every recommendation of a whole run."""

from dataclasses import replace

from matcher.matching.engine import ALL, Engine
from matcher.results import Direction, Recommendation
from tests.quality.checks import additivity_violations


def whole_run(engine: Engine, direction: Direction) -> list[Recommendation]:
    asked = engine.matching.open_needs() if direction == "candidates" else engine.matching.consented_people()
    return [each for ranking in engine.matching.many(direction, asked, ALL, explained=0) for each in ranking]


def with_points_moved(one: Recommendation, by: float) -> Recommendation:
    first, *rest = one.explanation.contributions
    moved = replace(first, points=first.points + by)
    return replace(one, explanation=replace(one.explanation, contributions=(moved, *rest)))


def test_contributions_add_up_to_the_score_in_a_whole_run_both_ways(demo: Engine) -> None:
    runs = [whole_run(demo, "candidates"), whole_run(demo, "suggestions")]
    assert min(map(len, runs)) > 250
    assert [additivity_violations(each) for each in runs] == [[], []]


def test_complete_explanations_add_up_as_brief_ones_do(demo: Engine) -> None:
    for ranking in demo.matching.many("candidates", demo.matching.open_needs(), 3, explained=3):
        assert additivity_violations(ranking) == []


def test_a_contribution_that_is_off_by_a_ten_thousandth_is_caught(demo: Engine) -> None:
    honest = list(demo.matching.candidates(demo.matching.open_needs()[0], 5))
    for by in (1e-4, -1e-4, float("nan")):
        planted = [*honest[:4], with_points_moved(honest[4], by)]
        (violation,) = additivity_violations(planted)
        assert honest[4].professional in violation
