"""Fits heights of ramps to preferences: a logistic model of which of two people was chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.model_selection import GroupKFold

from matcher.arrays import IdArray, ScoreArray
from matcher.training.examples import Preferences

STRENGTHS = (1.0, 3.0, 10.0, 30.0, 100.0, 1000.0)
_FOLDS = 3
_NUISANCE_STRENGTH = 0.3


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


def fit(design: Design, pairs: Preferences, strength: float) -> Fit:
    """The heights that explain the preferences best and stay near a multiple of the prior's.

    Minimises the weighted logistic loss of the winners' lead (Bradley and Terry 1952) plus
    strength / 2 x sum (height - scale x prior height)^2 over heights, nuisances and scale of 0 or more. The
    problem is convex, so that there is one answer; an infinite strength gives the prior's order back.
    """
    count, start = len(design.prior), np.concatenate([design.prior, np.zeros(design.nuisances.shape[1]), [1.0]])
    columns = np.hstack([design.ramps, design.nuisances])

    def loss(given: ScoreArray) -> tuple[float, ScoreArray]:
        value, slope = _logistic(columns, pairs, given[:-1])
        apart, rest = given[:count] - given[-1] * design.prior, given[count:-1]
        value += strength / 2 * apart @ apart + _NUISANCE_STRENGTH / 2 * rest @ rest
        pull = np.concatenate([strength * apart, _NUISANCE_STRENGTH * rest])
        return value, np.append(slope + pull, -strength * (apart @ design.prior))

    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0, None)] * len(start), options=_OPTIONS).x
    return Fit(found[:count], found[count:-1])


def best_strength(design: Design, pairs: Preferences, groups: IdArray) -> float:
    """The strength with the least loss on needs (of rows, (p,)) left out in turn; the stronger of equals."""
    folds = list(GroupKFold(_FOLDS).split(pairs.winners, groups=groups[pairs.winners]))
    losses = {each: sum(_left_out(design, pairs, each, *fold) for fold in folds) for each in STRENGTHS}
    return min(sorted(STRENGTHS, reverse=True), key=lambda each: round(losses[each], 6))


def _left_out(design: Design, pairs: Preferences, strength: float, kept: IdArray, left: IdArray) -> float:
    fitted = fit(design, _some(pairs, kept), strength)
    columns = np.hstack([design.ramps, design.nuisances])
    heights = np.concatenate([fitted.heights, fitted.nuisances])
    return _logistic(columns, _some(pairs, left), heights)[0]


def _some(pairs: Preferences, wanted: IdArray | Sequence[int]) -> Preferences:
    return Preferences(pairs.winners[wanted], pairs.losers[wanted], pairs.weights[wanted])


def _logistic(columns: ScoreArray, pairs: Preferences, heights: ScoreArray) -> tuple[float, ScoreArray]:
    """The loss and its slope (k,)."""
    # einsum, not @: the threads of a linear algebra library cost more than they give on so little.
    values = np.einsum("pk,k->p", columns, heights)
    leads = values[pairs.winners] - values[pairs.losers]
    pulls = pairs.weights * expit(-leads)
    by_row = np.bincount(pairs.losers, pulls, len(values)) - np.bincount(pairs.winners, pulls, len(values))
    return float(pairs.weights @ np.logaddexp(0.0, -leads)), np.einsum("pk,p->k", columns, by_row)


_OPTIONS = {"maxiter": 500, "maxfun": 2000}
