"""Monotone piecewise-linear functions as sums of ramps: what training fits and a scorecard stores.

A ramp climbs from 0 at one knot to 1 at the next. A sum of ramps with heights of 0 or more cannot fall, so
a curve is monotone whatever the data say.
"""

from dataclasses import dataclass

import numpy as np

from matcher.arrays import ScoreArray
from matcher.scorecard.curves import Curve, Slope

_QUANTILES = (0.05, 0.2, 0.4, 0.6, 0.8, 0.95)
_PLACES = 6
_POSITIONS = (1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 21.0, 50.0)


@dataclass(frozen=True, slots=True)
class Ramps:
    """The ramps of one feature: between ``knots`` (m,), up or down by ``slope``, all 0 at ``neutral``.

    An unknown value contributes 0, as much as the neutral one.
    """

    knots: ScoreArray
    slope: Slope
    neutral: float

    def columns(self, values: ScoreArray) -> ScoreArray:
        """Each ramp at values (p,) as (p, m - 1), those of a falling feature negative; 0 where NaN."""
        sign = 1.0 if self.slope == "rising" else -1.0
        columns = sign * (self._climbed(values) - self._climbed(np.array([self.neutral])))
        return np.where(np.isnan(columns), 0.0, columns)

    def heights(self, curve: Curve) -> ScoreArray:
        """How much a curve of the same slope climbs or falls along each ramp (m - 1,), 0 or more."""
        return np.abs(np.diff(np.interp(self.knots, curve.values, curve.points)))

    def curve(self, heights: ScoreArray) -> Curve:
        """The sum of the ramps of these heights (m - 1,)."""
        points = self.columns(self.knots) @ heights
        return Curve(tuple(self.knots.tolist()), tuple((points.round(_PLACES) + 0.0).tolist()), self.slope)

    def _climbed(self, values: ScoreArray) -> ScoreArray:
        starts, widths = self.knots[:-1], np.diff(self.knots)
        return np.clip((values[:, None] - starts) / widths, 0.0, 1.0)


def ramps_of(values: ScoreArray, prior: Curve) -> Ramps:
    """Ramps between quantiles of the known values (p,) and the ends of the prior curve: 8 knots at most.

    Beyond the data a fitted curve goes on as the prior does. Where the prior gives 0 points is neutral: what
    is unknown stays worth what it was, and not the average of people who were good enough to be shown.
    """
    known = values[~np.isnan(values)]
    inner = np.quantile(known, _QUANTILES) if len(known) else np.array(prior.values)
    knots = np.unique(np.concatenate([inner, prior.values[:1], prior.values[-1:]]).round(_PLACES))
    step = 1 if prior.slope == "rising" else -1
    return Ramps(knots, prior.slope, float(np.interp(0.0, prior.points[::step], prior.values[::step])))


def position_ramps(positions: ScoreArray) -> Ramps:
    """Falling ramps for places in a list, 0 at the first; an unknown place is taken for one that was looked at."""
    last = np.nanmax(positions, initial=2.0)
    knots = [*(each for each in _POSITIONS if each < last), float(last)]
    return Ramps(np.array(knots), "falling", 1.0)
