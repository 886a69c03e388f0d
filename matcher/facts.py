"""The stated facts of many records as columns, so that a rule is asked once for each pair of distinct values."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from matcher.arrays import IdArray, ScoreArray
from matcher.records import Need, Period, Professional


@dataclass(frozen=True, slots=True)
class Column:
    """One value for each of n records: the distinct ``values`` and the ``codes`` (n,) that point to them."""

    values: tuple[Any, ...]
    codes: IdArray


@dataclass(frozen=True, slots=True)
class NeedFacts:
    """What n needs state; the fields are columns over the needs."""

    type: Column
    languages: Column
    modes: Column
    stages: Column
    period: Column
    parties: Column
    exclusions: Column
    standing: Column


@dataclass(frozen=True, slots=True)
class PeopleFacts:
    """What m professionals state; the fields are columns over the people."""

    engagements: Column
    languages: Column
    modes: Column
    stage: Column
    availability: Column
    organisation: Column
    exclusions: Column
    identities: Column


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a need may be matched at all."""

    status: str
    visibility: str
    controlled: bool
    deadline: date | None


def need_facts(needs: Sequence[Need]) -> NeedFacts:
    """The columns of n needs; a period is empty where neither end is stated."""
    return NeedFacts(
        type=_column([need.type for need in needs]),
        languages=_column([frozenset(need.languages) for need in needs]),
        modes=_column([frozenset(need.modes) for need in needs]),
        stages=_column([frozenset(need.stages) for need in needs]),
        period=_column([_stated(need.period) for need in needs]),
        parties=_column([frozenset(filter(None, (need.base, need.organisation))) for need in needs]),
        exclusions=_column([frozenset(need.exclusions) for need in needs]),
        standing=_column([Standing(n.status, n.visibility, n.controlled, n.deadline) for n in needs]),
    )


def people_facts(people: Sequence[Professional]) -> PeopleFacts:
    """The columns of m professionals."""
    return PeopleFacts(
        engagements=_column([frozenset(person.engagements) for person in people]),
        languages=_column([frozenset(person.languages) for person in people]),
        modes=_column([frozenset(person.modes) for person in people]),
        stage=_column([person.stage for person in people]),
        availability=_column([_stated(person.availability) for person in people]),
        organisation=_column([person.organisation for person in people]),
        exclusions=_column([frozenset(person.exclusions) for person in people]),
        identities=_column([frozenset(filter(None, (person.id, person.organisation))) for person in people]),
    )


def cross(needs: Column, people: Column, rule: Callable[[Any, Any], float]) -> ScoreArray:
    """The rule's answer for every pair (n, m), asked once for each pair of distinct values."""
    answers = np.array(
        [[rule(need, person) for person in people.values] for need in needs.values], dtype=np.float64
    ).reshape(len(needs.values), len(people.values))
    return answers[needs.codes][:, people.codes]


def _column(values: Sequence[Hashable]) -> Column:
    distinct = {value: at for at, value in enumerate(dict.fromkeys(values))}
    return Column(tuple(distinct), np.array([distinct[value] for value in values], dtype=np.int64))


def _stated(period: Period | None) -> Period | None:
    return period if period and (period.start or period.end) else None
