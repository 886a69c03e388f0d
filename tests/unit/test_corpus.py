"""A corpus after any changes answers as one that is built anew of what is left, and the earlier one as before."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.arrays import as_ids
from matcher.filters.facts import joined_facts
from matcher.retrieval.columns import UNREAD, Columns, is_read
from matcher.retrieval.corpus import Corpus, all_columns, passage_vectors
from matcher.retrieval.likeness import likeness
from matcher.retrieval.port import PASSAGES_PER_RECORD
from tests.derived import Plain
from tests.few_people import (
    MOST_ROWS,
    QUERIES,
    Changes,
    Titles,
    World,
    changed,
    changes,
    left_after,
    nearest_rows,
    worded_rows,
    works,
)
from tests.oracles import PlainBM25


def plain_nearest(query: Columns, people: Columns) -> dict[int, float]:
    """How like the best passage of each person is, passage by passage."""
    best: dict[int, float] = {}
    pairs = likeness(query.passages, people.passages)
    for passage, identifier in enumerate(people.passage_ids.tolist()):
        if people.passages.kinds[passage] != UNREAD:
            row = identifier // PASSAGES_PER_RECORD
            best[row] = max(best.get(row, -2.0), float(pairs[:, passage].max()))
    return best


def plain_worded(query: Plain, people: Sequence[Plain], kind: str) -> dict[int, float]:
    """The highest share of the query's terms in a passage of each person, by the plain loop over all passages."""

    def words(plain: Plain) -> list[list[str]]:
        return [[term for term, times in held.items() for _ in range(times)] for held, _ in plain[kind]]  # type: ignore[attr-defined]

    passages = [text for person in people for text in words(person)]
    asked = [term for text in words(query) for term in text]
    shares = iter(np.nan_to_num(PlainBM25(passages).shares([asked], passages)[0]).tolist())
    return {person["row"]: max([next(shares) for _ in words(person)], default=0.0) for person in people}  # type: ignore[misc]


def answers(world: World, corpus: Corpus) -> dict[str, object]:
    """Everything that can be asked of a corpus, without its own numbers of records."""
    numbers = corpus.numbers
    by_row = numbers[np.argsort(corpus.rows[numbers])]
    everything = np.arange(len(world.build.terms) + 1)
    known = {row: corpus.number(row) for row in range(MOST_ROWS + 1)}
    return {
        "rows": corpus.rows[by_row].tolist(),
        "ids": corpus.ids_of(by_row).tolist(),
        "ids by number": corpus.ids[by_row].tolist(),
        "rows by number": corpus.rows_of(by_row).tolist(),
        "numbers": {row: None if number is None else int(corpus.rows[number]) for row, number in known.items()},
        "taken": sorted(world.plain(corpus.take(numbers)), key=lambda plain: int(str(plain["row"]))),
        "own": (corpus.own.texts, corpus.own.length, corpus.own.of(everything).tolist()),
        "english": (corpus.english.texts, corpus.english.length, corpus.english.of(everything).tolist()),
    }


@settings(max_examples=40)
@given(works, changes, st.booleans(), st.sampled_from([0, 3]))
def test_any_series_of_changes_leaves_the_corpus_of_what_is_left(
    start: dict[int, Titles], series: Changes, translates: bool, unread: int
) -> None:
    world = World(translates=translates, unread=unread)
    corpus, left = changed(world, world.corpus(start), series), left_after(start, series)
    anew = world.corpus(left)
    assert answers(world, corpus) == answers(world, anew)
    assert world.plain(all_columns(corpus)) == world.plain(world.columns(left))
    for text in QUERIES:
        query = world.query(text)
        expected = plain_nearest(query, anew.frozen.columns)
        assert nearest_rows(corpus, query, corpus.live) == pytest.approx(expected, abs=1e-5)
        assert nearest_rows(anew, query, anew.live) == pytest.approx(expected, abs=1e-5)
        asked, people = world.plain(query)[0], world.plain(anew.frozen.columns)
        for kind, shares, of_anew in zip(
            ("own", "english"), worded_rows(corpus, query), worded_rows(anew, query), strict=True
        ):
            assert shares == pytest.approx(plain_worded(asked, people, kind), abs=1e-9)
            assert of_anew == pytest.approx(shares, abs=1e-12)


@settings(max_examples=25)
@given(works, changes, works)
def test_an_earlier_corpus_answers_as_before(
    start: dict[int, Titles], series: Changes, come: dict[int, Titles]
) -> None:
    world = World()
    corpus = changed(world, world.corpus(start), series)
    query = world.query(QUERIES[0])
    before = answers(world, corpus), nearest_rows(corpus, query, corpus.live), worded_rows(corpus, query)
    later = corpus.changed([int(row) for row in corpus.rows[corpus.live]], world.columns(come))
    assert later.frozen is corpus.frozen
    after = answers(world, corpus), nearest_rows(corpus, query, corpus.live), worded_rows(corpus, query)
    statistics = (
        [before[0].pop(kind) for kind in ("own", "english")],
        [after[0].pop(kind) for kind in ("own", "english")],
    )
    assert after == before
    for earlier, now in zip(*statistics, strict=True):
        assert now[:2] == earlier[:2]  # type: ignore[index]
        assert now[2][: len(earlier[2])] == earlier[2]  # type: ignore[index]


WORKS: dict[int, Titles] = {
    2: ("solar pump", "tang poetry"), 3: ("wind turbine",), 5: ("solar farm, wind farm",), 7: (), 9: ("kiln", "水泵"),
}  # fmt: skip


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def corpus(world: World) -> Corpus:
    """One record was replaced, one removed, one came."""
    return world.corpus(WORKS).changed([3], world.columns({2: ("tang poetry",), 12: ("solar pump",)}))


def test_a_replaced_and_a_removed_record_keep_no_number(corpus: Corpus) -> None:
    assert corpus.rows.tolist() == [2, 3, 5, 7, 9, 2, 12]
    assert corpus.live.tolist() == [False, False, True, True, True, True, True]
    assert [corpus.number(row) for row in (2, 3, 4, 9, 12, 13)] == [5, None, None, 4, 6, None]


def test_records_are_named_in_any_order(corpus: Corpus) -> None:
    numbers = as_ids([6, 2, 5, 2])
    assert corpus.ids_of(numbers).tolist() == ["p12", "p5", "p2", "p5"]
    assert corpus.rows_of(numbers).tolist() == [12, 5, 2, 5]


@pytest.mark.parametrize("numbers", [[], [2, 4], [5, 6], [2, 5, 6]])
def test_records_are_taken_from_both_parts(world: World, corpus: Corpus, numbers: list[int]) -> None:
    left = {2: ("tang poetry",), 12: ("solar pump",), 5: WORKS[5], 9: WORKS[9]}
    rows = [int(corpus.rows[number]) for number in numbers]
    expected = [world.plain(world.columns({row: left[row]}))[0] for row in rows]
    assert world.plain(corpus.take(as_ids(numbers))) == expected


def test_facts_stand_by_number_in_the_two_parts(corpus: Corpus) -> None:
    facts = joined_facts(corpus.facts())
    assert [facts.id.of(number) for number in range(7)] == corpus.ids.tolist()  # type: ignore[union-attr]


def test_what_is_not_allowed_is_not_near(world: World, corpus: Corpus) -> None:
    query = world.query("solar pump")
    assert nearest_rows(corpus, query, corpus.live).keys() == {2, 5, 9, 12}
    for allowed in ([], [2], [6], [4, 5], [2, 3, 4]):
        bitmap = np.isin(np.arange(7), allowed)
        expected = {int(corpus.rows[number]) for number in allowed} - {7}
        assert nearest_rows(corpus, query, bitmap).keys() == expected


def test_few_passages_find_the_nearest_records_of_the_frozen_part(world: World) -> None:
    corpus = world.corpus(WORKS)
    query = world.query("wind turbine")
    assert nearest_rows(corpus, query, corpus.live, passages=1) == pytest.approx({3: 1.0})
    likely = plain_nearest(query, corpus.frozen.columns)
    assert nearest_rows(corpus, query, corpus.live, passages=2).keys() == set(
        sorted(likely, key=likely.__getitem__)[-2:]
    )


def test_no_query_is_near_to_nobody(world: World, corpus: Corpus) -> None:
    numbers, likely = corpus.nearest(world.query("wind").passages.take(as_ids([])), corpus.live, 5)
    assert len(numbers) == len(likely) == 0


def test_an_index_is_given_every_passage_that_has_a_vector(world: World) -> None:
    half = World(unread=2)
    columns = half.columns(WORKS)
    ids, vectors = passage_vectors(columns)
    read = is_read(columns.passages)
    assert 0 < len(ids) < len(columns.passages)
    assert ids.tolist() == columns.passage_ids[read].tolist()
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(ids)), abs=1e-3)
