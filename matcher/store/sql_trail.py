"""The audit log in the SQL store."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, insert, select

from matcher.store.schema import audit_log, audit_things, facts
from matcher.store.sql_accounts import text_of, time_of
from matcher.store.trail import PERSON, START, LogEntry, Thing, Verified, check_chain
from matcher.store.uses import batches, fact, put_fact
from matcher.tombstones import hash_of_id

_HEAD = "audit head"
"""The fact that names the last entry, so that one that is cut off is missed; writers take turns by it."""


class SqlAuditLog:
    """See ``AuditLog``."""

    def __init__(self, reads: Engine, writes: Engine) -> None:
        self._reads, self._writes = reads, writes

    def append(self, at: datetime, account: str, action: str, things: Sequence[Thing], request: str = "") -> LogEntry:
        """See ``AuditLog.append``."""
        with self._writes.begin() as connection:
            last, before = _head(connection, turn=True)
            salt = fact(connection, "salt")
            named = tuple(_named(thing, salt) for thing in things)
            bare = LogEntry(last + 1, time_of(text_of(at)), account, action, named, request, before)
            entry = LogEntry(bare.number, bare.at, account, action, named, request, before, bare.digest())
            connection.execute(insert(audit_log), [_line(entry)])
            if named:
                connection.execute(insert(audit_things), list(_thing_lines(entry)))
            put_fact(connection, _HEAD, f"{entry.number} {entry.hash}")
        return entry

    def entries(
        self, *, before: int | None = None, limit: int = 100, account: str = "", action: str = "",
        thing: Thing | None = None,
    ) -> list[LogEntry]:  # fmt: skip
        """See ``AuditLog.entries``."""
        wanted = select(audit_log).order_by(audit_log.c.number.desc()).limit(limit)
        if before is not None:
            wanted = wanted.where(audit_log.c.number < before)
        if account:
            wanted = wanted.where(audit_log.c.account == account)
        if action:
            wanted = wanted.where(audit_log.c.action == action)
        with self._reads.begin() as connection:
            if thing is not None:
                named = _named(thing, fact(connection, "salt"))
                of_thing = (audit_things.c.kind == named.kind) & (audit_things.c.id == named.id)
                wanted = wanted.where(audit_log.c.number.in_(select(audit_things.c.number).where(of_thing)))
            return _entries(connection, connection.execute(wanted).all())

    def name_of(self, thing: Thing) -> Thing:
        """See ``AuditLog.name_of``."""
        with self._reads.begin() as connection:
            return _named(thing, fact(connection, "salt"))

    def verify(self) -> Verified:
        """See ``AuditLog.verify``."""
        with self._reads.begin() as connection:
            last, head = _head(connection)
            return check_chain(_in_order(connection), last, head)


def _head(connection: Connection, *, turn: bool = False) -> tuple[int, str]:
    """Number and hash of the last entry; with ``turn`` other writers wait until this transaction has ended."""
    if turn and connection.dialect.name == "postgresql":
        connection.execute(select(facts.c.name).where(facts.c.name == "salt").with_for_update())
    number, _, last = (fact(connection, _HEAD) or f"0 {START}").partition(" ")
    return int(number), last


def _in_order(connection: Connection) -> Iterator[LogEntry]:
    numbers = list(connection.execute(select(audit_log.c.number).order_by(audit_log.c.number)).scalars())
    for batch in batches(numbers):
        lines = connection.execute(select(audit_log).where(audit_log.c.number.in_(batch)).order_by(audit_log.c.number))
        yield from _entries(connection, lines.all())


def _entries(connection: Connection, lines: Sequence[Row[Any]]) -> list[LogEntry]:
    things: dict[int, list[Thing]] = {line.number: [] for line in lines}
    for numbers in batches(things):
        wanted = select(audit_things).where(audit_things.c.number.in_(numbers))
        for one in connection.execute(wanted.order_by(audit_things.c.number, audit_things.c.position)):
            things[one.number].append(Thing(one.kind, one.id, one.rank, one.score))
    return [
        LogEntry(
            line.number, time_of(line.at), line.account, line.action, tuple(things[line.number]), line.request,
            line.before, line.hash,
        )
        for line in lines
    ]  # fmt: skip


def _named(thing: Thing, salt: str) -> Thing:
    if thing.kind != PERSON:
        return thing
    return Thing(thing.kind, hash_of_id(PERSON, thing.id, salt), thing.rank, thing.score)


def _line(entry: LogEntry) -> dict[str, Any]:
    return {
        "number": entry.number, "at": text_of(entry.at), "account": entry.account, "action": entry.action,
        "request": entry.request, "before": entry.before, "hash": entry.hash,
    }  # fmt: skip


def _thing_lines(entry: LogEntry) -> Iterable[dict[str, Any]]:
    for position, thing in enumerate(entry.things):
        yield {
            "number": entry.number, "position": position, "kind": thing.kind, "id": thing.id, "rank": thing.rank,
            "score": thing.score,
        }  # fmt: skip
