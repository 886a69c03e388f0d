"""From documents and vectors to columns: what was derived from records, put beside each other."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, replace

import numpy as np

from matcher.arrays import CodeArray, FloatArray, ScoreArray, as_ids, ragged_of
from matcher.filters.facts import need_facts, people_facts
from matcher.records import Need, Professional, Requirement
from matcher.retrieval.bm25 import TermNumbers, counted
from matcher.retrieval.columns import (
    AS_WRITTEN,
    NO_SKILL,
    NO_VECTORS,
    NORMS,
    TRANSLATED,
    UNREAD,
    Asks,
    Columns,
    Texts,
    blob_of,
    starts_of,
)
from matcher.retrieval.document import Asked, Document, is_chinese, is_title, lists_of
from matcher.retrieval.vectors import SecondVectors, second_vectors, to_steps, vectors_of
from matcher.skills.qualifications import KINDS
from matcher.text import Passage, clean, fingerprint, is_foreign

_ZERO_LENGTH = 1e-6


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
    ``second_dim`` is the length of the vectors of a second model, 0 if there is none. ``key`` gives the fingerprint of
    a text, which may be known already.
    """

    dim: int
    translates: bool
    skill_numbers: Mapping[str, int]
    terms: TermNumbers
    second_dim: int = 0
    key: Callable[[str], bytes] = fingerprint

    def columns(
        self,
        kind: type[Professional] | type[Need],
        records: Sequence[Derivation],
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
            starts_of([len(document.passages) for document in documents]),
            self._passages(passages, vectors, second),
            counted([words for document in documents for words in document.own], self.terms),
            counted([words for document in documents for words in document.english], self.terms),
            ragged_of(self._numbers(skills) for document in documents for skills in document.named),
            blob_of(passage.text for passage in passages),
            starts_of([len(of_record) for of_record in sentences]),
            self._sentences(kind, documents, vectors, second),
            counted([document.listed for document in documents], self.terms),
            ragged_of(self._numbers(document.claimed) for document in documents),
            blob_of("\n".join(lists_of(one.record, one.document.cautions)) for one in ordered),
            as_ids([len(passage.sentences) for passage in passages]),
            np.array([is_title(one) for of_record in sentences for one in of_record], dtype=bool),
            starts_of([len(document.tenures) for document in documents]),
            _tenures(documents),
            np.array([astuple(document.held) for document in documents], dtype=np.int8).reshape(-1, 3),
            starts_of([len(document.asked) for document in documents]),
            self._asks(asked, vectors, second),
            need_facts([one.record for one in ordered if isinstance(one.record, Need)])
            if kind is Need
            else people_facts([one.record for one in ordered if isinstance(one.record, Professional)]),
        )

    def nothing(self, kind: type[Professional] | type[Need]) -> Columns:
        """Columns of no records."""
        return self.columns(kind, [], {})

    def _asks(
        self, asked: Sequence[Asked], vectors: Mapping[bytes, FloatArray], second: Mapping[bytes, FloatArray]
    ) -> Asks:
        """What needs ask for, before it was measured beside a background."""
        return Asks(
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
        )

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
            vector = None if unread else vectors.get(self.key(text))
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
            [vectors.get(self.key(text)) if kind != UNREAD else None for (text, _), kind in read], self.second_dim
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
