"""What a nightly report says, as plain data: the one source of its HTML, XLSX and JSON files.

The points of every explanation are rounded to 6 places so that, with the base, they add up to the score.
"""

from dataclasses import dataclass

from matcher.records import Contribution, Evidence, Exclusion, Gap


@dataclass(frozen=True, slots=True)
class Header:
    """Which run this is and what it can be repeated with."""

    run: str
    day: str
    ranker: str
    model: str
    sequence: int
    features: tuple[str, ...]
    candidates_per_need: int
    suggestions_per_person: int
    synthetic: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """The night in numbers; ``top_tenth`` is the share of recommendations that went to the 10 % most recommended.

    ``gini`` is 0 where all consented people are recommended equally often, near 1 where one gets everything.
    """

    open_needs: int
    unmet_needs: int
    consented_people: int
    people_recommended: int
    recommendations: int
    suggestions: int
    gini: float
    top_tenth: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """One professional in the ranking of one need, with what adds up to the score."""

    rank: int
    professional: str
    name: str | None
    synthetic: bool
    score: float
    base: float
    contributions: tuple[Contribution, ...]
    evidence: tuple[Evidence, ...]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class NeedSection:
    """One need with its ranking; ``considered`` counts who passed the hard filters."""

    need: str
    title: str
    synthetic: bool
    considered: int
    candidates: tuple[Candidate, ...]
    exclusions: tuple[Exclusion, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One need in the list of one professional."""

    rank: int
    need: str
    title: str
    score: float
    base: float
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class PersonSection:
    """One professional with the needs suggested to them."""

    professional: str
    name: str | None
    synthetic: bool
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class Unmet:
    """A need that nobody can be proposed for, and which filters set everybody aside."""

    need: str
    title: str
    exclusions: tuple[Exclusion, ...]


@dataclass(frozen=True, slots=True)
class Exposure:
    """How often one professional is recommended."""

    professional: str
    name: str | None
    times: int
    best_rank: int


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that is reported of one night; needs and people in the order of their ids."""

    header: Header
    summary: Summary
    needs: tuple[NeedSection, ...]
    people: tuple[PersonSection, ...]
    unmet: tuple[Unmet, ...]
    exposure: tuple[Exposure, ...]
