"""The contract of ``matcher.retrieval.LexicalIndex``, BM25 held to a plain loop and to bm25s."""

from collections.abc import Mapping
from random import Random

import bm25s
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.arrays import as_ids
from matcher.language.terms import terms
from matcher.retrieval.bm25 import K1, B, BM25Index
from matcher.retrieval.lexical import LexicalIndex, Terms
from tests.oracles import PlainBM25

PASSAGES = {
    2**40: "Solar pumping for irrigation; the solar pump runs without a battery.",
    7: "Wind turbine monitoring with vibration sensors.",
    12: "太阳能水泵用于农业灌溉。",
    3: "A solar farm beside a wind farm: solar, wind, storage.",
    9: "Tang poetry.",
    15: "光伏水泵 and solar-powered irrigation 灌溉",
}
QUERIES = ["solar pump", "wind", "太阳能灌溉", "solar solar storage", "irrigation 水泵", "zebra", "the of and", ""]


def as_terms(passages: Mapping[int, str]) -> dict[int, Terms]:
    return {each: terms(text) for each, text in passages.items()}


@pytest.fixture(params=[BM25Index, PlainBM25])
def index(request: pytest.FixtureRequest) -> LexicalIndex:
    made: LexicalIndex = request.param()
    made.upsert(as_terms(PASSAGES))
    return made


class TestLexicalIndexContract:
    def test_counts_its_passages(self, index: LexicalIndex) -> None:
        assert len(index) == len(PASSAGES)

    def test_a_score_is_a_share_between_0_and_1(self, index: LexicalIndex) -> None:
        scores = index.scores([terms(query) for query in QUERIES[:5]], as_ids(list(PASSAGES)))
        assert scores.shape == (5, len(PASSAGES))
        assert ((scores >= 0) & (scores <= 1)).all()
        assert (scores.max(axis=1) > 0).all()

    def test_an_endless_passage_of_one_known_term_nears_the_whole_share(self) -> None:
        index = BM25Index()
        index.upsert({1: ["solar"] * 4000, 2: ["wind"] * 4000})
        assert index.scores([terms("solar")], as_ids([1]))[0, 0] == pytest.approx(1, abs=1e-3)

    @pytest.mark.parametrize("query", ["zebra", "the of and", ""])
    def test_a_query_without_a_known_term_scores_unknown(self, index: LexicalIndex, query: str) -> None:
        assert np.isnan(index.scores([terms(query)], as_ids([7, 3]))).all()

    @pytest.mark.parametrize("least", [0.0, 0.2, 0.5, np.inf])
    def test_what_is_above_is_what_scores_more_than_asked_for(self, index: LexicalIndex, least: float) -> None:
        queries, ids = [terms(query) for query in QUERIES], sorted(PASSAGES)
        wanted = np.full(len(queries), least)
        wanted[1] = 0.3
        scores = index.scores(queries, as_ids(ids))
        expected = {(q, ids[at]): scores[q, at] for q, at in np.argwhere(scores > wanted[:, None]).tolist()}
        places, found, shares = index.above(queries, wanted)
        assert dict(zip(zip(places.tolist(), found.tolist(), strict=True), shares, strict=True)) == pytest.approx(
            expected
        )
        assert len(found) == len(expected)

    def test_nothing_is_above_without_queries_or_passages(self, index: LexicalIndex) -> None:
        assert [len(each) for each in index.above([], np.zeros(0))] == [0, 0, 0]
        index.remove(as_ids(list(PASSAGES)))
        assert [len(each) for each in index.above([terms("wind")], np.zeros(1))] == [0, 0, 0]

    def test_unknown_terms_beside_known_ones_change_nothing(self, index: LexicalIndex) -> None:
        ids = as_ids([7, 3])
        assert index.scores([terms("wind zebra")], ids) == pytest.approx(index.scores([terms("wind")], ids))

    def test_a_passage_without_the_terms_scores_zero(self, index: LexicalIndex) -> None:
        assert index.scores([terms("wind")], as_ids([9])).tolist() == [[0.0]]

    def test_scores_come_in_the_order_of_the_ids_asked_for(self, index: LexicalIndex) -> None:
        ids = as_ids([9, 3, 7, 2**40, 15, 12])
        forward = index.scores([terms("wind solar")], ids)[0]
        assert index.scores([terms("wind solar")], ids[::-1])[0] == pytest.approx(forward[::-1])
        one_by_one = [index.scores([terms("wind solar")], as_ids([each]))[0, 0] for each in ids.tolist()]
        assert forward == pytest.approx(one_by_one)

    def test_an_id_asked_for_twice_is_scored_twice(self, index: LexicalIndex) -> None:
        scores = index.scores([terms("wind")], as_ids([7, 7, 9, 9, 3, 3]))[0]
        assert scores[0] == scores[1] > 0
        assert scores[2] == scores[3] == 0

    @pytest.mark.parametrize("ids", [[8], [7, 8], [2**41], [-1]])
    def test_an_id_that_is_not_there_is_an_error(self, index: LexicalIndex, ids: list[int]) -> None:
        with pytest.raises(KeyError):
            index.scores([terms("wind")], as_ids(ids))

    def test_finds_english_and_chinese_terms(self, index: LexicalIndex) -> None:
        assert set(index.search([terms("太阳能灌溉")], 3).ids[0].tolist()) == {12, 15, -1}
        assert index.search([terms("turbine")], 1).ids.tolist() == [[7]]

    def test_orders_by_score_then_id_and_pads(self, index: LexicalIndex) -> None:
        hits = index.search([terms("solar irrigation")], 6)
        kept = hits.ids[0][hits.ids[0] >= 0]
        scores = index.scores([terms("solar irrigation")], kept)[0].round(6)
        assert [(-score, each) for score, each in zip(scores, kept, strict=True)] == sorted(
            (-score, each) for score, each in zip(scores, kept, strict=True)
        )
        assert hits.scores[0, : len(kept)] == pytest.approx(scores, abs=1e-6)
        assert len(kept) == 3
        assert np.isneginf(hits.scores[0, 3:]).all()

    def test_equal_passages_are_ordered_by_id(self, index: LexicalIndex) -> None:
        index.upsert(dict.fromkeys([400, 100, 300, 200], ("gallium", "nitride")))
        assert index.search([terms("gallium")], 3).ids.tolist() == [[100, 200, 300]]

    def test_searches_among_the_allowed_only(self, index: LexicalIndex) -> None:
        assert index.search([terms("solar")], 3, allowed=as_ids([7, 15, 5555])).ids.tolist() == [[15, -1, -1]]
        assert index.search([terms("solar")], 2, allowed=as_ids([])).ids.tolist() == [[-1, -1]]

    def test_an_upsert_replaces_a_passage(self, index: LexicalIndex) -> None:
        index.upsert({7: ["quantum", "sensors"]})
        assert len(index) == len(PASSAGES)
        assert index.search([terms("turbine")], 1).ids.tolist() == [[-1]]
        assert index.search([terms("quantum")], 1).ids.tolist() == [[7]]

    def test_removal_takes_the_terms_away(self, index: LexicalIndex) -> None:
        assert index.remove(as_ids([7, 7, 4444])) == 1
        assert len(index) == len(PASSAGES) - 1
        assert index.search([terms("wind")], 2).ids.tolist() == [[3, -1]]
        assert np.isnan(index.scores([terms("turbine")], as_ids([3]))).all()
        with pytest.raises(KeyError):
            index.scores([terms("wind")], as_ids([7]))

    def test_an_emptied_index_finds_nothing(self, index: LexicalIndex) -> None:
        assert index.remove(as_ids(list(PASSAGES))) == len(PASSAGES)
        assert index.search([terms("solar")], 2).ids.tolist() == [[-1, -1]]
        assert index.scores([terms("solar")], as_ids([])).shape == (1, 0)

    def test_a_text_outside_is_scored_as_it_would_be_inside(self, index: LexicalIndex) -> None:
        queries = [terms(query) for query in QUERIES]
        texts = [terms("solar pumps for wind farms"), terms("zebra crossings"), terms("tang poetry")]
        outside = index.shares(queries, texts)
        for at, text in enumerate(texts):
            index.upsert({999: text})
            np.testing.assert_allclose(outside[:, [at]], index.scores(queries, as_ids([999])), atol=1e-12, rtol=0)
            index.remove(as_ids([999]))
        assert len(index) == len(PASSAGES)

    def test_a_term_that_only_the_text_outside_has_counts(self, index: LexicalIndex) -> None:
        found = index.shares([["wind", "zebra"], ["zebra"]], [["wind", "zebra"], []])
        assert (found[:, 0] > 0).all()
        assert np.isnan(found[1, 1])

    def test_no_texts_or_no_queries_give_no_shares(self, index: LexicalIndex) -> None:
        assert index.shares([], [["wind"], ["solar"]]).shape == (0, 2)
        assert index.shares([["wind"]], []).shape == (1, 0)

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            (["solar"], [3, 15, 2**40]),
            (["wind"], [3, 7]),
            (["wind", "solar", "wind"], [3]),
            (["水泵", "灌溉"], [12, 15]),
            (["solar", "zebra"], []),
            (["zebra"], []),
            (["poetry", "wind"], []),
            ([], []),
        ],
    )
    def test_tells_which_passages_hold_all_terms(self, index: LexicalIndex, query: Terms, expected: list[int]) -> None:
        found = index.holding(query)
        assert found.dtype == np.int64
        assert found.tolist() == expected

    def test_what_is_held_follows_every_change(self, index: LexicalIndex) -> None:
        index.upsert({7: ["quantum"], 100: ["wind", "quantum"]})
        assert index.holding(["wind"]).tolist() == [3, 100]
        assert index.holding(["quantum"]).tolist() == [7, 100]
        index.remove(as_ids([100]))
        assert index.holding(["wind"]).tolist() == [3]

    @pytest.mark.parametrize("passages", [{}, {1: [], 2: []}])
    def test_an_index_without_terms_holds_nothing_and_has_no_shares(
        self, index: LexicalIndex, passages: dict[int, Terms]
    ) -> None:
        index.remove(as_ids(list(PASSAGES)))
        index.upsert(passages)
        assert index.holding(["wind"]).tolist() == []
        found = index.shares([["wind"]], [["wind"], []])
        assert found[0, 0] > 0
        assert np.isnan(found[0, 1])

    def test_passages_without_any_term_are_kept_and_never_found(self) -> None:
        index = BM25Index()
        index.upsert({1: [], 2: []})
        assert len(index) == 2
        assert np.isnan(index.scores([terms("solar")], as_ids([2, 1]))).all()
        assert index.search([terms("solar")], 1).ids.tolist() == [[-1]]


_word = st.sampled_from(["solar", "pump", "wind", "the", "水泵", "灌溉", "e-bike", "x9"])
_words = st.lists(_word, max_size=9).map(" ".join)


@settings(max_examples=80)
@given(
    st.dictionaries(st.integers(0, 10**9), _words, min_size=1, max_size=8),
    st.lists(_words.map(terms), min_size=1, max_size=3),
    st.randoms(use_true_random=False),
    st.integers(1, 9),
)
def test_bm25_equals_the_plain_loop(passages: dict[int, str], queries: list[Terms], random: Random, k: int) -> None:
    fast, plain = BM25Index(), PlainBM25()
    for index in (fast, plain):
        index.upsert(as_terms(passages))
    ids = list(passages)
    random.shuffle(ids)
    np.testing.assert_allclose(fast.scores(queries, as_ids(ids)), plain.scores(queries, as_ids(ids)), atol=1e-9, rtol=0)
    assert fast.search(queries, k).ids.tolist() == plain.search(queries, k).ids.tolist()
    half = as_ids(ids[::2])
    assert fast.search(queries, k, allowed=half).ids.tolist() == plain.search(queries, k, allowed=half).ids.tolist()


@settings(max_examples=80)
@given(
    st.dictionaries(st.integers(0, 10**9), _words.map(terms), min_size=1, max_size=8),
    st.lists(_words.map(terms), min_size=1, max_size=3),
    st.lists(_words.map(terms), min_size=1, max_size=3),
)
def test_shares_and_holders_equal_those_of_the_plain_loop(
    passages: dict[int, Terms], queries: list[Terms], texts: list[Terms]
) -> None:
    fast, plain = BM25Index(), PlainBM25()
    for index in (fast, plain):
        index.upsert(passages)
    np.testing.assert_allclose(fast.shares(queries, texts), plain.shares(queries, texts), atol=1e-9, rtol=0)
    for query in queries:
        assert fast.holding(query).tolist() == plain.holding(query).tolist()


def test_ranks_as_the_bm25s_package_does() -> None:
    """bm25s's "lucene" has the same idf and leaves out the constant factor k1 + 1, as a share does."""
    corpus = list(PASSAGES.values())
    tokens = [terms(text) for text in corpus]
    other = bm25s.BM25(k1=K1, b=B, method="lucene", dtype="float64")
    other.index(tokens, show_progress=False)
    index = BM25Index()
    index.upsert(dict(enumerate(tokens)))
    for query in QUERIES[:5]:
        theirs = other.get_scores(terms(query))
        ours = index.scores([terms(query)], np.arange(len(corpus)))[0]
        assert ours == pytest.approx(theirs * ours.max() / theirs.max(), abs=1e-9)
        found = index.search([terms(query)], len(corpus)).ids[0]
        ranked = [each for each in np.lexsort((np.arange(len(corpus)), -theirs.round(9))) if theirs[each] > 0]
        assert found[found >= 0].tolist() == ranked
