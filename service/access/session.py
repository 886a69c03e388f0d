"""Whom a request stands for: by the cookie of a session or the key of a program."""

from typing import Annotated, cast

from fastapi import Depends, Request

from matcher.errors import HomeMatchError
from service.access.accounts import Accounts, viewer_of_account
from service.access.before_setup import operator_of
from service.access.keys import Keys
from service.access.viewer import Viewer
from service.server import is_of_this_machine

PLAIN_COOKIE = "homematch-session"
"""Of a service that is reached over http, which browsers keep ``__Host-`` from: meant for 127.0.0.1 only."""
HOST_COOKIE = f"__Host-{PLAIN_COOKIE}"


class SignInNeeded(HomeMatchError):  # noqa: N818
    """A request stands for nobody; pages lead to signing in, the API answers 401."""


def viewer_of(request: Request) -> Viewer:
    """The viewer of a request; raises SignInNeeded where there is none.

    A key counts before a cookie: a request that has both is a program's.
    """
    viewer = viewer_or_none(request)
    if viewer is None:
        raise SignInNeeded("sign in first, or send an API key: Authorization: Bearer hm_…")
    return viewer


def viewer_or_none(request: Request) -> Viewer | None:
    """The viewer of a request, None where it stands for nobody; read once for each request."""
    if not hasattr(request.state, "viewer"):
        request.state.viewer = _read(request)
    return cast(Viewer | None, request.state.viewer)


def accounts_of(request: Request) -> Accounts:
    """The accounts of the service that a request came to."""
    return cast(Accounts, request.app.state.accounts)


def keys_of(request: Request) -> Keys:
    """The API keys of the service that a request came to."""
    return cast(Keys, request.app.state.keys)


def is_program(request: Request) -> bool:
    """Whether a request carries a key, and so no cookie that a browser would send by itself."""
    return "authorization" in request.headers


def session_token(request: Request) -> str:
    """The token of the session that a request has, or that was begun while it is answered; empty: none."""
    begun: str | None = getattr(request.state, "session", None)
    return request.cookies.get(cookie_name(request), "") if begun is None else begun


def cookie_name(request: Request) -> str:
    """The name of the session's cookie, by how the service is reached."""
    return HOST_COOKIE if request.app.state.secure else PLAIN_COOKIE


def begin_session(request: Request, token: str) -> None:
    """Have the answer to a request set the cookie of a session."""
    request.state.session = token
    set_cookie(request, cookie_name(request), token)


def end_session(request: Request) -> None:
    """End the session of a request, and have the answer take its cookie away."""
    if token := session_token(request):
        accounts_of(request).end_session(token)
    request.state.session = ""
    set_cookie(request, cookie_name(request), "", forget=True)


def set_cookie(request: Request, name: str, value: str, *, forget: bool = False) -> None:
    """Have the answer to a request set a cookie, whatever kind of answer it is."""
    cookie = f"{name}={value}; Path=/; HttpOnly; SameSite=Lax"
    cookie += "; Secure" if request.app.state.secure else ""
    cookie += "; Max-Age=0" if forget else ""
    cookies = request.scope.setdefault("state", {}).setdefault("cookies", {})
    cookies[name] = cookie


def _read(request: Request) -> Viewer | None:
    if is_program(request):
        scheme, _, key = request.headers["authorization"].partition(" ")
        return keys_of(request).viewer(key.strip()) if scheme.lower() == "bearer" else None
    token = session_token(request)
    account = accounts_of(request).of_session(token) if token else None
    return viewer_of_account(account) if account else _before_setup(request)


def _before_setup(request: Request) -> Viewer | None:
    """The operator's programs, as long as nobody can sign in and no key was made."""
    operator = operator_of(request, reached_elsewhere=not is_of_this_machine(request.app.state.settings))
    if operator is None or accounts_of(request).is_set_up or keys_of(request).all():
        return None
    return operator


TheViewer = Annotated[Viewer, Depends(viewer_of)]
