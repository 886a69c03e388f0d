"""Files into the store: good records are taken, the rest comes back with its place, and every import can be undone."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any, cast

from matcher.codec import to_json
from matcher.errors import ErasedError, Problem
from matcher.ingest.columns import TableKind
from matcher.ingest.drafts import Draft, Place, Refused, judged
from matcher.ingest.headers import Head, Own
from matcher.ingest.reader import Item, Whole, read_file
from matcher.ingest.tables import Remark
from matcher.matching.sync import Progress, silent
from matcher.records import MATCHING, Decision, Kind, Record
from matcher.store.imported import WHOLE, Import, Source, Sources, Undone, shown_sources
from matcher.store.port import Key, Store, Tombstone, erased_ids

if TYPE_CHECKING:
    from matcher.matching.engine import Engine

_BATCH = 500
"""Records kept in one transaction of an import."""


Allowed = Callable[[Record | Decision, Record | None], Problem | None]
"""Why a reader may not put a record, given beside the one of its id that is kept; None where they may."""


def everything(_record: Record | Decision, _kept: Record | None) -> Problem | None:
    """Whoever may use the machine may put every record."""
    return None


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file to take in; what it holds, and the id of the person whose profile it is, if the user says so."""

    path: Path
    kind: TableKind | None = None
    id: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """A record that an import brings or changes, and the fields that differ."""

    kind: TableKind
    id: str
    new: bool
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file: records and rows read, those new or different, what was refused, and remarks."""

    path: Path
    kinds: tuple[TableKind, ...]
    read: int
    good: int
    changed: int
    changes: tuple[Changed, ...]
    refused: tuple[Refused, ...]
    remarks: tuple[Remark, ...]
    heads: tuple[Head, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an import; its run is empty if nothing was kept."""

    run: str
    files: tuple[FileOutcome, ...]

    @property
    def refused(self) -> tuple[Refused, ...]:
        """Everything that was refused, in the order of the files."""
        return tuple(one for file in self.files for one in file.refused)


class Imports:
    """Takes files in, and imports back out."""

    def __init__(self, engine: "Engine", store: Store, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._engine, self._store, self._now = engine, store, now

    def take(
        self, files: Sequence[GivenFile], *, own: Own | None = None, consented: date | None = None,
        readmit: Collection[str] = (), dry_run: bool = False, confirm: Callable[[Draft], bool] = bool,
        allowed: Allowed = everything, progress: Progress = silent,
    ) -> Outcome:  # fmt: skip
        """Keep every good record of the files as one import, in batches; call ``Engine.sync`` afterwards.

        ``consented`` is the day on which people agreed to be matched whose files state no consent. With ``dry_run``
        nothing is kept; the outcome tells what would be. ``confirm`` is asked about what was read out of a CV;
        ``allowed`` tells of each record, beside the one that is kept, why its reader may not put it. Whoever
        was erased is refused unless the receipt of the erasure is among those to ``readmit``, and so are decisions on
        them.
        Raises InputError for a file that cannot be read at all; what was kept of the files before it stays, under the
        run that ``Imports.all`` names.
        """
        at = self._now()
        run = f"{at:%Y%m%d-%H%M%S}-{token_hex(2)}"
        outcomes = []
        for file in files:
            taking = _Taking(self._engine, self._store, run, at, consented, confirm, readmit, allowed, dry_run=dry_run)
            outcomes.append(taking.outcome(file, read_file(file.path, file.kind, own, file.id), progress))
        kept = any(outcome.changed for outcome in outcomes) and not dry_run
        return Outcome(run if kept else "", tuple(outcomes))

    def all(self) -> list[Import]:
        """All imports, the latest first."""
        return self._store.imports()

    def undo(self, run: str, *, readmit: Collection[str] = ()) -> Undone:
        """Put back everything as it was before an import; raises InputError as ``Store.undo_import`` does."""
        return self._store.undo_import(run, self._now(), self._engine.derive, readmit)

    def sources(self, kind: Kind, identifier: str) -> dict[str, dict[str, str]]:
        """Where every stated field of a record came from, by path; raises NotFoundError."""
        _, record = self._store.get(kind, identifier)
        return shown_sources(record, self._store.provenance(kind, identifier))


@dataclass(slots=True)
class _Taking:
    """One file of an import while it is taken in."""

    engine: "Engine"
    store: Store
    run: str
    at: datetime
    consented: date | None
    confirm: Callable[[Draft], bool]
    readmit: Collection[str]
    allowed: Allowed
    dry_run: bool
    read: int = 0
    good: int = 0
    changed: int = 0
    seen: dict[tuple[TableKind, str], Place] = field(default_factory=dict)
    kinds: dict[TableKind, None] = field(default_factory=dict)
    changes: list[Changed] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    heads: list[Head] = field(default_factory=list)
    decisions: list[tuple[Decision, Draft | Whole]] = field(default_factory=list)

    def outcome(self, file: GivenFile, items: Iterable[Item], progress: Progress) -> FileOutcome:
        for batch in _batches(self._noted(items, file)):
            self._keep(batch)
            progress(f"reading {file.path.name}", self.read, 0)
        self._keep_decisions()
        return FileOutcome(
            file.path, tuple(self.kinds) or ((file.kind,) if file.kind else ()), self.read, self.good, self.changed,
            tuple(self.changes), tuple(self.refused), tuple(self.remarks), tuple(self.heads),
        )  # fmt: skip

    def _noted(self, items: Iterable[Item], file: GivenFile) -> Iterator[Draft | Whole]:
        """The drafts and records; headers, remarks and refusals are kept aside."""
        for item in items:
            if isinstance(item, Head):
                self.heads.append(item)
                self.kinds[item.kind] = None
            elif isinstance(item, Remark):
                self.remarks.append(item)
            else:
                self.read += 1
                if isinstance(item, Refused):
                    self.refused.append(item)
                elif isinstance(item, Draft) and item.extracted and not self.confirm(item):
                    self.remarks.append(
                        Remark("{file} was not confirmed, and nothing of it was kept", {"file": item.file})
                    )
                else:
                    self.kinds[_kind(item)] = None
                    yield item
        if file.kind:
            self.kinds[file.kind] = None

    def _keep(self, batch: Sequence[Draft | Whole]) -> None:
        kept = self._known(batch)
        given: list[tuple[Record, Draft | Whole]] = []
        for item in batch:
            record = self._judged(item, kept)
            if record is not None and (problem := self.allowed(record, _kept_of(record, kept))):
                self.refused.append(Refused(item.file, item.place, "base", problem))
            elif isinstance(record, Decision):
                self.decisions.append((record, item))
            elif record is not None:
                given.append((record, item))
        records, sources = self._admitted(given)
        differing = self.store.differing(records)
        self.changes += [_changed(record, kept.get((record.kind, record.id))) for record in differing]
        self.changed += len(differing)
        if differing and not self.dry_run:
            # What is derived from new records waits for ``Engine.sync``: it takes six times as long as all the rest of
            # an import. Those that were there have vectors, which would go with what was derived from them.
            again = [record for record in differing if (record.kind, record.id) in kept]
            self.store.put_imported(self.run, self.at, differing, self.engine.derive(again), sources)

    def _admitted(self, given: Sequence[tuple[Record, Draft | Whole]]) -> tuple[list[Record], dict[Key, Sources]]:
        """The records but for those of erased people, which are refused, and their sources."""
        stones = self.store.erased([record for record, _ in given])
        records: list[Record] = []
        sources: dict[Key, Sources] = {}
        for record, item in given:
            key = (record.kind, record.id)
            if not self._is_refused(item, record.id, stones.get(key)):
                self.good += 1
                records.append(record)
                sources[key] = self._sources(item)
        if stones and not self.dry_run:
            self.store.readmit({stone.receipt for stone in stones.values()} & set(self.readmit))
        return records, sources

    def _is_refused(self, item: Draft | Whole, person: str, stone: Tombstone | None, path: str = "id") -> bool:
        """Whether an item is of somebody who was erased and is not asked back; that is then noted."""
        if stone is None or stone.receipt in self.readmit:
            return False
        place = item.place_of(path) if isinstance(item, Draft) else item.place
        problem = ErasedError(person, stone.receipt, stone.day).problem
        self.refused.append(Refused(item.file, place, path, problem))
        return True

    def _known(self, batch: Sequence[Draft | Whole]) -> dict[Key, Record]:
        """The records that are kept under the ids of a batch."""
        ids: dict[tuple[Kind, bool], list[str]] = {}
        for item in batch:
            kind = _kind(item)
            if kind != "decision" and (identifier := _id(item)):
                ids.setdefault((kind, isinstance(item, Whole)), []).append(identifier)
        # A whole record is put in the place of one that is damaged; of a draft, the fields left out would be lost.
        return {
            (kind, identifier): record
            for (kind, whole), wanted in ids.items()
            for identifier, record in self.store.kept(kind, wanted, sound=whole).items()
        }

    def _judged(self, item: Draft | Whole, kept: Mapping[Key, Record]) -> Record | Decision | None:
        """The record of an item; what is wrong with it is noted, a second one of its id too."""
        if isinstance(item, Whole):
            return item.record
        known = kept.get((cast(Kind, item.kind), item.id))
        outcome = judged(self._with_consent(item, known), _as_json(known))
        if isinstance(outcome, tuple):
            self.refused += outcome
            return None
        if isinstance(outcome, Decision):
            return outcome
        first = self.seen.setdefault((item.kind, outcome.id), item.place)
        if first is not item.place:
            problem = Problem(
                "{id!r} is already the id of {place}; give every {kind} its own id",
                id=outcome.id, place=first.text, kind=item.kind,
            )  # fmt: skip
            self.refused.append(Refused(item.file, item.place_of("id"), "id", problem))
            return None
        return outcome

    def _with_consent(self, draft: Draft, known: Record | None) -> Draft:
        stated = "consent" in draft.given or getattr(known, "consent", None) is not None
        if self.consented is None or draft.kind != "professional" or stated:
            return draft
        consent = {"purposes": [MATCHING], "given": self.consented.isoformat()}
        return replace(draft, given=dict(draft.given) | {"consent": consent}, fields=draft.fields | {"consent"})

    def _sources(self, item: Draft | Whole) -> Sources:
        file, at = item.file, self.at.isoformat(timespec="seconds")
        if isinstance(item, Whole) or not item.places:
            return {WHOLE: Source(file, item.place.text, at, self.run)}
        places = {path: Source(file, place.text, at, self.run) for path, place in item.places.items()}
        return {WHOLE: Source(file, item.place.text, at, self.run)} | places

    def _keep_decisions(self) -> None:
        stones = erased_ids(self.store, {decision.professional for decision, _ in self.decisions})
        kept = [
            decision
            for decision, item in self.decisions
            if not self._is_refused(item, decision.professional, stones.get(decision.professional), "professional")
        ]
        self.good += len(kept)
        if kept and not self.dry_run:
            self.changed += self.store.put_imported_decisions(self.run, self.at, kept)


def _kept_of(record: Record | Decision, kept: Mapping[Key, Record]) -> Record | None:
    return None if isinstance(record, Decision) else kept.get((record.kind, record.id))


def _batches(items: Iterator[Draft | Whole]) -> Iterator[list[Draft | Whole]]:
    from itertools import islice

    while batch := list(islice(items, _BATCH)):
        yield batch


def _kind(item: Draft | Whole) -> TableKind:
    if isinstance(item, Draft):
        return item.kind
    return "decision" if isinstance(item.record, Decision) else item.record.kind


def _id(item: Draft | Whole) -> str:
    if isinstance(item, Draft):
        return item.id
    return "" if isinstance(item.record, Decision) else item.record.id


def _as_json(record: Record | None) -> Mapping[str, Any] | None:
    import json

    return None if record is None else json.loads(to_json(record))


def _changed(record: Record, before: Record | None) -> Changed:
    names = [one.name for one in fields(record)]
    differing = tuple(name for name in names if before is None or getattr(before, name) != getattr(record, name))
    return Changed(record.kind, record.id, before is None, differing if before is not None else ())
