"""What stands round the whole application: hosts, limits of time, HEAD, and the headers of every answer."""

import re
from collections.abc import Collection, Mapping, MutableMapping
from secrets import token_hex
from time import monotonic
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import anyio
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.parameters import SLASH_IN_ID
from service.errors import TooSlow, problem
from service.logs import log_request
from service.metrics import Metrics
from service.pages.failures import error_page, wants_page

HEADERS = {
    "content-security-policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    "x-content-type-options": "nosniff",
    # Not "no-referrer": browsers would then send "Origin: null" with our own forms, which tells of no site.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cache-control": "no-store",
}
"""Headers of every answer."""
TRANSPORT = {"strict-transport-security": "max-age=31536000; includeSubDomains"}
"""Headers of every answer of a service that is reached over https."""
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"})
_SLOWEST_READER = 60.0
"""Seconds that a reader may take for the next part of an answer."""


class Frame:
    """Gives every answer the headers, and a problem where a request cannot be let in.

    It wraps the whole stack of middleware, so that a failure inside it is framed too.
    """

    def __init__(
        self, app: ASGIApp, metrics: Metrics, *, hosts: Collection[str], body_seconds: float, secure: bool
    ) -> None:
        self._app, self._metrics, self._hosts, self._body_seconds = app, metrics, frozenset(hosts), body_seconds
        self._headers = HEADERS | (TRANSPORT if secure else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope = _with_slashes_of_ids(scope)
        scope["state"] = dict(scope.get("state", {})) | {"request_id": token_hex(8), "cookies": {}, "receiving": False}
        send = _with_headers(_in_time(send), self._headers, scope["state"])
        if scope["method"] == "HEAD":
            scope, send = dict(scope) | {"method": "GET"}, _without_body(send)
        if refused := _refused(Headers(scope=scope), self._hosts):
            status, detail = refused
            await problem(scope["path"], status, detail, headers={"connection": "close"})(scope, receive, send)
            return
        began, answered = monotonic(), {"status": 0}
        send = _watched(send, answered)
        late = _Late(receive, self._body_seconds, scope["state"])
        try:
            await self._app(scope, late, _with_problems(scope, late, send))
        finally:
            self._note(scope, answered["status"] or 500, monotonic() - began)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        """Count and log an answer, by the pattern of its address."""
        state, method = scope["state"], scope["method"] if scope["method"] in _METHODS else "other"
        route, viewer = state.get("route", "unknown"), state.get("viewer")
        self._metrics.count(method, route, status, seconds)
        log_request(state["request_id"], method, route, status, seconds, viewer.role if viewer else "")


class _Late:
    """Receives a body, all of it within some seconds; what comes after it, the end of the connection, has no limit."""

    def __init__(self, receive: Receive, seconds: float, state: MutableMapping[str, Any]) -> None:
        self._receive, self._until, self._ended, self._seconds, self._state = receive, 0.0, False, seconds, state

    async def __call__(self) -> Message:
        if self._ended:
            return await self._receive()
        self._state["receiving"] = True
        self._until = self._until or anyio.current_time() + self._seconds
        with anyio.move_on_at(self._until):
            message = await self._receive()
            self._ended = message["type"] != "http.request" or not message.get("more_body", False)
            return message
        raise TooSlow


def _refused(headers: Headers, hosts: Collection[str]) -> tuple[int, str] | None:
    """Status and detail where a request is not let in at all."""
    if "transfer-encoding" in headers and "content-length" in headers:
        return 400, "the request has both Content-Length and Transfer-Encoding; send one of them"
    if _host(headers.get("host", "")) not in hosts:
        return (
            421,
            "this service is not reached under that host; the operator sets HOMEMATCH_ADDRESS and HOMEMATCH_HOSTS",
        )
    origin = headers.get("origin")
    if origin is not None and origin != "null" and _host(urlsplit(origin).netloc) not in hosts:
        return 403, "the request was made by a page of another site; open the service itself"
    return None


def _host(given: str) -> str:
    """A host without its port, in lower case."""
    return re.sub(r":\d*$", "", given).strip("[]").lower()


def hosts_of(address: str, others: str) -> frozenset[str]:
    """The hosts that a service is reached under: those of its address and of a list with commas, and this machine's."""
    named = {_host(host.strip()) for host in others.split(",") if host.strip()}
    return frozenset(named | {_host(urlsplit(address).netloc), "127.0.0.1", "localhost", "::1"})


def _with_problems(scope: Scope, receive: Receive, send: Send) -> Send:
    """A problem in place of the plain text that a body over the limit is answered with."""
    replaced = False

    async def send_framed(message: Message) -> None:
        nonlocal replaced
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if message["status"] == 413 and headers.get("content-type", "").startswith("text/plain"):
                replaced = True
                await too_large(Request(scope))(scope, receive, send)
        if not replaced:
            await send(message)

    return send_framed


def too_large(request: Request) -> ASGIApp:
    """The answer to a body that is too large."""
    if wants_page(request):
        return error_page(request, 413)
    return problem(request.scope["path"], 413, "the body is larger than this service accepts")


def _with_slashes_of_ids(scope: Scope) -> Scope:
    """An encoded slash is part of an id and parts no path: until the id is read, a sign of no id stands for it."""
    raw = scope.get("raw_path") or b""
    if b"%" not in raw:
        return dict(scope)
    encoded = re.sub("(?i)%2f", quote(SLASH_IN_ID), raw.split(b"?")[0].decode("latin-1"))
    return dict(scope) | {"path": unquote(encoded)}


def _in_time(send: Send) -> Send:
    async def send_in_time(message: Message) -> None:
        with anyio.fail_after(_SLOWEST_READER):
            await send(message)

    return send_in_time


def _watched(send: Send, answered: MutableMapping[str, int]) -> Send:
    """Notes the status of an answer."""

    async def send_watched(message: Message) -> None:
        if message["type"] == "http.response.start":
            answered["status"] = message["status"]
        await send(message)

    return send_watched


def _without_body(send: Send) -> Send:
    """HEAD is answered like GET, with the length of what is not sent."""

    async def send_head(message: Message) -> None:
        if message["type"] == "http.response.body":
            if message.get("more_body", False):
                return
            message = dict(message) | {"body": b""}
        await send(message)

    return send_head


def _with_headers(send: Send, added: Mapping[str, str], state: Mapping[str, Any]) -> Send:
    """Adds the headers of every answer, and the cookies that were set while it was made."""

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in added.items():
                headers.setdefault(name, value)
            headers["x-request-id"] = state["request_id"]
            for cookie in state["cookies"].values():
                headers.append("set-cookie", cookie)
        await send(message)

    return send_with_headers
