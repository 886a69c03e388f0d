"""The report as a workbook whose order and numbers are those of the JSON; text is never a formula or a link."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from matcher.messages import pairs_text
from matcher.results import Evidence
from service.nightly.files import UNFINISHED
from service.nightly.report import Candidate, NeedSection, Report

Cell = str | int | float | bool | None
Row = Sequence[Cell]

ROWS = 1_048_576
"""Rows that a sheet can have."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet: its name, its columns with their widths, and its rows."""

    name: str
    columns: dict[str, int]
    rows: Callable[[Report], Iterable[Row]]


def write_xlsx(report: Report, path: Path) -> None:
    """Write the workbook row by row; the same report gives the same bytes; OSError if it cannot.

    The sheets wait in files beside ``path``: elsewhere a failure would leave them behind, and with them people.
    """
    try:
        with TemporaryDirectory(dir=path.parent, prefix=".sheets.", suffix=UNFINISHED) as folder:
            _fill(report, path, folder)
    except FileCreateError as error:
        raise OSError(f"{path} cannot be written: {error}") from error


def _fill(report: Report, path: Path, folder: str) -> None:
    options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True, "tmpdir": folder}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": report.header.run, "created": datetime.fromisoformat(report.header.day)})
        bold, top = book.add_format({"bold": True, "bottom": 1}), book.add_format({"valign": "top"})
        for sheet in _sheets(report):
            _write(book.add_worksheet(sheet.name), sheet, report, bold, top)


def _write(page: Any, sheet: _Sheet, report: Report, bold: Any, plain_format: Any) -> None:
    for column, width in enumerate(sheet.columns.values()):
        page.set_column(column, column, width, plain_format)
    page.freeze_panes(1, 0)
    page.write_row(0, 0, sheet.columns, bold)
    line = 0
    for line, row in enumerate(sheet.rows(report), 1):
        if line == ROWS - 1:
            page.write_string(line, 0, "… a sheet holds no more rows; report.json has all of them")
            break
        for column, cell in enumerate(row):
            _put(page, line, column, cell)
    page.autofilter(0, 0, line, len(sheet.columns) - 1)


def _put(page: Any, line: int, column: int, cell: Cell) -> None:
    if isinstance(cell, bool):
        page.write_boolean(line, column, cell)
    elif isinstance(cell, int | float):
        page.write_number(line, column, cell)
    elif cell:
        page.write_string(line, column, cell)


def _sheets(report: Report) -> tuple[_Sheet, ...]:
    pair = {"need": 14, "rank": 6, "professional": 16}
    across = {"terms": 40, "coverage": 10}
    features = dict.fromkeys(report.header.features, 12)
    return (
        _Sheet("Summary", {"what": 26, "value": 40}, _summary),
        _Sheet(
            "Candidates",
            pair | {"name": 24, "score": 10, "synthetic": 10, "title": 60, "band": 10, "probability": 12},
            _candidates,
        ),
        _Sheet(
            "Lines",
            pair
            | {"line": 6, "kind": 10, "text": 90, "points": 10, "quote": 90, "language": 10, "source": 26, "year": 8}
            | across,
            _lines,
        ),
        _Sheet("Contributions", pair | {"base": 10} | features | {"score": 10}, _contributions),
        _Sheet(
            "Evidence",
            pair | {"quote": 90, "language": 10, "source": 26, "year": 8, "similarity": 10, "answers": 60} | across,
            _evidence,
        ),
        _Sheet("Changes", pair | {"change": 120}, _changes),
        _Sheet("Gaps", pair | {"subject": 40, "kind": 10, "state": 12, "detail": 50, "remedy": 50}, _gaps),
        _Sheet(
            "Suggestions",
            {"professional": 16, "name": 24, "rank": 6, "need": 14, "title": 60, "score": 10, "base": 10} | features,
            _suggestions,
        ),
        _Sheet("Unmet", {"need": 14, "title": 60, "filter": 24, "set aside": 10, "reason": 70}, _unmet),
        _Sheet("Exposure", {"professional": 16, "name": 24, "times": 8, "best rank": 10}, _exposure),
    )


def _summary(report: Report) -> Iterator[Row]:
    if report.header.synthetic:
        yield "SYNTHETIC", "made-up sample data: no real people or needs"
    for part in (report.header, report.summary):
        for field in fields(part):
            value = getattr(part, field.name)
            yield field.name, ", ".join(value) if isinstance(value, tuple) else value


def _pairs(report: Report) -> Iterator[tuple[NeedSection, Candidate]]:
    return ((section, each) for section in report.needs for each in section.candidates)


def _candidates(report: Report) -> Iterator[Row]:
    for section, each in _pairs(report):
        made_up = section.synthetic or each.synthetic
        yield (
            section.need, each.rank, each.professional, each.name, each.score, made_up, section.title,
            each.band, each.probability,
        )  # fmt: skip


def _lines(report: Report) -> Iterator[Row]:
    for section, each in _pairs(report):
        for number, line in enumerate(each.lines, 1):
            span = line.span
            place = (span.quote, span.language, span.source, span.year, *_across(span)) if span else ()
            yield section.need, each.rank, each.professional, number, line.kind, line.text, line.points, *place


def _changes(report: Report) -> Iterator[Row]:
    for section, each in _pairs(report):
        for change in each.changes:
            yield section.need, each.rank, each.professional, change


def _contributions(report: Report) -> Iterator[Row]:
    for section, each in _pairs(report):
        points = (part.points for part in each.contributions)
        yield section.need, each.rank, each.professional, each.base, *points, each.score


def _evidence(report: Report) -> Iterator[Row]:
    for section, each in _pairs(report):
        for told in each.evidence:
            yield (
                section.need, each.rank, each.professional, told.quote, told.language, told.source, told.year,
                told.similarity, told.need_text, *_across(told),
            )  # fmt: skip


def _across(told: Evidence) -> Row:
    """The terms that say the same in two languages, and how much of the Chinese the dictionary knows."""
    return pairs_text(told), told.coverage


def _gaps(report: Report) -> Iterator[Row]:
    for section, each in _pairs(report):
        for gap in each.gaps:
            yield section.need, each.rank, each.professional, gap.subject, gap.kind, gap.state, gap.detail, gap.remedy


def _suggestions(report: Report) -> Iterator[Row]:
    for person in report.people:
        for each in person.suggestions:
            points = (part.points for part in each.contributions)
            yield person.professional, person.name, each.rank, each.need, each.title, each.score, each.base, *points


def _unmet(report: Report) -> Iterator[Row]:
    for need in report.unmet:
        for each in need.exclusions:
            yield need.need, need.title, each.rule, each.count, each.reason
        if need.weak:
            yield need.need, need.title, "floor", need.weak, need.message
        elif not need.exclusions:
            yield need.need, need.title, None, 0, "there is nobody who could be considered"


def _exposure(report: Report) -> Iterator[Row]:
    return ((each.professional, each.name, each.times, each.best_rank) for each in report.exposure)
