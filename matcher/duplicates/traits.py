"""The parts of a professional's record that are compared: names, works, positions, texts, employers."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from matcher.duplicates.names import Name, full_keys, read_name
from matcher.records import Experience, Professional
from matcher.scripts import has_han

_MAX_NAMES = 8
_MIN_TITLE = 16
_MIN_TEXT = 48
"""Letters that a title, or a sentence about oneself, needs to be personal; a Han character counts as three."""
_NOT_LETTERS = re.compile(r"[\W_]+")
_MAX_LENGTH = 4_000


@dataclass(frozen=True, slots=True)
class Traits:
    """A professional as they are compared; all texts in a normal form. ``country`` is empty if it is unknown.

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
        """Everything that two records of one person often share, and records of two people rarely."""
        return self.works | self.positions | self.texts


def traits_of(person: Professional, characters: Mapping[int, int] | None = None) -> Traits:
    """The traits of a record; ``characters`` turns traditional characters into simplified ones."""
    written = [name for name in (person.name, *person.aliases) if name][:_MAX_NAMES]
    names = dict.fromkeys(name for form in written for name in read_name(form, characters))
    texts = (person.headline, person.summary, *(experience.description for experience in person.experiences))
    employers = (person.organisation, *(experience.organisation for experience in person.experiences))
    return Traits(
        person.id,
        tuple(names),
        full_keys(names),
        work_keys(person),
        frozenset(filter(None, map(_position, person.experiences))),
        _personal(texts, _MIN_TEXT),
        frozenset(filter(None, (normal(employer) for employer in employers if employer))),
        normal(person.country or ""),
    )


def work_keys(person: Professional) -> frozenset[str]:
    """The titles of a person's works in normal form, those that are long enough to be of one work only."""
    return _personal((work.title for work in person.works), _MIN_TITLE)


def normal(text: str) -> str:
    """The letters and digits of a text in one width and case; only the beginning of a very long one."""
    return _NOT_LETTERS.sub("", unicodedata.normalize("NFKC", text[:_MAX_LENGTH]).casefold())


def _personal(texts: Iterable[str], least: int) -> frozenset[str]:
    """The texts that are long enough to be one person's own, in normal form."""
    return frozenset(
        letters for letters in map(normal, texts) if len(letters) >= least or _weight(letters) >= least
    )  # fmt: skip


def _weight(letters: str) -> int:
    return len(letters) if not has_han(letters) else sum(1 if mark.isascii() else 3 for mark in letters)


def _position(experience: Experience) -> str:
    """Title, employer and first year; empty unless all three are stated."""
    if not (experience.title and experience.organisation and experience.start):
        return ""
    return f"{normal(experience.title)}@{normal(experience.organisation)}@{experience.start}"
