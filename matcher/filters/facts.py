"""The stated facts of many records as columns, so that a rule is asked once for each pair of distinct values."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, fields
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

    def take(self, chosen: IdArray) -> "Column":
        """The column of the chosen records; values that none of them has are left out."""
        used, codes = np.unique(self.codes[chosen], return_inverse=True)
        return Column(tuple(self.values[at] for at in used.tolist()), codes.astype(np.int64))


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

    def take(self, chosen: IdArray) -> "NeedFacts":
        """The columns of the chosen needs."""
        return NeedFacts(**{each.name: getattr(self, each.name).take(chosen) for each in fields(self)})


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
    partners: Column

    def take(self, chosen: IdArray) -> "PeopleFacts":
        """The columns of the chosen people."""
        return PeopleFacts(**{each.name: getattr(self, each.name).take(chosen) for each in fields(self)})


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


def people_facts(people: Sequence[Professional], partners: Mapping[str, frozenset[str]] | None = None) -> PeopleFacts:
    """The columns of m professionals.

    ``partners`` are, by person, the bases and organisations whose needs they have accepted.
    """
    partners = partners or {}
    return PeopleFacts(
        engagements=_column([frozenset(person.engagements) for person in people]),
        languages=_column([frozenset(person.languages) for person in people]),
        modes=_column([frozenset(person.modes) for person in people]),
        stage=_column([person.stage for person in people]),
        availability=_column([_stated(person.availability) for person in people]),
        organisation=_column([person.organisation for person in people]),
        exclusions=_column([frozenset(person.exclusions) for person in people]),
        identities=_column([frozenset(filter(None, (person.id, person.organisation))) for person in people]),
        partners=_column([partners.get(person.id, frozenset()) for person in people]),
    )


def cross(needs: Column, people: Column, rule: Callable[[Any, Any], float]) -> ScoreArray:
    """The rule's answer for every pair (n, m), asked once for each pair of distinct values."""
    answers = np.array(
        [[rule(need, person) for person in people.values] for need in needs.values], dtype=np.float64
    ).reshape(len(needs.values), len(people.values))
    return answers[needs.codes][:, people.codes]


def cross_periods(
    needs: Column, people: Column, rule: Callable[[ScoreArray, ScoreArray, ScoreArray, ScoreArray], ScoreArray]
) -> ScoreArray:
    """An answer computed from the ends of two periods for every pair (n, m); NaN where either is not stated.

    The rule is given the need's start and end (n', 1) and the person's (m',) as day numbers, infinite where open.
    """
    wanted, offered = _ends(needs), _ends(people)
    with np.errstate(invalid="ignore"):
        answers = rule(wanted[0][:, None], wanted[1][:, None], *offered)
    answers = np.where(np.isnan(wanted[0])[:, None] | np.isnan(offered[0]), np.nan, answers)
    found: ScoreArray = answers[needs.codes][:, people.codes]
    return found


def _ends(column: Column) -> tuple[ScoreArray, ScoreArray]:
    """First and last days of the distinct periods, infinite where open, NaN where there is no period."""
    starts = [np.nan if p is None else -np.inf if p.start is None else p.start.toordinal() for p in column.values]
    ends = [np.nan if p is None else np.inf if p.end is None else p.end.toordinal() for p in column.values]
    return np.array(starts, dtype=np.float64), np.array(ends, dtype=np.float64)


def _column(values: Sequence[Hashable]) -> Column:
    distinct = {value: at for at, value in enumerate(dict.fromkeys(values))}
    return Column(tuple(distinct), np.array([distinct[value] for value in values], dtype=np.int64))


def _stated(period: Period | None) -> Period | None:
    return period if period and (period.start or period.end) else None
