"""A list is the same whatever else is asked for with it, both ways, on real texts."""

import pytest

from matcher.matching.engine import Engine
from matcher.results import Direction
from tests.quality.checks import list_differences


@pytest.mark.parametrize(("direction", "k"), [("candidates", 5), ("suggestions", 3)])
def test_a_batch_gives_the_lists_that_are_asked_for_one_by_one(demo: Engine, direction: Direction, k: int) -> None:
    asked = demo.matching.open_needs() if direction == "candidates" else demo.matching.consented_people()[::2]
    rankings = demo.matching.many(direction, asked, k, explained=k)
    many = {ranking.query: ranking for ranking in rankings}
    assert list(many) == asked
    assert sum(map(len, many.values())) > 40
    for query, batch in many.items():
        single = demo.matching.recommend(direction, query, k)
        assert list_differences(batch, single) == []
        assert batch == single


def test_a_batch_that_differs_in_one_place_is_caught(demo: Engine) -> None:
    honest = demo.matching.candidates(demo.matching.open_needs()[0], 3)
    (first, second, third) = honest
    assert list_differences(honest, [second, first, third])
    assert list_differences(honest, [first, second])
