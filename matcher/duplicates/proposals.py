"""Lays two records side by side and says how strongly they seem to be of one person, with every reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from matcher.duplicates.blocks import meetings
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
"""Weight from which on a pair has the grade; a name gives 1 to 3: the same name is enough, a possible one never is."""
_ENOUGH_WORKS = 3
"""Works that both must list before having none in common speaks against them."""
_FREQUENT = 4
"""People with one name from whom on having it tells less."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Something that two records agree or disagree in: a likeness of names, or a fact and how many times it holds."""

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
    """A name, in letters, that so many people share that only those with something else in common were compared."""

    name: str
    people: int


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Proposals, the strongest first, and where not all pairs were compared.

    That is so for names that too many people have, and for ``thinned`` groups of people with something else in common.
    """

    proposals: tuple[Proposal, ...]
    crowds: tuple[Crowd, ...] = ()
    thinned: int = 0


def propose(people: Iterable[Professional], characters: Mapping[int, int] | None = None) -> Duplicates:
    """Pairs that a person should look at; nothing is merged and nothing but this list is made.

    ``characters`` turns traditional characters into simplified ones (``str.translate``). The order of the people does
    not matter. Somebody without a readable name is in no pair.
    """
    traits = sorted((traits_of(person, characters) for person in people), key=lambda each: each.id)
    met = meetings(traits)
    found = (proposal(traits[one], traits[other], met.holders) for one, other in met.pairs)
    return Duplicates(
        tuple(sorted(filter(None, found), key=lambda each: (-each.weight, each.first, each.second))),
        tuple(Crowd(name, count) for name, count in sorted(met.crowds.items(), key=lambda each: (-each[1], each[0]))),
        met.thinned,
    )


def proposal(one: Traits, other: Traits, holders: Mapping[str, int]) -> Proposal | None:
    """Whether two people may be one, and how strongly; None if their names differ or too little speaks for it.

    ``holders`` tells how many people have each name.
    """
    likeness = compare_names(one.names, other.names)
    if likeness.strength is Strength.DIFFERENT:
        return None
    reasons = (Reason(likeness.reason, int(likeness.strength)), *_facts(one, other, holders))
    weight = sum(reason.weight for reason in reasons)
    grade = next((each for each in GRADES if weight >= _LEAST[each]), None)
    return Proposal(one.id, other.id, grade, weight, reasons) if grade else None


def _facts(one: Traits, other: Traits, holders: Mapping[str, int]) -> list[Reason]:
    found = (*_agreeing(one, other), *_frequency(one, other, holders), *_against(one, other))
    return [Reason(fact, _WEIGHTS[fact], count) for fact, count in found]


def _agreeing(one: Traits, other: Traits) -> Iterable[tuple[Fact, int]]:
    works = len(one.works & other.works)
    if works:
        yield ("works" if works > 1 else "work"), works
    if positions := len(one.positions & other.positions):
        yield "position", positions
    elif employers := len(one.employers & other.employers):
        yield "employer", employers
    if texts := len(one.texts & other.texts):
        yield "text", texts


def _frequency(one: Traits, other: Traits, holders: Mapping[str, int]) -> Iterable[tuple[Fact, int]]:
    """How many have the rarest name that the two share."""
    count = min((holders.get(name, 1) for name in one.full_names & other.full_names), default=0)
    if count >= _FREQUENT:
        yield "frequent_name", count


def _against(one: Traits, other: Traits) -> Iterable[tuple[Fact, int]]:
    if min(len(one.works), len(other.works)) >= _ENOUGH_WORKS and not one.works & other.works:
        yield "no_work_shared", 1
    if one.employers and other.employers and not one.employers & other.employers:
        yield "no_employer_shared", 1
    if one.country and other.country and one.country != other.country:
        yield "country_differs", 1
