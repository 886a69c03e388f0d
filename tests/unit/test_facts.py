"""Facts as columns say what the records say, and rules asked of them what plain loops would."""

from datetime import date
from math import inf, isnan, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.arrays import ScoreArray, as_ids
from matcher.filters.facts import Column, cross, cross_periods, need_facts, people_facts
from matcher.records import Need, Period, Professional
from tests.contracts.strategies import needs, periods, professionals


def column(*values: object) -> Column:
    """A column whose records have these values; equal ones are kept once."""
    distinct = list(dict.fromkeys(values))
    return Column(tuple(distinct), as_ids([distinct.index(value) for value in values]))


def values_of(some: Column) -> list[object]:
    return [some.values[code] for code in some.codes.tolist()]


def days(start: ScoreArray, end: ScoreArray, free: ScoreArray, busy: ScoreArray) -> ScoreArray:
    """Days that two periods share."""
    shared: ScoreArray = np.maximum(np.minimum(end, busy) - np.maximum(start, free) + 1, 0)
    return shared


def plain_days(wanted: Period | None, offered: Period | None) -> float:
    if wanted is None or offered is None:
        return nan
    starts = [each.start.toordinal() for each in (wanted, offered) if each.start]
    ends = [each.end.toordinal() for each in (wanted, offered) if each.end]
    return max(min(ends, default=inf) - max(starts, default=-inf) + 1, 0)


@settings(max_examples=60)
@given(st.lists(st.none() | periods(), max_size=5), st.lists(st.none() | periods(), max_size=5))
def test_periods_are_crossed_as_by_a_plain_loop(wanted: list[Period | None], offered: list[Period | None]) -> None:
    found = cross_periods(column(*wanted), column(*offered), days)
    expected = [[plain_days(left, right) for right in offered] for left in wanted]
    assert np.array_equal(found, np.array(expected).reshape(len(wanted), len(offered)), equal_nan=True)


@pytest.mark.parametrize(
    ("wanted", "offered", "shared"),
    [
        (Period(date(2026, 1, 1), date(2026, 1, 10)), Period(date(2026, 1, 10), date(2026, 2, 1)), 1),
        (Period(date(2026, 1, 1), date(2026, 1, 10)), Period(date(2026, 1, 11), date(2026, 2, 1)), 0),
        (Period(date(2026, 1, 1), date(2026, 1, 10)), Period(None, None), 10),
        (Period(date(2026, 1, 1)), Period(date(2026, 5, 1)), inf),
        (Period(None, date(2026, 1, 1)), Period(None, date(2026, 5, 1)), inf),
        (Period(date(2026, 1, 1)), Period(None, date(2026, 1, 3)), 3),
    ],
)
def test_ends_are_days_of_the_period_and_open_ends_are_infinite(wanted: Period, offered: Period, shared: float) -> None:
    assert cross_periods(column(wanted), column(offered), days).tolist() == [[shared]]
    assert cross_periods(column(offered), column(wanted), days).tolist() == [[shared]]


def test_a_period_that_is_not_stated_is_unknown_whatever_the_rule_says() -> None:
    spring = Period(date(2027, 3, 1), date(2027, 5, 31))
    found = cross_periods(column(None, spring), column(spring, None, spring), lambda *_: np.ones((2, 2)))
    assert np.array_equal(found, [[nan, nan, nan], [1, nan, 1]], equal_nan=True)


def test_no_records_give_no_answers() -> None:
    some = column(Period(date(2026, 1, 1)))
    assert cross_periods(column(), some, days).shape == (0, 1)
    assert cross_periods(some, column(), days).shape == (1, 0)
    assert cross(column(), column(1, 2), lambda a, b: a + b).shape == (0, 2)


@given(st.lists(st.integers(0, 3), max_size=5), st.lists(st.integers(0, 3), max_size=5))
def test_a_rule_is_asked_once_for_each_pair_of_distinct_values(wanted: list[int], offered: list[int]) -> None:
    asked: list[tuple[int, int]] = []

    def rule(left: int, right: int) -> float:
        asked.append((left, right))
        return 10 * left + right

    found = cross(column(*wanted), column(*offered), rule)
    assert found.tolist() == [[10 * left + right for right in offered] for left in wanted]
    assert len(asked) == len(set(asked)) == len(set(wanted)) * len(set(offered))


@settings(max_examples=40)
@given(st.lists(professionals, min_size=1, max_size=5), st.lists(needs, min_size=1, max_size=5), st.data())
def test_facts_of_chosen_records_are_those_of_the_records_alone(
    people: list[Professional], wanted: list[Need], data: st.DataObject
) -> None:
    partners = {each.id: frozenset([each.id[:1]]) for each in people[::2]}
    some = data.draw(st.lists(st.integers(0, len(people) - 1), max_size=6))
    taken, alone = (
        people_facts(people, partners).take(as_ids(some)),
        people_facts([people[at] for at in some], partners),
    )
    for name in taken.__slots__:
        assert values_of(getattr(taken, name)) == values_of(getattr(alone, name))
        assert set(getattr(taken, name).codes.tolist()) == set(range(len(getattr(taken, name).values)))
    some = data.draw(st.lists(st.integers(0, len(wanted) - 1), max_size=6))
    taken_needs, alone_needs = need_facts(wanted).take(as_ids(some)), need_facts([wanted[at] for at in some])
    for name in taken_needs.__slots__:
        assert values_of(getattr(taken_needs, name)) == values_of(getattr(alone_needs, name))


def test_partners_are_those_of_the_person_and_nobody_elses() -> None:
    people = [Professional(id=each, summary="s") for each in ("a", "b", "a2")]
    facts = people_facts(people, {"a": frozenset(["b1"]), "z": frozenset(["b2"])})
    assert values_of(facts.partners) == [frozenset(["b1"]), frozenset(), frozenset()]
    assert values_of(people_facts(people).partners) == [frozenset()] * 3


def test_a_period_without_any_end_is_not_stated() -> None:
    needs_stated = need_facts([Need(id="n", title="t", period=Period())])
    assert values_of(needs_stated.period) == [None]
    people = people_facts([Professional(id="p", summary="s", availability=Period())])
    assert values_of(people.availability) == [None]
    assert isnan(cross_periods(needs_stated.period, people.availability, days)[0, 0])
