"""One need beside one person, with what was measured between them and what both have written."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

import numpy as np

from matcher.arrays import BoolArray, FloatArray, IdArray, WholeArray
from matcher.evidence.comparison import Comparison
from matcher.language.terms import terms
from matcher.records import Need, Professional
from matcher.retrieval.columns import UNREAD
from matcher.retrieval.document import Document
from matcher.scripts import language_of
from matcher.text import Sentence, clean, field_text, part_of

TermsOf = Callable[[str], list[str]]


@dataclass(frozen=True)
class Pair:
    """The need and the person in these places of a comparison, with their records and documents.

    ``english_terms`` gives the terms of a text with its Chinese said in English.
    """

    compared: Comparison
    need: int
    person: int
    need_record: Need
    need_document: Document
    person_record: Professional
    person_document: Document
    english_terms: TermsOf

    @cached_property
    def need_sentences(self) -> tuple[Sentence, ...]:
        """All sentences of the need."""
        return self.need_document.sentences

    @cached_property
    def person_sentences(self) -> tuple[Sentence, ...]:
        """All sentences of the person."""
        return self.person_document.sentences

    @cached_property
    def sentence_parts(self) -> list[str]:
        """The part of the profile (``works[2]``) that each of the person's sentences is of."""
        return [part_of(sentence.source) for sentence in self.person_sentences]

    @cached_property
    def first_sentences(self) -> list[int]:
        """The number of the first sentence of each of the person's passages, and of the sentences in all."""
        return [0, *accumulate(len(passage.sentences) for passage in self.person_document.passages)]

    @cached_property
    def asked(self) -> IdArray:
        """Numbers (b,) of the need's sentences that were compared."""
        return self._numbers(self.compared.need_sentences.items, self.compared.needs.sentence_starts, self.need)

    @cached_property
    def said(self) -> IdArray:
        """Numbers (s,) of the person's sentences that were compared."""
        columns, record = self.compared.people.columns, int(self.compared.people.records[self.person])
        first, last = columns.sentence_starts[record : record + 2].tolist()
        return np.flatnonzero(columns.sentences.kinds[first:last] != UNREAD)

    @cached_property
    def are_titles(self) -> BoolArray:
        """Which of these sentences (s,) only name a position."""
        titles: BoolArray = self.compared.people.columns.are_titles[self._said_rows]
        return titles

    @cached_property
    def unread(self) -> tuple[Sentence, ...]:
        """The sentences of the person in a language that the model does not read."""
        read = frozenset(self.said.tolist())
        return tuple(sentence for number, sentence in enumerate(self.person_sentences) if number not in read)

    @property
    def is_mostly_unread(self) -> bool:
        """Whether more than half of the profile is in a language that the model does not read."""
        return 2 * _length(self.unread) > _length(self.person_sentences)

    @cached_property
    def named(self) -> list[frozenset[int]]:
        """The numbers of the skills of the vocabulary that each of the person's passages names."""
        columns, record = self.compared.people.columns, int(self.compared.people.records[self.person])
        first, last = columns.passage_starts[record : record + 2].tolist()
        named = columns.named.take(np.arange(first, last))
        return [frozenset(named.items[start:end].tolist()) for start, end in pairwise(named.starts.tolist())]

    @cached_property
    def sentences(self) -> FloatArray:
        """Likeness (b, s) of these sentences."""
        rows = self.asked + self.compared.needs.sentence_starts[self.need]
        likeness: FloatArray = self.compared.sentences[np.ix_(rows, self._said_rows)]
        return likeness

    @cached_property
    def labels(self) -> FloatArray:
        """Likeness (r, s) of the names of the required skills and the person's sentences."""
        return self.compared.labels[self.compared.asks_of(self.need)][:, self._said_rows]

    @property
    def sentences_that_may_prove(self) -> bool:
        """Whether any sentence that was compared says more than the name of a position."""
        return not self.are_titles.all()

    @cached_property
    def closest_to_labels(self) -> tuple[IdArray, FloatArray]:
        """The sentence (r,) that comes closest to the name of each required skill, the first of equal ones; how close.

        One that only names a position is none; there must be another.
        """
        likeness = np.where(self.are_titles, np.float32(-np.inf), self.labels)
        best = likeness.argmax(axis=1)
        return self.said[best], likeness[np.arange(len(likeness)), best]

    @cached_property
    def passages(self) -> tuple[FloatArray, IdArray, IdArray]:
        """Likeness (a, k) of the passages, and the numbers (a,) and (k,) of the need's and of the person's."""
        columns, record = self.compared.people.columns, int(self.compared.people.records[self.person])
        first, last = columns.passage_starts[record : record + 2].tolist()
        read = np.flatnonzero(columns.passages.kinds[first:last] != UNREAD)
        wanted = self._numbers(self.compared.need_passages.items, self.compared.needs.passage_starts, self.need)
        rows = wanted + self.compared.needs.passage_starts[self.need]
        return self.compared.passages[np.ix_(rows, first + read)], wanted, read

    def words(self, sentence: int) -> tuple[str, str]:
        """A sentence of the person as they wrote it, but without markup, and its language."""
        if sentence not in self._words:
            span = self.person_sentences[sentence]
            words = clean(field_text(self.person_record, span.source)[span.start : span.end])
            self._words[sentence] = words, language_of(words)
        return self._words[sentence]

    def mentioned(self, sentence: int) -> frozenset[int]:
        """The numbers of the skills of the vocabulary that a sentence of the person names, in any form."""
        if sentence not in self._mentioned:
            named = self.compared.yardstick.neighbours.named(self.person_sentences[sentence].text)
            self._mentioned[sentence] = frozenset(named)
        return self._mentioned[sentence]

    def is_labelled(self, request: int) -> bool:
        """Whether the name of the skill of a requirement was compared."""
        first = int(self.compared.needs.request_starts[self.need])
        return bool(self.compared.needs.asks.labels.kinds[first + request] != UNREAD)

    def sharing(self, wanted: frozenset[str]) -> tuple[int, int]:
        """Which sentence shares most distinct terms with these, and how many; (-1, 0) if none does.

        It is looked for in the passage that shares most.
        """
        passage, shared = _most(wanted, self.person_document.own)
        if not shared:
            return -1, 0
        sentences = self.person_document.passages[passage].sentences
        place, shared = _most(wanted, [terms(sentence.text) for sentence in sentences])
        return (self.first_sentences[passage] + place, shared) if shared else (-1, 0)

    def sharing_english(self, wanted: frozenset[str]) -> int:
        """The same by the terms with Chinese said in English: the sentence alone, -1 if no passage shares any.

        Where none of the passage's sentences shares a term by itself, it is the first.
        """
        passage, shared = _most(wanted, self.person_document.english)
        sentences = self.person_document.passages[passage].sentences if shared else ()
        if not sentences:
            return -1
        return self.first_sentences[passage] + _most(wanted, [self.english_terms(one.text) for one in sentences])[0]

    def passage_of(self, sentence: int) -> int:
        """The number of the passage that holds a sentence of the person."""
        return bisect_right(self.first_sentences, sentence) - 1

    @cached_property
    def _words(self) -> dict[int, tuple[str, str]]:
        """What ``words`` has given: a sentence bears out several lines."""
        return {}

    @cached_property
    def _mentioned(self) -> dict[int, frozenset[int]]:
        """What ``mentioned`` has given: several requirements are looked for in one sentence."""
        return {}

    @property
    def _said_rows(self) -> IdArray:
        record = int(self.compared.people.records[self.person])
        rows: IdArray = self.said + self.compared.people.columns.sentence_starts[record]
        return rows

    @staticmethod
    def _numbers(rows: WholeArray, starts: IdArray, owner: int) -> IdArray:
        first, last = starts[owner : owner + 2].tolist()
        numbers: IdArray = rows[(rows >= first) & (rows < last)] - first
        return numbers


def _length(sentences: Sequence[Sentence]) -> int:
    return sum(len(sentence.text) for sentence in sentences)


def _most(wanted: frozenset[str], texts: Sequence[Sequence[str]]) -> tuple[int, int]:
    """Which text has most of the wanted terms, the first of equal ones, and how many."""
    counts = [len(wanted.intersection(text)) for text in texts]
    return (counts.index(max(counts)), max(counts)) if counts else (0, 0)
