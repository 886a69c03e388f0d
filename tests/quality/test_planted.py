"""A false claim, a denial and a stuffed profile that are planted in a store are no evidence, and not listed."""

from collections.abc import Iterator
from typing import Any

import pytest

from matcher.matching.engine import Engine
from matcher.records import Requirement, Work
from matcher.results import Explanation
from tests.integration.worlds import engine_in, need, person

MUST = Requirement("Has designed solar pumping.", skill="solar pumping")
POEMS = Work("Rhymes of the Tang", "We read regulated verse and its rhymes line by line.", 2024)
PLANTED: dict[str, dict[str, Any]] = {
    "claim": {"summary": "Reads verse.", "works": (POEMS,), "skills": ("solar pumping",)},
    "denial": {"summary": "Reads verse. I have no experience with solar pumping.", "works": (POEMS,)},
    "stuffed": {"summary": ", ".join(["solar pumping", "pumps", "solar pumping design"] * 40), "works": (POEMS,)},
}
STATES = {"claim": ("claimed",), "denial": ("unknown",), "stuffed": ("claimed", "unknown")}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    made = engine_in(tmp_path_factory.mktemp("planted"), show_weak=False)
    planted = [person(name, **profile) for name, profile in PLANTED.items()]
    made.records.put_many([need("n", requirements=(MUST,)), person("honest"), *planted])
    yield made
    made.close()


def explained(engine: Engine, name: str) -> Explanation:
    return engine.matching.explain("n", name)[0].explanation


def test_the_honest_profile_is_evidenced_and_the_only_one_that_is_listed(engine: Engine) -> None:
    assert [one.state for one in explained(engine, "honest").requirements] == ["evidenced"]
    assert [one.professional for one in engine.matching.candidates("n")] == ["honest"]


@pytest.mark.parametrize("name", PLANTED)
def test_what_is_planted_is_no_evidence_and_scores_below_the_honest_profile(engine: Engine, name: str) -> None:
    (standing,) = explained(engine, name).requirements
    assert standing.state in STATES[name]
    assert (standing.points or 0.0) < 0.1
    scores = {one: engine.matching.explain("n", one)[0].score for one in (name, "honest")}
    assert scores[name] < scores["honest"]
    assert engine.matching.explain("n", name)[0].band == "weak"


@pytest.mark.parametrize(("name", "told"), [("denial", "denied"), ("stuffed", "repetition")])
def test_a_denial_and_a_stuffed_list_are_pointed_out(engine: Engine, name: str, told: str) -> None:
    assert told in [line.about for line in explained(engine, name).lines if line.kind == "caution"]
