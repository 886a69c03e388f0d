"""Signing in and out, and links that work once: what the pages do, each act in the audit log."""

from typing import cast

from fastapi import Request

from matcher.errors import InputError
from matcher.store.accounts import Account, Purpose
from service.access.accounts import viewer_of_account
from service.access.attempts import Attempts
from service.access.session import accounts_of, begin_session, end_session, session_token, viewer_or_none
from service.audit import note

_LONGEST_ADDRESS = 2_000


def sign_in(request: Request, email: str, password: str) -> Account | None:
    """Begin a session for the account whose email and password these are; None, after the same time, if they are not.

    Raises TooManyAttempts. A session that the browser had ends: its token is never used for somebody else.
    """
    attempts, place = cast(Attempts, request.app.state.attempts), request.client.host if request.client else ""
    attempts.check(email, place)
    accounts = accounts_of(request)
    with attempts.turn:
        account = accounts.right_password(email, password)
    if account is None or not accounts.may_sign_in(account):
        attempts.fail(email, place)
        note(request, "sign-in.refused", [])
        return None
    _begin(request, account, "sign-in")
    return account


def sign_out(request: Request) -> None:
    """End the session of a request."""
    if viewer_or_none(request):
        note(request, "sign-out", [])
    end_session(request)
    request.state.viewer = None


def set_password(
    request: Request, token: str, purpose: Purpose, password: str, *, email: str = "", name: str = ""
) -> Account:
    """Use a link that works once, and begin a session; raises InputError, after which it still works if it did."""
    account = accounts_of(request).set_password(token, purpose, password, email=email, name=name)
    _begin(request, account, f"{purpose}.used")
    return account


def change_password(request: Request, account: Account, old: str, new: str) -> None:
    """Set another password for who is signed in; raises InputError and TooManyAttempts."""
    attempts, place = cast(Attempts, request.app.state.attempts), request.client.host if request.client else ""
    attempts.check(account.email, place)
    try:
        with attempts.turn:
            accounts_of(request).change_password(account, old, new, session_token(request))
    except InputError:
        attempts.fail(account.email, place)
        raise
    note(request, "password.changed", [("account", account.id)])


def way_on(address: str) -> str:
    """The address to go to after signing in: one of this service, or else the first page."""
    is_ours = address.startswith("/") and not address.startswith("//") and "\\" not in address
    return address if is_ours and address.isprintable() and len(address) < _LONGEST_ADDRESS else "/"


def _begin(request: Request, account: Account, action: str) -> None:
    end_session(request)
    begin_session(request, accounts_of(request).begin_session(account))
    request.state.viewer = viewer_of_account(account)
    note(request, action, [("account", account.id)])
