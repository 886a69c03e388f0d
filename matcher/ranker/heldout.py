"""How well scores order held-out decisions, with intervals from resampling needs."""

from dataclasses import dataclass

import numpy as np

from matcher.arrays import IdArray, ScoreArray
from matcher.ranker.examples import Examples, preferences

RESAMPLES = 2000
_DEPTH = 10


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


def pairwise_accuracy(scores: ScoreArray, examples: Examples) -> Quality:
    """The weighted share of pairs of a list in which the chosen one has the higher score; a tie is half right.

    The lists that people chose from were ordered by the ranker then in use, which this measure flatters a
    little: what was shown first was chosen more.
    """
    pairs = preferences(examples)
    gaps = (scores[pairs.winners] - scores[pairs.losers]).round(6)
    right = pairs.weights * np.where(gaps == 0, 0.5, gaps > 0)
    needs, of_row = np.unique(examples.groups, return_inverse=True)
    of_pair = of_row[pairs.winners]
    by_need = [np.bincount(of_pair, each, len(needs)).astype(np.float64) for each in (right, pairs.weights)]
    return Quality(by_need[0], by_need[1])


def ndcg(scores: ScoreArray, examples: Examples) -> Quality:
    """nDCG@10 with linear gains (Järvelin and Kekäläinen 2002) of how far the decided people of a need came.

    Several decisions on a person count as the best; needs without a shortlist are left out.
    """
    needs, of_row = np.unique(examples.groups, return_inverse=True)
    parts = np.array([_ndcg(scores, examples, np.flatnonzero(of_row == at)) for at in range(len(needs))])
    judged = ~np.isnan(parts)
    return Quality(np.where(judged, parts, 0.0), judged.astype(np.float64))


def figure(quality: Quality, seed: int = 0) -> Figure:
    """The measure with its interval; NaN without anything to measure."""
    return _figure(_ratio(quality.parts.sum(), quality.wholes.sum()), _resampled(quality, seed))


def gain(new: Quality, old: Quality, seed: int = 0) -> Figure:
    """By how much the new is better than the old, both resampled together, need by need."""
    value = _ratio(new.parts.sum(), new.wholes.sum()) - _ratio(old.parts.sum(), old.wholes.sum())
    return _figure(value, _resampled(new, seed) - _resampled(old, seed))


def _figure(value: float, resampled: ScoreArray) -> Figure:
    usable = resampled[~np.isnan(resampled)]
    low, high = np.quantile(usable, (0.025, 0.975)) if len(usable) else (np.nan, np.nan)
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
