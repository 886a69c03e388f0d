"""Compares two records and says how strongly they seem to be of one person, with every reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from matcher.duplicates.blocks import pairs_to_compare
from matcher.duplicates.names import NameReason, Strength, compare_names
from matcher.duplicates.traits import Traits, traits_of
from matcher.records import Professional

Grade = Literal["strong", "likely", "possible"]
Fact = Literal[
    "works",
    "work",
    "position",
    "text",
    "employer",
    "frequent_name",
    "no_work_shared",
    "no_employer_shared",
    "country_differs",
]
GRADES: tuple[Grade, ...] = get_args(Grade)

_WEIGHTS: Mapping[Fact, int] = {
    "works": 3,
    "work": 1,
    "position": 2,
    "text": 2,
    "employer": 1,
    "frequent_name": -1,
    "no_work_shared": -1,
    "no_employer_shared": -1,
    "country_differs": -1,
}
_LEAST: Mapping[Grade, int] = {"strong": 6, "likely": 4, "possible": 3}
"""The lowest weight of each grade; a name gives 1 to 3, so that the same name is enough and a possible one never is."""
_MIN_WORKS = 3
"""Works that both must list before having none in common counts against them."""
_FREQUENT = 4
"""From this number of people with one name, having it says less."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A point on which two records agree or disagree: the likeness of names, or a fact and how many times it holds."""

    code: NameReason | Fact
    weight: int
    count: int = 1


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two records that may be of one person, by id; ``weight`` is the sum of the reasons' weights."""

    first: str
    second: str
    grade: Grade
    weight: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Crowd:
    """A name, in letters, shared by so many people that only those with something else in common were compared."""

    name: str
    people: int


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Proposals, the strongest first, and where not all pairs were compared.

    Those are the ``crowds`` of people with one name, and ``thinned`` groups of people with something else in common.
    """

    proposals: tuple[Proposal, ...]
    crowds: tuple[Crowd, ...] = ()
    thinned: int = 0


def propose(people: Iterable[Professional], characters: Mapping[int, int] | None = None) -> Duplicates:
    """Pairs that a human should look at; nothing is merged, and nothing else is done with them.

    ``characters`` turns traditional characters into simplified ones (``str.translate``). The order of the people does
    not matter. A person without a readable name is in no pair.
    """
    return _propose(traits_of(person, characters) for person in people)


def probably_one(people: Iterable[Traits]) -> list[tuple[str, str]]:
    """The pairs of ids among a few people that are likely or strongly of one person."""
    return [(pair.first, pair.second) for pair in _propose(people).proposals if pair.grade in ("strong", "likely")]


def _propose(people: Iterable[Traits]) -> Duplicates:
    traits = sorted(people, key=lambda person: person.id)
    chosen = pairs_to_compare(traits)
    proposals = (proposal(traits[one], traits[other], chosen.holders) for one, other in chosen.pairs)
    crowds = [Crowd(name, count) for name, count in chosen.crowds.items()]
    return Duplicates(
        tuple(sorted(filter(None, proposals), key=lambda pair: (-pair.weight, pair.first, pair.second))),
        tuple(sorted(crowds, key=lambda crowd: (-crowd.people, crowd.name))),
        chosen.thinned,
    )


def proposal(one: Traits, other: Traits, holders: Mapping[str, int]) -> Proposal | None:
    """Whether two people may be one, and how strongly; None if their names differ or the evidence is too weak.

    ``holders`` is how many people have each name.
    """
    likeness = compare_names(one.names, other.names)
    if likeness.strength is Strength.DIFFERENT:
        return None
    reasons = (Reason(likeness.reason, int(likeness.strength)), *_facts(one, other, holders))
    weight = sum(reason.weight for reason in reasons)
    grade = next((grade for grade in GRADES if weight >= _LEAST[grade]), None)
    return Proposal(one.id, other.id, grade, weight, reasons) if grade else None


def _facts(one: Traits, other: Traits, holders: Mapping[str, int]) -> list[Reason]:
    facts = (*_agreements(one, other), *_name_frequency(one, other, holders), *_contradictions(one, other))
    return [Reason(fact, _WEIGHTS[fact], count) for fact, count in facts]


def _agreements(one: Traits, other: Traits) -> Iterable[tuple[Fact, int]]:
    works = len(one.works & other.works)
    if works:
        yield ("works" if works > 1 else "work"), works
    if positions := len(one.positions & other.positions):
        yield "position", positions
    elif employers := len(one.employers & other.employers):
        yield "employer", employers
    if texts := len(one.texts & other.texts):
        yield "text", texts


def _name_frequency(one: Traits, other: Traits, holders: Mapping[str, int]) -> Iterable[tuple[Fact, int]]:
    """How many people have the rarest name that the two share."""
    count = min((holders.get(name, 1) for name in one.full_names & other.full_names), default=0)
    if count >= _FREQUENT:
        yield "frequent_name", count


def _contradictions(one: Traits, other: Traits) -> Iterable[tuple[Fact, int]]:
    if min(len(one.works), len(other.works)) >= _MIN_WORKS and not one.works & other.works:
        yield "no_work_shared", 1
    if one.employers and other.employers and not one.employers & other.employers:
        yield "no_employer_shared", 1
    if one.country and other.country and one.country != other.country:
        yield "country_differs", 1
