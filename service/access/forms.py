"""Forms of our own pages only: a token in each, which other sites cannot know."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.datastructures import FormData

from matcher.errors import HomeMatchError
from service.access.session import is_program, session_token, set_cookie
from service.access.tokens import new_token, same, signed

FIELD = "csrf"
"""The field of a form, and with ``x-`` before it the header of a script's request, that holds the token."""
HEADER = "x-csrf"
_COOKIE = "homematch-form"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_MOST_FILES, _MOST_FIELDS = 5, 2_000


class FormRefused(HomeMatchError):  # noqa: N818
    """A form that was not sent from a page of ours, or whose page is older than the session."""


def csrf_token(request: Request) -> str:
    """The value of the field ``csrf`` of every form; bound to the session, or to this browser before signing in.

    It is another one each time, since what is the same in many compressed answers can be guessed from their lengths.
    """
    return _token(session_token(request) or _browser_secret(request), new_token()[:16])


async def checked_form(request: Request) -> FormData:
    """The fields of a form, empty for a request that changes nothing; raises FormRefused for one of another site.

    A request that a program signs with its key carries nothing that a browser adds by itself and needs no token.
    """
    if request.method in _SAFE:
        return FormData()
    form = FormData()
    if request.headers.get("content-type", "").startswith(("multipart/form-data", "application/x-www-form-urlencoded")):
        form = await request.form(max_files=_MOST_FILES, max_fields=_MOST_FIELDS, max_part_size=1 << 20)
    if is_program(request):
        return form
    _refuse_other_sites(request)
    given = form.get(FIELD) or request.headers.get(HEADER) or ""
    secret = session_token(request) or request.cookies.get(form_cookie(request), "")
    if not secret or not isinstance(given, str) or not same(given, _token(secret, given.partition(".")[0])):
        raise FormRefused("the page was open for too long; nothing is lost: send it again")
    return form


def _token(secret: str, salt: str) -> str:
    return f"{salt}.{signed(secret, f'{FIELD} {salt}')}"


def form_cookie(request: Request) -> str:
    """The name of the cookie that forms are bound to before signing in."""
    return f"__Host-{_COOKIE}" if request.app.state.secure else _COOKIE


def _refuse_other_sites(request: Request) -> None:
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin")
    foreign = origin is not None and urlsplit(origin).netloc != request.headers.get("host", "")
    if foreign or site not in ("same-origin", "none"):
        raise FormRefused("the form was sent from another site; open the page here and send it again")


def _browser_secret(request: Request) -> str:
    """What the browser holds before signing in; given to it with the answer if it holds nothing yet."""
    name = form_cookie(request)
    kept = request.cookies.get(name) or str(getattr(request.state, "form_secret", ""))
    if not kept:
        kept = request.state.form_secret = new_token()
        set_cookie(request, name, kept)
    return kept


CheckedForm = Annotated[FormData, Depends(checked_form)]
