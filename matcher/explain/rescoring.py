"""What scores would be if profiles were different: found by scoring the different profiles."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.arrays import ScoreArray, StringArray
from matcher.matching.market import Market
from matcher.retrieval import Document
from matcher.scorecard.port import Ranker, scores


@dataclass(frozen=True, slots=True)
class Field:
    """Everybody that one need was ranked with: their ids (c,) and scores (c,)."""

    ids: StringArray
    scores: ScoreArray

    def rank(self, person: str, score: float) -> int:
        """The place that a person would have with another score, everybody else having theirs."""
        others = self.ids != person
        better = (self.scores > score) | ((self.scores == score) & (self.ids < person))
        return int((better & others).sum()) + 1


def rescored(ranker: Ranker, market: Market, need: int, documents: Sequence[Document]) -> ScoreArray:
    """Scores (d,) of the need in that place with people as these documents have them."""
    if not documents:
        return np.zeros(0)
    return scores(ranker, ranker.contributions(market.table_if(need, list(documents))))
