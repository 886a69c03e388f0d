"""One side of the market keeps documents, vectors and terms in step."""

import numpy as np
import pytest

from matcher.arrays import as_ids
from matcher.catalogue import Catalogue
from matcher.documents import Document, complete, draft
from matcher.embed.hashing import HashingEmbedder
from matcher.index.exact import ExactIndex
from matcher.lexical.bm25 import BM25Index
from matcher.records import Need, Professional, Work

EMBEDDER = HashingEmbedder()


def document(row: int, *titles: str) -> Document:
    drafted = draft(row, Professional(id=f"p{row}", works=tuple(Work(title) for title in titles)), multilingual=True)
    vectors = dict(zip(drafted.texts, EMBEDDER.encode(list(drafted.texts.values())), strict=True))
    return complete(drafted, vectors, EMBEDDER.dim)


def query(text: str) -> Document:
    drafted = draft(1, Need(id="n", title=text), multilingual=True)
    vectors = dict(zip(drafted.texts, EMBEDDER.encode(list(drafted.texts.values())), strict=True))
    return complete(drafted, vectors, EMBEDDER.dim)


@pytest.fixture
def catalogue() -> Catalogue:
    made = Catalogue(ExactIndex(EMBEDDER.dim), BM25Index())
    made.put(
        [document(3, "solar pumps", "tides"), document(5, "wind turbines"), document(9, "solar farms", "solar kilns")]
    )
    assert made.heal([])
    return made


def test_holds_every_passage_once_in_both_indexes(catalogue: Catalogue) -> None:
    assert len(catalogue.index.ids()) == len(catalogue.lexical) == 5
    assert not catalogue.heal([])


def test_a_document_put_again_with_fewer_passages_leaves_none_behind(catalogue: Catalogue) -> None:
    catalogue.put([document(9, "poetry")])
    assert catalogue.heal([9])
    assert len(catalogue.index.ids()) == len(catalogue.lexical) == 4
    assert catalogue.lexical.search([["kilns"]], 1).ids.tolist() == [[-1]]
    best = catalogue.index.search(EMBEDDER.encode(["poetry"]), 1)
    assert best.ids[0, 0] // 4096 == 9
    assert best.scores[0, 0] == pytest.approx(1)


def test_removal_counts_vectors_and_passages_and_passes_unknown_rows_over(catalogue: Catalogue) -> None:
    assert catalogue.remove([9, 77]) == (2, 2)
    assert catalogue.remove([9]) == (0, 0)
    assert sorted(catalogue.documents) == [3, 5]


def test_heals_an_index_that_lost_rows_or_has_too_many(catalogue: Catalogue) -> None:
    before = catalogue.index.ids().tolist()
    catalogue.index.remove(as_ids(before[:2]))
    catalogue.index.upsert(as_ids([10**9]), EMBEDDER.encode(["stray"]))
    assert catalogue.heal([])
    assert catalogue.index.ids().tolist() == before


def test_proposes_everybody_where_the_pool_is_large_enough(catalogue: Catalogue) -> None:
    assert catalogue.propose(query("solar"), as_ids([9, 3, 5]), 3).tolist() == [3, 5, 9]


def test_proposes_the_best_of_the_allowed_only(catalogue: Catalogue) -> None:
    assert catalogue.propose(query("wind turbines"), as_ids([3, 5, 9]), 1).tolist() == [5]
    assert catalogue.propose(query("wind turbines"), as_ids([3, 9]), 1).tolist() in ([3], [9])


def test_a_person_with_many_near_works_does_not_crowd_out_the_others() -> None:
    catalogue = Catalogue(ExactIndex(EMBEDDER.dim), BM25Index())
    catalogue.put(
        [
            document(1, "solar pumps", "solar pumps two"),
            document(2, "solar wells"),
            *map(document, range(3, 9), "abcdef"),
        ]
    )
    catalogue.heal([])
    found = catalogue.propose(query("solar pumps"), np.arange(1, 9), 2)
    assert {1, 2} <= set(found.tolist())
