"""Accounts, sessions, links and keys in the SQL store."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import Connection, Engine, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from matcher.errors import InputError
from matcher.store.accounts import Account, ApiKey, Link, Purpose, Session
from matcher.store.schema import accounts, api_keys, jobs, kept_answers, links, sessions
from matcher.store.uses import fact, put_fact

_SAMPLE = "sample accounts"
"""The fact that marks a store as one of sample data."""


class SqlAccounts:
    """See ``AccountStore``."""

    def __init__(self, reads: Engine, writes: Engine) -> None:
        self._reads, self._writes = reads, writes

    def put(self, account: Account) -> None:
        """See ``AccountStore.put``."""
        with self._writes.begin() as connection:
            _put(connection, account)

    def get(self, identifier: str) -> Account | None:
        """See ``AccountStore.get``."""
        return self._account(accounts.c.id == identifier)

    def of_email(self, email: str) -> Account | None:
        """See ``AccountStore.of_email``."""
        return self._account(accounts.c.email == email) if email else None

    def all(self) -> list[Account]:
        """See ``AccountStore.all``."""
        with self._reads.begin() as connection:
            kept = [_account(line) for line in connection.execute(select(accounts))]
        return sorted(kept, key=lambda account: (account.email, account.id))

    def remove(self, identifier: str) -> bool:
        """See ``AccountStore.remove``."""
        with self._writes.begin() as connection:
            return connection.execute(delete(accounts).where(accounts.c.id == identifier)).rowcount > 0

    def put_session(self, session: Session) -> None:
        """See ``AccountStore.put_session``."""
        line = {"account": session.account, "made": text_of(session.made), "seen": text_of(session.seen)}
        with self._writes.begin() as connection:
            changed = connection.execute(update(sessions).where(sessions.c.token == session.token).values(line))
            if not changed.rowcount:
                connection.execute(insert(sessions), [line | {"token": session.token}])

    def session(self, token: str) -> Session | None:
        """See ``AccountStore.session``."""
        with self._reads.begin() as connection:
            line = connection.execute(select(sessions).where(sessions.c.token == token)).first()
        return Session(line.token, line.account, time_of(line.made), time_of(line.seen)) if line else None

    def end_session(self, token: str) -> bool:
        """See ``AccountStore.end_session``."""
        with self._writes.begin() as connection:
            return connection.execute(delete(sessions).where(sessions.c.token == token)).rowcount > 0

    def end_sessions(self, account: str, *, but: str = "") -> int:
        """See ``AccountStore.end_sessions``."""
        with self._writes.begin() as connection:
            return _end_sessions(connection, account, but)

    def drop_sessions(self, before: datetime) -> int:
        """See ``AccountStore.drop_sessions``."""
        with self._writes.begin() as connection:
            return connection.execute(delete(sessions).where(sessions.c.seen < text_of(before))).rowcount

    def put_link(self, link: Link) -> None:
        """See ``AccountStore.put_link``."""
        same = (links.c.account == link.account) & (links.c.purpose == link.purpose)
        line = {"token": link.token, "account": link.account, "purpose": link.purpose, "until": text_of(link.until)}
        with self._writes.begin() as connection:
            connection.execute(delete(links).where(same & links.c.used.is_(None)))
            connection.execute(insert(links), [line | {"used": text_of(link.used) if link.used else None}])

    def link(self, token: str) -> Link | None:
        """See ``AccountStore.link``."""
        with self._reads.begin() as connection:
            line = connection.execute(select(links).where(links.c.token == token)).first()
        if line is None:
            return None
        return Link(line.token, line.account, cast(Purpose, line.purpose), time_of(line.until), _time(line.used))

    def use_link(self, token: str, account: Account, at: datetime) -> bool:
        """See ``AccountStore.use_link``."""
        unused = (links.c.token == token) & links.c.used.is_(None)
        with self._writes.begin() as connection:
            if not connection.execute(update(links).where(unused).values(used=text_of(at))).rowcount:
                return False
            _put(connection, account)
            _end_sessions(connection, account.id)
        return True

    def put_key(self, key: ApiKey) -> None:
        """See ``AccountStore.put_key``."""
        line = {
            "token": key.token, "name": key.name, "scopes": json.dumps(sorted(key.scopes)), "made": text_of(key.made),
            "bases": None if key.bases is None else json.dumps(sorted(key.bases)), "until": _text(key.until),
            "revoked": _text(key.revoked), "used": _text(key.used),
        }  # fmt: skip
        with self._writes.begin() as connection:
            changed = connection.execute(update(api_keys).where(api_keys.c.id == key.id).values(line))
            if not changed.rowcount:
                connection.execute(insert(api_keys), [line | {"id": key.id}])

    def key_of(self, token: str) -> ApiKey | None:
        """See ``AccountStore.key_of``."""
        with self._reads.begin() as connection:
            line = connection.execute(select(api_keys).where(api_keys.c.token == token)).first()
        return _key(line) if line else None

    def keys(self) -> list[ApiKey]:
        """See ``AccountStore.keys``."""
        with self._reads.begin() as connection:
            return [
                _key(line) for line in connection.execute(select(api_keys).order_by(api_keys.c.made, api_keys.c.id))
            ]

    @property
    def is_sample(self) -> bool:
        """See ``AccountStore.is_sample``."""
        with self._reads.begin() as connection:
            return fact(connection, _SAMPLE) == "yes"

    def mark_sample(self) -> None:
        """See ``AccountStore.mark_sample``."""
        with self._writes.begin() as connection:
            put_fact(connection, _SAMPLE, "yes")

    def _account(self, condition: Any) -> Account | None:
        with self._reads.begin() as connection:
            line = connection.execute(select(accounts).where(condition)).first()
        return _account(line) if line else None


def erase_person(connection: Connection, professional: str) -> None:
    """Remove the account of a professional, with all that goes with it, and whatever jobs made to be downloaded."""
    own = accounts.c.professional == professional
    gone = list(connection.execute(select(accounts.c.id).where(own)).scalars())
    connection.execute(delete(jobs).where(jobs.c.account.in_(gone)))
    connection.execute(delete(kept_answers).where(kept_answers.c.account.in_(gone)))
    connection.execute(update(jobs).where(jobs.c.ended.is_not(None)).values(file=None, result="{}"))
    connection.execute(delete(accounts).where(own))


def text_of(at: datetime) -> str:
    """A time in the one form that is kept."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def time_of(text: str) -> datetime:
    """The time that ``text_of`` gave."""
    return datetime.fromisoformat(text)


def _text(at: datetime | None) -> str | None:
    return text_of(at) if at else None


def _time(text: str | None) -> datetime | None:
    return time_of(text) if text else None


def _put(connection: Connection, account: Account) -> None:
    line = {
        "email": account.email or None, "name": account.name, "role": account.role, "made": text_of(account.made),
        "bases": json.dumps(sorted(account.bases), ensure_ascii=False), "professional": account.professional,
        "password": account.password, "active": account.active, "sample": account.sample,
    }  # fmt: skip
    holder = select(accounts.c.id).where(accounts.c.email == account.email, accounts.c.id != account.id)
    if account.email and connection.execute(holder).first():
        raise taken(account.email)
    write: Callable[..., Any] = connection.execute
    try:
        if not write(update(accounts).where(accounts.c.id == account.id).values(line)).rowcount:
            write(insert(accounts), [line | {"id": account.id}])
    except IntegrityError as error:  # another process was faster
        raise taken(account.email) from error


def taken(email: str) -> InputError:
    """What is said where two accounts would have one email."""
    return InputError("there is an account of {email} already; give another email, or change that account", email=email)


def _end_sessions(connection: Connection, account: str, but: str = "") -> int:
    others = (sessions.c.account == account) & (sessions.c.token != but)
    return connection.execute(delete(sessions).where(others)).rowcount


def _account(line: Row[Any]) -> Account:
    return Account(
        line.id, line.email or "", line.name, line.role, time_of(line.made), frozenset(json.loads(line.bases)),
        line.professional, line.password, line.active, line.sample,
    )  # fmt: skip


def _key(line: Row[Any]) -> ApiKey:
    bases = None if line.bases is None else frozenset(json.loads(line.bases))
    return ApiKey(
        line.id, line.token, line.name, frozenset(json.loads(line.scopes)), time_of(line.made), bases,
        _time(line.until), _time(line.revoked), _time(line.used),
    )  # fmt: skip
