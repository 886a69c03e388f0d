"""What every store keeps of jobs: each is run by one worker, found again when it is lost, and leaves nothing behind."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from matcher.records import Professional
from matcher.store.accounts import Account
from matcher.store.jobs import Job
from matcher.store.memory import MemoryStore
from matcher.store.port import Store
from matcher.store.sql import SqlStore

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
LONG_AGO = NOW - timedelta(hours=1)


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened: Store = MemoryStore() if request.param == "memory" else SqlStore(f"sqlite:///{tmp_path / 'store.db'}")
    yield opened
    opened.close()


def job(number: int, account: str = "a1") -> Job:
    return Job(f"j{number}", "import", account, NOW + timedelta(minutes=number), {"name": f"需求{number}.xlsx"})


class TestJobsOfStores:
    def test_a_job_comes_back_as_it_was_added_with_its_upload(self, store: Store) -> None:
        store.jobs.add(job(1), b"\x00PK")
        store.jobs.add(job(2, "a2"))

        assert store.jobs.get("j1") == job(1)
        assert (store.jobs.upload("j1"), store.jobs.upload("j2")) == (b"\x00PK", None)
        assert store.jobs.get("j9") is None
        assert [one.id for one in store.jobs.all()] == ["j2", "j1"]
        assert [one.id for one in store.jobs.all("a1")] == ["j1"]
        assert [one.id for one in store.jobs.all(limit=1)] == ["j2"]

    def test_the_oldest_that_waits_is_taken_and_by_one_worker_only(self, store: Store) -> None:
        for number in (2, 1):
            store.jobs.add(job(number))

        taken = [store.jobs.take(NOW, LONG_AGO) for _ in range(3)]

        assert [one.id if one else None for one in taken] == ["j1", "j2", None]
        assert taken[0] is not None
        assert (taken[0].state, taken[0].beat) == ("running", NOW)

    def test_a_job_whose_worker_is_gone_is_taken_again(self, store: Store) -> None:
        store.jobs.add(job(1), b"file")
        store.jobs.take(NOW, LONG_AGO)
        store.jobs.beat("j1", NOW + timedelta(minutes=5))

        assert store.jobs.take(NOW + timedelta(minutes=6), NOW + timedelta(minutes=5)) is None
        again = store.jobs.take(NOW + timedelta(minutes=9), NOW + timedelta(minutes=6))
        assert again is not None
        assert (again.id, store.jobs.upload("j1")) == ("j1", b"file")

    def test_how_far_a_job_is_can_be_read_while_it_runs(self, store: Store) -> None:
        store.jobs.add(job(1))
        store.jobs.take(NOW, LONG_AGO)

        assert store.jobs.beat("j1", NOW, "reading", 41, 56)
        assert store.jobs.beat("j1", NOW)

        kept = store.jobs.get("j1")
        assert kept is not None
        assert (kept.step, kept.done, kept.total) == ("reading", 41, 56)

    def test_a_job_that_is_over_has_its_outcome_and_no_upload(self, store: Store) -> None:
        store.jobs.add(job(1), b"file")
        store.jobs.take(NOW, LONG_AGO)
        store.jobs.end("j1", NOW, "done", {"read": 64, "problems": [{"place": "C7"}]}, b"marked")

        kept = store.jobs.get("j1")
        assert kept is not None
        assert (kept.state, kept.result["read"], kept.has_file, kept.is_over) == ("done", 64, True, True)
        assert (store.jobs.upload("j1"), store.jobs.file("j1")) == (None, b"marked")
        assert store.jobs.take(NOW + timedelta(days=1), NOW + timedelta(days=1)) is None
        assert not store.jobs.beat("j1", NOW)

    def test_a_job_that_waits_is_stopped_at_once_and_one_that_runs_is_asked(self, store: Store) -> None:
        for number in (1, 2):
            store.jobs.add(job(number), b"file")
        store.jobs.take(NOW, LONG_AGO)

        assert store.jobs.stop("j2", NOW)
        assert store.jobs.stop("j1", NOW)

        states = {one.id: one.state for one in store.jobs.all()}
        assert states == {"j1": "stopping", "j2": "stopped"}
        assert store.jobs.upload("j2") is None
        assert not store.jobs.beat("j1", NOW, "reading", 1, 2)
        assert not store.jobs.stop("j2", NOW)
        assert not store.jobs.stop("j9", NOW)

    def test_a_job_that_is_given_back_waits_for_another_worker(self, store: Store) -> None:
        store.jobs.add(job(1), b"file")
        store.jobs.take(NOW, LONG_AGO)
        store.jobs.give_back("j1")

        again = store.jobs.take(NOW, LONG_AGO)
        assert again is not None
        assert store.jobs.upload("j1") == b"file"

    def test_jobs_that_ended_long_ago_are_dropped(self, store: Store) -> None:
        for number in (1, 2, 3):
            store.jobs.add(job(number))
        store.jobs.end("j1", NOW, "done", {}, b"file")
        store.jobs.end("j2", NOW + timedelta(days=2), "failed", {})

        assert store.jobs.drop(NOW + timedelta(days=1)) == 1
        assert [one.id for one in store.jobs.all()] == ["j3", "j2"]
        assert store.jobs.file("j1") is None

    def test_with_an_erased_person_go_their_jobs_and_what_others_could_download(self, store: Store) -> None:
        store.put_many([Professional(id="P1", summary="Pumps.")])
        store.accounts.put(Account("a9", "p@example.org", "P", "professional", NOW, professional="P1"))
        store.jobs.add(job(1, "a9"), b"their file")
        store.jobs.add(job(2))
        store.jobs.add(job(3), b"waits")
        store.jobs.end("j2", NOW, "done", {"problems": [{"problem": "P1 …"}]}, b"a sheet with P1")

        store.erase("professional", "P1")

        assert [one.id for one in store.jobs.all()] == ["j3", "j2"]
        left = store.jobs.get("j2")
        assert left is not None
        assert (left.result, left.has_file, store.jobs.file("j2")) == ({}, False, None)
        assert store.jobs.upload("j3") == b"waits"


def test_workers_of_two_processes_share_the_jobs_without_taking_one_twice(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    stores = [SqlStore(url), SqlStore(url)]
    for number in range(20):
        stores[0].jobs.add(job(number))
    taken: list[str] = []

    def work(store: SqlStore) -> None:
        while (one := store.jobs.take(NOW, LONG_AGO)) is not None:
            taken.append(one.id)

    threads = [threading.Thread(target=work, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(f"j{number}" for number in range(20))
    for store in stores:
        store.close()
