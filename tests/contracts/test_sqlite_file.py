"""What SQLite as a file must withstand: erasure to the last byte, two writers, kill -9, foreign and newer files."""

import os
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from matcher.errors import StoreError, StoreVersionError
from matcher.records import Experience, Professional, Work
from matcher.store import schema
from matcher.store.port import Derived, Key, Run, to_bytes
from matcher.store.sql import SqlStore
from matcher.text import fingerprint, texts_to_embed
from tests.contracts.test_store import DAY

ROOT = Path(__file__).parents[2]
WRITER = """
import sys
from matcher.records import Professional
from matcher.store.sql import SqlStore
store = SqlStore(sys.argv[1])
print("open", flush=True)
for at in range(int(sys.argv[3])):
    identifier = f"{sys.argv[2]}-{at}"
    store.put_many([Professional(id=identifier, summary="solar pumps " * 50)])
    print(identifier, flush=True)
"""


def writer(url: str, name: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, url, name, str(count)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=pipe, text=True)


def url_of(file: Path) -> str:
    return f"sqlite:///{file}"


def files_with(folder: Path, needle: bytes) -> list[str]:
    return sorted(file.name for file in folder.iterdir() if needle in file.read_bytes())


def test_erasure_leaves_no_byte_of_the_person_in_any_file(tmp_path: Path) -> None:
    canary = Professional(
        id="canary-id-5521",
        name="Canary Nameworth",
        aliases=("金丝雀名",),
        headline="canaryheadline",
        summary="Canarysummary on pumps. 金丝雀摘要。",
        works=(Work("Canarytitle", "Canaryabstract sings. " * 400, 2020),),
        experiences=(Experience("Canaryjob", "Canaryduty.", "canaryplace"),),
        skills=("canaryskill",),
    )
    words = ["canary-id", "Nameworth", "金丝雀", "anaryheadline", "anarysummary", "anarytitle", "anaryabstract"]
    words += ["anaryjob", "anaryduty", "canaryplace", "canaryskill"]
    random = np.random.default_rng(1)
    vectors = {fingerprint(text): random.random(24, dtype=np.float32) for text in texts_to_embed(canary)}
    store = SqlStore(url_of(tmp_path / "store.db"))
    others = [Professional(id=f"other-{at}", summary=f"pumps number {at}") for at in range(40)]
    body = "Canarytitle Canaryabstract 金丝雀摘要".encode()
    derived: dict[Key, Derived] = {("professional", canary.id): Derived("rules", body, frozenset(vectors))}
    store.put_many([*others[:20], canary, *others[20:]], derived)
    store.put_vectors("m", vectors)
    store.put_run(Run("night", DAY, "default", "m", 1), [("n1", canary.id, 1, 0.5), ("n1", "other-1", 2, 0.4)])
    needles = [word.encode() for word in words] + [to_bytes(each) for each in vectors.values()] + list(vectors)
    assert all(files_with(tmp_path, needle) for needle in needles)
    store.erase("professional", canary.id)
    assert [vector for vector in map(to_bytes, vectors.values()) if files_with(tmp_path, vector)] == []
    (job,) = store.erasures()
    store.put_erasure(replace(job, stage="done", traces=()))
    assert store.scrub()
    for needle in needles:
        assert files_with(tmp_path, needle) == [], needle
    assert len(store.ids("professional")) == 40
    store.close()
    assert [needle for needle in needles if files_with(tmp_path, needle)] == []


def test_two_processes_can_create_and_write_one_store_at_once(tmp_path: Path) -> None:
    url = url_of(tmp_path / "store.db")
    writers = [writer(url, name, 40) for name in ("left", "right")]
    errors = [each.communicate()[1] for each in writers]
    assert errors == ["", ""]
    store = SqlStore(url)
    assert len(store.ids("professional")) == 80
    assert store.sequence == 80
    assert store.check()["version"]
    store.close()


def test_kill_9_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    url = url_of(tmp_path / "store.db")
    acknowledged: list[str] = []
    for kill in range(5):
        child = writer(url, f"kill-{kill}", 10**6)
        assert child.stdout
        assert child.stdout.readline() == "open\n"
        acknowledged += [child.stdout.readline().strip() for _ in range(3 + 4 * kill)]
        os.kill(child.pid, signal.SIGKILL)
        acknowledged += [line.strip() for line in child.stdout if line.endswith("\n")]
        child.communicate()
        store = SqlStore(url)
        assert set(acknowledged) <= set(store.ids("professional"))
        assert store.sequence == len(store.ids("professional"))
        assert [change for change in store.changes(0) if change.erased] == []
        assert store.check()["sequence"] == store.sequence
        store.close()
    assert len(acknowledged) >= 55


def test_the_tables_are_those_of_the_migrations(tmp_path: Path) -> None:
    file = tmp_path / "store.db"
    SqlStore(url_of(file)).close()
    with create_engine(url_of(file)).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, schema.metadata) == []


def test_the_migrations_write_the_same_statements_as_the_tables(tmp_path: Path) -> None:
    """Alembic does not compare AUTOINCREMENT, on which it depends that a row is never given twice."""
    migrated, made = tmp_path / "migrated.db", tmp_path / "made.db"
    SqlStore(url_of(migrated)).close()
    engine = create_engine(url_of(made))
    schema.metadata.create_all(engine)
    engine.dispose()
    left, right = statements(migrated), statements(made)
    del left["alembic_version"]
    assert left == right
    assert "AUTOINCREMENT" in left["records"]


def statements(file: Path) -> dict[str, str]:
    found = sqlite3.connect(file).execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {name: " ".join(sql.split()) for name, sql in found if not name.startswith("sqlite_")}


def test_a_store_of_a_newer_version_is_left_alone_with_advice(tmp_path: Path) -> None:
    file = tmp_path / "store.db"
    SqlStore(url_of(file)).close()
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreVersionError, match=r"store\.db has version 9999.*install the newer HomeMatch"):
        SqlStore(url_of(file))
    assert sqlite3.connect(file).execute("SELECT version_num FROM alembic_version").fetchall() == [("9999",)]


def test_opening_again_keeps_everything(tmp_path: Path) -> None:
    url = url_of(tmp_path / "deep" / "folder" / "store.db")
    first = SqlStore(url)
    first.put_many([Professional(id="a", summary="solar")])
    first.close()
    second = SqlStore(url)
    assert second.ids("professional") == ["a"]
    second.close()


def test_it_is_durable_against_power_loss_and_overwrites_what_it_deletes(tmp_path: Path) -> None:
    store = SqlStore(url_of(tmp_path / "store.db"))
    with store._reads.connect() as connection:
        found = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        ]
    assert found == ["wal", 2, 1, 1]
    store.close()


def test_a_file_that_is_not_a_database_is_named(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("not a database, " * 500)
    with pytest.raises(StoreError, match=r"notes\.txt cannot be opened.*not a database.*HOMEMATCH_STORE"):
        SqlStore(url_of(file))
    assert file.read_text().startswith("not a database")


@pytest.mark.parametrize("url", ["nonsense", "sqlite:////proc/no/such/store.db", "nosuchdb://host/name"])
def test_a_url_that_leads_nowhere_is_named(url: str) -> None:
    with pytest.raises(StoreError, match=f"the store {url} cannot be opened"):
        SqlStore(url)


def test_damage_is_noticed_by_check(tmp_path: Path) -> None:
    file = tmp_path / "store.db"
    store = SqlStore(url_of(file))
    store.put_many(Professional(id=f"p{at}", summary="solar pumps " * 40) for at in range(200))
    store.close()
    content = bytearray(file.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 2048] = b"\x99" * 2048
    file.write_bytes(content)
    damaged = SqlStore(url_of(file))
    with pytest.raises(StoreError, match="damaged"):
        damaged.check()
    damaged.close()
