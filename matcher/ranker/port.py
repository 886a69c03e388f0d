"""The port of every ranker."""

from typing import Protocol

from matcher.arrays import ScoreArray
from matcher.features import FeatureTable


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
    def floor(self) -> float | None:
        """The score below which nothing is a match; None if it is not known."""
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
