"""JSON text to records and back, with errors that name the field, what was given and what is allowed."""

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from matcher.errors import RecordError
from matcher.records import RECORD_TYPES, Decision, Kind, Record

_UNSAFE = re.compile(r"[\ud800-\udfff]|(?<!\\)(?:\\\\)*\\u0000")
"""Half a surrogate pair, or a NUL as JSON writes it; JSON doubles the backslash of a text that only spells it out."""
_SHAPES: Mapping[str, Any] = {**{str(kind): shape for kind, shape in RECORD_TYPES.items()}, "decision": Decision}
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
    except ValidationError as error:
        field, _ = _first_problem(kind, error)
        raise RecordError(f"a stored {kind} cannot be read; restore the store from a backup", field=field) from None
    return record


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
    if _UNSAFE.search(line):
        raise RecordError(f"{shape} {named} {_UNSAFE_PROBLEM}")
    return line


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
    if _UNSAFE.search(json.dumps(given, ensure_ascii=False)):
        raise RecordError(_UNSAFE_PROBLEM, file=file, line=line)
    try:
        return _adapter(shape).validate_json(json.dumps(given))
    except ValidationError as error:
        field, problem = _first_problem(shape, error)
        raise RecordError(problem, file=file, line=line, field=field) from error


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
