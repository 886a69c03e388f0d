"""The sentences of one need beside the sentences of several people."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.arrays import FloatArray, IdArray
from matcher.evidence.pooling import Scored, cosines
from matcher.evidence.reading import Reading
from matcher.language.terms import terms
from matcher.retrieval import NO_TEXT, Document, Side, TermsOf


@dataclass(frozen=True, slots=True)
class Alignment:
    """Cosines of the people's texts with those of the need.

    ``similar`` those of sentences, where ``asked`` (q,) are the places of the need's that have vectors, ``labels``
    those of sentences with the names of the skills in the rows ``skills`` (l,), and ``works`` those of passages;
    ``english_terms`` gives the terms of a text with its Chinese said in English.
    """

    need: Document
    people: Side
    asked: IdArray
    similar: Scored
    skills: IdArray
    labels: Scored
    works: Scored
    english_terms: TermsOf

    def of(self, at: int) -> tuple[FloatArray, IdArray]:
        """Cosines (s, q) of one person's sentences that have vectors, and their places (s,) in the document."""
        start = int(self.people.sentences.starts[at])
        rows = self.similar.rows[start : start + int(self.people.sentences.counts[at])]
        said = np.flatnonzero(self.people.documents[at].sentence_texts != NO_TEXT)
        return self.similar.values[rows], said

    def labels_of(self, at: int) -> FloatArray:
        """Cosines (s, l) of the same sentences with the skills' names."""
        start = int(self.people.sentences.starts[at])
        return self.labels.values[self.labels.rows[start : start + int(self.people.sentences.counts[at])]]

    def passages_of(self, at: int) -> tuple[FloatArray, IdArray]:
        """Cosines (k, w) of one person's passages that have vectors with the need's, and their places (k,)."""
        start = int(self.people.works.starts[at])
        rows = self.works.rows[start : start + int(self.people.works.counts[at])]
        read = np.flatnonzero(self.people.documents[at].passage_texts != NO_TEXT)
        return self.works.values[rows], read

    def sharing(self, at: int, wanted: frozenset[str]) -> tuple[int, int]:
        """Which sentence of one person shares most distinct terms with these, and how many; (-1, 0) if none does.

        It is looked for in the passage that shares most.
        """
        person = self.people.documents[at]
        passage, shared = _most(wanted, person.terms)
        if not shared:
            return -1, 0
        mine = person.passages[passage].sentences
        place, shared = _most(wanted, [terms(each.text) for each in mine])
        return (person.sentences.index(mine[place]), shared) if shared else (-1, 0)

    def sharing_english(self, at: int, wanted: frozenset[str]) -> int:
        """The same by the terms with Chinese said in English: the place alone, -1 if no passage shares any.

        Where none of the passage's sentences shares a term by itself, it is the first.
        """
        person = self.people.documents[at]
        passage, shared = _most(wanted, person.english)
        mine = person.passages[passage].sentences if shared else ()
        if not mine:
            return -1
        return person.sentences.index(mine[_most(wanted, [self.english_terms(each.text) for each in mine])[0]])


def align(need: Document, people: Side, reading: Reading) -> Alignment:
    """The alignment of one need with m people."""
    asked = np.flatnonzero(need.sentence_texts != NO_TEXT)
    similar = cosines(reading.vectors, people.sentences, need.sentence_texts[asked])
    skills = np.unique(need.labels[need.labels != NO_TEXT])
    labels = cosines(reading.vectors, people.sentences, skills)
    works = cosines(reading.vectors, people.works, need.passage_texts[need.passage_texts != NO_TEXT])
    return Alignment(need, people, asked, similar, skills, labels, works, reading.english_terms)


def _most(wanted: frozenset[str], texts: Sequence[Sequence[str]]) -> tuple[int, int]:
    """Which text has most of the wanted terms, the first of equal ones, and how many."""
    counts = [len(wanted.intersection(each)) for each in texts]
    return (counts.index(max(counts)), max(counts)) if counts else (0, 0)
