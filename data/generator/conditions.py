"""Conditions of a person: languages, kinds of engagement, availability, consent and date of the record."""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from data.generator.census import Traits
from data.generator.places import EARLY
from matcher.records import Consent, Mode, NeedType, Period, Professional

Choice = TypeVar("Choice")

TODAY = date(2026, 11, 22)
"""The day on which the sample is set; nothing in it depends on the real date."""

STALE_DAYS = 3 * 365 + 1

_LOCAL_LANGUAGE: Mapping[str, str] = {
    "DE": "de",
    "CH": "de",
    "NL": "nl",
    "FR": "fr",
    "SE": "sv",
    "DK": "da",
    "IT": "it",
    "JP": "ja",
    "KR": "ko",
}
_ENGAGEMENTS: Mapping[NeedType, int] = {
    "project": 30,
    "exchange": 26,
    "consulting": 18,
    "trip": 12,
    "training": 12,
    "survey": 8,
    "startup": 8,
}
_MODES: Mapping[Mode, int] = {"remote": 40, "visit": 36, "stay": 16, "relocate": 8}


def blank(traits: Traits, rng: Random) -> Professional:
    """A person with all conditions and no texts yet."""
    updated = _updated(traits, rng)
    return Professional(
        id=traits.id,
        headline="-",
        languages=_languages(traits, rng),
        country=traits.country,
        stage=traits.stage,
        availability=_availability(traits, rng),
        engagements=_engagements(traits, rng),
        modes=_some(_MODES, rng.choices((0, 1, 2, 3), (6, 34, 40, 20))[0], rng),
        exclusions=_exclusions(traits, rng),
        consent=consent(traits.consent, updated, rng),
        updated=updated,
        synthetic=True,
    )


def consent(kind: str, updated: date, rng: Random) -> Consent | None:
    """Consent of a kind: to matching, to something else only, lapsed, or none."""
    if kind == "none":
        return None
    given = updated - timedelta(days=rng.randint(0, 40))
    if kind == "expired":
        return Consent(("matching",), given, max(given, TODAY - timedelta(days=rng.randint(3, 300))))
    if kind == "other":
        return Consent(("newsletter",), given)
    until = TODAY + timedelta(days=rng.randint(200, 900)) if rng.random() < 0.3 else None
    return Consent(("matching",), given, until)


def _updated(traits: Traits, rng: Random) -> date:
    age = rng.randint(STALE_DAYS, 2300) if "stale" in traits.flags else int(rng.triangular(1, 1000, 120))
    return TODAY - timedelta(days=age)


def _languages(traits: Traits, rng: Random) -> tuple[str, ...]:
    if "unknown_languages" in traits.flags:
        return ()
    spoken = {"en": ["en"], "zh": ["zh"]}.get(traits.language, ["zh", "en"])
    if traits.language == "zh" and rng.random() < 0.7:
        spoken.append("en")
    if traits.language == "en" and traits.chinese and rng.random() < 0.8:
        spoken.append("zh")
    local = _LOCAL_LANGUAGE.get(traits.country)
    if local and rng.random() < (0.55 if traits.chinese else 1):
        spoken.append(local)
    return tuple(spoken)


def _availability(traits: Traits, rng: Random) -> Period | None:
    if "unknown_availability" in traits.flags:
        return None
    start = TODAY + timedelta(days=rng.randint(-60, 240))
    end = start + timedelta(days=rng.randint(60, 540)) if rng.random() < 0.7 else None
    return Period(start, end)


def _engagements(traits: Traits, rng: Random) -> tuple[NeedType, ...]:
    shares = dict(_ENGAGEMENTS)
    if traits.stage == "founder":
        shares["startup"] = 60
    return _some(shares, rng.choices((0, 1, 2, 3, 4), (5, 20, 38, 25, 12))[0], rng)


def _some(shares: Mapping[Choice, int], count: int, rng: Random) -> tuple[Choice, ...]:
    """Some of the choices without repeats, the likelier ones more often."""
    left, chosen = dict(shares), []
    for _ in range(count):
        chosen.append(rng.choices(list(left), list(left.values()))[0])
        del left[chosen[-1]]
    return tuple(chosen)


def _exclusions(traits: Traits, rng: Random) -> tuple[str, ...]:
    if "exclusions" not in traits.flags:
        return ()
    known = [
        *(f"B{number:02}" for number in range(1, EARLY + 1)),
        *(f"O{number:02}" for number in range(74, 86)),
    ]
    return tuple(rng.sample(known, rng.choice((1, 1, 2))))
