"""The sheets of a file written back with what is wrong marked: the cell red, the reason in its comment."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import xlsxwriter

from matcher.files import atomic_write
from matcher.ingest.drafts import Refused
from matcher.ingest.sandbox import read_rows
from matcher.ingest.sheets import LONGEST_TEXT, SHEET_OPTIONS, put, sheet_name

_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
Said = Callable[[Refused], str]


def write_marked(
    source: Path, task: Literal["workbook", "text"] | None, refused: Sequence[Refused], out: Path, said: Said,
    heads: Sequence[str],
) -> None:  # fmt: skip
    """Write an xlsx beside which nothing else is needed to mend a file, and that can be taken in again.

    Every row of the source stands where it stood, the good ones too: taken in again they change nothing. Its last sheet
    lists everything that was refused, under ``heads`` (place, field, reason); of a source without sheets (``task`` is
    None) that list is all.
    """
    content = BytesIO()
    with xlsxwriter.Workbook(content, SHEET_OPTIONS) as book:
        formats = _Formats(book)
        if task:
            _copy(book, formats, source, task, refused, said)
        _list(book, formats, refused, said, heads)
    atomic_write(out, lambda file: file.write(content.getvalue()))


class _Formats:
    """The looks of cells; a bad one is told by its comment and a thick border too, not by its colour alone."""

    def __init__(self, book: Any) -> None:
        bad = {"bg_color": "#FFC7CE", "font_color": "#9C0006", "border": 5, "border_color": "#9C0006"}
        day = {"num_format": "yyyy-mm-dd"}
        self.plain, self.day = book.add_format({"valign": "top"}), book.add_format(day | {"valign": "top"})
        self.bad, self.bad_day = book.add_format(bad), book.add_format(bad | day)
        self.bold = book.add_format({"bold": True, "bottom": 1})


def _copy(
    book: Any, formats: _Formats, source: Path, task: Literal["workbook", "text"], refused: Iterable[Refused],
    said: Said,
) -> None:  # fmt: skip
    problems: dict[tuple[str, int], dict[int, list[str]]] = {}
    for one in refused:
        if one.place.row is not None:
            bad = problems.setdefault((one.place.sheet, one.place.row), {})
            bad.setdefault(one.place.column or 0, []).append(said(one))
    names: dict[str, str] = {}
    pages: dict[str, Any] = {}
    for row in read_rows(source, task):
        if row.sheet not in pages:
            names[row.sheet] = sheet_name(row.sheet or "1", names.values())
            pages[row.sheet] = book.add_worksheet(names[row.sheet])
        if any(isinstance(cell, str) and len(cell) * 2 > LONGEST_TEXT for cell in row.cells):
            continue  # no cell holds it: the row is mended in its own file
        _copy_row(pages[row.sheet], formats, row.number - 1, row.cells, problems.get((row.sheet, row.number), {}))


def _copy_row(page: Any, formats: _Formats, number: int, cells: Sequence[Any], bad: Mapping[int, list[str]]) -> None:
    for column in range(max(len(cells), max(bad, default=-1) + 1)):
        cell = cells[column] if column < len(cells) else None
        if isinstance(cell, str) and _ISO_DAY.fullmatch(cell) and (day := _day(cell)):
            page.write_datetime(number, column, day, formats.bad_day if column in bad else formats.day)
        elif isinstance(cell, dict):
            put(page, number, column, "…", formats.bad)
        else:
            put(page, number, column, cell, formats.bad if column in bad else formats.plain)
        if column in bad:
            page.write_comment(number, column, "\n".join(dict.fromkeys(bad[column])), {"x_scale": 2.5, "y_scale": 1.2})


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year >= 1900 else None


def _list(book: Any, formats: _Formats, refused: Sequence[Refused], said: Said, heads: Sequence[str]) -> None:
    page = book.add_worksheet("说明" if "说明" in heads else "about")
    page.set_column(0, 1, 24)
    page.set_column(2, 2, 90)
    for column, head in enumerate(heads[-3:]):
        put(page, 0, column, head, formats.bold)
    for number, one in enumerate(refused, 1):
        place = one.place.text if one.place.row is not None else f"{one.file}:{one.place.text}"
        for column, text in enumerate((place, one.place.header or one.field, said(one))):
            put(page, number, column, text, formats.plain)
