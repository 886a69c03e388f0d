"""What every store does when two write at once: a record is put where nobody was faster; a request is answered once."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from matcher.errors import NotFoundError
from matcher.records import Need
from matcher.store.memory import MemoryStore
from matcher.store.port import Store
from matcher.store.sql import SqlStore

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
PUMPS = Need(id="n1", title="Pumps")


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened: Store = MemoryStore() if request.param == "memory" else SqlStore(f"sqlite:///{tmp_path / 'store.db'}")
    yield opened
    opened.close()


class TestVersionsOfStores:
    def test_a_new_record_is_put_only_where_there_is_none(self, store: Store) -> None:
        version = store.put_if(PUMPS, {}, 0)

        assert version is not None
        assert store.versioned("need", "n1") == (PUMPS, version)
        assert store.put_if(replace(PUMPS, title="Other"), {}, 0) is None
        assert store.versioned("need", "n1") == (PUMPS, version)

    def test_a_change_is_put_only_on_what_was_read(self, store: Store) -> None:
        store.put_many([PUMPS, Need(id="n2", title="Membranes")])
        _, version = store.versioned("need", "n1")

        later = store.put_if(replace(PUMPS, title="Big pumps"), {}, version)

        assert later is not None
        assert later > version
        assert store.put_if(replace(PUMPS, title="Small pumps"), {}, version) is None
        assert store.versioned("need", "n1") == (replace(PUMPS, title="Big pumps"), later)
        assert [change.row for change in store.changes(version)][-1] == store.get("need", "n1")[0]

    def test_what_is_there_already_keeps_its_version(self, store: Store) -> None:
        version = store.put_if(PUMPS, {}, 0)
        assert version is not None
        assert store.put_if(PUMPS, {}, version) == version

    def test_a_version_of_what_is_gone_fits_nothing(self, store: Store) -> None:
        version = store.put_if(PUMPS, {}, 0)
        assert version is not None
        store.erase("need", "n1")

        with pytest.raises(NotFoundError):
            store.versioned("need", "n1")
        assert store.put_if(PUMPS, {}, version) is None


def test_of_many_writers_in_two_stores_each_version_is_changed_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    stores = [SqlStore(url), SqlStore(url)]
    stores[0].put_many([PUMPS])
    accepted: list[str] = []

    def write(store: SqlStore, name: str) -> None:
        for number in range(12):
            record, version = store.versioned("need", "n1")
            title = f"{record.title}{name}{number}"  # type: ignore[union-attr]
            if store.put_if(replace(PUMPS, title=title), {}, version) is not None:
                accepted.append(f"{name}{number}")

    threads = [threading.Thread(target=write, args=(store, name)) for store, name in zip(stores, "xy", strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    title = stores[0].versioned("need", "n1")[0].title  # type: ignore[union-attr]
    assert len(title) == len("Pumps") + sum(map(len, accepted)), "what was accepted is never lost"
    for store in stores:
        store.close()


class TestKeptAnswersOfStores:
    def test_the_first_answers_and_all_others_get_its_answer(self, store: Store) -> None:
        assert store.answers.begin("a1", "k", "hash", NOW, NOW) is None
        waiting = store.answers.begin("a1", "k", "hash", NOW, NOW)
        assert waiting is not None
        assert waiting.status is None

        store.answers.keep("a1", "k", 202, {"location": "/api/jobs/1"}, b"{}")

        kept = store.answers.begin("a1", "k", "other", NOW, NOW)
        assert kept is not None
        assert (kept.request, kept.status, kept.headers, kept.body) == ("hash", 202, {"location": "/api/jobs/1"}, b"{}")
        assert store.answers.begin("a2", "k", "hash", NOW, NOW) is None, "keys are each account's own"

    def test_what_failed_and_what_was_never_answered_can_be_tried_again(self, store: Store) -> None:
        store.answers.begin("a1", "failed", "hash", NOW, NOW)
        store.answers.forget("a1", "failed")
        assert store.answers.begin("a1", "failed", "hash", NOW, NOW) is None

        store.answers.begin("a1", "lost", "hash", NOW, NOW)
        later = NOW + timedelta(minutes=5)
        assert store.answers.begin("a1", "lost", "hash", later, later) is None

    def test_old_answers_are_dropped(self, store: Store) -> None:
        for hours in range(3):
            store.answers.begin("a1", f"k{hours}", "hash", NOW + timedelta(hours=hours), NOW)
        assert store.answers.drop(NOW + timedelta(hours=2)) == 2
