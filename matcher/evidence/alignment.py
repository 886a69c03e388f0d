"""The sentences of one need beside the sentences of several people."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from matcher.arrays import FloatArray, IdArray
from matcher.documents import NO_TEXT, Document, Side
from matcher.evidence.pooling import Scored, cosines
from matcher.evidence.reading import Reading
from matcher.language.terms import terms


@dataclass(frozen=True)
class Alignment:
    """Cosines of the people's sentences with those of the need that have vectors: ``asked`` (q,) are their places."""

    need: Document
    people: Side
    asked: IdArray
    similar: Scored

    @cached_property
    def said_terms(self) -> list[list[frozenset[str]]]:
        """The terms of every sentence of every person."""
        return [[frozenset(terms(each.text)) for each in person.sentences] for person in self.people.documents]

    def of(self, at: int) -> tuple[FloatArray, IdArray]:
        """Cosines (s, q) of one person's sentences that have vectors, and their places (s,) in the document."""
        start = int(self.people.sentences.starts[at])
        rows = self.similar.rows[start : start + int(self.people.sentences.counts[at])]
        said = np.flatnonzero(self.people.documents[at].sentence_texts != NO_TEXT)
        return self.similar.values[rows], said


def align(need: Document, people: Side, reading: Reading) -> Alignment:
    """The alignment of one need with m people."""
    asked = np.flatnonzero(need.sentence_texts != NO_TEXT)
    similar = cosines(reading.vectors, people.sentences, need.sentence_texts[asked])
    return Alignment(need, people, asked, similar)
