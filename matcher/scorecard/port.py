"""The port of every ranker."""

from typing import Protocol

from matcher.arrays import ScoreArray
from matcher.features import FeatureTable

Bands = tuple[float, float, float]
"""The least scores that are strong, good and possible; below the last a match is weak."""


class Ranker(Protocol):
    """Says what each feature adds to the score of a pair.

    There is no method for the score on purpose: it is ``base`` plus the sum of the contributions, so an
    explanation that lists them cannot disagree with it. ``features`` names the columns of
    ``contributions``, in order.
    """

    @property
    def version(self) -> str: ...
    @property
    def base(self) -> float: ...
    @property
    def features(self) -> tuple[str, ...]: ...
    @property
    def bands(self) -> Bands | None:
        """The least scores that are strong, good and possible, None if not known; what is below is no match."""
        ...

    def contributions(self, table: FeatureTable) -> ScoreArray:
        """Points (p, f) of p pairs; an unknown (NaN) feature contributes 0.

        A column depends on its own feature only, and rises or falls with it as the artefact declares.
        Raises ValueError if the table lacks a feature.
        """
        ...


def scores(ranker: Ranker, points: ScoreArray) -> ScoreArray:
    """The scores (p,) of contributions (p, f), rounded to the 6 places that decide an order."""
    totals: ScoreArray = (ranker.base + points.sum(axis=1)).round(6)
    return totals


Scorecard = Ranker
