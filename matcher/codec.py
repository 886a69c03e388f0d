"""JSON text to records and back, with errors that name the field, what was given and what is allowed."""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cache, partial
from typing import Any, Literal, cast

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from matcher import codes, dates
from matcher.errors import Problem, RecordError
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
_EXPECTED: Mapping[str, str] = {
    "literal_error": "is {given}; input should be {expected}",
    "int_parsing": "is {given}; input should be a valid integer, unable to parse string as an integer",
    "int_from_float": "is {given}; input should be a valid integer, got a number with a fractional part",
    "int_type": "is {given}; input should be a valid integer",
    "float_parsing": "is {given}; input should be a valid number, unable to parse string as a number",
    "float_type": "is {given}; input should be a valid number",
    "bool_parsing": "is {given}; input should be a valid boolean, unable to interpret input",
    "bool_type": "is {given}; input should be a valid boolean",
    "string_type": "is {given}; input should be a valid string",
    "tuple_type": "is {given}; input should be a valid array",
}
"""What pydantic expected, by the type of its error."""
_MOST_PROBLEMS = 50
"""Problems named of one record; a file that has more of them in one is no file of records."""
_REQUIRED: Mapping[str, str] = {
    "id": "-", "name": "-", "need": "-", "professional": "-", "coordinator": "-", "decision": "accept",
    "date": "2000-01-01",
}  # fmt: skip
"""What stands for a required field with a problem while the others are looked at."""
_STAND_IN: Mapping[str, str] = {"professional": "summary", "need": "body"}
"""A field whose text is enough for a record to be one."""


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with one field, by its path such as ``works.0.year``; an empty path means the whole record."""

    field: str
    problem: Problem


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


def checked(kind: Kind | Literal["decision"], given: Mapping[str, Any]) -> Record | Decision | tuple[FieldProblem, ...]:
    """One record or decision, or all that is wrong with it, where ``from_dict`` names the first problem only.

    A field with a problem is left out while the others are checked.
    """
    problems: dict[str, FieldProblem] = {}
    rest = dict(given)
    for _ in range(_MOST_PROBLEMS):
        try:
            record: Record | Decision = _validated(kind, rest, "", 0)
        except RecordError as error:
            path = _path(error)
            if path in problems or any(path == known.split(".")[0] for known in problems):
                break  # the field is missing because it was left out
            if path or not problems:
                problems[path] = FieldProblem(path, error.problem)
            if path in _REQUIRED:
                rest[path] = _REQUIRED[path]
            elif path:
                rest = _without(rest, path.split("."))
            elif _STAND_IN.get(kind, "id") not in rest:
                rest[_STAND_IN[kind]] = (
                    "-"  # what was left out may be all the text; the other fields are still looked at
                )
            else:
                break
        else:
            return tuple(problems.values()) or record
    return tuple(problems.values())


def _path(error: RecordError) -> str:
    """Where the problem is: a problem that names a field itself is of that field."""
    values = error.problem.values
    first = next(iter(values), "")
    named = str(values.get("field", first if first and error.problem.template.startswith(first) else ""))
    return ".".join(filter(None, (error.field, named)))


def _without(given: Mapping[str, Any], path: Sequence[str]) -> dict[str, Any]:
    """The same without what stands at a path; without the whole list where that would move its other parts."""
    kept = dict(given)
    first, rest = path[0], path[1:]
    inner = kept.pop(first, None)
    if isinstance(inner, dict) and rest:
        kept[first] = _without(inner, rest)
    elif isinstance(inner, list) and len(rest) > 1 and rest[0].isdecimal() and int(rest[0]) < len(inner):
        part = inner[int(rest[0])]
        if isinstance(part, dict):
            kept[first] = [_without(part, rest[1:]) if at == int(rest[0]) else one for at, one in enumerate(inner)]
    return kept


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
        raise RecordError(Problem(str(error)), file=file, line=line) from error
    except (ValueError, RecursionError) as error:
        problem = Problem("is not JSON ({cause}); every line must be one JSON object", cause=error)
        raise RecordError(problem, file=file, line=line) from error
    if not isinstance(given, dict):
        shape = type(given).__name__
        problem = Problem('is a JSON {shape}, not an object; write {{"id": …}}', shape=shape)
        raise RecordError(problem, file=file, line=line)
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
                raise RecordError(_problem_of(error), file=file, line=line, field=where) from error
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


def _problem_of(error: ValueError) -> Problem:
    return error if isinstance(error, Problem) else Problem(str(error))


def _first_problem(kind: str, error: ValidationError) -> tuple[str, Problem]:
    first = error.errors(include_url=False)[0]
    field = ".".join(str(part) for part in first["loc"])
    if first["type"] in ("unexpected_keyword_argument", "extra_forbidden"):
        allowed = ", ".join(allowed_field.name for allowed_field in fields(_SHAPES[kind]))
        return field, Problem(
            "is not a field of a {kind}; allowed: {allowed}; rename or remove it", kind=kind, allowed=allowed
        )
    if first["type"] in ("missing", "missing_argument"):
        return field, Problem("is missing; every {kind} needs it", kind=kind)
    if first["type"] == "value_error":
        return field, _problem_of(first["ctx"]["error"])
    given = json.dumps(first["input"], ensure_ascii=False, default=str)[:80]
    message = f"{first['msg'][:1].lower()}{first['msg'][1:]}"
    template = _EXPECTED.get(first["type"], "is {given}; {message}")
    return field, Problem(template, given=given, message=message, **first.get("ctx", {}))


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number in JSON")


def _refuse_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    parsed = dict(pairs)
    if len(parsed) < len(pairs):
        duplicate = Counter(key for key, _ in pairs).most_common(1)[0][0]
        raise _DuplicateKeyError(f"has the key {duplicate[:80]!r} twice in one object; keep the right one")
    return parsed
