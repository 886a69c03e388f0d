"""A profile made for the machine gains no place over its honest twin, or a caution says what it does."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from matcher.matching.engine import ALL, Engine
from matcher.records import Need, Professional
from matcher.results import Recommendation
from tests.integration.worlds import engine_in
from tests.quality.attacks import ATTACKS
from tests.quality.checks import stuffing_gains
from tests.quality.samples import demo_records, stored

NEEDS = 8

KNOWN = {
    "four_keywords": "four names of skills, each as long as a clause, count as prose",
}
"""Attacks that still gain something on some need, and why."""

ATTACKED = [
    pytest.param(each, marks=pytest.mark.xfail(reason=KNOWN[each], strict=True)) if each in KNOWN else each
    for each in ATTACKS
]

Twins = Mapping[str, Sequence[tuple[Recommendation, Recommendation]]]
"""By attack the recommendations of honest people, each with that of their twin."""


def attacked(engine: Engine, attack: str) -> list[tuple[str, str, Professional]]:
    """Needs, and of each the first, a middling and the last of its people with their twins."""
    found = []
    for asked in engine.matching.open_needs()[:NEEDS]:
        ids = [each for each, _ in engine.matching.scores("candidates", asked, ALL)]
        for who in sorted({ids[0], ids[len(ids) // 3], ids[-1]}):
            honest = stored(engine, Professional, who)
            # Its id comes later, so that an equal score is no better place.
            twin = replace(ATTACKS[attack](honest, stored(engine, Need, asked)), id=f"{who}-{asked}-{attack}")
            found.append((asked, who, twin))
    return found


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Twins:
    engine = engine_in(tmp_path_factory.mktemp("twins"), store="memory")
    engine.records.put_many(demo_records())
    by_attack = {each: attacked(engine, each) for each in ATTACKS}
    engine.records.put_many(twin for each in by_attack.values() for _, _, twin in each)
    pairs = {
        attack: [
            (engine.matching.explain(need, honest)[0], engine.matching.explain(need, twin.id)[0])
            for need, honest, twin in attacks
        ]
        for attack, attacks in by_attack.items()
    }
    engine.close()
    return pairs


@pytest.mark.parametrize("attack", ATTACKED)
def test_a_stuffed_twin_is_not_above_the_honest_one_or_is_flagged(twins: Twins, attack: str) -> None:
    assert len(twins[attack]) >= 2 * NEEDS
    assert stuffing_gains(twins[attack]) == []


def test_what_hides_in_a_comment_is_read_by_nobody(twins: Twins) -> None:
    for honest, twin in twins["instructions_in_a_comment"]:
        assert (honest.score, honest.explanation.lines) == (twin.score, twin.explanation.lines)


def test_instructions_are_always_told_of(twins: Twins) -> None:
    for attack in ("instructions", "chinese_instructions", "instructions_in_white"):
        for _, twin in twins[attack]:
            assert "instructions" in [line.about for line in twin.explanation.lines if line.kind == "caution"]


def test_a_twin_that_gains_a_place_unflagged_is_caught(twins: Twins) -> None:
    honest, copied = twins["the_text_of_the_need"][0]
    assert copied.score > honest.score
    silent = replace(
        copied.explanation, lines=tuple(each for each in copied.explanation.lines if each.kind != "caution")
    )
    assert stuffing_gains([(honest, copied)]) == []
    (gain,) = stuffing_gains([(honest, replace(copied, explanation=silent))])
    assert copied.professional in gain
