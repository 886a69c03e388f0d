"""What of a professional's record is laid beside another's: names, works, positions, texts, employers."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from matcher.duplicates.names import Name, full_keys, read_name
from matcher.records import Experience, Professional
from matcher.scripts import has_han

_MOST_NAMES = 8
_TELLING_TITLE = 16
_TELLING_TEXT = 48
"""Letters from which a title, or a sentence about oneself, is one's own; a Han character counts as three."""
_SIGNS = re.compile(r"[\W_]+")
_LOOKED_AT = 4_000


@dataclass(frozen=True, slots=True)
class Traits:
    """A professional as they are compared; all texts in a normal form. ``country`` is empty where it is unknown.

    ``full_names`` are the keys of the names; see ``full_keys``.
    """

    id: str
    names: tuple[Name, ...]
    full_names: frozenset[str]
    works: frozenset[str]
    positions: frozenset[str]
    texts: frozenset[str]
    employers: frozenset[str]
    country: str

    @property
    def items(self) -> frozenset[str]:
        """Everything that two records of one person may share and those of two people seldom do."""
        return self.works | self.positions | self.texts


def traits_of(person: Professional, characters: Mapping[int, int] | None = None) -> Traits:
    """The traits of a record; ``characters`` turns traditional characters into simplified ones."""
    written = [name for name in (person.name, *person.aliases) if name][:_MOST_NAMES]
    names = dict.fromkeys(name for each in written for name in read_name(each, characters))
    stated = (person.headline, person.summary, *(held.description for held in person.experiences))
    held = (person.organisation, *(each.organisation for each in person.experiences))
    return Traits(
        person.id,
        tuple(names),
        full_keys(names),
        _telling((work.title for work in person.works), _TELLING_TITLE),
        frozenset(position for each in person.experiences if (position := _position(each))),
        _telling(stated, _TELLING_TEXT),
        frozenset(filter(None, (normal(each) for each in held if each))),
        normal(person.country or ""),
    )


def normal(text: str) -> str:
    """A text by its letters and digits only, in one width and case; of a very long one the beginning."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text[:_LOOKED_AT]).casefold())


def _telling(texts: Iterable[str], least: int) -> frozenset[str]:
    return frozenset(found for text in texts if _weight(found := normal(text)) >= least)


def _weight(letters: str) -> int:
    return len(letters) if not has_han(letters) else sum(1 if mark.isascii() else 3 for mark in letters)


def _position(held: Experience) -> str:
    """Title, employer and first year, where all are stated."""
    if not (held.title and held.organisation and held.start):
        return ""
    return f"{normal(held.title)}@{normal(held.organisation)}@{held.start}"
