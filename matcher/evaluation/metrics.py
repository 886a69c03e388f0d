"""All metrics and their intervals, each from its published definition: arrays and mappings in, numbers out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.special import ndtr, stdtrit

from matcher.arrays import BoolArray, IdArray, ScoreArray

DEPTH = 10
"""Ranks that count for nDCG and precision."""
RESAMPLES = 1000
_RATIO_RESAMPLES = 4000
"""More than for a mean, because it is the lower bound of a difference that decides which scorecard wins."""
_BINS = 10


# Rankings and graded judgements


def retrieval_metrics(
    run: Mapping[str, Mapping[str, float]],
    relevant: Mapping[str, Mapping[str, int]],
    documents: Sequence[str],
) -> dict[str, float]:
    """The means over the judged queries, each over the full ranking of all documents.

    Documents without a score come last. ``relevant`` holds grades above 0 by query and document.
    """
    return mean_metrics([_one_query(run.get(query, {}), grades, documents) for query, grades in relevant.items()])


def query_metrics(scores: Mapping[str, float], grades: Mapping[str, int], least: int) -> dict[str, float]:
    """The metrics of one query over the documents that have a score; judged ones without a score are left out.

    nDCG@10 with linear gains (Järvelin and Kekäläinen 2002), average precision, recall at 100, reciprocal
    rank of the first relevant document, precision at 10. A grade of ``least`` or more is relevant, and at least
    one document must be; nDCG uses all grades. Equal scores are ordered by id.
    """
    known = {document: grade for document, grade in grades.items() if document in scores}
    return _one_query(scores, known, list(scores), least)


def mean_metrics(queries: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The mean of each metric over one query or more; ``low`` and ``high`` are the interval of nDCG@10."""
    means = {name: float(np.mean([metrics[name] for metrics in queries])) for name in queries[0]}
    low, high = interval(np.array([metrics["ndcg@10"] for metrics in queries]))
    return means | {"low": low, "high": high}


def ndcg(gains: ScoreArray, judged: ScoreArray) -> float:
    """nDCG@10 of gains (n,) in ranked order, where ``judged`` (m,) are all gains that could have been ranked.

    Gains are linear, as in Järvelin and Kekäläinen 2002; NaN if no gain is above 0.
    """
    ideal = _discounted(np.sort(judged)[::-1])
    return _discounted(gains) / ideal if ideal else float("nan")


def tied_ndcg(scores: ScoreArray, gains: ScoreArray) -> float:
    """Expected nDCG@10 of gains (n,) ordered by scores (n,), where every order of equal scores is equally likely.

    Each rank within a tie has the mean gain of the tie (McSherry and Najork 2008).
    """
    _, group, sizes = np.unique(-scores, return_inverse=True, return_counts=True)
    means = np.bincount(group, weights=gains) / sizes
    return ndcg(np.repeat(means, sizes), gains)


def _one_query(
    scores: Mapping[str, float], grades: Mapping[str, int], documents: Sequence[str], least: int = 1
) -> dict[str, float]:
    ranked = sorted(documents, key=lambda document: (-scores.get(document, -np.inf), document))
    gains = np.array([grades.get(document, 0) for document in ranked], dtype=np.float64)
    judged = np.array(list(grades.values()), dtype=np.float64)
    relevant = int((judged >= least).sum())
    hits = np.flatnonzero(gains >= least)
    precisions = (np.arange(len(hits)) + 1) / (hits + 1)
    return {
        "ndcg@10": ndcg(gains, judged),
        "map": float(precisions.sum() / relevant),
        "r@100": float((gains[:100] >= least).sum() / relevant),
        "mrr": float(1 / (hits[0] + 1)) if len(hits) else 0.0,
        "p@10": float((gains[:DEPTH] >= least).sum() / min(DEPTH, len(gains))),
    }


def _discounted(gains: ScoreArray) -> float:
    """Discounted cumulative gain of the first ranks: each gain divided by log2(rank + 1)."""
    top = gains[:DEPTH]
    return float((top / np.log2(np.arange(2, len(top) + 2))).sum())


# Pairs


def expertise_metrics(
    runs: Sequence[Mapping[str, Mapping[str, float]]], ratings: Mapping[str, Mapping[str, float]]
) -> dict[str, float]:
    """How well runs order the needs that each person has rated (Stelmakh et al. 2023, arXiv 2303.16750).

    ``loss`` is the sum of rating gaps over wrongly ordered pairs (a tie costs half) divided by the sum of
    all gaps; ``easy`` the share of pairs rated >= 4 against <= 2 that are ordered correctly; ``hard`` that of
    unequal pairs both rated >= 4; means over the runs. ``low`` and ``high`` are the interval of the loss,
    resampled over persons. Needs without a score come last, none of them before another.
    """
    sums = np.array([[_expertise_sums(run.get(p, {}), ratings[p]) for p in sorted(ratings)] for run in runs])
    losses = [_expertise_shares(sums[:, chosen])[0] for chosen in _resamples(sums.shape[1])]
    loss, easy, hard = _expertise_shares(sums)
    low, high = _bounds(losses)
    return {"loss": loss, "low": low, "high": high, "easy": easy, "hard": hard}


def _expertise_shares(sums: ScoreArray) -> tuple[float, float, float]:
    """Loss, easy and hard from (runs, people, 6) parts and wholes."""
    totals = sums.sum(axis=1)
    with np.errstate(invalid="ignore"):
        shares = (totals[:, 0::2] / totals[:, 1::2]).mean(axis=0)
    return float(shares[0]), float(shares[1]), float(shares[2])


def _expertise_sums(scores: Mapping[str, float], ratings: Mapping[str, float]) -> ScoreArray:
    """Lost and all gaps, correct and all easy pairs, correct and all hard pairs of one person."""
    last = min(scores.values(), default=0.0) - 1
    sums = np.zeros(6)
    for one, other in combinations(ratings, 2):
        gap = ratings[one] - ratings[other]
        lead = scores.get(one, last) - scores.get(other, last)
        lost = 0.5 if lead * gap == 0 else float(lead * gap < 0)
        low, high = sorted((ratings[one], ratings[other]))
        easy, hard = high >= 4 and low <= 2, bool(gap) and low >= 4
        correct = float(lead * gap > 0)
        sums += (abs(gap) * lost, abs(gap), easy * correct, easy, hard * correct, hard)
    return sums


def cohen_kappa(one: Sequence[bool], other: Sequence[bool]) -> float:
    """Agreement beyond chance (Cohen 1960): (observed - expected) / (1 - expected).

    0 where both give the same verdict every time, which shows nothing.
    """
    first, second = np.array(one, dtype=bool), np.array(other, dtype=bool)
    observed = float((first == second).mean())
    expected = float(first.mean() * second.mean() + (1 - first.mean()) * (1 - second.mean()))
    return (observed - expected) / (1 - expected) if expected < 1 else 0.0


def expected_calibration_error(probabilities: ScoreArray, outcomes: BoolArray, bins: int = _BINS) -> float:
    """The mean gap between probability and share of outcomes in bins of equal width, weighted by their size.

    Takes n probabilities in [0, 1] and whether each came true, n at least 1; gives a number in [0, 1]
    (Naeini, Cooper and Hauskrecht 2015). A probability on an edge belongs to the bin above it.
    """
    if probabilities.shape != outcomes.shape or not len(outcomes):
        raise ValueError(
            f"got {len(probabilities)} probabilities and {len(outcomes)} outcomes; give one outcome for each "
            "probability, and at least one"
        )
    if not ((probabilities >= 0) & (probabilities <= 1)).all():
        raise ValueError("a probability is not in [0, 1]")
    bin_of = np.minimum((probabilities * bins).astype(np.int64), bins - 1)
    gaps = np.bincount(bin_of, weights=probabilities - outcomes, minlength=bins)
    return float(np.abs(gaps).sum() / len(outcomes))


# Ratios of sums over groups, and intervals


@dataclass(frozen=True, slots=True)
class Ratio:
    """A measure of n groups: the sum of ``parts`` (n,) over the sum of ``wholes`` (n,)."""

    parts: ScoreArray
    wholes: ScoreArray

    @property
    def value(self) -> float:
        """The measure over all groups; NaN without anything to measure."""
        whole = float(self.wholes.sum())
        return float(self.parts.sum()) / whole if whole else float("nan")


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measure and the bounds within which it lies in 95 % of the resamples."""

    value: float
    low: float
    high: float


def pairwise_accuracy(leads: ScoreArray, weights: ScoreArray, groups: IdArray, count: int) -> Ratio:
    """The weighted share of pairs (q,) in which the better one has the higher score; a tie counts half.

    ``leads`` (q,) are the better one's score minus the other's, ``groups`` (q,) numbers below ``count``.
    """
    correct = weights * np.where(leads == 0, 0.5, leads > 0)
    parts, wholes = (np.bincount(groups, sums, count).astype(np.float64) for sums in (correct, weights))
    return Ratio(parts, wholes)


def interval(values: ScoreArray) -> tuple[float, float]:
    """The bounds of the mean of (n,) values in 95 % of 1,000 resamples, always the same ones."""
    return _bounds([float(values[chosen].mean()) for chosen in _resamples(len(values))])


def estimate(ratio: Ratio, seed: int = 0) -> Estimate:
    """The measure with its interval, resampled over groups; NaN without anything to measure."""
    return _estimate(ratio.value, _resampled(ratio, seed), len(ratio.parts))


def gain(new: Ratio, old: Ratio, seed: int = 0) -> Estimate:
    """By how much the new measure is higher than the old one, both resampled together, group by group."""
    return _estimate(new.value - old.value, _resampled(new, seed) - _resampled(old, seed), len(new.parts))


def _resamples(count: int) -> Iterator[IdArray]:
    """1,000 times as many of ``count`` items, drawn with replacement; the same draws at every call."""
    random = np.random.RandomState(0)
    for _ in range(RESAMPLES):
        yield random.randint(0, count, count)


def _bounds(resampled: Sequence[float]) -> tuple[float, float]:
    low, high = np.percentile(resampled, (2.5, 97.5))
    return float(low), float(high)


def _estimate(value: float, resampled: ScoreArray, groups: int) -> Estimate:
    """Quantiles are moved outward for few groups, where plain ones are too narrow (Hesterberg 2015, section 5.3)."""
    usable = resampled[~np.isnan(resampled)]
    if groups < 2 or not len(usable):
        return Estimate(round(value, 4), float("-inf"), float("inf"))
    tail = float(ndtr(-np.sqrt(groups / (groups - 1)) * stdtrit(groups - 1, 0.975)))
    low, high = np.quantile(usable, (tail, 1 - tail))
    return Estimate(round(value, 4), round(float(low), 4), round(float(high), 4))


def _resampled(ratio: Ratio, seed: int) -> ScoreArray:
    """The measure in resamples of the groups (r,); the same resamples for the same seed and number of groups."""
    groups = len(ratio.parts)
    if not groups:
        return np.zeros(0)
    counts = np.random.default_rng(seed).multinomial(groups, np.full(groups, 1 / groups), _RATIO_RESAMPLES)
    wholes = counts @ ratio.wholes
    values: ScoreArray = np.full(_RATIO_RESAMPLES, np.nan)
    np.divide(counts @ ratio.parts, wholes, out=values, where=wholes > 0)
    return values
