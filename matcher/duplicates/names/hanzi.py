"""A name in Chinese characters: where its surname ends and how it is read."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import product

from matcher.duplicates.names.surnames import COMPOUND, READINGS

_MOST_READINGS = 3
"""Readings of one character that are tried; the rest are rare."""
_LONGEST_GIVEN = 3


def parted(name: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Readings of the surname, and the given name, for each place where the surname may end; ü as v."""
    if name[:2] in COMPOUND and 2 < len(name) <= 2 + _LONGEST_GIVEN:
        yield (COMPOUND[name[:2]],), name[2:]
    if len(name) == 1 or (len(name) <= 1 + _LONGEST_GIVEN and not (name[:2] in COMPOUND and len(name) > 2)):
        yield READINGS.get(name[0]) or sounds(name[0])[:1], name[1:]


def given_sounds(given: str) -> list[tuple[str, ...]]:
    """Every way to read a given name, a syllable for each character."""
    return list(product(*map(sounds, given)))


@lru_cache(maxsize=20_000)
def sounds(character: str) -> tuple[str, ...]:
    """Readings of a character, the usual one first; none for one that is in no dictionary."""
    from pypinyin import Style, pinyin

    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    return tuple(found[0][:_MOST_READINGS]) if found else ()
