"""Error pages: what happened, that nothing was lost, and the way on."""

import logging
from collections.abc import Callable
from http import HTTPStatus
from secrets import token_hex
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from service.pages.render import address, page

_LOG = logging.getLogger("homematch.service")
_KNOWN = {403: "error.form", 404: "error.missing", 405: "error.method", 413: "error.large", 422: "error.parameter",
          400: "error.parameter", 429: "error.often"}  # fmt: skip
"""The words of the statuses that a reader can do something about; all others are an error with a number."""


def wants_page(request: Request) -> bool:
    """Whether a person reads the answer in a browser, and not a program through the API."""
    return not request.url.path.startswith("/api/") and "text/html" in request.headers.get("accept", "")


def error_page(request: Request, status: int) -> Response:
    """The page of a status; that of an unexpected error has a number under which the log tells of it."""
    number = ""
    if status not in _KNOWN:
        number = token_hex(2).upper()
        _LOG.error("error %s: status %s at %s", number, status, request.url.path)
    viewer = getattr(request.state, "viewer", None)
    key = _KNOWN.get(status, "error.unexpected")
    return page(request, "error.html", viewer=viewer, status=status, key=key, number=number)


def _to_sign_in(request: Request) -> Response:
    """To the page to sign in, and from there back to the same address."""
    back = address(request) if request.method in ("GET", "HEAD") else "/"
    return RedirectResponse(f"/sign-in?{urlencode({'next': back})}", HTTPStatus.SEE_OTHER)


def for_readers(handler: Callable[[Request, Any], Response]) -> Callable[[Request, Any], Response]:
    """A handler of errors that answers programs as before and readers with a page of the same status."""

    def handle(request: Request, error: Any) -> Response:
        response = handler(request, error)
        if not wants_page(request):
            return response
        if response.status_code == HTTPStatus.UNAUTHORIZED:
            return _to_sign_in(request)
        shown = error_page(request, response.status_code)
        for name, value in response.headers.items():
            if name not in ("content-type", "content-length"):
                shown.headers[name] = value
        return shown

    return handle
