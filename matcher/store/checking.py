"""Whether the rows of the SQL store are what was written: one row as it is read, or all of them."""

import logging
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Connection, Row, Table, delete, func, select, text
from sqlalchemy.exc import DatabaseError

from matcher.codec import kept_from_json
from matcher.errors import DamagedError, RecordError, StoreError
from matcher.records import RECORD_TYPES, Record
from matcher.store import agreed, judgements, runs, schema
from matcher.store.checksums import checksum
from matcher.store.connect import shown
from matcher.store.uses import RECORDS, fact

_log = logging.getLogger(__name__)
_REMEDY = "restore a backup with `homematch restore`, or import the record again"

Line = Row[Any]


def is_intact(kept: bytes, *values: object) -> bool:
    """Whether values have the checksum that was kept with them."""
    return kept == checksum(*values)


def record_of(line: Line) -> Record:
    """The record of a whole row of ``records``; raises DamagedError, which names it and shows nothing of it."""
    if not is_intact(line.checksum, line.row, line.kind, line.id, line.body, line.sequence):
        raise DamagedError(f"the {_named(line)} is damaged in the store; {_REMEDY}")
    try:
        return kept_from_json(line.kind, line.body)
    except (RecordError, ValueError, KeyError) as error:
        raise DamagedError(f"the {_named(line)} cannot be read from the store; {_REMEDY}") from error


def derived_of(row: int, rules: str, body: bytes | None, kept: bytes | None) -> bytes | None:
    """What was derived from a record; None where it is damaged, since it is then derived again."""
    if body is None or is_intact(kept or b"", row, rules, body):
        return body
    _log.warning("what was derived from the record in row %d is damaged in the store; it is derived again", row)
    return None


def vector_line(fingerprint: bytes, model: str, vector: bytes) -> dict[str, Any]:
    """A row of ``vectors``."""
    line = {"fingerprint": fingerprint, "model": model, "vector": vector}
    return line | {"checksum": checksum(fingerprint, model, vector)}


def structure(connection: Connection, url: str, *, in_full: bool) -> None:
    """Ask the database whether its pages are sound, with its indexes if ``in_full``; raises StoreError."""
    if connection.dialect.name != "sqlite":
        return
    try:
        verdict = connection.execute(text(f"PRAGMA {'integrity_check' if in_full else 'quick_check'}(1)")).scalar()
    except DatabaseError as error:
        verdict = error.orig
    if verdict != "ok":
        raise StoreError(f"the store {shown(url)} is damaged ({verdict}); restore it from a backup")


def counts(connection: Connection) -> dict[str, int]:
    """How many records of each kind, vectors and decisions there are."""
    table = schema.records
    lines = connection.execute(select(table.c.kind, func.count()).group_by(table.c.kind))
    of_kinds: dict[str, int] = {line.kind: line[1] for line in lines}
    counted = {str(kind): of_kinds.get(kind, 0) for kind in RECORD_TYPES}
    for other in (schema.vectors, schema.decisions):
        counted[other.name] = connection.execute(select(func.count()).select_from(other)).scalar_one()
    return counted


def damage(connection: Connection, url: str) -> list[str]:
    """Everything that is not as it was written, one sentence each."""
    return list(_damage(connection, url))


def drop_damaged(connection: Connection) -> None:
    """Delete the damaged rows of what can be made again."""
    for table, values, keys in _MADE_AGAIN:
        for line in connection.execute(select(table)).all():
            if not is_intact(line.checksum, *values(line)):
                matched = [table.c[key] == getattr(line, key) for key in keys]
                connection.execute(delete(table).where(*matched))


def _damage(connection: Connection, url: str) -> Iterator[str]:
    try:
        structure(connection, url, in_full=True)
    except StoreError as error:
        yield str(error)
        return
    for line in connection.execute(select(schema.records)):
        try:
            record_of(line)
        except DamagedError as error:
            yield str(error)
    for table, values, _ in _MADE_AGAIN:
        count = sum(not is_intact(line.checksum, *values(line)) for line in connection.execute(select(table)))
        if count:
            yield f"{count} rows of {table.name} are damaged; `homematch doctor --repair` makes them again"
    if count := runs.damaged_lines(connection):
        yield f"{count} lines of kept runs are damaged; restore a backup, or run those nights again"
    for check in (agreed.check, judgements.kept, _unchanged):
        try:
            check(connection)
        except DamagedError as error:
            yield str(error)


def _unchanged(connection: Connection) -> None:
    """Every record that was put is there, with the change that it was put with."""
    records, changes = schema.records, schema.changes
    matched = (changes.c.sequence == records.c.sequence) & (changes.c.row == records.c.row)
    joined = records.outerjoin(changes, matched & (changes.c.kind == records.c.kind))
    wanted = select(records.c.row).select_from(joined).where(changes.c.sequence.is_(None))
    count = connection.execute(select(func.count()).select_from(records)).scalar_one()
    if str(count) != (counted := fact(connection, RECORDS) or "0"):
        raise DamagedError(
            f"there are {count} records where {counted} were put: some were taken out or put in behind the store's "
            "back; restore a backup with `homematch restore`"
        )
    if (row := connection.execute(wanted).scalar()) is not None:
        raise DamagedError(f"the change of the record in row {row} is not on record as it was; {_REMEDY}")


def _named(line: Line) -> str:
    """A record by kind and id, as far as these are what they were."""
    kind = line.kind if line.kind in RECORD_TYPES else "record"
    return f"{kind} {str(line.id)[:80]!r} (row {line.row})"


_MADE_AGAIN: tuple[tuple[Table, Callable[[Line], tuple[object, ...]], tuple[str, ...]], ...] = (
    (schema.derived, lambda line: (line.row, line.rules, line.body), ("row",)),
    (schema.vectors, lambda line: (line.fingerprint, line.model, line.vector), ("fingerprint", "model")),
    (schema.sample, lambda line: (line.row, line.body), ("row",)),
)
"""The tables that are made again from records, what their checksums cover, and the key of each."""
