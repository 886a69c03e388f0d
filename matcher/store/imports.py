"""The imports in the SQL store: put with what was there before, undone as a whole."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Connection, Engine, bindparam, delete, func, insert, select, update

from matcher.codec import kept_from_json
from matcher.errors import DamagedError, RecordError
from matcher.records import Decision, Kind, Record
from matcher.store import checking, erasures, judgements, schema, uses
from matcher.store.checksums import checksum, digest_of
from matcher.store.imported import (
    Derive,
    Import,
    Sources,
    Undone,
    merged_sources,
    readmitted,
    refuse_undoing,
    sources_from_json,
    sources_to_json,
)
from matcher.store.port import Derived, Key
from matcher.store.uses import batches


class ImportLog:
    """The part of ``SqlStore`` that keeps imports; see ``Store`` for its methods."""

    if TYPE_CHECKING:
        _reads: Engine
        _writes: Engine

        def _put(self, connection: Connection, batch: list[Record], derived: Mapping[Key, Derived]) -> int: ...
        def _empty_log(self) -> bool: ...

    def kept(self, kind: Kind, ids: Iterable[str], *, sound: bool = False) -> dict[str, Record]:
        """See ``Store.kept``."""
        with self._reads.begin() as connection:
            lines = _lines(connection, kind, ids)
            return {line.id: checking.record_of(line) for line in lines if not sound or _is_sound(line)}

    def search(self, kind: Kind, words: Sequence[str]) -> dict[int, Record]:
        """See ``Store.search``; letters beyond ASCII are not looked at, since SQLite knows no lower case of them."""
        table = schema.records
        wanted = select(table).where(table.c.kind == kind).order_by(table.c.row)
        for word in words:
            if all(sign.isalnum() and (sign.isascii() or sign.lower() == sign.upper()) for sign in word):
                wanted = wanted.where(func.lower(table.c.body).contains(word.lower(), autoescape=True))
        with self._reads.begin() as connection:
            return {line.row: checking.record_of(line) for line in connection.execute(wanted)}

    def put_imported(
        self, run: str, at: datetime, records: Iterable[Record], derived: Mapping[Key, Derived],
        sources: Mapping[Key, Sources],
    ) -> int:  # fmt: skip
        """See ``Store.put_imported``."""
        latest = {(record.kind, record.id): record for record in records}
        with self._writes.begin() as connection:
            _note(connection, run, at)
            return sum(self._put_batch(connection, run, batch, derived, sources) for batch in batches(latest.values()))

    def put_imported_decisions(self, run: str, at: datetime, decisions: Iterable[Decision]) -> int:
        """See ``Store.put_imported_decisions``."""
        given = list(decisions)
        table = schema.import_decisions
        with self._writes.begin() as connection:
            _note(connection, run, at)
            new = [key for keys in batches(judgements.keys(given)) for key in _missing(connection, keys)]
            judgements.put(connection, given)
            for keys in batches(new):
                connection.execute(insert(table), [{"import": run, "fingerprint": key} for key in keys])
        return len(new)

    def imports(self) -> list[Import]:
        """See ``Store.imports``."""
        with self._reads.begin() as connection:
            return list(_imports(connection).values())

    def undo_import(self, run: str, at: datetime, derive: Derive, readmit: Collection[str] = ()) -> Undone:
        """See ``Store.undo_import``."""
        with self._writes.begin() as connection:
            changes = _changes(connection, run)
            for line in changes:
                checking.record_of(line)  # one that is damaged did not change: that is said instead
            later = {line.id: line for line in changes if _hash(line.body) != line.after}
            refuse_undoing(run, _imports(connection), _later_imports(connection, later, run))
            before = [(line, _before(line, run)) for line in changes if line.before is not None]
            restored = [record for _, record in before]
            erasures.readmit(connection, readmitted(erasures.of_records(connection, restored), readmit))
            for batch in batches(restored):
                self._put(connection, batch, derive(batch))
            _put_sources(connection, {line.row: line.sources for line, _ in before})
            new = [(line.row, line.kind) for line in changes if line.before is None]
            _remove(connection, new)
            dropped = _undo_decisions(connection, run)
            table = schema.imports
            connection.execute(update(table).where(table.c.id == run).values(undone=at.isoformat()))
        self._empty_log()
        return Undone(run, len(restored), len(new), dropped)

    def earlier(self, kind: Kind, identifier: str) -> dict[str, Record]:
        """See ``Store.earlier``."""
        imports = schema.imports
        with self._reads.begin() as connection:
            lines = [
                line for held in _lines(connection, kind, [identifier]) for line in _changes(connection, row=held.row)
            ]
            oldest = list(connection.execute(select(imports.c.id).order_by(imports.c.at, imports.c.id)).scalars())
        before = {line.run: _before(line, line.run) for line in lines if line.before is not None}
        return {run: before[run] for run in oldest if run in before}

    def provenance(self, kind: Kind, identifier: str) -> Sources:
        """See ``Store.provenance``."""
        records, table = schema.records, schema.provenance
        wanted = select(table.c.sources).join(records, records.c.row == table.c.row)
        with self._reads.begin() as connection:
            text = connection.execute(wanted.where(records.c.kind == kind, records.c.id == identifier)).scalar()
        return sources_from_json(text)

    def _put_batch(
        self, connection: Connection, run: str, batch: list[Record], derived: Mapping[Key, Derived],
        sources: Mapping[Key, Sources],
    ) -> int:  # fmt: skip
        kinds = {record.kind for record in batch}
        ids = {kind: [record.id for record in batch if record.kind == kind] for kind in kinds}
        before = {(kind, line.id): line for kind in kinds for line in _lines(connection, kind, ids[kind])}
        damaged = {key for key, line in before.items() if not _is_sound(line)}
        changed = self._put(connection, batch, derived)
        after = {(kind, line.id): line for kind in kinds for line in _lines(connection, kind, ids[kind])}
        known = {line.row: line.body for line in before.values()}
        differing = [record for record in batch if after[_key(record)].body != known.get(after[_key(record)].row)]
        rows = {_key(record): after[_key(record)].row for record in differing}
        kept = _sources(connection, list(rows.values()))
        # A record that was damaged is put right whatever becomes of the import: nobody wants the damage back.
        noted = [(after[key], before.get(key), kept.get(row)) for key, row in rows.items() if key not in damaged]
        _note_changes(connection, run, noted)
        fresh: dict[int, str | None] = {}
        for record in differing:
            line = before.get(_key(record)) if _key(record) not in damaged else None
            old = checking.record_of(line) if line else None
            row = rows[_key(record)]
            merged = merged_sources(old, sources_from_json(kept.get(row)), record, sources.get(_key(record), {}))
            fresh[row] = sources_to_json(merged) if merged else None
        _put_sources(connection, fresh)
        return changed


def _key(record: Record) -> Key:
    return record.kind, record.id


def _lines(connection: Connection, kind: Kind, ids: Iterable[str]) -> Sequence[Any]:
    table = schema.records
    return [
        line
        for batch in batches(ids)
        for line in connection.execute(select(table).where(table.c.kind == kind, table.c.id.in_(batch)))
    ]


def _is_sound(line: Any) -> bool:
    return checking.is_intact(line.checksum, line.row, line.kind, line.id, line.body, line.sequence)


def _note(connection: Connection, run: str, at: datetime) -> None:
    table = schema.imports
    if connection.execute(select(table.c.id).where(table.c.id == run)).first() is None:
        connection.execute(insert(table), [{"id": run, "at": at.isoformat()}])


def _note_changes(connection: Connection, run: str, changes: Sequence[tuple[Any, Any, str | None]]) -> None:
    """What records were before this import; of one that it changes twice, before the first time."""
    table = schema.import_changes
    rows = [after.row for after, _, _ in changes]
    wanted = select(table.c.row).where(table.c["import"] == run, table.c.row.in_(rows))
    known = set(connection.execute(wanted).scalars())
    new = [
        {
            "import": run,
            "row": after.row,
            "after": _hash(after.body),
            "before": before and before.body,
            "sources": kept,
            "checksum": checksum(run, after.row, before and before.body, kept),
        }
        for after, before, kept in changes
        if after.row not in known
    ]
    if new:
        connection.execute(insert(table), new)
    again = [{"of_row": after.row, "now": _hash(after.body)} for after, _, _ in changes if after.row in known]
    if again:
        change = update(table).where(table.c["import"] == run, table.c.row == bindparam("of_row"))
        connection.execute(change.values(after=bindparam("now")), again)


def _sources(connection: Connection, rows: Sequence[int]) -> dict[int, str]:
    table = schema.provenance
    wanted = select(table.c.row, table.c.sources).where(table.c.row.in_(rows))
    return {line.row: line.sources for line in connection.execute(wanted)}


def _put_sources(connection: Connection, sources: Mapping[int, str | None]) -> None:
    table = schema.provenance
    for rows in batches(sources):
        connection.execute(delete(table).where(table.c.row.in_(rows)))
        lines = [{"row": row, "sources": text} for row in rows if (text := sources[row])]
        if lines:
            connection.execute(insert(table), lines)


def _imports(connection: Connection) -> dict[str, Import]:
    """All imports by id, the latest first."""
    table, records, decisions = schema.imports, schema.import_changes, schema.import_decisions
    counts = []
    for counted in (records, decisions):
        of_import = counted.c["import"]
        lines = connection.execute(select(of_import.label("run"), func.count().label("count")).group_by(of_import))
        counts.append({line.run: cast(int, line[1]) for line in lines})
    wanted = select(table).order_by(table.c.at.desc(), table.c.id.desc())
    return {
        line.id: Import(
            line.id, datetime.fromisoformat(line.at), counts[0].get(line.id, 0), counts[1].get(line.id, 0),
            datetime.fromisoformat(line.undone) if line.undone else None,
        )
        for line in connection.execute(wanted)
    }  # fmt: skip


def _changes(connection: Connection, run: str | None = None, row: int | None = None) -> Sequence[Any]:
    """What an import changed, or what was changed in a row, with the record as it is now."""
    table, records = schema.import_changes, schema.records
    of_import = table.c["import"]
    columns = (table.c.after, table.c.before, table.c.sources, table.c.checksum.label("of_change"))
    wanted = select(*records.c, *columns, of_import.label("run")).join(table, records.c.row == table.c.row)
    meant = of_import == run if run is not None else table.c.row == row
    return connection.execute(wanted.where(meant).order_by(table.c.row)).all()


def _before(line: Any, run: str) -> Record:
    """What a record was before an import; raises DamagedError."""
    try:
        if checking.is_intact(line.of_change, run, line.row, line.before, line.sources):
            return kept_from_json(line.kind, line.before)
    except (RecordError, ValueError, KeyError):
        pass
    raise DamagedError(
        f"what {line.kind} {line.id!r} was before import {run} is damaged in the store; it cannot be undone: "
        "restore a backup with `homematch restore`, or import the record as it was"
    )


def _later_imports(connection: Connection, lines: Mapping[str, Any], run: str) -> dict[str, str]:
    """By id of a record that changed since, the import whose change it is, or nothing."""
    table, imports = schema.import_changes, schema.imports
    when = select(imports.c.at).where(imports.c.id == run).scalar_subquery()
    after = select(imports.c.id).where(imports.c.at >= when, imports.c.id != run, imports.c.undone.is_(None))
    of_import = table.c["import"]
    later: dict[str, str] = {}
    for identifier, line in lines.items():
        wanted = select(of_import).where(table.c.row == line.row, of_import.in_(after))
        later[identifier] = connection.execute(wanted).scalar() or ""
    return later


def _hash(body: str) -> bytes:
    return digest_of(body.encode())


def _remove(connection: Connection, rows: Sequence[tuple[int, str]]) -> None:
    """Records that an import brought are gone, with what was derived from them; each is a change."""
    for batch in batches(rows):
        numbers = [row for row, _ in batch]
        uses.put_derived(connection, dict.fromkeys(numbers))
        connection.execute(delete(schema.records).where(schema.records.c.row.in_(numbers)))
        uses.count_records(connection, -len(batch))
        connection.execute(insert(schema.changes), [{"row": row, "kind": kind} for row, kind in batch])


def _missing(connection: Connection, keys: Sequence[bytes]) -> list[bytes]:
    table = schema.decisions
    there = set(connection.execute(select(table.c.fingerprint).where(table.c.fingerprint.in_(keys))).scalars())
    return [key for key in keys if key not in there]


def _undo_decisions(connection: Connection, run: str) -> int:
    table = schema.import_decisions
    keys = list(connection.execute(select(table.c.fingerprint).where(table.c["import"] == run)).scalars())
    for batch in batches(keys):
        connection.execute(delete(schema.decisions).where(schema.decisions.c.fingerprint.in_(batch)))
    return len(keys)
