"""A record as the engine matches it: its passages and sentences with their vectors, and its terms.

Passages and sentences that the model cannot read have no vector, so that their similarity is unknown
and never a number without meaning.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from sys import intern

import numpy as np

from matcher.arrays import FloatArray, IdArray
from matcher.language.scripts import foreign_share
from matcher.language.terms import terms
from matcher.records import Need, Professional
from matcher.text import Passage, Sentence, fingerprint, passages

PASSAGES_PER_RECORD = 4096
_MOST_FOREIGN = 0.2
"""A model that knows English only makes noise of a text with a larger share of other scripts than this."""


@dataclass(frozen=True, slots=True)
class Vectors:
    """Unit vectors (n, dim) and, for each, the position (n,) of the passage or sentence that it stands for."""

    positions: IdArray
    rows: FloatArray


@dataclass(frozen=True, slots=True)
class Document:
    """A professional or need with its text cut up; ``row`` is the store's number of the record.

    ``years`` stands beside ``sentences``, ``terms`` beside ``passages``; ``words`` is all text in lower case.
    """

    row: int
    record: Professional | Need
    passages: tuple[Passage, ...]
    sentences: tuple[Sentence, ...]
    years: tuple[int | None, ...]
    passage_vectors: Vectors
    sentence_vectors: Vectors
    terms: tuple[tuple[str, ...], ...]
    words: str

    @property
    def passage_ids(self) -> IdArray:
        """Ids of the passages in the indexes: the row and the position in one number."""
        return self.row * PASSAGES_PER_RECORD + np.arange(len(self.passages), dtype=np.int64)

    @property
    def all_terms(self) -> list[str]:
        """The terms of all passages together."""
        return [term for each in self.terms for term in each]


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
    texts: Mapping[bytes, str]


def draft(row: int, record: Professional | Need, multilingual: bool) -> Draft:
    """The draft of a record; ``texts`` are those that get a vector, by fingerprint."""
    found = passages(record)[:PASSAGES_PER_RECORD]
    texts = dict.fromkeys([p.text for p in found] + [s.text for p in found for s in p.sentences])
    return Draft(row, record, found, {fingerprint(text): text for text in texts if readable(text, multilingual)})


def complete(drafted: Draft, vectors: Mapping[bytes, FloatArray], dim: int) -> Document:
    """The document of a draft with the vectors by fingerprint; a text without one counts as unreadable."""
    found = drafted.passages
    sentences = tuple(sentence for passage in found for sentence in passage.sentences)
    return Document(
        drafted.row,
        drafted.record,
        found,
        sentences,
        tuple(passage.year for passage in found for _ in passage.sentences),
        _stacked([passage.text for passage in found], vectors, dim),
        _stacked([sentence.text for sentence in sentences], vectors, dim),
        # Interned: a market of people shares its terms.
        tuple(tuple(map(intern, terms(passage.text))) for passage in found),
        "\n".join(sentence.text.lower() for sentence in sentences),
    )


def _stacked(texts: Sequence[str], vectors: Mapping[bytes, FloatArray], dim: int) -> Vectors:
    keys = [fingerprint(text) for text in texts]
    positions = np.array([at for at, key in enumerate(keys) if key in vectors], dtype=np.int64)
    rows = np.array([vectors[keys[at]] for at in positions], dtype=np.float32).reshape(len(positions), dim)
    return Vectors(positions, rows)
