"""Invents names and the forms in which one person may be registered."""

from dataclasses import dataclass
from random import Random

from data.generator.name_lists import (
    CHINESE_FAMILY,
    CHINESE_FIRST,
    CHINESE_SECOND,
    CHINESE_SINGLE,
    COMPOUND_FAMILY,
    LOCAL_FAMILY,
    LOCAL_GIVEN,
    ORIGIN_OF_COUNTRY,
    POLYPHONIC_FAMILY,
    WESTERN_GIVEN,
)


@dataclass(frozen=True, slots=True)
class ChineseName:
    """One Chinese name in all its forms; ``misread`` differs where the surname has two readings."""

    hanzi: str
    pinyin: str
    family_first: str
    western: str
    misread: str

    def forms(self) -> tuple[str, ...]:
        """The forms a person would give, without repeats."""
        return tuple(dict.fromkeys((self.hanzi, self.pinyin, self.western, self.family_first)))

    def careless_forms(self) -> tuple[str, ...]:
        """All forms that may stand in a second registration, the misread one first if there is one."""
        return tuple(dict.fromkeys((self.misread, *self.forms())))


def chinese_name(rng: Random) -> ChineseName:
    """A Chinese name; one in eight has a surname with two readings, one in twelve a compound one."""
    family, reading, wrong = _family(rng)
    given, given_reading = _given(rng)
    return ChineseName(
        hanzi=family + given,
        pinyin=f"{given_reading} {reading}",
        family_first=f"{reading} {given_reading}",
        western=f"{rng.choice(WESTERN_GIVEN)} {reading}",
        misread=f"{given_reading} {wrong}",
    )


def local_name(rng: Random, country: str) -> str:
    """A name as it is common in the country, given name first."""
    origin = ORIGIN_OF_COUNTRY[country]
    return f"{rng.choice(LOCAL_GIVEN[origin])} {rng.choice(LOCAL_FAMILY[origin])}"


def _family(rng: Random) -> tuple[str, str, str]:
    kind = rng.random()
    if kind < 0.125:
        return rng.choice(POLYPHONIC_FAMILY)
    family, reading = rng.choice(COMPOUND_FAMILY if kind < 0.21 else CHINESE_FAMILY)
    return family, reading, reading


def _given(rng: Random) -> tuple[str, str]:
    if rng.random() < 0.15:
        return rng.choice(CHINESE_SINGLE)
    first, second = rng.choice(CHINESE_FIRST), rng.choice(CHINESE_SECOND)
    return first[0] + second[0], (first[1] + second[1]).capitalize()
