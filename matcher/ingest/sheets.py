"""Tables out of the product: xlsx whose texts are never formulas or links, CSV that Excel reads, and JSON."""

import csv
import io
import json
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, cast

import xlsxwriter

from matcher.errors import InputError
from matcher.files import atomic_write
from matcher.ingest.child import FORMULA_SIGNS

SHEET_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
LONGEST_TEXT = 32_767
"""Characters that a cell of xlsx holds."""
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
FORMATS = ("xlsx", "csv", "json")

Cell = str | int | float | bool | date | None
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*%?")


@dataclass(frozen=True, slots=True)
class Table:
    """A list as it is shown: a name, the headers, the rows in their order, and what is said about it, line by line."""

    name: str
    heads: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    about: tuple[tuple[str, Cell], ...] = ()
    about_name: str = "about"
    widths: tuple[int, ...] = ()


def format_of(path: Path) -> Literal["xlsx", "csv", "json"]:
    """What a file is to be written as, by its ending; raises InputError that lists the endings."""
    ending = path.suffix.casefold().removeprefix(".")
    if ending not in FORMATS:
        raise InputError(
            "{file} has the ending {ending!r}; allowed: {allowed}", file=str(path), ending=path.suffix,
            allowed=", ".join(f".{one}" for one in FORMATS),
        )  # fmt: skip
    return cast(Literal["xlsx", "csv", "json"], ending)


def write_table(path: Path, table: Table) -> None:
    """Write a table to a file as its ending says, whole or not at all; a file of that name is replaced.

    A text that a cell of xlsx cannot hold goes on in columns of its own; nothing is cut. Raises InputError for an
    unknown ending and for more rows or columns than a sheet has.
    """
    content = {"xlsx": xlsx_bytes, "csv": csv_bytes, "json": json_bytes}[format_of(path)](table)
    atomic_write(path, lambda file: file.write(content))


def xlsx_bytes(table: Table) -> bytes:
    """The table as a workbook: a first sheet about it, if there is something to say, then its rows."""
    whole = _continued(table)
    if len(whole.rows) >= MOST_ROWS or len(whole.heads) > MOST_COLUMNS:
        raise InputError(
            "the list has {rows} rows and {columns} columns; a sheet holds {most_rows} and {most_columns}: "
            "write it as .csv or .json",
            rows=len(whole.rows), columns=len(whole.heads), most_rows=MOST_ROWS - 1, most_columns=MOST_COLUMNS,
        )  # fmt: skip
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, SHEET_OPTIONS) as book:
        bold, top = book.add_format({"bold": True, "bottom": 1}), book.add_format({"valign": "top"})
        day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
        if table.about:
            page = book.add_worksheet(sheet_name(table.about_name, ()))
            page.set_column(0, 0, 24, top)
            page.set_column(1, 1, 90, top)
            lines = [(name, part) for name, value in table.about for part in _parts(value)]
            for row, line in enumerate(lines):
                for column, cell in enumerate(line):
                    put(page, row, column, cell, bold if column == 0 else top, day)
        page = book.add_worksheet(sheet_name(table.name, (table.about_name,)))
        page.freeze_panes(1, 0)
        for column, head in enumerate(whole.heads):
            page.set_column(column, column, table.widths[column] if column < len(table.widths) else 18, top)
            put(page, 0, column, head, bold)
        for number, cells in enumerate(whole.rows, 1):
            for column, cell in enumerate(cells):
                put(page, number, column, cell, top, day)
        if whole.rows:
            page.autofilter(0, 0, len(whole.rows), len(whole.heads) - 1)
    return content.getvalue()


def csv_bytes(table: Table) -> bytes:
    """The table as CSV in UTF-8 with a byte order mark, so that Excel reads Chinese; what it is about is not in it.

    A text that Excel would take for a formula has an apostrophe before it, which is taken away when it is read.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(table.heads)
    writer.writerows([_guarded(cell) for cell in row] for row in table.rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")


def json_bytes(table: Table) -> bytes:
    """The table as a JSON object with ``about`` and ``rows``, a row as an object by header."""
    rows = [dict(zip(table.heads, row, strict=True)) for row in table.rows]
    value = {"about": dict(table.about), "rows": rows}
    return json.dumps(value, ensure_ascii=False, indent=2, default=str).encode("utf-8") + b"\n"


def put(page: Any, row: int, column: int, cell: Cell, style: Any = None, day_style: Any = None) -> None:
    """Write a cell as what it is: a text is never read as anything else."""
    if isinstance(cell, bool):
        page.write_boolean(row, column, cell, style)
    elif isinstance(cell, int | float) and float(f"{cell:.16G}") != cell:
        page.write_string(row, column, repr(cell), style)  # a cell holds sixteen digits
    elif isinstance(cell, int | float):
        page.write_number(row, column, cell, style)
    elif isinstance(cell, date):
        if cell.year > 1900:  # Excel knows no day before, and of that year a 29 February that never was
            page.write_datetime(row, column, cell, day_style or style)
        else:
            page.write_string(row, column, cell.isoformat(), style)
    elif cell:
        # xlsxwriter takes a text between these marks for ready-made XML and would not escape it.
        if style is not None and cell.startswith("<r>") and cell.endswith("</r>"):
            page.write_rich_string(row, column, cell[:1], style, cell[1:])
        else:
            page.write_string(row, column, cell, style)
    elif style is not None:
        page.write_blank(row, column, None, style)


def sheet_name(name: str, taken: Iterable[str]) -> str:
    """A name that a sheet may have and no other sheet has."""
    known = {other.casefold() for other in taken}
    base = _FORBIDDEN.sub(" ", name).strip("' ")[:28] or "1"
    names = [base, *(f"{base} {number}" for number in range(2, 1000))]
    return next(one for one in names if one.casefold() not in known and one.casefold() != "history")


def _guarded(cell: Cell) -> Any:
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, str) and cell.lstrip("'").startswith(FORMULA_SIGNS) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell.isoformat() if isinstance(cell, date) else cell


def _parts(value: Cell) -> Sequence[Cell]:
    """A text in pieces that cells can hold; xlsx counts characters as UTF-16 does."""
    if not isinstance(value, str) or len(value) * 2 <= LONGEST_TEXT:
        return [value]
    parts: list[Cell] = []
    rest = value
    while rest:
        size = min(len(rest), LONGEST_TEXT // 2)
        # Readers join the parts as they are, so that it does not matter where they are parted.
        parts.append(rest[:size])
        rest = rest[size:]
    return parts


def _continued(table: Table) -> Table:
    """The table with columns for what its cells cannot hold, which reading puts together again."""
    needed = [max((len(_parts(row[at])) for row in table.rows), default=1) for at in range(len(table.heads))]
    if all(count == 1 for count in needed):
        return table
    heads = [
        head if part == 1 else f"{head} continued {part}"
        for head, count in zip(table.heads, needed, strict=True)
        for part in range(1, count + 1)
    ]
    rows = [
        [
            part
            for cell, count in zip(row, needed, strict=True)
            for part in (*_parts(cell), *[None] * (count - len(_parts(cell))))
        ]
        for row in table.rows
    ]
    return Table(table.name, tuple(heads), rows, table.about, table.about_name)


def columns_used(rows: Collection[Sequence[Cell]], count: int) -> list[int]:
    """Columns that have something in one of the rows."""
    return [at for at in range(count) if any(row[at] not in (None, "") for row in rows)]
