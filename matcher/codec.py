"""JSON text to records and back, with errors that name the field, what was given and what is allowed."""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from functools import cache, partial
from typing import Any, cast

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from matcher import codes, dates
from matcher.errors import RecordError
from matcher.records import RECORD_TYPES, Decision, Kind, Record

_UNSAFE = re.compile(r"[\ud800-\udfff]|(?<!\\)(?:\\\\)*\\u0000")
"""Half a surrogate pair, or a NUL as JSON writes it; JSON doubles the backslash of a text that only spells it out."""
_SHAPES: Mapping[str, Any] = {**{str(kind): shape for kind, shape in RECORD_TYPES.items()}, "decision": Decision}
_Reader = Callable[[object], object]


def _open(reader: _Reader) -> _Reader:
    return lambda written: None if dates.is_open(written) else reader(written)


_FIRST, _LAST = cast(_Reader, dates.day), cast(_Reader, partial(dates.day, edge="last"))
_PERIOD: Mapping[str, _Reader] = {"start": _open(_FIRST), "end": _open(_LAST)}
_YEARS: Mapping[str, _Reader] = {"start": dates.year, "end": _open(dates.year), "year": dates.year}
# Of a consent as little as the words can mean: from the last day of a month, until the first.
_CONSENT: Mapping[str, _Reader] = {"given": _LAST, "until": _open(_FIRST)}
_WRITTEN: Mapping[str, Mapping[str, _Reader]] = {
    "": {"deadline": _LAST, "updated": _LAST, "date": _FIRST},
    "period": _PERIOD,
    "availability": _PERIOD,
    "consent": _CONSENT,
    "works": _YEARS,
    "experiences": _YEARS,
    "education": _YEARS,
}
"""The fields that hold days and years, by the field that they are in, and what reads them as they are written."""
_UNSAFE_PROBLEM = "holds a NUL character or half of a surrogate pair; remove it"


def to_json(record: Record) -> str:
    """One line of JSON with the fields that differ from their defaults, in the record's order.

    Raises RecordError for text that a store could not return unchanged: a NUL, half of a surrogate pair.
    """
    return _dumped(record.kind, record, repr(record.id))


def decision_to_json(decision: Decision) -> str:
    """One line of JSON, like that of ``to_json``; equal decisions give equal lines."""
    return _dumped("decision", decision, f"on {decision.professional!r} for {decision.need!r}")


def from_json(kind: Kind, text: str | bytes, *, file: str = "", line: int = 0) -> Record:
    """Read one record; raises RecordError with file, line and field for anything that is not a record."""
    return from_dict(kind, _object(text, file, line), file=file, line=line)


def kept_from_json(kind: Kind, text: str) -> Record:
    """Read one record that ``to_json`` wrote, as a store keeps it; raises RecordError without showing its content."""
    try:
        record: Record = _adapter(kind).validate_json(text)
    except ValidationError:
        return _kept_before(kind, text)
    return record


def _kept_before(kind: Kind, text: str) -> Record:
    """A record that was kept when codes and years were not checked: what cannot be read now is taken as not stated."""
    try:
        record: Record = _adapter(kind).validate_json(json.dumps(_without_unreadable(json.loads(text))))
    except ValidationError as error:
        field, _ = _first_problem(kind, error)
        raise RecordError(f"a stored {kind} cannot be read; restore the store from a backup", field=field) from None
    return record


def _without_unreadable(kept: dict[str, Any]) -> dict[str, Any]:
    readable = dict(kept)
    readable["languages"] = [code for code in kept.get("languages", ()) if _can_be_read(codes.languages, [code])]
    if "country" in kept and not _can_be_read(codes.country, kept["country"]):
        del readable["country"]
    for held in kept.get("experiences", ()):
        if held.get("end") and held.get("start") and held["end"] < held["start"]:
            del held["start"], held["end"]
    return {field: value for field, value in readable.items() if field in kept}


def _can_be_read(reader: Callable[[Any], object], written: object) -> bool:
    try:
        reader(written)
    except ValueError:
        return False
    return True


def decision_from_json(text: str | bytes, *, file: str = "", line: int = 0) -> Decision:
    """Read one decision; raises RecordError as ``from_json`` does."""
    decision: Decision = _validated("decision", _object(text, file, line), file, line)
    return decision


def from_dict(kind: Kind, given: dict[str, Any], *, file: str = "", line: int = 0) -> Record:
    """Read one record from parsed JSON; raises RecordError as ``from_json`` does."""
    record: Record = _validated(kind, given, file, line)
    return record


def _dumped(shape: str, value: Any, named: str) -> str:
    try:
        line = _adapter(shape).dump_json(value, exclude_defaults=True).decode()
    except PydanticSerializationError as error:
        raise RecordError(f"{shape} {named} {_UNSAFE_PROBLEM}") from error
    if _is_unsafe(line):
        raise RecordError(f"{shape} {named} {_UNSAFE_PROBLEM}")
    return line


def _is_unsafe(line: str) -> bool:
    """Whether JSON holds what no store keeps; the signs of it are looked for first, since hardly any line has them."""
    return ("\\u0000" in line or _has_surrogates(line)) and _UNSAFE.search(line) is not None


def _has_surrogates(line: str) -> bool:
    try:
        line.encode()
    except UnicodeEncodeError:
        return True
    return False


def _object(text: str | bytes, file: str, line: int) -> dict[str, Any]:
    try:
        given = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_refuse_duplicates)
    except _DuplicateKeyError as error:
        raise RecordError(str(error), file=file, line=line) from error
    except (ValueError, RecursionError) as error:
        raise RecordError(f"is not JSON ({error}); every line must be one JSON object", file=file, line=line) from error
    if not isinstance(given, dict):
        raise RecordError(f'is a JSON {type(given).__name__}, not an object; write {{"id": …}}', file=file, line=line)
    return given


def _validated(shape: str, given: dict[str, Any], file: str, line: int) -> Any:
    if _is_unsafe(json.dumps(given, ensure_ascii=False)):
        raise RecordError(_UNSAFE_PROBLEM, file=file, line=line)
    try:
        return _adapter(shape).validate_json(json.dumps(_as_meant(given, file, line)))
    except ValidationError as error:
        field, problem = _first_problem(shape, error)
        raise RecordError(problem, file=file, line=line, field=field) from error


def _as_meant(given: Mapping[str, Any], file: str, line: int, inside: str = "", path: str = "") -> dict[str, Any]:
    """The same with days and years as the record has them, whatever usual form they are written in."""
    readers = _WRITTEN.get(inside, {})
    meant: dict[str, Any] = {}
    for field, value in given.items():
        where = f"{path}{field}"
        if field in readers and isinstance(value, str | int):
            try:
                meant[field] = readers[field](value)
            except ValueError as error:
                raise RecordError(str(error), file=file, line=line, field=where) from error
            if isinstance(meant[field], date):
                meant[field] = meant[field].isoformat()
        elif inside == "" and field in _WRITTEN:
            meant[field] = _parts_as_meant(value, file, line, field)
        else:
            meant[field] = value
    return meant


def _parts_as_meant(value: Any, file: str, line: int, field: str) -> Any:
    if isinstance(value, dict):
        return _as_meant(value, file, line, field, f"{field}.")
    if isinstance(value, list):
        return [
            _as_meant(part, file, line, field, f"{field}.{at}.") if isinstance(part, dict) else part
            for at, part in enumerate(value)
        ]
    return value


class _DuplicateKeyError(ValueError):
    """An object of the JSON text has a key twice; ``json`` would silently keep the last value."""


@cache
def _adapter(shape: str) -> TypeAdapter[Any]:
    return TypeAdapter(_SHAPES[shape])


def _first_problem(kind: str, error: ValidationError) -> tuple[str, str]:
    first = error.errors(include_url=False)[0]
    field = ".".join(str(part) for part in first["loc"])
    if first["type"] in ("unexpected_keyword_argument", "extra_forbidden"):
        allowed = ", ".join(allowed_field.name for allowed_field in fields(_SHAPES[kind]))
        return field, f"is not a field of a {kind}; allowed: {allowed}; rename or remove it"
    if first["type"] in ("missing", "missing_argument"):
        return field, f"is missing; every {kind} needs it"
    if first["type"] == "value_error":
        return field, str(first["ctx"]["error"])
    given = json.dumps(first["input"], ensure_ascii=False, default=str)[:80]
    return field, f"is {given}; {first['msg'][:1].lower()}{first['msg'][1:]}"


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number in JSON")


def _refuse_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    parsed = dict(pairs)
    if len(parsed) < len(pairs):
        duplicate = Counter(key for key, _ in pairs).most_common(1)[0][0]
        raise _DuplicateKeyError(f"has the key {duplicate[:80]!r} twice in one object; keep the right one")
    return parsed
