"""A text has one row however many records hold it, and none once nobody does."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from matcher.arrays import FloatArray, as_ids
from matcher.retrieval import NO_TEXT, VectorTable
from matcher.retrieval.vectors import STEPS


def vector(key: bytes) -> FloatArray:
    """One that the table keeps as it is: its numbers are whole parts of ``STEPS``."""
    return np.array([(key[0] + 1) / 8, -0.5, key[0] / 16], dtype=np.float32)


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


def test_vectors_are_taken_in_order() -> None:
    table = VectorTable(3)
    table.hold(vectors(A, B))
    found = table.take(table.rows([B, A, B]))
    assert found.dtype == np.float32
    assert np.array_equal(found, np.array([vector(B), vector(A), vector(B)]))
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
        table.hold(
            {key: np.array([int.from_bytes(key, "big") / STEPS], dtype=np.float32) for key in keys[at : at + 100]}
        )
    rows = table.rows(keys)
    assert len(set(rows.tolist())) == len(table) == 3000
    assert (table.take(rows)[:, 0] * STEPS).round().tolist() == list(range(3000))


def random_vectors(texts: int, dim: int) -> FloatArray:
    made = np.random.default_rng(6).normal(size=(texts, dim))
    unit: FloatArray = (made / np.linalg.norm(made, axis=1)[:, None]).astype(np.float32)
    return unit


def test_cosines_are_those_of_the_vectors_to_a_thousandth() -> None:
    made = random_vectors(3000, 384)
    keys = [at.to_bytes(16, "big") for at in range(len(made))]
    table = VectorTable(384)
    table.hold(dict(zip(keys, made, strict=True)))
    rows = table.rows(keys)
    found = table.cosines(rows, rows[:50])
    np.testing.assert_allclose(found, made @ made[:50].T, atol=0.001)
    assert found.max() <= 1.0
    assert table.cosines(rows[:0], rows[:2]).shape == (0, 2)
    assert table.cosines(rows[:2], rows[:0]).shape == (2, 0)


@given(st.integers(0, 2**32), st.sampled_from([8, 384, 1024]))
def test_a_cosine_is_the_same_to_the_last_bit_whatever_is_compared_with_it(seed: int, dim: int) -> None:
    """Also of vectors that all point one way, whose sums are the largest that there can be."""
    random = np.random.default_rng(seed)
    made = np.abs(random_vectors(40, dim)) if seed % 2 else random_vectors(40, dim)
    keys = [at.to_bytes(16, "big") for at in range(len(made))]
    table = VectorTable(dim)
    table.hold(dict(zip(keys, made, strict=True)))
    rows = random.permutation(table.rows(keys))
    steps = np.rint(made * np.float32(STEPS)).astype(np.int64)[np.argsort(table.rows(keys))]
    exact = steps[rows] @ steps[rows].T
    together = table.cosines(rows, rows)
    assert np.array_equal(together, np.minimum(exact.astype(np.float32) * np.float32(1 / STEPS**2), 1))
    for at in random.integers(0, len(rows), 3):
        assert table.cosines(rows[[at]], rows[[at - 1]])[0, 0] == together[at, at - 1]


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
