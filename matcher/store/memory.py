"""A store in memory: plain dictionaries, nothing kept; the oracle of every other store."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

from matcher.arrays import FloatArray, IdArray, as_ids
from matcher.errors import NotFoundError
from matcher.records import RECORD_TYPES, Decision, Kind, Professional, Record
from matcher.store.memory_imports import MemoryImportLog
from matcher.store.port import Change, Derived, Entry, Key, Receipt, Run, Sample, in_order, last_declined, nearby

Line = tuple[str, str, int, float]


class MemoryStore(MemoryImportLog):
    """See ``Store``; for matching two files without keeping anything, and for tests."""

    def __init__(self) -> None:
        super().__init__()
        self.identity = str(uuid4())
        self.sequence = 0
        self._next_row = 1
        self._rows: dict[tuple[Kind, str], int] = {}
        self._records: dict[int, Record] = {}
        self._changed: dict[int, tuple[int, Kind]] = {}
        self._vectors: dict[tuple[str, bytes], FloatArray] = {}
        self._runs: dict[str, tuple[Run, list[Line]]] = {}
        self._decisions: dict[Decision, int] = {}
        self._derived: dict[int, Derived] = {}
        self._users: dict[bytes, set[int]] = {}
        self._sample: Sample | None = None
        self._bodies: dict[int, bytes] = {}

    def put_many(self, records: Iterable[Record], derived: Mapping[Key, Derived] | None = None) -> int:
        """See ``Store.put_many``."""
        latest = {(record.kind, record.id): record for record in records}
        return sum(self._put(key, record, (derived or {}).get(key)) for key, record in latest.items())

    def differing(self, records: Iterable[Record]) -> list[Record]:
        """See ``Store.differing``."""
        latest = {(record.kind, record.id): record for record in records}
        kept = {key: self._records[row] for key, row in self._rows.items() if key in latest}
        return [record for key, record in latest.items() if kept.get(key) != record]

    def entries(self, rows: Collection[int], rules: str) -> dict[int, Entry]:
        """See ``Store.entries``."""
        return {row: self._entry(row, rules) for row in rows if row in self._records}

    def put_derived(self, derived: Mapping[int, Derived]) -> None:
        """See ``Store.put_derived``."""
        for row, fresh in derived.items():
            if row in self._records:
                self._derive(row, fresh)

    def get(self, kind: Kind, identifier: str) -> tuple[int, Record]:
        """See ``Store.get``."""
        row = self._rows.get((kind, identifier))
        if row is None:
            raise NotFoundError(kind, identifier, nearby(identifier, self.ids(kind)))
        return row, self._records[row]

    def ids(self, kind: Kind) -> list[str]:
        """See ``Store.ids``."""
        return sorted(identifier for of_kind, identifier in self._rows if of_kind == kind)

    def rows(self, kind: Kind) -> dict[int, Record]:
        """See ``Store.rows``."""
        return {row: record for row, record in sorted(self._records.items()) if record.kind == kind}

    def changes(self, since: int) -> Iterator[Change]:
        """See ``Store.changes``."""
        after = sorted((number, row, kind) for row, (number, kind) in self._changed.items() if number > since)
        for number, row, kind in after:
            yield Change(number, row, kind, row not in self._records)

    def consented(self, purpose: str, day: date) -> IdArray:
        """See ``Store.consented``."""
        return as_ids([row for row, record in sorted(self._records.items()) if _agrees(record, purpose, day)])

    def lapsed(self, purpose: str, day: date) -> IdArray:
        """See ``Store.lapsed``."""
        return as_ids([row for row, record in sorted(self._records.items()) if _agreed_before(record, purpose, day)])

    def vectors(self, model: str, fingerprints: Sequence[bytes]) -> dict[bytes, FloatArray]:
        """See ``Store.vectors``."""
        return {key: self._vectors[model, key] for key in fingerprints if (model, key) in self._vectors}

    def put_vectors(self, model: str, vectors: Mapping[bytes, FloatArray], *, used: bool = False) -> None:
        """See ``Store.put_vectors``."""
        for key, vector in vectors.items():
            if used and not self._users.get(key):
                continue
            self._vectors.setdefault((model, key), vector)

    def drop_unused_vectors(self, model: str) -> int:
        """See ``Store.drop_unused_vectors``."""
        return self._drop({key for of_model, key in self._vectors if of_model == model}, model)

    def forget_vectors(self, rows: Collection[int]) -> int:
        """See ``Store.forget_vectors``."""
        texts = {text for row in rows if row in self._records for text in self._uses(row)}
        return self._drop(texts, apart=rows)

    def erase(self, kind: Kind, identifier: str) -> Receipt:
        """See ``Store.erase``."""
        row, _ = self.get(kind, identifier)
        removed = self._derive(row, None)
        del self._rows[kind, identifier], self._records[row]
        column = 1 if kind == "professional" else 0
        dropped = 0
        for head, lines in list(self._runs.values()):
            kept = [line for line in lines if line[column] != identifier]
            dropped += len(lines) - len(kept)
            self._runs[head.id] = head, kept
        self._decisions = {
            decision: put for decision, put in self._decisions.items() if identifier != _subject(decision, kind)
        }
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
        self._decisions = dict.fromkeys(decisions, self.sequence) | self._decisions
        return len(self._decisions) - before

    @property
    def decided(self) -> int:
        """See ``Store.decided``."""
        return len(self._decisions)

    def decisions(self) -> list[Decision]:
        """See ``Store.decisions``."""
        return in_order(self._decisions)

    def put_sample(self, sample: Sample, bodies: Mapping[int, bytes]) -> None:
        """See ``Store.put_sample``."""
        self._sample = sample
        self._bodies = {row: body for row, body in bodies.items() if row in self._records}

    def sample(self) -> Sample | None:
        """See ``Store.sample``."""
        return None if self._sample is None else replace(self._sample, rows=frozenset(self.sample_bodies()))

    def sample_bodies(self) -> dict[int, bytes]:
        """See ``Store.sample_bodies``."""
        return {row: body for row, body in sorted(self._bodies.items()) if row in self._records}

    def declined(self) -> list[tuple[str, str, int]]:
        """See ``Store.declined``."""
        return last_declined(self._decisions.items())

    def check(self) -> dict[str, Any]:
        """See ``Store.check``."""
        counts: dict[str, Any] = {kind: len(self.ids(kind)) for kind in RECORD_TYPES}
        counts["decisions"] = len(self._decisions)
        facts = {"store": "memory", "version": "", "sequence": self.sequence, "vectors": len(self._vectors)}
        return facts | counts

    def close(self) -> None:
        """See ``Store.close``."""

    def _put(self, key: Key, record: Record, derived: Derived | None) -> bool:
        row = self._rows.get(key)
        if row is not None and self._records[row] == record:
            return False
        if row is None:
            row = self._next_row
            self._next_row += 1
        self._rows[key], self._records[row] = row, record
        self._derive(row, derived)
        self._note(row, record.kind)
        return True

    def _entry(self, row: int, rules: str) -> Entry:
        derived = self._derived.get(row)
        body = derived.body if derived and derived.rules == rules else None
        return Entry(row, self._changed[row][0], self._records[row], body)

    def _derive(self, row: int, derived: Derived | None) -> int:
        """Keep what was derived instead of what was before; how many vectors went with that."""
        before, after = self._uses(row), derived.texts if derived else frozenset[bytes]()
        self._derived.pop(row, None)
        if derived is not None:
            self._derived[row] = derived
        for text in before - after:
            self._users[text].discard(row)
        for text in after:
            self._users.setdefault(text, set()).add(row)
        return self._drop(before - after)

    def _uses(self, row: int) -> frozenset[bytes]:
        derived = self._derived.get(row)
        return derived.texts if derived else frozenset()

    def _note(self, row: int, kind: Kind) -> None:
        self.sequence += 1
        self._changed[row] = self.sequence, kind

    def _drop(self, keys: Collection[bytes], model: str | None = None, apart: Collection[int] = ()) -> int:
        """Drop vectors, of one model or of all, that no record uses apart from some rows."""
        stale = {key for key in keys if not self._users.get(key, set()) - set(apart)}
        if not stale:
            return 0
        doomed = [(of_model, key) for of_model, key in self._vectors if key in stale and model in (None, of_model)]
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


def _agreed_before(record: Record, purpose: str, day: date) -> bool:
    consent = record.consent if isinstance(record, Professional) else None
    return consent is not None and purpose in consent.purposes and not _agrees(record, purpose, day)
