"""Compares written names of people, in hanzi, pinyin or Western form: to propose duplicates, never to rank."""

from matcher.duplicates.names.compare import (
    Likeness,
    NameReason,
    Strength,
    compare,
    compare_names,
    full_keys,
    surnames,
)
from matcher.duplicates.names.reading import Name, Reading, read_name

__all__ = [
    "Likeness",
    "Name",
    "NameReason",
    "Reading",
    "Strength",
    "compare",
    "compare_names",
    "full_keys",
    "read_name",
    "surnames",
]
