"""A tier of the sample: how many people, needs and bases, and how to make each of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from data.generator.needs import Needs, Sought
from data.generator.organisations import organisations
from data.generator.people import People, Person
from data.generator.places import bases
from data.generator.topics import Topic
from matcher.records import Base, Organisation

DEFAULT_SEED = 493
"""Found by search: in the demo every theme has two needs that three people, one of them fully, truly fit."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much is made; ``labelled`` is the number of needs that get labels, None for all."""

    people: int
    needs: int
    bases: int
    labelled: int | None = None


TIERS: Mapping[str, Size] = {
    "demo": Size(320, 64, 24),
    "standard": Size(5_000, 900, 64),
    "stress": Size(150_000, 10_000, 64, labelled=500),
}


class Sample:
    """Makes any record of the sample alone, by its number."""

    def __init__(self, size: Size, topics: Mapping[str, Topic], seed: int = DEFAULT_SEED) -> None:
        for name, given in (("people", size.people), ("needs", size.needs)):
            if given < 1:
                raise ValueError(f"{name} is {given}; allowed: 1 or more")
        self.size, self.seed = size, seed
        self._bases = bases(size.bases)
        self._people = People(seed, topics)
        self._needs = Needs(seed, topics, size.bases)

    def person(self, number: int) -> Person:
        """The person with this number, from 1."""
        return self._people.person(number)

    def need(self, number: int) -> Sought:
        """The need with this number, from 1."""
        return self._needs.need(number)

    def bases(self) -> tuple[Base, ...]:
        """All bases of the tier."""
        return self._bases

    def organisations(self) -> tuple[Organisation, ...]:
        """All organisations; they are the same in every tier."""
        return organisations()
