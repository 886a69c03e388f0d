"""Why one professional stands above another for a need, the same for the terminal and the API."""

from dataclasses import dataclass

from matcher.errors import InputError
from matcher.explain.differences import differences
from matcher.matching.engine import Engine
from matcher.messages import PLACES, Language, above_text, ranking_view, rounded, settle, why_text
from matcher.results import Recommendation


@dataclass(frozen=True, slots=True)
class Difference:
    """What one feature gives the first more than the second, as points and in words."""

    feature: str
    points: float
    text: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """A professional with rank and score for a need."""

    professional: str
    rank: int
    score: float


@dataclass(frozen=True, slots=True)
class Above:
    """Two professionals for one need; ``differences``, the largest first, add up to ``difference`` of the scores."""

    need: str
    first: Ranked
    second: Ranked
    difference: float
    text: str
    differences: tuple[Difference, ...]


def recommended(engine: Engine, need: str, professional: str) -> Recommendation:
    """The recommendation of a pair; raises InputError where a hard filter sets it aside."""
    ranking = engine.matching.explain(need, professional)
    if not len(ranking):
        reasons = "; ".join(exclusion.reason for exclusion in ranking_view(ranking).exclusions)
        raise InputError(
            f"{professional} is not matched with this need: {reasons}; choose somebody who passes the filters of {need}"
        )
    return ranking[0]


def above(first: Recommendation, second: Recommendation, language: Language = "en") -> Above:
    """What the first has more or less than the second, rounded so that it adds up exactly."""
    parts = differences(first.explanation, second.explanation)
    total = first.score - second.score
    points = settle([part for _, part in parts], total, PLACES)
    return Above(
        first.need,
        Ranked(first.professional, first.rank, first.score),
        Ranked(second.professional, second.rank, second.score),
        rounded(total, PLACES),
        why_text(first.professional, second.professional, rounded(total, PLACES), language),
        tuple(
            Difference(feature, difference, above_text(feature, difference, language))
            for (feature, _), difference in zip(parts, points, strict=True)
        ),
    )
