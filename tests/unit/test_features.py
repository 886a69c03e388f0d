"""Stated facts and history become numbers that can be worked out by hand, and pairs become rows of a table."""

from datetime import date
from math import nan
from typing import Any

import numpy as np
import pytest

from matcher.arrays import ScoreArray, StringArray
from matcher.features import (
    FEATURES,
    FeatureTable,
    from_history,
    from_stated,
    joined_tables,
    rounded_table,
    table_of,
)
from matcher.features.from_text import FROM_TEXT
from matcher.filters.facts import need_facts, people_facts
from matcher.records import Need, Period, Professional

TEN = Period(date(2026, 1, 1), date(2026, 1, 10))


def need(**facts: Any) -> Need:
    return Need(**{"id": "n", "title": "t"} | facts)


def person(**facts: Any) -> Professional:
    return Professional(**{"id": "p", "summary": "s"} | facts)


def stated(name: str, needs: list[Need], people: list[Professional]) -> ScoreArray:
    return from_stated(need_facts(needs), people_facts(people))[name]


def ids(*names: str) -> StringArray:
    return np.array(names, dtype=str)


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
    value = stated(name, [need(**wanted)], [person(**offered)])
    assert value == pytest.approx(np.array([[expected]]), abs=1e-9, nan_ok=True)


def test_stated_features_of_many_pairs_are_those_of_each() -> None:
    needs = [need(**wanted) for _, wanted, _, _ in CASES]
    people = [person(**offered) for _, _, offered, _ in CASES]
    together = from_stated(need_facts(needs), people_facts(people))
    assert tuple(together) == ("availability", "language", "mode", "seniority")
    for row, wanted in enumerate(needs):
        for column, offered in enumerate(people):
            for name, values in together.items():
                assert np.array_equal(stated(name, [wanted], [offered]), values[[row]][:, [column]], equal_nan=True)


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
    known = {"p": frozenset(partners), "other": frozenset(["b1", "o1"])}
    unknown, options = np.full((1, 2), nan), np.full(2, nan)
    history = from_history(unknown, options, need_facts([need(**parties)]), ids("p", "stranger"), known)
    assert history["collaboration"] == pytest.approx(np.array([[expected, nan]]), nan_ok=True)


def test_reciprocity_is_how_much_closer_a_need_is_than_what_else_there_is_for_the_person() -> None:
    works = np.array([[0.5, 0.2, nan, 0.4], [0.1, 0.6, 0.3, 0.0]])
    options = np.array([0.3, 0.5, 0.1, nan])
    needs = need_facts([need(id="n0"), need(id="n1")])
    history = from_history(works, options, needs, ids("p0", "p1", "p2", "p3"), {})
    expected = np.array([[0.2, -0.3, nan, nan], [-0.2, 0.1, 0.2, nan]])
    assert history["reciprocity"] == pytest.approx(expected, nan_ok=True)


def columns(needs: int, people: int) -> dict[str, ScoreArray]:
    """Every feature, in another order than the table's, with numbers that tell feature, need and person."""
    pairs = np.arange(needs * people, dtype=np.float64).reshape(needs, people)
    return {name: pairs + 100 * number for number, name in reversed(list(enumerate(FEATURES)))}


def test_a_table_holds_every_feature_in_order_needs_outermost() -> None:
    table = rounded_table(columns(2, 3))
    assert len(table) == 6
    assert table.names == tuple(FEATURES)
    assert table.values.shape == (6, len(FEATURES))
    assert table.column("works").tolist() == [0, 1, 2, 3, 4, 5]
    assert table.values[4].tolist() == [4 + 100 * number for number in range(len(FEATURES))]


def test_the_features_are_those_from_text_from_what_is_stated_and_from_history() -> None:
    facts = need_facts([need()]), people_facts([person()])
    history = from_history(np.zeros((1, 1)), np.zeros(1), facts[0], ids("p"), {})
    assert tuple(FEATURES) == (*FROM_TEXT, *from_stated(*facts), *history)


def test_numbers_are_rounded_to_nine_places_and_unknown_ones_stay() -> None:
    third = {name: np.array([[1 / 3, nan]]) for name in FEATURES}
    assert np.array_equal(rounded_table(third).column("terms"), [0.333333333, nan], equal_nan=True)


def test_a_feature_that_is_missing_is_an_error() -> None:
    incomplete = columns(1, 1)
    del incomplete["mode"]
    with pytest.raises(KeyError, match="mode"):
        rounded_table(incomplete)


def test_no_pairs_give_an_empty_table() -> None:
    table = rounded_table(columns(1, 0))
    assert len(table) == 0
    assert table.values.shape == (0, len(FEATURES))
    assert len(FeatureTable({})) == 0


def test_an_unknown_column_is_an_error_that_lists_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"charm.*works.*reciprocity"):
        rounded_table(columns(1, 1)).column("charm")


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ([2, 0], [2.0, 0.0]),
        (np.array([2, 0]), [2.0, 0.0]),
        (np.array([True, False, True]), [0.0, 2.0]),
        (slice(1, None), [1.0, 2.0]),
        ([], []),
    ],
)
def test_chosen_pairs_keep_their_order(chosen: Any, expected: list[float]) -> None:
    table = table_of(("works", "must"), np.array([[0.0, 5.0], [1.0, 6.0], [2.0, 7.0]]))
    assert table.rows(chosen).column("works").tolist() == expected
    assert table.rows(chosen).column("must").tolist() == [value + 5 for value in expected]
    assert table.column("works").tolist() == [0.0, 1.0, 2.0]


def test_the_values_of_a_table_may_be_changed_without_changing_it() -> None:
    table = rounded_table(columns(1, 2))
    values = table.values
    values[:] = -1
    assert table.column("works").tolist() == [0.0, 1.0]


def test_a_table_needs_a_name_for_every_column() -> None:
    with pytest.raises(ValueError, match="longer"):
        table_of(("works",), np.zeros((2, 2)))


def test_joined_tables_stand_one_after_the_other() -> None:
    first, second, nothing = rounded_table(columns(1, 2)), rounded_table(columns(2, 2)), rounded_table(columns(0, 2))
    joined = joined_tables([first, nothing, second])
    assert np.array_equal(joined.values, np.concatenate([first.values, second.values]))
    assert joined.names == tuple(FEATURES)


def test_tables_with_other_features_are_not_joined() -> None:
    with pytest.raises(ValueError, match="works"):
        joined_tables([table_of(("works",), np.zeros((1, 1))), table_of(("must",), np.zeros((1, 1)))])
