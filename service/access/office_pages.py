"""Pages of administrators and auditors: accounts, API keys, and who saw what."""

from dataclasses import dataclass, replace
from typing import Annotated, cast

from fastapi import Depends, HTTPException, Query, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from matcher.errors import InputError, NotFoundError
from matcher.matching.engine import STAGES
from matcher.messages.problems import problem_text
from matcher.records import Professional
from matcher.store.accounts import Account
from service.access.accounts import ROLES
from service.access.forms import CheckedForm, checked_form
from service.access.guard import needs_role
from service.access.keys import SCOPES
from service.access.session import accounts_of, keys_of
from service.access.viewer import Viewer
from service.api.parameters import TheEngine
from service.audit import PERSON, Thing, note
from service.pages.languages import language_of
from service.pages.render import page
from service.pages.routing import page_router

ACTIONS = (
    "candidates.shown", "candidates.exported", "pair.shown", "pair.compared", "suggestions.shown", "people.listed",
    "shortlist.shown", "shortlist.added", "shortlist.undone", "shortlist.exported", "cases.shown", "case.shown",
    "case.noted", "case.undone", *(f"case.{stage}" for stage in STAGES), "home.shown", "needs.shown", "need.shown",
    "need.made", "need.changed", "need.put", "job.made", "job.downloaded", "sign-in", "sign-in.refused", "sign-out",
    "invitation.used", "reset.used", "password.changed", "account.invited", "account.changed", "account.reset",
    "key.made", "key.revoked", "audit.searched", "audit.verified",
)  # fmt: skip
"""What the log can be searched for; the words of each stand in the catalogues."""
_ENTRIES = 100

may_manage = needs_role("admin")
Admin = Annotated[Viewer, Depends(may_manage)]
Auditor = Annotated[Viewer, Depends(needs_role("auditor"))]
Id = Annotated[str, Query(max_length=254)]
router = page_router()


@dataclass(frozen=True)
class Invited:
    """The fields of the form that invites somebody."""

    email: str = ""
    name: str = ""
    role: str = "coordinator"
    bases: str = ""
    record: str = ""


@dataclass(frozen=True)
class Asked:
    """The fields of the form that makes a key."""

    name: str = ""
    scopes: tuple[str, ...] = ()
    bases: str = ""


@router.get("/users")
def users(request: Request, viewer: Admin) -> Response:
    """All accounts, and a form to invite somebody."""
    return _users(request, viewer)


@router.post("/users")
def invites(request: Request, viewer: Admin, form: CheckedForm) -> Response:
    """Invite somebody; the link is shown once."""
    given = Invited(**{name: _text(form, name) for name in ("email", "name", "role", "bases", "record")})
    try:
        account, token = accounts_of(request).invite(
            given.email, given.role, name=given.name, bases=given.bases.split(), professional=given.record or None
        )
    except InputError as error:
        return _users(request, viewer, given, wrong=problem_text(error, language_of(request)))
    note(request, "account.invited", [("account", account.id)])
    return _users(request, viewer, link=_link(request, "invitation", token), email=account.email)


@router.post("/users/{account_id}/link")
def renews(request: Request, viewer: Admin, account_id: str, _form: CheckedForm) -> Response:
    """Show a new link to set the password; the one before stops working."""
    account = accounts_of(request).get(account_id)
    token = accounts_of(request).reset(account)
    note(request, "account.reset", [("account", account.id)])
    link = _link(request, "reset" if account.password else "invitation", token)
    return _users(request, viewer, link=link, email=account.email)


@router.post("/users/{account_id}/state")
def switches(request: Request, viewer: Admin, account_id: str, form: CheckedForm) -> Response:
    """Disable an account, or enable it again."""
    account = accounts_of(request).get(account_id)
    try:
        accounts_of(request).change(replace(account, active=_text(form, "active") == "yes"))
    except InputError as error:
        return _users(request, viewer, wrong=problem_text(error, language_of(request)))
    note(request, "account.changed", [("account", account.id)])
    return RedirectResponse("/users", 303)


@router.get("/keys")
def keys(request: Request, viewer: Admin) -> Response:
    """All keys, and a form to make one."""
    return _keys(request, viewer)


@router.post("/keys")
def makes(request: Request, viewer: Admin, engine: TheEngine, form: CheckedForm) -> Response:
    """Make a key; it is shown once."""
    scopes = tuple(scope for scope in form.getlist("scope") if isinstance(scope, str))
    given = Asked(_text(form, "name"), scopes, _text(form, "bases"))
    try:
        bases = given.bases.split()
        for base in bases:
            engine.records.get("base", base)
        key, token = keys_of(request).make(given.name, scopes, bases=bases or None)
    except InputError as error:
        return _keys(request, viewer, given, wrong=problem_text(error, language_of(request)))
    note(request, "key.made", [("key", key.id)])
    return _keys(request, viewer, new=token)


@router.get("/keys/{key_id}/revoke")
def asks_to_revoke(request: Request, viewer: Admin, key_id: str) -> Response:
    """Ask before a key is revoked, since that cannot be taken back."""
    key = next((key for key in keys_of(request).all() if key.id == key_id), None)
    if key is None:
        raise HTTPException(404)
    return page(request, "revoke.html", viewer=viewer, key=key)


@router.post("/keys/{key_id}/revoke", dependencies=[Depends(may_manage), Depends(checked_form)])
def revokes(request: Request, key_id: str) -> Response:
    """Revoke a key."""
    note(request, "key.revoked", [("key", keys_of(request).revoke(key_id).id)])
    return RedirectResponse("/keys", 303)


@router.get("/audit")
def audit(
    request: Request, viewer: Auditor, engine: TheEngine, person: Id = "", need: Id = "", who: Id = "",
    action: Id = "", before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
) -> Response:  # fmt: skip
    """Entries of the log, the latest first; every search is an entry too, and one for a person shows their name."""
    thing = Thing(PERSON, person) if person else Thing("need", need) if need else None
    note(request, "audit.searched", [thing] if thing else [])
    entries = engine.store.audit.entries(
        before=before, limit=_ENTRIES, account=_account_id(request, who), action=action, thing=thing
    )
    given = {"person": person, "need": need, "who": who, "action": action}
    older = str(entries[-1].number) if len(entries) == _ENTRIES else ""
    return page(
        request, "audit.html", viewer=viewer, entries=entries, names=_names(request), actions=ACTIONS, given=given,
        older=older, person=_person(engine, person) if person else None, verified=None,
    )  # fmt: skip


@router.get("/audit/verify")
def verified(request: Request, viewer: Auditor, engine: TheEngine) -> Response:
    """Read the whole log, and say whether it is as it was written."""
    audit_log = engine.store.audit
    note(request, "audit.verified", [])
    given = {"person": "", "need": "", "who": "", "action": ""}
    return page(
        request, "audit.html", viewer=viewer, entries=audit_log.entries(limit=_ENTRIES), names=_names(request),
        actions=ACTIONS, given=given, older="", person=None, verified=audit_log.verify(),
    )  # fmt: skip


def _users(
    request: Request, viewer: Viewer, given: Invited | None = None, *, wrong: str = "", link: str = "", email: str = ""
) -> Response:
    return page(
        request, "users.html", viewer=viewer, status=422 if wrong else 200, accounts=accounts_of(request).all(),
        given=given or Invited(), wrong=wrong, link=link, link_email=email, roles=ROLES, state=state_of,
    )  # fmt: skip


def _keys(
    request: Request, viewer: Viewer, given: Asked | None = None, *, wrong: str = "", new: str = ""
) -> Response:  # fmt: skip
    return page(
        request, "keys.html", viewer=viewer, status=422 if wrong else 200, keys=keys_of(request).all(),
        given=given or Asked(), wrong=wrong, new=new, scopes=tuple(SCOPES),
    )  # fmt: skip


def state_of(account: Account) -> str:
    """Whether an account is in use, invited or disabled."""
    return "disabled" if not account.active else "in use" if account.password else "invited"


def _link(request: Request, way: str, token: str) -> str:
    return f"{request.app.state.settings.reached_at}/{way}/{token}"


def _account_id(request: Request, given: str) -> str:
    try:
        return accounts_of(request).of_email(given).id if given else ""
    except NotFoundError:
        return given


def _names(request: Request) -> dict[str, str]:
    """Emails of accounts and names of keys by their ids."""
    accounts = {account.id: account.email for account in accounts_of(request).all()}
    return accounts | {key.id: key.name for key in keys_of(request).all()}


def _person(engine: TheEngine, identifier: str) -> dict[str, str]:
    try:
        person = cast(Professional, engine.records.get("professional", identifier)[1])
    except NotFoundError:
        return {"id": identifier, "name": ""}
    return {"id": identifier, "name": person.name or ""}


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""
