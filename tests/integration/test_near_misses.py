"""Who would be listed but for one condition: only what can be talked about, scored without it, at the right place."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from matcher.matching.engine import Engine
from matcher.records import Decision, Period, Professional, Requirement
from matcher.results import NearMiss, Ranking
from tests.integration.worlds import AGREED, TODAY, engine_in, need, person

SPRING = Period(date(2027, 3, 1), date(2027, 5, 31))
ASKS: dict[str, Any] = {
    "type": "project", "languages": ("en",), "modes": ("visit", "remote"), "period": SPRING, "organisation": "o1",
}  # fmt: skip
FITS: dict[str, Any] = {
    "engagements": ("project",), "languages": ("en",), "modes": ("remote",), "availability": SPRING,
    "organisation": "elsewhere",
}  # fmt: skip
DECLINED = Decision(need="n", professional="a", coordinator="c", decision="decline", date=TODAY)
AUTUMN = Period(date(2027, 9, 1), None)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = engine_in(tmp_path, show_weak=False)
    yield made
    made.close()


def asked_of(engine: Engine, *people: Professional, k: int = 20, **asked: Any) -> Ranking:
    engine.records.put_many([need("n", **(ASKS | asked)), *people])
    return engine.matching.candidates("n", k)


def missing(ranking: Ranking) -> dict[str, NearMiss]:
    return {one.recommendation.professional: one for one in ranking.near_misses}


@pytest.mark.parametrize(
    ("stated", "condition", "wanted", "offered"),
    [
        ({"engagements": ("trip", "exchange")}, "engagement", ("project",), ("exchange", "trip")),
        ({"languages": ("fr",)}, "language", ("en",), ("fr",)),
        ({"modes": ("stay",)}, "mode", ("remote", "visit"), ("stay",)),
        ({"availability": AUTUMN}, "availability", ("2027-03-01", "2027-05-31"), ("2027-09-01", "")),
    ],
)
def test_whoever_fails_one_condition_is_a_near_miss_with_what_both_sides_state(
    engine: Engine, stated: dict[str, Any], condition: str, wanted: tuple[str, ...], offered: tuple[str, ...]
) -> None:
    ranking = asked_of(engine, person("a", **FITS), person("b", **(FITS | stated)))
    assert [one.professional for one in ranking] == ["a"]
    (near,) = ranking.near_misses
    assert near.recommendation.professional == "b"
    assert (near.condition, near.wanted, near.offered) == (condition, wanted, offered)
    assert near.recommendation.band


@pytest.mark.parametrize(
    "stated",
    [
        {"organisation": "o1"},
        {"exclusions": ("o1",)},
        {"consent": None},
        {"languages": ("fr",), "modes": ("stay",)},
        {"languages": ("fr",), "exclusions": ("o1",)},
    ],
)
def test_nobody_is_a_near_miss_for_a_conflict_an_exclusion_a_consent_or_two_conditions(
    engine: Engine, stated: dict[str, Any]
) -> None:
    assert asked_of(engine, person("b", **(FITS | stated))).near_misses == ()


def test_whoever_declined_or_is_excluded_by_the_need_is_no_near_miss(engine: Engine) -> None:
    people = [person(at, **(FITS | {"languages": ("fr",)})) for at in ("a", "b", "c")]
    assert set(missing(asked_of(engine, *people, exclusions=("c",)))) == {"a", "b"}
    engine.store.put_decisions([DECLINED])
    assert set(missing(engine.matching.candidates("n"))) == {"b"}
    assert engine.matching.explain("n", "a").near_misses == ()


def test_nobody_is_a_near_miss_whose_texts_bear_nothing_out(engine: Engine) -> None:
    assert asked_of(engine, person("b", "tang poetry", **(FITS | {"languages": ("fr",)}))).near_misses == ()


def test_a_near_miss_has_the_rank_that_the_score_without_the_condition_would_give(engine: Engine) -> None:
    weaker = {"works": (), "summary": "Has read of solar pumping.", "skills": ("solar pumping",)}
    people = [person("a", **FITS), person("z", **(FITS | weaker))]
    ranking = asked_of(engine, *people, person("m", **(FITS | {"modes": ("stay",)})), k=1)
    near = missing(ranking)["m"].recommendation
    scores = {one.professional: one.score for one in engine.matching.candidates("n", 0)}
    assert near.rank == 1 + sum(
        score > near.score or (score == near.score and at < "m") for at, score in scores.items()
    )
    points = {part.feature: (part.value, part.points) for part in near.explanation.contributions}
    assert points["mode"] == (None, 0.0)
    total = near.explanation.base + sum(part.points for part in near.explanation.contributions)
    assert near.score == pytest.approx(total, abs=1e-6)


def test_a_pair_that_fails_one_condition_is_told_as_the_list_tells_it(engine: Engine) -> None:
    ranking = asked_of(engine, person("a", **FITS), person("b", **(FITS | {"languages": ("fr",)})))
    pair = engine.matching.explain("n", "b")
    assert [one.rule for one in pair.exclusions] == ["language"]
    assert pair.near_misses == ranking.near_misses
    engine.records.put(person("b", **(FITS | {"languages": ("fr",), "organisation": "o1"})))
    assert engine.matching.explain("n", "b").near_misses == ()


def test_a_record_of_somebody_who_is_listed_is_no_near_miss(engine: Engine) -> None:
    held = person("a", name="Wenbo Zeng", **FITS)
    twin = person("b", name="曾文博", works=held.works, **(FITS | {"languages": ("fr",)}))
    assert asked_of(engine, held, twin).near_misses == ()


def test_near_misses_are_no_more_than_the_list_may_have(engine: Engine) -> None:
    people = [person(f"p{at:02}", **(FITS | {"languages": ("fr",)})) for at in range(24)]
    assert len(asked_of(engine, *people).near_misses) == 20
    assert len(engine.matching.candidates("n", 3).near_misses) == 3
    (many,) = engine.matching.many("candidates", ["n"], 3, explained=3)
    assert many == engine.matching.candidates("n", 3)
    assert engine.matching.suggestions("p00").near_misses == ()


def test_an_empty_list_names_the_musts_that_most_people_fail(engine: Engine) -> None:
    poets = [person(f"p{at}", "tang poetry", consent=AGREED) for at in range(3)]
    ranking = asked_of(engine, *poets, requirements=need("n").requirements[:1])
    assert len(ranking) == 0
    assert [(one.subject, one.missing, one.people) for one in ranking.shortfalls] == [("solar pumping", 3, 3)]
    engine.records.put(person("a", **FITS))
    assert engine.matching.candidates("n").shortfalls == ()


def test_a_need_that_asks_for_nothing_has_no_near_misses_and_nobody_above_possible(engine: Engine) -> None:
    people = [person("a", **FITS), person("b", **(FITS | {"languages": ("fr",)}))]
    ranking = asked_of(engine, *people, requirements=(), body="Solar pumping.", title="Solar pumping")
    assert ranking.asks_nothing
    assert [(one.professional, one.band) for one in ranking] == [("a", "possible")]
    assert ranking.near_misses == ()


def test_a_profile_of_one_word_and_requirements_that_contradict_each_other_are_told_apart(engine: Engine) -> None:
    asks = (
        Requirement("At least ten years of solar pumping.", skill="solar pumping"),
        Requirement("At most a beginner in solar pumping."),
        Requirement("Solar pumping is welcome.", "nice", skill="solar pumping"),
    )
    word = Professional(id="w", summary="Pumping.", consent=AGREED, **FITS)
    asked_of(engine, person("a", **FITS), word, requirements=asks)
    (one,) = engine.matching.explain("n", "w")
    assert [at.state for at in one.explanation.requirements if at.evidence is None] == ["unknown"] * 3
    (two,) = engine.matching.explain("n", "a")
    states = [(at.kind, at.subject, at.state) for at in two.explanation.requirements]
    assert [kind for kind, _, _ in states] == ["must", "must", "nice"]
    assert len({subject for _, subject, _ in states}) == 2


def test_each_must_has_its_share_of_the_points_and_all_reasons_add_up(engine: Engine) -> None:
    asks = (Requirement("Solar pumping.", skill="solar pumping"), Requirement("Poetry.", skill="tang poetry"))
    (one,) = asked_of(engine, person("a", **FITS), requirements=asks)
    explanation = one.explanation
    points = {part.feature: part.points for part in explanation.contributions}
    assert sum(at.points for at in explanation.requirements) == pytest.approx(points["must"], abs=1e-9)
    reasons = [line for line in explanation.lines if line.kind == "reason"]
    assert explanation.base + sum(line.points for line in reasons) == pytest.approx(one.score, abs=1e-6)
    assert [line.about for line in reasons].count("smaller") == 1
    assert all(abs(line.points) >= 0.02 for line in reasons if line.about not in ("must", "nice", "smaller"))
    assert explanation.requirements[0].evidence
    assert explanation.requirements[0].evidence.origin
