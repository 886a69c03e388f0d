"""The imports in the store in memory."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from matcher.records import Decision, Kind, Record
from matcher.store.imported import (
    Derive,
    Import,
    Sources,
    Undone,
    merged_sources,
    readmitted,
    refuse_undoing,
)
from matcher.store.port import Derived, Key, Tombstone


@dataclass(frozen=True, slots=True)
class _Changed:
    """What a record was before an import, where its fields came from, and what it was after the import."""

    before: Record | None
    sources: Sources
    after: Record


class MemoryImportLog:
    """The part of ``MemoryStore`` that keeps imports; see ``Store`` for its methods."""

    if TYPE_CHECKING:
        _rows: dict[Key, int]
        _records: dict[int, Record]
        _decisions: dict[Decision, int]

        def put_many(self, records: Iterable[Record], derived: Mapping[Key, Derived] | None = None) -> int: ...
        def put_decisions(self, decisions: Iterable[Decision]) -> int: ...
        def _derive(self, row: int, derived: Derived | None) -> int: ...
        def erased(self, records: Sequence[Record]) -> dict[Key, Tombstone]: ...
        def readmit(self, receipts: Collection[str]) -> None: ...
        def _note(self, row: int, kind: Kind) -> None: ...

    def __init__(self) -> None:
        self._imports: dict[str, Import] = {}
        self._import_changes: dict[str, dict[int, _Changed]] = {}
        self._import_decisions: dict[str, list[Decision]] = {}
        self._sources: dict[int, Sources] = {}

    def kept(self, kind: Kind, ids: Iterable[str], *, sound: bool = False) -> dict[str, Record]:
        """See ``Store.kept``."""
        return {one: self._records[self._rows[kind, one]] for one in ids if (kind, one) in self._rows}

    def search(self, kind: Kind, words: Sequence[str]) -> dict[int, Record]:
        """See ``Store.search``."""
        return {row: record for row, record in sorted(self._records.items()) if record.kind == kind}

    def put_imported(
        self, run: str, at: datetime, records: Iterable[Record], derived: Mapping[Key, Derived],
        sources: Mapping[Key, Sources],
    ) -> int:  # fmt: skip
        """See ``Store.put_imported``."""
        latest = {(record.kind, record.id): record for record in records}
        before = {key: self._records[self._rows[key]] for key in latest if key in self._rows}
        changed = self.put_many(latest.values(), derived)
        changes = self._open(run, at)
        for key, record in latest.items():
            old = before.get(key)
            if old != record:
                self._put_change(changes, self._rows[key], old, record, sources.get(key, {}))
        return changed

    def put_imported_decisions(self, run: str, at: datetime, decisions: Iterable[Decision]) -> int:
        """See ``Store.put_imported_decisions``."""
        self._open(run, at)
        new = [one for one in dict.fromkeys(decisions) if one not in self._decisions]
        self._import_decisions.setdefault(run, []).extend(new)
        return self.put_decisions(new)

    def imports(self) -> list[Import]:
        """See ``Store.imports``."""
        counted = [
            replace(
                one,
                records=sum(row in self._records for row in self._import_changes[one.id]),
                decisions=sum(made in self._decisions for made in self._import_decisions.get(one.id, ())),
            )
            for one in self._imports.values()
        ]
        return sorted(counted, key=lambda one: (one.at, one.id), reverse=True)

    def undo_import(self, run: str, at: datetime, derive: Derive, readmit: Collection[str] = ()) -> Undone:
        """See ``Store.undo_import``."""
        known = {one.id: one for one in self.imports()}
        changes = {row: one for row, one in self._import_changes.get(run, {}).items() if row in self._records}
        later = {
            self._records[row].id: self._later(known[run], row)
            for row, one in changes.items()
            if self._records[row] != one.after
        }
        refuse_undoing(run, known, later)
        restored = [one.before for one in changes.values() if one.before is not None]
        self.readmit(readmitted(self.erased(restored), readmit))
        self.put_many(restored, derive(restored))
        for row, one in changes.items():
            self._sources[row] = one.sources
            if one.before is None:
                self._remove(row)
        made = [one for one in self._import_decisions.get(run, ()) if one in self._decisions]
        for decision in made:
            del self._decisions[decision]
        self._imports[run] = replace(self._imports[run], undone=at)
        return Undone(run, len(restored), len(changes) - len(restored), len(made))

    def earlier(self, kind: Kind, identifier: str) -> dict[str, Record]:
        """See ``Store.earlier``."""
        row = self._rows.get((kind, identifier), 0)
        runs = sorted(self._imports.values(), key=lambda one: (one.at, one.id))
        changes = {one.id: self._import_changes[one.id].get(row) for one in runs}
        return {
            run: change.before for run, change in changes.items() if change is not None and change.before is not None
        }

    def provenance(self, kind: Kind, identifier: str) -> Sources:
        """See ``Store.provenance``."""
        row = self._rows.get((kind, identifier))
        return {} if row is None else self._sources.get(row, {})

    def _open(self, run: str, at: datetime) -> dict[int, _Changed]:
        self._imports.setdefault(run, Import(run, at, 0, 0))
        return self._import_changes.setdefault(run, {})

    def _put_change(
        self, changes: dict[int, _Changed], row: int, old: Record | None, record: Record, fresh: Sources
    ) -> None:
        kept = self._sources.get(row, {}) if old is not None else {}
        first = changes.get(row) or _Changed(old, kept, record)
        changes[row] = replace(first, after=record)
        self._sources[row] = merged_sources(old, kept, record, fresh)

    def _later(self, run: Import, row: int) -> str:
        others = [one for one in self._imports.values() if one.at >= run.at and one.id != run.id and not one.undone]
        return next((one.id for one in others if row in self._import_changes[one.id]), "")

    def _remove(self, row: int) -> None:
        record = self._records[row]
        self._derive(row, None)
        del self._rows[record.kind, record.id], self._records[row]
        self._forget_imports_of(row)
        self._note(row, record.kind)

    def _forget_decisions(self) -> None:
        """Decisions that are gone were brought by no import."""
        self._import_decisions = {
            run: [one for one in made if one in self._decisions] for run, made in self._import_decisions.items()
        }

    def _forget_imports_of(self, row: int) -> None:
        """A record that is gone leaves nothing of what it was, and of the files it came from."""
        self._sources.pop(row, None)
        for changes in self._import_changes.values():
            changes.pop(row, None)
