"""The sentences of one need beside the sentences of several people."""

from dataclasses import dataclass

import numpy as np

from matcher.arrays import FloatArray, IdArray
from matcher.documents import NO_TEXT, Document, Side
from matcher.evidence.pooling import Scored, cosines
from matcher.evidence.reading import Reading


@dataclass(frozen=True, slots=True)
class Alignment:
    """Cosines of the people's sentences with those of the need that have vectors: ``asked`` (q,) are their places."""

    need: Document
    people: Side
    asked: IdArray
    similar: Scored

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
