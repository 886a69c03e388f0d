"""Records found by words, fields and order, so that nobody needs to know an id."""

import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from matcher.errors import InputError
from matcher.ingest.columns import NUMBER, columns_of, words_of
from matcher.ingest.headers import normal
from matcher.records import RECORD_TYPES, Kind, Record
from matcher.store.port import Store


@dataclass(frozen=True, slots=True)
class Page:
    """Part of a list: the records from ``offset`` on, in order, and how many there are in all."""

    kind: Kind
    records: tuple[Record, ...]
    count: int
    offset: int


def find(
    store: Store, kind: Kind, *, words: str = "", where: Sequence[str] = (), sort: str = "id", offset: int = 0,
    limit: int | None = None, rows: Collection[int] | None = None,
    may: Callable[[Record], bool] | None = None, after: str = "",
) -> Page:  # fmt: skip
    """The records of a kind in which every word stands, in whatever letter case, and whose fields are as asked.

    ``where`` has filters such as ``type=project``: a value that the field is or has among others; an empty value means
    not stated. Filters of one field are alternatives, those of several must all hold. ``sort`` is a field, with ``-``
    before it from the highest down; records that do not state it come last, equal ones are ordered by id. ``rows``
    are those that may be shown at all, and ``may`` tells the same of a record. ``after`` is the id of the record that
    the part begins behind, whatever was put or taken out before it meanwhile. Raises InputError for a field that there
    is not, with those there are, and for an ``after`` that is gone from a list that is not ordered by id.
    """
    wanted = [word.casefold() for word in words.split()]
    tests = [_test(field, values) for field, values in _filters(kind, where).items()]
    by_field = _field(kind, sort.removeprefix("-"))
    shown = [
        record
        for row, record in store.search(kind, wanted).items()
        if (rows is None or row in rows)
        and (may is None or may(record))
        and _has_words(record, wanted)
        and all(test(record) for test in tests)
    ]
    ordered = _sorted(shown, by_field, falling=sort.startswith("-"))
    offset = _behind(ordered, sort, after) if after else offset
    end = None if limit is None else offset + limit
    return Page(kind, tuple(ordered[offset:end]), len(ordered), offset)


def _behind(ordered: Sequence[Record], sort: str, after: str) -> int:
    """How many records come before the first behind an id."""
    ids = [record.id for record in ordered]
    if after in ids:
        return ids.index(after) + 1
    if sort == "id":
        return bisect_right(ids, after)
    if sort == "-id":
        return len(ids) - bisect_left(ids[::-1], after)
    raise InputError("the record {id!r} is not in this list any more; begin the list anew, or order it by id", id=after)


def _sorted(records: Sequence[Record], field: str, *, falling: bool) -> list[Record]:
    by_id = sorted(records, key=lambda record: record.id)
    stated = [record for record in by_id if _value(record, field) not in (None, "", ())]
    unstated = [record for record in by_id if _value(record, field) in (None, "", ())]
    return sorted(stated, key=lambda record: _order(_value(record, field)), reverse=falling) + unstated


def _order(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else str(value)


def _has_words(record: Record, words: Sequence[str]) -> bool:
    text = json.dumps(list(_texts(asdict(record))), ensure_ascii=False).casefold() if words else ""
    return all(word in text for word in words)


def _texts(value: Any) -> Sequence[str]:
    """Every text of a record."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    return [text for part in inner for text in _texts(part)]


def _filters(kind: Kind, where: Sequence[str]) -> dict[str, list[str]]:
    filters: dict[str, list[str]] = {}
    for condition in where:
        name, equals, value = condition.partition("=")
        if not equals:
            raise InputError(
                "{filter!r} is no filter; write field=value, such as {example}",
                filter=condition,
                example="type=project",
            )
        filters.setdefault(_field(kind, name.strip()), []).append(value.strip())
    return filters


def _field(kind: Kind, name: str) -> str:
    """The path of a field by its name or its header in either language."""
    columns = {
        column.path: column
        for column in columns_of(kind)
        if NUMBER not in column.path and not column.path.startswith("requirements.")
    }
    for path, column in columns.items():
        if normal(name) in map(normal, (path, column.en, column.zh)):
            return path
    raise InputError(
        "{kind}s have no field {field!r} to filter and sort by; allowed: {allowed}",
        kind=kind, field=name, allowed=", ".join(columns),
    )  # fmt: skip


def _value(record: Record, path: str) -> Any:
    value: Any = record
    for part in path.split("."):
        value = getattr(value, part) if value is not None else None
    return value


def _test(path: str, values: Sequence[str]) -> Callable[[Record], bool]:
    words = words_of(path)
    wanted = {words.get(value, value).casefold() for value in values}

    def holds(record: Record) -> bool:
        value = _value(record, path)
        parts = value if isinstance(value, tuple) else (value,)
        stated = {("" if part is None else str(part)).casefold() for part in parts} or {""}
        return bool(stated & wanted)

    return holds


KINDS: Mapping[str, Kind] = {f"{kind}s": kind for kind in RECORD_TYPES}
"""Kinds of records by the name of their list."""
