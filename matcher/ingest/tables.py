"""Reads records from the sheets of workbooks and from delimited texts: rows to drafts, each value with its cell."""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from matcher.codec import FieldProblem
from matcher.errors import InputError, Problem
from matcher.ingest.columns import FLAGS, TABLE_KINDS, Column, TableKind, words_of
from matcher.ingest.drafts import Draft, Place, derived_id
from matcher.ingest.headers import HEAD_ROWS, Head, Heading, Own, head_of
from matcher.ingest.sandbox import Row, read_rows
from matcher.ingest.tracking import is_opencats, opencats
from matcher.limits import LONGEST_CELL

NOT_DATA = frozenset(("说明", "填写说明", "示例", "about", "instructions", "example", "选项", "choices"))
"""Names of sheets that the product writes beside those with records."""

_IDS = frozenset(("id", "base", "organisation", "need", "professional", "coordinator", "country", "ror"))
_LINES = re.compile(r"\s*[\r\n]+\s*")
_LIST = re.compile(r"\s*[;；]\s*")
_CODES = re.compile(r"\s*[;；,，、/|\r\n]+\s*")
_KIND_NAMES: Mapping[str, TableKind] = {
    "需求": "need", "need": "need", "专家": "professional", "人才": "professional", "人员": "professional",
    "professional": "professional", "people": "professional", "基地": "base", "base": "base", "单位": "organisation",
    "机构": "organisation", "团体": "organisation", "organi": "organisation", "决定": "decision",
    "decision": "decision",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that the user should know of a sheet and that is no error."""

    template: str
    values: Mapping[str, object]


def read_table(
    path: Path, task: Literal["workbook", "text"], kind: TableKind | None = None, own: Own | None = None
) -> Iterator[Draft | Head | Remark]:
    """The drafts of all sheets, in order; before those of a sheet its headers, and remarks on what is not taken.

    ``kind`` is what the rows hold, if the caller knows. Raises InputError where no sheet has known headers, and what
    ``read_rows`` raises.
    """
    heads, skipped, first = 0, [], ""
    for sheet, rows in _sheets(read_rows(path, task)):
        if sheet.casefold() in NOT_DATA:
            continue
        waiting, head = _find_head(rows, _kinds(sheet, kind), own or {})
        if waiting and is_opencats(waiting[-1].cells):
            heads += 1
            yield from opencats(path, waiting[-1], rows)
            continue
        if head is None:
            first = first or _listed(waiting[0].cells if waiting else ())
            skipped += [sheet] if waiting else []
            continue
        heads += 1
        yield head
        yield from _remarks(sheet, head)
        if head.doubled:
            yield from _doubled(path, sheet, head)
            continue
        for row in rows:
            if draft := _draft(path, sheet, head, row):
                yield draft
    if not heads:
        raise InputError(
            "{file}: no row of the first {rows} holds known column headers; the first is: {first}; "
            "take the headers of `homematch template`, or say with `homematch mapping` which column is what",
            file=str(path), rows=HEAD_ROWS, first=first or "-",
        )  # fmt: skip
    for sheet in skipped:
        yield Remark("sheet {sheet} was left out: it has no known column headers", {"sheet": sheet})


def cell_name(row: int, column: int) -> str:
    """A cell as a spreadsheet program calls it: B5."""
    letters, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def _sheets(rows: Iterable[Row]) -> Iterator[tuple[str, Iterator[Row]]]:
    from itertools import groupby

    for sheet, of_sheet in groupby(rows, key=lambda row: row.sheet):
        yield sheet, iter(of_sheet)


def _kinds(sheet: str, kind: TableKind | None) -> Sequence[TableKind]:
    """The kinds that the rows of a sheet may be of; its name decides between kinds that share headers."""
    if kind:
        return (kind,)
    named = next((of for name, of in _KIND_NAMES.items() if name in sheet.casefold()), None)
    return tuple(sorted(TABLE_KINDS, key=lambda of: of != named))


def _find_head(rows: Iterator[Row], kinds: Sequence[TableKind], own: Own) -> tuple[list[Row], Head | None]:
    waiting: list[Row] = []
    for row in rows:
        waiting.append(row)
        head = head_of(row.cells, row.number, kinds, own)
        if head or is_opencats(row.cells):
            return waiting, head
        if len(waiting) == HEAD_ROWS:
            break
    return waiting, None


def _remarks(sheet: str, head: Head) -> Iterator[Remark]:
    if head.unknown:
        columns = ", ".join(f"{header[:40]} ({cell_name(head.row, position)})" for position, header in head.unknown)
        yield Remark(
            "columns that are not known are not taken in: {columns}{sheet}; `homematch mapping` says what they are",
            {"columns": columns, "sheet": f" ({sheet})" if sheet else ""},
        )


def _doubled(path: Path, sheet: str, head: Head) -> Iterator[Draft]:
    """Nothing of a sheet is taken in while two of its columns are the same field."""
    for first, second in head.doubled:
        place = _place(sheet, head.row, second)
        problem = Problem(
            "is read as {field}, and so is column {other}; rename or remove one of them",
            field=second.path, other=cell_name(head.row, first.position),
        )  # fmt: skip
        yield Draft(
            head.kind, {}, frozenset(), str(path), place, {second.path: place}, (FieldProblem(second.path, problem),)
        )


def _place(sheet: str, row: int, heading: Heading | None) -> Place:
    position = heading.position if heading else 0
    cell = cell_name(row, position)
    return Place(f"{sheet}!{cell}" if sheet else cell, sheet, row, position, heading.header if heading else "")


def _draft(path: Path, sheet: str, head: Head, row: Row) -> Draft | None:
    values: dict[str, Any] = {}
    places: dict[str, Place] = {}
    problems: list[FieldProblem] = []
    texts: dict[str, list[str]] = {}
    for heading in sorted(head.headings, key=lambda heading: heading.part):
        cell = row.cells[heading.position] if heading.position < len(row.cells) else None
        if cell is None or cell == "" or (isinstance(cell, str) and not cell.strip() and not _is_prose(heading.column)):
            continue
        places.setdefault(heading.path, _place(sheet, row.number, heading))
        if isinstance(cell, dict):
            problems.append(FieldProblem(heading.path, _too_long(cell)))
            continue
        if isinstance(cell, str) and heading.column.content in ("text", "list"):
            texts.setdefault(heading.path, []).append(cell)
            cell = "".join(texts[heading.path])  # a text that a cell cannot hold goes on in the next column
        values[heading.path] = read_cell(heading.column, cell)
    if not places:
        return None
    given, moved = _nested(values, head)
    placed = {moved.get(known, known): place for known, place in places.items()}
    if "id" not in head.fields and head.kind != "decision":
        given["id"] = derived_id(head.kind, *(str(given.get(part) or "") for part in ("name", "title", "base")))
    place = placed.get("id") or next(iter(placed.values()))
    return Draft(
        head.kind, given, head.fields | {"id"}, str(path), place, placed | _missing(head, sheet, row.number, placed),
        tuple(FieldProblem(moved.get(one.field, one.field), one.problem) for one in problems),
    )  # fmt: skip


def _missing(head: Head, sheet: str, row: int, placed: Mapping[str, Place]) -> dict[str, Place]:
    """The cells of a row that are empty: what is missing is missing there."""
    return {
        heading.path: _place(sheet, row, heading)
        for heading in head.headings
        if heading.part == 1 and "." not in heading.path and heading.path not in placed
    }


def _too_long(cell: Mapping[str, int]) -> Problem:
    return Problem(
        "has {count} characters; allowed: {most}; shorten it", count=cell.get("too long", 0), most=LONGEST_CELL
    )


def _is_prose(column: Column) -> bool:
    return column.content == "text" and column.path not in _IDS


def read_cell(column: Column, cell: Any) -> Any:
    """The value of a cell as the JSON of a record has it; what is none of the allowed words stays, to be refused."""
    content = column.content
    if content == "list":
        return _parts(cell, _LIST)
    if content == "codes":
        return [_word(column, part) for part in _parts(cell, _CODES)]
    if content == "word":
        return _word(column, _text(cell).strip())
    if content == "flag":
        return cell if isinstance(cell, bool) else FLAGS.get(_folded(_text(cell)), cell)
    if content in ("whole", "number"):
        return _number(cell)
    if content in ("day", "year"):
        return cell.strip() if isinstance(cell, str) else cell
    return _text(cell).strip() if column.path in _IDS else _text(cell)


def _parts(cell: Any, separators: re.Pattern[str]) -> list[str]:
    """The texts of a cell: a JSON list, or one a line, or else between separators."""
    text = _text(cell)
    if text.lstrip().startswith("["):
        try:
            listed = json.loads(text)
        except (ValueError, RecursionError):
            listed = None
        if isinstance(listed, list) and all(isinstance(part, str) for part in listed):
            return listed
    chosen = _LINES if separators is _LIST and re.search(r"[\r\n]", text.strip()) else separators
    return [part for part in chosen.split(text.strip()) if part]


def _word(column: Column, text: str) -> str:
    folded = _folded(text)
    words = {_folded(name): word for name, word in words_of(column.path).items()}
    return words.get(folded) or next((word for word in words.values() if word.casefold() == folded), text)


def _number(cell: Any) -> Any:
    if isinstance(cell, str):
        try:
            number = float(unicodedata.normalize("NFKC", cell).strip())
        except ValueError:
            return cell
        if not number.is_integer():
            return number if number == number and abs(number) != float("inf") else cell
        return int(number)
    return cell


def _text(cell: Any) -> str:
    return cell if isinstance(cell, str) else ("是" if cell is True else "否" if cell is False else str(cell))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


def _listed(cells: Sequence[Any]) -> str:
    return ", ".join(str(cell)[:30] for cell in cells if cell not in (None, ""))[:200]


def _nested(values: Mapping[str, Any], head: Head) -> tuple[dict[str, Any], dict[str, str]]:
    """Values by path as nested JSON, empty parts of lists left out, and the paths that moved because of that."""
    given: dict[str, Any] = {}
    moved: dict[str, str] = {}
    numbers: dict[str, dict[str, int]] = {}
    for path in sorted(values, key=lambda path: [int(part) if part.isdecimal() else -1 for part in path.split(".")]):
        value, parts = values[path], path.split(".")
        if path in ("requirements.must", "requirements.nice"):
            given.setdefault("requirements", []).extend({"text": text, "kind": parts[1]} for text in value)
        elif len(parts) == 1:
            given[path] = value
        elif len(parts) == 2:
            given.setdefault(parts[0], {})[parts[1]] = value
        else:
            known = numbers.setdefault(parts[0], {})
            number = known.setdefault(parts[1], len(known))
            listed = given.setdefault(parts[0], [])
            if number == len(listed):
                listed.append({})
            listed[number][parts[2]] = value
            moved[path] = f"{parts[0]}.{number}.{parts[2]}"
    if "given" in given.get("consent", {}) and "consent.purposes" in {heading.path for heading in head.headings}:
        given["consent"].setdefault("purposes", [])
    return given, moved
