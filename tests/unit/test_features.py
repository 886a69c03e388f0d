"""Stated facts become numbers that can be worked out by hand."""

from datetime import date
from math import isnan, nan
from typing import Any

import numpy as np
import pytest

from matcher.evidence import EVIDENCE_FEATURES
from matcher.features import FEATURES, FeatureTable, feature_table, table_of
from matcher.filters.facts import need_facts, people_facts
from matcher.records import Need, Period, Professional

TEN = Period(date(2026, 1, 1), date(2026, 1, 10))
STATED = ("availability", "language", "mode", "seniority", "collaboration")
TEXTUAL = [name for name in FEATURES if name not in (*STATED, "reciprocity")]


def test_the_textual_features_are_those_of_the_evidence() -> None:
    assert tuple(TEXTUAL) == EVIDENCE_FEATURES


def stated(wanted: dict[str, Any], offered: dict[str, Any], partners: tuple[str, ...] = ()) -> FeatureTable:
    unknown = {name: np.full((1, 1), nan) for name in TEXTUAL}
    needs = need_facts([Need(**{"id": "n", "title": "t"} | wanted)])
    people = [Professional(**{"id": "p", "summary": "s"} | offered)]
    known = {"p": frozenset(partners), "other": frozenset(["b1", "o1"])}
    return feature_table(unknown, np.array([nan]), needs, people_facts(people, known))


CASES: list[tuple[str, dict[str, Any], dict[str, Any], float]] = [
    ("availability", {"period": TEN}, {"availability": TEN}, 1.0),
    ("availability", {"period": TEN}, {"availability": Period(date(2026, 1, 9), date(2026, 3, 1))}, 0.2),
    ("availability", {"period": TEN}, {"availability": Period(None, date(2026, 1, 3))}, 0.3),
    ("availability", {"period": TEN}, {"availability": Period(date(2026, 1, 4))}, 0.7),
    ("availability", {"period": TEN}, {"availability": Period(date(2026, 2, 1))}, 0.0),
    ("availability", {"period": Period(date(2026, 1, 1))}, {"availability": TEN}, 1.0),
    ("availability", {"period": Period(date(2026, 2, 1))}, {"availability": TEN}, 0.0),
    ("availability", {"period": Period(None, date(2025, 12, 31))}, {"availability": TEN}, 0.0),
    ("availability", {"period": Period(None, TEN.start)}, {"availability": Period(None, date(2020, 1, 1))}, 1.0),
    ("availability", {"period": TEN}, {"availability": Period()}, nan),
    ("availability", {"period": TEN}, {}, nan),
    ("availability", {}, {"availability": TEN}, nan),
    ("language", {"languages": ("en", "zh")}, {"languages": ("zh", "fr")}, 0.5),
    ("language", {"languages": ("en", "zh")}, {"languages": ("zh", "en")}, 1.0),
    ("language", {"languages": ("en",)}, {"languages": ("fr",)}, 0.0),
    ("language", {"languages": ("en",)}, {}, nan),
    ("language", {}, {"languages": ("en",)}, nan),
    ("mode", {"modes": ("remote", "visit", "stay")}, {"modes": ("visit",)}, 1 / 3),
    ("mode", {"modes": ("remote",)}, {}, nan),
    ("seniority", {"stages": ("R2",)}, {"stage": "R2"}, 0.0),
    ("seniority", {"stages": ("R1", "R4")}, {"stage": "R3"}, 1.0),
    ("seniority", {"stages": ("R1",)}, {"stage": "R4"}, 3.0),
    ("seniority", {"stages": ("junior",)}, {"stage": "founder"}, 3.0),
    ("seniority", {"stages": ("R2",)}, {"stage": "senior"}, 1.0),
    ("seniority", {"stages": ("executive",)}, {"stage": "R1"}, 3.0),
    ("seniority", {"stages": ("R2",)}, {}, nan),
    ("seniority", {}, {"stage": "R2"}, nan),
]


@pytest.mark.parametrize(("name", "wanted", "offered", "expected"), CASES)
def test_a_stated_feature_is_what_a_hand_works_out(
    name: str, wanted: dict[str, Any], offered: dict[str, Any], expected: float
) -> None:
    value = stated(wanted, offered).column(name)[0]
    assert isnan(value) if isnan(expected) else value == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("parties", "partners", "expected"),
    [
        ({"base": "b1"}, ("b1",), 1.0),
        ({"organisation": "o1"}, ("b7", "o1"), 1.0),
        ({"base": "b1", "organisation": "o1"}, ("o1",), 1.0),
        ({"base": "b1", "organisation": "o1"}, ("b2", "o2"), 0.0),
        ({"base": "b1"}, (), nan),
        ({}, ("b1",), nan),
        ({}, (), nan),
    ],
)
def test_a_person_has_worked_with_the_needs_base_or_organisation_before(
    parties: dict[str, Any], partners: tuple[str, ...], expected: float
) -> None:
    value = stated(parties, {}, partners).column("collaboration")[0]
    assert value == pytest.approx(expected, nan_ok=True)


def test_reciprocity_is_how_much_closer_a_need_is_than_what_else_there_is_for_the_person() -> None:
    works = np.array([[0.5, 0.2, nan, 0.4], [0.1, 0.6, 0.3, 0.0]])
    evidence = {name: works if name == "works" else np.full((2, 4), nan) for name in TEXTUAL}
    needs = need_facts([Need(id=f"n{at}", title="t") for at in range(2)])
    people = people_facts([Professional(id=f"p{at}", summary="s") for at in range(4)])
    table = feature_table(evidence, np.array([0.3, 0.5, 0.1, nan]), needs, people)
    expected = [0.2, -0.3, nan, nan, -0.2, 0.1, 0.2, nan]
    assert table.column("reciprocity") == pytest.approx(expected, nan_ok=True)
    assert table.column("works") == pytest.approx(works.ravel(), nan_ok=True)


def test_a_table_holds_every_feature_in_order_needs_outermost() -> None:
    evidence = {name: np.arange(6, dtype=np.float64).reshape(2, 3) + at for at, name in enumerate(TEXTUAL)}
    needs = [Need(id="n1", title="t", languages=("en",)), Need(id="n2", title="t", languages=("zh", "en"))]
    people = [
        Professional(id=f"p{at}", summary="s", languages=spoken) for at, spoken in enumerate([("en",), (), ("zh",)])
    ]
    table = feature_table(evidence, np.array([1.0, 0.5, nan]), need_facts(needs), people_facts(people))
    assert table.names == tuple(FEATURES)
    assert table.values.shape == (6, len(FEATURES))
    assert table.column("works").tolist() == [0, 1, 2, 3, 4, 5]
    assert table.column(TEXTUAL[-1]).tolist() == [at + len(TEXTUAL) - 1 for at in range(6)]
    assert np.array_equal(table.column("reciprocity"), [-1, 0.5, nan, 2, 3.5, nan], equal_nan=True)
    assert np.array_equal(table.column("language"), [1, nan, 0, 0.5, nan, 0.5], equal_nan=True)


def test_no_pairs_give_an_empty_table() -> None:
    evidence = {name: np.zeros((1, 0)) for name in TEXTUAL}
    table = feature_table(evidence, np.zeros(0), need_facts([Need(id="n", title="t")]), people_facts([]))
    assert table.values.shape == (0, len(FEATURES))


def test_an_unknown_column_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"charm.*works"):
        stated({}, {}).column("charm")


def test_chosen_pairs_keep_their_order() -> None:
    table = table_of(("works",), np.array([[0.0], [1.0], [2.0]]))
    assert table.rows(np.array([2, 0])).column("works").tolist() == [2.0, 0.0]


def test_a_table_becomes_a_frame_with_a_column_for_each_feature() -> None:
    frame = table_of(("works", "must"), np.array([[0.25, nan], [0.5, 1.0]])).to_frame()

    assert list(frame.columns) == ["works", "must"]
    assert frame["works"].tolist() == [0.25, 0.5]
    assert frame["must"].isna().tolist() == [True, False]
