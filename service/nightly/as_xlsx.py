"""The report as a workbook whose order and numbers are those of the JSON; text is never a formula or a link."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from matcher.files import UNFINISHED
from matcher.messages import origin_text, pairs_text
from matcher.results import Evidence
from service.nightly.report import NeedSection, PersonSection, Report

Cell = str | int | float | bool | None
Row = Sequence[Cell]

ROWS = 1_048_576
"""Rows that a sheet can have."""

_LONGEST = 32_767
"""Characters that a cell can hold; xlsxwriter cuts a longer text without a word."""
_CUT = "… (cut here: a cell holds no more; report.json has the whole text)"

_PAIR = {"need": 14, "rank": 6, "professional": 16}
_ACROSS = {"terms": 40, "coverage": 10}
_COLUMNS: Mapping[str, Mapping[str, int]] = {
    "Summary": {"what": 26, "value": 40},
    "Candidates": _PAIR
    | {"name": 24, "score": 10, "synthetic": 10, "title": 60, "band": 10, "probability": 12}
    | {"verdict": 60, "caution": 30},
    "Requirements": _PAIR
    | {"kind": 8, "requirement": 40, "state": 14, "remark": 40, "points": 10}
    | {"quote": 90, "language": 10, "where": 40, "year": 8}
    | _ACROSS,
    "Questions": _PAIR | {"question": 120},
    "Near misses": _PAIR
    | {"name": 24, "score": 10, "band": 10, "verdict": 60, "condition": 14, "both sides": 60, "question": 60},
    "Lines": _PAIR
    | {"line": 6, "kind": 10, "text": 90, "points": 10, "quote": 90, "language": 10, "where": 40, "year": 8}
    | _ACROSS,
    "Contributions": _PAIR | {"base": 10, "*": 12, "score": 10},
    "Evidence": _PAIR
    | {"quote": 90, "language": 10, "where": 40, "year": 8, "answers": 60}
    | _ACROSS,
    "Changes": _PAIR | {"change": 120},
    "Gaps": _PAIR | {"subject": 40, "kind": 10, "state": 12, "detail": 50, "remedy": 50},
    "Suggestions": {
        "professional": 16, "name": 24, "rank": 6, "need": 14, "title": 60, "score": 10, "base": 10, "*": 12,
    },
    "Unmet": {"need": 14, "title": 60, "filter": 24, "set aside": 10, "reason": 70},
    "Exposure": {"professional": 16, "name": 24, "times": 8, "best rank": 10},
}  # fmt: skip
"""The sheets with their columns and the widths of these; ``*`` stands for one column a feature."""


def write_xlsx(report: Report, path: Path) -> None:
    """Write the workbook row by row; the same report gives the same bytes; OSError if it cannot.

    xlsxwriter keeps the sheets in files next to ``path``: elsewhere a failure would leave them behind, people and all.
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
        sheets = {
            name: _Sheet(book.add_worksheet(name), _columns(name, report.header.features), bold, top)
            for name in _COLUMNS
        }
        sheets["Summary"].write(_summary(report))
        for need in report.needs:
            for name, rows in _ROWS_OF_NEED.items():
                sheets[name].write(rows(need))
        for person in report.people:
            sheets["Suggestions"].write(_suggestions(person))
        sheets["Unmet"].write(_unmet(report))
        sheets["Exposure"].write(_exposure(report))
        for sheet in sheets.values():
            sheet.finish()


def _columns(name: str, features: Iterable[str]) -> dict[str, int]:
    """The columns of a sheet with their widths."""
    columns: dict[str, int] = {}
    for column, width in _COLUMNS[name].items():
        columns |= dict.fromkeys(features, width) if column == "*" else {column: width}
    return columns


class _Sheet:
    """A sheet that takes its rows as they come; xlsxwriter keeps them in a file."""

    def __init__(self, page: Any, columns: Mapping[str, int], bold: Any, top: Any) -> None:
        self._page, self._last_column, self._row = page, len(columns) - 1, 0
        for column, width in enumerate(columns.values()):
            page.set_column(column, column, width, top)
        page.freeze_panes(1, 0)
        page.write_row(0, 0, columns, bold)

    def write(self, rows: Iterable[Row]) -> None:
        """Add rows at the end; of those that a sheet cannot hold only a note that there are more."""
        for row in rows:
            if self._row == ROWS - 1:
                return
            self._row += 1
            if self._row == ROWS - 1:
                row = ("… a sheet holds no more rows; report.json has all of them",)
            for column, cell in enumerate(row):
                _put(self._page, self._row, column, cell)

    def finish(self) -> None:
        """Add a filter over all rows."""
        self._page.autofilter(0, 0, self._row, self._last_column)


def _put(page: Any, row: int, column: int, cell: Cell) -> None:
    if isinstance(cell, bool):
        page.write_boolean(row, column, cell)
    elif isinstance(cell, int | float):
        page.write_number(row, column, cell)
    elif cell:
        # xlsxwriter takes a text between these marks for ready-made XML and would not escape it.
        as_xml = cell.startswith("<r>") and cell.endswith("</r>")
        page.write_string(row, column, f"{cell} " if as_xml else _fitting(cell))


def _fitting(text: str) -> str:
    """A text that a cell can hold; one that is longer says that it is cut."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - len(_CUT)] + _CUT


def _summary(report: Report) -> Iterator[Row]:
    if report.header.synthetic:
        yield "SYNTHETIC", "made-up sample data: no real people or needs"
    for part in (report.header, report.summary):
        for field in fields(part):
            value = getattr(part, field.name)
            yield field.name, ", ".join(value) if isinstance(value, tuple) else value


def _candidates(section: NeedSection) -> Iterator[Row]:
    for candidate in section.candidates:
        yield (
            section.need, candidate.rank, candidate.professional, candidate.name, candidate.score,
            section.synthetic or candidate.synthetic, section.title, candidate.band, candidate.probability,
            candidate.verdict, candidate.caution,
        )  # fmt: skip


def _requirements(section: NeedSection) -> Iterator[Row]:
    for candidate in section.candidates:
        for one in candidate.requirements:
            pair = section.need, candidate.rank, candidate.professional
            yield *pair, one.kind, one.subject, one.state_name, one.text, one.points, *_quoted(one.evidence)


def _questions(section: NeedSection) -> Iterator[Row]:
    for candidate in section.candidates:
        for question in candidate.questions:
            yield section.need, candidate.rank, candidate.professional, question


def _near_misses(section: NeedSection) -> Iterator[Row]:
    for near in section.near_misses:
        yield (
            section.need, near.rank, near.professional, near.name, near.score, near.band, near.verdict,
            near.condition, near.text, near.question,
        )  # fmt: skip


def _lines(section: NeedSection) -> Iterator[Row]:
    for candidate in section.candidates:
        for number, line in enumerate(candidate.lines, 1):
            pair = section.need, candidate.rank, candidate.professional
            yield *pair, number, line.kind, line.text, line.points, *_quoted(line.span)


def _quoted(evidence: Evidence | None) -> Row:
    """A quote with where it stands, and the terms that say the same in the other language."""
    if evidence is None:
        return ()
    return evidence.quote, evidence.language, origin_text(evidence.origin), evidence.year, *_across(evidence)


def _contributions(section: NeedSection) -> Iterator[Row]:
    for candidate in section.candidates:
        points = (part.points for part in candidate.contributions)
        yield section.need, candidate.rank, candidate.professional, candidate.base, *points, candidate.score


def _evidence(section: NeedSection) -> Iterator[Row]:
    for candidate in section.candidates:
        for evidence in candidate.evidence:
            yield (
                section.need, candidate.rank, candidate.professional, evidence.quote, evidence.language,
                origin_text(evidence.origin), evidence.year, evidence.need_text, *_across(evidence),
            )  # fmt: skip


def _across(evidence: Evidence) -> Row:
    """The terms that say the same in two languages, and how much of the Chinese the dictionary knows."""
    return pairs_text(evidence), evidence.coverage


def _changes(section: NeedSection) -> Iterator[Row]:
    for candidate in section.candidates:
        for change in candidate.changes:
            yield section.need, candidate.rank, candidate.professional, change


def _gaps(section: NeedSection) -> Iterator[Row]:
    for candidate in section.candidates:
        for gap in candidate.gaps:
            pair = section.need, candidate.rank, candidate.professional
            yield *pair, gap.subject, gap.kind, gap.state, gap.detail, gap.remedy


_ROWS_OF_NEED: Mapping[str, Callable[[NeedSection], Iterable[Row]]] = {
    "Candidates": _candidates,
    "Requirements": _requirements,
    "Questions": _questions,
    "Near misses": _near_misses,
    "Lines": _lines,
    "Contributions": _contributions,
    "Evidence": _evidence,
    "Changes": _changes,
    "Gaps": _gaps,
}
"""The rows that one need has in each sheet."""


def _suggestions(section: PersonSection) -> Iterator[Row]:
    for suggestion in section.suggestions:
        points = (part.points for part in suggestion.contributions)
        need = suggestion.rank, suggestion.need, suggestion.title, suggestion.score, suggestion.base
        yield section.professional, section.name, *need, *points


def _unmet(report: Report) -> Iterator[Row]:
    for need in report.unmet:
        for exclusion in need.exclusions:
            yield need.need, need.title, exclusion.rule, exclusion.count, exclusion.reason
        for shortfall in need.shortfalls:
            yield need.need, need.title, "must", None, shortfall
        if need.near_misses:
            yield need.need, need.title, "near misses", need.near_misses, "would fit but for one condition"
        if need.weak:
            yield need.need, need.title, "weak", need.weak, need.message
        elif not need.exclusions:
            yield need.need, need.title, None, 0, "there is nobody who could be considered"


def _exposure(report: Report) -> Iterator[Row]:
    return ((person.professional, person.name, person.times, person.best_rank) for person in report.exposure)
