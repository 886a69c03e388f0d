"""The store on any SQL database: SQLite in a file by default."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from matcher.arrays import FloatArray, IdArray, as_ids
from matcher.codec import to_json
from matcher.errors import DamagedError, NotFoundError, RecordError
from matcher.records import MATCHING, Decision, Kind, Need, Professional, Record
from matcher.store import agreed, checking, copying, erasures, judgements, runs, schema, uses
from matcher.store.answers import SqlAnswers
from matcher.store.checksums import checksum
from matcher.store.connect import WAIT_SECONDS, known_versions, open_database, shown
from matcher.store.imports import ImportLog
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
    Tombstone,
    from_bytes,
    nearby,
    permissions,
    to_bytes,
)
from matcher.store.sql_accounts import SqlAccounts, erase_person
from matcher.store.sql_cases import SqlCases, erase_cases
from matcher.store.sql_jobs import SqlJobs
from matcher.store.sql_trail import SqlAuditLog
from matcher.store.uses import batches
from matcher.store.versions import Versions
from matcher.tombstones import traces_of

_WAIT_FOR_READERS = 2_000
"""Milliseconds that a checkpoint waits for readers of an older state."""


class SqlStore(ImportLog, Versions):
    """See ``Store``; the schema is brought to the newest version when it is opened."""

    def __init__(self, url: str, *, new: bool = True) -> None:
        """Open the store at a URL; with ``new`` one that is missing or empty is made, else it is an error."""
        self.url = url
        self._reads = open_database(url, new=new)
        self._writes = self._reads.execution_options(writes=True)
        self._consents_checked = False
        self.accounts = SqlAccounts(self._reads, self._writes)
        self.audit = SqlAuditLog(self._reads, self._writes)
        self.jobs = SqlJobs(self._reads, self._writes)
        self.answers = SqlAnswers(self._reads, self._writes)
        self.cases = SqlCases(self._reads, self._writes)
        self._read_facts()

    def _read_facts(self) -> None:
        with self._reads.begin() as connection:
            self.identity = uses.fact(connection, "identity")

    @property
    def history(self) -> str:
        """See ``Store.history``."""
        with self._reads.begin() as connection:
            return uses.fact(connection, "history")

    def put_many(self, records: Iterable[Record], derived: Mapping[Key, Derived] | None = None) -> int:
        """See ``Store.put_many``."""
        latest = {(record.kind, record.id): record for record in records}
        with self._writes.begin() as connection:
            return sum(self._put(connection, batch, derived or {}) for batch in batches(latest.values()))

    def differing(self, records: Iterable[Record]) -> list[Record]:
        """See ``Store.differing``."""
        latest = {(record.kind, record.id): record for record in records}
        with self._reads.begin() as connection:
            return [record for batch in batches(latest.values()) for record in _changes(connection, batch)[0]]

    def entries(self, rows: Collection[int], rules: str) -> dict[int, Entry]:
        """See ``Store.entries``."""
        records, table = schema.records, schema.derived
        joined = records.outerjoin(table, (table.c.row == records.c.row) & (table.c.rules == rules))
        columns = (*records.c, table.c.body.label("derived"), table.c.checksum.label("of_derived"))
        entries: dict[int, Entry] = {}
        with self._reads.begin() as connection:
            for batch in batches(rows):
                wanted = select(*columns).select_from(joined).where(records.c.row.in_(batch))
                for line in connection.execute(wanted):
                    derived = checking.derived_of(line.row, rules, line.derived, line.of_derived)
                    entries[line.row] = Entry(line.row, line.sequence, checking.record_of(line), derived)
        return entries

    def put_derived(self, derived: Mapping[int, Derived]) -> None:
        """See ``Store.put_derived``."""
        table = schema.records
        with self._writes.begin() as connection:
            for batch in batches(sorted(derived)):
                there = connection.execute(select(table.c.row).where(table.c.row.in_(batch))).scalars()
                uses.put_derived(connection, {row: derived[row] for row in there})

    def get(self, kind: Kind, identifier: str) -> tuple[int, Record]:
        """See ``Store.get``."""
        table = schema.records
        with self._reads.begin() as connection:
            line = connection.execute(select(table).where(table.c.kind == kind, table.c.id == identifier)).first()
            if line is None:  # a kind that was changed on the disk must not make the record unknown
                for other in connection.execute(select(table).where(table.c.id == identifier)):
                    checking.record_of(other)
        if line is None:
            raise NotFoundError(kind, identifier, nearby(identifier, self.ids(kind)))
        return line.row, checking.record_of(line)

    def ids(self, kind: Kind) -> list[str]:
        """See ``Store.ids``."""
        table = schema.records
        with self._reads.begin() as connection:
            return sorted(connection.execute(select(table.c.id).where(table.c.kind == kind)).scalars())

    def rows(self, kind: Kind) -> dict[int, Record]:
        """See ``Store.rows``."""
        table = schema.records
        wanted = select(table).where(table.c.kind == kind).order_by(table.c.row)
        with self._reads.begin() as connection:
            return {line.row: checking.record_of(line) for line in connection.execute(wanted)}

    def changes(self, since: int) -> Iterator[Change]:
        """See ``Store.changes``."""
        table, records = schema.changes, schema.records
        last = func.max(table.c.sequence).label("sequence")
        latest = (
            select(table.c.row, table.c.kind, last)
            .where(table.c.sequence > since)
            .group_by(table.c.row, table.c.kind)
            .subquery()
        )
        wanted = (
            select(
                latest.c.sequence,
                latest.c.row,
                func.coalesce(records.c.kind, latest.c.kind).label("kind"),
                records.c.row.label("kept"),
            )
            .join(records, records.c.row == latest.c.row, isouter=True)
            .order_by(latest.c.sequence)
        )
        with self._reads.begin() as connection:
            for line in connection.execute(wanted):
                yield Change(line.sequence, line.row, line.kind, line.kept is None)

    @property
    def sequence(self) -> int:
        """See ``Store.sequence``."""
        with self._reads.begin() as connection:
            return connection.execute(select(func.max(schema.changes.c.sequence))).scalar() or 0

    def consented(self, purpose: str, day: date) -> IdArray:
        """See ``Store.consented``."""
        table = schema.consents
        valid = (table.c.given <= day) & (table.c.until.is_(None) | (table.c.until >= day))
        wanted = select(table.c.row).where(table.c.purpose == purpose, valid).order_by(table.c.row)
        with self._reads.begin() as connection:
            self._check_consents(connection)
            return as_ids(list(connection.execute(wanted).scalars()))

    def lapsed(self, purpose: str, day: date) -> IdArray:
        """See ``Store.lapsed``."""
        table = schema.consents
        other = (table.c.given > day) | (table.c.until < day)
        wanted = select(table.c.row).where(table.c.purpose == purpose, other).order_by(table.c.row)
        with self._reads.begin() as connection:
            return as_ids(list(connection.execute(wanted).scalars()))

    def vectors(self, model: str, fingerprints: Sequence[bytes]) -> dict[bytes, FloatArray]:
        """See ``Store.vectors``."""
        table = schema.vectors
        kept: dict[bytes, FloatArray] = {}
        with self._reads.begin() as connection:
            for batch in batches(fingerprints):
                wanted = select(table).where(table.c.model == model, table.c.fingerprint.in_(batch))
                for line in connection.execute(wanted):
                    if checking.is_intact(line.checksum, line.fingerprint, line.model, line.vector):
                        kept[line.fingerprint] = from_bytes(line.vector)
        return kept

    def put_vectors(self, model: str, vectors: Mapping[bytes, FloatArray], *, used: bool = False) -> None:
        """See ``Store.put_vectors``."""
        table = schema.vectors
        with self._writes.begin() as connection:
            for batch in batches(vectors):
                of_batch = (table.c.model == model) & table.c.fingerprint.in_(batch)
                lines = connection.execute(select(table).where(of_batch)).all()
                there = {
                    line.fingerprint
                    for line in lines
                    if checking.is_intact(line.checksum, line.fingerprint, model, line.vector)
                }
                if damaged := {line.fingerprint for line in lines} - there:
                    connection.execute(delete(table).where(of_batch, table.c.fingerprint.in_(damaged)))
                kept = uses.used(connection, batch) if used else set(batch)
                new = [
                    checking.vector_line(key, model, to_bytes(vectors[key]))
                    for key in batch
                    if key in kept and key not in there
                ]
                if new:
                    connection.execute(insert(table), new)

    def drop_unused_vectors(self, model: str) -> int:
        """See ``Store.drop_unused_vectors``."""
        return self._delete_vectors(lambda connection: uses.unused(connection, model), model)

    def forget_vectors(self, rows: Collection[int]) -> int:
        """See ``Store.forget_vectors``."""
        return self._delete_vectors(lambda connection: uses.only_of(connection, rows))

    def agree(self, identifier: str, agreement: Agreement) -> None:
        """See ``Store.agree``."""
        row, person = self.get("professional", identifier)
        with self._writes.begin() as connection:
            agreed.add(connection, row, agreement)
            agreed.put(connection, {row: cast(Professional, person)})
            if agreement.purpose == MATCHING and not agreement.given:
                uses.put_derived(connection, {row: None})
            sequence = _next_sequence(connection, [(row, "professional")])[0]
            _put_bodies(connection, [(row, person, to_json(person), sequence)])

    def agreements(self, identifier: str) -> list[Agreement]:
        """See ``Store.agreements``."""
        row, _ = self.get("professional", identifier)
        with self._reads.begin() as connection:
            return agreed.kept(connection, row)

    def permissions(self, identifier: str) -> list[Permission]:
        """See ``Store.permissions``."""
        row, person = self.get("professional", identifier)
        with self._reads.begin() as connection:
            return permissions(cast(Professional, person), agreed.kept(connection, row))

    def erase(self, kind: Kind, identifier: str, day: date | None = None) -> Receipt:
        """See ``Store.erase``; on SQLite the freed bytes are overwritten and the log is emptied."""
        row, record = self._for_erasure(kind, identifier)
        with self._writes.begin() as connection:
            removed = uses.put_derived(connection, {row: None})
            lines = schema.recommendations
            named = lines.c.professional if kind == "professional" else lines.c.need
            dropped = connection.execute(delete(lines).where(named == identifier)).rowcount
            decided = judgements.erase(connection, kind, identifier)
            if kind in ("need", "professional"):
                erase_cases(connection, **{kind: identifier})
            connection.execute(delete(schema.records).where(schema.records.c.row == row))
            uses.count_records(connection, -1)
            sequence = _next_sequence(connection, [(row, kind)])[0]
            receipt = Receipt(
                kind, sequence, records=1, vectors=removed, recommendations=dropped, decisions=decided,
                id=uuid4().hex[:16], day=day or date.today(),
            )  # fmt: skip
            if kind == "professional":
                erase_person(connection, identifier)
                traces = traces_of(record) if record is not None else (identifier,)
                erasures.put(connection, Erasure(receipt, row, "files", traces))
                erasures.bury(connection, record, kind, identifier, receipt.id, cast(date, receipt.day))
        emptied = self._empty_log()
        return receipt if kind == "professional" else replace(receipt, state="done" if emptied else "pending")

    def erasures(self) -> list[Erasure]:
        """See ``Store.erasures``."""
        with self._reads.begin() as connection:
            return erasures.kept(connection)

    def put_erasure(self, erasure: Erasure) -> None:
        """See ``Store.put_erasure``."""
        with self._writes.begin() as connection:
            erasures.put(connection, erasure)

    def scrub(self) -> bool:
        """See ``Store.scrub``; looks at what SQLite says of its checkpoint."""
        return self._empty_log()

    def tombstones(self) -> list[Tombstone]:
        """See ``Store.tombstones``."""
        with self._reads.begin() as connection:
            return erasures.all_tombstones(connection)

    def put_tombstones(self, tombstones: Iterable[Tombstone]) -> None:
        """See ``Store.put_tombstones``."""
        with self._writes.begin() as connection:
            erasures.put_tombstones(connection, tombstones)

    def erased(self, records: Sequence[Record]) -> dict[Key, Tombstone]:
        """See ``Store.erased``."""
        with self._reads.begin() as connection:
            return erasures.of_records(connection, records)

    def readmit(self, receipts: Collection[str]) -> None:
        """See ``Store.readmit``."""
        with self._writes.begin() as connection:
            erasures.readmit(connection, receipts)

    def put_run(self, run: Run, recommendations: Iterable[tuple[str, str, int, float]]) -> int:
        """See ``Store.put_run``."""
        lines = list(recommendations)
        with self._writes.begin() as connection:
            gone = erasures.gone(connection, "professional", {professional for _, professional, _, _ in lines})
            kept = [line for line in lines if line[1] not in gone]
            runs.put(connection, run, kept)
        return len(lines) - len(kept)

    def run(self, identifier: str) -> tuple[Run, list[tuple[str, str, int, float]]]:
        """See ``Store.run``."""
        with self._reads.begin() as connection:
            return runs.get(connection, identifier)

    def runs(self) -> list[Run]:
        """See ``Store.runs``."""
        with self._reads.begin() as connection:
            return runs.heads(connection)

    def put_published(self, files: Mapping[str, str]) -> None:
        """See ``Store.put_published``."""
        with self._writes.begin() as connection:
            runs.put_published(connection, files)

    def published(self) -> dict[str, str]:
        """See ``Store.published``."""
        with self._reads.begin() as connection:
            return runs.all_published(connection)

    def lines_about(self, professional: str) -> list[tuple[Run, str, int, float]]:
        """See ``Store.lines_about``."""
        with self._reads.begin() as connection:
            return runs.about(connection, professional)

    def put_decisions(self, decisions: Iterable[Decision]) -> int:
        """See ``Store.put_decisions``."""
        with self._writes.begin() as connection:
            return judgements.put(connection, decisions)

    @property
    def decided(self) -> int:
        """See ``Store.decided``."""
        with self._reads.begin() as connection:
            return connection.execute(select(func.count()).select_from(schema.decisions)).scalar_one()

    def decisions(self) -> list[Decision]:
        """See ``Store.decisions``."""
        with self._reads.begin() as connection:
            return judgements.kept(connection)

    def put_sample(self, sample: Sample, bodies: Mapping[int, bytes]) -> None:
        """See ``Store.put_sample``."""
        with self._writes.begin() as connection:
            connection.execute(delete(schema.sample))
            uses.put_fact(connection, "sample", f"{sample.drawn} {sample.people} {sample.size} {sample.key}")
            for rows in batches(bodies):
                there = select(schema.records.c.row).where(schema.records.c.row.in_(rows))
                lines = [
                    {"row": row, "body": bodies[row], "checksum": checksum(row, bodies[row])}
                    for row in connection.execute(there).scalars()
                ]
                if lines:
                    connection.execute(insert(schema.sample), lines)

    def sample(self) -> Sample | None:
        """See ``Store.sample``."""
        with self._reads.begin() as connection:
            kept = uses.fact(connection, "sample")
            rows = frozenset(connection.execute(select(schema.sample.c.row)).scalars())
        if not kept:
            return None
        drawn, people, size, key = kept.split(" ", 3)
        return Sample(key, int(drawn), int(people), int(size), rows)

    def sample_bodies(self) -> dict[int, bytes]:
        """See ``Store.sample_bodies``."""
        table = schema.sample
        with self._reads.begin() as connection:
            lines = connection.execute(select(table).order_by(table.c.row)).all()
        if not all(checking.is_intact(line.checksum, line.row, line.body) for line in lines):
            raise DamagedError(
                "the background that requirements are measured beside is damaged in the store; run "
                "`homematch doctor --repair`, which draws those people of it anew"
            )
        return {line.row: line.body for line in lines}

    def declined(self) -> list[tuple[str, str, int]]:
        """See ``Store.declined``."""
        with self._reads.begin() as connection:
            return judgements.declined(connection)

    def named_people(self) -> Iterator[str]:
        """See ``Store.named_people``."""
        records = schema.records
        people = select(records.c.id).where(records.c.kind == "professional")
        others = (select(table.c.professional).distinct() for table in (schema.decisions, schema.recommendations))
        with self._reads.begin() as connection:
            for wanted in (people, *others):
                yield from connection.execute(wanted).scalars()

    @property
    def file_names(self) -> tuple[str, ...]:
        """See ``Store.file_names``."""
        file = self._reads.url.database if self._reads.dialect.name == "sqlite" else None
        return (Path(file).name,) if file else ()

    def check(self) -> dict[str, Any]:
        """See ``Store.check``; raises StoreError if the database says that it is damaged."""
        with self._reads.begin() as connection:
            checking.structure(connection, self.url, in_full=False)
            counts = checking.counts(connection)
        return {"store": shown(self.url), "version": known_versions()[-1], "sequence": self.sequence} | counts

    def damage(self) -> list[str]:
        """See ``Store.damage``."""
        with self._reads.begin() as connection:
            return checking.damage(connection, self.url)

    def repair(self) -> None:
        """See ``Store.repair``."""
        table = schema.records
        with self._writes.begin() as connection:
            wanted = select(table).where(table.c.kind == "professional")
            people = {line.row: line for line in connection.execute(wanted)}
            for rows in batches(people):
                agreed.put(connection, {row: cast(Professional, checking.record_of(people[row])) for row in rows})
            checking.drop_damaged(connection)
        self._consents_checked = False

    def back_up(self, file: Path) -> None:
        """See ``Store.back_up``."""
        copying.back_up(self._reads, file)

    def restore(self, file: Path) -> None:
        """See ``Store.restore``."""
        copying.restore(self._reads, file)
        self._consents_checked = False
        self._read_facts()

    def close(self) -> None:
        """See ``Store.close``."""
        self._reads.dispose()

    def _put(self, connection: Connection, batch: list[Record], derived: Mapping[Key, Derived]) -> int:
        table = schema.records
        changed, rows, bodies = _changes(connection, batch)
        new = [record for record in changed if (record.kind, record.id) not in rows]
        if new:
            lines = [{"kind": r.kind, "id": r.id, "body": bodies[r.kind, r.id], "sequence": 0} for r in new]
            given = connection.execute(insert(table).returning(table.c.row, sort_by_parameter_order=True), lines)
            rows |= {(r.kind, r.id): row for r, row in zip(new, given.scalars(), strict=True)}
            uses.count_records(connection, len(new))
        numbers = _next_sequence(connection, [(rows[r.kind, r.id], r.kind) for r in changed])
        if changed:
            keys = [(r.kind, r.id) for r in changed]
            of_keys = ([rows[key] for key in keys], changed, [bodies[key] for key in keys], numbers)
            _put_bodies(connection, zip(*of_keys, strict=True))
        matched = [record for record in changed if isinstance(record, Professional | Need)]
        uses.put_derived(connection, {rows[r.kind, r.id]: derived.get((r.kind, r.id)) for r in matched})
        agreed.put(connection, {rows[r.kind, r.id]: r for r in matched if isinstance(r, Professional)})
        return len(changed)

    def _for_erasure(self, kind: Kind, identifier: str) -> tuple[int, Record | None]:
        """The row of a record and the record; without it if it is damaged, which must not keep it here."""
        try:
            return self.get(kind, identifier)
        except (DamagedError, RecordError):
            table = schema.records
            with self._reads.begin() as connection:
                wanted = select(table.c.row).where(table.c.kind == kind, table.c.id == identifier)
                row = connection.execute(wanted).scalar()
            if row is None:
                raise
            return row, None

    def _check_consents(self, connection: Connection) -> None:
        """Once for each process: reading all of them each time would cost more than the answer."""
        if not self._consents_checked:
            agreed.check(connection)
            self._consents_checked = True

    def _delete_vectors(self, find: Callable[[Connection], list[bytes]], model: str | None = None) -> int:
        """Delete what is found; where nothing is, no writer is made to wait."""
        with self._reads.begin() as connection:
            if not find(connection):
                return 0
        with self._writes.begin() as connection:
            removed = uses.delete_vectors(connection, find(connection), model)
        self._empty_log()
        return removed

    def _empty_log(self) -> bool:
        """Move all changes from the log into the file and empty it; False while somebody still reads an older state."""
        if self._reads.dialect.name != "sqlite":
            return True
        with self._reads.connect() as connection:
            connection.exec_driver_sql("COMMIT")  # a checkpoint cannot run inside a transaction
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {_WAIT_FOR_READERS}")
            busy, *_ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {WAIT_SECONDS * 1000}")
            connection.exec_driver_sql("BEGIN")
        return not busy


def _changes(connection: Connection, batch: Sequence[Record]) -> tuple[list[Record], dict[Key, int], dict[Key, str]]:
    """Which records are new or different; the rows of those that are there, and the JSON of all."""
    table = schema.records
    rows: dict[Key, int] = {}
    kept: dict[Key, str] = {}
    for kind in {record.kind for record in batch}:
        ids = [record.id for record in batch if record.kind == kind]
        wanted = select(table).where(table.c.kind == kind, table.c.id.in_(ids))
        for line in connection.execute(wanted):
            rows[kind, line.id] = line.row
            if checking.is_intact(line.checksum, line.row, line.kind, line.id, line.body, line.sequence):
                kept[kind, line.id] = line.body  # one that is damaged differs from whatever is given
    bodies = {(record.kind, record.id): to_json(record) for record in batch}
    changed = [r for r in batch if kept.get((r.kind, r.id)) != bodies[r.kind, r.id]]
    return changed, rows, bodies


def _put_bodies(connection: Connection, lines: Iterable[tuple[int, Record, str, int]]) -> None:
    """Write records into their rows: row, record, its JSON, and the number of the change."""
    table = schema.records
    change = update(table).where(table.c.row == bindparam("of_row"))
    connection.execute(
        change.values(body=bindparam("new_body"), sequence=bindparam("new_sequence"), checksum=bindparam("new_sum")),
        [
            {
                "of_row": row,
                "new_body": body,
                "new_sequence": sequence,
                "new_sum": checksum(row, record.kind, record.id, body, sequence),
            }
            for row, record, body, sequence in lines
        ],
    )


def _next_sequence(connection: Connection, rows: Sequence[tuple[int, str]]) -> list[int]:
    """Write one change for each row and kind; their sequence numbers."""
    if not rows:
        return []
    table = schema.changes
    lines = [{"row": row, "kind": kind} for row, kind in rows]
    given = connection.execute(insert(table).returning(table.c.sequence, sort_by_parameter_order=True), lines)
    return list(given.scalars())
