"""One side of the market keeps documents, vectors and terms in step."""

import numpy as np
import pytest

from matcher.arrays import as_ids
from matcher.embed.hashing import HashingEmbedder
from matcher.records import Need, Professional, Work
from matcher.retrieval import NO_TEXT, Document, Draft, VectorTable, complete, draft
from matcher.retrieval.bm25 import BM25Index
from matcher.retrieval.catalogue import Catalogue
from matcher.retrieval.exact import ExactIndex
from matcher.text import fingerprint

EMBEDDER = HashingEmbedder()


class Market:
    """Documents whose texts are held in one table, as the engine's upkeep makes them."""

    def __init__(self) -> None:
        self.table = VectorTable(EMBEDDER.dim)

    def completed(self, drafted: Draft) -> Document:
        self.table.hold(dict(zip(drafted.texts, EMBEDDER.encode(list(drafted.texts.values())), strict=True)))
        return complete(drafted, self.table)

    def document(self, row: int, *titles: str, skills: tuple[str, ...] = ()) -> Document:
        works = tuple(Work(title) for title in titles)
        return self.completed(draft(row, Professional(id=f"p{row}", works=works, skills=skills), multilingual=True))

    def query(self, text: str) -> Document:
        return self.completed(draft(1, Need(id="n", title=text), multilingual=True))

    def catalogue(self) -> Catalogue:
        return Catalogue(ExactIndex(EMBEDDER.dim), BM25Index(), BM25Index(), BM25Index(), self.table)


@pytest.fixture
def market() -> Market:
    return Market()


@pytest.fixture
def catalogue(market: Market) -> Catalogue:
    made = market.catalogue()
    made.put(
        [
            market.document(3, "solar pumps", "tides", skills=("Java", "C++")),
            market.document(5, "wind turbines"),
            market.document(9, "solar farms", "solar kilns", skills=("Solar design",)),
        ]
    )
    assert made.heal([])
    return made


def test_holds_every_passage_once_in_both_indexes(catalogue: Catalogue) -> None:
    assert len(catalogue.index.ids()) == len(catalogue.lexical) == len(catalogue.english) == 5
    assert not catalogue.heal([])


def test_a_document_put_again_with_fewer_passages_leaves_none_behind(catalogue: Catalogue, market: Market) -> None:
    catalogue.put([market.document(9, "poetry")])
    assert catalogue.heal([9])
    assert len(catalogue.index.ids()) == len(catalogue.lexical) == len(catalogue.english) == 4
    assert catalogue.lexical.search([["kilns"]], 1).ids.tolist() == [[-1]]
    best = catalogue.index.search(EMBEDDER.encode(["poetry"]), 1)
    assert best.ids[0, 0] // 4096 == 9
    assert best.scores[0, 0] == pytest.approx(1)


def test_removal_counts_vectors_and_passages_and_passes_unknown_rows_over(catalogue: Catalogue) -> None:
    assert catalogue.remove([9, 77]) == (2, 2)
    assert catalogue.remove([9]) == (0, 0)
    assert sorted(catalogue.documents) == [3, 5]
    assert len(catalogue.lexical) == len(catalogue.english) == 3


def test_what_people_list_is_found_by_their_row_until_they_go(catalogue: Catalogue, market: Market) -> None:
    assert len(catalogue.listed) == 2  # row 5 lists nothing
    assert catalogue.listed.holding(["java"]).tolist() == [3]
    assert catalogue.listed.holding(["solar", "design"]).tolist() == [9]
    catalogue.put([market.document(3, "tides", skills=("Kotlin",)), market.document(9, "tides")])
    assert catalogue.listed.holding(["java"]).tolist() == []
    assert catalogue.listed.holding(["kotlin"]).tolist() == [3]
    assert len(catalogue.listed) == 1
    catalogue.remove([3])
    assert len(catalogue.listed) == 0


def test_texts_are_held_as_long_as_a_document_has_them(catalogue: Catalogue, market: Market) -> None:
    def held(*texts: str) -> list[bool]:
        return [row != NO_TEXT for row in market.table.rows([fingerprint(text) for text in texts]).tolist()]

    assert held("tides", "solar pumps", "solar kilns") == [True, True, True]
    catalogue.put([market.document(9, "tides")])
    assert held("tides", "solar pumps", "solar kilns") == [True, True, False]
    catalogue.remove([3])
    assert held("tides", "solar pumps", "solar kilns") == [True, False, False]
    catalogue.remove([9, 5])
    assert len(market.table) == 0


def test_a_snapshot_is_all_documents_by_row_and_stays_as_it_was(catalogue: Catalogue, market: Market) -> None:
    before = catalogue.snapshot
    assert catalogue.snapshot is before
    assert before.rows.tolist() == [3, 5, 9]
    assert before.ids.tolist() == ["p3", "p5", "p9"]
    assert [each.row for each in before.side.documents] == [3, 5, 9]
    assert before.side.works.counts.tolist() == [2, 1, 2]
    assert before.places(as_ids([9, 3])).tolist() == [2, 0]
    catalogue.put([market.document(4, "tides")])
    assert catalogue.snapshot.rows.tolist() == [3, 4, 5, 9]
    assert catalogue.remove([77]) == (0, 0)
    assert before.rows.tolist() == [3, 5, 9]
    catalogue.remove([3, 5])
    assert catalogue.snapshot.ids.tolist() == ["p4", "p9"]
    catalogue.remove([4, 9])
    assert len(catalogue.snapshot.side) == len(catalogue.snapshot.rows) == 0


def test_heals_an_index_that_lost_rows_or_has_too_many(catalogue: Catalogue) -> None:
    before = catalogue.index.ids().tolist()
    catalogue.index.remove(as_ids(before[:2]))
    catalogue.index.upsert(as_ids([10**9]), EMBEDDER.encode(["stray"]))
    assert catalogue.heal([])
    assert catalogue.index.ids().tolist() == before


def test_proposes_everybody_where_the_pool_is_large_enough(catalogue: Catalogue, market: Market) -> None:
    assert catalogue.propose(market.query("solar"), as_ids([9, 3, 5]), 3).tolist() == [3, 5, 9]


def test_proposes_the_best_of_the_allowed_only(catalogue: Catalogue, market: Market) -> None:
    assert catalogue.propose(market.query("wind turbines"), as_ids([3, 5, 9]), 1).tolist() == [5]
    assert catalogue.propose(market.query("wind turbines"), as_ids([3, 9]), 1).tolist() in ([3], [9])


def test_a_person_with_many_near_works_does_not_crowd_out_the_others(market: Market) -> None:
    catalogue = market.catalogue()
    catalogue.put(
        [
            market.document(1, "solar pumps", "solar pumps two"),
            market.document(2, "solar wells"),
            *map(market.document, range(3, 9), "abcdef"),
        ]
    )
    catalogue.heal([])
    found = catalogue.propose(market.query("solar pumps"), np.arange(1, 9), 2)
    assert {1, 2} <= set(found.tolist())
