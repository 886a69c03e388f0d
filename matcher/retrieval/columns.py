"""The records of one side as columns by row: what is derived from them, ready to be compared at once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from matcher.arrays import (
    BoolArray,
    CodeArray,
    FloatArray,
    IdArray,
    Ragged,
    ScoreArray,
    StringArray,
    WholeArray,
    as_ids,
    joined,
    ranges,
)
from matcher.filters.facts import NeedFacts, PeopleFacts, joined_facts, taken
from matcher.retrieval.bm25 import TermCounts, joined_counts
from matcher.retrieval.port import PASSAGES_PER_RECORD
from matcher.retrieval.vectors import (
    SecondVectors,
    Vectors,
    joined_second,
    joined_vectors,
    second_vectors,
    vectors_of,
)

_ZERO_LENGTH = 1e-6
UNREAD, AS_WRITTEN, TRANSLATED = 0, 1, 2
"""Kinds of a text: the model cannot read it, it is read as it is written, or in translation."""
NO_SKILL = -1
NO_VECTORS: Mapping[bytes, FloatArray] = MappingProxyType({})
MEASURES = ("sentence", "sentences", "work", "words", "both")
"""By what a requirement and a person's texts are compared: see ``matcher.evidence.claims``."""
NORMS = (2, 2 * len(MEASURES) + 2)
"""The shape of what a background says of one requirement."""


@dataclass(frozen=True, slots=True)
class Texts:
    """n texts: their vectors, kinds (n,), and the years (n,) that they tell of, NaN where unknown.

    ``second`` are the vectors of a second model; None if there is no such model.
    """

    vectors: Vectors
    kinds: CodeArray
    years: ScoreArray
    second: SecondVectors | None = None

    def __len__(self) -> int:
        """The number of texts."""
        return len(self.kinds)

    def take(self, chosen: WholeArray) -> "Texts":
        """The chosen texts, in their order."""
        second = self.second.take(chosen) if self.second is not None else None
        return Texts(self.vectors.take(chosen), self.kinds[chosen], self.years[chosen], second)


def is_read(texts: Texts) -> BoolArray:
    """Which texts the model can read."""
    read: BoolArray = texts.kinds != UNREAD
    return read


@dataclass(frozen=True, slots=True)
class Asks:
    """r requirements of needs, those of one need after those of another.

    One of several skills of which any meets a requirement has a place of its own and a share of the weight; ``parts``
    (r,) count them, 0 beginning a requirement. ``must`` and ``weights`` (r,); ``sentences`` are the numbers of the
    sentences, among those of the need, that say it; ``labels`` the name of its skill as a text of its own, ``UNREAD``
    where there is none. ``skills`` (r,) are numbers of the vocabulary or ``NO_SKILL``, ``names`` (r,) what the skill is
    called, empty for none; ``own``, ``english`` and ``named`` its terms as in ``document.Asked``. ``qualifications``
    (r, 6) are the years and the steps of degree, title and stage that it asks for, 0 for none, whether it asks nothing
    else, and whether one is enough. ``norms`` (r, *NORMS) are what the people of the background reach for it, all 0
    before they are measured.
    """

    must: CodeArray
    weights: ScoreArray
    sentences: Ragged
    labels: Texts
    skills: IdArray
    names: StringArray
    own: TermCounts
    english: TermCounts
    named: TermCounts
    parts: IdArray
    qualifications: CodeArray
    norms: ScoreArray

    def __len__(self) -> int:
        """The number of requirements, each of their alternatives counted."""
        return len(self.must)

    def take(self, chosen: IdArray) -> "Asks":
        """The chosen requirements, in their order."""
        return Asks(
            self.must[chosen], self.weights[chosen], self.sentences.take(chosen), self.labels.take(chosen),
            self.skills[chosen], self.names[chosen], self.own.take(chosen), self.english.take(chosen),
            self.named.take(chosen), self.parts[chosen], self.qualifications[chosen], self.norms[chosen],
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Columns:
    """m records of one side, by ascending store row.

    Beside the ``rows`` and ``ids`` (m,) stand ``versions`` (m,), the sequence numbers of their latest changes.
    ``passage_starts`` and ``sentence_starts`` (m + 1,) say which of the ``passages`` and ``sentences`` belong to which
    record. Beside the passages stand their terms (``own`` as written, ``english`` with Chinese said in English), the
    numbers of the skills that they name (``named``), and their text (``words``). ``listed`` are the terms of the skills
    that a person lists, ``claimed`` the numbers of those that the vocabulary knows, ``lists`` the list itself.
    ``sentence_counts`` (p,) are those of the passages, ``are_titles`` (s,) says which sentences only name a position.
    ``tenure_starts`` (m + 1,) says which of the ``tenures`` (t, 4)
    belong to which record: first and last year, infinite while it lasts and NaN if unknown, the years that are stated,
    and the number of the passage among those of the record, -1 for none. ``held`` (m, 3) are the highest degree, title
    and stage, 0 for none.
    ``request_starts`` (m + 1,) says which of the ``asks`` belong to which need; there are none of people.
    """

    rows: IdArray
    versions: IdArray
    ids: StringArray
    passage_starts: IdArray
    passages: Texts
    own: TermCounts
    english: TermCounts
    named: Ragged
    words: "TextBlob"
    sentence_starts: IdArray
    sentences: Texts
    listed: TermCounts
    claimed: Ragged
    lists: "TextBlob"
    sentence_counts: IdArray
    are_titles: BoolArray
    tenure_starts: IdArray
    tenures: ScoreArray
    held: CodeArray
    request_starts: IdArray
    asks: Asks
    facts: NeedFacts | PeopleFacts

    def __len__(self) -> int:
        """The number of records."""
        return len(self.rows)

    @property
    def passage_ids(self) -> IdArray:
        """Ids of all passages in the indexes."""
        starts = self.passage_starts
        numbers = np.arange(len(self.passages)) - np.repeat(starts[:-1], np.diff(starts))
        ids: IdArray = np.repeat(self.rows, np.diff(starts)) * PASSAGES_PER_RECORD + numbers
        return ids

    @property
    def has_chinese(self) -> BoolArray:
        """Which records (m,) have a passage that is read in translation."""
        count = np.concatenate([[0], np.cumsum(self.passages.kinds == TRANSLATED)])
        chinese: BoolArray = np.diff(count[self.passage_starts]) > 0
        return chinese

    def take(self, chosen: IdArray) -> "Columns":
        """The chosen records, in their order; no vector and no text is read."""
        passage_starts, passages = ranges(self.passage_starts, chosen)
        sentence_starts, sentences = ranges(self.sentence_starts, chosen)
        request_starts, asks = ranges(self.request_starts, chosen)
        tenure_starts, tenures = ranges(self.tenure_starts, chosen)
        return Columns(
            self.rows[chosen], self.versions[chosen], self.ids[chosen],
            passage_starts, self.passages.take(passages), self.own.take(passages), self.english.take(passages),
            self.named.take(passages), self.words.take(passages),
            sentence_starts, self.sentences.take(sentences),
            self.listed.take(chosen), self.claimed.take(chosen), self.lists.take(chosen),
            self.sentence_counts[passages], self.are_titles[sentences],
            tenure_starts, self.tenures[tenures], self.held[chosen],
            request_starts, self.asks.take(asks),
            taken(self.facts, chosen),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class TextBlob:
    """n texts in UTF-8, in rows of ``parts``; each part is the starts (p + 1,) and the bytes of p texts."""

    parts: tuple[tuple[IdArray, CodeArray], ...]
    rows: IdArray

    def __len__(self) -> int:
        """The number of texts."""
        return len(self.rows)

    def take(self, chosen: IdArray) -> "TextBlob":
        """The chosen texts, in their order."""
        return TextBlob(self.parts, self.rows[chosen])

    def text(self, at: int) -> str:
        """One text."""
        row = int(self.rows[at])
        for starts, content in self.parts:
            if row < len(starts) - 1:
                return content[starts[row] : starts[row + 1]].tobytes().decode("utf-8", "surrogatepass")
            row -= len(starts) - 1
        raise IndexError(at)


def blob_of(texts: Iterable[str]) -> TextBlob:
    """Texts in one part."""
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    starts = np.concatenate([[0], np.cumsum([len(text) for text in encoded])]).astype(np.int64)
    content = np.frombuffer(b"".join(encoded), dtype=np.int8)
    return TextBlob(((starts, content),), np.arange(len(encoded)))


def joined_blobs(groups: Sequence[TextBlob]) -> TextBlob:
    """The texts of several groups, one group after the other; nothing is copied."""
    rows, first = [], 0
    for blob in groups:
        rows.append(blob.rows + first)
        first += sum(len(starts) - 1 for starts, _ in blob.parts)
    return TextBlob(tuple(part for blob in groups for part in blob.parts), np.concatenate(rows))


def joined_columns(parts: Sequence[Columns]) -> Columns:
    """The records of several parts, one part after the other; no vector and no text is copied."""
    return Columns(
        np.concatenate([part.rows for part in parts]),
        np.concatenate([part.versions for part in parts]),
        np.concatenate([part.ids for part in parts]),
        _joined_starts([part.passage_starts for part in parts]),
        joined_texts([part.passages for part in parts]),
        joined_counts([part.own for part in parts]),
        joined_counts([part.english for part in parts]),
        joined([part.named for part in parts]),
        joined_blobs([part.words for part in parts]),
        _joined_starts([part.sentence_starts for part in parts]),
        joined_texts([part.sentences for part in parts]),
        joined_counts([part.listed for part in parts]),
        joined([part.claimed for part in parts]),
        joined_blobs([part.lists for part in parts]),
        np.concatenate([part.sentence_counts for part in parts]),
        np.concatenate([part.are_titles for part in parts]),
        _joined_starts([part.tenure_starts for part in parts]),
        np.concatenate([part.tenures for part in parts]),
        np.concatenate([part.held for part in parts]),
        _joined_starts([part.request_starts for part in parts]),
        _joined_asks([part.asks for part in parts]),
        joined_facts([part.facts for part in parts]),
    )


def joined_texts(parts: Sequence[Texts]) -> Texts:
    """The texts of several parts, one part after the other; no vector is copied.

    A second model that has read some of the parts has not read the others.
    """
    return Texts(
        joined_vectors([part.vectors for part in parts]),
        np.concatenate([part.kinds for part in parts]),
        np.concatenate([part.years for part in parts]),
        _joined_second(parts),
    )


def _joined_second(parts: Sequence[Texts]) -> SecondVectors | None:
    dims = {part.second.vectors.dim for part in parts if part.second is not None}
    if not dims:
        return None
    (dim,) = dims
    return joined_second(
        [part.second if part.second is not None else second_vectors([None] * len(part), dim) for part in parts]
    )


def _joined_asks(parts: Sequence[Asks]) -> Asks:
    return Asks(
        np.concatenate([part.must for part in parts]),
        np.concatenate([part.weights for part in parts]),
        joined([part.sentences for part in parts]),
        joined_texts([part.labels for part in parts]),
        np.concatenate([part.skills for part in parts]),
        np.concatenate([part.names for part in parts]),
        joined_counts([part.own for part in parts]),
        joined_counts([part.english for part in parts]),
        joined_counts([part.named for part in parts]),
        np.concatenate([part.parts for part in parts]),
        np.concatenate([part.qualifications for part in parts]),
        np.concatenate([part.norms for part in parts]),
    )


def starts_of(counts: Sequence[int] | IdArray) -> IdArray:
    """Where the items of each record start, (m + 1,), from how many they are (m,)."""
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def _joined_starts(parts: Sequence[IdArray]) -> IdArray:
    return starts_of(np.concatenate([np.diff(part) for part in parts]))


def without_second(columns: Columns) -> Columns:
    """The same records as the first model alone reads them."""

    def read(texts: Texts) -> Texts:
        return replace(texts, second=None)

    return _with_texts(columns, read)


def compact(columns: Columns) -> Columns:
    """The same records with their vectors and texts in arrays of their own, and nothing else in them."""

    def moved(texts: Texts) -> Texts:
        second = texts.second
        if second is not None:
            second = replace(second, vectors=vectors_of(second.vectors.steps()))
        return replace(texts, vectors=vectors_of(texts.vectors.steps()), second=second)

    compacted = replace(columns, words=_compact_blob(columns.words), lists=_compact_blob(columns.lists))
    return _with_texts(compacted, moved)


def _with_texts(columns: Columns, changed: Callable[[Texts], Texts]) -> Columns:
    return replace(
        columns,
        passages=changed(columns.passages),
        sentences=changed(columns.sentences),
        asks=replace(columns.asks, labels=changed(columns.asks.labels)),
    )


def _compact_blob(blob: TextBlob) -> TextBlob:
    """The same texts in one part, in their order, whatever parts they come from."""
    pieces, lengths, order, first = [np.zeros(0, dtype=np.int8)], [as_ids([])], [as_ids([])], 0
    for starts, content in blob.parts:
        inside = np.flatnonzero((blob.rows >= first) & (blob.rows < first + len(starts) - 1))
        own_starts, places = ranges(starts, blob.rows[inside] - first)
        pieces.append(content[places])
        lengths.append(np.diff(own_starts))
        order.append(inside)
        first += len(starts) - 1
    part_by_part = TextBlob(((starts_of(np.concatenate(lengths)), np.concatenate(pieces)),), np.arange(len(blob)))
    back = np.argsort(np.concatenate(order), kind="stable")
    own_starts, places = ranges(part_by_part.parts[0][0], back)
    return TextBlob(((own_starts, part_by_part.parts[0][1][places]),), np.arange(len(blob)))
