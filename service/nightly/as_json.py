"""The report as JSON: one line for each need and each person."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic_core import to_json

from service.nightly.report import Report


def write_json(report: Report, path: Path) -> None:
    """Write the report line by line; the same report gives the same bytes."""
    with open(path, "wb") as file:
        file.writelines(_pieces(report))


def _pieces(report: Report) -> Iterator[bytes]:
    yield b'{\n"header": ' + to_json(report.header)
    yield b',\n"summary": ' + to_json(report.summary)
    yield from _list("needs", report.needs.lines())
    yield from _list("people", report.people.lines())
    yield from _list("unmet", map(to_json, report.unmet))
    yield from _list("exposure", map(to_json, report.exposure))
    yield b"\n}\n"


def _list(name: str, lines: Iterable[bytes]) -> Iterator[bytes]:
    yield f',\n"{name}": ['.encode()
    for number, line in enumerate(lines):
        yield (b",\n" if number else b"\n") + line
    yield b"\n]"
