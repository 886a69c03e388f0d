"""The contract of ``matcher.store.Store``, on the store in memory and on SQLite; the two held to each other."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from matcher.arrays import FloatArray
from matcher.errors import NotFoundError
from matcher.records import Base, Consent, Decision, Need, Organisation, Professional, Record, Work
from matcher.store.memory import MemoryStore
from matcher.store.port import Change, Derived, Key, Run, Sample, Store, agrees_to_matching
from matcher.store.sql import SqlStore
from matcher.text import fingerprint, texts_to_embed
from tests.contracts.strategies import records

DAY = date(2026, 11, 22)
MODEL = "model-1"
RULES = "rules-1"
AGREED = Consent(("matching",), DAY)


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made: Store = MemoryStore() if request.param == "memory" else SqlStore(f"sqlite:///{tmp_path / 'store.db'}")
    yield made
    made.close()


def person(identifier: str, summary: str = "solar pumps", consent: Consent | None = AGREED) -> Professional:
    return Professional(id=identifier, summary=summary, consent=consent)


def derived_from(record: Record, rules: str = RULES) -> dict[Key, Derived]:
    """What a caller derives from a record: of a person only with a consent to matching of whatever days."""
    if not isinstance(record, Professional | Need):
        return {}
    if isinstance(record, Professional) and not agrees_to_matching(record):
        return {}
    texts = frozenset(map(fingerprint, texts_to_embed(record)))
    return {(record.kind, record.id): Derived(rules, f"{record.kind} {record.id}".encode(), texts)}


def put(store: Store, records: Sequence[Record]) -> int:
    """Put records with what is derived from them."""
    return store.put_many(records, {key: value for record in records for key, value in derived_from(record).items()})


def derived_body(store: Store, identifier: str, rules: str = RULES) -> bytes | None:
    row = store.get("professional", identifier)[0]
    return store.entries([row], rules)[row].derived


def vectors_of(*texts: str) -> dict[bytes, FloatArray]:
    return {fingerprint(text): np.full(3, len(text), dtype=np.float32) for text in texts}


def decision(need: str = "n", professional: str = "p", day: date = DAY, **facts: Any) -> Decision:
    given: dict[str, Any] = {"coordinator": "c1", "position": 1, "decision": "shortlist", "date": day}
    return Decision(need=need, professional=professional, **given | facts)


EVERY_KIND: list[Record] = [
    Professional(
        id="p", name="王芳", summary="太阳能 & <b>pumps</b>", works=(Work("Pumps", "Of water.", 2020, "patent"),)
    ),
    Need(id="n", title="a need"),
    Base(id="b", name="a base", policies=("housing", "visa")),
    Organisation(id="o", name="an organisation"),
]


class TestStoreContract:
    def test_an_empty_store_holds_nothing(self, store: Store) -> None:
        assert store.sequence == 0
        assert store.ids("professional") == []
        assert store.rows("need") == {}
        assert list(store.changes(0)) == []
        assert store.consented("matching", DAY).tolist() == []

    def test_gives_back_every_kind_of_record_as_it_was_put(self, store: Store) -> None:
        assert store.put_many(EVERY_KIND) == 4
        for record in EVERY_KIND:
            row, found = store.get(record.kind, record.id)
            assert found == record
            assert store.rows(record.kind) == {row: record}
            assert store.ids(record.kind) == [record.id]

    def test_kinds_do_not_share_ids(self, store: Store) -> None:
        store.put_many([person("x"), Need(id="x", title="a need")])
        assert store.get("professional", "x")[0] != store.get("need", "x")[0]
        assert isinstance(store.get("need", "x")[1], Need)

    def test_ids_are_sorted(self, store: Store) -> None:
        store.put_many([person(each) for each in ("b", "é", "a10", "B", "a2")])
        assert store.ids("professional") == sorted(["b", "é", "a10", "B", "a2"])

    def test_an_unknown_id_is_an_error_that_names_ids_like_it(self, store: Store) -> None:
        store.put_many([person("li-wei-01"), person("li-wei-02"), person("quite-other")])
        with pytest.raises(NotFoundError, match=r"no professional has the id 'li-wei-0'.*li-wei-01"):
            store.get("professional", "li-wei-0")
        with pytest.raises(NotFoundError, match="no need has the id"):
            store.get("need", "li-wei-01")

    def test_putting_what_is_there_already_changes_nothing(self, store: Store) -> None:
        store.put_many(EVERY_KIND)
        before = store.sequence
        assert store.put_many(EVERY_KIND) == 0
        assert store.sequence == before
        assert list(store.changes(before)) == []

    def test_a_changed_record_keeps_its_row_and_moves_the_sequence(self, store: Store) -> None:
        store.put_many([person("a"), person("b")])
        row, before = store.get("professional", "a")[0], store.sequence
        assert store.put_many([person("a", "wind turbines"), person("b")]) == 1
        assert store.sequence > before
        assert store.get("professional", "a") == (row, person("a", "wind turbines"))
        assert [change.row for change in store.changes(before)] == [row]

    def test_the_last_of_equal_ids_in_one_call_wins(self, store: Store) -> None:
        assert store.put_many([person("a", "first"), person("a", "second")]) == 1
        assert store.get("professional", "a")[1] == person("a", "second")

    def test_putting_nothing_changes_nothing(self, store: Store) -> None:
        assert store.put_many([]) == 0
        assert store.sequence == 0

    def test_many_records_are_put_in_one_call(self, store: Store) -> None:
        assert store.put_many(person(f"p{at}") for at in range(1203)) == 1203
        assert store.put_many([*(person(f"p{at}") for at in range(1203)), person("new")]) == 1
        assert len(store.rows("professional")) == 1204
        sequences = [change.sequence for change in store.changes(0)]
        assert sequences == sorted(set(sequences))

    def test_all_are_put_or_none(self, store: Store) -> None:
        def broken() -> Iterator[Record]:
            yield from (person(f"p{at}") for at in range(700))
            raise OSError("the disk is gone")

        store.put_many([person("p0", "as it was")])
        before = store.sequence
        with pytest.raises(OSError, match="gone"):
            store.put_many(broken())
        assert store.sequence == before
        assert store.rows("professional") == {store.get("professional", "p0")[0]: person("p0", "as it was")}

    def test_a_row_is_never_given_twice(self, store: Store) -> None:
        store.put_many([person("a"), person("b")])
        rows = {store.get("professional", each)[0] for each in ("a", "b")}
        store.erase("professional", "b")
        store.erase("professional", "a")
        store.put_many([person("a"), Need(id="n", title="a need")])
        assert store.get("professional", "a")[0] > max(rows)
        assert store.get("need", "n")[0] not in rows

    def test_changes_are_the_latest_of_each_record_in_order(self, store: Store) -> None:
        store.put_many([person("a"), person("b")])
        start = store.sequence
        store.put_many([Need(id="n", title="a need")])
        store.put_many([person("a", "wind")])
        store.put_many([person("a", "tide")])
        rows = [store.get("need", "n")[0], store.get("professional", "a")[0]]
        found = list(store.changes(start))
        assert [(change.row, change.kind, change.erased) for change in found] == [
            (rows[0], "need", False),
            (rows[1], "professional", False),
        ]
        assert found[0].sequence < found[1].sequence == store.sequence
        assert next(change.row for change in store.changes(0)) == store.get("professional", "b")[0]

    def test_an_erased_record_is_a_change_without_a_record(self, store: Store) -> None:
        store.put_many([person("a"), person("b")])
        row, before = store.get("professional", "a")[0], store.sequence
        receipt = store.erase("professional", "a")
        assert list(store.changes(before)) == [Change(receipt.sequence, row, "professional", True)]
        assert receipt.sequence == store.sequence > before

    @pytest.mark.parametrize(
        ("consent", "agrees"),
        [
            (None, False),
            (Consent(("matching",), DAY), True),
            (Consent(("matching",), DAY - timedelta(9), DAY), True),
            (Consent(("matching",), DAY + timedelta(1)), False),
            (Consent(("matching",), DAY - timedelta(9), DAY - timedelta(1)), False),
            (Consent(("newsletter",), DAY), False),
            (Consent(("newsletter", "matching", "matching"), DAY), True),
            (Consent((), DAY), False),
        ],
    )
    def test_consent_has_a_purpose_and_days(self, store: Store, consent: Consent | None, agrees: bool) -> None:
        store.put_many([person("other", consent=Consent(("matching",), DAY)), person("a", consent=consent)])
        row = store.get("professional", "a")[0]
        found = store.consented("matching", DAY)
        assert (row in found) == agrees
        assert found.dtype == np.int64
        assert found.tolist() == sorted(found)

    def test_a_withdrawn_or_erased_consent_is_gone(self, store: Store) -> None:
        agreed = Consent(("matching",), DAY)
        store.put_many([person("a", consent=agreed), person("b", consent=agreed)])
        store.put_many([person("a", consent=None)])
        assert store.consented("matching", DAY).tolist() == [store.get("professional", "b")[0]]
        store.erase("professional", "b")
        assert store.consented("matching", DAY).tolist() == []

    def test_keeps_vectors_by_model_and_fingerprint(self, store: Store) -> None:
        kept = vectors_of("one", "three")
        store.put_vectors(MODEL, kept)
        found = store.vectors(MODEL, [*kept, fingerprint("unknown")])
        assert found.keys() == kept.keys()
        assert all(np.array_equal(found[key], kept[key]) and found[key].dtype == np.float32 for key in kept)
        assert store.vectors("model-2", list(kept)) == {}
        assert store.vectors(MODEL, []) == {}

    def test_a_vector_that_is_there_already_stays(self, store: Store) -> None:
        key = fingerprint("one")
        store.put_vectors(MODEL, {key: np.ones(2, dtype=np.float32)})
        store.put_vectors(MODEL, {key: np.zeros(2, dtype=np.float32)} | vectors_of("new"))
        assert store.vectors(MODEL, [key])[key].tolist() == [1, 1]
        assert len(store.vectors(MODEL, [key, fingerprint("new")])) == 2

    def test_keeps_many_vectors(self, store: Store) -> None:
        many = {fingerprint(str(at)): np.full(2, at, dtype=np.float32) for at in range(1100)}
        store.put_vectors(MODEL, many)
        found = store.vectors(MODEL, list(many))
        assert len(found) == 1100
        assert found[fingerprint("1099")].tolist() == [1099, 1099]

    def test_vectors_of_a_text_that_nobody_has_any_more_go_with_it(self, store: Store) -> None:
        put(store, [person("a", "solar pumps")])
        store.put_vectors(MODEL, vectors_of("solar pumps"))
        put(store, [person("a", "wind turbines")])
        assert store.vectors(MODEL, [fingerprint("solar pumps")]) == {}

    def test_a_change_that_leaves_the_texts_leaves_the_vectors(self, store: Store) -> None:
        put(store, [person("a", "solar pumps")])
        store.put_vectors(MODEL, vectors_of("solar pumps"))
        put(store, [replace(person("a", "solar pumps"), country="CN")])
        assert len(store.vectors(MODEL, [fingerprint("solar pumps")])) == 1

    def test_erasure_takes_the_vectors_of_all_models_and_counts_them(self, store: Store) -> None:
        put(store, [person("a", "Solar pumps. Wind turbines.")])
        texts = texts_to_embed(person("a", "Solar pumps. Wind turbines."))
        assert len(texts) == 3
        for model in (MODEL, "model-2"):
            store.put_vectors(model, vectors_of(*texts))
        receipt = store.erase("professional", "a")
        assert (receipt.kind, receipt.records, receipt.vectors) == ("professional", 1, 6)
        assert store.vectors(MODEL, [fingerprint(each) for each in texts]) == {}

    def test_a_text_of_two_people_survives_the_erasure_of_one(self, store: Store) -> None:
        put(store, [person("a"), person("b"), Need(id="n", title="solar pumps")])
        store.put_vectors(MODEL, vectors_of("solar pumps"))
        assert store.erase("professional", "a").vectors == 0
        assert store.erase("professional", "b").vectors == 0
        assert store.erase("need", "n").vectors == 1

    def test_a_store_has_an_identity_that_no_other_store_has(self, store: Store) -> None:
        assert len(store.identity) == 36
        assert store.identity == store.identity != MemoryStore().identity

    def test_vectors_that_no_record_uses_are_kept_until_they_are_dropped_by_model(self, store: Store) -> None:
        put(store, [person("a", "solar pumps"), Need(id="n", title="wind turbines")])
        kept = vectors_of("solar pumps", "wind turbines")
        for model in (MODEL, "model-1/document"):
            store.put_vectors(model, kept | vectors_of("of nobody", "nor this"))
        assert store.drop_unused_vectors(MODEL) == 2
        assert store.drop_unused_vectors(MODEL) == 0
        assert store.vectors(MODEL, list(vectors_of("of nobody", "nor this") | kept)).keys() == kept.keys()
        assert len(store.vectors("model-1/document", list(vectors_of("of nobody", "nor this")))) == 2

    @pytest.mark.parametrize("consent", [None, Consent(("newsletter",), DAY), Consent((), DAY)])
    def test_the_vectors_of_a_person_go_with_the_consent_to_matching(
        self, store: Store, consent: Consent | None
    ) -> None:
        put(store, [person("a")])
        store.put_vectors(MODEL, vectors_of("solar pumps"))
        put(store, [person("a", consent=consent)])
        assert store.vectors(MODEL, list(vectors_of("solar pumps"))) == {}
        store.put_vectors(MODEL, vectors_of("solar pumps"))
        assert store.drop_unused_vectors(MODEL) == 1

    @pytest.mark.parametrize("days", [(DAY + timedelta(9), None), (DAY - timedelta(9), DAY - timedelta(1))])
    def test_a_consent_of_other_days_keeps_vectors_until_they_are_forgotten(
        self, store: Store, days: tuple[date, date | None]
    ) -> None:
        put(store, [person("a", consent=Consent(("matching",), *days))])
        store.put_vectors(MODEL, vectors_of("solar pumps"))
        assert store.drop_unused_vectors(MODEL) == 0
        assert store.forget_vectors([store.get("professional", "a")[0]]) == 1

    def test_forgets_the_vectors_that_only_these_records_use_and_keeps_those_put_later(self, store: Store) -> None:
        put(store, [person("a", "solar pumps"), person("b", "solar pumps"), person("c", "wind turbines")])
        a, b, c = (store.get("professional", each)[0] for each in "abc")
        for model in (MODEL, "model-2"):
            store.put_vectors(model, vectors_of("solar pumps", "wind turbines", "of nobody"))
        assert store.forget_vectors([]) == 0
        assert store.forget_vectors([a, c, 10**6]) == 2
        keys = list(vectors_of("solar pumps", "wind turbines"))
        assert list(store.vectors(MODEL, keys)) == keys[:1]
        assert store.forget_vectors([a, b, c]) == 2
        store.put_vectors(MODEL, vectors_of("solar pumps", "wind turbines"))
        assert store.drop_unused_vectors(MODEL) == 1
        assert len(store.vectors(MODEL, keys)) == 2

    def test_a_record_put_without_what_is_derived_from_it_uses_no_vector(self, store: Store) -> None:
        put(store, [person("a")])
        store.put_vectors(MODEL, vectors_of("solar pumps"))
        store.put_many([replace(person("a"), country="CN")])
        assert store.vectors(MODEL, list(vectors_of("solar pumps"))) == {}
        assert derived_body(store, "a") is None

    def test_keeps_what_is_derived_under_the_version_of_its_rules(self, store: Store) -> None:
        put(store, [person("a")])
        row = store.get("professional", "a")[0]
        assert derived_body(store, "a") == b"professional a"
        assert derived_body(store, "a", "rules-2") is None
        store.put_derived({row: Derived("rules-2", b"anew", frozenset()), 10**6: Derived("rules-2", b"", frozenset())})
        assert derived_body(store, "a") is None
        assert derived_body(store, "a", "rules-2") == b"anew"

    def test_vectors_that_are_not_used_under_new_rules_go(self, store: Store) -> None:
        put(store, [person("a"), person("b", "wind turbines")])
        store.put_vectors(MODEL, vectors_of("solar pumps", "wind turbines", "solar pump"))
        row = store.get("professional", "a")[0]
        store.put_derived({row: Derived("rules-2", b"", frozenset([fingerprint("solar pump")]))})
        # What nobody used when it came is kept, so that a store without records is a cache.
        kept = vectors_of("wind turbines", "solar pump")
        assert store.vectors(MODEL, list(vectors_of("solar pumps") | kept)).keys() == kept.keys()

    def test_entries_are_records_with_their_latest_change(self, store: Store) -> None:
        put(store, [person("a"), Need(id="n", title="a need")])
        put(store, [person("a", "wind")])
        rows = [store.get("professional", "a")[0], store.get("need", "n")[0]]
        entries = store.entries([*rows, 10**6], RULES)
        assert sorted(entries) == sorted(rows)
        assert [entries[row].record for row in rows] == [person("a", "wind"), Need(id="n", title="a need")]
        assert entries[rows[0]].sequence == store.sequence > entries[rows[1]].sequence
        assert store.entries([], RULES) == {}

    def test_erasure_takes_what_was_derived(self, store: Store) -> None:
        put(store, [person("a")])
        row = store.get("professional", "a")[0]
        store.erase("professional", "a")
        assert store.entries([row], RULES) == {}
        put(store, [person("a", consent=None)])
        assert derived_body(store, "a") is None

    def test_tells_which_records_differ_from_those_that_are_kept(self, store: Store) -> None:
        put(store, [person("a"), person("b")])
        given: list[Record] = [person("a"), person("b", "wind"), person("c"), Need(id="a", title="a need")]
        assert store.differing(given) == given[1:]
        assert store.differing([person("c"), person("c", "tide")]) == [person("c", "tide")]
        assert store.differing([]) == []

    @pytest.mark.parametrize(
        ("consent", "lapsed"),
        [
            (None, False),
            (Consent(("matching",), DAY), False),
            (Consent(("matching",), DAY + timedelta(1)), True),
            (Consent(("matching",), DAY - timedelta(9), DAY - timedelta(1)), True),
            (Consent(("newsletter",), DAY + timedelta(1)), False),
        ],
    )
    def test_knows_whose_consent_is_of_other_days(self, store: Store, consent: Consent | None, lapsed: bool) -> None:
        put(store, [person("other"), person("a", consent=consent)])
        rows = [store.get("professional", "a")[0]] if lapsed else []
        assert store.lapsed("matching", DAY).tolist() == rows

    def test_counts_decisions(self, store: Store) -> None:
        assert store.decided == 0
        store.put_decisions([decision(), decision("m"), decision()])
        assert store.decided == 2

    def test_erasing_an_unknown_id_is_an_error_and_changes_nothing(self, store: Store) -> None:
        store.put_many([person("a")])
        with pytest.raises(NotFoundError):
            store.erase("need", "a")
        assert store.ids("professional") == ["a"]

    def test_an_erased_record_can_be_put_again(self, store: Store) -> None:
        store.put_many([person("a")])
        store.erase("professional", "a")
        assert store.put_many([person("a")]) == 1
        assert store.get("professional", "a")[1] == person("a")

    def test_keeps_runs_ordered_by_need_and_rank(self, store: Store) -> None:
        run = Run("night-1", DAY, "default", MODEL, 7)
        store.put_run(run, [("n2", "a", 1, 0.5), ("n1", "b", 2, 0.1), ("n1", "a", 1, 0.9)])
        assert store.run("night-1") == (run, [("n1", "a", 1, 0.9), ("n1", "b", 2, 0.1), ("n2", "a", 1, 0.5)])

    def test_a_run_of_the_same_id_replaces_the_old_one(self, store: Store) -> None:
        store.put_run(Run("night-1", DAY, "default", MODEL, 7), [("n1", "a", 1, 0.9)])
        store.put_run(Run("night-2", DAY, "default", MODEL, 7), [("n9", "a", 1, 0.9)])
        again = Run("night-1", DAY, "other", MODEL, 8)
        store.put_run(again, iter([("n1", "b", 1, 0.4)]))
        assert store.run("night-1") == (again, [("n1", "b", 1, 0.4)])
        assert store.run("night-2")[1] == [("n9", "a", 1, 0.9)]

    def test_a_run_that_was_ranked_before_an_erasure_does_not_bring_the_person_back(self, store: Store) -> None:
        store.put_many([person("a"), person("b")])
        store.erase("professional", "a")
        run = Run("night-1", DAY, "default", MODEL, 7)
        assert store.put_run(run, [("n1", "a", 1, 0.9), ("n1", "b", 2, 0.5), ("n1", "unknown", 3, 0.4)]) == 1
        assert store.run("night-1")[1] == [("n1", "b", 2, 0.5), ("n1", "unknown", 3, 0.4)]

    def test_whoever_is_here_again_after_an_erasure_is_kept_in_runs(self, store: Store) -> None:
        store.put_many([person("a")])
        store.erase("professional", "a")
        store.put_many([person("a")])
        assert store.put_run(Run("night-1", DAY, "default", MODEL, 7), [("n1", "a", 1, 0.9)]) == 0

    def test_an_unknown_run_is_an_error_that_names_runs_like_it(self, store: Store) -> None:
        store.put_run(Run("night-1", DAY, "default", MODEL, 7), [])
        with pytest.raises(NotFoundError, match="night-1"):
            store.run("night-9")

    def test_erasure_takes_every_line_about_the_record_out_of_the_runs(self, store: Store) -> None:
        store.put_many([person("a"), person("b"), Need(id="a", title="a need")])
        lines = [("a", "a", 1, 0.9), ("a", "b", 2, 0.5), ("n2", "a", 1, 0.4)]
        store.put_run(Run("night-1", DAY, "default", MODEL, 7), lines)
        assert store.erase("professional", "a").recommendations == 2
        assert store.run("night-1")[1] == [("a", "b", 2, 0.5)]
        assert store.erase("need", "a").recommendations == 1
        assert store.run("night-1")[1] == []

    def test_decisions_are_given_back_in_order_whether_or_not_their_ids_are_known(self, store: Store) -> None:
        put = [
            decision("n2", day=DAY),
            decision("n1", "é", day=DAY),
            decision("n1", "z", position=None, reason="worth_a_talk"),
            decision("n9", day=DAY - timedelta(1), decision="decline", position=3),
            decision("n1", "z", coordinator="c0"),
        ]
        assert store.decisions() == []
        assert store.put_decisions(iter(put)) == 5
        assert store.decisions() == [put[at] for at in (3, 4, 2, 1, 0)]

    def test_a_pair_is_declined_whose_last_answer_says_so_and_when_it_was_put(self, store: Store) -> None:
        assert store.declined() == []
        store.put_many([person("a")])
        declines = [decision("n1", "a", decision="decline"), decision("n2", "a", decision="decline", day=DAY)]
        store.put_decisions([*declines, decision("n3", "a", decision="reject")])
        first = store.sequence
        store.put_many([person("b")])
        store.put_decisions([decision("n2", "a", decision="accept", day=DAY + timedelta(1)), *declines])
        store.put_decisions([decision("n4", "b", decision="decline")])
        assert store.declined() == [("n1", "a", first), ("n4", "b", store.sequence)]

    def test_identical_decisions_are_kept_once(self, store: Store) -> None:
        unplaced = decision(position=None)
        assert store.put_decisions([unplaced, decision(), decision(), unplaced]) == 2
        assert store.put_decisions([unplaced, decision(), decision(reason="worth_a_talk")]) == 1
        assert store.put_decisions([]) == 0
        assert len(store.decisions()) == 3

    def test_all_decisions_are_put_or_none(self, store: Store) -> None:
        def broken() -> Iterator[Decision]:
            yield from (decision(f"n{at}") for at in range(700))
            raise OSError("the disk is gone")

        with pytest.raises(OSError, match="gone"):
            store.put_decisions(broken())
        assert store.decisions() == []

    def test_erasure_takes_the_decisions_about_the_record(self, store: Store) -> None:
        store.put_many([person("a"), Need(id="a", title="a need"), Base(id="a", name="a base")])
        about_need, about_neither = decision("a", "b"), decision("n", "b", coordinator="a")
        store.put_decisions([decision("n", "a"), decision("a", "a"), about_need, about_neither])
        store.erase("base", "a")
        assert len(store.decisions()) == 4
        store.erase("professional", "a")
        assert store.decisions() == [about_need, about_neither]
        store.erase("need", "a")
        assert store.decisions() == [about_neither]

    def test_check_counts_what_is_there(self, store: Store) -> None:
        store.put_many(EVERY_KIND)
        store.put_vectors(MODEL, vectors_of("one"))
        store.put_decisions([decision(), decision(position=2)])
        facts = store.check()
        assert {kind: facts[kind] for kind in ("professional", "need", "base", "organisation")} == dict.fromkeys(
            ("professional", "need", "base", "organisation"), 1
        )
        assert (facts["vectors"], facts["decisions"], facts["sequence"]) == (1, 2, store.sequence)

    def test_a_sample_is_kept_as_it_was_drawn_until_the_next_one(self, store: Store) -> None:
        assert store.sample() is None
        assert store.sample_bodies() == {}
        store.put_many([person("a"), person("b"), person("c")])
        rows = sorted(store.rows("professional"))
        first = Sample("rules 1/model", 1, 3, 2, frozenset(rows[:2]))
        store.put_sample(first, {rows[1]: b"second", rows[0]: b"first"})
        store.put_many([person("a", "wind turbines")])
        assert store.sample() == first
        assert list(store.sample_bodies().items()) == [(rows[0], b"first"), (rows[1], b"second")]
        store.put_sample(Sample("rules 2", 2, 3, 1, frozenset(rows[2:])), {rows[2]: b"third"})
        assert store.sample() == Sample("rules 2", 2, 3, 1, frozenset(rows[2:]))
        assert store.sample_bodies() == {rows[2]: b"third"}

    def test_whoever_is_erased_is_in_no_sample(self, store: Store) -> None:
        store.put_many([person("a"), person("b")])
        row_a, row_b = (store.get("professional", name)[0] for name in ("a", "b"))
        store.put_sample(Sample("k", 1, 2, 2, frozenset({row_a, row_b})), {row_a: b"a", row_b: b"b", 10**6: b"nobody"})
        store.erase("professional", "a")
        assert store.sample() == Sample("k", 1, 2, 2, frozenset({row_b}))
        assert store.sample_bodies() == {row_b: b"b"}


_ids = st.sampled_from(["a", "b", "c", "d"])
TEXTS = ["solar pumps", "wind turbines", "Solar pumps. Wind turbines.", "太阳能水泵"]
_texts = st.sampled_from(TEXTS)
_consents = st.none() | st.builds(
    Consent,
    purposes=st.sampled_from([(), ("matching",), ("other", "matching")]),
    given=st.sampled_from([DAY, DAY + timedelta(1)]),
    until=st.none() | st.just(DAY),
)
_records: st.SearchStrategy[Record] = st.one_of(
    st.builds(Professional, id=_ids, summary=_texts, consent=_consents),
    st.builds(Need, id=_ids, title=_texts),
    st.builds(Base, id=_ids, name=_texts),
    records,
)
_keys = st.lists(_texts.map(fingerprint), max_size=3)


class SqlAgainstMemory(RuleBasedStateMachine):
    """Any operations leave both stores with the same answers."""

    template: Path
    made = 0

    def __init__(self) -> None:
        super().__init__()
        type(self).made += 1
        file = self.template.with_name(f"{self.made}.db")
        file.write_bytes(self.template.read_bytes())
        self.memory, self.sql = MemoryStore(), SqlStore(f"sqlite:///{file}")
        self.sequences = [0]

    def teardown(self) -> None:
        self.sql.close()

    @rule(many=st.lists(_records, max_size=5))
    def put_many(self, many: list[Record]) -> None:
        assert self.sql.differing(many) == self.memory.differing(many)
        assert put(self.sql, many) == put(self.memory, many)
        self.sequences.append(self.memory.sequence)

    @rule(kind=st.sampled_from(["professional", "need", "base"]), identifier=_ids)
    def erase(self, kind: str, identifier: str) -> None:
        outcomes = []
        for store in (self.memory, self.sql):
            try:
                receipt = store.erase(kind, identifier)  # type: ignore[arg-type]
                outcomes.append(repr(replace(receipt, id="")))  # every receipt has an id of its own
            except NotFoundError as error:
                outcomes.append(str(error))
        assert outcomes[0] == outcomes[1]

    @rule(model=st.sampled_from(["m1", "m2"]), keys=_keys)
    def put_vectors(self, model: str, keys: list[bytes]) -> None:
        vectors = {key: np.array([key[0], key[1]], dtype=np.float32) for key in keys}
        self.memory.put_vectors(model, vectors)
        self.sql.put_vectors(model, vectors)

    @rule(model=st.sampled_from(["m1", "m2"]))
    def drop_unused_vectors(self, model: str) -> None:
        assert self.sql.drop_unused_vectors(model) == self.memory.drop_unused_vectors(model)

    @rule(rows=st.sets(st.integers(1, 6)))
    def forget_vectors(self, rows: set[int]) -> None:
        assert self.sql.forget_vectors(rows) == self.memory.forget_vectors(rows)

    @rule(rows=st.sets(st.integers(1, 6)), keys=_keys, rules=st.sampled_from([RULES, "rules-2"]))
    def put_derived(self, rows: set[int], keys: list[bytes], rules: str) -> None:
        derived = {row: Derived(rules, bytes([row]), frozenset(keys)) for row in rows}
        self.memory.put_derived(derived)
        self.sql.put_derived(derived)

    @rule(run=st.sampled_from(["r1", "r2"]), pairs=st.sets(st.tuples(_ids, _ids), max_size=5))
    def put_run(self, run: str, pairs: set[tuple[str, str]]) -> None:
        lines = [(need, who, rank, rank / 7) for rank, (need, who) in enumerate(sorted(pairs), 1)]
        for store in (self.memory, self.sql):
            store.put_run(Run(run, DAY, "default", "m1", len(lines)), lines)

    @rule(pairs=st.sets(st.tuples(_ids, _ids), max_size=4))
    def put_decisions(self, pairs: set[tuple[str, str]]) -> None:
        made = [decision(need, who, position=len(need + who)) for need, who in pairs]
        assert self.sql.put_decisions(made) == self.memory.put_decisions(made)

    @rule()
    def reopen(self) -> None:
        self.sql.close()
        self.sql = SqlStore(self.sql.url)

    @invariant()
    def answer_alike(self) -> None:
        memory, sql = self.memory, self.sql
        assert sql.sequence == memory.sequence
        for since in (*self.sequences[-2:], 0):
            assert list(sql.changes(since)) == list(memory.changes(since))
        assert sql.rows("professional") == memory.rows("professional")
        for day in (DAY, DAY + timedelta(1)):
            assert sql.consented("matching", day).tolist() == memory.consented("matching", day).tolist()
            assert sql.lapsed("matching", day).tolist() == memory.lapsed("matching", day).tolist()
        for rules in (RULES, "rules-2"):
            assert sql.entries(range(1, 9), rules) == memory.entries(range(1, 9), rules)
        keys = [fingerprint(text) for text in TEXTS]
        for model in ("m1", "m2"):
            left, right = (store.vectors(model, keys) for store in (sql, memory))
            assert left.keys() == right.keys()
            assert all(np.array_equal(left[key], right[key]) for key in left)
        kept = ("professional", "need", "base", "organisation", "vectors", "sequence")
        assert [sql.check()[key] for key in kept] == [memory.check()[key] for key in kept]
        assert sql.decisions() == memory.decisions()
        for run in ("r1", "r2"):
            if run in memory._runs:
                assert sql.run(run) == memory.run(run)


def test_the_identity_of_a_store_outlives_its_closing(tmp_path: Path) -> None:
    identities = []
    for name in ("one", "one", "another"):
        store = SqlStore(f"sqlite:///{tmp_path / name}.db")
        identities.append(store.identity)
        store.close()
    assert identities[0] == identities[1] != identities[2]


def test_a_store_of_the_first_version_keeps_everything_and_waits_for_what_is_derived(tmp_path: Path) -> None:
    file = tmp_path / "store.db"
    store = SqlStore(f"sqlite:///{file}")
    put(store, [person("a", "solar pumps"), person("b", "wind turbines")])
    kept = vectors_of("solar pumps", "wind turbines")
    store.put_vectors(MODEL, kept)
    store.close()
    with sqlite3.connect(file) as connection:
        durable = ("agreements", "erasures", "tombstones", "published")
        access = ("audit_things", "audit_log", "links", "sessions", "accounts", "api_keys", "jobs", "kept_answers")
        since = (
            "case_events",
            "cases",
            *access,
            "import_changes",
            "import_decisions",
            "imports",
            "provenance",
            *durable,
        )
        for table in ("facts", "decisions", "derived", "sample", *since):
            connection.execute(f"DROP TABLE {table}")
        for table in ("records", "vectors", "consents", "recommendations"):
            connection.execute(f"ALTER TABLE {table} DROP COLUMN checksum")
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    store = SqlStore(f"sqlite:///{file}")
    assert store.damage() == []
    assert store.vectors(MODEL, list(kept)).keys() == kept.keys()
    assert store.drop_unused_vectors(MODEL) == 0
    assert derived_body(store, "a") is None
    assert store.get("professional", "a")[1] == person("a", "solar pumps")
    assert store.identity
    store.close()


def test_sqlite_answers_as_the_store_in_memory_whatever_is_done(tmp_path: Path) -> None:
    template = tmp_path / "template.db"
    SqlStore(f"sqlite:///{template}").close()
    for leftover in tmp_path.glob("template.db-*"):
        assert sqlite3.connect(template).execute("PRAGMA wal_checkpoint(TRUNCATE)"), leftover

    class Machine(SqlAgainstMemory):
        pass

    Machine.template = template
    run_state_machine_as_test(Machine, settings=settings(max_examples=25, stateful_step_count=12))
