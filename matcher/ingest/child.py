"""The process that parses files of others, within limits of memory and time; it answers one JSON object a line.

``python -m matcher.ingest.child FORM PATH``: a workbook or delimited text as ``sheet`` and ``row`` objects, a document
as ``line`` objects, in the end ``end``; ``problem`` where something cannot be read. Whatever happens here, the caller
goes on: see ``matcher.ingest.sandbox``.
"""

import csv
import io
import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from matcher.errors import InputError
from matcher.ingest.content import decoded
from matcher.limits import LONGEST_CELL, MOST_COLUMNS, PARSER_MEMORY, PARSER_SECONDS

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_DELIMITERS = ",;\t|，；"


def main() -> None:
    """Parse the file that the arguments name."""
    form, path = sys.argv[1], Path(sys.argv[2])
    _limit(path)
    readers = {"workbook": _workbook, "text": _delimited, "pdf": _pdf, "document": _document, "words": _words}
    try:
        for message in readers[form](path):
            _say(message)
        _say({"end": True})
    except InputError as error:
        _say({"problem": error.problem.template, "values": {k: str(v) for k, v in error.problem.values.items()}})
    except MemoryError:
        _say({"memory": True})
    except RecursionError:
        _say({"problem": "its parts refer to each other without end", "values": {}})
    except Exception as error:
        # Parsers fail in ways of their own: all of them mean that the file is damaged.
        _say({"problem": "is damaged ({cause})", "values": {"cause": f"{type(error).__name__}: {error}"[:200]}})


def _say(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")


def _limit(path: Path) -> None:
    try:
        import resource
    except ImportError:  # Windows has none; the caller still ends a process that says nothing
        return
    seconds = PARSER_SECONDS + (path.stat().st_size >> 20)
    for kind, most in ((resource.RLIMIT_AS, PARSER_MEMORY), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(kind, (most, most))


def _workbook(path: Path) -> Iterator[dict[str, Any]]:
    from python_calamine import CalamineError, PasswordError, SheetTypeEnum, load_workbook

    try:
        book = load_workbook(str(path))
    except PasswordError as error:
        raise InputError("is locked with a password; save it without one") from error
    except CalamineError as error:
        text = str(error).lower()
        if "password" in text or "encrypt" in text or path.read_bytes()[:4] == b"\xd0\xcf\x11\xe0":
            raise InputError("is locked with a password or no workbook; save it as xlsx without one") from error
        raise InputError("is damaged ({cause})", cause=str(error)[:200]) from error
    for about in book.sheets_metadata:
        if about.typ == SheetTypeEnum.WorkSheet:
            _say({"sheet": about.name, "hidden": "Visible" not in str(about.visible)})
            sys.stdout.flush()  # if the sheet ends this process, the caller knows which it was
            yield from _rows(book.get_sheet_by_name(about.name))


def _rows(sheet: Any) -> Iterator[dict[str, Any]]:
    """The rows that are not empty, numbered from 1, merged cells filled."""
    if sheet.start is None:
        return
    first_row, first_column = sheet.start
    if sheet.end[1] >= MOST_COLUMNS:
        raise InputError(_TOO_WIDE, columns=sheet.end[1] + 1, most=MOST_COLUMNS)
    merged = _merged(sheet)
    kept: dict[tuple[int, int], Any] = {}
    for number, cells in enumerate(sheet.iter_rows(), first_row):
        row = [None] * first_column + [_plain(cell) for cell in cells]
        for column, corner in merged.get(number, ()):
            if corner == (number, column):
                kept[corner] = row[column] if column < len(row) else None
            elif column < len(row):
                row[column] = kept.get(corner)
        if any(cell not in (None, "") for cell in row):
            yield {"row": number + 1, "cells": row}


_TOO_WIDE_LINE = "line {line} has {columns} columns; allowed: {most}; check the delimiter and the quotation marks"
_TOO_WIDE = "has {columns} columns; allowed: {most}; remove the empty ones at its right"
_MOST_MERGED = 200_000


def _merged(sheet: Any) -> dict[int, list[tuple[int, tuple[int, int]]]]:
    """By row, the columns that are part of a merged range, with the corner that holds the value of the range."""
    cells: dict[int, list[tuple[int, tuple[int, int]]]] = {}
    left = _MOST_MERGED
    for (top, start), (bottom, end) in sheet.merged_cell_ranges or ():
        end = min(end, MOST_COLUMNS)
        left -= (bottom - top + 1) * (end - start + 1)
        if left < 0:
            raise InputError("has more merged cells than {most}; undo the merging", most=_MOST_MERGED)
        for row in range(top, bottom + 1):
            cells.setdefault(row, []).extend((column, (top, start)) for column in range(start, end + 1))
    return cells


def unguarded(text: str) -> str:
    """A text without the apostrophe that CSV exports have before one that a spreadsheet would take for a formula."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(FORMULA_SIGNS) else text


def _plain(cell: Any) -> Any:
    """A cell as JSON has it: days as ISO text, whole numbers without a point, nothing for an empty one."""
    if isinstance(cell, str):
        if len(cell) > LONGEST_CELL:
            return {"too long": len(cell)}
        return cell or None
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return int(cell)
    return cell


def _delimited(path: Path) -> Iterator[dict[str, Any]]:
    text = decoded(path.read_bytes(), str(path))
    yield {"sheet": "", "hidden": False}
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))
    csv.field_size_limit(LONGEST_CELL * 4)
    before = 0
    try:
        for cells in rows:
            if len(cells) > MOST_COLUMNS:
                raise InputError(_TOO_WIDE_LINE, line=before + 1, columns=len(cells), most=MOST_COLUMNS)
            if any(cell.strip() for cell in cells):
                # The record begins after the line where the one before ended: a cell may hold line breaks.
                yield {"row": before + 1, "cells": [_plain(unguarded(cell)) for cell in cells]}
            before = rows.line_num
    except csv.Error as error:
        raise InputError(
            "line {line}: a cell has no end ({cause}); close its quotation mark", line=before + 1, cause=error
        ) from error


def delimited(text: str) -> Iterator[list[str]]:
    """The records of a delimited text, by the delimiter that its first line has; raises csv.Error as it is read."""
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))


def delimiter_of(text: str) -> str:
    """The sign that parts the first line that has any; ``sep=;`` as Excel writes it says so itself."""
    lines = [line for line in text.splitlines()[:20] if line.strip()]
    if lines and (said := lines[0].casefold().removeprefix("sep=")) != lines[0].casefold() and len(said) == 1:
        return said
    outside = "".join(part for line in lines[:1] for part in line.split('"')[::2])
    return max(_DELIMITERS, key=outside.count)


def _words(path: Path) -> Iterator[dict[str, Any]]:
    text = decoded(path.read_bytes(), str(path))
    yield from ({"line": line, "place": f"line {number}"} for number, line in enumerate(text.splitlines(), 1))


def _pdf(path: Path) -> Iterator[dict[str, Any]]:
    import logging

    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.disable(logging.CRITICAL)  # what it thinks of the file is said by the outcome
    try:
        reader = PdfReader(path, strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError("is locked with a password; save it without one")
        count = len(reader.pages)
    except (PyPdfError, ImportError) as error:
        if "decrypt" in str(error).lower() or "cryptography" in str(error).lower():
            raise InputError("is locked with a password; save it without one") from error
        raise
    if count > _MOST_PAGES:
        raise InputError("has {pages} pages; allowed: {most}; give the CV alone", pages=count, most=_MOST_PAGES)
    for number in range(count):
        _say({"at": f"page {number + 1}"})
        text = reader.pages[number].extract_text()
        yield from ({"line": line, "place": f"page {number + 1}"} for line in text.splitlines())


_MOST_PAGES = 300


def _document(path: Path) -> Iterator[dict[str, Any]]:
    from docx import Document
    from docx.table import Table

    document = Document(str(path))
    number = 0
    for block in document.iter_inner_content():
        for text, bold in _table_lines(block) if isinstance(block, Table) else [(_item(block), _is_heading(block))]:
            for line in text.splitlines():
                number += 1
                yield {"line": line, "place": f"paragraph {number}", "heading": bold}


def _item(paragraph: Any) -> str:
    """The text of a paragraph; an item of a list with a bullet, which the file has in its style."""
    style = (paragraph.style.name or "") if paragraph.style is not None else ""
    return f"• {paragraph.text}" if style.startswith("List") and paragraph.text.strip() else str(paragraph.text)


def _is_heading(paragraph: Any) -> bool:
    style = (paragraph.style.name or "") if paragraph.style is not None else ""
    return style.startswith(("Heading", "Title", "标题"))


def _table_lines(table: Any) -> Iterable[tuple[str, bool]]:
    """One line a row, a merged cell once, the parts with a tab between them."""
    for row in table.rows:
        cells: list[str] = []
        for cell in row.cells:
            text = cell.text.strip()
            if text and (not cells or cells[-1] != text):
                cells.append(text)
        multiline = any("\n" in cell for cell in cells)
        yield ("\n" if multiline else "\t").join(cells), False


if __name__ == "__main__":
    main()
