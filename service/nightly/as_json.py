"""The report as JSON: one line for each need and each person."""

import json
from collections.abc import Iterator
from dataclasses import asdict, fields, is_dataclass
from pathlib import Path

from service.nightly.report import Report


def write_json(report: Report, path: Path) -> None:
    """Write the report; the same report gives the same bytes."""
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(_pieces(report))


def _pieces(report: Report) -> Iterator[str]:
    opening = "{"
    for field in fields(report):
        yield f'{opening}\n"{field.name}": '
        opening = ","
        value = getattr(report, field.name)
        if is_dataclass(value) and not isinstance(value, type):
            yield _dump(asdict(value))
        else:
            yield "["
            for number, section in enumerate(value):
                yield (",\n" if number else "\n") + _dump(asdict(section))
            yield "\n]"
    yield "\n}\n"


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
