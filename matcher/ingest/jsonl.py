"""The project's own form: JSON Lines, one record a line, UTF-8."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from matcher.codec import from_json
from matcher.errors import InputError, RecordError
from matcher.records import Kind, Record


@dataclass(frozen=True, slots=True)
class Line:
    """What one line gave: a record, or the error that tells why not."""

    number: int
    record: Record | None
    error: RecordError | None


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did: lines read, records new or different, and the lines that were refused."""

    kind: Kind
    read: int
    changed: int
    errors: tuple[RecordError, ...]


def read_lines(path: Path, kind: Kind) -> Iterator[Line]:
    """Every line of the file that is not blank, in order; an error does not stop the reading.

    The second line with an id is an error. Raises InputError if the file cannot be opened or is not UTF-8.
    """
    seen: dict[str, int] = {}
    try:
        with open(path, encoding="utf-8-sig") as lines:
            for number, text in enumerate(lines, 1):
                if text.strip():
                    yield _line(path, kind, number, text, seen)
    except FileNotFoundError as error:
        raise InputError(f"there is no file {path}; give the path of a JSON Lines file of {kind}s") from error
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path} is not UTF-8 (byte {error.start} of a block: {error.reason}); save it as UTF-8"
        ) from error
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}); give a readable JSON Lines file") from error


def read_records(path: Path, kind: Kind) -> Iterator[Record]:
    """The records of a file; raises RecordError at the first line that is not one."""
    for line in read_lines(path, kind):
        if line.error:
            raise line.error
        if line.record:
            yield line.record


def _line(path: Path, kind: Kind, number: int, text: str, seen: dict[str, int]) -> Line:
    try:
        record = from_json(kind, text, file=str(path), line=number)
    except RecordError as error:
        return Line(number, None, error)
    if record.id in seen:
        problem = f"{record.id!r} stands in line {seen[record.id]} already; give each {kind} an id of its own"
        return Line(number, None, RecordError(problem, file=str(path), line=number, field="id"))
    seen[record.id] = number
    return Line(number, record, None)
