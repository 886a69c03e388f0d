"""A record as the engine matches it: its passages and sentences with their vectors, and its terms.

Passages and sentences that the model cannot read have no vector, so that their similarity is unknown
and never a number without meaning.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from sys import intern

import numpy as np

from matcher.arrays import IdArray, ScoreArray, as_ids
from matcher.language.terms import terms
from matcher.records import Need, Professional, Requirement
from matcher.retrieval.vectors import NO_TEXT, VectorTable
from matcher.scripts import foreign_share
from matcher.text import Caution, Passage, Sentence, cut, fingerprint, label_of, part_of, texts_of

PASSAGES_PER_RECORD = 4096
_MOST_FOREIGN = 0.2
"""A model that knows English only makes noise of a text with a larger share of other scripts than this."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A requirement of a need, the places among the need's sentences that say it, and the row of its skill's vector."""

    requirement: Requirement
    sentences: tuple[int, ...]
    label: int = NO_TEXT


@dataclass(frozen=True, slots=True)
class Document:
    """A professional or need with its text cut up; ``row`` is the store's number of the record.

    Arrays over its k passages and s sentences: ``passage_ids`` (k,) in the indexes, ``passage_texts`` (k,) and
    ``sentence_texts`` (s,) as rows of the vector table, the years (k,) and (s,) that they tell of, NaN if
    unknown. ``terms`` stand beside ``passages``, as do the ``english`` ones, with Chinese said in English;
    ``asked`` is what a need requires, ``cautions`` what was left out of a profile.
    """

    row: int
    record: Professional | Need
    passages: tuple[Passage, ...]
    sentences: tuple[Sentence, ...]
    cautions: tuple[Caution, ...]
    asked: tuple[Asked, ...]
    passage_ids: IdArray
    passage_texts: IdArray
    passage_years: ScoreArray
    sentence_texts: IdArray
    sentence_years: ScoreArray
    terms: tuple[tuple[str, ...], ...]
    english: tuple[tuple[str, ...], ...]

    @property
    def texts(self) -> IdArray:
        """Rows of the vector table that the document holds."""
        return np.concatenate([self.passage_texts, self.sentence_texts, self.labels])

    @property
    def labels(self) -> IdArray:
        """Rows (r,) of the vectors of the skills that are asked for."""
        return as_ids([each.label for each in self.asked])

    @property
    def all_terms(self) -> list[str]:
        """The terms of all passages together."""
        return [term for each in self.terms for term in each]

    @property
    def all_english(self) -> list[str]:
        """The English terms of all passages together."""
        return [term for each in self.english for term in each]

    def without(self, sources: Collection[str]) -> "Document":
        """The same document as if these parts of the record (``works[2]``) were not there."""
        passages = [at for at, each in enumerate(self.passages) if each.source not in sources]
        kept = {each.source for each in self.passages} - set(sources)
        sentences = [at for at, each in enumerate(self.sentences) if part_of(each.source) in kept]
        return replace(
            self,
            passages=tuple(self.passages[at] for at in passages),
            sentences=tuple(self.sentences[at] for at in sentences),
            passage_ids=self.passage_ids[passages],
            passage_texts=self.passage_texts[passages],
            passage_years=self.passage_years[passages],
            sentence_texts=self.sentence_texts[sentences],
            sentence_years=self.sentence_years[sentences],
            terms=tuple(self.terms[at] for at in passages),
            english=tuple(self.english[at] for at in passages),
        )


def joined(document: Document, more: Document) -> Document:
    """The document with the passages of another beside its own; those are in no index and so have ids below 0."""
    return replace(
        document,
        passages=document.passages + more.passages,
        sentences=document.sentences + more.sentences,
        passage_ids=np.concatenate([document.passage_ids, -1 - np.arange(len(more.passages))]),
        passage_texts=np.concatenate([document.passage_texts, more.passage_texts]),
        passage_years=np.concatenate([document.passage_years, more.passage_years]),
        sentence_texts=np.concatenate([document.sentence_texts, more.sentence_texts]),
        sentence_years=np.concatenate([document.sentence_years, more.sentence_years]),
        terms=document.terms + more.terms,
        english=document.english + more.english,
    )


def row_of(passage_ids: IdArray) -> IdArray:
    """The store's rows that passages with these ids belong to."""
    return passage_ids // PASSAGES_PER_RECORD


def readable(text: str, multilingual: bool) -> bool:
    """Whether a model can read the text at all: a multilingual one reads all, else most must be Latin script."""
    return multilingual or foreign_share(text) <= _MOST_FOREIGN


@dataclass(frozen=True, slots=True)
class Draft:
    """A record cut up, before its vectors are at hand."""

    row: int
    record: Professional | Need
    passages: tuple[Passage, ...]
    cautions: tuple[Caution, ...]
    requirements: tuple[Requirement, ...]
    texts: Mapping[bytes, str]


RequirementsOf = Callable[[Need], tuple[Requirement, ...]]


def stated_requirements(need: Need) -> tuple[Requirement, ...]:
    """The requirements that are fields of the need."""
    return need.requirements


def draft(
    row: int,
    record: Professional | Need,
    multilingual: bool,
    requirements_of: RequirementsOf = stated_requirements,
) -> Draft:
    """The draft of a record; ``texts`` are those that get a vector, by fingerprint."""
    everything, odd = cut(record)
    found = everything[:PASSAGES_PER_RECORD]
    asked = requirements_of(record) if isinstance(record, Need) else ()
    skills = [label for each in asked if (label := label_of(each))]
    texts = dict.fromkeys([*texts_of(found), *skills])
    read = {fingerprint(text): text for text in texts if readable(text, multilingual)}
    return Draft(row, record, found, odd, asked, read)


TermsOf = Callable[[str], list[str]]


def complete(drafted: Draft, table: VectorTable, english_terms: TermsOf = terms) -> Document:
    """The document of a draft whose texts are in the table; a text that is not there counts as unreadable.

    ``english_terms`` gives the terms of a text with its Chinese said in English.
    """
    found = drafted.passages
    own = [terms(passage.text) for passage in found]
    english = [english_terms(passage.text) for passage in found]
    sentences = tuple(sentence for passage in found for sentence in passage.sentences)
    return Document(
        drafted.row,
        drafted.record,
        found,
        sentences,
        drafted.cautions,
        _asked(drafted.requirements, sentences, table),
        drafted.row * PASSAGES_PER_RECORD + np.arange(len(found), dtype=np.int64),
        table.rows([fingerprint(passage.text) for passage in found]),
        _years([passage.year for passage in found]),
        table.rows([fingerprint(sentence.text) for sentence in sentences]),
        _years([passage.year for passage in found for _ in passage.sentences]),
        # Interned: a market of people shares its terms.
        tuple(tuple(map(intern, each)) for each in own),
        tuple(tuple(map(intern, each)) for each in english),
    )


def _asked(wanted: Sequence[Requirement], sentences: Sequence[Sentence], table: VectorTable) -> tuple[Asked, ...]:
    labels = table.rows([fingerprint(label) if (label := label_of(each)) else b"" for each in wanted]).tolist()
    return tuple(
        Asked(each, tuple(at for at, sentence in enumerate(sentences) if _says(sentence, place, each)), labels[place])
        for place, each in enumerate(wanted)
    )


def _says(sentence: Sentence, place: int, wanted: Requirement) -> bool:
    if wanted.start is None or wanted.end is None:
        return sentence.source == f"requirements[{place}].text"
    return sentence.source == "body" and sentence.start < wanted.end and wanted.start < sentence.end


def _years(years: Sequence[int | None]) -> ScoreArray:
    return np.array([np.nan if year is None else year for year in years], dtype=np.float64)
