"""The vectors of a second model beside those of the first: taken, joined, and given their share in the likeness."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.arrays import FloatArray, as_ids
from matcher.embed.centred import CENTRES, CentredEmbedder, Centres, centres_of, read_centres, write_centres
from matcher.embed.hashing import HashingEmbedder
from matcher.embed.port import Role
from matcher.errors import ModelError
from matcher.records import Professional, Work
from matcher.retrieval.builder import Derivation
from matcher.retrieval.columns import (
    AS_WRITTEN,
    TRANSLATED,
    UNREAD,
    Texts,
    joined_texts,
    without_second,
)
from matcher.retrieval.likeness import CHANCE, SHARE_ACROSS, SHARE_CHINESE, SPREAD, first_likeness, likeness
from matcher.retrieval.vectors import joined_second, second_vectors, to_steps, vectors_of
from matcher.text import fingerprint
from tests.unit.world import World

KINDS = (UNREAD, AS_WRITTEN, TRANSLATED)


def unit_vectors(count: int, dim: int, seed: int) -> FloatArray:
    vectors = np.random.default_rng(seed).normal(size=(count, dim)).astype(np.float32)
    unit: FloatArray = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def texts_of(kinds: Sequence[int], read: Sequence[bool] | None, seed: int) -> Texts:
    """Texts of these kinds; ``read`` says which a second model has read, None that there is no such model."""
    second = None
    if read is not None:
        vectors = unit_vectors(len(kinds), 6, seed + 1)
        second = second_vectors([vectors[at] if is_read else None for at, is_read in enumerate(read)], 6)
    unit = unit_vectors(len(kinds), 8, seed)
    return Texts(vectors_of(to_steps(unit)), np.array(kinds, dtype=np.int8), np.full(len(kinds), np.nan), second)


READ = st.lists(st.tuples(st.sampled_from(KINDS), st.booleans()), min_size=1, max_size=8)


@given(READ, READ, st.integers(0, 2**31))
def test_the_second_model_counts_where_it_has_read_both_and_one_is_chinese(
    asked: list[tuple[int, bool]], met: list[tuple[int, bool]], seed: int
) -> None:
    queries = texts_of([kind for kind, _ in asked], [read for _, read in asked], seed)
    texts = texts_of([kind for kind, _ in met], [read for _, read in met], seed + 7)
    alone, both = first_likeness(queries, texts), likeness(queries, texts)
    for query, (kind, read) in enumerate(asked):
        for text, (other, also) in enumerate(met):
            expected = alone[query, text]
            if read and also and TRANSLATED in (kind, other):
                assert queries.second is not None
                assert texts.second is not None
                own = queries.second.take(as_ids([query])).vectors.unit()[0]
                cosine = float(own @ texts.second.take(as_ids([text])).vectors.unit()[0])
                share = SHARE_CHINESE if kind == other else SHARE_ACROSS
                expected = min((1 - share) * expected + share * (CHANCE + SPREAD * cosine), 1.0)
            assert both[query, text] == pytest.approx(expected, abs=1e-5)


@given(READ, st.integers(0, 2**31))
def test_likeness_of_a_pair_does_not_depend_on_the_company(texts: list[tuple[int, bool]], seed: int) -> None:
    everybody = texts_of([kind for kind, _ in texts], [read for _, read in texts], seed)
    together = likeness(everybody, everybody)
    for query in range(len(texts)):
        alone = likeness(everybody.take(as_ids([query])), everybody.take(as_ids([len(texts) - 1])))
        assert alone[0, 0] == together[query, -1]


@given(READ, st.integers(0, 2**31), st.data())
def test_taken_and_joined_texts_keep_their_second_vectors(
    texts: list[tuple[int, bool]], seed: int, data: st.DataObject
) -> None:
    everybody = texts_of([kind for kind, _ in texts], [read for _, read in texts], seed)
    rows = data.draw(st.lists(st.integers(0, len(texts) - 1), max_size=6))
    chosen = everybody.take(as_ids(rows)).second
    assert everybody.second is not None
    assert chosen is not None
    assert chosen.read.tolist() == [texts[row][1] for row in rows]
    expected = [everybody.second.take(as_ids([row])).vectors.steps() for row in rows if texts[row][1]]
    assert np.array_equal(chosen.vectors.steps(), np.concatenate([np.zeros((0, 6)), *expected]))
    twice = joined_second([everybody.second, chosen])
    assert twice.read.tolist() == [*everybody.second.read.tolist(), *chosen.read.tolist()]


def test_texts_that_no_second_model_has_read_stay_unread_beside_others() -> None:
    with_second, without = texts_of([TRANSLATED, AS_WRITTEN], [True, True], 1), texts_of([TRANSLATED], None, 2)
    joined = joined_texts([without, with_second])
    assert joined.second is not None
    assert joined.second.read.tolist() == [False, True, True]
    assert joined_texts([without, without]).second is None


def test_a_passage_is_the_mean_of_its_sentences_by_length() -> None:
    world = World()
    work = Work(abstract="Built solar pumps in dry places. Sold them.", year=2020)
    document = world.rules.document(Professional(id="p", works=(work,)))
    (passage,) = document.passages
    long, short = (sentence.text for sentence in passage.sentences)
    builder = World().builder
    vectors = dict.fromkeys([fingerprint(text) for text in document.texts()], np.array([1, 0], dtype=np.float32))
    east, north = np.array([1, 0, 0], dtype=np.float32), np.array([0, 1, 0], dtype=np.float32)

    def second_of(known: dict[str, FloatArray]) -> list[list[float]]:
        reading = replace(builder, second_dim=3)
        derivation = Derivation(1, 0, Professional(id="p", works=(work,)), document)
        second = {fingerprint(text): vector for text, vector in known.items()}
        columns = reading.columns(Professional, [derivation], vectors, second)
        assert without_second(columns).passages.second is None
        assert columns.passages.second is not None
        rows: list[list[float]] = columns.passages.second.vectors.unit().tolist()
        return rows

    weights = np.array([len(long), len(short), 0])
    assert second_of({long: east, short: north}) == [pytest.approx(weights / np.linalg.norm(weights), abs=1e-3)]
    assert second_of({long: east}) == [pytest.approx([1, 0, 0], abs=1e-3)]
    assert second_of({short: north}) == []


class Tilted(HashingEmbedder):
    """Every text leans towards one side, which is another one for Chinese."""

    def encode(self, texts: Sequence[str], *, role: Role = "document") -> FloatArray:
        vectors = super().encode(texts)
        for row, text in zip(vectors, texts, strict=True):
            row[0 if text.isascii() else 1] += 3
        unit: FloatArray = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit


def test_centred_texts_that_have_nothing_to_do_with_each_other_have_no_likeness() -> None:
    words = [f"word{number}" for number in range(40)] + [f"{chr(0x4E00 + 7 * number)}" for number in range(40)]
    inner = Tilted()
    centred = CentredEmbedder(inner, lambda: centres_of(inner, words), "c")
    raw, apart = inner.encode(words), centred.encode(words)
    for left, right in ((slice(0, 40), slice(0, 40)), (slice(0, 40), slice(40, 80)), (slice(40, 80), slice(40, 80))):
        others = ~np.eye(80, dtype=bool)[left, right]
        assert abs((apart[left] @ apart[right].T)[others].mean()) < 0.03
    assert (raw[:40] @ raw[:40].T).mean() > 0.8


def test_means_are_kept_in_a_file(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("means") / CENTRES
    centres = Centres(np.arange(3, dtype=np.float32), np.ones(3, dtype=np.float32))
    write_centres(file, centres)
    again = read_centres(file, 3)
    assert np.array_equal(again.chinese, centres.chinese)
    assert np.array_equal(again.other, centres.other)
    with pytest.raises(ModelError, match="not of 4 numbers"):
        read_centres(file, 4)
    file.write_bytes(b"PK broken")
    with pytest.raises(ModelError, match="delete it"):
        read_centres(file, 3)
