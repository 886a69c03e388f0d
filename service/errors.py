"""One shape for every error that leaves the service: RFC 9457 problem details."""

import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Annotated, Any, cast
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from matcher.errors import ConsentError, HomeMatchError, InputError, NotFoundError
from service.access.forms import FormRefused
from service.access.session import SignInNeeded
from service.api.parameters import SLASH_IN_ID
from service.pages.failures import for_readers

MEDIA_TYPE = "application/problem+json"
_LOG = logging.getLogger("homematch.service")
_MOST = 20
"""Most field problems in one answer."""


class FieldProblem(BaseModel):
    """What is wrong with one part of a request."""

    field: str = Field(description="path or query, and the name of the parameter")
    problem: str = Field(description="what is wrong and what is allowed")


class Problem(BaseModel):
    """An error as RFC 9457 describes it."""

    type: Annotated[str, Field(description="always about:blank: the status says enough")] = "about:blank"
    title: str = Field(description="the phrase of the status")
    status: int
    detail: str = Field(description="what happened here and what to do")
    instance: str = Field(description="the path that was asked for")
    errors: list[FieldProblem] | None = Field(None, description="with 422 only: each part that was refused")


class StaleError(HTTPException):
    """A change of something that was changed, made or removed since it was read."""

    def __init__(self, tag: str) -> None:
        super().__init__(412, headers={"etag": tag} if tag else None)


class TooSlow(HTTPException):
    """A body that does not come in time."""

    def __init__(self) -> None:
        super().__init__(408, headers={"connection": "close"})


def problem(
    path: str,
    status: int,
    detail: str,
    *,
    errors: list[FieldProblem] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer to a request for ``path`` that failed."""
    address = "%2F".join(map(quote, path.split(SLASH_IN_ID)))
    body = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, instance=address, errors=errors)
    return JSONResponse(body.model_dump(exclude_none=True), status, headers, MEDIA_TYPE)


def add_error_handlers(app: FastAPI) -> None:
    """Answer every error of the application with a problem, or with a page where a person reads it in a browser."""
    handlers: dict[type[Exception], Callable[[Request, Any], Response]] = {
        HTTPException: _http,
        RequestValidationError: _invalid,
        NotFoundError: _not_found,
        ConsentError: _no_consent,
        InputError: _input,
        SignInNeeded: needs_sign_in,
        FormRefused: _form,
        HomeMatchError: _unavailable,
        Exception: _unexpected,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, cast(Any, for_readers(handler)))


def _http(request: Request, error: HTTPException) -> Response:
    details = {
        404: "there is no such address here; /openapi.json lists all addresses",
        405: f"{request.method} is not possible here; the Allow header lists what is",
        408: "the body of the request did not come in time; send it again",
        412: "it was changed since you read it; read it again, and send your change with the ETag that it has now",
        428: "say what the change is based on: If-Match with the ETag that you read, or If-None-Match: * if it is new",
        413: "the body is larger than this service accepts",
    }
    detail = details.get(error.status_code, str(error.detail))
    return problem(request.scope["path"], error.status_code, detail, headers=error.headers)


def _invalid(request: Request, error: RequestValidationError) -> Response:
    problems = [
        FieldProblem(
            field=".".join(str(part)[:100] for part in detail["loc"]),
            problem=str(detail["msg"]).removeprefix("Value error, "),
        )
        for detail in error.errors()[:_MOST]
    ]
    text = "; ".join(f"{part.field}: {part.problem}" for part in problems)
    return problem(request.scope["path"], 422, text, errors=problems)


def _not_found(request: Request, error: NotFoundError) -> Response:
    """Without the ids that look alike: they may be of people whom the reader may not know of."""
    return problem(request.scope["path"], 404, _missing(error.kind, error.identifier))


def _no_consent(request: Request, _error: ConsentError) -> Response:
    """The same answer as for an unknown person, so that it does not reveal that there is one."""
    return problem(
        request.scope["path"],
        404,
        _missing("professional", request.path_params.get("professional_id", "").replace(SLASH_IN_ID, "/")),
    )


def _missing(kind: str, identifier: str) -> str:
    return f"no {kind} that you may see has the id {identifier!r}; check the id"


def needs_sign_in(request: Request, error: SignInNeeded) -> Response:
    """What a program gets that is neither signed in nor has a valid key."""
    return problem(request.scope["path"], 401, str(error), headers={"www-authenticate": 'Bearer realm="HomeMatch"'})


def _form(request: Request, error: FormRefused) -> Response:
    return problem(request.scope["path"], 403, str(error))


def _input(request: Request, error: InputError) -> Response:
    return problem(request.scope["path"], 400, str(error))


def _unavailable(request: Request, error: HomeMatchError) -> Response:
    """The text of such an error names files and addresses: it goes to the log, not to the reader."""
    _LOG.error("%s: %s", type(error).__name__, error)
    return problem(request.scope["path"], 503, "the service cannot answer now; its log says why, /readyz says when")


def _unexpected(request: Request, error: Exception) -> Response:
    _LOG.error("unexpected %s", type(error).__name__, exc_info=error)
    return problem(request.scope["path"], 500, "something went wrong inside the service; its log says what")
