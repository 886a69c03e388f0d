"""Trains a scorecard on decisions and holds it to the ranker in use on newer ones."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from matcher.arrays import ScoreArray
from matcher.errors import InputError
from matcher.features import FeatureTable
from matcher.ranker.examples import Examples, Preferences, divide, preferences
from matcher.ranker.fitting import Design, best_strength, fit
from matcher.ranker.heldout import Quality, figure, gain, ndcg, pairwise_accuracy
from matcher.ranker.port import Ranker, scores
from matcher.ranker.ramps import Ramps, position_ramps, ramps_of
from matcher.ranker.scorecard import Bands, Scorecard

LEAST_DECISIONS, LEAST_NEEDS = 200, 20
_BAND_QUANTILES = (0.9, 0.65, 0.3)
_MEASURES = {"pairwise_accuracy": pairwise_accuracy, "ndcg@10": ndcg}


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
    if not len(pairs.winners) or not len(preferences(newer).winners):
        raise InputError("in no list is one person chosen and another not; import both kinds of decisions to train")
    scorecard, learned = _learned(older, pairs, prior, version)
    return Trained(scorecard, _measured(older, newer, scorecard, champion) | learned, older, newer)


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


def _learned(older: Examples, pairs: Preferences, prior: Scorecard, version: str) -> tuple[Scorecard, dict[str, Any]]:
    """The scorecard, and the strength and effect of position that were found on the way."""
    ramps = {name: ramps_of(older.table.column(name), curve) for name, curve in prior.curves.items()}
    places = position_ramps(older.positions)
    design = _design(older, ramps, places, prior)
    strength = best_strength(design, pairs, older.groups)
    fitted = fit(design, pairs, strength)
    ends = np.cumsum([len(design_of.knots) - 1 for design_of in ramps.values()])[:-1]
    heights = dict(zip(ramps, np.split(fitted.heights, ends), strict=True))
    curves = {name: ramps[name].curve(heights[name]) for name in ramps}
    bare = Scorecard(version, 0.0, curves)
    effect = places.curve(fitted.nuisances)
    position = {f"{place:g}": points for place, points in zip(effect.values, effect.points, strict=True)}
    card = Scorecard(version, 0.0, curves, _bands(totals(bare, older.table)))
    return card, {"strength": strength, "position_effect": position}


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


def _measured(older: Examples, newer: Examples, challenger: Ranker, champion: Ranker) -> dict[str, Any]:
    found = {ranker: _quality(ranker, newer) for ranker in (challenger, champion)}
    gains = {name: gain(found[challenger][name], found[champion][name]) for name in _MEASURES}
    decisive = gains["pairwise_accuracy"]
    return {
        "ranker": challenger.version,
        "won": decisive.value > 0 and decisive.low > 0,
        "trained_on": {"decisions": len(older), "needs": older.needs},
        "held_out": {"decisions": len(newer), "needs": newer.needs},
        "challenger": _figures(found[challenger]),
        "champion": {"ranker": champion.version} | _figures(found[champion]),
        "difference": {name: asdict(each) for name, each in gains.items()},
    }


def _quality(ranker: Ranker, newer: Examples) -> dict[str, Quality]:
    found = totals(ranker, newer.table)
    return {name: measure(found, newer) for name, measure in _MEASURES.items()}


def _figures(quality: Mapping[str, Quality]) -> dict[str, Any]:
    return {name: asdict(figure(each)) for name, each in quality.items()}
