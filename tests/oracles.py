"""Slow, plain implementations written straight from the formulas; what the fast ones are compared with."""

from collections.abc import Iterator, Mapping, Sequence
from math import log, nan

import numpy as np

from matcher.arrays import IdArray, Ragged, ScoreArray, as_ids
from matcher.features import FeatureTable
from matcher.retrieval.bm25 import Terms
from matcher.scorecard.curves import Curve, CurveScorecard

_K1, _B = 1.2, 0.75


class PlainBM25:
    """Texts by number whose words are counted in loops.

    Earned by a text: the sum over the query's terms of
    idf * tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / mean)), with idf = ln(1 + (N - n + 0.5) / (n + 0.5)).
    The most that can be earned: the same sum with tf without end. Only terms that a text of the collection holds count.
    """

    def __init__(self, texts: Sequence[Terms] = ()) -> None:
        self._texts: dict[int, list[str]] = {number: list(terms) for number, terms in enumerate(texts)}

    def upsert(self, texts: Mapping[int, Terms]) -> None:
        self._texts |= {number: list(terms) for number, terms in texts.items()}

    def scores(self, queries: Sequence[Terms], numbers: IdArray) -> ScoreArray:
        """The shares (q, n) of some texts of the collection."""
        return self.shares(queries, [self._texts[number] for number in as_ids(numbers).tolist()])

    def shares(self, queries: Sequence[Terms], texts: Sequence[Terms]) -> ScoreArray:
        """The shares (q, n) of any texts, judged by what the collection holds; NaN for a query without known terms."""
        shares = [[self._share(query, list(text)) for text in texts] for query in queries]
        return np.array(shares, dtype=np.float64).reshape(len(queries), len(texts))

    def _share(self, query: Terms, text: list[str]) -> float:
        mean = sum(map(len, self._texts.values())) / max(len(self._texts), 1)
        earned = most = 0.0
        for term in query:
            holders = sum(term in held for held in self._texts.values())
            if holders:
                idf = log(1 + (len(self._texts) - holders + 0.5) / (holders + 0.5))
                count = text.count(term)
                earned += idf * count * (_K1 + 1) / (count + _K1 * (1 - _B + _B * len(text) / mean))
                most += idf * (_K1 + 1)
        return earned / most if most else nan


def plain_contributions(scorecard: CurveScorecard, table: FeatureTable) -> ScoreArray:
    """The points of a scorecard, cell by cell."""
    points = np.zeros((len(table), len(scorecard.curves)))
    for row in range(len(table)):
        for at, (name, curve) in enumerate(scorecard.curves.items()):
            points[row, at] = _points(curve, float(table.column(name)[row]))
    return points


def _points(curve: Curve, value: float) -> float:
    if value != value:
        return 0.0
    if value <= curve.values[0]:
        return curve.points[0]
    for at in range(1, len(curve.values)):
        low, high = curve.values[at - 1], curve.values[at]
        if value <= high:
            share = (value - low) / (high - low)
            return curve.points[at - 1] + share * (curve.points[at] - curve.points[at - 1])
    return curve.points[-1]


def plain_best_means(values: ScoreArray, groups: Ragged, best: int) -> ScoreArray:
    """Mean (q, g) of the best few of each group's values (q, t), group by group; NaN for an empty group."""
    means = np.full((len(values), len(groups)), nan)
    for query, group, items in _cells(values, groups):
        chosen = sorted((float(values[query, item]) for item in items), reverse=True)[:best]
        if chosen:
            means[query, group] = sum(chosen) / len(chosen)
    return means


def plain_highest(values: ScoreArray, groups: Ragged, empty: float) -> ScoreArray:
    """The highest (q, g) of each group's values (q, t); ``empty`` for an empty group."""
    highest = np.full((len(values), len(groups)), empty)
    for query, group, items in _cells(values, groups):
        highest[query, group] = max((float(values[query, item]) for item in items), default=empty)
    return highest


def plain_best_ages(values: ScoreArray, ages: ScoreArray, groups: Ragged, best: int) -> ScoreArray:
    """Mean known age (q, g) of the best few of each group, the first of equal ones; NaN if none is known."""
    means = np.full((len(values), len(groups)), nan)
    for query, group, items in _cells(values, groups):
        order = sorted(range(len(items)), key=lambda place: (-values[query, items[place]], place))
        known = [float(ages[items[place]]) for place in order[:best] if ages[items[place]] == ages[items[place]]]
        if known:
            means[query, group] = sum(known) / len(known)
    return means


def plain_group_means(values: ScoreArray, groups: Ragged) -> ScoreArray:
    """Mean (g, m) of the rows (t, m) of each group; NaN for an empty group."""
    return plain_best_means(values.T, groups, len(groups.items) + 1).T


def _cells(values: ScoreArray, groups: Ragged) -> Iterator[tuple[int, int, list[int]]]:
    """Every query with every group and the items of it."""
    for query in range(len(values)):
        for group in range(len(groups)):
            yield query, group, groups.items[groups.starts[group] : groups.starts[group + 1]].tolist()
