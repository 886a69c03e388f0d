"""What an explanation says would change the place is what changing the stored profile really gives."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from matcher.build import load_skills
from matcher.matching.engine import Engine
from matcher.records import Need, Period, Professional, Requirement
from matcher.results import Counterfactual, Recommendation
from matcher.skills.requirements import requirements_of
from tests.integration.worlds import FIELDS, TODAY, engine_in, need, person, settings_in
from tests.quality.changes import changed_as_told, instead
from tests.quality.checks import counterfactual_violations
from tests.quality.samples import stored


def after(engine: Engine, one: Recommendation, told: Counterfactual) -> Recommendation:
    """The recommendation of the pair when the stored profile is really changed."""
    who, wanted = stored(engine, Professional, one.professional), stored(engine, Need, one.need)
    asked = requirements_of(wanted, load_skills(settings_in(Path("unused"))))
    # The hashing embedder reads every text, so that a proof is the words of the requirement alone.
    proof = next((each.text for each in asked if told.subject in (each.skill, each.text)), "")
    with instead(engine, who, changed_as_told(who, wanted, told, proof, TODAY.year)):
        return engine.matching.explain(wanted.id, who.id)[0]


def changes(one: Recommendation, kind: str) -> list[Counterfactual]:
    """The changes of one kind that an explanation tells of."""
    return [each for each in one.explanation.counterfactuals if each.change == kind]


def told_and_found(engine: Engine, top: int) -> list[tuple[Counterfactual, Recommendation]]:
    """Every change that the explanations of the first few of each need tell of, and what it really gives."""
    rankings = engine.matching.many("candidates", engine.matching.open_needs(), top, explained=top)
    return [
        (told, after(engine, each, told))
        for ranking in rankings
        for each in ranking
        for told in each.explanation.counterfactuals
    ]


SUMMER = Period(TODAY, TODAY.replace(year=TODAY.year + 1))
KNOWN_WORDS = 60
"""People who write what the needs require, so that one work more hardly changes how rare its words are."""


def conditions_market() -> list[Professional | Need]:
    """People who have shown all that is required and lack a period, a way of working or a language."""
    wanted = [
        need(
            f"n{at}",
            field,
            requirements=(Requirement(f"Works on {field}.", skill=field),),
            period=SUMMER,
            modes=("visit", "remote"),
            languages=("fr",),
        )
        for at, field in enumerate(FIELDS[:3])
    ]
    lacking: list[dict[str, Any]] = [
        {"availability": Period(TODAY, TODAY), "modes": ("visit",), "languages": ("fr", "en")},
        {"availability": SUMMER, "modes": ("visit",)},
        {"modes": ("remote", "visit"), "languages": ("fr",), "availability": Period(SUMMER.end, SUMMER.end)},
    ]
    people = [person(f"p{at:02}", FIELDS[at % 3], **lacking[at // 3 % 3]) for at in range(18)]
    return [*people, *wanted]


def test_changed_conditions_give_exactly_what_was_stated(tmp_path: Path) -> None:
    engine = engine_in(tmp_path, store="memory")
    engine.records.put_many(conditions_market())
    found = [each for each in told_and_found(engine, 4) if each[0].change != "evidence"]
    assert {told.change for told, _ in found} == {"availability", "mode", "language"}
    assert counterfactual_violations(found, tolerance=1e-6, places=0) == []
    engine.close()


def proven_market() -> list[Professional | Need]:
    wanted = [need(f"n{at}", field, requirements=REQUIRED) for at, field in enumerate(FIELDS[:3])]
    people = [person(f"p{at:02}", FIELDS[at % 3]) for at in range(12)]
    colleagues = [
        person(f"c{at:02}", FIELDS[3 + at % 3], summary=REQUIRED[at % len(REQUIRED)].text) for at in range(KNOWN_WORDS)
    ]
    return [*people, *colleagues, *wanted]


REQUIRED = (
    Requirement("Calibrates flow meters with certified weights.", skill="flow meters"),
    Requirement("Negotiates licences with ministries abroad.", "nice"),
)


def test_evidence_in_words_that_are_known_gives_what_was_stated(tmp_path: Path) -> None:
    engine = engine_in(tmp_path, store="memory")
    engine.records.put_many(proven_market())
    found = told_and_found(engine, 4)
    assert {told.change for told, _ in found} == {"evidence"}
    assert counterfactual_violations(found, tolerance=KNOWN_BOUND, places=1) == []
    engine.close()


KNOWN_BOUND = 0.01
"""A work more changes how rare words are and how long a passage is: about 1 in 200 here."""


@pytest.fixture(scope="module")
def on_demo(workbench: Engine) -> list[tuple[Counterfactual, Recommendation]]:
    return told_and_found(workbench, 2)


def test_no_change_promises_more_than_it_gives(on_demo: list[tuple[Counterfactual, Recommendation]]) -> None:
    assert len(on_demo) >= 20
    for told, real in on_demo:
        assert real.score >= told.score - KNOWN_BOUND
        assert real.rank <= told.rank + 1


def test_every_change_gives_what_was_stated(on_demo: list[tuple[Counterfactual, Recommendation]]) -> None:
    assert counterfactual_violations(on_demo, tolerance=1e-3, places=1) == []


def test_a_wrong_rank_or_score_is_caught(tmp_path: Path) -> None:
    engine = engine_in(tmp_path, store="memory")
    engine.records.put_many(conditions_market())
    best = next(each for each in engine.matching.candidates("n0") if changes(each, "availability"))
    (told,) = changes(best, "availability")
    real = after(engine, best, told)
    planted = [
        replace(told, rank=told.rank + 1),
        replace(told, score=told.score + 0.002),
        replace(told, score=told.score - 0.002),
    ]
    assert counterfactual_violations([(told, real)], tolerance=1e-3, places=0) == []
    for each in planted:
        assert len(counterfactual_violations([(each, real)], tolerance=1e-3, places=0)) == 1
    assert counterfactual_violations([(replace(told, rank=told.rank + 2), real)], tolerance=1e-3, places=1)
    engine.close()
