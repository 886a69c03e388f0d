"""What every store keeps of those who use it: accounts, sessions, links, keys, and a log that notices changes."""

import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from matcher.errors import InputError
from matcher.records import Professional
from matcher.store.accounts import Account, ApiKey, Link, Session
from matcher.store.jobs import Job
from matcher.store.memory import MemoryStore
from matcher.store.port import Store
from matcher.store.sql import SqlStore
from matcher.store.trail import Thing

NOW = datetime(2026, 11, 28, 9, 30, 15, 250, tzinfo=UTC)
LIN = Account(
    "a1", "lin@example.org", "林晓", "coordinator", NOW, bases=frozenset({"B001", "基地2"}), password="$argon2id$x"
)
SHEN = Account("a2", "shen@example.org", "沈若川", "professional", NOW, professional="P1", active=False, sample=True)
FIRST = Account("a0", "", "", "admin", NOW)


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened: Store = MemoryStore() if request.param == "memory" else SqlStore(f"sqlite:///{tmp_path / 'store.db'}")
    yield opened
    opened.close()


@pytest.fixture
def file(tmp_path: Path) -> Iterator[tuple[SqlStore, sqlite3.Connection]]:
    """A store of SQLite with three entries in its log, and somebody who changes the file behind its back."""
    opened = SqlStore(f"sqlite:///{tmp_path / 'store.db'}")
    for need in ("N1", "N2", "N3"):
        opened.audit.append(NOW, "a1", "candidates.shown", [Thing("need", need), Thing("professional", "P1", 1, 0.5)])
    other = sqlite3.connect(tmp_path / "store.db", isolation_level=None)
    yield opened, other
    other.close()
    opened.close()


class TestAccountsOfStores:
    def test_an_account_comes_back_as_it_was_put_by_id_and_by_email(self, store: Store) -> None:
        for account in (LIN, SHEN, FIRST):
            store.accounts.put(account)

        assert [store.accounts.get(one.id) for one in (LIN, SHEN, FIRST)] == [LIN, SHEN, FIRST]
        assert store.accounts.of_email("shen@example.org") == SHEN
        assert store.accounts.all() == [FIRST, LIN, SHEN]
        assert store.accounts.get("a9") is None
        assert store.accounts.of_email("nobody@example.org") is None

    def test_no_account_is_found_by_an_empty_email(self, store: Store) -> None:
        store.accounts.put(FIRST)

        assert store.accounts.of_email("") is None

    def test_an_email_belongs_to_one_account_only_and_can_be_kept(self, store: Store) -> None:
        store.accounts.put(LIN)
        store.accounts.put(replace(LIN, name="Lin"))
        store.accounts.put(FIRST)
        store.accounts.put(replace(FIRST, id="a3"))

        with pytest.raises(InputError, match=r"lin@example\.org"):
            store.accounts.put(replace(SHEN, email=LIN.email))
        assert store.accounts.get(SHEN.id) is None

    def test_with_an_account_go_its_sessions_and_links(self, store: Store) -> None:
        for account in (LIN, SHEN):
            store.accounts.put(account)
            store.accounts.put_session(Session(f"s-{account.id}", account.id, NOW, NOW))
            store.accounts.put_link(Link(f"l-{account.id}", account.id, "reset", NOW))

        assert store.accounts.remove(LIN.id)
        assert not store.accounts.remove(LIN.id)

        assert (store.accounts.session("s-a1"), store.accounts.link("l-a1")) == (None, None)
        assert store.accounts.session("s-a2") is not None
        assert store.accounts.link("l-a2") is not None

    def test_with_an_erased_professional_goes_their_account(self, store: Store) -> None:
        store.put_many([Professional(id="P1", name="沈若川", summary="Pumps.")])
        store.accounts.put(LIN)
        store.accounts.put(SHEN)
        store.accounts.put_session(Session("s", SHEN.id, NOW, NOW))

        store.erase("professional", "P1")

        assert store.accounts.all() == [LIN]
        assert store.accounts.session("s") is None

    def test_sessions_are_prolonged_ended_and_dropped_by_when_they_were_seen(self, store: Store) -> None:
        store.accounts.put(LIN)
        for hours in range(4):
            store.accounts.put_session(Session(f"s{hours}", LIN.id, NOW, NOW + timedelta(hours=hours)))
        store.accounts.put_session(Session("s0", LIN.id, NOW, NOW + timedelta(hours=9)))

        assert store.accounts.drop_sessions(NOW + timedelta(hours=2)) == 1
        assert store.accounts.end_session("s2")
        assert not store.accounts.end_session("s2")
        assert store.accounts.end_sessions(LIN.id, but="s0") == 1
        kept = store.accounts.session("s0")
        assert kept is not None
        assert kept.seen == NOW + timedelta(hours=9)

    def test_a_link_works_once_and_changes_the_account_with_its_use(self, store: Store) -> None:
        store.accounts.put(LIN)
        store.accounts.put_session(Session("s", LIN.id, NOW, NOW))
        store.accounts.put_link(Link("l", LIN.id, "reset", NOW + timedelta(hours=1)))
        changed = replace(LIN, password="$argon2id$y")

        assert store.accounts.use_link("l", changed, NOW)
        assert not store.accounts.use_link("l", replace(LIN, password="$argon2id$z"), NOW)
        assert not store.accounts.use_link("other", LIN, NOW)

        assert store.accounts.get(LIN.id) == changed
        assert store.accounts.session("s") is None
        assert store.accounts.link("l") == Link("l", LIN.id, "reset", NOW + timedelta(hours=1), NOW)

    def test_a_link_whose_use_is_refused_still_works(self, store: Store) -> None:
        store.accounts.put(LIN)
        store.accounts.put(FIRST)
        store.accounts.put_link(Link("l", FIRST.id, "invitation", NOW))

        with pytest.raises(InputError):
            store.accounts.use_link("l", replace(FIRST, email=LIN.email), NOW)

        assert store.accounts.use_link("l", replace(FIRST, email="first@example.org"), NOW)

    def test_a_new_link_ends_the_one_before_of_the_same_purpose(self, store: Store) -> None:
        store.accounts.put(LIN)
        for token, purpose in (("l1", "reset"), ("l2", "invitation"), ("l3", "reset")):
            store.accounts.put_link(Link(token, LIN.id, purpose, NOW))  # type: ignore[arg-type]

        assert store.accounts.link("l1") is None
        assert store.accounts.link("l2") is not None

    def test_keys_are_found_by_token_and_changed_by_id(self, store: Store) -> None:
        portal = ApiKey("k1", "t1", "portal", frozenset({"needs", "candidates"}), NOW)
        branch = ApiKey("k2", "t2", "branch", frozenset({"needs"}), NOW, frozenset({"B001"}), NOW + timedelta(9))
        none = ApiKey("k3", "t3", "none", frozenset({"needs"}), NOW, frozenset())
        for key in (branch, portal, none):
            store.accounts.put_key(key)
        store.accounts.put_key(replace(branch, revoked=NOW, used=NOW))

        assert store.accounts.keys() == [portal, replace(branch, revoked=NOW, used=NOW), none]
        assert store.accounts.key_of("t1") == portal
        assert store.accounts.key_of("t3") == none
        assert store.accounts.key_of("k1") is None

    def test_a_store_is_one_of_sample_data_only_once_it_is_marked(self, store: Store) -> None:
        assert not store.accounts.is_sample
        store.accounts.mark_sample()
        assert store.accounts.is_sample


def test_no_byte_of_an_account_is_left_with_an_erased_professional(tmp_path: Path) -> None:
    store = SqlStore(f"sqlite:///{tmp_path / 'store.db'}")
    store.put_many([Professional(id="P1", name="Somebody", summary="Pumps.")])
    store.accounts.put(replace(SHEN, email="canary-email@example.org", name="canary-name"))
    store.audit.append(NOW, SHEN.id, "suggestions.shown", [Thing("professional", "P1")])
    store.jobs.add(Job("j1", "import", SHEN.id, NOW, {"name": "canary-file.xlsx"}), b"canary-upload")

    store.erase("professional", "P1")

    store.close()
    content = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"suggestions.shown" in content
    assert b"canary" not in content.lower()


class TestLogsOfStores:
    def test_entries_come_the_latest_first_and_can_be_asked_for_in_parts(self, store: Store) -> None:
        for number in range(5):
            store.audit.append(NOW, f"a{number % 2}", "signed in", [], f"r{number}")

        assert [entry.number for entry in store.audit.entries(limit=2)] == [5, 4]
        assert [entry.request for entry in store.audit.entries(before=4, limit=2)] == ["r2", "r1"]
        assert [entry.number for entry in store.audit.entries(account="a1")] == [4, 2]
        assert store.audit.entries(action="erased") == []

    def test_who_saw_a_person_is_found_though_the_log_does_not_hold_their_id(self, store: Store) -> None:
        store.audit.append(NOW, "a1", "candidates.shown", [Thing("need", "N1"), Thing("professional", "P1", 3, 0.7123)])
        store.audit.append(NOW, "a2", "candidates.shown", [Thing("professional", "P2", 1, 1.5)])

        (entry,) = store.audit.entries(thing=Thing("professional", "P1"))
        assert entry.account == "a1"
        assert entry.things[0] == Thing("need", "N1")
        assert (entry.things[1].rank, entry.things[1].score) == (3, 0.7123)
        assert entry.things[1].id == store.audit.name_of(Thing("professional", "P1")).id != "P1"

    def test_an_untouched_log_is_verified_to_its_head(self, store: Store) -> None:
        assert store.audit.verify().problems == ()
        last = [store.audit.append(NOW, "", "signed in", [Thing("need", "需求")]) for _ in range(3)][-1]

        verified = store.audit.verify()
        assert (verified.entries, verified.head, verified.problems) == (3, last.hash, ())


class TestLogsThatWereChanged:
    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ("UPDATE audit_log SET account = 'a2' WHERE number = 2", "entry 2 is not as it was written"),
            ("UPDATE audit_log SET at = '2026-11-28T09:30:16.000250+00:00' WHERE number = 1", "entry 1 is not as it"),
            ("UPDATE audit_things SET id = 'N9' WHERE number = 2 AND position = 0", "entry 2 is not as it was written"),
            ("UPDATE audit_things SET score = 0.6 WHERE number = 3", "entry 3 is not as it was written"),
            ("DELETE FROM audit_things WHERE number = 1 AND position = 1", "entry 1 is not as it was written"),
            ("DELETE FROM audit_log WHERE number = 2", "before entry 3, 1 are missing"),
            ("DELETE FROM audit_log WHERE number = 1", "before entry 2, 1 are missing"),
            ("DELETE FROM audit_log WHERE number = 3", "the last 1 entries are missing"),
            ("DELETE FROM audit_log", "the last 3 entries are missing"),
            ("DELETE FROM facts WHERE name = 'audit head'", "entry 3 is not the one that the log ended with"),
        ],
    )
    def test_a_change_behind_the_stores_back_is_found(
        self, file: tuple[SqlStore, sqlite3.Connection], change: str, said: str
    ) -> None:
        store, other = file
        other.execute(change)

        assert any(said in problem for problem in store.audit.verify().problems)

    def test_two_entries_that_were_swapped_are_found(self, file: tuple[SqlStore, sqlite3.Connection]) -> None:
        store, other = file
        for old, new in ((1, 9), (2, 1), (9, 2)):
            other.execute("UPDATE audit_log SET number = ? WHERE number = ?", (new, old))
            other.execute("UPDATE audit_things SET number = ? WHERE number = ?", (new, old))

        assert len(store.audit.verify().problems) >= 2

    def test_an_entry_whose_own_hash_was_made_again_breaks_the_chain(
        self, file: tuple[SqlStore, sqlite3.Connection]
    ) -> None:
        store, other = file
        forged = replace(store.audit.entries()[1], account="a2")
        other.execute("UPDATE audit_log SET account = 'a2', hash = ? WHERE number = 2", (forged.digest(),))

        assert store.audit.verify().problems == ("entry 3 does not follow entry 2: one of them was put there later",)

    def test_writers_in_two_stores_on_one_file_make_one_chain(self, tmp_path: Path) -> None:
        url = f"sqlite:///{tmp_path / 'store.db'}"
        stores = [SqlStore(url), SqlStore(url)]

        def write(store: SqlStore) -> None:
            for _ in range(15):
                store.audit.append(NOW, "a", "signed in", [Thing("need", "N1")])

        threads = [threading.Thread(target=write, args=(store,)) for store in stores]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert (stores[0].audit.verify().entries, stores[0].audit.verify().problems) == (30, ())
        for store in stores:
            store.close()
