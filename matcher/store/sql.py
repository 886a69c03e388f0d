"""The store on any SQL database: SQLite in a file by default."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, text, update
from sqlalchemy.exc import DatabaseError

from matcher.arrays import FloatArray, IdArray, as_ids
from matcher.codec import kept_from_json, to_json
from matcher.errors import NotFoundError, StoreError
from matcher.records import RECORD_TYPES, Decision, Kind, Need, Professional, Record
from matcher.store import judgements, schema, uses
from matcher.store.connect import known_versions, open_database, shown
from matcher.store.imports import ImportLog
from matcher.store.port import Change, Derived, Entry, Key, Receipt, Run, Sample, from_bytes, nearby, to_bytes
from matcher.store.uses import batches


class SqlStore(ImportLog):
    """See ``Store``; the schema is brought to the newest version when it is opened."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._reads = open_database(url)
        self._writes = self._reads.execution_options(writes=True)
        with self._reads.begin() as connection:
            self.identity = uses.fact(connection, "identity")

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
        columns = (records.c.row, records.c.kind, records.c.sequence, records.c.body, table.c.body.label("derived"))
        entries: dict[int, Entry] = {}
        with self._reads.begin() as connection:
            for batch in batches(rows):
                wanted = select(*columns).select_from(joined).where(records.c.row.in_(batch))
                for line in connection.execute(wanted):
                    record = kept_from_json(line.kind, line.body)
                    entries[line.row] = Entry(line.row, line.sequence, record, line.derived)
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
        wanted = select(table.c.row, table.c.body).where(table.c.kind == kind, table.c.id == identifier)
        with self._reads.begin() as connection:
            line = connection.execute(wanted).first()
        if line is None:
            raise NotFoundError(kind, identifier, nearby(identifier, self.ids(kind)))
        return line.row, kept_from_json(kind, line.body)

    def ids(self, kind: Kind) -> list[str]:
        """See ``Store.ids``."""
        table = schema.records
        with self._reads.begin() as connection:
            return sorted(connection.execute(select(table.c.id).where(table.c.kind == kind)).scalars())

    def rows(self, kind: Kind) -> dict[int, Record]:
        """See ``Store.rows``."""
        table = schema.records
        wanted = select(table.c.row, table.c.body).where(table.c.kind == kind).order_by(table.c.row)
        with self._reads.begin() as connection:
            return {line.row: kept_from_json(kind, line.body) for line in connection.execute(wanted)}

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
            select(latest.c.sequence, latest.c.row, latest.c.kind, records.c.row.label("kept"))
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
                wanted = select(table.c.fingerprint, table.c.vector).where(
                    table.c.model == model, table.c.fingerprint.in_(batch)
                )
                kept |= {line.fingerprint: from_bytes(line.vector) for line in connection.execute(wanted)}
        return kept

    def put_vectors(self, model: str, vectors: Mapping[bytes, FloatArray], *, used: bool = False) -> None:
        """See ``Store.put_vectors``."""
        table = schema.vectors
        with self._writes.begin() as connection:
            for batch in batches(vectors):
                wanted = select(table.c.fingerprint).where(table.c.model == model, table.c.fingerprint.in_(batch))
                there = set(connection.execute(wanted).scalars())
                kept = uses.used(connection, batch) if used else set(batch)
                new = [
                    {"fingerprint": key, "model": model, "vector": to_bytes(vectors[key])}
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

    def erase(self, kind: Kind, identifier: str) -> Receipt:
        """See ``Store.erase``; on SQLite the freed bytes are overwritten and the log is emptied."""
        row, _ = self.get(kind, identifier)
        with self._writes.begin() as connection:
            removed = uses.put_derived(connection, {row: None})
            lines = schema.recommendations
            named = lines.c.professional if kind == "professional" else lines.c.need
            dropped = connection.execute(delete(lines).where(named == identifier)).rowcount
            judgements.erase(connection, kind, identifier)
            connection.execute(delete(schema.records).where(schema.records.c.row == row))
            sequence = _next_sequence(connection, [(row, kind)])[0]
        self._empty_log()
        return Receipt(kind, sequence, records=1, vectors=removed, recommendations=dropped)

    def put_run(self, run: Run, recommendations: Iterable[tuple[str, str, int, float]]) -> None:
        """See ``Store.put_run``."""
        names = ("need", "professional", "rank", "score")
        with self._writes.begin() as connection:
            connection.execute(delete(schema.runs).where(schema.runs.c.id == run.id))
            head = {"id": run.id, "day": run.day, "ranker": run.ranker, "model": run.model}
            connection.execute(insert(schema.runs), head | {"sequence": run.sequence})
            for batch in batches(recommendations):
                lines = [{"run": run.id} | dict(zip(names, line, strict=True)) for line in batch]
                connection.execute(insert(schema.recommendations), lines)

    def run(self, identifier: str) -> tuple[Run, list[tuple[str, str, int, float]]]:
        """See ``Store.run``."""
        table, lines = schema.runs, schema.recommendations
        wanted = (
            select(lines.c.need, lines.c.professional, lines.c.rank, lines.c.score)
            .where(lines.c.run == identifier)
            .order_by(lines.c.need, lines.c.rank)
        )
        with self._reads.begin() as connection:
            head = connection.execute(select(table).where(table.c.id == identifier)).first()
            if head is None:
                known = list(connection.execute(select(table.c.id)).scalars())
                raise NotFoundError("run", identifier, nearby(identifier, known))
            lines_of_run = [
                (line.need, line.professional, line.rank, line.score) for line in connection.execute(wanted)
            ]
        return Run(head.id, head.day, head.ranker, head.model, head.sequence), lines_of_run

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
                lines = [{"row": row, "body": bodies[row]} for row in connection.execute(there).scalars()]
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
            wanted = select(table.c.row, table.c.body).order_by(table.c.row)
            return {line.row: line.body for line in connection.execute(wanted)}

    def declined(self) -> list[tuple[str, str, int]]:
        """See ``Store.declined``."""
        with self._reads.begin() as connection:
            return judgements.declined(connection)

    def check(self) -> dict[str, Any]:
        """See ``Store.check``; raises StoreError if the database says that it is damaged."""
        with self._reads.begin() as connection:
            if self._reads.dialect.name == "sqlite":
                try:
                    verdict = connection.execute(text("PRAGMA quick_check")).scalar()
                except DatabaseError as error:
                    verdict = error.orig
                if verdict != "ok":
                    raise StoreError(f"the store {shown(self.url)} is damaged ({verdict}); restore it from a backup")
            counts: dict[str, int] = {
                kind: connection.execute(select(func.count()).where(schema.records.c.kind == kind)).scalar_one()
                for kind in RECORD_TYPES
            }
            for table in (schema.vectors, schema.decisions):
                counts[table.name] = connection.execute(select(func.count()).select_from(table)).scalar_one()
        return {
            "store": shown(self.url),
            "version": known_versions()[-1],
            "sequence": self.sequence,
        } | counts

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
        numbers = _next_sequence(connection, [(rows[r.kind, r.id], r.kind) for r in changed])
        if changed:
            change = update(table).where(table.c.row == bindparam("of_row"))
            connection.execute(
                change.values(body=bindparam("new_body"), sequence=bindparam("new_sequence")),
                [
                    {"of_row": rows[key], "new_body": bodies[key], "new_sequence": sequence}
                    for key, sequence in zip([(r.kind, r.id) for r in changed], numbers, strict=True)
                ],
            )
        matched = [record for record in changed if isinstance(record, Professional | Need)]
        uses.put_derived(connection, {rows[r.kind, r.id]: derived.get((r.kind, r.id)) for r in matched})
        _put_consents(connection, {rows[r.kind, r.id]: r for r in matched if isinstance(r, Professional)})
        return len(changed)

    def _delete_vectors(self, find: Callable[[Connection], list[bytes]], model: str | None = None) -> int:
        """Delete what is found; where nothing is, no writer is made to wait."""
        with self._reads.begin() as connection:
            if not find(connection):
                return 0
        with self._writes.begin() as connection:
            removed = uses.delete_vectors(connection, find(connection), model)
        self._empty_log()
        return removed

    def _empty_log(self) -> None:
        if self._reads.dialect.name == "sqlite":
            with self._reads.connect() as connection:
                connection.exec_driver_sql("COMMIT")  # a checkpoint cannot run inside a transaction
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                connection.exec_driver_sql("BEGIN")


def _changes(connection: Connection, batch: Sequence[Record]) -> tuple[list[Record], dict[Key, int], dict[Key, str]]:
    """Which records are new or different; the rows of those that are there, and the JSON of all."""
    table = schema.records
    rows: dict[Key, int] = {}
    kept: dict[Key, str] = {}
    for kind in {record.kind for record in batch}:
        ids = [record.id for record in batch if record.kind == kind]
        wanted = select(table.c.row, table.c.id, table.c.body).where(table.c.kind == kind, table.c.id.in_(ids))
        for line in connection.execute(wanted):
            rows[kind, line.id], kept[kind, line.id] = line.row, line.body
    bodies = {(record.kind, record.id): to_json(record) for record in batch}
    changed = [r for r in batch if kept.get((r.kind, r.id)) != bodies[r.kind, r.id]]
    return changed, rows, bodies


def _put_consents(connection: Connection, people: Mapping[int, Professional]) -> None:
    """The consents of people by row, as they are now."""
    table = schema.consents
    connection.execute(delete(table).where(table.c.row.in_(people)))
    lines = [
        {"row": row, "purpose": purpose, "given": person.consent.given, "until": person.consent.until}
        for row, person in people.items()
        if person.consent
        for purpose in dict.fromkeys(person.consent.purposes)
    ]
    if lines:
        connection.execute(insert(table), lines)


def _next_sequence(connection: Connection, rows: Sequence[tuple[int, str]]) -> list[int]:
    """Write one change for each row and kind; their sequence numbers."""
    if not rows:
        return []
    table = schema.changes
    lines = [{"row": row, "kind": kind} for row, kind in rows]
    given = connection.execute(insert(table).returning(table.c.sequence, sort_by_parameter_order=True), lines)
    return list(given.scalars())
