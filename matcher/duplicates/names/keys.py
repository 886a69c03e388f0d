"""Keys under which names of one person meet, so that not everybody has to be compared with everybody."""

from collections.abc import Iterable

from matcher.duplicates.names.reading import Name


def surnames(names: Iterable[Name]) -> frozenset[str]:
    """What the surnames may be, other spellings included; people who share none have different names."""
    readings = [reading for name in names for reading in name]
    return frozenset(surname for reading in readings for surname in reading.surnames | reading.loose)


def full_keys(names: Iterable[Name]) -> frozenset[str]:
    """Surname with given name, in every reading; two names that are likely of one person share a key."""
    return frozenset(
        f"{surname} {given}"
        for name in names
        for reading in name
        for surname in reading.surnames | reading.loose
        for given in (*reading.given, *_first_in_full(reading.words))
    )


def _first_in_full(words: Iterable[str]) -> list[str]:
    return [word for word in words if len(word) > 1][:1]
