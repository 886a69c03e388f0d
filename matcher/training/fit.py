"""Fits monotone curves, as sums of ramps, to preferences: a logistic model of which of two people was chosen.

A ramp climbs from 0 at one knot to 1 at the next. A sum of ramps with heights of 0 or more cannot fall, so
a curve is monotone whatever the data say.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.model_selection import GroupKFold

from matcher.arrays import IdArray, ScoreArray
from matcher.scorecard.curves import Curve, Slope
from matcher.training.examples import Preferences

STRENGTHS = (1.0, 3.0, 10.0, 30.0, 100.0, 1000.0)
_FOLDS = 3
_NUISANCE_STRENGTH = 0.3
_OPTIONS = {"maxiter": 500, "maxfun": 2000}
_QUANTILES = (0.05, 0.2, 0.4, 0.6, 0.8, 0.95)
_PLACES = 6
_POSITIONS = (1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 21.0, 50.0)


@dataclass(frozen=True, slots=True)
class Ramps:
    """The ramps of one feature: between ``knots`` (m,), up or down by ``slope``, all 0 at ``neutral``.

    An unknown value contributes 0, the same as the neutral one.
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
        """The sum of the ramps with these heights (m - 1,)."""
        points = self.columns(self.knots) @ heights
        return Curve(tuple(self.knots.tolist()), tuple((points.round(_PLACES) + 0.0).tolist()), self.slope)

    def _climbed(self, values: ScoreArray) -> ScoreArray:
        starts, widths = self.knots[:-1], np.diff(self.knots)
        return np.clip((values[:, None] - starts) / widths, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Design:
    """Ramps of p rows (p, k), the heights (k,) that the prior gives them, and nuisance columns (p, g)."""

    ramps: ScoreArray
    prior: ScoreArray
    nuisances: ScoreArray


@dataclass(frozen=True, slots=True)
class Fit:
    """Heights of ramps (k,) and of nuisances (g,), all 0 or more."""

    heights: ScoreArray
    nuisances: ScoreArray


def ramps_of(values: ScoreArray, prior: Curve) -> Ramps:
    """Ramps between quantiles of the known values (p,) and the ends of the prior curve: 8 knots at most.

    Beyond the data a fitted curve continues as the prior does. The value to which the prior gives 0 points is neutral:
    an unknown value keeps its worth, instead of the average of people who were good enough to be shown.
    """
    known = values[~np.isnan(values)]
    inner = np.quantile(known, _QUANTILES) if len(known) else np.array(prior.values)
    knots = np.unique(np.concatenate([inner, prior.values[:1], prior.values[-1:]]).round(_PLACES))
    step = 1 if prior.slope == "rising" else -1
    return Ramps(knots, prior.slope, float(np.interp(0.0, prior.points[::step], prior.values[::step])))


def position_ramps(positions: ScoreArray) -> Ramps:
    """Falling ramps for positions in a list, 0 at the first; an unknown position counts as the first."""
    last = np.nanmax(positions, initial=2.0)
    knots = [*(position for position in _POSITIONS if position < last), float(last)]
    return Ramps(np.array(knots), "falling", 1.0)


def fit(design: Design, pairs: Preferences, strength: float) -> Fit:
    """The heights that explain the preferences best and stay near a multiple of the prior's.

    Minimises the weighted logistic loss of the winners' lead (Bradley and Terry 1952) plus
    strength / 2 x sum (height - scale x prior height)^2 over heights, nuisances and scale of 0 or more. The
    problem is convex, so the answer is unique; an infinite strength gives the prior's order back.
    """
    count, start = len(design.prior), np.concatenate([design.prior, np.zeros(design.nuisances.shape[1]), [1.0]])
    columns = np.hstack([design.ramps, design.nuisances])

    def loss(given: ScoreArray) -> tuple[float, ScoreArray]:
        value, slope = _logistic(columns, pairs, given[:-1])
        distance, rest = given[:count] - given[-1] * design.prior, given[count:-1]
        value += strength / 2 * distance @ distance + _NUISANCE_STRENGTH / 2 * rest @ rest
        pull = np.concatenate([strength * distance, _NUISANCE_STRENGTH * rest])
        return value, np.append(slope + pull, -strength * (distance @ design.prior))

    bounds = [(0, None)] * len(start)
    solution = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options=_OPTIONS).x
    return Fit(solution[:count], solution[count:-1])


def best_strength(design: Design, pairs: Preferences, groups: IdArray) -> float:
    """The strength with the lowest cross-validated loss, folds made of needs ((p,) by row); the stronger of equals."""
    folds = list(GroupKFold(_FOLDS).split(pairs.winners, groups=groups[pairs.winners]))
    losses = {strength: sum(_held_out_loss(design, pairs, strength, *fold) for fold in folds) for strength in STRENGTHS}
    return min(sorted(STRENGTHS, reverse=True), key=lambda strength: round(losses[strength], 6))


def _held_out_loss(design: Design, pairs: Preferences, strength: float, fitted_on: IdArray, held_out: IdArray) -> float:
    fitted = fit(design, _chosen(pairs, fitted_on), strength)
    columns = np.hstack([design.ramps, design.nuisances])
    heights = np.concatenate([fitted.heights, fitted.nuisances])
    return _logistic(columns, _chosen(pairs, held_out), heights)[0]


def _chosen(pairs: Preferences, wanted: IdArray | Sequence[int]) -> Preferences:
    return Preferences(pairs.winners[wanted], pairs.losers[wanted], pairs.weights[wanted])


def _logistic(columns: ScoreArray, pairs: Preferences, heights: ScoreArray) -> tuple[float, ScoreArray]:
    """The loss and its slope (k,)."""
    values = columns @ heights
    leads = values[pairs.winners] - values[pairs.losers]
    pulls = pairs.weights * expit(-leads)
    by_row = np.bincount(pairs.losers, pulls, len(values)) - np.bincount(pairs.winners, pulls, len(values))
    return float(pairs.weights @ np.logaddexp(0.0, -leads)), columns.T @ by_row
