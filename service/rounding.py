"""Rounds numbers that add up so that, rounded, they still do."""

from collections.abc import Sequence

_TOLERANCE = 1e-5


def settle(parts: Sequence[float], total: float, places: int) -> list[float]:
    """The parts rounded to so many places, each by less than one unit, so that they add up to the rounded total.

    Raises ValueError for parts that do not add up to the total in the first place.
    """
    if abs(sum(parts) - total) > _TOLERANCE:
        raise ValueError(f"the parts add up to {sum(parts):.6f}, not to the {total:.6f} that they explain")
    unit = 10**places
    exact = [part * unit for part in parts]
    whole = [round(each) for each in exact]
    missing = round(total * unit) - sum(whole)
    step = 1 if missing > 0 else -1
    # Those whose rounding went furthest the other way take the missing units.
    order = sorted(range(len(parts)), key=lambda at: (step * (whole[at] - exact[at]), at))
    for at in order[: abs(missing)]:
        whole[at] += step
    return [each / unit for each in whole]


def rounded(total: float, places: int) -> float:
    """The total that parts settled to so many places add up to."""
    unit: int = 10**places
    return round(total * unit) / unit
