"""What every store keeps besides records: agreements, erasures with their tombstones, published files; and in SQLite
what it notices of changes behind its back."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from matcher.errors import DamagedError, MissingStoreError, NotFoundError, StoreError
from matcher.records import Consent, Professional, Record, Work
from matcher.store.memory import MemoryStore
from matcher.store.port import Agreement, Permission, Run, Store, Tombstone
from matcher.store.sql import SqlStore
from tests.contracts.test_store import AGREED, DAY, MODEL, decision, derived_body, person, put, vectors_of

LATER = DAY + timedelta(10)


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made: Store = MemoryStore() if request.param == "memory" else SqlStore(f"sqlite:///{tmp_path / 'store.db'}")
    yield made
    made.close()


def rows_of(store: Store, purpose: str = "matching", day: date = LATER) -> list[str]:
    rows = store.consented(purpose, day).tolist()
    return [identifier for identifier in store.ids("professional") if store.get("professional", identifier)[0] in rows]


class TestAgreements:
    def test_a_withdrawal_counts_at_once_and_outlives_an_import_of_the_old_record(self, store: Store) -> None:
        put(store, [person("a"), person("b")])
        before = store.sequence
        store.agree("a", Agreement("matching", False, LATER))
        assert rows_of(store) == ["b"]
        assert store.sequence > before
        put(store, [person("a", "other pumps")])
        assert rows_of(store) == ["b"]
        assert store.lapsed("matching", LATER).tolist() == [store.get("professional", "a")[0]]

    def test_a_newer_agreement_counts_again_whether_given_or_imported(self, store: Store) -> None:
        put(store, [person("a"), person("b")])
        for identifier in ("a", "b"):
            store.agree(identifier, Agreement("matching", False, LATER))
        store.agree("a", Agreement("matching", True, LATER, text="version 2"))
        put(store, [person("b", consent=Consent(("matching",), LATER + timedelta(1)))])
        assert rows_of(store) == ["a"]
        assert rows_of(store, day=LATER + timedelta(1)) == ["a", "b"]

    def test_every_purpose_has_days_of_its_own(self, store: Store) -> None:
        put(store, [person("a")])
        store.agree("a", Agreement("contact", True, LATER, LATER + timedelta(5), "you may write to me"))
        assert store.permissions("a") == [
            Permission("contact", LATER, LATER + timedelta(5)),
            Permission("matching", AGREED.given),
        ]
        assert rows_of(store, "contact", LATER + timedelta(5)) == ["a"]
        assert rows_of(store, "contact", LATER + timedelta(6)) == []
        assert [(one.purpose, one.text) for one in store.agreements("a")] == [("contact", "you may write to me")]

    def test_what_was_derived_goes_with_a_withdrawal_from_matching(self, store: Store) -> None:
        put(store, [person("a", "solar pumps")])
        store.put_vectors(MODEL, vectors_of("solar pumps"))
        store.agree("a", Agreement("matching", False, LATER))
        assert store.vectors(MODEL, list(vectors_of("solar pumps"))) == {}
        assert derived_body(store, "a") is None

    def test_what_was_never_agreed_to_can_be_withdrawn(self, store: Store) -> None:
        put(store, [person("a"), person("b")])
        store.agree("a", Agreement("improving", False, LATER))
        assert rows_of(store, "improving") == []
        assert store.lapsed("improving", LATER).tolist() == [store.get("professional", "a")[0]]

    def test_nobody_unknown_agrees_to_anything(self, store: Store) -> None:
        for ask in (store.agreements, store.permissions):
            with pytest.raises(NotFoundError):
                ask("nobody")
        with pytest.raises(NotFoundError):
            store.agree("nobody", Agreement("contact", True, DAY))


class TestErasures:
    def test_an_erasure_is_a_job_until_it_is_said_to_be_done(self, store: Store) -> None:
        put(store, [person("a", "solar pumps that lift water to the pasture")])
        store.put_decisions([decision(professional="a")])
        store.put_run(Run("r", DAY, "default", MODEL, 1), [("n", "a", 1, 0.5)])
        receipt = store.erase("professional", "a", DAY)
        (job,) = store.erasures()
        assert (job.stage, job.receipt, job.receipt.state) == ("files", receipt, "pending")
        assert (receipt.decisions, receipt.recommendations, receipt.day) == (1, 1, DAY)
        assert job.traces[0] == "a"
        assert "solar pumps that lift water to the pasture" in job.traces
        store.put_erasure(replace(job, stage="done", traces=()))
        (job,) = store.erasures()
        assert (job.stage, job.receipt.state, job.traces) == ("done", "done", ())
        assert store.scrub()

    def test_other_records_need_no_job(self, store: Store) -> None:
        put(store, [person("a")])
        store.put_many([Professional(id="b", summary="pumps")])
        assert store.erasures() == []

    def test_whoever_was_erased_is_known_by_id_or_by_name_and_another_fact(self, store: Store) -> None:
        gone = Professional(id="a", name="Li Wei", aliases=("李伟",), works=(Work("Pumps of pasture"),), summary="x")
        store.put_many([gone])
        receipt = store.erase("professional", "a", DAY)
        same = [
            replace(gone, name=None, works=()),
            replace(gone, id="b", name="LI  wei"),
            replace(gone, id="c", name="李伟"),
        ]
        others: list[Record] = [
            replace(gone, id="d", works=()),
            replace(gone, id="e", name="Li Wen", aliases=()),
            replace(gone, id="f", name=None, aliases=()),
        ]
        erased = store.erased([*same, *others])
        assert {identifier: stone.receipt for (_, identifier), stone in erased.items()} == dict.fromkeys(
            ("a", "b", "c"), receipt.id
        )
        assert not any("Li" in stone.hash or stone.hash == "a" for stone in store.tombstones())
        store.readmit([receipt.id])
        assert store.erased(same) == {}

    def test_tombstones_of_another_copy_count_with_their_own_salt(self, store: Store) -> None:
        other = MemoryStore()
        other.put_many([person("a")])
        other.erase("professional", "a", DAY)
        store.put_tombstones(other.tombstones())
        store.put_tombstones(other.tombstones())
        assert list(store.erased([person("a"), person("b")])) == [("professional", "a")]
        assert store.tombstones() == other.tombstones()
        assert all(isinstance(stone, Tombstone) for stone in store.tombstones())

    def test_everybody_who_is_named_anywhere_is_listed(self, store: Store) -> None:
        put(store, [person("a")])
        store.put_decisions([decision(professional="b")])
        store.put_run(Run("r", DAY, "default", MODEL, 1), [("n", "c", 1, 0.5)])
        assert set(store.named_people()) == {"a", "b", "c"}


def test_published_files_are_kept_with_their_hashes_until_they_are_forgotten(store: Store) -> None:
    store.put_published({"x/report.json": "1" * 64, "x/report.html": "2" * 64})
    store.put_published({"x/report.json": "3" * 64, "x/report.html": ""})
    assert store.published() == {"x/report.json": "3" * 64}


def test_what_runs_kept_about_somebody_is_listed_by_run_and_need(store: Store) -> None:
    runs = [Run("night-2", LATER, "default", MODEL, 2), Run("night-1", DAY, "default", MODEL, 1)]
    for run in runs:
        store.put_run(run, [("n2", "a", 1, 0.5), ("n1", "a", 3, 0.25), ("n1", "b", 1, 0.75)])
    assert [(run.id, need, rank, score) for run, need, rank, score in store.lines_about("a")] == [
        ("night-1", "n1", 3, 0.25), ("night-1", "n2", 1, 0.5), ("night-2", "n1", 3, 0.25), ("night-2", "n2", 1, 0.5),
    ]  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A store in a file with something in every table."""
    store = SqlStore(f"sqlite:///{tmp_path / 'store.db'}")
    put(store, [person("a", "solar pumps"), person("b", "wind turbines")])
    store.put_vectors(MODEL, vectors_of("solar pumps"))
    store.put_decisions([decision(professional="a")])
    store.put_run(Run("r", DAY, "default", MODEL, 1), [("n", "a", 1, 0.5)])
    store.close()
    return tmp_path / "store.db"


def changed(file: Path, statement: str) -> SqlStore:
    """The store after somebody changed it with another program."""
    with sqlite3.connect(file) as connection:
        assert connection.execute(statement).rowcount > 0
    return SqlStore(f"sqlite:///{file}")


@pytest.mark.parametrize(
    ("statement", "read"),
    [
        ("UPDATE records SET body = replace(body, 'solar', 'lunar')", lambda store: store.get("professional", "a")),
        ("UPDATE records SET kind = 'need' WHERE id = 'a'", lambda store: store.get("professional", "a")),
        ("UPDATE records SET id = 'c' WHERE id = 'a'", lambda store: store.rows("professional")),
        ("UPDATE records SET sequence = 99 WHERE id = 'a'", lambda store: store.entries([1, 2], "rules-1")),
        ("UPDATE records SET body = CAST(X'7BFF7D' AS TEXT)", lambda store: store.get("professional", "a")),
        ("UPDATE consents SET until = '2000-01-01'", lambda store: store.consented("matching", LATER)),
        ("UPDATE consents SET row = 2, purpose = 'x' WHERE row = 1", lambda store: store.consented("matching", LATER)),
        ("UPDATE recommendations SET score = 0.9", lambda store: store.run("r")),
        ("UPDATE recommendations SET professional = 'b'", lambda store: store.lines_about("b")),
        ("UPDATE decisions SET decision = 'reject'", lambda store: store.decisions()),
        ("UPDATE decisions SET decision = 'nonsense'", lambda store: store.declined()),
    ],
)
def test_a_row_that_was_changed_on_the_disk_is_noticed_when_it_is_read_and_shown_to_nobody(
    file: Path, statement: str, read: Callable[[SqlStore], object]
) -> None:
    store = changed(file, statement)
    with pytest.raises(DamagedError) as raised:
        read(store)
    assert "restore a backup" in str(raised.value) or "doctor --repair" in str(raised.value)
    assert "lunar" not in str(raised.value)
    assert store.damage()
    store.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE vectors SET vector = zeroblob(12)",
        "UPDATE derived SET body = X'00'",
        "UPDATE derived SET rules = 'rules-2'",
        "UPDATE vectors SET checksum = X'00'",
    ],
)
def test_what_is_made_again_is_not_given_once_it_was_changed_and_repaired_by_dropping_it(
    file: Path, statement: str
) -> None:
    store = changed(file, statement)
    assert store.damage()
    given = store.vectors(MODEL, list(vectors_of("solar pumps"))), derived_body(store, "a")
    assert not given[0] or given[1] is None
    assert derived_body(store, "a", "rules-2") is None
    store.repair()
    assert store.damage() == []
    store.close()


def test_a_damaged_vector_is_replaced_by_the_one_that_is_made_again(file: Path) -> None:
    store = changed(file, "UPDATE vectors SET vector = zeroblob(12)")
    store.put_vectors(MODEL, vectors_of("solar pumps"))
    assert store.vectors(MODEL, list(vectors_of("solar pumps"))).keys() == vectors_of("solar pumps").keys()
    assert store.damage() == []
    store.close()


def test_a_damaged_record_is_mended_by_importing_it_again(file: Path) -> None:
    store = changed(file, "UPDATE records SET body = replace(body, 'solar', 'lunar')")
    assert store.differing([person("a", "solar pumps")]) == [person("a", "solar pumps")]
    put(store, [person("a", "solar pumps")])
    assert store.get("professional", "a")[1] == person("a", "solar pumps")
    assert store.damage() == []
    store.close()


def test_a_damaged_record_is_named_and_can_be_erased(file: Path) -> None:
    store = changed(file, "UPDATE records SET body = substr(body, 1, 20) WHERE id = 'a'")
    with pytest.raises(DamagedError, match=r"professional 'a' \(row 1\) is damaged in the store"):
        store.get("professional", "a")
    store.erase("professional", "a", DAY)
    assert store.ids("professional") == ["b"]
    assert store.damage() == []
    assert list(store.erased([person("a")])) == [("professional", "a")]
    store.close()


def test_damaged_consents_are_taken_from_the_records_again(file: Path) -> None:
    store = changed(file, "UPDATE consents SET given = '2030-01-01'")
    store.repair()
    assert rows_of(store) == ["a", "b"]
    store.close()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM records WHERE id = 'a'",
        "INSERT INTO records (kind, id, body, sequence, checksum) VALUES ('base', 'x', '{}', 1, X'00')",
        "UPDATE changes SET kind = 'base'",
        "DELETE FROM changes WHERE sequence = 2",
    ],
)
def test_a_record_that_was_taken_out_or_put_in_behind_the_back_of_the_store_is_noticed(
    file: Path, statement: str
) -> None:
    store = changed(file, statement)
    assert store.damage()
    store.close()


def test_no_error_quotes_what_the_database_could_not_decode(file: Path) -> None:
    store = changed(file, "UPDATE decisions SET reason = CAST(X'FF' || 'secret' AS TEXT)")
    with pytest.raises(StoreError) as raised:
        store.decisions()
    assert "secret" not in f"{raised.value} {raised.value.__cause__}"
    store.close()


@pytest.mark.parametrize("lost", ["deleted", "emptied", "without tables"])
def test_a_store_that_was_lost_is_no_new_one(file: Path, lost: str) -> None:
    file.unlink()
    if lost == "emptied":
        file.touch()
    elif lost == "without tables":
        sqlite3.connect(file).execute("CREATE TABLE other (x)").connection.close()
    with pytest.raises(MissingStoreError, match=r"homematch restore BACKUP.*homematch init"):
        SqlStore(f"sqlite:///{file}", new=False)
    assert file.exists() == (lost != "deleted")


def test_a_copy_is_whole_and_becomes_the_store_again_under_a_new_history(file: Path, tmp_path: Path) -> None:
    store = SqlStore(f"sqlite:///{file}")
    before = store.history
    store.back_up(tmp_path / "copy.db")
    put(store, [person("c")])
    store.restore(tmp_path / "copy.db")
    assert store.ids("professional") == ["a", "b"]
    assert store.history not in ("", before)
    assert store.damage() == []
    assert store.check()["vectors"] == 1
    (tmp_path / "nonsense.db").write_text("nonsense " * 1000)
    with pytest.raises(StoreError, match="cannot be restored"):
        store.restore(tmp_path / "nonsense.db")
    assert store.ids("professional") == ["a", "b"]
    store.close()


def test_a_store_in_memory_has_no_copies(tmp_path: Path) -> None:
    for copy in (MemoryStore().back_up, MemoryStore().restore):
        with pytest.raises(StoreError, match="HOMEMATCH_STORE"):
            copy(tmp_path / "copy.db")


def test_counts_of_a_receipt_survive_as_they_were(file: Path) -> None:
    store = SqlStore(f"sqlite:///{file}")
    receipt = replace(store.erase("professional", "a", DAY), index_rows=3, reports=("night-1",), files=4)
    store.put_erasure(replace(store.erasures()[0], receipt=receipt))
    assert store.erasures()[0].receipt == receipt
    assert json.loads(json.dumps(receipt.hash)) == receipt.hash
    store.close()
