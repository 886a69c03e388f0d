"""What evidence is measured with: the vectors, the terms, the names of skills, and the year of today."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.arrays import ScoreArray
from matcher.documents import Side, VectorTable
from matcher.lexical.port import LexicalIndex, Terms

FRESH_YEARS = 5
FADED_YEARS = 25


@dataclass(frozen=True, slots=True)
class Reading:
    """``vectors`` of all texts, ``lexical`` terms of the people's passages, ``listed`` terms of their skills by row.

    ``names`` gives all that a skill is called, ``year`` is the one from which ages count.
    """

    vectors: VectorTable
    lexical: LexicalIndex
    listed: LexicalIndex
    names: Callable[[str], tuple[str, ...]]
    year: int

    def fading(self, years: ScoreArray) -> ScoreArray:
        """How much evidence of these years has faded, 0 to 1: not at all for 5 years, then evenly until 25."""
        ages = self.year - years
        return np.clip((np.nan_to_num(ages) - FRESH_YEARS) / (FADED_YEARS - FRESH_YEARS), 0.0, 1.0)

    def shares(self, queries: Sequence[Terms], people: Side) -> ScoreArray:
        """BM25 shares (s, q) of all passages of the people; one that is in no index is measured by its terms."""
        ids = people.passages.items
        known = ids >= 0
        found = np.zeros((len(ids), len(queries)))
        found[known] = self.lexical.scores(queries, ids[known]).T
        if not known.all():
            fresh = [
                terms
                for each in people.documents
                for terms, passage in zip(each.terms, each.passage_ids, strict=True)
                if passage < 0
            ]
            found[~known] = self.lexical.shares(queries, fresh).T
        return found
