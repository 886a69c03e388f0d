"""Why one professional stands above another for a need, the same for the terminal and the API."""

from dataclasses import dataclass

from matcher.errors import InputError
from matcher.explain.differences import differences
from matcher.matching.engine import Engine
from matcher.results import Ranking, Recommendation
from service.rounding import rounded, settle

PLACES = 6


@dataclass(frozen=True, slots=True)
class Difference:
    """What one feature gives the first more than the second."""

    feature: str
    points: float


@dataclass(frozen=True, slots=True)
class Place:
    """A professional with place and score for a need."""

    professional: str
    rank: int
    score: float


@dataclass(frozen=True, slots=True)
class Above:
    """Two professionals for one need; ``differences``, the largest first, add up to ``difference`` of the scores."""

    need: str
    first: Place
    second: Place
    difference: float
    differences: tuple[Difference, ...]


def placed(engine: Engine, need: str, professional: str) -> Recommendation:
    """The recommendation of a pair; raises InputError where a hard filter sets it aside."""
    found = engine.matching.explain(need, professional)
    if not len(found):
        raise InputError(f"{professional} {set_aside(found)}; choose somebody who passes the filters of {need}")
    return found[0]


def set_aside(found: Ranking) -> str:
    """Which hard filters set a pair aside."""
    return "is not matched with this need: " + "; ".join(each.reason for each in found.exclusions)


def above(first: Recommendation, second: Recommendation) -> Above:
    """What the first has more or less than the second, rounded so that it adds up exactly."""
    found = differences(first.explanation, second.explanation)
    total = first.score - second.score
    points = settle([each for _, each in found], total, PLACES)
    told = tuple(Difference(feature, each) for (feature, _), each in zip(found, points, strict=True))
    return Above(first.need, _place(first), _place(second), rounded(total, PLACES), told)


def _place(found: Recommendation) -> Place:
    return Place(found.professional, found.rank, found.score)
