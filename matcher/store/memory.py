"""A store in memory: plain dictionaries, nothing kept; the oracle of every other store."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from matcher.arrays import FloatArray, IdArray, as_ids
from matcher.errors import NotFoundError
from matcher.records import RECORD_TYPES, Decision, Kind, Professional, Record
from matcher.store.port import Change, Receipt, Run, fingerprints, in_order, nearby, used_fingerprints

Line = tuple[str, str, int, float]


class MemoryStore:
    """See ``Store``; for matching two files without keeping anything, and for tests."""

    def __init__(self) -> None:
        self.identity = str(uuid4())
        self.sequence = 0
        self._next_row = 1
        self._rows: dict[tuple[Kind, str], int] = {}
        self._records: dict[int, Record] = {}
        self._changed: dict[int, tuple[int, Kind]] = {}
        self._vectors: dict[tuple[str, bytes], FloatArray] = {}
        self._runs: dict[str, tuple[Run, list[Line]]] = {}
        self._decisions: set[Decision] = set()
        # Cutting a record up takes long, so what it uses is found when it is first asked for, and kept.
        self._used: dict[int, set[bytes]] = {}

    def put_many(self, records: Iterable[Record]) -> int:
        """See ``Store.put_many``."""
        latest = {(record.kind, record.id): record for record in records}
        return sum(self._put(key, record) for key, record in latest.items())

    def get(self, kind: Kind, identifier: str) -> tuple[int, Record]:
        """See ``Store.get``."""
        row = self._rows.get((kind, identifier))
        if row is None:
            raise NotFoundError(kind, identifier, nearby(identifier, self.ids(kind)))
        return row, self._records[row]

    def ids(self, kind: Kind) -> list[str]:
        """See ``Store.ids``."""
        return sorted(identifier for each, identifier in self._rows if each == kind)

    def rows(self, kind: Kind) -> dict[int, Record]:
        """See ``Store.rows``."""
        return {row: record for row, record in sorted(self._records.items()) if record.kind == kind}

    def changes(self, since: int) -> Iterator[Change]:
        """See ``Store.changes``."""
        after = sorted((number, row, kind) for row, (number, kind) in self._changed.items() if number > since)
        for number, row, kind in after:
            yield Change(number, row, kind, self._records.get(row))

    def consented(self, purpose: str, day: date) -> IdArray:
        """See ``Store.consented``."""
        return as_ids([row for row, record in sorted(self._records.items()) if _agrees(record, purpose, day)])

    def vectors(self, model: str, fingerprints: Sequence[bytes]) -> dict[bytes, FloatArray]:
        """See ``Store.vectors``."""
        return {key: self._vectors[model, key] for key in fingerprints if (model, key) in self._vectors}

    def put_vectors(self, model: str, vectors: Mapping[bytes, FloatArray]) -> None:
        """See ``Store.put_vectors``."""
        for key, vector in vectors.items():
            self._vectors.setdefault((model, key), vector)

    def drop_unused_vectors(self, model: str) -> int:
        """See ``Store.drop_unused_vectors``."""
        return self._drop({key for each, key in self._vectors if each == model}, model)

    def forget_vectors(self, rows: Collection[int]) -> int:
        """See ``Store.forget_vectors``."""
        wanted = [self._uses(row) for row in rows if row in self._records]
        return self._drop(set[bytes]().union(*wanted), apart=rows)

    def erase(self, kind: Kind, identifier: str) -> Receipt:
        """See ``Store.erase``."""
        row, record = self.get(kind, identifier)
        del self._rows[kind, identifier], self._records[row]
        self._used.pop(row, None)
        removed = self._drop(fingerprints(record))
        place = 1 if kind == "professional" else 0
        dropped = 0
        for head, lines in list(self._runs.values()):
            kept = [line for line in lines if line[place] != identifier]
            dropped += len(lines) - len(kept)
            self._runs[head.id] = head, kept
        self._decisions = {each for each in self._decisions if identifier != _subject(each, kind)}
        self._note(row, kind)
        return Receipt(kind, self.sequence, records=1, vectors=removed, recommendations=dropped)

    def put_run(self, run: Run, recommendations: Iterable[Line]) -> None:
        """See ``Store.put_run``."""
        self._runs[run.id] = run, sorted(recommendations, key=lambda line: (line[0], line[2]))

    def run(self, identifier: str) -> tuple[Run, list[Line]]:
        """See ``Store.run``."""
        if identifier not in self._runs:
            raise NotFoundError("run", identifier, nearby(identifier, self._runs))
        return self._runs[identifier]

    def put_decisions(self, decisions: Iterable[Decision]) -> int:
        """See ``Store.put_decisions``."""
        before = len(self._decisions)
        self._decisions |= set(decisions)
        return len(self._decisions) - before

    def decisions(self) -> list[Decision]:
        """See ``Store.decisions``."""
        return in_order(self._decisions)

    def check(self) -> dict[str, Any]:
        """See ``Store.check``."""
        counts: dict[str, Any] = {kind: len(self.ids(kind)) for kind in RECORD_TYPES}
        counts["decisions"] = len(self._decisions)
        facts = {"store": "memory", "version": "", "sequence": self.sequence, "vectors": len(self._vectors)}
        return facts | counts

    def close(self) -> None:
        """See ``Store.close``."""

    def _put(self, key: tuple[Kind, str], record: Record) -> bool:
        row = self._rows.get(key)
        old = None if row is None else self._records[row]
        if old == record:
            return False
        if row is None:
            row = self._next_row
            self._next_row += 1
        before = self._uses(row) if old is not None else set()
        self._rows[key], self._records[row] = row, record
        self._used.pop(row, None)
        if before:
            self._drop(before)
        self._note(row, record.kind)
        return True

    def _uses(self, row: int) -> set[bytes]:
        if row not in self._used:
            self._used[row] = used_fingerprints(self._records[row])
        return self._used[row]

    def _note(self, row: int, kind: Kind) -> None:
        self.sequence += 1
        self._changed[row] = self.sequence, kind

    def _drop(self, keys: set[bytes], model: str | None = None, apart: Collection[int] = ()) -> int:
        """Drop vectors, of one model or of all, that no record uses apart from some rows."""
        stale = set(keys)
        for row in self._records:
            stale -= self._uses(row) if stale and row not in apart else set()
        doomed = [(each, key) for each, key in self._vectors if key in stale and model in (None, each)]
        for key in doomed:
            del self._vectors[key]
        return len(doomed)


def _subject(decision: Decision, kind: Kind) -> str | None:
    return {"professional": decision.professional, "need": decision.need}.get(kind)


def _agrees(record: Record, purpose: str, day: date) -> bool:
    consent = record.consent if isinstance(record, Professional) else None
    if consent is None or purpose not in consent.purposes or consent.given > day:
        return False
    return consent.until is None or consent.until >= day
