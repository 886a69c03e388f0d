"""Why one stands above another: what each feature gives the one more than the other."""

from matcher.results import Explanation


def differences(one: Explanation, other: Explanation) -> tuple[tuple[str, float], ...]:
    """By feature the points of ``one`` less those of ``other``, largest gain first, greatest loss last.

    They add up to the difference of the scores. ``base`` is among them where the two have different ones; a
    feature that only one of them has counts 0 for the other.
    """
    first, second = _points(one), _points(other)
    found = [(name, first.get(name, 0.0) - second.get(name, 0.0)) for name in {**first, **second}]
    return tuple(sorted((each for each in found if each[0] != "base" or each[1]), key=lambda each: -each[1]))


def _points(explanation: Explanation) -> dict[str, float]:
    return {"base": explanation.base} | {each.feature: each.points for each in explanation.contributions}
