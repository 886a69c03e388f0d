"""Who is scored for a query, by what numbers, and in what order they come."""

from dataclasses import replace
from datetime import timedelta
from functools import cache
from math import nan

import numpy as np
import pytest

from matcher.arrays import as_ids
from matcher.evidence import compare, profiles_of, requirement_credits
from matcher.features import FEATURES, FeatureTable
from matcher.matching import rank as rank_module
from matcher.matching.rank import ALL, Ranker, table_of
from matcher.matching.snapshot import Snapshot
from matcher.records import Need, Professional, Requirement, Work
from matcher.results import Direction
from matcher.scorecard.curves import Curve, CurveScorecard
from matcher.scorecard.port import scores
from tests.unit.world import STEP, TODAY, EnglishEmbedder, World

CURVES = {
    "works": Curve((0.0, 1.0), (0.0, 0.5), "rising"),
    "must": Curve((0.0, 1.0), (0.0, 0.3), "rising"),
    "language": Curve((0.0, 1.0), (-0.1, 0.0), "rising"),
    "reciprocity": Curve((-1.0, 1.0), (-0.1, 0.1), "rising"),
}
SCORECARD = CurveScorecard("test", 0.1, CURVES)
FIELDS = ("solar pumps", "wind", "soil and Java", "太阳能水泵", "poetry")


@cache
def both_sides() -> Snapshot:
    """Open and closed needs and people in the frozen and the fresh part, one record replaced and one removed."""
    world = World(embedder=EnglishEmbedder(64))
    needs = [
        Need(
            id=f"n{at}", title=f"Wanted: {FIELDS[at % 5]}", languages=("en",) * (at % 2), base=f"b{at}",
            status=("open", "closed")[at == 4], requirements=(Requirement("Codes.", skill="Java"),) * (at % 3),
        )
        for at in range(9)
    ]  # fmt: skip
    people = [
        Professional(
            id=f"p{at:02}", works=(Work(f"On {FIELDS[at % 5]}", year=2000 + at),) * (at % 4 > 0), skills=("Java", "x"),
            summary=f"Person {at}." * (at % 3), languages=(("en",), ("fr",), ())[at % 3],
            exclusions=("b2",) * (at == 5),
        )
        for at in range(23)
    ]  # fmt: skip
    everybody = world.corpus(world.people(*people[:20]))
    come = [(3, replace(people[2], summary="Edited."))] + [(row, people[row - 1]) for row in (21, 22, 23)]
    changed = everybody.changed([7], world.columns(Professional, come, {3: 1}))
    wanted = world.corpus(world.needs(*needs[:6])).changed([2], world.columns(Need, [(8, needs[7]), (9, needs[8])]))
    return replace(world.snapshot(changed, wanted), partners={"p00": frozenset(["b3"]), "p05": frozenset(["b9"])})


def pairs(snapshot: Snapshot, needs: list[int], people: list[int]) -> FeatureTable:
    """The features of these needs and people."""
    numbers = as_ids(people)
    compared = compare(
        snapshot.needs.take(as_ids(needs)), profiles_of(snapshot.people.take(numbers)), snapshot.yardstick
    )
    return table_of(compared, requirement_credits(compared), snapshot.closest.take(numbers).options, snapshot)


def test_any_pairs_have_the_features_that_they_have_among_all() -> None:
    snapshot = both_sides()
    needs, people = snapshot.needs.numbers.tolist(), snapshot.people.numbers.tolist()
    everything = pairs(snapshot, needs, people).values.reshape(len(needs), len(people), len(FEATURES))
    for need in needs:
        for person in people:
            expected = everything[needs.index(need), people.index(person)]
            assert np.array_equal(pairs(snapshot, [need], [person]).values[0], expected, equal_nan=True)


def test_reciprocity_sets_a_need_beside_the_options_of_the_person(world: World) -> None:
    cosines = (0.2, 0.9, -0.5, 0.6)
    world.give({f"N{cosine}": cosine for cosine in (*cosines, 1.0)} | {"W": 1.0})
    needs = [Need(id=f"n{cosine}", title=f"N{cosine}") for cosine in cosines]
    needs.append(Need(id="closed", title="N1.0", status="closed"))
    people = world.corpus(world.people(Professional(id="p", works=(Work("W"),))))
    snapshot = world.snapshot(people, world.corpus(world.needs(*needs)))
    reciprocity = pairs(snapshot, [0, 1, 2, 3, 4], [0]).column("reciprocity")
    others = (0.9 + 0.6 + 0.2) / 3
    assert reciprocity == pytest.approx([cosine - others for cosine in (*cosines, 1.0)], abs=2 * STEP)


def test_collaboration_comes_from_the_partners_of_the_person() -> None:
    snapshot = both_sides()
    names = snapshot.people.ids.tolist()
    collaboration = pairs(snapshot, [3, 4], [names.index("p00"), names.index("p01"), names.index("p05")])
    assert collaboration.column("collaboration") == pytest.approx([1, nan, 0, 0, nan, 0], nan_ok=True)


def queries(direction: Direction) -> list[int]:
    return list(map(int, Ranker(both_sides(), direction, 100).asking.numbers))


@pytest.mark.parametrize("direction", ["candidates", "suggestions"])
def test_the_ranked_stand_by_falling_score_and_their_points_add_up_to_it(direction: Direction) -> None:
    ranker = Ranker(both_sides(), direction, 100)
    lengths = set()
    for number in queries(direction):
        query = ranker.query(number, ALL)
        ranked, whole = ranker.ranked(query, SCORECARD)
        lengths.add(len(ranked.ids))
        assert sorted(ranked.numbers.tolist()) == query.chosen.tolist()
        assert ranked.ids.tolist() == ranker.others.ids_of(ranked.numbers).tolist()
        order = sorted(zip((-ranked.scores).tolist(), ranked.ids.tolist(), strict=True))
        assert [name for _, name in order] == ranked.ids.tolist()
        assert np.array_equal(ranked.points, SCORECARD.contributions(ranked.table))
        assert np.array_equal(ranked.scores, scores(SCORECARD, ranked.points))
        assert whole is not None
        in_order = ranker.table_of(query).rows(np.searchsorted(query.chosen, ranked.numbers))
        assert np.array_equal(ranked.table.values, in_order.values, equal_nan=True)
    assert max(lengths) > 3


@pytest.mark.parametrize("direction", ["candidates", "suggestions"])
@pytest.mark.parametrize("at_once", [1, 3])
def test_a_query_is_ranked_the_same_however_many_are_compared_at_once(
    direction: Direction, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    ranker = Ranker(both_sides(), direction, 100)
    for number in queries(direction):
        query = ranker.query(number, ALL)
        whole, measured_at_once = ranker.ranked(query, SCORECARD)
        monkeypatch.setattr(rank_module, "_COMPARED_AT_ONCE", at_once)
        in_blocks, measured_in_blocks = ranker.ranked(query, SCORECARD)
        monkeypatch.undo()
        assert in_blocks.ids.tolist() == whole.ids.tolist()
        assert np.array_equal(in_blocks.scores, whole.scores)
        assert np.array_equal(in_blocks.table.values, whole.table.values, equal_nan=True)
        assert measured_at_once is not None
        assert (measured_in_blocks is None) == (len(query.chosen) > at_once)


@pytest.mark.parametrize("direction", ["candidates", "suggestions"])
def test_two_choices_of_a_query_are_ranked_beside_each_other_as_each_by_itself(direction: Direction) -> None:
    ranker = Ranker(both_sides(), direction, 100)
    compared = 0
    for number in queries(direction):
        query = ranker.query(number, ALL)
        half = replace(query, chosen=query.chosen[1::2], set_aside=np.zeros(len(query.chosen[1::2]), dtype=np.int8))
        choices = [replace(query, chosen=query.chosen[::2]), half]
        for (beside, whole), choice in zip(ranker.ranked_beside(choices, SCORECARD), choices, strict=True):
            alone, _ = ranker.ranked(choice, SCORECARD)
            assert beside.ids.tolist() == alone.ids.tolist()
            assert np.array_equal(beside.points, alone.points)
            assert whole is not None
            assert whole.numbers[whole.places(beside.numbers)].tolist() == beside.numbers.tolist()
            compared += len(beside.ids)
    assert compared > 10


def test_equal_scores_stand_by_id(world: World) -> None:
    names = ["q", "a", "m", "z", "b"]
    people = world.corpus(world.people(*(Professional(id=name, summary="x") for name in names)))
    ranker = Ranker(world.snapshot(people, world.corpus(world.needs(Need(id="n", title="y")))), "candidates", 100)
    ranked, _ = ranker.ranked(ranker.query(0, ALL), SCORECARD)
    assert ranked.ids.tolist() == sorted(names)


@pytest.mark.parametrize("direction", ["candidates", "suggestions"])
def test_those_whom_no_filter_sets_aside_are_chosen_and_the_others_are_counted_once(direction: Direction) -> None:
    ranker = Ranker(both_sides(), direction, 100)
    rules: set[str] = set()
    for number in queries(direction):
        query = ranker.query(number, ALL)
        live = ranker.others.numbers
        verdicts = ranker.verdicts(query.columns, live)
        assert query.chosen.tolist() == live[verdicts.allowed.ravel()].tolist()
        assert query.considered == len(query.chosen)
        assert query.excluded == verdicts.excluded()
        assert query.considered + sum(query.excluded.values()) == len(live)
        rules |= query.excluded.keys()
    assert rules == {"open", "language", "excluded by professional"}


def test_nobody_who_was_removed_or_replaced_is_chosen() -> None:
    snapshot = both_sides()
    query = Ranker(snapshot, "candidates", 100).query(0, ALL)
    names = snapshot.people.ids_of(query.chosen).tolist()
    assert "p06" not in names
    assert names.count("p02") == 1
    assert snapshot.people.rows_of(query.chosen).tolist().count(3) == 1


def test_a_pool_has_fewer_than_everybody_and_those_whose_works_come_closest() -> None:
    snapshot = both_sides()
    ranker, by_all = Ranker(snapshot, "candidates", 2), Ranker(snapshot, "candidates", 100)
    pool = ranker.query(0, 1)
    everybody = by_all.query(0, ALL)
    assert set(pool.chosen.tolist()) < set(everybody.chosen.tolist())
    assert pool.considered == everybody.considered
    assert set(snapshot.people.ids_of(pool.chosen).tolist()) < {"p05", "p10", "p15", "p20"}, "those of solar pumps"
    assert len(ranker.query(0, 50).chosen) == len(everybody.chosen)


def test_a_query_that_nobody_passes_gives_an_empty_ranking(world: World) -> None:
    late = Need(id="n", title="y", deadline=TODAY - timedelta(1))
    people = world.corpus(world.people(Professional(id="p", summary="x")))
    ranker = Ranker(world.snapshot(people, world.corpus(world.needs(late))), "candidates", 100)
    query = ranker.query(0, 20)
    ranked, _ = ranker.ranked(query, SCORECARD)
    assert (query.considered, query.excluded) == (0, {"open": 1})
    assert (len(ranked.ids), ranked.points.shape, ranked.table.names) == (0, (0, 4), tuple(FEATURES))
