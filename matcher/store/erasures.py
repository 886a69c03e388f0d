"""Erasures in the SQL store: the job, the receipt, and the tombstones that keep whoever is gone from coming back."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any, cast

from sqlalchemy import Connection, delete, insert, select

from matcher.records import Kind, Record
from matcher.store.port import Erasure, Key, Receipt, Tombstone
from matcher.store.schema import erasures, records, tombstones
from matcher.store.uses import batches, fact
from matcher.tombstones import hash_of_id, hashes

_COUNTS = ("sequence", "records", "vectors", "recommendations", "index_rows", "lexical_rows", "decisions", "files")


def put(connection: Connection, erasure: Erasure) -> None:
    """Keep a job instead of what was known of it before."""
    receipt = erasure.receipt
    connection.execute(delete(erasures).where(erasures.c.receipt == receipt.id))
    counts: dict[str, Any] = {name: getattr(receipt, name) for name in _COUNTS} | {"reports": receipt.reports}
    line = {"receipt": receipt.id, "kind": receipt.kind, "day": receipt.day, "row": erasure.row}
    line |= {"stage": erasure.stage, "counts": json.dumps(counts), "traces": json.dumps(erasure.traces)}
    connection.execute(insert(erasures), [line])


def kept(connection: Connection) -> list[Erasure]:
    """All jobs, by day and receipt."""
    return [
        _read(line.receipt, line.kind, line.day, line.row, line.stage, line.counts, line.traces)
        for line in connection.execute(select(erasures).order_by(erasures.c.day, erasures.c.receipt))
    ]


def bury(connection: Connection, record: Record | None, kind: Kind, identifier: str, receipt: str, day: date) -> None:
    """Keep the tombstones of a record; of one that cannot be read that of its id alone."""
    salt = fact(connection, "salt")
    keys = hashes(record, salt) if record is not None else [hash_of_id(kind, identifier, salt)]
    put_tombstones(connection, [Tombstone(key, salt, receipt, day) for key in dict.fromkeys(keys)])


def put_tombstones(connection: Connection, given: Iterable[Tombstone]) -> None:
    """Keep tombstones; those that are there already stay."""
    table = tombstones
    for batch in batches({(stone.hash, stone.receipt): stone for stone in given}.values()):
        wanted = select(table.c.hash, table.c.receipt).where(table.c.hash.in_([stone.hash for stone in batch]))
        there = {tuple(line) for line in connection.execute(wanted)}
        lines = [asdict(stone) for stone in batch if (stone.hash, stone.receipt) not in there]
        if lines:
            connection.execute(insert(table), lines)


def all_tombstones(connection: Connection) -> list[Tombstone]:
    """Every tombstone, by receipt and hash."""
    table = tombstones
    wanted = select(table.c.hash, table.c.salt, table.c.receipt, table.c.day).order_by(table.c.receipt, table.c.hash)
    return [Tombstone(*line) for line in connection.execute(wanted)]


def of_records(connection: Connection, records: Sequence[Record]) -> dict[Key, Tombstone]:
    """The records that are of somebody who was erased, each with one tombstone of theirs."""
    table = tombstones
    salts = list(connection.execute(select(table.c.salt).distinct()).scalars())
    erased: dict[Key, Tombstone] = {}
    for salt in salts:
        keys = [(key, record) for record in records for key in hashes(record, salt)]
        for batch in batches(keys):
            wanted = select(table.c.hash, table.c.salt, table.c.receipt, table.c.day)
            lines = connection.execute(wanted.where(table.c.hash.in_([key for key, _ in batch])))
            stones = {line.hash: Tombstone(*line) for line in lines}
            for key, record in batch:
                if key in stones:
                    erased.setdefault((record.kind, record.id), stones[key])
    return erased


def gone(connection: Connection, kind: Kind, identifiers: Collection[str]) -> set[str]:
    """Those of the ids whose record was erased and is not here again."""
    salts = list(connection.execute(select(tombstones.c.salt).distinct()).scalars())
    if not salts:
        return set()
    absent = set(identifiers)
    for batch in batches(sorted(identifiers)):
        here = select(records.c.id).where(records.c.kind == kind, records.c.id.in_(batch))
        absent -= set(connection.execute(here).scalars())
    erased: set[str] = set()
    for salt in salts:
        keys = {hash_of_id(kind, identifier, salt): identifier for identifier in absent}
        for batch in batches(sorted(keys)):
            wanted = select(tombstones.c.hash).where(tombstones.c.hash.in_(batch), tombstones.c.salt == salt)
            erased |= {keys[key] for key in connection.execute(wanted).scalars()}
    return erased


def readmit(connection: Connection, receipts: Collection[str]) -> None:
    """Forget the tombstones of these receipts."""
    for batch in batches(sorted(receipts)):
        connection.execute(delete(tombstones).where(tombstones.c.receipt.in_(batch)))


def _read(identifier: str, kind: str, day: date, row: int, stage: str, counts: str, traces: str) -> Erasure:
    known = json.loads(counts)
    receipt = Receipt(
        cast(Kind, kind), known["sequence"], known["records"], known["vectors"], known["recommendations"],
        known["index_rows"], known["lexical_rows"], tuple(known["reports"]), known["decisions"], known["files"],
        identifier, day,
    )  # fmt: skip
    receipt = replace(receipt, state="done" if stage == "done" else "pending")
    return Erasure(receipt, row, cast(Any, stage), tuple(json.loads(traces)))
