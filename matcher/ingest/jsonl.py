"""Reads the project's own format: JSON Lines, one record a line, UTF-8."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from matcher.codec import from_json
from matcher.errors import InputError, Problem, RecordError
from matcher.limits import LONGEST_LINE
from matcher.records import Kind, Record

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Line:
    """The record of a line, or the error that says why it has none."""

    number: int
    record: Record | None
    error: RecordError | None


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The outcome of an import: lines read, records added or changed, and the errors of refused lines."""

    kind: Kind | Literal["decision"]
    read: int
    changed: int
    errors: tuple[RecordError, ...]


def read_lines(path: Path, kind: Kind) -> Iterator[Line]:
    """Every line of the file that is not blank, in order; reading continues after an error.

    A second line with the same id is an error, and so is a line that is not UTF-8. Raises InputError if the file
    cannot be opened or is UTF-16, since no line of it could be read.
    """
    seen: dict[str, int] = {}
    for number, text in texts(path, kind):
        yield _line(path, kind, number, text, seen)


def texts(path: Path, kind: str) -> Iterator[tuple[int, str | RecordError]]:
    """Number and text of every line that is not blank, or the error that says why it is not text.

    ``kind`` is what a line should hold, for the messages. Raises InputError as ``read_lines`` does.
    """
    try:
        with open(path, "rb") as file:
            # Decoded line by line, so that a byte that is not UTF-8 costs only its own line.
            for number, line in enumerate(_lines(file), 1):
                if number == 1 and line.startswith(_UTF_16):
                    raise InputError("{file} is UTF-16, not UTF-8; save it as UTF-8", file=str(path))
                if line.strip():
                    yield number, _text(path, kind, number, line)
    except FileNotFoundError as error:
        raise InputError(
            "there is no file {file}; give the path of a JSON Lines file of {kind}s", file=str(path), kind=kind
        ) from error
    except OSError as error:
        raise InputError(
            "{file} cannot be read ({cause}); give a readable JSON Lines file", file=str(path), cause=error.strerror
        ) from error


def read_records(path: Path, kind: Kind) -> Iterator[Record]:
    """The records of a file; raises RecordError at the first line that is not a record."""
    for line in read_lines(path, kind):
        if line.error:
            raise line.error
        if line.record:
            yield line.record


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Lines that end with LF, CR LF or CR; one longer than the limit is cut just beyond it."""
    while block := file.readline(LONGEST_LINE + 1):
        yield from block.splitlines()
        while len(block) > LONGEST_LINE and not block.endswith(b"\n"):
            block = file.readline(LONGEST_LINE + 1)


def _text(path: Path, kind: str, number: int, line: bytes) -> str | RecordError:
    if len(line) > LONGEST_LINE:
        problem = Problem(
            "is longer than {most} MiB, the limit of a {kind}; check that the lines have line ends",
            most=LONGEST_LINE >> 20, kind=kind,
        )  # fmt: skip
        return RecordError(problem, file=str(path), line=number)
    try:
        return line.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as error:
        problem = Problem(
            "is not UTF-8 (byte {byte} of the line: {cause}); save the file as UTF-8",
            byte=error.start + 1, cause=error.reason,
        )  # fmt: skip
        return RecordError(problem, file=str(path), line=number)


def _line(path: Path, kind: Kind, number: int, text: str | RecordError, seen: dict[str, int]) -> Line:
    if isinstance(text, RecordError):
        return Line(number, None, text)
    try:
        record = from_json(kind, text, file=str(path), line=number)
    except RecordError as error:
        return Line(number, None, error)
    if record.id in seen:
        problem = Problem(
            "{id!r} is already the id of {place}; give every {kind} its own id",
            id=record.id, place=f"line {seen[record.id]}", kind=kind,
        )  # fmt: skip
        return Line(number, None, RecordError(problem, file=str(path), line=number, field="id"))
    seen[record.id] = number
    return Line(number, record, None)
