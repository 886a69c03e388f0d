"""What is derived from the records of the SQL store, the vectors that they use, and those that nobody uses any more."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from typing import TypeVar

from sqlalchemy import Connection, delete, exists, insert, select

from matcher.store import schema
from matcher.store.checksums import checksum
from matcher.store.port import Derived

RECORDS = "records"
"""The fact that counts the records."""
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


def put_fact(connection: Connection, name: str, value: str) -> None:
    """Keep a fact instead of the one of that name before."""
    connection.execute(delete(schema.facts).where(schema.facts.c.name == name))
    connection.execute(insert(schema.facts), [{"name": name, "value": value}])


def count_records(connection: Connection, more: int) -> None:
    """Keep how many records there are, so that one that is taken out or put in behind the store's back is noticed."""
    put_fact(connection, RECORDS, str(int(fact(connection, RECORDS) or 0) + more))


def put_derived(connection: Connection, derived: Mapping[int, Derived | None]) -> int:
    """Keep what was derived from rows, instead of what was before; how many vectors nobody uses any more and went."""
    removed = 0
    for rows in batches(sorted(derived)):
        connection.execute(delete(schema.derived).where(schema.derived.c.row.in_(rows)))
        bodies = [(row, fresh) for row in rows if (fresh := derived[row]) is not None]
        if bodies:
            lines = [{"row": row, "rules": fresh.rules, "body": fresh.body} for row, fresh in bodies]
            lines = [line | {"checksum": checksum(*line.values())} for line in lines]
            connection.execute(insert(schema.derived), lines)
        removed += _put_uses(connection, {row: fresh.texts if (fresh := derived[row]) else frozenset() for row in rows})
    return removed


def _put_uses(connection: Connection, texts: Mapping[int, frozenset[bytes]]) -> int:
    table = schema.vector_uses
    before: dict[int, set[bytes]] = {row: set() for row in texts}
    for line in connection.execute(select(table.c.row, table.c.fingerprint).where(table.c.row.in_(texts))):
        before[line.row].add(line.fingerprint)
    new = [{"row": row, "fingerprint": text} for row, after in texts.items() for text in sorted(after - before[row])]
    for lines in batches(new):
        connection.execute(insert(table), lines)
    return sum(_drop(connection, row, used - texts[row]) for row, used in before.items())


def _drop(connection: Connection, row: int, fingerprints: set[bytes]) -> int:
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


def used(connection: Connection, fingerprints: Collection[bytes]) -> set[bytes]:
    """Those of the keys that a record uses; they stay in use until the transaction ends."""
    table = schema.vector_uses
    wanted = select(table.c.fingerprint).where(table.c.fingerprint.in_(fingerprints))
    # A writer has all of SQLite to itself; hundreds of records may use a text.
    in_sqlite = connection.dialect.name == "sqlite"
    wanted = wanted.distinct() if in_sqlite else wanted.with_for_update(key_share=True)
    return set(connection.execute(wanted).scalars())


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
        used = select(uses.c.fingerprint).where(uses.c.row.in_(batch))
        kept |= set(connection.execute(used.where(uses.c.fingerprint.in_(select(vectors.c.fingerprint)))).scalars())
    leaving = set(rows)
    for keys in batches(sorted(kept)):
        users = select(uses.c.row, uses.c.fingerprint).where(uses.c.fingerprint.in_(keys))
        kept -= {line.fingerprint for line in connection.execute(users) if line.row not in leaving}
    return sorted(kept)
