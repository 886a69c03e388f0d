"""Headers of tables to fields: in two languages, however they are spaced, and by a table of the user's own."""

import csv
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from matcher.errors import InputError
from matcher.files import atomic_write
from matcher.ingest.columns import NUMBER, TABLE_KINDS, Column, TableKind, columns_of

HEAD_ROWS = 10
"""A table's headers stand in one of its first rows; titles and remarks may stand above them."""
SKIPPED = "-"
"""In a table of the user's own: a column that is not taken in."""

_HINT = re.compile(r"[(（\[【].*?[)）\]】]")
_DIGITS = re.compile(r"\d+")
_CONTINUED = re.compile(r"(.+?)(?:continued|续)(\d+)")
_MAPPING_HEAD = ("kind", "header", "field")

Own = Mapping[tuple[TableKind, str], str]
"""The user's own headers: by kind and header without spaces, the path of a column or ``SKIPPED``."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of a file: its position from 0, its header, the path it is read as, and which part of a long text."""

    position: int
    header: str
    path: str
    column: Column
    part: int = 1


@dataclass(frozen=True, slots=True)
class Head:
    """The headers of a sheet: of what kind it is, which row they are, what is read, and what is not known."""

    kind: TableKind
    row: int
    headings: tuple[Heading, ...]
    unknown: tuple[tuple[int, str], ...]
    doubled: tuple[tuple[Heading, Heading], ...] = ()
    skipped: tuple[tuple[int, str], ...] = ()

    @property
    def fields(self) -> frozenset[str]:
        """The fields of a record that this table speaks of."""
        return frozenset(heading.column.field for heading in self.headings)


def head_of(cells: Sequence[object], row: int, kinds: Sequence[TableKind], own: Own) -> Head | None:
    """The headers that a row holds, of the kind of table that knows most of them; None if it knows fewer than two."""
    heads = [_head(kind, cells, row, own) for kind in kinds]
    best = max(heads, key=lambda head: len({heading.path for heading in head.headings}))
    written = sum(1 for cell in cells if cell not in (None, ""))
    known = len({heading.path for heading in best.headings})
    return best if known >= min(2, written) and known > 0 and known * 4 >= written else None


def read_own(path: Path) -> Own:
    """The headers of a file that ``write_own`` wrote and the user edited; raises InputError that names the line."""
    from matcher.ingest.content import decoded

    try:
        text = decoded(path.read_bytes(), str(path))
    except OSError as error:
        raise InputError("{file} cannot be read ({cause}); check the path", file=str(path), cause=error) from error
    own: dict[tuple[TableKind, str], str] = {}
    for number, cells in enumerate(csv.reader(text.splitlines()), 1):
        if number == 1 or not any(cells):
            continue
        if len(cells) < 3 or cells[0] not in TABLE_KINDS:
            raise InputError(
                "{file}:{line}: a line has a kind ({kinds}), a header and a field; write it so",
                file=str(path), line=number, kinds=", ".join(TABLE_KINDS),
            )  # fmt: skip
        kind, header, field = cells[0], cells[1], cells[2].strip()
        if field and field != SKIPPED and _path(kind, field, {}) is None:
            allowed = ", ".join(column.path for column in columns_of(kind))
            raise InputError(
                "{file}:{line}: {field!r} is not a field of a {kind}; allowed: {allowed}, or - to leave the column out",
                file=str(path), line=number, field=field, kind=kind, allowed=allowed,
            )  # fmt: skip
        if field:
            own[kind, normal(header)] = field
    return own


def write_own(path: Path, heads: Sequence[Head]) -> None:
    """Write the headers of sheets with the field of each as CSV; what is not known has an empty field to fill in."""
    import io

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_MAPPING_HEAD)
    for head in heads:
        lines = {heading.position: (heading.header, heading.path) for heading in head.headings}
        lines |= {position: (header, "") for position, header in head.unknown}
        lines |= {position: (header, SKIPPED) for position, header in head.skipped}
        writer.writerows((head.kind, *lines[position]) for position in sorted(lines))
    atomic_write(path, lambda file: file.write(b"\xef\xbb\xbf" + text.getvalue().encode()))


def normal(header: str) -> str:
    """A header in one width and letter case, without hints in brackets, spaces and signs."""
    folded = unicodedata.normalize("NFKC", _HINT.sub("", header) or header).casefold()
    return "".join(sign for sign in folded if sign.isalnum() or sign == NUMBER)


def _head(kind: TableKind, cells: Sequence[object], row: int, own: Own) -> Head:
    headings: list[Heading] = []
    unknown: list[tuple[int, str]] = []
    skipped: list[tuple[int, str]] = []
    by_path: dict[tuple[str, int], Heading] = {}
    doubled: list[tuple[Heading, Heading]] = []
    times: dict[str, int] = {}
    for position, cell in enumerate(cells):
        header = str(cell).strip() if cell not in (None, "") else ""
        if not header:
            continue
        heading = _heading(kind, position, header, own, times)
        if heading is None:
            (skipped if own.get((kind, normal(header))) == SKIPPED else unknown).append((position, header))
        elif (heading.path, heading.part) in by_path:
            doubled.append((by_path[heading.path, heading.part], heading))
        else:
            by_path[heading.path, heading.part] = heading
            headings.append(heading)
    return Head(kind, row, tuple(headings), tuple(unknown), tuple(doubled), tuple(skipped))


def _heading(kind: TableKind, position: int, header: str, own: Own, times: dict[str, int]) -> Heading | None:
    name, part = normal(header), 1
    continued = _CONTINUED.fullmatch(name)
    if continued and _path(kind, continued[1], {}) is not None:
        name, part = continued[1], int(continued[2])
    said = own.get((kind, name), name)
    resolved = None if said == SKIPPED else _path(kind, normal(said), times if part == 1 else {})
    return Heading(position, header, *resolved, part) if resolved else None


def _path(kind: TableKind, name: str, times: dict[str, int]) -> tuple[str, Column] | None:
    """The path that a header names and its column; of one that needs a number and has none, the next number."""
    columns = _by_header(kind)
    name = normal(name)
    if name in columns and NUMBER not in columns[name].path:
        return columns[name].path, columns[name]
    if (digits := _DIGITS.search(name)) and (column := columns.get(_DIGITS.sub(NUMBER, name, count=1))):
        number = max(int(digits[0][:4]), 1)
        return column.path.replace(NUMBER, str(number - 1)), column
    if name in columns:
        times[columns[name].path] = times.get(columns[name].path, 0) + 1
        return columns[name].path.replace(NUMBER, str(times[columns[name].path] - 1)), columns[name]
    return None


@cache
def _by_header(kind: TableKind) -> Mapping[str, Column]:
    """Columns by every header, with and without the place of a number; what is written comes before what others say."""
    names: dict[str, Column] = {}
    for column in columns_of(kind):
        for header in (column.en, column.zh, column.path):
            names.setdefault(normal(header), column)
    for column in columns_of(kind):
        for header in column.others:
            names.setdefault(normal(header), column)
    for header, column in list(names.items()):
        names.setdefault(header.replace(NUMBER, ""), column)
    return names
