"""What every store keeps of imports: undone as a whole, with the source of every field; erasure takes all of it."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from matcher.errors import DamagedError, ErasedError, InputError
from matcher.records import Base, Decision, Need, Professional, Record
from matcher.store.imported import WHOLE, Source, Sources
from matcher.store.memory import MemoryStore
from matcher.store.port import Store
from matcher.store.sql import SqlStore

AT = datetime(2026, 11, 28, 9, tzinfo=UTC)
PUMPS, MEMBRANES = Need(id="n1", title="Pumps"), Need(id="n2", title="Membranes")


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened: Store = MemoryStore() if request.param == "memory" else SqlStore(f"sqlite:///{tmp_path / 'store.db'}")
    yield opened
    opened.close()


def take_in(store: Store, run: str, *records: Record, after: int = 0) -> int:
    at = AT + timedelta(hours=after)
    sources: dict[tuple[str, str], Sources] = {
        (record.kind, record.id): {WHOLE: Source(f"{run}.xlsx", "B2", at.isoformat(), run)} for record in records
    }
    return store.put_imported(run, at, records, {}, sources)  # type: ignore[arg-type]


def undo(store: Store, run: str) -> tuple[int, int, int]:
    undone = store.undo_import(run, AT + timedelta(days=1), lambda records: {})
    return undone.restored, undone.removed, undone.decisions


def decided(person: str) -> Decision:
    return Decision(need="n1", professional=person, coordinator="c", decision="shortlist", date=date(2026, 9, 1))


def titles(store: Store) -> dict[str, str]:
    return {record.id: record.title for record in store.rows("need").values() if isinstance(record, Need)}


class TestImportsOfStores:
    def test_an_import_is_listed_with_what_it_changed(self, store: Store) -> None:
        store.put_many([PUMPS])

        assert take_in(store, "i1", PUMPS, MEMBRANES) == 1
        take_in(store, "i2", Need(id="n1", title="Big pumps"), MEMBRANES, after=1)

        assert [(one.id, one.records, one.undone) for one in store.imports()] == [("i2", 1, None), ("i1", 1, None)]
        assert store.imports()[1].at == AT

    def test_undoing_removes_what_was_new_and_puts_back_what_was_there(self, store: Store) -> None:
        store.put_many([PUMPS])
        take_in(store, "i1", Need(id="n1", title="Big pumps"), MEMBRANES)
        before = store.sequence

        assert undo(store, "i1") == (1, 1, 0)

        assert titles(store) == {"n1": "Pumps"}
        assert [change.erased for change in store.changes(before)] == [False, True]
        assert store.imports()[0].undone == AT + timedelta(days=1)

    def test_a_record_that_one_import_changes_twice_is_put_back_as_it_was_before_it(self, store: Store) -> None:
        store.put_many([PUMPS])
        take_in(store, "i1", Need(id="n1", title="Bigger"))
        take_in(store, "i1", Need(id="n1", title="Biggest"))

        assert undo(store, "i1") == (1, 0, 0)
        assert titles(store) == {"n1": "Pumps"}

    def test_imports_are_undone_one_after_the_other_back_to_the_beginning(self, store: Store) -> None:
        take_in(store, "i1", PUMPS)
        take_in(store, "i2", Need(id="n1", title="Big pumps"), after=1)

        with pytest.raises(
            InputError, match=r"1 of its records changed later \(n1\); undo the later imports first: i2"
        ):
            undo(store, "i1")
        assert titles(store) == {"n1": "Big pumps"}

        assert [undo(store, run) for run in ("i2", "i1")] == [(1, 0, 0), (0, 1, 0)]
        assert titles(store) == {}

    def test_what_was_changed_by_hand_since_is_not_lost(self, store: Store) -> None:
        take_in(store, "i1", PUMPS, MEMBRANES)
        store.put_many([Need(id="n2", title="By hand")])

        with pytest.raises(InputError, match="n2"):
            undo(store, "i1")
        assert titles(store) == {"n1": "Pumps", "n2": "By hand"}

    def test_an_import_is_undone_once_and_only_if_it_is_known(self, store: Store) -> None:
        take_in(store, "i1", PUMPS)
        undo(store, "i1")

        with pytest.raises(InputError, match="import i1 was undone already"):
            undo(store, "i1")
        with pytest.raises(InputError, match="no import has the id i9; the latest are: i1"):
            undo(store, "i9")

    def test_decisions_are_undone_too_but_for_those_that_were_there_before(self, store: Store) -> None:
        day = date(2026, 9, 1)
        old, new = (
            Decision(need="n1", professional=who, coordinator="c", decision="shortlist", date=day)
            for who in ("p1", "p2")
        )
        store.put_decisions([old])

        assert store.put_imported_decisions("i1", AT, [old, new]) == 1
        assert store.imports()[0].decisions == 1
        assert undo(store, "i1") == (0, 0, 1)
        assert store.decisions() == [old]

    def test_a_field_keeps_the_source_that_it_had_while_it_stays_the_same(self, store: Store) -> None:
        take_in(store, "i1", Need(id="n1", title="Pumps", body="Of water."))
        take_in(store, "i2", Need(id="n1", title="Pumps", body="Of brine."), after=1)

        sources = store.provenance("need", "n1")

        assert (sources["title"].run, sources["body"].run) == ("i1", "i2")
        assert sources["body"] == Source("i2.xlsx", "B2", (AT + timedelta(hours=1)).isoformat(), "i2")

    def test_undoing_puts_sources_back(self, store: Store) -> None:
        take_in(store, "i1", PUMPS)
        take_in(store, "i2", Need(id="n1", title="Big pumps"), after=1)
        undo(store, "i2")

        assert {source.run for source in store.provenance("need", "n1").values()} == {"i1"}

    def test_a_record_of_unknown_source_has_none(self, store: Store) -> None:
        store.put_many([PUMPS])
        assert store.provenance("need", "n1") == {}
        assert store.provenance("need", "n9") == {}

    def test_records_are_given_by_id(self, store: Store) -> None:
        store.put_many([PUMPS, MEMBRANES, Base(id="n1", name="a base")])
        assert store.kept("need", ["n1", "n7"]) == {"n1": PUMPS}

    def test_an_import_does_not_bring_back_by_its_undoing_who_was_erased(self, store: Store) -> None:
        ada, bea = (Professional(id="p1", name=name, headline="Pumps", summary="Pumps.") for name in ("Ada", "Bea"))
        store.put_many([ada, replace(ada, id="p2")])
        take_in(store, "i1", bea)
        receipt = store.erase("professional", "p2")

        with pytest.raises(ErasedError, match=f"--readmit {receipt.id}"):
            undo(store, "i1")
        assert store.rows("professional").popitem()[1] == bea

        assert store.undo_import("i1", AT, lambda records: {}, [receipt.id]).restored == 1
        assert store.rows("professional").popitem()[1] == ada
        assert store.erased([ada]) == {}

    def test_whoever_is_erased_has_no_earlier_states_and_sources(self, store: Store) -> None:
        for run, words in (("i1", "Pumps."), ("i2", "Valves.")):
            take_in(store, run, Professional(id="p1", summary=words))
        store.put_imported_decisions("i2", AT, [decision := decided("p1")])
        assert list(store.earlier("professional", "p1")) == ["i2"]
        store.erase("professional", "p1")

        assert store.earlier("professional", "p1") == {}
        assert store.provenance("professional", "p1") == {}
        assert [(one.id, one.records, one.decisions) for one in store.imports()] == [("i2", 0, 0), ("i1", 0, 0)]
        store.put_decisions([decision])
        assert undo(store, "i2") == (0, 0, 0)
        assert store.decisions() == [decision], "it is not from that import"

    def test_many_records_are_one_import(self, store: Store) -> None:
        take_in(store, "i1", *(Need(id=f"n{number}", title="Pumps") for number in range(1200)))
        assert undo(store, "i1") == (0, 1200, 0)
        assert store.rows("need") == {}


def test_erasure_takes_the_earlier_states_and_the_file_names_of_a_person(tmp_path: Path) -> None:
    file = tmp_path / "store.db"
    store = SqlStore(f"sqlite:///{file}")
    for number, words in enumerate(("canary-one", "canary-two")):
        person = Professional(id="p1", name="canary-name", summary=words)
        sources = {("professional", "p1"): {WHOLE: Source("canary-file.pdf", "page 1", AT.isoformat(), f"i{number}")}}
        store.put_imported(f"i{number}", AT, [person], {}, sources)  # type: ignore[arg-type]
    assert store.earlier("professional", "p1") == {"i1": replace(person, summary="canary-one")}
    store.erase("professional", "p1")
    (job,) = store.erasures()
    store.put_erasure(replace(job, stage="done", traces=()))  # what files are searched for goes once they were
    assert store.scrub()
    store.close()

    assert b"canary" not in b"".join(part.read_bytes() for part in tmp_path.iterdir())
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT count(*) FROM imports").fetchone() == (2,)


@pytest.fixture
def on_disk(tmp_path: Path) -> Iterator[SqlStore]:
    store = SqlStore(f"sqlite:///{tmp_path / 'store.db'}")
    yield store
    store.close()


def spoil(folder: Path, statement: str) -> None:
    with sqlite3.connect(folder / "store.db") as connection:
        connection.execute(statement)


def test_imports_and_their_undoing_leave_every_row_as_the_store_writes_it(on_disk: SqlStore) -> None:
    on_disk.put_many([PUMPS])
    take_in(on_disk, "i1", Need(id="n1", title="Big pumps"), MEMBRANES, Professional(id="p1", summary="Pumps."))
    assert on_disk.damage() == []
    undo(on_disk, "i1")
    assert on_disk.damage() == []


def test_a_damaged_record_is_told_and_put_right_by_a_whole_one_for_good(on_disk: SqlStore, tmp_path: Path) -> None:
    take_in(on_disk, "i1", PUMPS)
    spoil(tmp_path, "UPDATE records SET body = replace(body, 'Pumps', 'Mumps')")
    with pytest.raises(DamagedError):
        on_disk.kept("need", ["n1"])
    with pytest.raises(DamagedError):
        on_disk.search("need", ["mumps"])
    with pytest.raises(DamagedError):
        undo(on_disk, "i1")
    assert on_disk.kept("need", ["n1"], sound=True) == {}

    take_in(on_disk, "i2", PUMPS, after=1)
    assert undo(on_disk, "i2") == (0, 0, 0)
    assert on_disk.kept("need", ["n1"]) == {"n1": PUMPS}
    assert on_disk.damage() == []


def test_an_earlier_state_that_was_changed_on_the_disk_is_not_put_back(on_disk: SqlStore, tmp_path: Path) -> None:
    on_disk.put_many([PUMPS])
    take_in(on_disk, "i1", Need(id="n1", title="Big pumps"))
    spoil(tmp_path, "UPDATE import_changes SET before = replace(before, 'Pumps', 'Mumps')")
    with pytest.raises(DamagedError, match="before import i1"):
        undo(on_disk, "i1")
    assert titles(on_disk) == {"n1": "Big pumps"}
    assert on_disk.damage() == [
        "1 earlier states of records are damaged, so their imports cannot be undone; restore a backup"
    ]
