"""Which records of the SQL store use which vectors, and the vectors that go when nobody does any more."""

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import TypeVar

from sqlalchemy import Connection, delete, exists, insert, select, update

from matcher.codec import from_json
from matcher.records import Record
from matcher.store import schema
from matcher.store.port import used_fingerprints
from matcher.text import TEMPLATE

_MANY = 500
"""Values in one statement, under the limits of every database."""

T = TypeVar("T")


def batches(values: Iterable[T]) -> Iterator[list[T]]:
    """The values in lists that one statement can take."""
    iterator = iter(values)
    while batch := list(islice(iterator, _MANY)):
        yield batch


def fact(connection: Connection, name: str) -> str:
    """A fact about the store; empty if it is not known."""
    table = schema.facts
    return connection.execute(select(table.c.value).where(table.c.name == name)).scalar() or ""


def renew(connection: Connection) -> None:
    """Note anew what every record uses: under another template every text has another fingerprint."""
    if fact(connection, "template") == TEMPLATE:
        return  # another process was faster
    table = schema.records
    wanted = select(table.c.row, table.c.kind, table.c.body).where(table.c.kind.in_(("professional", "need")))
    for line in connection.execute(wanted).all():
        note(connection, line.row, from_json(line.kind, line.body))
    facts = schema.facts
    known = update(facts).where(facts.c.name == "template").values(value=TEMPLATE)
    if not connection.execute(known).rowcount:
        connection.execute(insert(facts), {"name": "template", "value": TEMPLATE})


def note(connection: Connection, row: int, record: Record) -> None:
    """Note what a record uses now, and drop the vectors that nobody uses any more."""
    table = schema.vector_uses
    before, current = of_row(connection, row), used_fingerprints(record)
    drop(connection, row, before - current)
    new = [{"row": row, "fingerprint": each} for each in sorted(current - before)]
    if new:
        connection.execute(insert(table), new)


def of_row(connection: Connection, row: int) -> set[bytes]:
    """What a record uses."""
    table = schema.vector_uses
    return set(connection.execute(select(table.c.fingerprint).where(table.c.row == row)).scalars())


def drop(connection: Connection, row: int, fingerprints: set[bytes]) -> int:
    """A record no longer uses these; the vectors that nobody else uses go, and are counted."""
    uses = schema.vector_uses
    removed = 0
    for batch in batches(sorted(fingerprints)):
        connection.execute(delete(uses).where(uses.c.row == row, uses.c.fingerprint.in_(batch)))
        others = select(uses.c.fingerprint).where(uses.c.fingerprint.in_(batch))
        removed += delete_vectors(connection, set(batch) - set(connection.execute(others).scalars()))
    return removed


def delete_vectors(connection: Connection, fingerprints: Iterable[bytes], model: str | None = None) -> int:
    """Delete vectors of one model or of all; how many."""
    table = schema.vectors
    removed = 0
    for batch in batches(fingerprints):
        statement = delete(table).where(table.c.fingerprint.in_(batch))
        if model is not None:
            statement = statement.where(table.c.model == model)
        removed += connection.execute(statement).rowcount
    return removed


def unused(connection: Connection, model: str) -> list[bytes]:
    """Keys of the vectors of a model that no record uses."""
    vectors, uses = schema.vectors, schema.vector_uses
    used = exists().where(uses.c.fingerprint == vectors.c.fingerprint)
    return list(connection.execute(select(vectors.c.fingerprint).where(vectors.c.model == model, ~used)).scalars())


def only_of(connection: Connection, rows: Collection[int]) -> list[bytes]:
    """Keys of the vectors that these records use and no other."""
    vectors, uses = schema.vectors, schema.vector_uses
    kept: set[bytes] = set()
    for batch in batches(rows):
        mine = select(uses.c.fingerprint).where(uses.c.row.in_(batch))
        kept |= set(connection.execute(mine.where(uses.c.fingerprint.in_(select(vectors.c.fingerprint)))).scalars())
    mine_all = set(rows)
    for keys in batches(sorted(kept)):
        users = select(uses.c.row, uses.c.fingerprint).where(uses.c.fingerprint.in_(keys))
        kept -= {line.fingerprint for line in connection.execute(users) if line.row not in mine_all}
    return sorted(kept)
