"""Why one stands above another: what each feature gives the one more than the other."""

from matcher.results import Explanation


def differences(one: Explanation, other: Explanation) -> tuple[tuple[str, float], ...]:
    """By feature the points of ``one`` less those of ``other``, largest gain first, greatest loss last.

    They add up to the difference of the scores. ``base`` is among them where the two have different ones; a
    feature that only one of them has counts 0 for the other.
    """
    first, second = _points(one), _points(other)
    gains = [(name, first.get(name, 0.0) - second.get(name, 0.0)) for name in {**first, **second}]
    return tuple(sorted(((name, gain) for name, gain in gains if name != "base" or gain), key=lambda pair: -pair[1]))


def _points(explanation: Explanation) -> dict[str, float]:
    return {"base": explanation.base} | {part.feature: part.points for part in explanation.contributions}
