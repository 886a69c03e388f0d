"""What a store tells of imports: where fields came from, what an import changed, what undoing it did."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from matcher.errors import ErasedError, InputError
from matcher.records import Record
from matcher.store.port import Derived, Key, Tombstone

Derive = Callable[[Iterable[Record]], Mapping[Key, Derived]]
WHOLE = ""
"""The path of a source that holds for every field that has none of its own."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a field came from: the file, the cell, line or path in it, when (ISO 8601, UTC), and by which import."""

    file: str
    place: str
    at: str
    run: str


Sources = Mapping[str, Source]
"""Sources by the path of a field, such as ``works.0.title``, or ``WHOLE``."""


@dataclass(frozen=True, slots=True)
class Import:
    """One import: its id, when it was, how many records and decisions it changed, and when it was undone, if so."""

    id: str
    at: datetime
    records: int
    decisions: int
    undone: datetime | None = None


@dataclass(frozen=True, slots=True)
class Undone:
    """What undoing an import did: records put back as they were, records and decisions that it had brought removed."""

    run: str
    restored: int
    removed: int
    decisions: int


def merged_sources(before: Record | None, kept: Sources, after: Record, fresh: Sources) -> dict[str, Source]:
    """The sources of a record that changed: of a field that stayed as it was, the one that it had."""
    merged: dict[str, Source] = {}
    for name in (field.name for field in fields(after)):
        stayed = before is not None and getattr(before, name) == getattr(after, name)
        of_field = _of_field(name, kept) if stayed else {}
        merged |= of_field or _of_field(name, fresh)
    return merged


def _of_field(name: str, sources: Sources) -> dict[str, Source]:
    own = {path: source for path, source in sources.items() if path.split(".")[0] == name}
    return own or ({name: sources[WHOLE]} if WHOLE in sources else {})


def sources_to_json(sources: Sources) -> str:
    """Sources as JSON, each distinct file and import once; all fields of one source as one."""
    if len(set(sources.values())) == 1:
        sources = {WHOLE: next(iter(sources.values()))}
    files = list(dict.fromkeys((source.file, source.at, source.run) for source in sources.values()))
    places = {path: [files.index((one.file, one.at, one.run)), one.place] for path, one in sources.items()}
    return json.dumps({"files": files, "places": places}, ensure_ascii=False)


def sources_from_json(text: str | None) -> dict[str, Source]:
    """The sources that ``sources_to_json`` wrote."""
    if not text:
        return {}
    kept = json.loads(text)
    sources: dict[str, Source] = {}
    for path, (number, place) in kept["places"].items():
        file, at, run = kept["files"][number]
        sources[path] = Source(file, place, at, run)
    return sources


def refuse_undoing(run: str, known: Mapping[str, Import], later: Mapping[str, str]) -> None:
    """Raise InputError for an import that is not known or was undone, or whose records changed later, by id.

    ``later`` names, for the id of a record that changed since, the import that did it, or nothing.
    """
    if run not in known:
        names = ", ".join(list(known)[:5]) or "-"
        raise InputError("no import has the id {run}; the latest are: {names}", run=run, names=names)
    if known[run].undone:
        raise InputError("import {run} was undone already at {at}", run=run, at=known[run].undone)
    if later:
        imports = ", ".join(dict.fromkeys(filter(None, later.values())))
        ids = ", ".join(list(later)[:5])
        raise InputError(
            "import {run} cannot be undone: {count} of its records changed later ({ids}); "
            "undo the later imports first: {imports}",
            run=run, count=len(later), ids=ids, imports=imports or "-",
        )  # fmt: skip


def readmitted(erased: Mapping[Key, Tombstone], readmit: Collection[str]) -> set[str]:
    """The receipts of people who come back; raises ErasedError for one who is not to be readmitted."""
    for (_, identifier), stone in erased.items():
        if stone.receipt not in readmit:
            raise ErasedError(identifier, stone.receipt, stone.day)
    return {stone.receipt for stone in erased.values()}


def shown_sources(record: Record, sources: Sources) -> dict[str, dict[str, str]]:
    """The source of every field that a record states, as plain values; nothing for those whose source is not known."""
    shown: dict[str, dict[str, str]] = {}
    for field in fields(record):
        if getattr(record, field.name) not in (None, "", ()):
            shown |= {path: asdict(source) for path, source in _of_field(field.name, sources).items()}
    return shown
