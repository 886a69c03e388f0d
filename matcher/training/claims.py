"""Fits the claims model: logistic regression on the measures of judged claims, then isotonic regression on top."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from matcher.arrays import BoolArray, FloatArray, IdArray, ScoreArray
from matcher.evidence.claims_model import PAIRINGS, ClaimsModel, Measures, Pairing, features_of
from matcher.retrieval.columns import MEASURES

EVIDENCED, INFERRED = 0.48, 0.125
"""Credits from which on a requirement is said to be evidenced, and to be near."""
_LEAST_RIGHT = 0.91
"""Share of the judged pairs of a kind that must be true of those that are called evidenced: nine in ten and some more,
since the pairs of a list are harder to tell apart than those that it was fitted on."""
_HIGHEST_CUT = 0.95
_FOLDS = 5
_KNOTS = 40
_STRENGTH = 1.0
"""Inverse of the regularisation of scikit-learn's logistic regression."""


@dataclass(frozen=True, slots=True)
class JudgedClaims:
    """Claims of one pairing about people of one language: measures (f, r, m), what is true (r, m), norms (r, 2 f + 2).

    ``weight`` is that of each pair among those of other judged claims.
    """

    measured: Measures
    true: BoolArray
    reached: ScoreArray
    weight: float = 1.0


def fit_claims(
    judged: Mapping[str, Sequence[JudgedClaims]], version: str, embedders: Sequence[str],
    evidenced: float, inferred: float,
) -> ClaimsModel:  # fmt: skip
    """A model from judged claims by pairing; "by words" is fitted on all of them, and so is a pairing without any.

    The same claims give the same model.
    """
    everything = [claims for pairing in judged.values() for claims in pairing]
    of = {name: everything if name == "by words" else judged.get(name, everything) for name in PAIRINGS}
    usual = {name: _usual(of[name]) for name in PAIRINGS}
    pairings = {name: _fit(of[name], usual[name], name, evidenced) for name in PAIRINGS}
    return ClaimsModel(version, tuple(embedders), evidenced, inferred, usual, pairings)


def _usual(claims: Sequence[JudgedClaims]) -> tuple[tuple[float, float], ...]:
    reached = np.concatenate([one.reached for one in claims])
    means = reached[:, : 2 * len(MEASURES)].mean(axis=0)
    return tuple((float(means[2 * at]), float(means[2 * at + 1])) for at in range(len(MEASURES)))


def _fit(
    claims: Sequence[JudgedClaims], usual: tuple[tuple[float, float], ...], name: str, evidenced: float
) -> Pairing:
    from sklearn.isotonic import IsotonicRegression

    features, true, weights, groups = _rows(claims, usual, name)
    means, scales = features.mean(axis=0), features.std(axis=0)
    scales[scales == 0] = 1.0
    standard = (features - means) / scales
    held_out = np.zeros(len(true))
    for fold in range(_FOLDS):
        inside = groups % _FOLDS == fold
        coefficients, intercept = _logistic(standard[~inside], true[~inside], weights[~inside])
        held_out[inside] = standard[inside] @ coefficients + intercept
    isotonic = IsotonicRegression(out_of_bounds="clip").fit(held_out, true, sample_weight=weights)
    coefficients, intercept = _logistic(standard, true, weights)
    pairing = Pairing(
        tuple(means.tolist()), tuple(scales.tolist()), tuple(coefficients.tolist()), float(intercept),
        _knots(isotonic.X_thresholds_, isotonic.y_thresholds_),
    )  # fmt: skip
    return replace(pairing, evidenced=_cut(pairing.probabilities(features.T), true, evidenced))


def _cut(probabilities: ScoreArray, true: BoolArray, least: float) -> float:
    """The lowest probability, ``least`` or higher, from which on ``_LEAST_RIGHT`` of the pairs are true."""
    order = np.argsort(-probabilities, kind="stable")
    right = np.cumsum(true[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(right >= _LEAST_RIGHT)
    lowest = float(probabilities[order[enough[-1]]]) if len(enough) else _HIGHEST_CUT
    return round(min(max(lowest, least), _HIGHEST_CUT), 3)


def _logistic(features: ScoreArray, true: BoolArray, weights: ScoreArray) -> tuple[ScoreArray, float]:
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=_STRENGTH, max_iter=2000).fit(features, true, sample_weight=weights)
    return fitted.coef_[0], float(fitted.intercept_[0])


def _rows(
    claims: Sequence[JudgedClaims], usual: tuple[tuple[float, float], ...], name: str
) -> tuple[ScoreArray, BoolArray, ScoreArray, IdArray]:
    """Features (n, f) of all pairs, what is true, weights, and the number of each pair's claim."""
    features, true, weights, groups, first = [], [], [], [], 0
    for one in claims:
        of_claims = features_of(one.measured, one.reached, usual, name)
        features.append(of_claims.reshape(len(of_claims), -1).T)
        true.append(one.true.ravel())
        weights.append(np.full(one.true.size, one.weight))
        groups.append(np.repeat(np.arange(first, first + len(one.true)), one.true.shape[1]))
        first += len(one.true)
    return np.concatenate(features), np.concatenate(true), np.concatenate(weights), np.concatenate(groups)


def _knots(scores: FloatArray, probabilities: FloatArray) -> tuple[tuple[float, float], ...]:
    """At most ``_KNOTS`` points of a rising line, the ends among them."""
    wanted = np.unique(np.linspace(0, len(scores) - 1, min(_KNOTS, len(scores))).round().astype(int))
    return tuple((float(scores[at]), float(probabilities[at])) for at in wanted)
