"""A text has one row however many records hold it, and none once nobody does."""

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from matcher.arrays import FloatArray, as_ids
from matcher.documents import NO_TEXT, VectorTable


def vector(key: bytes) -> FloatArray:
    return np.array([key[0] + 1, -1.0, key[0] / 7], dtype=np.float32)


def vectors(*keys: bytes) -> dict[bytes, FloatArray]:
    return {key: vector(key) for key in keys}


A, B, C, D = (bytes([at]) * 16 for at in range(4))


def test_equal_texts_share_one_row() -> None:
    table = VectorTable(3)
    table.hold(vectors(A, B))
    first = table.rows([A, B, A])
    table.hold(vectors(A))
    assert first[0] == first[2] != first[1]
    assert table.rows([A, B, A]).tolist() == first.tolist()
    assert len(table) == 2


def test_a_text_without_a_vector_has_no_row() -> None:
    table = VectorTable(3)
    assert table.rows([A]).tolist() == [NO_TEXT]
    table.hold(vectors(A))
    assert table.rows([B, A, C]).tolist() == [-1, table.rows([A])[0], -1]
    assert table.rows([]).shape == (0,)


def test_vectors_are_taken_in_order_and_in_double_precision() -> None:
    table = VectorTable(3)
    table.hold(vectors(A, B))
    found = table.take(table.rows([B, A, B]))
    assert found.dtype == np.float64
    assert np.array_equal(found, np.array([vector(B), vector(A), vector(B)], dtype=np.float64))
    assert table.take(as_ids([])).shape == (0, 3)


def test_what_is_taken_does_not_change_with_the_table() -> None:
    table = VectorTable(3)
    table.hold(vectors(A))
    rows = table.rows([A])
    taken = table.take(rows)
    taken *= 0
    assert np.array_equal(table.take(rows)[0], vector(A))


def test_a_row_stays_until_its_last_holder_lets_go() -> None:
    table = VectorTable(3)
    table.hold(vectors(A, B))
    table.hold(vectors(A))
    rows = table.rows([A, B])
    table.release(rows)
    assert table.rows([A, B]).tolist() == [rows[0], NO_TEXT]
    assert np.array_equal(table.take(rows), np.stack([vector(A), np.zeros(3)]))
    table.release(rows[:1])
    assert len(table) == 0
    assert not table.take(rows).any()


def test_a_document_that_says_a_text_twice_holds_it_once() -> None:
    table = VectorTable(3)
    table.hold(vectors(A))
    table.hold(vectors(A))
    row = int(table.rows([A])[0])
    table.release(as_ids([row, NO_TEXT, row]))
    assert table.rows([A]).tolist() == [row]


def test_a_released_row_is_used_again_for_another_text() -> None:
    table = VectorTable(3)
    table.hold(vectors(A, B))
    rows = table.rows([A, B])
    table.release(rows[:1])
    table.hold(vectors(C))
    assert table.rows([A, B, C]).tolist() == [NO_TEXT, rows[1], rows[0]]
    assert np.array_equal(table.take(rows), [vector(C), vector(B)])


def test_releasing_texts_without_a_vector_changes_nothing() -> None:
    table = VectorTable(3)
    table.hold(vectors(A))
    table.release(as_ids([NO_TEXT, NO_TEXT]))
    table.release(as_ids([]))
    assert len(table) == 1


def test_grows_with_its_texts_and_keeps_those_that_it_has() -> None:
    table = VectorTable(1)
    keys = [at.to_bytes(16, "big") for at in range(3000)]
    for at in range(0, 3000, 100):
        table.hold({key: np.array([int.from_bytes(key, "big")], dtype=np.float32) for key in keys[at : at + 100]})
    rows = table.rows(keys)
    assert len(set(rows.tolist())) == len(table) == 3000
    assert table.take(rows)[:, 0].tolist() == list(range(3000))


class HeldTexts(RuleBasedStateMachine):
    """Documents come and go; a plain list of who holds what tells what the table must have."""

    documents = Bundle("documents")

    def __init__(self) -> None:
        super().__init__()
        self.table = VectorTable(3)
        self.held: dict[int, frozenset[bytes]] = {}
        self.made = 0

    @rule(target=documents, keys=st.frozensets(st.sampled_from([A, B, C, D]), max_size=4))
    def comes(self, keys: frozenset[bytes]) -> int:
        self.table.hold(vectors(*sorted(keys)))
        self.made += 1
        self.held[self.made] = keys
        return self.made

    @rule(document=consumes(documents))
    def goes(self, document: int) -> None:
        self.table.release(self.table.rows(sorted(self.held.pop(document))))

    @invariant()
    def every_text_that_is_held_has_its_vector_in_a_row_of_its_own_and_no_other_has(self) -> None:
        wanted = sorted(frozenset().union(*self.held.values()))
        rows = self.table.rows(wanted)
        assert len(self.table) == len(wanted) == len(set(rows.tolist()) - {NO_TEXT})
        assert np.array_equal(self.table.take(rows), np.array([vector(key) for key in wanted]).reshape(-1, 3))
        assert self.table.rows([key for key in (A, B, C, D) if key not in wanted]).tolist() == [-1] * (4 - len(wanted))
        everything = self.table.take(np.arange(256 if self.made and any(self.held.values()) else 0))
        assert np.count_nonzero(everything.any(axis=1)) == len(wanted)


HeldTexts.TestCase.settings = settings(max_examples=60, stateful_step_count=30)
TestHeldTexts = HeldTexts.TestCase
