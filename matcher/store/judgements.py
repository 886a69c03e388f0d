"""The decisions in the SQL store."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from matcher.codec import decision_to_json
from matcher.errors import DamagedError, RecordError
from matcher.records import Decision, Kind
from matcher.store.port import in_order, last_declined
from matcher.store.schema import changes, decisions
from matcher.store.uses import batches


def put(connection: Connection, given: Iterable[Decision]) -> int:
    """Keep those that are not there yet; how many."""
    new = 0
    sequence = connection.execute(select(func.coalesce(func.max(changes.c.sequence), 0))).scalar_one()
    for batch in batches({_fingerprint(decision): decision for decision in given}.items()):
        keys = [key for key, _ in batch]
        known = select(decisions.c.fingerprint).where(decisions.c.fingerprint.in_(keys))
        there = set(connection.execute(known).scalars())
        lines: list[dict[str, Any]] = [
            {"fingerprint": key, "sequence": sequence} | asdict(judgement)
            for key, judgement in batch
            if key not in there
        ]
        if lines:
            connection.execute(insert(decisions), lines)
        new += len(lines)
    return new


def keys(given: Iterable[Decision]) -> list[bytes]:
    """The keys under which decisions are kept; equal ones have one."""
    return list(dict.fromkeys(map(_fingerprint, given)))


def kept(connection: Connection) -> list[Decision]:
    """All decisions, in order."""
    return in_order(decision for decision, _ in _lines(connection))


def declined(connection: Connection) -> list[tuple[str, str, int]]:
    """See ``Store.declined``."""
    return last_declined(_lines(connection))


def _lines(connection: Connection) -> Iterator[tuple[Decision, int]]:
    columns = [column for column in decisions.c if column.name not in ("fingerprint", "sequence")]
    for line in connection.execute(select(*columns, decisions.c.sequence, decisions.c.fingerprint)):
        *values, sequence, fingerprint = line
        try:
            decision = Decision(**dict(zip([column.name for column in columns], values, strict=True)))
            intact = _fingerprint(decision) == fingerprint
        except (ValueError, RecordError):
            intact = False
        if not intact:
            raise DamagedError("a decision in the store is damaged; restore a backup, or import the decisions again")
        yield decision, sequence


def erase(connection: Connection, kind: Kind, identifier: str) -> int:
    """Delete every decision about a professional or a need; how many."""
    if kind not in ("professional", "need"):
        return 0
    return connection.execute(delete(decisions).where(decisions.c[kind] == identifier)).rowcount


def _fingerprint(decision: Decision) -> bytes:
    return blake2b(decision_to_json(decision).encode(), digest_size=16).digest()
