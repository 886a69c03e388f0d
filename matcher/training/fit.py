"""Trains a scorecard on decisions and holds it to the ranker in use on newer ones."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from matcher.arrays import ScoreArray
from matcher.errors import InputError
from matcher.features import FeatureTable
from matcher.scorecard.curves import Curve, Scorecard
from matcher.scorecard.port import Bands, Ranker, scores
from matcher.training.examples import Examples, Preferences, divide, preferences
from matcher.training.heldout import Quality, figure, gain, ndcg, pairwise_accuracy
from matcher.training.optimise import Design, best_strength, fit
from matcher.training.ramps import Ramps, position_ramps, ramps_of

LEAST_DECISIONS, LEAST_NEEDS = 200, 20
_BAND_QUANTILES = (0.9, 0.65, 0.3)


@dataclass(frozen=True, slots=True)
class Trained:
    """The challenger, what was measured of it and of the champion, and the decisions of both parts."""

    scorecard: Scorecard
    metrics: dict[str, Any]
    older: Examples
    newer: Examples

    @property
    def won(self) -> bool:
        """Whether it orders newer decisions better than the champion, beyond what chance explains."""
        return bool(self.metrics["won"])


def train(examples: Examples, prior: Scorecard, champion: Ranker, *, version: str) -> Trained:
    """A scorecard with the features and slopes of the prior, learned on the older needs, measured on the newer.

    Learned is which of two people of one list was chosen, so that a need with many good people or a strict
    judge has no say. The heights of the ramps of every curve are pulled towards those of the prior, the more
    the fewer decisions there are; how much is chosen by leaving needs out. Points are log-odds.

    **Position.** What stands high in a list is chosen more at the same fit. So the place in the list enters the
    fit as one more falling function, and is not part of the scorecard: what it explains is not credited to the
    features that put somebody there. (An additive position term beside the relevance: Guo et al. 2019, PAL;
    the bias: Joachims et al. 2017, "Unbiased Learning-to-Rank with Biased Feedback".)

    **Winning.** The challenger wins if its held-out pairwise accuracy is higher than the champion's and the
    lower bound of the difference, resampled over needs, is above 0. Raises InputError for too few decisions.
    """
    _enough(examples)
    older, newer = divide(examples)
    pairs = preferences(older)
    if not len(pairs.winners) or len(set(newer.groups[preferences(newer).winners].tolist())) < 2:
        raise InputError(
            "in too few lists is one person chosen and another not; import both kinds of decisions to train"
        )
    scorecard, effect, strength = _learned(older, pairs, prior, version)
    found = {"strength": strength, "position_effect": _by_place(effect)}
    return Trained(scorecard, _measured(older, newer, scorecard, champion, effect) | found, older, newer)


def totals(ranker: Ranker, table: FeatureTable) -> ScoreArray:
    """The scores (p,) of a table."""
    return scores(ranker, ranker.contributions(table))


def _enough(examples: Examples) -> None:
    if len(examples) < LEAST_DECISIONS or examples.needs < LEAST_NEEDS:
        raise InputError(
            f"there are {len(examples)} usable decisions on {examples.needs} needs; training takes at least "
            f"{LEAST_DECISIONS} on {LEAST_NEEDS}; import more with `homematch import --decisions FILE`, and the needs "
            "and consented professionals that they are about; until then the ranker in use stays"
        )


def _learned(older: Examples, pairs: Preferences, prior: Scorecard, version: str) -> tuple[Scorecard, Curve, float]:
    """The scorecard, and the effect of position and the strength that were found on the way."""
    ramps = {name: ramps_of(older.table.column(name), curve) for name, curve in prior.curves.items()}
    places = position_ramps(older.positions)
    design = _design(older, ramps, places, prior)
    strength = best_strength(design, pairs, older.groups)
    fitted = fit(design, pairs, strength)
    ends = np.cumsum([len(each.knots) - 1 for each in ramps.values()])[:-1]
    heights = np.split(fitted.heights, ends)
    curves = {name: each.curve(part) for (name, each), part in zip(ramps.items(), heights, strict=True)}
    bands = _bands(totals(Scorecard(version, 0.0, curves), older.table))
    return Scorecard(version, 0.0, curves, bands), places.curve(fitted.nuisances), strength


def _by_place(effect: Curve) -> dict[str, float]:
    return {f"{place:g}": points for place, points in zip(effect.values, effect.points, strict=True)}


def _design(older: Examples, ramps: Mapping[str, Ramps], places: Ramps, prior: Scorecard) -> Design:
    """Prior heights are scaled so that the prior's scores have a deviation of 1, near what is fitted."""
    columns = [each.columns(older.table.column(name)) for name, each in ramps.items()]
    heights = np.concatenate([each.heights(prior.curves[name]) for name, each in ramps.items()])
    deviation = float(totals(prior, older.table).std()) or 1.0
    return Design(np.hstack(columns), heights / deviation, places.columns(older.positions))


def _bands(found: ScoreArray) -> Bands:
    """The best tenth of those who were shown is strong, the best third good, seven tenths possible."""
    strong, good, possible = np.quantile(found, _BAND_QUANTILES).round(4).tolist()
    return strong, good, possible


def _measured(older: Examples, newer: Examples, challenger: Ranker, champion: Ranker, effect: Curve) -> dict[str, Any]:
    places = np.interp(np.nan_to_num(newer.positions, nan=1.0), effect.values, effect.points)
    new, old = (_quality(ranker, newer, places) for ranker in (challenger, champion))
    gains = {name: gain(new[name], old[name]) for name in new}
    decisive = gains["pairwise_accuracy"]
    return {
        "ranker": challenger.version,
        "won": decisive.value > 0 and decisive.low > 0,
        "trained_on": {"decisions": len(older), "needs": older.needs},
        "held_out": {"decisions": len(newer), "needs": newer.needs},
        "challenger": _figures(new),
        "champion": {"ranker": champion.version} | _figures(old),
        "difference": {name: asdict(each) for name, each in gains.items()},
    }


def _quality(ranker: Ranker, newer: Examples, places: ScoreArray) -> dict[str, Quality]:
    found = totals(ranker, newer.table)
    return {"pairwise_accuracy": pairwise_accuracy(found, newer, places), "ndcg@10": ndcg(found, newer)}


def _figures(quality: Mapping[str, Quality]) -> dict[str, Any]:
    return {name: asdict(figure(each)) for name, each in quality.items()}
