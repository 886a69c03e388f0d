"""When a need takes place, by when to answer, and how a text says so."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from data.generator.conditions import TODAY
from data.generator.phrases_needs import MONTH_NAMES, PERIOD
from data.generator.topics import Tongue
from matcher.records import NeedType, Period

_WORDS = ("one month", "two months", "three months", "four months", "five months", "six months")


@dataclass(frozen=True, slots=True)
class Schedule:
    """The period of a need and its last day to answer."""

    period: Period
    deadline: date
    months: int


def schedule(type_: NeedType, state: str, rng: Random) -> Schedule:
    """A time after the day of the sample; for a closed or overdue need the answer was due before it."""
    months = {"exchange": 1, "trip": 1, "training": 1, "survey": 3}.get(type_) or rng.choice((3, 4, 6, 9, 12))
    start = TODAY + timedelta(days=rng.randint(50, 230))
    if state != "open":
        start -= timedelta(days=rng.randint(230, 330))
    start = start.replace(day=1)
    end = _after(start, months) - timedelta(days=1)
    deadline = start - timedelta(days=rng.randint(12, 30))
    return Schedule(Period(start, end), deadline, months)


def sentence(plan: Schedule, tongue: Tongue, rng: Random) -> str:
    """The period in words."""
    start, end = plan.period.start or TODAY, plan.period.end or TODAY
    patterns = [each for each in PERIOD[tongue] if plan.months > 1 or "{end}" not in each]
    pattern = rng.choice(patterns[:1] if plan.months == 1 else patterns)
    return pattern.format(start=_month(start, tongue), end=_month(end, tongue), months=_duration(plan.months, tongue))


def _after(start: date, months: int) -> date:
    total = start.month - 1 + months
    return date(start.year + total // 12, total % 12 + 1, 1)


def _month(day: date, tongue: Tongue) -> str:
    return f"{MONTH_NAMES[day.month - 1]} {day.year}" if tongue == "en" else f"{day.year}年{day.month}月"


def _duration(months: int, tongue: Tongue) -> str:
    if tongue == "zh":
        return f"{months}个月"
    return _WORDS[months - 1] if months <= len(_WORDS) else {9: "nine months", 12: "a year"}[months]
