"""Decided pairs as arrays: their preferences, their split into older and newer, how well scores order them."""

from dataclasses import dataclass, fields

import numpy as np

from matcher.arrays import BoolArray, IdArray, ScoreArray
from matcher.evaluation import metrics
from matcher.evaluation.metrics import Ratio
from matcher.features import FeatureTable

OLDER_SHARE = 0.7
_MAX_WEIGHT = 10.0


@dataclass(frozen=True, slots=True)
class Examples:
    """p decisions with the features of their pairs.

    ``groups`` and ``people`` (p,) are codes of the needs and the professionals. ``lists`` (p,) are codes of
    who chose for which need: choices are compared only within one list, made by one judge. ``chosen`` (p,) is 1 for
    shortlisted or accepted, 0 for rejected or declined; ``positions`` (p,) the rank in the list that was
    shown, from 1, NaN where it is unknown or no list was seen; ``days`` (p,) proleptic ordinals; ``weights``
    (p,) above 0. ``grades`` (p,) say how far a pair came: 2 accepted, 1 shortlisted, 0 neither; ``interest``
    (p,) whether shortlisted and accepted (1) or not (0), NaN where it is undecided or stated by another row.
    """

    table: FeatureTable
    groups: IdArray
    people: IdArray
    lists: IdArray
    chosen: ScoreArray
    positions: ScoreArray
    days: IdArray
    weights: ScoreArray
    grades: ScoreArray
    interest: ScoreArray

    def __len__(self) -> int:
        return len(self.chosen)

    @property
    def needs(self) -> int:
        """How many needs have decisions."""
        return len(np.unique(self.groups))

    def rows(self, wanted: BoolArray) -> "Examples":
        """Those rows (p,) only."""
        table = self.table.rows(wanted)
        rest = {field.name: getattr(self, field.name)[wanted] for field in fields(self) if field.name != "table"}
        return Examples(table=table, **rest)


@dataclass(frozen=True, slots=True)
class Preferences:
    """q pairs of rows of one list, of which ``winners`` (q,) were chosen and ``losers`` (q,) not.

    The ``weights`` (q,) of one list sum to those of its rows, so that a long list does not count as its square.
    """

    winners: IdArray
    losers: IdArray
    weights: ScoreArray


def preferences(examples: Examples) -> Preferences:
    """Every pair of a chosen and another person within a list."""
    order = np.argsort(examples.lists, kind="stable")
    starts = np.flatnonzero(np.diff(examples.lists[order])) + 1
    pairs = [_pairs_of_list(examples, rows) for rows in np.split(order, starts) if len(rows)]
    winners, losers, weights = (np.concatenate([pair[at] for pair in pairs] or [np.zeros(0)]) for at in range(3))
    return Preferences(winners.astype(np.int64), losers.astype(np.int64), weights)


def divide(examples: Examples, share: float = OLDER_SHARE) -> tuple[Examples, Examples]:
    """The decisions on the older needs, by a need's first decision, and on the newer ones; no need is in both."""
    needs, need_of_row = np.unique(examples.groups, return_inverse=True)
    first_day = np.full(len(needs), np.iinfo(np.int64).max)
    np.minimum.at(first_day, need_of_row, examples.days)
    order = np.lexsort((needs, first_day))
    is_older = np.zeros(len(needs), dtype=np.bool_)
    is_older[order[: round(share * len(needs))]] = True
    return examples.rows(is_older[need_of_row]), examples.rows(~is_older[need_of_row])


def pairwise_accuracy(scores: ScoreArray, examples: Examples, position_effects: ScoreArray) -> Ratio:
    """By need, the weighted share of pairs of a list in which the chosen one has the higher score; a tie counts half.

    ``position_effects`` (p,) are the log-odds that its position in the list added to a row. A pair counts with
    exp((loser's - winner's) / 2): if i beats j with odds exp(fit + position), weighted wins of i and of j are
    in the ratio exp(fit), and the scorecard that made the lists has no advantage (inverse propensities, as in
    Joachims et al. 2017). Weights stay within 1/10 and 10, so that a few rare wins do not decide.
    """
    pairs = preferences(examples)
    lead = position_effects[pairs.losers] - position_effects[pairs.winners]
    weights = pairs.weights * np.clip(np.exp(lead / 2), 1 / _MAX_WEIGHT, _MAX_WEIGHT)
    needs, need_of_row = np.unique(examples.groups, return_inverse=True)
    leads = (scores[pairs.winners] - scores[pairs.losers]).round(6)
    return metrics.pairwise_accuracy(leads, weights, need_of_row[pairs.winners], len(needs))


def ndcg(scores: ScoreArray, examples: Examples) -> Ratio:
    """By need, nDCG@10 of how far its decided people came.

    The best of several decisions on a person counts; needs without a shortlist are left out. Who was shown first
    was chosen more, which flatters the scorecard that made the lists.
    """
    needs, need_of_row = np.unique(examples.groups, return_inverse=True)
    by_need = [_ndcg(scores, examples, np.flatnonzero(need_of_row == need)) for need in range(len(needs))]
    parts = np.array(by_need, dtype=np.float64)
    judged = ~np.isnan(parts)
    return Ratio(np.where(judged, parts, 0.0), judged.astype(np.float64))


def _pairs_of_list(examples: Examples, rows: IdArray) -> tuple[IdArray, IdArray, ScoreArray]:
    chosen, other = (rows[examples.chosen[rows] == verdict] for verdict in (1, 0))
    winners, losers = np.repeat(chosen, len(other)), np.tile(other, len(chosen))
    different = examples.people[winners] != examples.people[losers]
    winners, losers = winners[different], losers[different]
    weights = examples.weights[winners] * examples.weights[losers]
    return winners, losers, weights * (examples.weights[rows].sum() / max(weights.sum(), 1e-12))


def _ndcg(scores: ScoreArray, examples: Examples, rows: IdArray) -> float:
    people, person_of_row = np.unique(examples.people[rows], return_inverse=True)
    grades, totals = np.zeros(len(people)), np.full(len(people), -np.inf)
    np.maximum.at(grades, person_of_row, examples.grades[rows])
    np.maximum.at(totals, person_of_row, scores[rows])
    return metrics.ndcg(grades[np.lexsort((people, -totals))], grades)
