"""Records as tables that can be taken in again: one row a record, a column for every field that one of them states."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Literal

from matcher.codec import decision_to_json, to_json
from matcher.files import atomic_write
from matcher.ingest.columns import NUMBER, Column, TableKind, columns_of, words_of
from matcher.ingest.sheets import Cell, Table, columns_used, format_of, write_table
from matcher.ingest.tables import read_cell
from matcher.records import Decision, Record

Words = Literal["en", "zh"]
_MADE_OF = ("requirements.must", "requirements.nice")
"""Columns for people to fill in; exports have the numbered ones, which say everything."""


def records_table(
    kind: TableKind, records: Sequence[Record | Decision], language: Words, name: str = "",
    about: tuple[tuple[str, Cell], ...] = (), about_name: str = "about",
) -> Table:  # fmt: skip
    """The records, in their order, under headers in a language."""
    columns = [
        placed for column in columns_of(kind) if column.path not in _MADE_OF for placed in _placed(column, records)
    ]
    rows = [[_cell(column, _value(record, path), language) for path, column in columns] for record in records]
    used = columns_used(rows, len(columns)) or [0]
    heads = tuple(_head(*columns[at], language) for at in used)
    return Table(name or kind, heads, [[row[at] for at in used] for row in rows], about, about_name)


def write_records(
    path: Path, kind: TableKind, records: Sequence[Record | Decision], language: Words, *, name: str = "",
    about: tuple[tuple[str, Cell], ...] = (), about_name: str = "about",
) -> None:  # fmt: skip
    """Write records as xlsx or CSV under headers in a language, or as JSON; taken in again they are the same."""
    if format_of(path) != "json":
        write_table(path, records_table(kind, records, language, name, about, about_name))
        return
    listed = [json.loads(decision_to_json(one) if isinstance(one, Decision) else to_json(one)) for one in records]
    value = {"about": dict(about), "kind": kind, "records": listed}
    text = json.dumps(value, ensure_ascii=False, indent=2, default=str)
    atomic_write(path, lambda file: file.write(text.encode() + b"\n"))


def _placed(column: Column, records: Sequence[Record | Decision]) -> list[tuple[str, Column]]:
    """A column with its path; one of a list as often as the longest list is long."""
    if NUMBER not in column.path:
        return [(column.path, column)]
    longest = max((len(getattr(record, column.field)) for record in records), default=0)
    return [(column.path.replace(NUMBER, str(number)), column) for number in range(longest)]


def _head(path: str, column: Column, language: Words) -> str:
    header = column.zh if language == "zh" else column.en
    number = next((int(part) + 1 for part in path.split(".") if part.isdecimal()), None)
    return header if number is None else header.replace(NUMBER, str(number))


def _value(value: Any, path: str) -> Any:
    for part in path.split("."):
        if part.isdecimal():
            value = value[int(part)] if int(part) < len(value) else None
        elif value is not None:
            value = getattr(value, part)
    return value


def _cell(column: Column, value: Any, language: Words) -> Cell:
    """What stands in a cell: words in the language, several on lines of their own, days as days."""
    if value is None or value == "" or value == () or (value is False and column.content == "flag"):
        return None
    if column.content == "flag":
        return {"zh": "是", "en": "yes"}[language]
    if column.content in ("list", "codes"):
        return _listed(column, [str(_word(column, one, language)) for one in value])
    if column.content == "word":
        return str(_word(column, value, language))
    if isinstance(value, int | float | date | str):
        return value
    return str(value)


def _word(column: Column, value: str, language: Words) -> str:
    if language != "zh":
        return value
    return next(
        (word for word, code in words_of(column.path).items() if code == value and word != value.casefold()), value
    )


def _listed(column: Column, texts: list[str]) -> str:
    """Texts on lines, or as a JSON list where lines would be read as others."""
    lines = "\n".join(texts)
    plain = Column(column.path, column.en, column.zh, "list" if column.content == "list" else "codes")
    codes = [read_cell(Column(column.path, "", "", "word"), text) for text in texts]
    return (
        lines
        if read_cell(plain, lines) == (codes if column.content == "codes" else texts)
        else json.dumps(texts, ensure_ascii=False)
    )
