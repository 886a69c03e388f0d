"""What evidence is measured with: the vectors, the terms, the names of skills, and the year of today."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.arrays import ScoreArray
from matcher.retrieval import Side, TermsOf, VectorTable
from matcher.retrieval.lexical import LexicalIndex, Terms

FRESH_YEARS = 5
FADED_YEARS = 25


@dataclass(frozen=True, slots=True)
class Reading:
    """What texts are measured with.

    ``vectors`` are those of all texts; ``lexical`` and ``english`` hold the terms of the people's passages, their
    own and with Chinese said in English, ``listed`` those of their skills by row. ``names`` gives all that a skill
    is called, ``near`` what its broader, narrower and neighbouring skills are called, and ``english_terms`` the
    English terms of a text; ``year`` is the one from which ages count.
    """

    vectors: VectorTable
    lexical: LexicalIndex
    english: LexicalIndex
    listed: LexicalIndex
    names: Callable[[str], tuple[str, ...]]
    near: Callable[[str], tuple[str, ...]]
    english_terms: TermsOf
    year: int

    def fading(self, years: ScoreArray) -> ScoreArray:
        """How much evidence of these years has faded, 0 to 1: not at all for 5 years, then evenly until 25."""
        ages = self.year - years
        return np.clip((np.nan_to_num(ages) - FRESH_YEARS) / (FADED_YEARS - FRESH_YEARS), 0.0, 1.0)

    def own_shares(self, queries: Sequence[Terms], people: Side) -> ScoreArray:
        """BM25 shares (s, q) of all passages of the people by their own terms."""
        return _shares(self.lexical, queries, people, [each.terms for each in people.documents])

    def english_shares(self, queries: Sequence[Terms], people: Side) -> ScoreArray:
        """The same by their terms with Chinese said in English."""
        return _shares(self.english, queries, people, [each.english for each in people.documents])


def _shares(
    index: LexicalIndex, queries: Sequence[Terms], people: Side, texts: Sequence[Sequence[Terms]]
) -> ScoreArray:
    """Shares (s, q); a passage that is in no index is measured by its terms."""
    ids = people.passages.items
    known = ids >= 0
    if known.all():
        return index.scores(queries, ids).T
    found = np.zeros((len(ids), len(queries)))
    found[known] = index.scores(queries, ids[known]).T
    passages = [terms for mine in texts for terms in mine]
    found[~known] = index.shares(queries, [passages[at] for at in np.flatnonzero(~known).tolist()]).T
    return found
