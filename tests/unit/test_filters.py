"""Each hard filter passes, fails or does not know, and counts those it sets aside once."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.filters import FAIL, PASS, RULES, UNKNOWN, Verdicts, judge, may_be_matched
from matcher.filters.facts import need_facts, people_facts
from matcher.records import Experience, Need, Period, Professional
from matcher.results import Gap
from tests.contracts.strategies import needs, professionals

TODAY = date(2026, 11, 22)
SPRING = Period(date(2027, 3, 1), date(2027, 5, 31))
BEFORE, AFTER = Period(None, date(2027, 2, 28)), Period(date(2027, 6, 1), None)
NAMES = [rule.name for rule in RULES]

CASES: list[tuple[str, dict[str, Any], dict[str, Any], int]] = [
    ("open", {}, {}, PASS),
    ("open", {"status": "closed"}, {}, FAIL),
    ("open", {"deadline": TODAY}, {}, PASS),
    ("open", {"deadline": TODAY - timedelta(1)}, {}, FAIL),
    ("open", {"status": "closed", "deadline": TODAY}, {}, FAIL),
    ("public", {}, {}, PASS),
    ("public", {"visibility": "restricted"}, {}, FAIL),
    ("public", {"controlled": True}, {}, FAIL),
    ("conflict", {"organisation": "o1"}, {"organisation": "o1"}, FAIL),
    ("conflict", {"base": "b1"}, {"organisation": "b1"}, FAIL),
    ("conflict", {"organisation": "o1"}, {"organisation": "o2"}, PASS),
    ("open", {"period": Period(None, TODAY)}, {}, PASS),
    ("open", {"period": Period(None, TODAY - timedelta(1))}, {}, FAIL),
    ("open", {"period": Period(date(2026, 1, 1), TODAY - timedelta(1)), "deadline": TODAY}, {}, FAIL),
    ("open", {"period": Period(TODAY - timedelta(400), None)}, {}, PASS),
    ("conflict", {"organisation": "o1"}, {}, UNKNOWN),
    ("conflict", {"base": "b1"}, {"experiences": (Experience("e", "d", "b1", 2020),)}, FAIL),
    ("conflict", {"base": "b1"}, {"experiences": (Experience("e", "d", "b1", 2020, 2024),)}, UNKNOWN),
    ("conflict", {"base": "b1"}, {"experiences": (Experience("e", "d", "o2", 2020),)}, PASS),
    ("conflict", {"base": "b1"}, {"organisation": "o3", "experiences": (Experience("e", "d", "b1", 2020),)}, FAIL),
    ("conflict", {}, {}, PASS),
    ("excluded by professional", {"organisation": "o1"}, {"exclusions": ("o1",)}, FAIL),
    ("excluded by professional", {"base": "b1"}, {"exclusions": ("x", "b1")}, FAIL),
    ("excluded by professional", {"base": "b1"}, {"exclusions": ("b2",)}, PASS),
    ("excluded by professional", {}, {"exclusions": ("b1",)}, PASS),
    ("excluded by need", {"exclusions": ("o1",)}, {"organisation": "o1"}, FAIL),
    ("excluded by need", {"exclusions": ("P9",)}, {"id": "P9"}, FAIL),
    ("excluded by need", {"exclusions": ("o1",)}, {"organisation": "o2"}, PASS),
    ("excluded by need", {"exclusions": ("o1",)}, {}, PASS),
    ("engagement", {"type": "trip"}, {"engagements": ("project", "trip")}, PASS),
    ("engagement", {"type": "trip"}, {"engagements": ("project",)}, FAIL),
    ("engagement", {"type": "trip"}, {}, UNKNOWN),
    ("engagement", {}, {"engagements": ("project",)}, PASS),
    ("language", {"languages": ("en", "zh")}, {"languages": ("fr", "zh")}, PASS),
    ("language", {"languages": ("en",)}, {"languages": ("fr",)}, FAIL),
    ("language", {"languages": ("en",)}, {}, UNKNOWN),
    ("language", {}, {"languages": ("fr",)}, PASS),
    ("language", {}, {}, PASS),
    ("mode", {"modes": ("visit", "stay")}, {"modes": ("stay",)}, PASS),
    ("mode", {"modes": ("visit",)}, {"modes": ("remote",)}, FAIL),
    ("mode", {"modes": ("visit",)}, {}, UNKNOWN),
    ("mode", {}, {"modes": ("remote",)}, PASS),
    ("availability", {"period": SPRING}, {"availability": SPRING}, PASS),
    ("availability", {"period": SPRING}, {"availability": Period(None, date(2027, 3, 1))}, PASS),
    ("availability", {"period": SPRING}, {"availability": Period(date(2027, 5, 31))}, PASS),
    ("availability", {"period": SPRING}, {"availability": BEFORE}, FAIL),
    ("availability", {"period": SPRING}, {"availability": AFTER}, FAIL),
    ("availability", {"period": SPRING}, {}, UNKNOWN),
    ("availability", {"period": SPRING}, {"availability": Period()}, UNKNOWN),
    ("availability", {"period": Period()}, {"availability": SPRING}, PASS),
    ("availability", {}, {"availability": SPRING}, PASS),
    ("availability", {"period": Period(date(2027, 3, 1))}, {"availability": BEFORE}, FAIL),
    ("availability", {"period": Period(date(2027, 3, 1))}, {"availability": AFTER}, PASS),
    ("availability", {"period": BEFORE}, {"availability": Period(None, date(2020, 1, 1))}, PASS),
]


def need(**facts: Any) -> Need:
    return Need(**{"id": "n", "title": "t"} | facts)


def person(**facts: Any) -> Professional:
    return Professional(**{"id": "p", "summary": "s"} | facts)


@pytest.mark.parametrize(("rule", "wanted", "offered", "expected"), CASES)
def test_a_rule_passes_fails_or_does_not_know(
    rule: str, wanted: dict[str, Any], offered: dict[str, Any], expected: int
) -> None:
    verdicts = judge(need_facts([need(**wanted)]), people_facts([person(**offered)]), TODAY)
    codes = dict(zip(NAMES, verdicts.codes[:, 0, 0].tolist(), strict=True))
    assert codes[rule] == expected
    assert bool(verdicts.allowed[0, 0]) == (FAIL not in codes.values())
    if expected == UNKNOWN:
        assert Gap(rule, "condition", "unknown") in verdicts.unknowns(0, 0)
    else:
        assert rule not in [gap.subject for gap in verdicts.unknowns(0, 0)]


def test_every_rule_has_a_case_that_passes_and_one_that_fails() -> None:
    for name in NAMES:
        assert {PASS, FAIL} <= {expected for rule, _, _, expected in CASES if rule == name}


@settings(max_examples=40)
@given(st.lists(needs, max_size=4), st.lists(professionals, max_size=4))
def test_a_pair_has_one_verdict_whoever_asks_and_in_whatever_company(
    wanted: list[Need], offered: list[Professional]
) -> None:
    everything = judge(need_facts(wanted), people_facts(offered), TODAY).codes
    assert everything.shape == (len(RULES), len(wanted), len(offered))
    for row, wanted_need in enumerate(wanted):
        for column, offered_person in enumerate(offered):
            alone = judge(need_facts([wanted_need]), people_facts([offered_person]), TODAY).codes[:, 0, 0]
            assert np.array_equal(everything[:, row, column], alone)


def test_exclusions_count_every_pair_once_by_the_first_rule_that_fails() -> None:
    wanted = need(organisation="o1", languages=("en",), modes=("visit",))
    offered = [
        person(id="a", organisation="o1", languages=("fr",)),
        person(id="b", languages=("fr",), modes=("remote",)),
        person(id="c", languages=("fr",)),
        person(id="d", languages=("en",), modes=("remote",)),
        person(id="e"),
    ]
    verdicts = judge(need_facts([wanted]), people_facts(offered), TODAY)
    assert verdicts.excluded() == {"conflict": 1, "language": 2, "mode": 1}
    assert verdicts.allowed.tolist() == [[False, False, False, False, True]]


def test_exclusions_are_counted_in_the_order_of_the_rules() -> None:
    offered = [person(id="a", modes=("remote",)), person(id="b", languages=("fr",)), person(id="c", modes=("remote",))]
    verdicts = judge(need_facts([need(languages=("en",), modes=("visit",))]), people_facts(offered), TODAY)
    assert list(verdicts.excluded().items()) == [("language", 1), ("mode", 2)]


def test_nobody_set_aside_gives_no_exclusions() -> None:
    assert judge(need_facts([need()]), people_facts([person()]), TODAY).excluded() == {}
    assert judge(need_facts([]), people_facts([person()]), TODAY).excluded() == {}


@settings(max_examples=40)
@given(st.lists(needs, max_size=4), st.lists(professionals, max_size=4))
def test_every_pair_is_allowed_or_counted_once(wanted: list[Need], offered: list[Professional]) -> None:
    verdicts = judge(need_facts(wanted), people_facts(offered), TODAY)
    assert verdicts.allowed.shape == (len(wanted), len(offered))
    assert sum(verdicts.excluded().values()) == int((~verdicts.allowed).sum())
    for row in range(len(wanted)):
        for column in range(len(offered)):
            failing = [name for name, code in zip(NAMES, verdicts.codes[:, row, column], strict=True) if code == FAIL]
            single = Verdicts(verdicts.codes[:, row : row + 1, column : column + 1])
            assert single.excluded() == dict.fromkeys(failing[:1], 1)
            unknown = {
                name for name, code in zip(NAMES, verdicts.codes[:, row, column], strict=True) if code == UNKNOWN
            }
            assert {gap.subject for gap in verdicts.unknowns(row, column)} == unknown


@given(needs)
def test_a_need_may_be_matched_where_the_filters_on_it_alone_pass(wanted: Need) -> None:
    facts = need_facts([wanted])
    codes = judge(facts, people_facts([person()]), TODAY).codes[:, 0, 0]
    alone = all(codes[NAMES.index(rule)] == PASS for rule in ("open", "public"))
    assert may_be_matched(facts.standing.of(0), TODAY) == alone


def test_the_one_condition_that_fails_is_told_where_the_two_sides_can_talk_about_it() -> None:
    asked = need_facts([Need(id="n", title="t", type="trip", languages=("en",), organisation="o1")])
    stated: list[dict[str, Any]] = [
        {"engagements": ("project",)}, {"languages": ("fr",)}, {"organisation": "o1"}, {},
        {"engagements": ("project",), "languages": ("fr",)}, {"languages": ("fr",), "organisation": "o1"},
    ]  # fmt: skip
    people = people_facts([Professional(id=f"p{at}", summary="s", **facts) for at, facts in enumerate(stated)])
    only = judge(asked, people, TODAY).only_failing
    assert [NAMES[place] if place >= 0 else "" for place in only[0]] == ["engagement", "language", "", "", "", ""]
    assert RULES[only[0, 1]].both_sides(asked, 0, people, 1) == (("en",), ("fr",))
    assert RULES[NAMES.index("conflict")].both_sides(asked, 0, people, 2) == ((), ())
