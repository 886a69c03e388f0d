"""What adds up to a score as steps, each of which starts where the last one ended."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matcher.results import Contribution
from service.rounding import settle

PLACES = 6


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a score, rounded: ``end`` is ``start`` and ``points`` together; the last ends at the score."""

    name: str
    points: float
    start: float
    end: float


def waterfall(
    base: float, contributions: Sequence[Contribution], score: float, places: int = PLACES
) -> tuple[Step, ...]:
    """The base, then what is known from the most that is added to the most that is taken away.

    All are rounded so that they add up to the rounded score. Raises ValueError if they do not add up.
    """
    known = sorted((each for each in contributions if each.value is not None), key=lambda each: -each.points)
    parts = settle([base, *(each.points for each in known)], score, places)
    unit = 10**places
    names = ["base", *(each.feature for each in known)]
    return tuple(_steps(names, [round(part * unit) for part in parts], unit))


def unknown(contributions: Iterable[Contribution]) -> tuple[str, ...]:
    """The features that are not known, which add nothing."""
    return tuple(each.feature for each in contributions if each.value is None)


def extent(steps: Iterable[Step]) -> tuple[float, float]:
    """The lowest and the highest point that any of the steps reaches, 0 among them."""
    reached = [each.end for each in steps]
    return min([0.0, *reached]), max([0.0, *reached])


def _steps(names: Sequence[str], units: Sequence[int], unit: int) -> Iterable[Step]:
    """Counted in units, so that nothing is lost on the way."""
    total = 0
    for name, points in zip(names, units, strict=True):
        yield Step(name, points / unit, total / unit, (total + points) / unit)
        total += points
