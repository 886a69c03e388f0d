"""A score as a waterfall: steps that each start where the last one ended, rounded so that they still add up."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

PLACES = 6
"""Decimals of a score, and of its parts unless fewer are shown."""
_TOLERANCE = 1e-5


class Part(Protocol):
    """What one feature adds to a score; ``value`` is None where the feature is not known."""

    @property
    def feature(self) -> str: ...
    @property
    def value(self) -> float | None: ...
    @property
    def points(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a score, rounded: ``end`` is ``start`` and ``points`` together; the last ends at the score."""

    feature: str
    points: float
    start: float
    end: float


def waterfall(base: float, parts: Iterable[Part], score: float, places: int = PLACES) -> tuple[Step, ...]:
    """The base, then what is known from the largest gain to the largest loss.

    All are rounded so that they add up to the rounded score. Raises ValueError if they do not add up.
    """
    known = sorted((part for part in parts if part.value is not None), key=lambda part: -part.points)
    return in_order(base, known, score, places)


def in_order(base: float, known: Sequence[Part], score: float, places: int = PLACES) -> tuple[Step, ...]:
    """The base, then the parts as they stand, rounded as in ``waterfall``."""
    points = settle([base, *(part.points for part in known)], score, places)
    unit = 10**places
    features = ["base", *(part.feature for part in known)]
    return tuple(_steps(features, [round(number * unit) for number in points], unit))


def extent(steps: Iterable[Step]) -> tuple[float, float]:
    """The lowest and the highest point that any of the steps reaches, 0 among them."""
    ends = [step.end for step in steps]
    return min([0.0, *ends]), max([0.0, *ends])


def settle(parts: Sequence[float], total: float, places: int) -> list[float]:
    """The parts rounded to so many places, each by less than one unit, so that they add up to the rounded total.

    Raises ValueError for parts that do not add up to the total in the first place.
    """
    if abs(sum(parts) - total) > _TOLERANCE:
        raise ValueError(f"the parts add up to {sum(parts):.6f}, not to the {total:.6f} that they explain")
    unit = 10**places
    exact = [part * unit for part in parts]
    whole = [round(number) for number in exact]
    missing = round(total * unit) - sum(whole)
    step = 1 if missing > 0 else -1
    # Those that rounding moved furthest the other way take the missing units.
    order = sorted(range(len(parts)), key=lambda at: (step * (whole[at] - exact[at]), at))
    for at in order[: abs(missing)]:
        whole[at] += step
    return [number / unit for number in whole]


def rounded(total: float, places: int) -> float:
    """The total that parts settled to so many places add up to."""
    unit: int = 10**places
    return round(total * unit) / unit


def _steps(features: Sequence[str], units: Sequence[int], unit: int) -> Iterator[Step]:
    """Counted in units, so that no rounding error accumulates."""
    total = 0
    for feature, points in zip(features, units, strict=True):
        yield Step(feature, points / unit, total / unit, (total + points) / unit)
        total += points
