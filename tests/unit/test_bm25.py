"""Counted terms and their BM25 shares are those of a plain loop, and of the bm25s package."""

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep

import bm25s
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.arrays import ScoreArray, as_ids
from matcher.language.terms import terms
from matcher.retrieval.bm25 import (
    K1,
    B,
    Postings,
    TermCounts,
    TermNumbers,
    Terms,
    TermStatistics,
    best_shares,
    counted,
    joined_counts,
    postings_of,
    shares,
    shares_if_put,
    statistics_of,
)
from tests.oracles import PlainBM25

TEXTS = [
    terms(text)
    for text in (
        "Solar pumping for irrigation; the solar pump runs without a battery.",
        "Wind turbine monitoring with vibration sensors.",
        "太阳能水泵用于农业灌溉。",
        "A solar farm beside a wind farm: solar, wind, storage.",
        "Tang poetry.",
        "光伏水泵 and solar-powered irrigation 灌溉",
    )
]
QUERIES = [terms(query) for query in ("solar pump", "wind", "太阳能灌溉", "solar solar storage", "irrigation 水泵")]

words = st.lists(st.sampled_from(["solar", "pump", "wind", "水泵", "灌溉", "e-bike", "x9", "kiln"]), max_size=9)
many_texts = st.lists(words, max_size=8)


class Collection:
    """Texts with their counts, postings and statistics."""

    def __init__(self, texts: Sequence[Terms], numbers: TermNumbers | None = None) -> None:
        self.numbers = TermNumbers() if numbers is None else numbers
        self.counts = counted(texts, self.numbers)
        self.postings = postings_of(self.counts, len(self.numbers))
        self.statistics = statistics_of(self.counts, self.postings)

    def shares(self, queries: Sequence[Terms], texts: Sequence[Terms] | None = None) -> ScoreArray:
        of_texts = self.counts if texts is None else counted(texts, self.numbers)
        return shares(counted(queries, self.numbers), of_texts, self.statistics)

    def best(self, query: Terms) -> ScoreArray:
        return best_shares(counted([query], self.numbers), self.postings, self.counts.lengths, self.statistics)


def counters(counts: TermCounts, numbers: TermNumbers) -> list[tuple[Counter[str], int]]:
    """How often each text holds which term, and how long it is, by a plain loop."""
    known, starts = numbers.terms(), counts.numbers.starts
    texts = []
    for at in range(len(counts)):
        entries = range(int(starts[at]), int(starts[at + 1]))
        held: Counter[str] = Counter()
        for entry in entries:
            held[known[int(counts.numbers.items[entry])]] += int(counts.counts[entry])
        texts.append((held, int(counts.lengths[at])))
    return texts


def expected_counters(texts: Sequence[Terms]) -> list[tuple[Counter[str], int]]:
    return [(Counter(text), len(text)) for text in texts]


def test_a_term_keeps_the_number_that_it_first_got() -> None:
    numbers = TermNumbers(["solar", "pump"])
    assert numbers.add(["wind", "solar", "wind", "kiln"]) == [2, 0, 2, 3]
    assert numbers.terms() == ["solar", "pump", "wind", "kiln"]
    assert len(numbers) == 4


def test_only_known_terms_have_a_number_until_they_are_added() -> None:
    numbers = TermNumbers(["solar", "pump"])
    assert numbers.known(["zebra", "pump", "solar", "pump"]).tolist() == [1, 0, 1]
    assert numbers.known(["zebra"]).shape == (0,)
    assert len(numbers) == 2


class YieldingTerm(str):
    """A term that lets other threads go on while it is looked up."""

    def __hash__(self) -> int:
        sleep(0)
        return super().__hash__()


def test_several_threads_give_no_number_to_two_terms() -> None:
    numbers, start = TermNumbers(), Barrier(4)

    def add(thread: int) -> dict[str, int]:
        shared = [YieldingTerm(f"term{at * (thread + 1) % 301}") for at in range(300)]
        own = [YieldingTerm(f"own{thread}-{at}") for at in range(300)]
        start.wait()
        return {term: number for term in shared + own for number in numbers.add([term])}

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(add, range(4)))
    known = numbers.terms()
    assert len(known) == 301 + 4 * 300
    assert all(known[number] == term for answer in answers for term, number in answer.items())


@given(many_texts)
def test_terms_are_counted_by_text(texts: list[Terms]) -> None:
    numbers = TermNumbers(["kiln"])
    counts = counted(texts, numbers)
    assert counters(counts, numbers) == expected_counters(texts)
    assert len(counts) == len(texts)


@given(many_texts, st.data())
def test_taken_texts_are_counted_as_if_they_were_alone(texts: list[Terms], data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.integers(0, len(texts) - 1), max_size=9)) if texts else []
    numbers = TermNumbers()
    counts = counted(texts, numbers).take(as_ids(chosen))
    assert counters(counts, numbers) == expected_counters([texts[at] for at in chosen])


@given(many_texts, many_texts)
def test_joined_texts_stand_one_part_after_the_other(texts: list[Terms], others: list[Terms]) -> None:
    numbers = TermNumbers()
    counts = joined_counts([counted(texts, numbers), counted([], numbers), counted(others, numbers)])
    assert counters(counts, numbers) == expected_counters([*texts, *others])


@given(st.lists(many_texts, max_size=5), words)
def test_grouped_texts_are_one_text_each(groups: list[list[Terms]], query: Terms) -> None:
    numbers = TermNumbers()
    starts = np.cumsum([0, *map(len, groups)])
    whole = [[term for text in group for term in text] for group in groups]
    counts = counted([text for group in groups for text in group], numbers).grouped(starts)
    assert counters(counts, numbers) == expected_counters(whole)


@given(many_texts, many_texts)
def test_a_text_holds_as_many_of_the_terms_of_a_query_as_both_have(texts: list[Terms], queries: list[Terms]) -> None:
    numbers = TermNumbers()
    holds = counted(texts, numbers).holding(counted(queries, numbers))
    assert holds.shape == (len(queries), len(texts))
    assert holds.tolist() == [[len(set(query) & set(text)) for text in texts] for query in queries]


@given(many_texts, words)
def test_texts_with_some_terms_alone_keep_their_lengths_and_the_counts_of_those(
    texts: list[Terms], wanted: Terms
) -> None:
    numbers = TermNumbers()
    counts = counted(texts, numbers)
    only = counts.only(as_ids(numbers.add(wanted)))
    assert only.lengths.tolist() == counts.lengths.tolist()
    assert counters(only, numbers) == [
        ({term: count for term, count in of_text.items() if term in wanted}, length)
        for of_text, length in expected_counters(texts)
    ]


@given(many_texts, many_texts, many_texts)
def test_shares_are_those_of_a_plain_loop(texts: list[Terms], queries: list[Terms], others: list[Terms]) -> None:
    """Of the texts themselves and of others, which are judged by the statistics of these."""
    collection, plain = Collection(texts), PlainBM25(texts)
    np.testing.assert_allclose(collection.shares(queries), plain.shares(queries, texts), atol=1e-12, rtol=0)
    np.testing.assert_allclose(collection.shares(queries, others), plain.shares(queries, others), atol=1e-12, rtol=0)


@given(many_texts, st.lists(many_texts, max_size=3))
def test_the_shares_of_grouped_queries_are_those_of_their_terms_together(
    texts: list[Terms], groups: list[list[Terms]]
) -> None:
    collection = Collection(texts)
    queries = counted([text for group in groups for text in group], collection.numbers)
    grouped = queries.grouped(np.cumsum([0, *map(len, groups)]))
    whole = [[term for text in group for term in text] for group in groups]
    expected = PlainBM25(texts).shares(whole, texts)
    np.testing.assert_allclose(shares(grouped, collection.counts, collection.statistics), expected, atol=1e-12, rtol=0)


@given(many_texts, words)
def test_the_best_shares_of_one_query_are_its_shares_in_all_texts(texts: list[Terms], query: Terms) -> None:
    collection = Collection(texts)
    expected = np.nan_to_num(PlainBM25(texts).shares([query], texts)[0])
    np.testing.assert_allclose(collection.best(query), expected, atol=1e-12, rtol=0)


def test_a_share_lies_between_0_and_1() -> None:
    of_queries = Collection(TEXTS).shares(QUERIES)
    assert of_queries.shape == (len(QUERIES), len(TEXTS))
    assert ((of_queries >= 0) & (of_queries < 1)).all()
    assert (of_queries.max(axis=1) > 0).all()


def test_an_endless_text_of_one_known_term_nears_the_whole_share() -> None:
    collection = Collection([["solar"] * 4000, ["wind"] * 4000])
    assert collection.shares([["solar"]])[0] == pytest.approx([1, 0], abs=1e-3)


@pytest.mark.parametrize("query", ["zebra", "the of and", ""])
def test_a_query_without_a_known_term_has_no_share(query: str) -> None:
    collection = Collection(TEXTS)
    assert np.isnan(collection.shares([terms(query)])).all()
    assert collection.best(terms(query)).tolist() == [0] * len(TEXTS)


def test_an_unknown_term_beside_known_ones_changes_nothing() -> None:
    collection = Collection(TEXTS)
    assert np.array_equal(collection.shares([["wind", "zebra"]]), collection.shares([["wind"]]))
    assert np.array_equal(collection.best(["wind", "zebra"]), collection.best(["wind"]))


@given(many_texts)
def test_postings_are_the_texts_that_hold_each_term_and_how_often(texts: list[Terms]) -> None:
    numbers = TermNumbers(["never", "wind"])
    counts = counted(texts, numbers)
    postings = postings_of(counts, len(numbers) + 2)
    assert len(postings.texts) == len(numbers) + 2
    for number, term in enumerate([*numbers.terms(), "", ""]):
        held = slice(int(postings.texts.starts[number]), int(postings.texts.starts[number + 1]))
        expected = [(at, text.count(term)) for at, text in enumerate(texts) if term in text]
        pairs = zip(postings.texts.items[held].tolist(), postings.counts[held].tolist(), strict=True)
        assert list(pairs) == expected


HELD = [["often", "rare"], ["often", "twice"], ["often", "twice"], ["often"]]


def entries_of(asked: Sequence[str], most: int) -> list[tuple[str, int]]:
    """The terms and texts of the entries that postings give for some terms, with at most so many."""
    numbers = TermNumbers()
    postings: Postings = postings_of(counted(HELD, numbers), len(numbers))
    which, entries = postings.entries(as_ids(numbers.add(asked)), most)
    texts = postings.texts.items[entries].tolist()
    return [(asked[place], text) for place, text in zip(which.tolist(), texts, strict=True)]


RARE, TWICE, OFTEN = [("rare", 0)], [("twice", 1), ("twice", 2)], [("often", at) for at in range(4)]


@pytest.mark.parametrize(
    ("most", "expected"),
    [(7, RARE + TWICE + OFTEN), (6, RARE + TWICE), (3, RARE + TWICE), (2, RARE), (1, RARE), (0, RARE)],
)
def test_the_rarest_terms_are_looked_through_first_and_one_of_them_always(
    most: int, expected: list[tuple[str, int]]
) -> None:
    assert entries_of(["often", "rare", "twice"], most) == expected


def test_a_term_that_came_after_the_postings_has_no_entries() -> None:
    assert entries_of(["new", "rare"], 7) == RARE
    assert entries_of(["new"], 7) == []
    assert entries_of([], 7) == []


@given(many_texts, many_texts, st.data())
def test_changed_statistics_are_those_of_the_texts_that_are_left(
    texts: list[Terms], come: list[Terms], data: st.DataObject
) -> None:
    gone = sorted(data.draw(st.sets(st.integers(0, len(texts) - 1)))) if texts else []
    numbers = TermNumbers()
    before = Collection(texts, numbers)
    changed = before.statistics.changed(before.counts.take(as_ids(gone)), counted(come, numbers))
    left = [text for at, text in enumerate(texts) if at not in gone] + come
    anew = Collection(left, numbers).statistics
    everything = np.arange(len(numbers) + 1)
    assert (changed.texts, changed.length) == (len(left), sum(map(len, left)))
    assert changed.of(everything).tolist() == [sum(term in text for text in left) for term in numbers.terms()] + [0]
    assert np.array_equal(changed.idf(everything), anew.idf(everything))
    assert np.array_equal(changed.damping(everything), anew.damping(everything))
    assert before.statistics.of(everything).tolist()[:-1] == [
        sum(term in text for text in texts) for term in numbers.terms()
    ]


def test_statistics_of_no_texts_know_no_term() -> None:
    nothing = TermStatistics(0, 0, as_ids([]))
    assert nothing.of(as_ids([0, 5])).tolist() == [0, 0]
    assert np.isfinite(nothing.damping(as_ids([0, 7]))).all()


def test_shares_rank_as_the_bm25s_package_does() -> None:
    """bm25s's "lucene" has the same idf and leaves out the constant factor k1 + 1, as a share does."""
    other = bm25s.BM25(k1=K1, b=B, method="lucene", dtype="float64")
    other.index(TEXTS, show_progress=False)
    collection = Collection(TEXTS)
    for query, own in zip(QUERIES, collection.shares(QUERIES), strict=True):
        scores = other.get_scores(query)
        assert own == pytest.approx(scores * own.max() / scores.max(), abs=1e-9)
        assert own == pytest.approx(collection.best(query), abs=1e-12)


@given(many_texts, words, words)
def test_a_text_that_is_imagined_has_the_share_that_it_would_have_if_it_were_put(
    texts: list[Terms], more: Terms, query: Terms
) -> None:
    collection = Collection(texts)
    put, asked = counted([more], collection.numbers), counted([query], collection.numbers)
    expected = PlainBM25([*texts, more]).shares([query], [more])
    found = shares_if_put(asked, put, collection.statistics)
    np.testing.assert_allclose(found, expected, atol=1e-12, rtol=0)
