"""A market drawn at random, as large as wanted: vectors, terms and facts without any text."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from matcher.arrays import IdArray, Ragged, StepArray
from matcher.build import open_engine
from matcher.config import Settings
from matcher.evidence.background import Background
from matcher.filters.facts import Column, NeedFacts, PeopleFacts, need_facts, people_facts, taken
from matcher.matching.engine import Engine
from matcher.matching.snapshot import NOTHING_DECLINED, ClosestNeeds, Snapshot, nobody, open_on
from matcher.records import MATCHING, Consent, Need, Professional, Requirement
from matcher.retrieval.bm25 import TermCounts
from matcher.retrieval.columns import AS_WRITTEN, NO_SKILL, NORMS, Asks, Columns, TextBlob, Texts
from matcher.retrieval.corpus import corpus_of, frozen_of, passage_vectors
from matcher.retrieval.faiss_index import FaissIndex
from matcher.retrieval.vectors import MOST_STEPS, vectors_of

PASSAGES, SENTENCES = 10, 40
NEEDS, NEED_SENTENCES, ASKED = 32, 12, 5
TERMS, TERMS_A_PASSAGE = 100_000, 40
_DAY = date(2026, 11, 22)
_AT_ONCE = 100_000


def drawn_engine(settings: Settings, people: int) -> Engine:
    """An engine on a store of so many people, whose columns and indexes are kept in the settings' folder.

    The store has records without the drawn texts, since a ranking by ids and scores reads none.
    """
    engine = open_engine(settings)
    if len(engine.store.ids("professional")) != people:
        _fill(engine, people)
        sync, rng = engine._sync, np.random.default_rng(0)
        for number in range(TERMS):
            sync.terms.add([f"term{number}"])
        rows = np.array(sorted(engine.store.rows("professional")), dtype=np.int64)
        need_rows = np.array(sorted(engine.store.rows("need")), dtype=np.int64)
        dim = engine._sync.builder.dim
        corpora = []
        for columns in (_people(rows, dim, rng), _needs(need_rows, dim, rng)):
            ids, vectors = passage_vectors(columns)
            index = FaissIndex(dim, len(ids))
            index.upsert(ids, vectors)
            corpora.append(corpus_of(frozen_of(columns, index, TERMS)))
        closest = nobody(people)
        likeness = np.full_like(closest.likeness, 0.5)
        snapshot = Snapshot(
            engine.store.sequence, _DAY, 0, corpora[0], corpora[1], open_on(corpora[1], _DAY),
            ClosestNeeds(likeness, np.broadcast_to(need_rows[:3], likeness.shape).copy()), {}, engine._sync._neighbours,
            NOTHING_DECLINED, Background("1", engine._sync.builder.nothing(Professional), engine._sync.terms),
            engine._sync._claims,
        )  # fmt: skip
        sync.save(snapshot)
    return engine


def _fill(engine: Engine, people: int) -> None:
    consent = Consent((MATCHING,), _DAY)
    engine.store.put_many(
        Need(id=f"n{number:03}", title="drawn", requirements=(Requirement("drawn"),)) for number in range(NEEDS)
    )
    for first in range(0, people, _AT_ONCE):
        engine.store.put_many(
            Professional(id=f"p{number:06}", summary="drawn", consent=consent)
            for number in range(first, min(first + _AT_ONCE, people))
        )


def _people(rows: IdArray, dim: int, rng: np.random.Generator) -> Columns:
    count, facts = len(rows), people_facts([Professional(id="drawn", summary="drawn")])
    ids = np.array([f"p{number:06}" for number in range(count)])
    everybody = taken(facts, np.zeros(count, dtype=np.int64))
    own = _terms(count * PASSAGES, rng)
    return _columns(
        rows, ids, PASSAGES, SENTENCES, own, dim, rng,
        replace(everybody, id=Column(tuple(ids.tolist()), np.arange(count))),
    )  # fmt: skip


def _needs(rows: IdArray, dim: int, rng: np.random.Generator) -> Columns:
    count, facts = len(rows), need_facts([Need(id="drawn", title="drawn")])
    ids = np.array([f"n{number:03}" for number in range(count)])
    own = _terms(count, rng)
    return _columns(rows, ids, 1, NEED_SENTENCES, own, dim, rng, taken(facts, np.zeros(count, dtype=np.int64)))


def _columns(
    rows: IdArray, ids: "np.ndarray[tuple[int], np.dtype[np.str_]]", passages: int, sentences: int, own: TermCounts,
    dim: int, rng: np.random.Generator, facts: NeedFacts | PeopleFacts,
) -> Columns:  # fmt: skip
    count = len(rows)
    asked = ASKED * isinstance(facts, NeedFacts)
    nothing = TermCounts(_none(count * asked), np.zeros(0, np.int64), np.zeros(count * asked, np.int64))
    asks = Asks(
        np.ones(count * asked, np.int8), np.ones(count * asked),
        Ragged(np.arange(count * asked + 1), np.tile(np.arange(asked), count)), _texts(count * asked, dim, rng),
        np.full(count * asked, NO_SKILL), np.full(count * asked, ""), nothing, nothing, nothing,
        np.zeros(count * asked, dtype=np.int64),
        np.zeros((count * asked, 6), np.int8),
        np.zeros((count * asked, *NORMS)),
    )  # fmt: skip
    return Columns(
        rows, np.arange(1, count + 1), ids,
        np.arange(count + 1) * passages, _texts(count * passages, dim, rng), own, own,
        _none(count * passages), _blank(count * passages),
        np.arange(count + 1) * sentences, _texts(count * sentences, dim, rng),
        TermCounts(_none(count), np.zeros(0, np.int64), np.zeros(count, np.int64)), _none(count), _blank(count),
        np.full(count * passages, sentences // passages), np.zeros(count * sentences, bool),
        np.zeros(count + 1, np.int64), np.zeros((0, 4)),
        np.zeros((count, 3), np.int8),
        np.arange(count + 1) * asked, asks, facts,
    )  # fmt: skip


def _texts(count: int, dim: int, rng: np.random.Generator) -> Texts:
    steps: StepArray = np.empty((count, dim), dtype=np.int16)
    spread = int(MOST_STEPS * (3 / dim) ** 0.5)  # so that a vector of evenly drawn numbers has about length 1
    for first in range(0, count, _AT_ONCE):
        block = steps[first : first + _AT_ONCE]
        block[:] = rng.integers(-spread, spread + 1, block.shape, dtype=np.int16)
    return Texts(vectors_of(steps), np.full(count, AS_WRITTEN, np.int8), np.full(count, 2020.0))


def _terms(count: int, rng: np.random.Generator) -> TermCounts:
    """Terms as rare as words are: the n-th most frequent is used about 1 / n as often as the first."""
    drawn = np.minimum((TERMS ** rng.random((count, TERMS_A_PASSAGE), dtype=np.float32)).astype(np.int32), TERMS - 1)
    drawn.sort(axis=1)
    starts = np.arange(count + 1, dtype=np.int64) * TERMS_A_PASSAGE
    fresh = np.ones(drawn.shape, dtype=bool)
    fresh[:, 1:] = drawn[:, 1:] != drawn[:, :-1]
    kept = Ragged(starts, drawn.ravel().astype(np.int32)).kept(fresh.ravel())
    return TermCounts(kept, np.ones(len(kept.items), np.uint16), np.full(count, TERMS_A_PASSAGE))


def _none(count: int) -> Ragged:
    return Ragged(np.zeros(count + 1, dtype=np.int64), np.zeros(0, dtype=np.int64))


def _blank(count: int) -> TextBlob:
    return TextBlob(((np.zeros(count + 1, np.int64), np.zeros(0, np.int8)),), np.arange(count))


def folder_of(base: Path, people: int) -> Path:
    """Where a drawn market of that size is kept."""
    return base / f"drawn-{people}"
