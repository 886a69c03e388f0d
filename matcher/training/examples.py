"""Decided pairs as arrays, their preferences, and their division into an older and a newer part."""

from dataclasses import dataclass, fields

import numpy as np

from matcher.arrays import BoolArray, IdArray, ScoreArray
from matcher.features import FeatureTable

OLDER_SHARE = 0.7


@dataclass(frozen=True, slots=True)
class Examples:
    """p decisions with the features of their pairs.

    ``groups`` and ``people`` (p,) are codes of the needs and the professionals. ``lists`` (p,) are codes of
    who chose for which need: only rows of one list were chosen among by one judge. ``chosen`` (p,) is 1 for
    shortlisted or accepted, 0 for rejected or declined; ``positions`` (p,) the place in the list that was
    shown, from 1, NaN where none is known or none was seen; ``days`` (p,) proleptic ordinals; ``weights``
    (p,) above 0. ``grades`` (p,) say how far a pair came: 2 accepted, 1 shortlisted, 0 neither; ``interest``
    (p,) whether shortlisted and accepted (1) or not (0), NaN where it is open or told by another row.
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
    parts = [
        _of_list(examples, rows)
        for rows in np.split(np.argsort(examples.lists, kind="stable"), _starts(examples.lists))
        if len(rows)
    ]
    winners, losers, weights = (np.concatenate([part[at] for part in parts] or [np.zeros(0)]) for at in range(3))
    return Preferences(winners.astype(np.int64), losers.astype(np.int64), weights)


def divide(examples: Examples, share: float = OLDER_SHARE) -> tuple[Examples, Examples]:
    """The decisions on the older needs, by a need's first decision, and on the newer ones; no need is in both."""
    needs, of_row = np.unique(examples.groups, return_inverse=True)
    first = np.full(len(needs), np.iinfo(np.int64).max)
    np.minimum.at(first, of_row, examples.days)
    order = np.lexsort((needs, first))
    is_older = np.zeros(len(needs), dtype=np.bool_)
    is_older[order[: round(share * len(needs))]] = True
    return examples.rows(is_older[of_row]), examples.rows(~is_older[of_row])


def _starts(codes: IdArray) -> IdArray:
    return np.flatnonzero(np.diff(np.sort(codes, kind="stable"))) + 1


def _of_list(examples: Examples, rows: IdArray) -> tuple[IdArray, IdArray, ScoreArray]:
    chosen, other = (rows[examples.chosen[rows] == verdict] for verdict in (1, 0))
    winners, losers = np.repeat(chosen, len(other)), np.tile(other, len(chosen))
    apart = examples.people[winners] != examples.people[losers]
    winners, losers = winners[apart], losers[apart]
    weights = examples.weights[winners] * examples.weights[losers]
    return winners, losers, weights * (examples.weights[rows].sum() / max(weights.sum(), 1e-12))
