"""How well scores order held-out decisions, with intervals from resampling needs."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, stdtrit

from matcher.arrays import IdArray, ScoreArray
from matcher.training.examples import Examples, preferences

RESAMPLES = 4000
_DEPTH = 10
_MOST_WEIGHT = 10.0


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure and the bounds within which it lies in 95 % of the resamples."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Quality:
    """Sums by need: a measure is ``parts`` (n,) summed over ``wholes`` (n,) summed."""

    parts: ScoreArray
    wholes: ScoreArray


def pairwise_accuracy(scores: ScoreArray, examples: Examples, places: ScoreArray) -> Quality:
    """The weighted share of pairs of a list in which the chosen one has the higher score; a tie is half right.

    ``places`` (p,) are the log-odds that its place in the list added to a row. A pair counts with
    exp((loser's - winner's) / 2): if i beats j with odds exp(fit + place), so weighted wins of i and of j stand
    as exp(fit), and the ranker that made the lists has no advantage (inverse propensities, as in Joachims et
    al. 2017). Weights stay within 1/10 and 10, lest a few rare wins decide.
    """
    pairs = preferences(examples)
    lead = places[pairs.losers] - places[pairs.winners]
    weights = pairs.weights * np.clip(np.exp(lead / 2), 1 / _MOST_WEIGHT, _MOST_WEIGHT)
    gaps = (scores[pairs.winners] - scores[pairs.losers]).round(6)
    right = weights * np.where(gaps == 0, 0.5, gaps > 0)
    needs, of_row = np.unique(examples.groups, return_inverse=True)
    of_pair = of_row[pairs.winners]
    by_need = [np.bincount(of_pair, each, len(needs)).astype(np.float64) for each in (right, weights)]
    return Quality(by_need[0], by_need[1])


def ndcg(scores: ScoreArray, examples: Examples) -> Quality:
    """nDCG@10 with linear gains (Järvelin and Kekäläinen 2002) of how far the decided people of a need came.

    Several decisions on a person count as the best; needs without a shortlist are left out. What was shown first
    was chosen more, which flatters the ranker that made the lists.
    """
    needs, of_row = np.unique(examples.groups, return_inverse=True)
    parts = np.array([_ndcg(scores, examples, np.flatnonzero(of_row == at)) for at in range(len(needs))])
    judged = ~np.isnan(parts)
    return Quality(np.where(judged, parts, 0.0), judged.astype(np.float64))


def figure(quality: Quality, seed: int = 0) -> Figure:
    """The measure with its interval; NaN without anything to measure."""
    value = _ratio(quality.parts.sum(), quality.wholes.sum())
    return _figure(value, _resampled(quality, seed), len(quality.parts))


def gain(new: Quality, old: Quality, seed: int = 0) -> Figure:
    """By how much the new is better than the old, both resampled together, need by need."""
    value = _ratio(new.parts.sum(), new.wholes.sum()) - _ratio(old.parts.sum(), old.wholes.sum())
    return _figure(value, _resampled(new, seed) - _resampled(old, seed), len(new.parts))


def _figure(value: float, resampled: ScoreArray, needs: int) -> Figure:
    """Quantiles are moved outward for few needs, where plain ones are too narrow (Hesterberg 2015, section 5.3)."""
    usable = resampled[~np.isnan(resampled)]
    if needs < 2 or not len(usable):
        return Figure(round(float(value), 4), float("-inf"), float("inf"))
    tail = float(ndtr(-np.sqrt(needs / (needs - 1)) * stdtrit(needs - 1, 0.975)))
    low, high = np.quantile(usable, (tail, 1 - tail))
    return Figure(round(float(value), 4), round(float(low), 4), round(float(high), 4))


def _resampled(quality: Quality, seed: int) -> ScoreArray:
    """The measure in resamples of the needs (r,); the same resamples for the same seed and number of needs."""
    needs = len(quality.parts)
    if not needs:
        return np.zeros(0)
    counts = np.random.default_rng(seed).multinomial(needs, np.full(needs, 1 / needs), RESAMPLES)
    wholes = counts @ quality.wholes
    found: ScoreArray = np.full(RESAMPLES, np.nan)
    np.divide(counts @ quality.parts, wholes, out=found, where=wholes > 0)
    return found


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")


def _ndcg(scores: ScoreArray, examples: Examples, rows: IdArray) -> float:
    people, of_row = np.unique(examples.people[rows], return_inverse=True)
    grades, totals = np.zeros(len(people)), np.full(len(people), -np.inf)
    np.maximum.at(grades, of_row, examples.grades[rows])
    np.maximum.at(totals, of_row, scores[rows])
    ideal = _discounted(np.sort(grades)[::-1])
    return _discounted(grades[np.lexsort((people, -totals))]) / ideal if ideal else float("nan")


def _discounted(gains: ScoreArray) -> float:
    top = gains[:_DEPTH]
    return float((top / np.log2(np.arange(2, len(top) + 2))).sum())
