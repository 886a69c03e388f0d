"""Processes killed while they take in, save, back up, restore, migrate and erase."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from matcher.build import make_store, open_engine
from matcher.records import Record
from service.backup import back_up_to, read_backup, restore_from
from service.erasing import search_in
from service.nightly import run_night
from tests.integration.worlds import FIELDS, person
from tests.torture.killing import Acknowledge, Killer
from tests.torture.world import (
    CANARY,
    check_whole,
    files_with_canary,
    filled,
    fresh,
    settings_in,
)

_AT_ONCE = 12
"""Records that one process takes in before it ends by itself."""


@dataclass(frozen=True)
class Outcome:
    """How many processes were killed in the middle of their work, and what they had acknowledged, all of it there."""

    name: str
    killed: int
    acknowledged: int


def quiet(_what: str, _done: int, _total: int) -> None:
    """No-op progress callback."""


class Kills:
    """One folder, made again from a template where a scenario needs it."""

    def __init__(self, folder: Path, seed: int = 13) -> None:
        self._template, self._home = folder / "template", folder / "home"
        self._scratch, self._backup = folder / "scratch", folder / "backup"
        self._killer = Killer(seed)
        filled(self._template)

    def ingest(self, times: int) -> Outcome:
        """Nothing that an import acknowledged is lost."""
        known: set[str] = set()
        killed = acknowledged = 0
        for number in range(times):
            if number % 20 == 0:  # a store that grows makes each trial slower
                self._fresh()
                known = set()

            def take_in(acknowledge: Acknowledge, number: int = number) -> None:
                engine = open_engine(settings_in(self._home), new=False)
                for at in range(_AT_ONCE):
                    identifier = f"new-{number}-{at}"
                    engine.records.put(person(identifier, FIELDS[at % len(FIELDS)]))
                    acknowledge(identifier)
                engine.save()

            outcome = self._killer.kill("ingest", take_in, self._fresh)
            known |= set(outcome.acknowledged)
            killed += not outcome.ended
            acknowledged += len(outcome.acknowledged)
            engine = check_whole(self._home, self._scratch)
            assert known <= set(engine.records.ids("professional")), "an acknowledged record is lost"
            engine.close()
        return Outcome("ingest", killed, acknowledged)

    def saving(self, times: int) -> Outcome:
        """The columns and indexes are whole, the earlier ones or the new ones."""
        killed = acknowledged = 0
        self._fresh()
        for number in range(times):

            def save(acknowledge: Acknowledge, number: int = number) -> None:
                engine = open_engine(settings_in(self._home), new=False)
                for at in range(3):
                    engine.store.put_many([person("changing", summary=f"Version {number}.{at} of solar pumping.")])
                    engine.save()
                    acknowledge(f"{at}")

            outcome = self._killer.kill("saving", save)
            killed += not outcome.ended
            acknowledged += len(outcome.acknowledged)
            check_whole(self._home, self._scratch).close()
        return Outcome("saving caches", killed, acknowledged)

    def backup(self, times: int) -> Outcome:
        """A backup is whole or not there, and the store is as it was."""
        killed = acknowledged = 0
        self._fresh()
        self._with_night()
        for _ in range(times):
            shutil.rmtree(self._backup, ignore_errors=True)

            def back_up(acknowledge: Acknowledge) -> None:
                back_up_to(settings_in(self._home), self._backup, quiet)
                acknowledge("done")

            outcome = self._killer.kill(
                "backup", back_up, lambda: shutil.rmtree(self._backup, ignore_errors=True)
            )  # fmt: skip
            killed += not outcome.ended
            acknowledged += len(outcome.acknowledged)
            assert self._backup.exists() or not outcome.acknowledged
            if self._backup.exists():
                read_backup(self._backup)
            check_whole(self._home, self._scratch).close()
        return Outcome("backup", killed, acknowledged)

    def restore(self, times: int) -> Outcome:
        """The store is the one before or the backup, nothing between; the next try succeeds."""
        killed = acknowledged = 0
        self._fresh()
        shutil.rmtree(self._backup, ignore_errors=True)
        back_up_to(settings_in(self._home), self._backup, quiet)
        for number in range(times):
            engine = open_engine(settings_in(self._home), new=False)
            engine.records.put(person(f"after-{number}"))
            after = set(engine.records.ids("professional"))
            engine.close()

            def put_back(acknowledge: Acknowledge) -> None:
                restore_from(settings_in(self._home), self._backup, None, quiet)
                acknowledge("done")

            outcome = self._killer.kill("restore", put_back)
            killed += not outcome.ended
            acknowledged += len(outcome.acknowledged)
            engine = check_whole(self._home, self._scratch)
            ids = set(engine.records.ids("professional"))
            engine.close()
            restored = {one for one in after if not one.startswith("after-")}
            assert ids == restored or (ids == after and not outcome.acknowledged) or number == 0
        restore_from(settings_in(self._home), self._backup, None, quiet)
        check_whole(self._home, self._scratch).close()
        return Outcome("restore", killed, acknowledged)

    def migration(self, times: int) -> Outcome:
        """A store of an earlier version is that or the newest, with every record."""
        killed = 0
        older = self._home.parent / "older"
        fresh(self._template, older)
        before_checksums(older / "homematch.db")
        store = make_store(settings_in(self._template))
        before = store.rows("professional") | store.rows("need")
        store.close()
        for _ in range(times):
            fresh(older, self._home)

            def migrate(acknowledge: Acknowledge) -> None:
                make_store(settings_in(self._home)).close()
                acknowledge("done")

            outcome = self._killer.kill("migration", migrate, lambda: fresh(older, self._home))
            killed += not outcome.ended
            store = make_store(settings_in(self._home))
            assert store.rows("professional") | store.rows("need") == before
            assert store.damage() == []
            store.close()
        return Outcome("migration", killed, 0)

    def erasure(self, times: int) -> Outcome:
        """Once the receipt says done, no byte of the person is left, whatever ran beside it and whenever it stopped."""
        killed = done = 0
        beside: tuple[Callable[[Acknowledge], None], ...] = (self._import, self._a_night, self._a_backup, self._answer)
        night_before = self._template.parent / "with-night"
        self._with_night()
        fresh(self._home, night_before)
        others = _others(night_before)
        for number in range(times):
            fresh(night_before, self._home)
            shutil.rmtree(self._backup, ignore_errors=True)

            def erase(acknowledge: Acknowledge, number: int = number) -> None:
                with _running(beside[number % len(beside)]):
                    engine = open_engine(settings_in(self._home), new=False)
                    receipt = engine.records.erase("professional", CANARY, search_in(self._home, engine.store))
                    acknowledge(receipt.state)

            outcome = self._killer.kill("erasure", erase, lambda: fresh(night_before, self._home))
            killed += not outcome.ended
            engine = open_engine(settings_in(self._home), new=False)
            search = search_in(self._home, engine.store)
            if CANARY in engine.records.ids("professional"):
                engine.records.erase("professional", CANARY, search)
            engine.records.finish_erasures(search)
            states = [erasure.receipt.state for erasure in engine.store.erasures()]
            engine.close()
            assert states == ["done"], states
            assert files_with_canary(self._home) == []
            assert others.items() <= _others(self._home).items(), "somebody else's record changed"
            done += 1
        return Outcome("erasure", killed, done)

    def _import(self, _acknowledge: Acknowledge) -> None:
        engine = open_engine(settings_in(self._home), new=False)
        for at in range(_AT_ONCE):
            engine.records.put(person(f"beside-{at}"))
        engine.save()

    def _a_night(self, _acknowledge: Acknowledge) -> None:
        engine = open_engine(settings_in(self._home), new=False)
        run_night(engine, self._home / "reports", candidates=8)

    def _a_backup(self, _acknowledge: Acknowledge) -> None:
        back_up_to(settings_in(self._home), self._backup, quiet)

    def _answer(self, _acknowledge: Acknowledge) -> None:
        engine = open_engine(settings_in(self._home), new=False)
        for _ in range(3):
            engine.matching.candidates(engine.matching.open_needs()[0], 5)
        engine.save()

    def _fresh(self) -> None:
        fresh(self._template, self._home)

    def _with_night(self) -> None:
        self._fresh()
        engine = open_engine(settings_in(self._home), new=False)
        run_night(engine, self._home / "reports", candidates=8)
        engine.close()


@contextmanager
def _running(work: Callable[[Acknowledge], None]) -> Iterator[None]:
    """Work in a process of its own beside the block; it is killed with the one that begun it, or ends by itself."""
    child = os.fork()
    if child == 0:
        try:
            work(lambda _line: None)
        finally:
            os._exit(0)
    try:
        yield
    finally:
        os.waitpid(child, 0)


def _others(home: Path) -> dict[int, Record]:
    store = make_store(settings_in(home))
    try:
        return {row: record for row, record in store.rows("professional").items() if record.id != CANARY}
    finally:
        store.close()


OF_IMPORTS = ("import_changes", "import_decisions", "imports", "provenance")
OF_SERVICE = (
    "case_events", "cases", "audit_things", "audit_log", "links", "sessions", "accounts", "api_keys", "jobs",
    "kept_answers",
)  # fmt: skip
"""Tables that came after the checksums."""


def before_checksums(file: Path) -> None:
    """Make a store of the newest version one of the version before it knew checksums."""
    with closing(sqlite3.connect(file)) as connection, connection:
        for table in ("agreements", "erasures", "tombstones", "published", *OF_IMPORTS, *OF_SERVICE):
            connection.execute(f"DROP TABLE {table}")
        for table in ("records", "derived", "vectors", "consents", "sample", "recommendations"):
            connection.execute(f"ALTER TABLE {table} DROP COLUMN checksum")
        connection.execute("DELETE FROM facts WHERE name IN ('salt', 'history', 'records')")
        connection.execute("UPDATE alembic_version SET version_num = '0006'")
