"""Records to columns as the engine makes them, in small, and what columns say of every record in plain values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path

import numpy as np

from matcher.arrays import FloatArray, Ragged
from matcher.embed.hashing import HashingEmbedder
from matcher.language.terms import terms
from matcher.records import Need, Professional
from matcher.retrieval.bm25 import TermCounts, TermNumbers
from matcher.retrieval.builder import Builder, Derivation
from matcher.retrieval.columns import Columns, Texts
from matcher.retrieval.document import Document, Rules
from matcher.skills.table import Row, Skill
from matcher.skills.vocabulary import Vocabulary
from matcher.text import fingerprint

Kind = type[Professional] | type[Need]
Plain = dict[str, object]

SKILLS = (
    Skill("solar", ("Solar energy", "太阳能")),
    Skill("pump", ("Pump", "水泵", "pumping")),
    Skill("solar-pump", ("Solar pump",), ("solar", "pump")),
    Skill("java", ("Java",)),
    Skill("cpp", ("C++",)),
)
VOCABULARY = Vocabulary({skill.id: Row(skill, Path("skills.tsv"), line) for line, skill in enumerate(SKILLS, 2)})
SKILL_NUMBERS = {skill.id: number for number, skill in enumerate(SKILLS)}
EMBEDDER = HashingEmbedder(16)


def english(text: str) -> list[str]:
    """The terms of a text with two Chinese words said in English."""
    return terms(text.replace("太阳能", " solar ").replace("水泵", " pump "))


RULES = Rules(VOCABULARY, english, "few skills, two words")


def derivations(records: Mapping[int, Professional | Need], rules: Rules = RULES) -> list[Derivation]:
    """What is derived from records, by row; the version is ten times the row."""
    return [Derivation(row, 10 * row, record, rules.document(record)) for row, record in records.items()]


def vectors_of(documents: Iterable[Document], unread: int = 0) -> dict[bytes, FloatArray]:
    """Hashed vectors of all texts of documents, but of every so manieth by its fingerprint."""
    texts = sorted({text for document in documents for text in document.texts()})
    read = [text for text in texts if not unread or fingerprint(text)[0] % unread]
    return dict(zip(map(fingerprint, read), EMBEDDER.encode(read), strict=True))


def builder(numbers: TermNumbers | None = None, *, translates: bool = False) -> Builder:
    """A builder with term numbers of its own, or with these."""
    return Builder(EMBEDDER.dim, translates, SKILL_NUMBERS, TermNumbers() if numbers is None else numbers)


def columns_of(kind: Kind, records: Mapping[int, Professional | Need], build: Builder, *, unread: int = 0) -> Columns:
    """The columns of records by row."""
    derived = derivations(records)
    return build.columns(kind, derived, vectors_of([one.document for one in derived], unread))


def plain_of(columns: Columns, known: Sequence[str]) -> list[Plain]:
    """What columns say of each record, read with plain loops; ``known`` are the terms by number."""
    return [_plain_record(columns, at, known) for at in range(len(columns))]


def _plain_record(columns: Columns, at: int, known: Sequence[str]) -> Plain:
    passages = range(int(columns.passage_starts[at]), int(columns.passage_starts[at + 1]))
    sentences = range(int(columns.sentence_starts[at]), int(columns.sentence_starts[at + 1]))
    asks, requests = columns.asks, range(int(columns.request_starts[at]), int(columns.request_starts[at + 1]))
    return {
        "row": int(columns.rows[at]),
        "version": int(columns.versions[at]),
        "id": str(columns.ids[at]),
        "passage ids": [int(columns.passage_ids[passage]) for passage in passages],
        "passages": [plain_text(columns.passages, passage) for passage in passages],
        "own": [_plain_terms(columns.own, passage, known) for passage in passages],
        "english": [_plain_terms(columns.english, passage, known) for passage in passages],
        "named": [_plain_items(columns.named, passage) for passage in passages],
        "words": [columns.words.text(passage) for passage in passages],
        "sentences": [plain_text(columns.sentences, sentence) for sentence in sentences],
        "listed": _plain_terms(columns.listed, at, known),
        "claimed": _plain_items(columns.claimed, at),
        "list": columns.lists.text(at),
        "asks": [
            {
                "must": bool(asks.must[request]),
                "weight": float(asks.weights[request]),
                "part": int(asks.parts[request]),
                "sentences": _plain_items(asks.sentences, request),
                "label": plain_text(asks.labels, request),
                "skill": int(asks.skills[request]),
                "name": str(asks.names[request]),
                "own": _plain_terms(asks.own, request, known),
                "english": _plain_terms(asks.english, request, known),
                "named": _plain_terms(asks.named, request, known),
            }
            for request in requests
        ],
        "facts": {field.name: getattr(columns.facts, field.name).of(at) for field in fields(columns.facts)},
    }


def plain_text(texts: Texts, at: int) -> tuple[tuple[int, ...], int, float | None]:
    """The vector of one text in steps, its kind and its year."""
    year = float(texts.years[at])
    steps = texts.vectors.take(np.array([at])).steps()[0]
    return tuple(steps.tolist()), int(texts.kinds[at]), None if np.isnan(year) else year


def _plain_terms(counts: TermCounts, at: int, known: Sequence[str]) -> tuple[dict[str, int], int]:
    """How often a text holds each term, and how long it is."""
    entries = slice(int(counts.numbers.starts[at]), int(counts.numbers.starts[at + 1]))
    held = zip(counts.numbers.items[entries].tolist(), counts.counts[entries].tolist(), strict=True)
    return {known[number]: times for number, times in held}, int(counts.lengths[at])


def _plain_items(ragged: Ragged, at: int) -> list[int]:
    items: list[int] = ragged.items[int(ragged.starts[at]) : int(ragged.starts[at + 1])].tolist()
    return items
