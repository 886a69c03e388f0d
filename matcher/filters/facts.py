"""The stated facts of many records as columns, so that a rule is asked once for each pair of distinct values."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar

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

    def of(self, record: int) -> Any:
        """The value of one record."""
        return self.values[int(self.codes[record])]


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
    """What m professionals state, and who they are; the fields are columns over the people."""

    id: Column
    engagements: Column
    languages: Column
    modes: Column
    stage: Column
    availability: Column
    organisation: Column
    employers: Column
    exclusions: Column


Facts = TypeVar("Facts", bound=NeedFacts | PeopleFacts)


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a need may be matched at all; ``last_day`` is that of its period."""

    status: str
    visibility: str
    controlled: bool
    deadline: date | None
    last_day: date | None = None


def need_facts(needs: Sequence[Need]) -> NeedFacts:
    """The columns of n needs; a period is empty where neither end is stated."""
    return NeedFacts(
        type=column([need.type for need in needs]),
        languages=column([frozenset(need.languages) for need in needs]),
        modes=column([frozenset(need.modes) for need in needs]),
        stages=column([frozenset(need.stages) for need in needs]),
        period=column([_stated(need.period) for need in needs]),
        parties=column([frozenset(filter(None, (need.base, need.organisation))) for need in needs]),
        exclusions=column([frozenset(need.exclusions) for need in needs]),
        standing=column([Standing(n.status, n.visibility, n.controlled, n.deadline, _last_day(n)) for n in needs]),
    )


def people_facts(people: Sequence[Professional]) -> PeopleFacts:
    """The columns of m professionals."""
    return PeopleFacts(
        id=column([person.id for person in people]),
        engagements=column([frozenset(person.engagements) for person in people]),
        languages=column([frozenset(person.languages) for person in people]),
        modes=column([frozenset(person.modes) for person in people]),
        stage=column([person.stage for person in people]),
        availability=column([_stated(person.availability) for person in people]),
        organisation=column([person.organisation for person in people]),
        employers=column([_employers(person) for person in people]),
        exclusions=column([frozenset(person.exclusions) for person in people]),
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
    for_pairs: ScoreArray = answers[needs.codes][:, people.codes]
    return for_pairs


def _ends(column: Column) -> tuple[ScoreArray, ScoreArray]:
    """First and last days of the distinct periods, infinite where open, NaN where there is no period."""
    starts = [np.nan if p is None else -np.inf if p.start is None else p.start.toordinal() for p in column.values]
    ends = [np.nan if p is None else np.inf if p.end is None else p.end.toordinal() for p in column.values]
    return np.array(starts, dtype=np.float64), np.array(ends, dtype=np.float64)


def column(values: Sequence[Hashable]) -> Column:
    """The column of these values."""
    distinct = {value: at for at, value in enumerate(dict.fromkeys(values))}
    return Column(tuple(distinct), np.array([distinct[value] for value in values], dtype=np.int64))


def _last_day(need: Need) -> date | None:
    return need.period.end if need.period else None


def _employers(person: Professional) -> frozenset[str]:
    """Where the person works now: the stated employer, and positions that have begun and not ended."""
    lasting = (held.organisation for held in person.experiences if held.start is not None and held.end is None)
    return frozenset(filter(None, (person.organisation, *lasting)))


def _stated(period: Period | None) -> Period | None:
    return period if period and (period.start or period.end) else None


def taken(facts: Facts, chosen: IdArray) -> Facts:
    """The facts of the chosen records."""
    return type(facts)(**{field.name: getattr(facts, field.name).take(chosen) for field in fields(facts)})


def joined_facts(parts: Sequence[Facts]) -> Facts:
    """The facts of the records of several parts, one part after the other."""
    names = [field.name for field in fields(parts[0])]
    return type(parts[0])(**{name: _joined([getattr(part, name) for part in parts]) for name in names})


def facts_to_plain(facts: NeedFacts | PeopleFacts) -> dict[str, list[Any]]:
    """The distinct values of every column as JSON has them."""
    return {field.name: [_plain(value) for value in getattr(facts, field.name).values] for field in fields(facts)}


def facts_from_plain(kind: type[Facts], plain: Mapping[str, Sequence[Any]], codes: Mapping[str, IdArray]) -> Facts:
    """The facts with these values, and with codes (n,) by the name of the column."""
    return kind(
        **{
            field.name: Column(tuple(_READERS[field.name](value) for value in plain[field.name]), codes[field.name])
            for field in fields(kind)
        }
    )


def _joined(columns: Sequence[Column]) -> Column:
    numbers: dict[Any, int] = {}
    codes = [np.array([numbers.setdefault(v, len(numbers)) for v in part.values], np.int64) for part in columns]
    return Column(tuple(numbers), np.concatenate([new[part.codes] for new, part in zip(codes, columns, strict=True)]))


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, Period):
        return [_day(value.start), _day(value.end)]
    if isinstance(value, Standing):
        return [value.status, value.visibility, value.controlled, _day(value.deadline), _day(value.last_day)]
    return value


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _to_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _to_period(plain: Sequence[str | None] | None) -> Period | None:
    return Period(*map(_to_day, plain)) if plain else None


def _to_standing(plain: Sequence[Any]) -> Standing:
    return Standing(plain[0], plain[1], plain[2], _to_day(plain[3]), _to_day(plain[4]))


def _as_is(value: Any) -> Any:
    return value


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "id": _as_is,
    "type": _as_is,
    "stage": _as_is,
    "organisation": _as_is,
    "period": _to_period,
    "availability": _to_period,
    "standing": _to_standing,
} | dict.fromkeys(("languages", "modes", "stages", "parties", "exclusions", "employers", "engagements"), frozenset)
