"""The consents of the SQL store: those of the records, and what people agreed to or withdrew since."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from matcher.errors import DamagedError
from matcher.records import Professional
from matcher.store.checksums import checksum, digest_of, framed
from matcher.store.port import Agreement, permissions
from matcher.store.schema import agreements, consents
from matcher.store.uses import batches


def put(connection: Connection, people: Mapping[int, Professional]) -> None:
    """What people agree to, by row, as it is now."""
    since = {row: kept(connection, row) for row in _with_agreements(connection, people)}
    connection.execute(delete(consents).where(consents.c.row.in_(people)))
    lines = [
        _checked(row, permission.purpose, permission.given, permission.until)
        for row, person in people.items()
        for permission in permissions(person, since.get(row, ()))
    ]
    for batch in batches(lines):
        connection.execute(insert(consents), batch)


def add(connection: Connection, row: int, agreement: Agreement) -> None:
    """Keep one more."""
    line = {"row": row, "purpose": agreement.purpose, "given": agreement.given, "day": agreement.day}
    connection.execute(insert(agreements), [line | {"until": agreement.until, "text": agreement.text}])


def kept(connection: Connection, row: int) -> list[Agreement]:
    """What somebody agreed to and withdrew, in order."""
    table = agreements
    columns = (table.c.purpose, table.c.given, table.c.day, table.c.until, table.c.text)
    wanted = select(*columns).where(table.c.row == row).order_by(table.c.number)
    return [Agreement(*line) for line in connection.execute(wanted)]


def check(connection: Connection) -> None:
    """Raises DamagedError if a consent is not what was written."""
    # Columns as the driver gives them: making rows and dates of them takes five times as long, at every opening.
    columns = "row, purpose, given, until, checksum"
    ends: dict[tuple[object, ...], bytes] = {}
    for row, *end, kept in connection.exec_driver_sql(f"SELECT {columns} FROM consents"):
        key = tuple(end)
        if key not in ends:
            ends[key] = b"".join(map(framed, key))
        if kept != digest_of(framed(row) + ends[key]):
            raise DamagedError(
                f"the consents in row {row} of the store are damaged, so nobody is matched by them; run "
                "`homematch doctor --repair`, which takes them from the records again"
            )


def _with_agreements(connection: Connection, rows: Iterable[int]) -> Sequence[int]:
    wanted = select(agreements.c.row).where(agreements.c.row.in_(rows)).distinct()
    return list(connection.execute(wanted).scalars())


def _checked(row: int, purpose: str, given: object, until: object) -> dict[str, Any]:
    line = {"row": row, "purpose": purpose, "given": given, "until": until}
    return line | {"checksum": checksum(row, purpose, given, until)}
