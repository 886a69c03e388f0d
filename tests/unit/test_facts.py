"""Facts as columns say what the records say, and rules asked of them what plain loops would."""

import json
from dataclasses import fields
from datetime import date
from math import inf, isnan, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.arrays import IdArray, ScoreArray, as_ids
from matcher.filters.facts import (
    Column,
    NeedFacts,
    PeopleFacts,
    column,
    cross,
    cross_periods,
    facts_from_plain,
    facts_to_plain,
    joined_facts,
    need_facts,
    people_facts,
    taken,
)
from matcher.records import Need, Period, Professional
from tests.contracts.strategies import needs, periods, professionals


def values_of(stated: Column) -> list[object]:
    """The value of each record."""
    return [stated.values[code] for code in stated.codes.tolist()]


def days(start: ScoreArray, end: ScoreArray, free: ScoreArray, busy: ScoreArray) -> ScoreArray:
    """Days that two periods share."""
    shared: ScoreArray = np.maximum(np.minimum(end, busy) - np.maximum(start, free) + 1, 0)
    return shared


def plain_days(wanted: Period | None, offered: Period | None) -> float:
    if wanted is None or offered is None:
        return nan
    starts = [period.start.toordinal() for period in (wanted, offered) if period.start]
    ends = [period.end.toordinal() for period in (wanted, offered) if period.end]
    return max(min(ends, default=inf) - max(starts, default=-inf) + 1, 0)


@settings(max_examples=60)
@given(st.lists(st.none() | periods(), max_size=5), st.lists(st.none() | periods(), max_size=5))
def test_periods_are_crossed_as_by_a_plain_loop(wanted: list[Period | None], offered: list[Period | None]) -> None:
    answers = cross_periods(column(wanted), column(offered), days)
    expected = [[plain_days(left, right) for right in offered] for left in wanted]
    assert np.array_equal(answers, np.array(expected).reshape(len(wanted), len(offered)), equal_nan=True)


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
    assert cross_periods(column([wanted]), column([offered]), days).tolist() == [[shared]]
    assert cross_periods(column([offered]), column([wanted]), days).tolist() == [[shared]]


def test_a_period_that_is_not_stated_is_unknown_whatever_the_rule_says() -> None:
    spring = Period(date(2027, 3, 1), date(2027, 5, 31))
    answers = cross_periods(column([None, spring]), column([spring, None, spring]), lambda *_: np.ones((2, 2)))
    assert np.array_equal(answers, [[nan, nan, nan], [1, nan, 1]], equal_nan=True)


def test_no_records_give_no_answers() -> None:
    stated = column([Period(date(2026, 1, 1))])
    assert cross_periods(column([]), stated, days).shape == (0, 1)
    assert cross_periods(stated, column([]), days).shape == (1, 0)
    assert cross(column([]), column([1, 2]), lambda need, person: need + person).shape == (0, 2)


@given(st.lists(st.integers(0, 3), max_size=5), st.lists(st.integers(0, 3), max_size=5))
def test_a_rule_is_asked_once_for_each_pair_of_distinct_values(wanted: list[int], offered: list[int]) -> None:
    asked: list[tuple[int, int]] = []

    def rule(left: int, right: int) -> float:
        asked.append((left, right))
        return 10 * left + right

    answers = cross(column(wanted), column(offered), rule)
    assert answers.tolist() == [[10 * left + right for right in offered] for left in wanted]
    assert len(asked) == len(set(asked)) == len(set(wanted)) * len(set(offered))


def every_value(facts: NeedFacts | PeopleFacts) -> dict[str, list[object]]:
    """The values of all records by the name of the fact."""
    return {field.name: values_of(getattr(facts, field.name)) for field in fields(facts)}


def is_compact(facts: NeedFacts | PeopleFacts) -> bool:
    """Whether every distinct value is of a record, and stands once."""
    stated = [getattr(facts, field.name) for field in fields(facts)]
    return all(
        set(known.codes.tolist()) == set(range(len(known.values))) and len(set(known.values)) == len(known.values)
        for known in stated
    )


def numbers(data: st.DataObject, records: int) -> IdArray:
    """The numbers of a few records in any order, one more than once."""
    return as_ids(data.draw(st.lists(st.integers(0, records - 1), max_size=6)))


@settings(max_examples=40)
@given(st.lists(professionals, min_size=1, max_size=5), st.lists(needs, min_size=1, max_size=5), st.data())
def test_facts_of_chosen_records_are_those_of_the_records_alone(
    people: list[Professional], wanted: list[Need], data: st.DataObject
) -> None:
    chosen = numbers(data, len(people))
    few_people = taken(people_facts(people), chosen)
    assert every_value(few_people) == every_value(people_facts([people[number] for number in chosen]))
    chosen = numbers(data, len(wanted))
    few_needs = taken(need_facts(wanted), chosen)
    assert every_value(few_needs) == every_value(need_facts([wanted[number] for number in chosen]))
    assert is_compact(few_people)
    assert is_compact(few_needs)


@settings(max_examples=40)
@given(st.lists(st.lists(professionals, max_size=3), min_size=1, max_size=3))
def test_joined_facts_are_those_of_all_records_in_order(parts: list[list[Professional]]) -> None:
    joined = joined_facts([people_facts(part) for part in parts])
    assert every_value(joined) == every_value(people_facts([person for part in parts for person in part]))
    assert is_compact(joined)


@settings(max_examples=40)
@given(st.lists(st.lists(needs, max_size=3), min_size=1, max_size=3))
def test_facts_of_needs_are_joined_likewise(parts: list[list[Need]]) -> None:
    joined = joined_facts([need_facts(part) for part in parts])
    assert every_value(joined) == every_value(need_facts([need for part in parts for need in part]))
    assert is_compact(joined)


@settings(max_examples=40)
@given(st.lists(professionals, max_size=4), st.lists(needs, max_size=4))
def test_facts_written_as_json_and_read_again_are_the_same(people: list[Professional], wanted: list[Need]) -> None:
    for facts in (people_facts(people), need_facts(wanted)):
        plain = json.loads(json.dumps(facts_to_plain(facts)))
        codes = {field.name: getattr(facts, field.name).codes for field in fields(facts)}
        assert every_value(facts_from_plain(type(facts), plain, codes)) == every_value(facts)


def test_the_parties_of_a_need_are_its_base_and_its_organisation() -> None:
    stated: list[dict[str, str]] = [{"base": "b1", "organisation": "o1"}, {"base": "b1"}, {}]
    facts = need_facts([Need(id="n", title="t", **parties) for parties in stated])  # type: ignore[arg-type]
    assert [facts.parties.of(number) for number in range(3)] == [{"b1", "o1"}, {"b1"}, frozenset()]


@given(st.lists(st.integers(0, 3), max_size=6))
def test_a_column_keeps_equal_values_once_in_the_order_in_which_they_come(values: list[int]) -> None:
    known = column(values)
    assert values_of(known) == values
    assert known.values == tuple(dict.fromkeys(values))
    assert [known.of(number) for number in range(len(values))] == values


def test_a_period_without_any_end_is_not_stated() -> None:
    needs_stated = need_facts([Need(id="n", title="t", period=Period())])
    assert values_of(needs_stated.period) == [None]
    people = people_facts([Professional(id="p", summary="s", availability=Period())])
    assert values_of(people.availability) == [None]
    assert isnan(cross_periods(needs_stated.period, people.availability, days)[0, 0])
