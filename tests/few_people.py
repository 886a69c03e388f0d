"""People with a handful of works, their corpora, and any series of changes to them."""

from collections.abc import Mapping

import numpy as np
from hypothesis import strategies as st

from matcher.arrays import BoolArray, as_ids
from matcher.records import Need, Professional, Work
from matcher.retrieval.columns import Columns, is_read
from matcher.retrieval.corpus import Corpus, corpus_of, frozen_of, passage_vectors
from matcher.retrieval.exact import ExactIndex
from tests.derived import EMBEDDER, Plain, builder, columns_of, plain_of

Titles = tuple[str, ...]
Changes = list[tuple[set[int], dict[int, Titles]]]
"""Rows that go, and works of those who come, one change after the other."""
ALL = 10**6
"""More passages than there are."""
MOST_ROWS = 8
QUERIES = ("solar pump wanted", "太阳能 pump", "wind and kilns", "nothing known")

titles = st.lists(
    st.sampled_from(
        ["solar pump", "wind turbine", "太阳能水泵", "solar farm, wind farm", "tang poetry", "水泵 pump repair", "kiln"]
    ),
    max_size=3,
    unique=True,
).map(tuple)
works = st.dictionaries(st.integers(1, MOST_ROWS), titles, max_size=5)
changes = st.lists(st.tuples(st.sets(st.integers(1, MOST_ROWS), max_size=3), works), max_size=4)


class World:
    """People whose works have these titles, by row; a share of all texts may be unread."""

    def __init__(self, *, translates: bool = False, unread: int = 0) -> None:
        self.build, self.unread = builder(translates=translates), unread

    def columns(self, works: Mapping[int, Titles]) -> Columns:
        people = {
            row: Professional(id=f"p{row}", works=tuple(map(Work, titles)), skills=("Java",))
            for row, titles in works.items()
        }
        return columns_of(Professional, people, self.build, unread=self.unread)

    def corpus(self, works: Mapping[int, Titles]) -> Corpus:
        """All of them frozen."""
        columns = self.columns(works)
        index = ExactIndex(EMBEDDER.dim)
        index.upsert(*passage_vectors(columns))
        return corpus_of(frozen_of(columns, index, len(self.build.terms)))

    def query(self, text: str) -> Columns:
        return columns_of(Need, {1: Need(id="n", title=text)}, self.build)

    def plain(self, columns: Columns) -> list[Plain]:
        return plain_of(columns, self.build.terms.terms())


def nearest_rows(corpus: Corpus, query: Columns, allowed: BoolArray, passages: int = ALL) -> dict[int, float]:
    """How like the query the allowed records with the nearest passages are, by row."""
    read = query.passages.take(np.flatnonzero(is_read(query.passages)))
    numbers, likely = corpus.nearest(read, allowed, passages)
    return dict(zip(corpus.rows_of(numbers).tolist(), likely.tolist(), strict=True))


def worded_rows(corpus: Corpus, query: Columns) -> list[dict[int, float]]:
    """The shares of the live records by row, as written and in English."""
    start = as_ids([0, len(query.passages)])
    both = corpus.worded(query.own.grouped(start), query.english.grouped(start))
    return [dict(zip(corpus.rows[corpus.live].tolist(), shares[corpus.live].tolist(), strict=True)) for shares in both]


def changed(world: World, corpus: Corpus, series: Changes) -> Corpus:
    """The corpus after these changes."""
    for gone, come in series:
        corpus = corpus.changed(gone, world.columns(come))
    return corpus


def left_after(start: Mapping[int, Titles], series: Changes) -> dict[int, Titles]:
    """Whose works are left after these changes."""
    left = dict(start)
    for gone, come in series:
        left = {row: held for row, held in left.items() if row not in gone} | come
    return left
