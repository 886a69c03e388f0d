"""A store in memory: plain dictionaries, nothing kept; the oracle of every other store."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

from matcher.arrays import FloatArray, IdArray, as_ids
from matcher.errors import NotFoundError, StoreError
from matcher.records import MATCHING, RECORD_TYPES, Decision, Kind, Professional, Record
from matcher.store.answers import MemoryAnswers
from matcher.store.memory_accounts import MemoryAccounts, MemoryAuditLog
from matcher.store.memory_cases import MemoryCases
from matcher.store.memory_imports import MemoryImportLog
from matcher.store.memory_jobs import MemoryJobs
from matcher.store.port import (
    Agreement,
    Change,
    Derived,
    Entry,
    Erasure,
    Key,
    Permission,
    Receipt,
    Run,
    Sample,
    State,
    Tombstone,
    in_order,
    last_declined,
    nearby,
    permissions,
)
from matcher.tombstones import hash_of_id, hashes, traces_of

Line = tuple[str, str, int, float]


class MemoryStore(MemoryImportLog):
    """See ``Store``; for matching two files without keeping anything, and for tests."""

    def __init__(self) -> None:
        super().__init__()
        self.identity, self.history, self._salt = str(uuid4()), uuid4().hex, uuid4().hex
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
        self._agreements: dict[int, list[Agreement]] = {}
        self._erasures: dict[str, Erasure] = {}
        self._tombstones: dict[tuple[str, str], Tombstone] = {}
        self._published: dict[str, str] = {}
        self.accounts, self.audit, self.jobs = MemoryAccounts(), MemoryAuditLog(self._salt), MemoryJobs()
        self.answers = MemoryAnswers()
        self.cases = MemoryCases()

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

    def versioned(self, kind: Kind, identifier: str) -> tuple[Record, int]:
        """See ``Store.versioned``."""
        row, record = self.get(kind, identifier)
        return record, self._changed[row][0]

    def put_if(self, record: Record, derived: Mapping[Key, Derived], version: int) -> int | None:
        """See ``Store.put_if``."""
        row = self._rows.get((record.kind, record.id))
        if version != (0 if row is None else self._changed[row][0]):
            return None
        self.put_many([record], derived)
        return self.versioned(record.kind, record.id)[1]

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
        return as_ids([row for row in sorted(self._records) if self._covers(row, purpose, day)])

    def lapsed(self, purpose: str, day: date) -> IdArray:
        """See ``Store.lapsed``."""
        return as_ids([row for row in sorted(self._records) if self._covers(row, purpose, day) is False])

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

    def agree(self, identifier: str, agreement: Agreement) -> None:
        """See ``Store.agree``."""
        row, _ = self.get("professional", identifier)
        self._agreements.setdefault(row, []).append(agreement)
        if agreement.purpose == MATCHING and not agreement.given:
            self._derive(row, None)
        self._note(row, "professional")

    def agreements(self, identifier: str) -> list[Agreement]:
        """See ``Store.agreements``."""
        return list(self._agreements.get(self.get("professional", identifier)[0], ()))

    def permissions(self, identifier: str) -> list[Permission]:
        """See ``Store.permissions``."""
        return self._permissions(self.get("professional", identifier)[0])

    def erase(self, kind: Kind, identifier: str, day: date | None = None) -> Receipt:
        """See ``Store.erase``."""
        row, record = self.get(kind, identifier)
        removed = self._derive(row, None)
        del self._rows[kind, identifier], self._records[row]
        self._agreements.pop(row, None)
        self._forget_imports_of(row)
        column = 1 if kind == "professional" else 0
        dropped = 0
        for head, lines in list(self._runs.values()):
            kept = [line for line in lines if line[column] != identifier]
            dropped += len(lines) - len(kept)
            self._runs[head.id] = head, kept
        before = len(self._decisions)
        self._decisions = {
            decision: put for decision, put in self._decisions.items() if identifier != _subject(decision, kind)
        }
        self._forget_decisions()
        if kind in ("need", "professional"):
            self.cases.erase(**{kind: identifier})
        self._note(row, kind)
        receipt = Receipt(
            kind, self.sequence, records=1, vectors=removed, recommendations=dropped,
            decisions=before - len(self._decisions), id=uuid4().hex[:16], day=day or date.today(),
        )  # fmt: skip
        if kind != "professional":
            return replace(receipt, state="done")
        self.jobs.erase(self.accounts.erase_person(identifier))
        self._erasures[receipt.id] = Erasure(receipt, row, "files", traces_of(record))
        stones = [Tombstone(key, self._salt, receipt.id, cast(date, receipt.day)) for key in hashes(record, self._salt)]
        self.put_tombstones(stones)
        return receipt

    def erasures(self) -> list[Erasure]:
        """See ``Store.erasures``."""
        return sorted(self._erasures.values(), key=lambda erasure: (str(erasure.receipt.day), erasure.receipt.id))

    def put_erasure(self, erasure: Erasure) -> None:
        """See ``Store.put_erasure``."""
        state: State = "done" if erasure.stage == "done" else "pending"
        self._erasures[erasure.receipt.id] = replace(erasure, receipt=replace(erasure.receipt, state=state))

    def scrub(self) -> bool:
        """See ``Store.scrub``: there are no files."""
        return True

    def tombstones(self) -> list[Tombstone]:
        """See ``Store.tombstones``."""
        return sorted(self._tombstones.values(), key=lambda stone: (stone.receipt, stone.hash))

    def put_tombstones(self, tombstones: Iterable[Tombstone]) -> None:
        """See ``Store.put_tombstones``."""
        self._tombstones |= {(stone.hash, stone.receipt): stone for stone in tombstones}

    def erased(self, records: Sequence[Record]) -> dict[Key, Tombstone]:
        """See ``Store.erased``."""
        stones = {(stone.salt, stone.hash): stone for stone in self._tombstones.values()}
        erased: dict[Key, Tombstone] = {}
        for salt in {salt for salt, _ in stones}:
            for record in records:
                of_record = [stones[salt, key] for key in hashes(record, salt) if (salt, key) in stones]
                if of_record:
                    erased.setdefault((record.kind, record.id), of_record[0])
        return erased

    def readmit(self, receipts: Collection[str]) -> None:
        """See ``Store.readmit``."""
        self._tombstones = {key: stone for key, stone in self._tombstones.items() if stone.receipt not in receipts}

    def runs(self) -> list[Run]:
        """See ``Store.runs``."""
        heads = [head for head, _ in self._runs.values()]
        return sorted(heads, key=lambda run: (run.day, run.sequence, run.id), reverse=True)

    def put_published(self, files: Mapping[str, str]) -> None:
        """See ``Store.put_published``."""
        known = self._published | dict(files)
        self._published = {file: digest for file, digest in sorted(known.items()) if digest}

    def published(self) -> dict[str, str]:
        """See ``Store.published``."""
        return dict(self._published)

    def named_people(self) -> Iterator[str]:
        """See ``Store.named_people``."""
        yield from self.ids("professional")
        yield from (decision.professional for decision in self._decisions)
        yield from (line[1] for _, lines in self._runs.values() for line in lines)

    @property
    def file_names(self) -> tuple[str, ...]:
        """See ``Store.file_names``."""
        return ()

    def damage(self) -> list[str]:
        """See ``Store.damage``: nobody can change what is in the memory of this process."""
        return []

    def repair(self) -> None:
        """See ``Store.repair``."""

    def back_up(self, file: Path) -> None:
        """See ``Store.back_up``; raises StoreError."""
        raise StoreError("a store in memory cannot be backed up; set HOMEMATCH_STORE, or leave it empty for SQLite")

    def restore(self, file: Path) -> None:
        """See ``Store.restore``; raises StoreError."""
        raise StoreError("a backup cannot become a store in memory; set HOMEMATCH_STORE, or leave it empty for SQLite")

    def put_run(self, run: Run, recommendations: Iterable[Line]) -> int:
        """See ``Store.put_run``."""
        lines = sorted(recommendations, key=lambda line: (line[0], line[2]))
        kept = [line for line in lines if not self._is_gone(line[1])]
        self._runs[run.id] = run, kept
        return len(lines) - len(kept)

    def _is_gone(self, professional: str) -> bool:
        """Whether somebody was erased and is not here again."""
        return ("professional", professional) not in self._rows and any(
            stone.hash == hash_of_id("professional", professional, stone.salt) for stone in self._tombstones.values()
        )

    def run(self, identifier: str) -> tuple[Run, list[Line]]:
        """See ``Store.run``."""
        if identifier not in self._runs:
            raise NotFoundError("run", identifier, nearby(identifier, self._runs))
        return self._runs[identifier]

    def lines_about(self, professional: str) -> list[tuple[Run, str, int, float]]:
        """See ``Store.lines_about``."""
        runs = sorted(self._runs.values(), key=lambda kept: (kept[0].day, kept[0].id))
        return [(run, line[0], line[2], line[3]) for run, lines in runs for line in lines if line[1] == professional]

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

    def _permissions(self, row: int) -> list[Permission]:
        record = self._records[row]
        return permissions(record, self._agreements.get(row, ())) if isinstance(record, Professional) else []

    def _covers(self, row: int, purpose: str, day: date) -> bool | None:
        """Whether a purpose is covered on a day; None if it never was."""
        return next((one.covers(day) for one in self._permissions(row) if one.purpose == purpose), None)

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
