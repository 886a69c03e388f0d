"""Many documents of one side as columns, so that all of them are compared at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.arrays import IdArray, ScoreArray
from matcher.retrieval.document import Document
from matcher.retrieval.vectors import NO_TEXT


@dataclass(frozen=True, slots=True)
class Ragged:
    """Some items for each of m documents, one document after the other.

    ``counts`` (m,) tells how many each has, ``items`` (s,) are rows of a vector table or ids of passages, and
    ``years`` (s,) stand beside them, NaN where unknown.
    """

    counts: IdArray
    items: IdArray
    years: ScoreArray

    @property
    def starts(self) -> IdArray:
        """Place of the first item of each document, (m,)."""
        return np.cumsum(self.counts) - self.counts

    @property
    def owners(self) -> IdArray:
        """The document (s,) that each item belongs to, as its place among the m."""
        return np.repeat(np.arange(len(self.counts)), self.counts)

    def take(self, chosen: IdArray) -> "Ragged":
        """The items of the chosen documents, in their order."""
        counts = self.counts[chosen]
        first = np.repeat(self.starts[chosen] - (np.cumsum(counts) - counts), counts)
        places = first + np.arange(counts.sum())
        return Ragged(counts, self.items[places], self.years[places])


@dataclass(frozen=True, slots=True)
class Side:
    """m documents: their passages and sentences that have vectors, and the ids of all their passages."""

    documents: tuple[Document, ...]
    works: Ragged
    sentences: Ragged
    passages: Ragged

    def __len__(self) -> int:
        return len(self.documents)

    def take(self, chosen: IdArray) -> "Side":
        """The chosen documents, in their order."""
        if len(chosen) == len(self) and np.array_equal(chosen, np.arange(len(self))):
            return self
        documents = tuple(self.documents[at] for at in chosen.tolist())
        return Side(documents, self.works.take(chosen), self.sentences.take(chosen), self.passages.take(chosen))


def side_of(documents: Sequence[Document]) -> Side:
    """The columns of the documents, in their order."""
    return Side(
        tuple(documents),
        _with_vectors([each.passage_texts for each in documents], [each.passage_years for each in documents]),
        _with_vectors([each.sentence_texts for each in documents], [each.sentence_years for each in documents]),
        _ragged([each.passage_ids for each in documents], [each.passage_years for each in documents]),
    )


def _with_vectors(items: Sequence[IdArray], years: Sequence[ScoreArray]) -> Ragged:
    read = [each != NO_TEXT for each in items]
    return _ragged(
        [each[kept] for each, kept in zip(items, read, strict=True)],
        [each[kept] for each, kept in zip(years, read, strict=True)],
    )


def _ragged(items: Sequence[IdArray], years: Sequence[ScoreArray]) -> Ragged:
    counts = np.array([len(each) for each in items], dtype=np.int64)
    return Ragged(
        counts,
        np.concatenate([np.zeros(0, dtype=np.int64), *items]),
        np.concatenate([np.zeros(0, dtype=np.float64), *years]),
    )
