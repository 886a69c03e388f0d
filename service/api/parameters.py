"""What routes take from a request: the engine, ids, and no unknown parameter."""

from typing import Annotated, Any, cast, get_origin

from fastapi import Depends, Path, Request
from fastapi.exceptions import RequestValidationError
from pydantic import AfterValidator

from matcher.matching.engine import Engine


def _engine(request: Request) -> Engine:
    return cast(Engine, request.app.state.engine)


SLASH_IN_ID = "\ue000"
"""Stands for an encoded slash while a path is parted; it is no printable character, so no id has it."""


def _identifier(value: str) -> str:
    value = value.replace(SLASH_IN_ID, "/")
    if len(value) > 200 or any(character.isspace() or not character.isprintable() for character in value):
        raise ValueError("is not an id; allowed: 1 to 200 printable characters without spaces")
    return value


_FORM = {"minLength": 1, "maxLength": 200, "pattern": r"^\S+$"}
TheEngine = Annotated[Engine, Depends(_engine)]
NeedId = Annotated[str, AfterValidator(_identifier), Path(description="id of a need", json_schema_extra=_FORM)]
OtherId = Annotated[
    str,
    AfterValidator(_identifier),
    Path(description="id of the professional to compare with", json_schema_extra=_FORM),
]
ProfessionalId = Annotated[
    str, AfterValidator(_identifier), Path(description="id of a professional", json_schema_extra=_FORM)
]


def refuse_unknown_parameters(request: Request) -> None:
    """Raise RequestValidationError for a query parameter that the route does not have, or has once and is given twice.

    A parameter whose value is a list may be given several times.
    """
    known = _query_parameters(request.scope["route"].dependant)
    hint = f"allowed: {', '.join(known) or 'none'}"
    given = request.query_params
    errors = []
    for name in given:
        if name not in known:
            errors.append({"loc": ("query", name), "msg": f"is not a parameter here; {hint}", "type": "parameter"})
        elif len(given.getlist(name)) > 1 and not known[name]:
            errors.append({"loc": ("query", name), "msg": "is given twice", "type": "parameter"})
    if errors:
        raise RequestValidationError(errors)


def _query_parameters(dependant: Any) -> dict[str, bool]:
    """The query parameters of a route and of what it depends on, and whether each may be given several times."""
    known = {field.alias: get_origin(field.field_info.annotation) in (list, tuple) for field in dependant.query_params}
    for needed in dependant.dependencies:
        known |= _query_parameters(needed)
    return known
