"""Trains a scorecard on older decisions and compares it with the one in use on newer ones."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from matcher.arrays import ScoreArray
from matcher.errors import InputError
from matcher.evaluation.metrics import Ratio, estimate, gain
from matcher.features import FeatureTable
from matcher.scorecard import Scorecard
from matcher.scorecard.curves import Curve, CurveScorecard
from matcher.scorecard.port import Bands, scores
from matcher.training.examples import Examples, Preferences, divide, ndcg, pairwise_accuracy, preferences
from matcher.training.fit import Design, Ramps, best_strength, fit, position_ramps, ramps_of

MIN_DECISIONS, MIN_NEEDS = 200, 20
_BAND_QUANTILES = (0.9, 0.65, 0.3)


@dataclass(frozen=True, slots=True)
class Trained:
    """The challenger, what was measured of it and of the champion, and the decisions of both parts."""

    scorecard: CurveScorecard
    metrics: dict[str, Any]
    older: Examples
    newer: Examples

    @property
    def won(self) -> bool:
        """Whether it orders newer decisions better than the champion, beyond chance."""
        return bool(self.metrics["won"])


def train(examples: Examples, prior: CurveScorecard, champion: Scorecard, *, version: str) -> Trained:
    """A scorecard with the features and slopes of the prior, learned on the older needs, measured on the newer.

    It learns which of two people of one list was chosen, so that neither a need with many good people nor a strict
    judge has more say. The heights of the ramps of every curve are pulled towards those of the prior, more
    strongly with fewer decisions; the strength is chosen by cross-validation over needs. Points are log-odds.

    **Position.** Who stands high in a list is chosen more often at the same fit. So the position in the list enters
    the fit as one more falling function, and is not part of the scorecard: what it explains is not credited to the
    features that put somebody there. (An additive position term beside the relevance: Guo et al. 2019, PAL;
    the bias: Joachims et al. 2017, "Unbiased Learning-to-Rank with Biased Feedback".)

    **Winning.** The challenger wins if its held-out pairwise accuracy is higher than the champion's and the
    lower bound of the difference, resampled over needs, is above 0. Raises InputError for too few decisions.
    """
    _require_enough(examples)
    older, newer = divide(examples)
    pairs = preferences(older)
    if not len(pairs.winners) or len(np.unique(newer.groups[preferences(newer).winners])) < 2:
        raise InputError(
            "too few lists have both a chosen and a rejected person; import both kinds of decisions to train"
        )
    scorecard, effect, strength = _learned(older, pairs, prior, version)
    fitted = {"strength": strength, "position_effect": _by_position(effect)}
    return Trained(scorecard, _measured(older, newer, scorecard, champion, effect) | fitted, older, newer)


def totals(scorecard: Scorecard, table: FeatureTable) -> ScoreArray:
    """The scores (p,) of a table."""
    return scores(scorecard, scorecard.contributions(table))


def _require_enough(examples: Examples) -> None:
    if len(examples) < MIN_DECISIONS or examples.needs < MIN_NEEDS:
        raise InputError(
            f"there are {len(examples)} usable decisions on {examples.needs} needs; training needs at least "
            f"{MIN_DECISIONS} on {MIN_NEEDS}; import more with `homematch import --decisions FILE`, and the needs "
            "and consented professionals that they are about; until then the ranker in use stays"
        )


def _learned(
    older: Examples, pairs: Preferences, prior: CurveScorecard, version: str
) -> tuple[CurveScorecard, Curve, float]:
    """The scorecard, and the effect of position and the strength that were fitted with it."""
    ramps = {name: ramps_of(older.table.column(name), curve) for name, curve in prior.curves.items()}
    positions = position_ramps(older.positions)
    design = _design(older, ramps, positions, prior)
    strength = best_strength(design, pairs, older.groups)
    fitted = fit(design, pairs, strength)
    ends = np.cumsum([len(feature_ramps.knots) - 1 for feature_ramps in ramps.values()])[:-1]
    heights = np.split(fitted.heights, ends)
    curves = {
        name: feature_ramps.curve(part) for (name, feature_ramps), part in zip(ramps.items(), heights, strict=True)
    }
    bands = _bands(totals(CurveScorecard(version, 0.0, curves), older.table))
    return CurveScorecard(version, 0.0, curves, bands), positions.curve(fitted.nuisances), strength


def _by_position(effect: Curve) -> dict[str, float]:
    return {f"{position:g}": points for position, points in zip(effect.values, effect.points, strict=True)}


def _design(older: Examples, ramps: Mapping[str, Ramps], positions: Ramps, prior: CurveScorecard) -> Design:
    """Prior heights are scaled so that the prior's scores have a deviation of 1, near what is fitted."""
    columns = [feature_ramps.columns(older.table.column(name)) for name, feature_ramps in ramps.items()]
    heights = np.concatenate([feature_ramps.heights(prior.curves[name]) for name, feature_ramps in ramps.items()])
    deviation = float(totals(prior, older.table).std()) or 1.0
    return Design(np.hstack(columns), heights / deviation, positions.columns(older.positions))


def _bands(scores_of_shown: ScoreArray) -> Bands:
    """Of those shown, the best 10 % are strong, the best 35 % good or better, the best 70 % possible or better."""
    strong, good, possible = np.quantile(scores_of_shown, _BAND_QUANTILES).round(4).tolist()
    return strong, good, possible


def _measured(
    older: Examples, newer: Examples, challenger: Scorecard, champion: Scorecard, effect: Curve
) -> dict[str, Any]:
    position_effects = np.interp(np.nan_to_num(newer.positions, nan=1.0), effect.values, effect.points)
    new, old = (_quality(scorecard, newer, position_effects) for scorecard in (challenger, champion))
    gains = {name: gain(new[name], old[name]) for name in new}
    decisive = gains["pairwise_accuracy"]
    return {
        "ranker": challenger.version,
        "won": decisive.value > 0 and decisive.low > 0,
        "trained_on": {"decisions": len(older), "needs": older.needs},
        "held_out": {"decisions": len(newer), "needs": newer.needs},
        "challenger": _estimates(new),
        "champion": {"ranker": champion.version} | _estimates(old),
        "difference": {name: asdict(difference) for name, difference in gains.items()},
    }


def _quality(scorecard: Scorecard, newer: Examples, position_effects: ScoreArray) -> dict[str, Ratio]:
    predicted = totals(scorecard, newer.table)
    return {
        "pairwise_accuracy": pairwise_accuracy(predicted, newer, position_effects),
        "ndcg@10": ndcg(predicted, newer),
    }


def _estimates(quality: Mapping[str, Ratio]) -> dict[str, Any]:
    return {name: asdict(estimate(ratio)) for name, ratio in quality.items()}
