"""Pages to sign in and out, and for links that work once; what was typed while a session ended is kept."""

from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, FastAPI, Path, Query, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from matcher.errors import InputError
from matcher.messages.problems import problem_text
from matcher.store.accounts import Purpose
from service.access.attempts import TooManyAttempts
from service.access.forms import FIELD, CheckedForm, checked_form
from service.access.guard import anyone, signed_in
from service.access.sample import PASSWORD
from service.access.session import SignInNeeded, accounts_of, viewer_or_none
from service.access.signing import change_password, set_password, sign_in, sign_out, way_on
from service.access.viewer import Role, Viewer
from service.errors import needs_sign_in
from service.pages.failures import wants_page
from service.pages.languages import language_of
from service.pages.render import page
from service.pages.routing import page_router

FIRST_PAGES: dict[Role, str] = {
    "admin": "/users", "analyst": "/needs", "coordinator": "/home", "professional": "/help", "auditor": "/audit",
}  # fmt: skip
"""Where a role goes from ``/``."""
_KEPT = "kept."
"""Begins the names of fields that were sent without a session, in the form to sign in."""
_MOST_KEPT = 1_000_000
"""Characters of what is kept; a page of more is not built."""

Next = Annotated[str, Query(max_length=2_000, description="address to go to after signing in")]
Reader = Annotated[Viewer, Depends(signed_in)]
Token = Annotated[str, Path(max_length=100)]
Kept = list[tuple[str, str]]

public, own = page_router(), page_router()


def add_sign_in(app: FastAPI) -> None:
    """Add the pages, and lead whoever must sign in to them."""
    app.include_router(public)
    app.include_router(own)
    app.add_exception_handler(SignInNeeded, _lead_to_sign_in)  # type: ignore[arg-type]


@public.get("/sign-in", dependencies=[Depends(anyone)])
def sign_in_page(request: Request, next: Next = "/") -> Response:
    """The form; who is signed in already goes on."""
    if viewer_or_none(request):
        return RedirectResponse(way_on(next), 303)
    return _form(request, way_on(next))


@public.post("/sign-in", dependencies=[Depends(anyone)])
def signs_in(request: Request, form: CheckedForm) -> Response:
    """Sign in; a form that was sent without a session is offered to be sent again."""
    email, after = _text(form, "email"), way_on(_text(form, "next") or "/")
    kept = [(name.removeprefix(_KEPT), value) for name, value in _texts(form) if name.startswith(_KEPT)]
    try:
        account = sign_in(request, email, _text(form, "password"))
    except TooManyAttempts:
        return _form(request, after, email, kept, wrong="error.often", status=429)
    if account is None:
        return _form(request, after, email, kept, wrong="sign.wrong", status=422)
    if kept:
        return page(request, "send_again.html", viewer=viewer_or_none(request), next=after, kept=kept)
    return RedirectResponse(after, 303)


@own.post("/sign-out", dependencies=[Depends(signed_in), Depends(checked_form)])
def signs_out(request: Request) -> Response:
    """End the session."""
    sign_out(request)
    return RedirectResponse("/sign-in", 303)


@own.get("/")
def first_page(viewer: Reader) -> Response:
    """The first page of the reader's role."""
    return RedirectResponse(FIRST_PAGES[viewer.role], 302)


@own.get("/account")
def own_account(request: Request, viewer: Reader) -> Response:
    """Who the reader is here, and a form for another password."""
    return _account_page(request, viewer)


@own.post("/account")
def changes_password(request: Request, viewer: Reader, form: CheckedForm) -> Response:
    """Set another password; the reader stays signed in here and nowhere else."""
    account = accounts_of(request).get(viewer.account)
    try:
        change_password(request, account, _text(form, "old"), _text(form, "password"))
    except (InputError, TooManyAttempts) as error:
        return _account_page(request, viewer, wrong=problem_text(error, language_of(request)))
    return _account_page(request, viewer, done=True)


@public.get("/invitation/{token}", dependencies=[Depends(anyone)])
def invitation(request: Request, token: Token) -> Response:
    """The form that accepts an invitation."""
    return _password_form(request, token, "invitation")


@public.post("/invitation/{token}", dependencies=[Depends(anyone)])
def accepts(request: Request, token: Token, form: CheckedForm) -> Response:
    """Set the first password, and sign in."""
    return _set_password(request, token, "invitation", form)


@public.get("/reset/{token}", dependencies=[Depends(anyone)])
def reset(request: Request, token: Token) -> Response:
    """The form for another password."""
    return _password_form(request, token, "reset")


@public.post("/reset/{token}", dependencies=[Depends(anyone)])
def resets(request: Request, token: Token, form: CheckedForm) -> Response:
    """Set another password, and sign in."""
    return _set_password(request, token, "reset", form)


async def _lead_to_sign_in(request: Request, error: SignInNeeded) -> Response:
    """Programs get a problem; readers the form to sign in, with all that they had sent."""
    if not wants_page(request):
        return needs_sign_in(request, error)
    address = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if request.method in ("GET", "HEAD"):
        return RedirectResponse(f"/sign-in?next={quote(address, safe='')}", 303)
    kept = [] if request.state.receiving else await _sent(request)
    return _form(request, way_on(address), kept=kept, status=401)


async def _sent(request: Request) -> Kept:
    """The texts of a form that nobody has read yet; files are too large to be carried along."""
    form = await request.form(max_files=5, max_fields=2_000)
    kept = [(name, value) for name, value in _texts(form) if name != FIELD]
    return kept if sum(len(name) + len(value) for name, value in kept) <= _MOST_KEPT else []


def _form(
    request: Request, after: str, email: str = "", kept: Kept | None = None, *, wrong: str = "", status: int = 200
) -> Response:
    accounts = accounts_of(request)
    samples = accounts.sample_accounts()
    return page(
        request, "sign_in.html", status=status, synthetic=bool(samples), next=after, email=email, kept=kept or [],
        wrong=wrong, samples=samples, sample_password=PASSWORD,
    )  # fmt: skip


def _account_page(request: Request, viewer: Viewer, *, wrong: str = "", done: bool = False) -> Response:
    account = accounts_of(request).get(viewer.account)
    status = 422 if wrong else 200
    return page(request, "account.html", viewer=viewer, status=status, account=account, wrong=wrong, done=done)


def _password_form(
    request: Request, token: str, purpose: Purpose, form: FormData | None = None, wrong: str = ""
) -> Response:
    account = accounts_of(request).by_link(token, purpose)
    status = 410 if account is None else 422 if wrong else 200
    given = form or FormData()
    return page(
        request, "password.html", status=status, account=account, purpose=purpose, wrong=wrong,
        email=_text(given, "email"), given_name=_text(given, "name"),
    )  # fmt: skip


def _set_password(request: Request, token: str, purpose: Purpose, form: FormData) -> Response:
    try:
        set_password(
            request, token, purpose, _text(form, "password"), email=_text(form, "email"), name=_text(form, "name")
        )
    except InputError as error:
        return _password_form(request, token, purpose, form, problem_text(error, language_of(request)))
    return RedirectResponse("/", 303)


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _texts(form: FormData) -> Kept:
    return [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
