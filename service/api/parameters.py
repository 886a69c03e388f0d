"""What routes take from a request: the engine, ids, and no unknown parameter."""

from typing import Annotated, cast

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


TheEngine = Annotated[Engine, Depends(_engine)]
NeedId = Annotated[str, AfterValidator(_identifier), Path(description="id of a need")]
OtherId = Annotated[str, AfterValidator(_identifier), Path(description="id of the professional to compare with")]
ProfessionalId = Annotated[str, AfterValidator(_identifier), Path(description="id of a professional")]


def refuse_unknown_parameters(request: Request) -> None:
    """Raise RequestValidationError for a query parameter that the route does not have, or has twice."""
    allowed = [parameter.alias for parameter in request.scope["route"].dependant.query_params]
    hint = f"allowed: {', '.join(allowed) or 'none'}"
    given = request.query_params
    problems = [f"is not a parameter here; {hint}" if name not in allowed else "is given twice" for name in given]
    errors = [
        {"loc": ("query", name), "msg": problem, "type": "parameter"}
        for name, problem in zip(given, problems, strict=True)
        if name not in allowed or len(given.getlist(name)) > 1
    ]
    if errors:
        raise RequestValidationError(errors)
