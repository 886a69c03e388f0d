"""Backups: made while others write, verified by hash and by answers, restored with whoever was erased left out."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from matcher.build import open_engine
from matcher.config import Settings
from matcher.errors import InputError, NotFoundError, StoreError
from matcher.matching.engine import Engine, Progress
from matcher.store.accounts import Account, ApiKey, Session
from service.backup import back_up_to, read_backup, restore_from
from service.erasing import search_in, verify
from service.nightly import run_night
from tests.service.conftest import needs, people, records
from tests.service.reading import contents

ROOT = Path(__file__).parents[2]
RUN = "night-2026-11-22"


def quiet(_what: str, _done: int, _total: int) -> None:
    """No-op progress callback."""


QUIET: Progress = quiet


@pytest.fixture
def on_disk(settings: Settings) -> Settings:
    return settings.model_copy(update={"store": ""})


@pytest.fixture
def durable(on_disk: Settings) -> Iterator[Engine]:
    opened = open_engine(on_disk)
    opened.records.put_many(records())
    run_night(opened, on_disk.folder / "reports")
    yield opened
    opened.close()


def answers(engine: Engine) -> list[tuple[str, list[tuple[str, float]]]]:
    return [(need, engine.matching.scores("candidates", need, 10)) for need in engine.matching.open_needs()]


def test_a_backup_gives_back_records_decisions_reports_and_answers(
    durable: Engine, on_disk: Settings, tmp_path: Path
) -> None:
    before, reports = answers(durable), contents(on_disk.folder / "reports")
    kept = {record.id: durable.records.get(record.kind, record.id) for record in records()}
    made = back_up_to(on_disk, tmp_path / "backup", QUIET)
    assert len(made.questions) == len(needs()[:3]) + 5
    durable.records.erase("need", "N-solar")
    durable.records.put(replace(people()[0], summary="Changed since."))
    run_night(durable, on_disk.folder / "reports")
    durable.close()

    restored = restore_from(on_disk, tmp_path / "backup", None, QUIET)
    engine = open_engine(on_disk)
    assert (restored.sequence, answers(engine)) == (made.sequence, before)
    assert {record.id: engine.records.get(record.kind, record.id) for record in records()} == kept
    assert contents(on_disk.folder / "reports") == reports
    assert engine.store.run(RUN)[1]
    engine.close()
    assert not [name for name in contents(on_disk.folder) if "unfinished" in name]


def test_a_service_that_runs_goes_on_with_what_was_restored(durable: Engine, on_disk: Settings, tmp_path: Path) -> None:
    before = answers(durable)
    back_up_to(on_disk, tmp_path / "backup", QUIET)
    durable.records.erase("need", "N-solar")
    for at in range(20):  # so that the numbers of changes of the two histories overlap
        durable.records.put(replace(people()[3], summary=f"Version {at}."))
    assert answers(durable) != before
    restore_from(on_disk, tmp_path / "backup", None, QUIET)
    assert answers(durable) == before
    for at in range(20):
        durable.records.put(replace(people()[3], summary=f"Another version {at}."))
    again = open_engine(on_disk)
    assert answers(again) == answers(durable)
    again.close()


def test_whoever_was_erased_after_the_backup_is_erased_in_what_is_restored(
    durable: Engine, on_disk: Settings, tmp_path: Path
) -> None:
    back_up_to(on_disk, tmp_path / "backup", QUIET)
    receipt = durable.records.erase("professional", "P-water", search_in(on_disk.folder, durable.store))
    durable.close()
    assert restore_from(on_disk, tmp_path / "backup", None, QUIET).erased == 1
    engine = open_engine(on_disk)
    with pytest.raises(NotFoundError):
        engine.records.get("professional", "P-water")
    (again,) = engine.store.erasures()
    assert verify(engine, on_disk.folder, again.receipt.id, ["Li Wei", "Membrane distillation and crystall"])[1] == []
    assert receipt.id in {stone.receipt for stone in engine.store.tombstones()}
    assert engine.store.run(RUN)[1]
    engine.close()


def test_nobody_is_signed_in_to_what_is_restored_and_what_was_revoked_stays_so(
    durable: Engine, on_disk: Settings, tmp_path: Path
) -> None:
    made = datetime(2026, 11, 1, tzinfo=UTC)
    accounts = durable.store.accounts
    for name in ("stays", "left"):
        accounts.put(Account(name, f"{name}@example.org", name, "analyst", made))
        accounts.put_session(Session(f"token of {name}", name, made, made))
        accounts.put_key(ApiKey(f"key of {name}", f"hash of {name}", name, frozenset({"read"}), made))
    back_up_to(on_disk, tmp_path / "backup", QUIET)
    accounts.put(replace(accounts.all()[0], active=False))
    closed = accounts.all()[0].id
    accounts.put_key(replace(accounts.keys()[0], revoked=made))
    revoked = accounts.keys()[0].id
    durable.close()
    restore_from(on_disk, tmp_path / "backup", None, QUIET)
    engine = open_engine(on_disk)
    accounts = engine.store.accounts
    assert [accounts.session(f"token of {name}") for name in ("stays", "left")] == [None, None]
    assert {account.id for account in accounts.all() if not account.active} == {closed}
    keys = accounts.keys()
    assert {key.id for key in keys if key.revoked} == {revoked}
    engine.close()


def test_a_lost_folder_is_restored_whole_and_the_erasures_of_the_lost_one_can_be_given(
    durable: Engine, on_disk: Settings, tmp_path: Path
) -> None:
    back_up_to(on_disk, tmp_path / "backup", QUIET)
    durable.records.erase("professional", "P-water", search_in(on_disk.folder, durable.store))
    durable.close()
    journal = tmp_path / "erasures.jsonl"
    journal.write_bytes((on_disk.folder / "erasures.jsonl").read_bytes())
    elsewhere = on_disk.model_copy(update={"folder": tmp_path / "new"})
    assert restore_from(elsewhere, tmp_path / "backup", None, QUIET).erased == 0
    again = on_disk.model_copy(update={"folder": tmp_path / "newer"})
    assert restore_from(again, tmp_path / "backup", journal, QUIET).erased == 1
    engine = open_engine(elsewhere, new=False)
    assert "P-water" in engine.records.ids("professional")
    engine.close()


@pytest.mark.parametrize("damage", ["altered", "missing", "added", "manifest"])
def test_a_backup_that_is_not_what_was_written_is_refused_and_nothing_changes(
    durable: Engine, on_disk: Settings, tmp_path: Path, damage: str
) -> None:
    folder = tmp_path / "backup"
    back_up_to(on_disk, folder, QUIET)
    before = answers(durable)
    report = folder / "reports" / RUN / "report.json"
    if damage == "altered":
        report.write_bytes(report.read_bytes().replace(b"0", b"1", 1))
    elif damage == "missing":
        report.unlink()
    elif damage == "added":
        (folder / "rankers").mkdir()
        (folder / "rankers" / "champion.json").write_text("{}")
    else:
        (folder / "backup.json").write_text("{")
    with pytest.raises(InputError, match="use another backup"):
        restore_from(on_disk, folder, None, QUIET)
    assert answers(durable) == before


def test_a_backup_whose_store_answers_otherwise_is_refused(durable: Engine, on_disk: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    back_up_to(on_disk, folder, QUIET)
    manifest = json.loads((folder / "backup.json").read_text(encoding="utf-8"))
    manifest["questions"][0]["answer"][0][1] += 0.01
    (folder / "backup.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(StoreError, match="answers 'N-solar' otherwise than when it was made; nothing was restored"):
        restore_from(on_disk, folder, None, QUIET)
    assert read_backup(folder).store == durable.store.identity


@pytest.mark.parametrize("place", ["var/backup", "full"])
def test_a_backup_goes_to_a_new_folder_elsewhere(
    durable: Engine, on_disk: Settings, tmp_path: Path, place: str
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").write_text("in use")
    with pytest.raises(InputError, match=r"new folder|another place"):
        back_up_to(on_disk, tmp_path / place, QUIET)
    with pytest.raises(InputError, match="is no backup"):
        restore_from(on_disk, tmp_path / "full", None, QUIET)


WRITER = """
import sys
from pathlib import Path
from matcher.build import open_engine
from matcher.config import load_settings
from matcher.records import Professional
engine = open_engine(load_settings(folder=Path(sys.argv[1]), embedder="hashing", index="exact"))
print("open", flush=True)
for at in range(10**6):
    engine.store.put_many([Professional(id=f"w{at}", summary="solar pumps " * 20)])
"""


def test_a_backup_is_of_one_moment_while_another_process_writes(
    durable: Engine, on_disk: Settings, tmp_path: Path
) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(on_disk.folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert writer.stdout
        assert writer.stdout.readline() == "open\n"
        made = back_up_to(on_disk, tmp_path / "backup", QUIET)
    finally:
        writer.kill()
        writer.communicate()
    elsewhere = on_disk.model_copy(update={"folder": tmp_path / "new"})
    restore_from(elsewhere, tmp_path / "backup", None, QUIET)
    engine = open_engine(elsewhere, new=False)
    written = [one for one in engine.records.ids("professional") if one.startswith("w")]
    assert sorted(written, key=lambda one: int(one[1:])) == [f"w{at}" for at in range(len(written))]
    assert (engine.store.sequence, engine.store.damage()) == (made.sequence, [])
    engine.close()
