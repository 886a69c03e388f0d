"""Accounts, sessions, links, keys and the audit log in memory; the oracle of those that are kept."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from matcher.store.accounts import Account, ApiKey, Link, Session
from matcher.store.sql_accounts import taken
from matcher.store.trail import PERSON, START, LogEntry, Thing, Verified, check_chain
from matcher.tombstones import hash_of_id


class MemoryAccounts:
    """See ``AccountStore``."""

    def __init__(self) -> None:
        self._accounts: dict[str, Account] = {}
        self._sessions: dict[str, Session] = {}
        self._links: dict[str, Link] = {}
        self._keys: dict[str, ApiKey] = {}
        self.is_sample = False

    def put(self, account: Account) -> None:
        """See ``AccountStore.put``."""
        holder = self.of_email(account.email)
        if holder is not None and holder.id != account.id:
            raise taken(account.email)
        self._accounts[account.id] = account

    def get(self, identifier: str) -> Account | None:
        """See ``AccountStore.get``."""
        return self._accounts.get(identifier)

    def of_email(self, email: str) -> Account | None:
        """See ``AccountStore.of_email``."""
        return next((account for account in self._accounts.values() if email and account.email == email), None)

    def all(self) -> list[Account]:
        """See ``AccountStore.all``."""
        return sorted(self._accounts.values(), key=lambda account: (account.email, account.id))

    def remove(self, identifier: str) -> bool:
        """See ``AccountStore.remove``."""
        self.end_sessions(identifier)
        self._links = {token: link for token, link in self._links.items() if link.account != identifier}
        return self._accounts.pop(identifier, None) is not None

    def put_session(self, session: Session) -> None:
        """See ``AccountStore.put_session``."""
        self._sessions[session.token] = session

    def session(self, token: str) -> Session | None:
        """See ``AccountStore.session``."""
        return self._sessions.get(token)

    def end_session(self, token: str) -> bool:
        """See ``AccountStore.end_session``."""
        return self._sessions.pop(token, None) is not None

    def end_sessions(self, account: str, *, but: str = "") -> int:
        """See ``AccountStore.end_sessions``."""
        return self._drop([one for one in self._sessions.values() if one.account == account and one.token != but])

    def drop_sessions(self, before: datetime) -> int:
        """See ``AccountStore.drop_sessions``."""
        return self._drop([one for one in self._sessions.values() if one.seen < before])

    def put_link(self, link: Link) -> None:
        """See ``AccountStore.put_link``."""
        same = (link.account, link.purpose, None)
        self._links = {token: one for token, one in self._links.items() if (one.account, one.purpose, one.used) != same}
        self._links[link.token] = link

    def link(self, token: str) -> Link | None:
        """See ``AccountStore.link``."""
        return self._links.get(token)

    def use_link(self, token: str, account: Account, at: datetime) -> bool:
        """See ``AccountStore.use_link``."""
        link = self._links.get(token)
        if link is None or link.used is not None:
            return False
        self.put(account)
        self._links[token] = replace(link, used=at)
        self.end_sessions(account.id)
        return True

    def put_key(self, key: ApiKey) -> None:
        """See ``AccountStore.put_key``."""
        self._keys[key.id] = key

    def key_of(self, token: str) -> ApiKey | None:
        """See ``AccountStore.key_of``."""
        return next((key for key in self._keys.values() if key.token == token), None)

    def keys(self) -> list[ApiKey]:
        """See ``AccountStore.keys``."""
        return sorted(self._keys.values(), key=lambda key: (key.made, key.id))

    def mark_sample(self) -> None:
        """See ``AccountStore.mark_sample``."""
        self.is_sample = True

    def erase_person(self, professional: str) -> list[str]:
        """Remove the account of a professional; its id."""
        accounts = [one.id for one in self._accounts.values() if one.professional == professional]
        for account in accounts:
            self.remove(account)
        return accounts

    def _drop(self, doomed: Sequence[Session]) -> int:
        for session in doomed:
            del self._sessions[session.token]
        return len(doomed)


class MemoryAuditLog:
    """See ``AuditLog``."""

    def __init__(self, salt: str) -> None:
        self._salt, self._entries = salt, list[LogEntry]()

    def append(self, at: datetime, account: str, action: str, things: Sequence[Thing], request: str = "") -> LogEntry:
        """See ``AuditLog.append``."""
        named = tuple(map(self.name_of, things))
        before = self._entries[-1].hash if self._entries else START
        bare = LogEntry(len(self._entries) + 1, at, account, action, named, request, before)
        self._entries.append(replace(bare, hash=bare.digest()))
        return self._entries[-1]

    def entries(
        self, *, before: int | None = None, limit: int = 100, account: str = "", action: str = "",
        thing: Thing | None = None,
    ) -> list[LogEntry]:  # fmt: skip
        """See ``AuditLog.entries``."""
        named = None if thing is None else self.name_of(thing)
        fitting = [
            entry
            for entry in reversed(self._entries)
            if (before is None or entry.number < before)
            and (not account or entry.account == account)
            and (not action or entry.action == action)
            and (named is None or any((one.kind, one.id) == (named.kind, named.id) for one in entry.things))
        ]
        return fitting[:limit]

    def name_of(self, thing: Thing) -> Thing:
        """See ``AuditLog.name_of``."""
        return replace(thing, id=hash_of_id(PERSON, thing.id, self._salt)) if thing.kind == PERSON else thing

    def verify(self) -> Verified:
        """See ``AuditLog.verify``."""
        last = self._entries[-1] if self._entries else None
        return check_chain(self._entries, last.number if last else 0, last.hash if last else START)
