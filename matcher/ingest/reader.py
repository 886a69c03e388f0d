"""Reads any file that can be taken in: finds what it is by its content and gives the drafts and records in it."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from itertools import islice
from pathlib import Path
from typing import Any, cast

from matcher.errors import InputError, Problem, RecordError
from matcher.ingest.columns import TABLE_KINDS, TableKind
from matcher.ingest.content import decoded, form_of
from matcher.ingest.decisions import read_decisions
from matcher.ingest.drafts import Draft, Place, Refused
from matcher.ingest.headers import HEAD_ROWS, Head, Own, head_of
from matcher.ingest.jsonl import read_lines, texts
from matcher.ingest.tables import Remark, read_table
from matcher.limits import LARGEST_JSON, MOST_COLUMNS
from matcher.records import RECORD_TYPES, Decision, Record


@dataclass(frozen=True, slots=True)
class Whole:
    """A record or decision that a file of our own format holds whole, with its place."""

    record: Record | Decision
    file: str
    place: Place


Item = Draft | Whole | Refused | Remark | Head
"""What a file gives: drafts and whole records, what is refused, remarks, and the headers of its sheets."""


def read_file(
    path: Path, kind: TableKind | None = None, own: Own | None = None, identifier: str = ""
) -> Iterator[Item]:
    """Everything that a file holds, in order.

    ``kind`` is what it holds if the caller knows; else its headers or fields tell. ``identifier`` is the id of the one
    person whose profile it is. Raises InputError that names the file, and the place, where it cannot be read at all.
    """
    form = form_of(path)
    if form == "json lines":
        yield from _json_lines(path, kind or _kind_of_lines(path))
    elif form == "json":
        yield from _json(path, kind, identifier)
    elif form == "workbook":
        yield from read_table(path, "workbook", kind, own)
    elif form == "text" and (kind not in (None, "professional") or _is_table(path, kind, own or {})):
        yield from read_table(path, "text", kind, own)
    elif kind not in (None, "professional"):
        raise InputError(
            "{file} is a document, which can only be the CV of a professional; give {kind}s as xlsx, CSV or JSON Lines",
            file=str(path), kind=kind,
        )  # fmt: skip
    else:
        from matcher.ingest.cv import read_cv

        yield read_cv(path, form, identifier)


def _json_lines(path: Path, kind: TableKind) -> Iterator[Item]:
    if kind == "decision":
        for number, line in enumerate(read_decisions(path), 1):
            yield _refused(path, line) if isinstance(line, RecordError) else Whole(line, str(path), Place(str(number)))
        return
    for record_line in read_lines(path, kind):
        if record_line.error:
            yield _refused(path, record_line.error)
        elif record_line.record:
            yield Whole(record_line.record, str(path), Place(str(record_line.number)))


def _refused(path: Path, error: RecordError) -> Refused:
    return Refused(str(path), Place(str(error.line)), error.field, error.problem)


def _kind_of_lines(path: Path) -> TableKind:
    for _, text in texts(path, "record"):
        if isinstance(text, str):
            try:
                given = json.loads(text)
            except (ValueError, RecursionError):
                continue
            if isinstance(given, dict):
                return kind_of(path, given)
    raise InputError("{file} holds no JSON object; every line must be one", file=str(path))


def kind_of(path: Path, given: Mapping[str, Any]) -> TableKind:
    """What kind of record an object is by its fields; raises InputError where they fit none or several."""
    shapes = {**{str(kind): shape for kind, shape in RECORD_TYPES.items()}, "decision": Decision}
    known = {kind: {field.name for field in fields(shape)} for kind, shape in shapes.items()}
    most = max(len(names & set(given)) for names in known.values())
    best = [kind for kind, names in known.items() if len(names & set(given)) == most]
    if len(best) != 1 or most < 2:
        raise InputError(
            "{file} does not tell what its records are; say it with --needs, --professionals, --bases, --organisations "
            "or --decisions before the file",
            file=str(path),
        )  # fmt: skip
    return cast(TableKind, best[0])


def _json(path: Path, kind: TableKind | None, identifier: str) -> Iterator[Item]:
    from matcher.ingest.profiles import foreign_drafts

    value = _parsed(path)
    drafts = foreign_drafts(path, value, identifier)
    if drafts is not None:
        yield from drafts
        return
    if isinstance(value, dict) and isinstance(value.get("records"), list):  # as exports write them
        kind, value = kind or value.get("kind"), value["records"]
    objects = value if isinstance(value, list) else [value]
    for number, given in enumerate(objects):
        place = Place(f"[{number}]" if isinstance(value, list) else "$")
        if not isinstance(given, dict):
            shape = type(given).__name__
            problem = Problem('is a JSON {shape}, not an object; write {{"id": …}}', shape=shape)
            yield Refused(str(path), place, "", problem)
        else:
            of_kind = kind or kind_of(path, given)
            yield Draft(of_kind, given, frozenset(_fields(of_kind)), str(path), place)


def _fields(kind: TableKind) -> Sequence[str]:
    return [field.name for field in fields(Decision if kind == "decision" else RECORD_TYPES[kind])]


def _parsed(path: Path) -> Any:
    size = path.stat().st_size
    if size > LARGEST_JSON:
        raise InputError(
            "{file} is one JSON value of {size} MiB; allowed: {most} MiB; split it, or give JSON Lines",
            file=str(path), size=size >> 20, most=LARGEST_JSON >> 20,
        )  # fmt: skip
    text = decoded(path.read_bytes(), str(path))
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(
            "{file}:{line}: is not JSON ({cause}); save it again with the program that wrote it",
            file=str(path), line=error.lineno, cause=f"{error.msg}, column {error.colno}",
        ) from error  # fmt: skip
    except (RecursionError, ValueError) as error:
        raise InputError(
            "{file}: is JSON that cannot be read ({cause}); save it again with the program that wrote it",
            file=str(path), cause=f"{type(error).__name__}: {error}"[:100],
        ) from error  # fmt: skip


def _is_table(path: Path, kind: TableKind | None, own: Own) -> bool:
    """Whether one of the first lines has the headers of a table, or the file is called one and no line is long."""
    from matcher.ingest.child import delimited
    from matcher.ingest.tracking import is_opencats

    text = decoded(path.read_bytes(), str(path))
    start = "\n".join(text.splitlines()[: HEAD_ROWS * 4])
    with suppress(csv.Error):
        for row, cells in enumerate(islice(delimited(start), HEAD_ROWS)):
            if len(cells) > MOST_COLUMNS:
                return True  # which is then refused, with its line
            head = head_of(cells, row, (kind,) if kind else TABLE_KINDS, own)
            if is_opencats(cells) or (head and len(head.headings) > 1):
                return True
    return path.suffix.casefold() in (".csv", ".tsv", ".tab")
