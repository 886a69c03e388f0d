"""The port of every scorecard."""

from typing import Protocol

from matcher.arrays import ScoreArray
from matcher.features import FeatureTable

Bands = tuple[float, float, float]
"""The lowest scores that count as strong, good and possible; a match below the last is weak."""


class Scorecard(Protocol):
    """Says how many points each feature adds to the score of a pair.

    There is deliberately no method for the score: it is ``base`` plus the sum of the contributions, so an
    explanation that lists them cannot disagree with it. ``features`` names the columns of
    ``contributions``, in order.

    >>> import numpy as np
    >>> from matcher.features import table_of
    >>> from matcher.scorecard.curves import Curve, CurveScorecard
    >>> card = CurveScorecard("example", 0.5, {"works": Curve((0.0, 1.0), (0.0, 2.0), "rising")})
    >>> points = card.contributions(table_of(("works",), np.array([[0.25], [np.nan]])))
    >>> scores(card, points).tolist()
    [1.0, 0.5]
    """

    @property
    def version(self) -> str: ...
    @property
    def base(self) -> float: ...
    @property
    def features(self) -> tuple[str, ...]: ...
    @property
    def bands(self) -> Bands | None:
        """The lowest scores that are strong, good and possible; None if the scorecard has no bands."""
        ...

    def contributions(self, table: FeatureTable) -> ScoreArray:
        """Points (p, f) of p pairs; an unknown (NaN) feature contributes 0.

        A column depends only on its own feature, and rises or falls with it as the artefact declares.
        Raises ValueError if the table lacks a feature.
        """
        ...


"""The former name, until the rooms that still use it are renamed."""


def scores(scorecard: Scorecard, points: ScoreArray) -> ScoreArray:
    """The scores (p,) of contributions (p, f), rounded to 6 places before they are sorted."""
    totals: ScoreArray = (scorecard.base + points.sum(axis=1)).round(6)
    return totals
