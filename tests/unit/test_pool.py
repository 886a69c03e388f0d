"""Candidates are allowed records, the best of every leg among them."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.records import Need, Professional
from matcher.retrieval.columns import is_read
from matcher.retrieval.pool import candidates
from tests.derived import columns_of
from tests.few_people import QUERIES, Changes, Titles, World, changed, changes, nearest_rows, worded_rows, works


@settings(max_examples=40)
@given(works, changes, st.sampled_from(QUERIES), st.integers(1, 4), st.data())
def test_candidates_are_allowed_and_have_the_best_of_every_leg(
    start: dict[int, Titles], series: Changes, text: str, size: int, data: st.DataObject
) -> None:
    world = World()
    corpus = changed(world, world.corpus(start), series)
    drawn = data.draw(st.lists(st.booleans(), min_size=len(corpus.live), max_size=len(corpus.live)))
    allowed = corpus.live & np.array(drawn, dtype=bool)
    query = world.query(text)
    proposed, _ = candidates(query, corpus, allowed, size)
    others = corpus.live & ~allowed
    of_others, shares = candidates(query, corpus, others, size)
    assert candidates(query, corpus, allowed, size, shares)[0].tolist() == proposed.tolist()
    assert candidates(query, corpus, others, size, shares)[0].tolist() == of_others.tolist()
    everybody = np.flatnonzero(allowed).tolist()
    assert sorted(set(proposed.tolist())) == proposed.tolist()
    assert set(proposed.tolist()) <= set(everybody)
    if len(everybody) <= size:
        assert proposed.tolist() == everybody
        return
    rows = {int(corpus.rows[number]) for number in everybody}
    proposed_rows = set(corpus.rows_of(proposed).tolist())
    own, english = worded_rows(corpus, query)
    legs = [nearest_rows(corpus, query, allowed), own, english]
    for least, leg in zip((-2.0, 0.0, 0.0), legs, strict=True):
        scores = {row: score for row, score in leg.items() if row in rows and score > least}
        last = sorted(scores.values(), reverse=True)[:size][-1:]
        assert {row for row, score in scores.items() if score > last[0] + 1e-5} <= proposed_rows
    assert len(proposed) <= 3 * size


def test_of_equal_records_those_of_the_earlier_rows_are_candidates() -> None:
    world = World()
    corpus = world.corpus(dict.fromkeys((3, 5, 8, 11), ("solar pump",)))
    corpus = corpus.changed([5], world.columns({2: ("solar pump",)}))
    proposed, _ = candidates(world.query("solar pump"), corpus, corpus.live, 2)
    assert sorted(corpus.rows_of(proposed).tolist()) == [2, 3]


def test_a_person_with_many_near_works_does_not_crowd_out_the_others() -> None:
    """The query has stop words only: it has a vector, but no terms."""
    world = World()
    many = {3: tuple(f"of the and {letter}" for letter in ("kiln", "pump", "wind")), 7: ("the kiln",)}
    corpus = world.corpus(many | {row: (f"tang poetry {row}",) for row in (1, 2, 4, 5, 6, 8)})
    proposed, _ = candidates(world.query("of the and"), corpus, corpus.live, 2)
    assert corpus.rows_of(proposed).tolist() == [3, 7]


def test_an_unread_query_finds_candidates_by_its_words() -> None:
    world = World()
    corpus = world.corpus({2: ("solar pump",), 5: ("kiln",), 9: ("wind",)})
    corpus = corpus.changed([], world.columns({7: ("kiln",)}))
    unread = columns_of(Need, {1: Need(id="n", title="kiln")}, world.build, unread=1)
    assert not is_read(unread.passages).any()
    assert corpus.rows_of(candidates(unread, corpus, corpus.live, 2)[0]).tolist() == [5, 7]


def test_a_query_without_a_text_proposes_nobody_but_those_who_are_few_enough() -> None:
    world = World()
    corpus = world.corpus({2: ("solar pump",), 5: ("kiln",), 9: ("wind",)})
    silent = columns_of(Professional, {1: Professional(id="p", skills=("Java",))}, world.build)
    assert candidates(silent, corpus, corpus.live, 2)[0].tolist() == []
    assert candidates(silent, corpus, corpus.live, 3)[0].tolist() == [0, 1, 2]


def test_a_record_that_went_or_was_replaced_is_never_a_candidate() -> None:
    world = World()
    corpus = world.corpus(dict.fromkeys(range(1, 7), ("solar pump",)))
    corpus = corpus.changed([2, 3], world.columns({1: ("tang poetry",)}))
    proposed, _ = candidates(world.query("solar pump"), corpus, corpus.live, 3)
    assert corpus.rows_of(proposed).tolist() == [4, 5, 6]
    assert corpus.live[proposed].all()
