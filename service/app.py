"""The web service: an application around one engine, whose every answer has the same frame."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from secrets import token_hex
from threading import Lock
from typing import Any
from urllib.parse import quote, unquote

from fastapi import Depends, FastAPI
from starlette.datastructures import MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from matcher.build import open_engine
from matcher.config import Settings
from matcher.limits import LARGEST_BODY
from matcher.matching.engine import Engine
from service.access.accounts import Accounts, Clock, lifetimes, utc_now
from service.access.attempts import Attempts
from service.access.guard import deny_unguarded
from service.access.keys import Keys
from service.api import health, lists, matching
from service.api.parameters import SLASH_IN_ID, refuse_unknown_parameters
from service.errors import MEDIA_TYPE, Problem, add_error_handlers, problem
from service.pages.failures import error_page, wants_page
from service.pages.site import add_pages

HEADERS = {
    "content-security-policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}
"""Headers of every answer."""

_PROBLEMS: dict[int | str, dict[str, Any]] = {
    401: {"model": Problem, "description": "Neither signed in nor signed with an API key that is valid"},
    404: {"model": Problem, "description": "No such address, or nothing there that the reader may see"},
    422: {"model": Problem, "description": "A parameter is unknown or out of bounds"},
    503: {"model": Problem, "description": "The service cannot answer now"},
}


def create_app(settings: Settings, engine: Engine | None = None, clock: Clock = utc_now) -> FastAPI:
    """The service on the engine that is given, or on one that it opens, saves and closes itself."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.engine = engine or open_engine(settings)
        app.state.accounts = Accounts(app.state.engine, lifetimes(settings), clock)
        app.state.keys = Keys(app.state.engine.store.accounts, clock)
        try:
            yield
        finally:
            if engine is None:
                _save_and_close(app.state.engine)

    app = Service(
        title="HomeMatch",
        description="Matches professionals with projects and base needs, both ways, and shows why.",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        max_body_size=LARGEST_BODY,
        lifespan=lifespan,
        dependencies=[Depends(deny_unguarded), Depends(refuse_unknown_parameters)],
        responses=_PROBLEMS,
    )
    app.state.probing = Lock()
    app.state.clock, app.state.secure, app.state.attempts = clock, settings.is_secure, Attempts()
    app.include_router(health.router)
    app.include_router(matching.router)
    app.include_router(lists.router)
    add_pages(app)
    add_error_handlers(app)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    return app


def _save_and_close(engine: Engine) -> None:
    try:
        engine.save()
    finally:
        engine.close()


class Service(FastAPI):
    """An application whose every answer is framed and whose every error is documented as a problem."""

    def build_middleware_stack(self) -> ASGIApp:
        return _Frame(super().build_middleware_stack())

    def openapi(self) -> dict[str, Any]:
        schema = super().openapi()
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, answer in operation["responses"].items():
                    if status >= "400" and "application/json" in answer.get("content", {}):
                        answer["content"] = {MEDIA_TYPE: answer["content"].pop("application/json")}
        return schema


class _Frame:
    """Gives every answer the headers, and a problem where a body is too large.

    It wraps the whole stack of middleware, so that a failure inside it is framed too.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope = _with_slashes_of_ids(scope)
        scope["state"] = dict(scope.get("state", {})) | {"request_id": token_hex(8), "cookies": {}}
        send = _with_headers(send, scope["state"])
        replaced = False

        async def send_framed(message: Message) -> None:
            nonlocal replaced
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if message["status"] == 413 and headers.get("content-type", "").startswith("text/plain"):
                    replaced = True
                    too_large = _too_large(Request(scope))
                    await too_large(scope, receive, send)
            if not replaced:
                await send(message)

        await self._app(scope, receive, send_framed)


def _too_large(request: Request) -> ASGIApp:
    if wants_page(request):
        return error_page(request, 413)
    return problem(request.scope["path"], 413, "the body is larger than this service accepts")


def _with_slashes_of_ids(scope: Scope) -> Scope:
    """An encoded slash is part of an id and parts no path: until the id is read, a sign of no id stands for it."""
    raw = scope.get("raw_path") or b""
    if b"%" not in raw:
        return scope
    encoded = re.sub("(?i)%2f", quote(SLASH_IN_ID), raw.split(b"?")[0].decode("latin-1"))
    return dict(scope) | {"path": unquote(encoded)}


def _with_headers(send: Send, state: Mapping[str, Any]) -> Send:
    """Adds the headers of every answer, and the cookies that were set while it was made."""

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            headers["x-request-id"] = state["request_id"]
            for cookie in state["cookies"].values():
                headers.append("set-cookie", cookie)
        await send(message)

    return send_with_headers
