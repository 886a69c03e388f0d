"""The records of one side as columns by row: what is derived from them, ready to be compared at once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
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
    ragged_of,
    ranges,
)
from matcher.filters.facts import NeedFacts, PeopleFacts, joined_facts, need_facts, people_facts, taken
from matcher.records import Need, Professional, Requirement
from matcher.retrieval.bm25 import TermCounts, TermNumbers, counted, joined_counts
from matcher.retrieval.document import Asked, Document, is_chinese, is_title, lists_of
from matcher.retrieval.port import PASSAGES_PER_RECORD
from matcher.retrieval.vectors import (
    SecondVectors,
    Vectors,
    joined_second,
    joined_vectors,
    second_vectors,
    to_steps,
    vectors_of,
)
from matcher.skills.qualifications import KINDS
from matcher.text import Passage, clean, fingerprint, is_foreign

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


@dataclass(frozen=True, slots=True)
class Derivation:
    """A record with its row and version, and what is derived from it."""

    row: int
    version: int
    record: Professional | Need
    document: Document


@dataclass(frozen=True, slots=True)
class Builder:
    """Turns documents into columns; ``skill_numbers`` are those of the vocabulary by id.

    ``translates`` says whether the model reads Chinese in translation, and so English alone beside it.
    ``second_dim`` is the length of the vectors of a second model, 0 if there is none.
    """

    dim: int
    translates: bool
    skill_numbers: Mapping[str, int]
    terms: TermNumbers
    second_dim: int = 0

    def columns(
        self,
        kind: type[Professional] | type[Need],
        records: Sequence["Derivation"],
        vectors: Mapping[bytes, FloatArray],
        second: Mapping[bytes, FloatArray] = NO_VECTORS,
    ) -> Columns:
        """The columns of records, by row; a text whose vector is not given, by fingerprint, is unread.

        ``second`` are the vectors of the second model, of those sentences and labels that it has read. A passage has
        the mean of its sentences' there: reading it whole too would double what the second model costs.
        """
        ordered = sorted(records, key=lambda derivation: derivation.row)
        documents = [derivation.document for derivation in ordered]
        sentences = [document.sentences for document in documents]
        asked = [asks for document in documents for asks in document.asked]
        passages = [passage for document in documents for passage in document.passages]
        return Columns(
            as_ids([derivation.row for derivation in ordered]),
            as_ids([derivation.version for derivation in ordered]),
            np.array([derivation.record.id for derivation in ordered], dtype=str),
            _starts([len(document.passages) for document in documents]),
            self._passages(passages, vectors, second),
            counted([words for document in documents for words in document.own], self.terms),
            counted([words for document in documents for words in document.english], self.terms),
            ragged_of(self._numbers(skills) for document in documents for skills in document.named),
            blob_of(passage.text for passage in passages),
            _starts([len(of_record) for of_record in sentences]),
            self._sentences(kind, documents, vectors, second),
            counted([document.listed for document in documents], self.terms),
            ragged_of(self._numbers(document.claimed) for document in documents),
            blob_of("\n".join(lists_of(one.record, one.document.cautions)) for one in ordered),
            as_ids([len(passage.sentences) for passage in passages]),
            np.array([is_title(one) for of_record in sentences for one in of_record], dtype=bool),
            _starts([len(document.tenures) for document in documents]),
            _tenures(documents),
            np.array([astuple(document.held) for document in documents], dtype=np.int8).reshape(-1, 3),
            _starts([len(document.asked) for document in documents]),
            Asks(
                np.array([asks.requirement.kind == "must" for asks in asked], dtype=np.int8),
                np.array([_weight(asks.requirement) for asks in asked], dtype=np.float64),
                ragged_of(asks.sentences for asks in asked),
                self._texts([(asks.label, None) for asks in asked], vectors, second),
                as_ids([self.skill_numbers.get(asks.skill_id, NO_SKILL) for asks in asked]),
                np.array([clean(_skill(asks)) for asks in asked], dtype=str),
                counted([asks.own for asks in asked], self.terms),
                counted([asks.english for asks in asked], self.terms),
                counted([asks.name for asks in asked], self.terms),
                as_ids([asks.part for asks in asked]),
                np.array([_qualifications(asks) for asks in asked], dtype=np.int8).reshape(-1, len(KINDS) + 2),
                np.zeros((len(asked), *NORMS)),
            ),
            need_facts([one.record for one in ordered if isinstance(one.record, Need)])
            if kind is Need
            else people_facts([one.record for one in ordered if isinstance(one.record, Professional)]),
        )

    def nothing(self, kind: type[Professional] | type[Need]) -> Columns:
        """Columns of no records."""
        return self.columns(kind, [], {})

    def _numbers(self, skills: Iterable[str]) -> list[int]:
        return [self.skill_numbers[skill] for skill in skills if skill in self.skill_numbers]

    def _passages(
        self, passages: Sequence[Passage], vectors: Mapping[bytes, FloatArray], second: Mapping[bytes, FloatArray]
    ) -> Texts:
        """The passages; to the second model each is the mean of its sentences by length, if it has read half of it."""
        texts = self._texts([(passage.text, passage.year) for passage in passages], vectors, NO_VECTORS)
        if not self.second_dim:
            return texts
        read = zip(passages, texts.kinds.tolist(), strict=True)
        means = [_mean_of_sentences(passage, second) if kind != UNREAD else None for passage, kind in read]
        return replace(texts, second=second_vectors(means, self.second_dim))

    def _sentences(
        self,
        kind: type[Professional] | type[Need],
        documents: Sequence[Document],
        vectors: Mapping[bytes, FloatArray],
        second: Mapping[bytes, FloatArray],
    ) -> Texts:
        """The sentences; what a need says twice is compared once."""
        texts: list[tuple[str, int | None]] = []
        for document in documents:
            said: set[str] = set()
            for passage in document.passages:
                for sentence in passage.sentences:
                    repeated = kind is Need and sentence.text in said
                    texts.append(("" if repeated else sentence.text, passage.year))
                    said.add(sentence.text)
        return self._texts(texts, vectors, second)

    def _texts(
        self,
        texts: Sequence[tuple[str, int | None]],
        vectors: Mapping[bytes, FloatArray],
        second: Mapping[bytes, FloatArray],
    ) -> Texts:
        """Texts with their years; an empty one is unread, and so is one in a language that the model does not know."""
        kinds = np.zeros(len(texts), dtype=np.int8)
        unit = np.zeros((len(texts), self.dim), dtype=np.float32)
        for at, (text, _) in enumerate(texts):
            unread = not text or (self.translates and is_foreign(text))
            vector = None if unread else vectors.get(fingerprint(text))
            if vector is not None:
                kinds[at] = TRANSLATED if self.translates and is_chinese(text) else AS_WRITTEN
                unit[at] = vector
        years = np.array([np.nan if year is None else year for _, year in texts], dtype=np.float64)
        return Texts(vectors_of(to_steps(unit)), kinds, years, self._second(texts, kinds, second))

    def _second(
        self, texts: Sequence[tuple[str, int | None]], kinds: CodeArray, vectors: Mapping[bytes, FloatArray]
    ) -> SecondVectors | None:
        """The second model's vectors; none of a text that the first has not read."""
        if not self.second_dim:
            return None
        read = zip(texts, kinds.tolist(), strict=True)
        return second_vectors(
            [vectors.get(fingerprint(text)) if kind != UNREAD else None for (text, _), kind in read], self.second_dim
        )


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


def _mean_of_sentences(passage: Passage, vectors: Mapping[bytes, FloatArray]) -> FloatArray | None:
    """The unit vector of a passage from those of its sentences; None if less than half of it has any."""
    known = [(len(sentence.text), vectors.get(fingerprint(sentence.text))) for sentence in passage.sentences]
    read = [vector for _, vector in known if vector is not None]
    lengths = [length for length, vector in known if vector is not None]
    if not read or 2 * sum(lengths) < sum(length for length, _ in known):
        return None
    total = np.average(read, axis=0, weights=lengths)
    length = np.linalg.norm(total)
    mean: FloatArray = (total / length).astype(np.float32) if length > _ZERO_LENGTH else read[0]
    return mean


def _weight(requirement: Requirement) -> float:
    return requirement.weight / max(1, len(requirement.skills))


def _skill(asked: Asked) -> str:
    return asked.requirement.skills[asked.part] if asked.requirement.skills else ""


def _tenures(documents: Sequence[Document]) -> ScoreArray:
    rows = [
        (
            np.nan if first is None else first,
            last if last is not None else np.nan if first is None else np.inf,
            stated,
            number,
        )
        for document in documents
        for first, last, stated, number in document.tenures
    ]
    return np.array(rows, dtype=np.float64).reshape(-1, 4)


def _qualifications(asked: Asked) -> list[int]:
    least = {one.kind: one.least for one in asked.qualifications}
    return [*(least.get(kind, 0) for kind in KINDS), int(asked.alone), int(asked.either)]


def _starts(counts: Sequence[int] | IdArray) -> IdArray:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def _joined_starts(parts: Sequence[IdArray]) -> IdArray:
    return _starts(np.concatenate([np.diff(part) for part in parts]))


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
    part_by_part = TextBlob(((_starts(np.concatenate(lengths)), np.concatenate(pieces)),), np.arange(len(blob)))
    back = np.argsort(np.concatenate(order), kind="stable")
    own_starts, places = ranges(part_by_part.parts[0][0], back)
    return TextBlob(((own_starts, part_by_part.parts[0][1][places]),), np.arange(len(blob)))
