"""Metrics of rankings, each from its published definition."""

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np

from matcher.arrays import ScoreArray

RESAMPLES = 1000


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
    """The metrics of one query over the documents that have a score; judged ones without are left out.

    nDCG@10 with linear gains (Järvelin and Kekäläinen 2002), average precision, recall at 100, reciprocal
    rank of the first relevant document, precision at 10. Relevant is a grade of ``least`` or more, of which
    there must be one; nDCG uses all grades. Equal scores are ordered by id.
    """
    known = {document: grade for document, grade in grades.items() if document in scores}
    return _one_query(scores, known, list(scores), least)


def mean_metrics(queries: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The mean of each metric over one query or more; ``low`` and ``high`` are the interval of nDCG@10."""
    means = {name: float(np.mean([row[name] for row in queries])) for name in queries[0]}
    low, high = interval(np.array([row["ndcg@10"] for row in queries]))
    return means | {"low": low, "high": high}


def interval(values: ScoreArray) -> tuple[float, float]:
    """The bounds of the mean of (n,) values in 95 % of 1,000 resamples, always the same ones."""
    random = np.random.RandomState(0)
    means = [values[random.randint(0, len(values), len(values))].mean() for _ in range(RESAMPLES)]
    low, high = np.percentile(means, (2.5, 97.5))
    return float(low), float(high)


def _one_query(
    scores: Mapping[str, float], grades: Mapping[str, int], documents: Sequence[str], least: int = 1
) -> dict[str, float]:
    ranked = sorted(documents, key=lambda document: (-scores.get(document, -np.inf), document))
    gains = np.array([grades.get(document, 0) for document in ranked], dtype=np.float64)
    ideal = np.sort(np.array(list(grades.values()), dtype=np.float64))[::-1]
    relevant = int((ideal >= least).sum())
    hits = np.flatnonzero(gains >= least)
    precisions = (np.arange(len(hits)) + 1) / (hits + 1)
    return {
        "ndcg@10": discounted(gains[:10]) / discounted(ideal[:10]),
        "map": float(precisions.sum() / relevant),
        "r@100": float((gains[:100] >= least).sum() / relevant),
        "mrr": float(1 / (hits[0] + 1)) if len(hits) else 0.0,
        "p@10": float((gains[:10] >= least).sum() / min(10, len(gains))),
    }


def discounted(gains: ScoreArray) -> float:
    """The discounted cumulative gain of (n,) gains in ranked order: each divided by log2(rank + 1)."""
    return float((gains / np.log2(np.arange(2, len(gains) + 2))).sum())


def expertise_metrics(
    runs: Sequence[Mapping[str, Mapping[str, float]]], ratings: Mapping[str, Mapping[str, float]]
) -> dict[str, float]:
    """How well runs order the needs that each person has rated (Stelmakh et al. 2023, arXiv 2303.16750).

    ``loss`` is the sum of rating gaps over wrongly ordered pairs (a tie costs half) divided by the sum of
    all gaps; ``easy`` the share of pairs rated >= 4 against <= 2 that are ordered right; ``hard`` that of
    unequal pairs both rated >= 4; means over the runs. ``low`` and ``high`` bound the loss in 95 % of 1,000
    resamples of persons.
    """
    table = np.array([[_person(run.get(p, {}), ratings[p]) for p in sorted(ratings)] for run in runs])
    random = np.random.RandomState(0)
    people = table.shape[1]
    losses = [_ratios(table[:, random.randint(0, people, people)])[0] for _ in range(RESAMPLES)]
    loss, easy, hard = _ratios(table)
    low, high = np.percentile(losses, (2.5, 97.5))
    return {"loss": loss, "low": float(low), "high": float(high), "easy": easy, "hard": hard}


def _ratios(table: ScoreArray) -> tuple[float, float, float]:
    """Loss, easy and hard from (runs, people, 6) parts and wholes."""
    totals = table.sum(axis=1)
    with np.errstate(invalid="ignore"):
        shares = (totals[:, 0::2] / totals[:, 1::2]).mean(axis=0)
    return float(shares[0]), float(shares[1]), float(shares[2])


def _person(scores: Mapping[str, float], ratings: Mapping[str, float]) -> ScoreArray:
    """Lost and all gaps, right and all easy pairs, right and all hard pairs of one person."""
    parts = np.zeros(6)
    for one, other in combinations(ratings, 2):
        gap = ratings[one] - ratings[other]
        order = scores[one] - scores[other]
        lost = 0.5 if order * gap == 0 else float(order * gap < 0)
        low, high = sorted((ratings[one], ratings[other]))
        easy, hard = high >= 4 and low <= 2, bool(gap) and low >= 4
        right = float(order * gap > 0)
        parts += (abs(gap) * lost, abs(gap), easy * right, easy, hard * right, hard)
    return parts
