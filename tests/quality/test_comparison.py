"""Why one stands above another: the differences of their contributions are the difference of their scores."""

from dataclasses import replace
from itertools import combinations

from matcher.explain.differences import differences
from matcher.matching.engine import Engine
from tests.quality.checks import comparison_violations


def test_what_one_has_more_than_another_adds_up_to_the_difference_of_the_scores(demo: Engine) -> None:
    for ranking in demo.matching.many("candidates", demo.matching.open_needs(), 6, explained=6):
        for above, below in combinations(ranking, 2):
            assert comparison_violations(above, below, differences(above.explanation, below.explanation)) == []
            assert comparison_violations(below, above, differences(below.explanation, above.explanation)) == []


def test_a_comparison_that_tells_of_other_points_is_caught(demo: Engine) -> None:
    above, below = demo.matching.candidates(demo.matching.open_needs()[0], 2)
    first, *rest = differences(above.explanation, below.explanation)
    assert comparison_violations(above, below, ((first[0], first[1] + 1e-4), *rest))
    assert comparison_violations(above, below, rest)
    assert comparison_violations(above, replace(below, score=below.score - 1e-4), (first, *rest))
