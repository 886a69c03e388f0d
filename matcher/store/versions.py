"""Records with the number of their latest change: put only where nobody else has changed them since they were read."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, select

from matcher.errors import NotFoundError
from matcher.records import Kind, Record
from matcher.store import checking, schema
from matcher.store.port import Derived, Key


class Versions:
    """The part of ``SqlStore`` that tells versions of records apart; see ``Store`` for its methods."""

    if TYPE_CHECKING:
        _reads: Engine
        _writes: Engine

        def _put(self, connection: Connection, batch: list[Record], derived: Mapping[Key, Derived]) -> int: ...

    def versioned(self, kind: Kind, identifier: str) -> tuple[Record, int]:
        """See ``Store.versioned``."""
        table = schema.records
        with self._reads.begin() as connection:
            line = connection.execute(select(table).where(table.c.kind == kind, table.c.id == identifier)).first()
        if line is None:
            raise NotFoundError(kind, identifier)
        return checking.record_of(line), line.sequence

    def put_if(self, record: Record, derived: Mapping[Key, Derived], version: int) -> int | None:
        """See ``Store.put_if``; the row is locked between the look and the change."""
        with self._writes.begin() as connection:
            if _version(connection, record) != version:
                return None
            self._put(connection, [record], derived)
            return _version(connection, record)


def _version(connection: Connection, record: Record) -> int:
    table = schema.records
    wanted = select(table.c.sequence).where(table.c.kind == record.kind, table.c.id == record.id)
    return connection.execute(wanted.with_for_update()).scalar() or 0
