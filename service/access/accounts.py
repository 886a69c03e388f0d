"""Who may sign in: invitations, passwords, sessions and the accounts of a sample."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import cast
from uuid import uuid4

from matcher.config import Settings
from matcher.errors import InputError, NotFoundError, UnknownNameError
from matcher.matching.engine import Engine
from matcher.records import Professional
from matcher.store.accounts import Account, Link, Purpose, Session
from service.access.passwords import check_password, hashed, is_right
from service.access.tokens import digest, new_token
from service.access.viewer import Role, Viewer

ROLES: tuple[Role, ...] = ("admin", "analyst", "coordinator", "professional", "auditor")
"""The roles of accounts."""
INVITATION_LASTS, RESET_LASTS = timedelta(7), timedelta(hours=1)
_SEEN_AGAIN = timedelta(minutes=1)
"""A session's last use is kept this exactly, so that not every request writes."""
_LONGEST_EMAIL, _LONGEST_NAME = 254, 200

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The time now."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """How long a session lasts without a request, and in all."""

    idle: timedelta
    whole: timedelta


def lifetimes(settings: Settings) -> Lifetimes:
    """How long sessions last by the settings."""
    return Lifetimes(timedelta(minutes=settings.session_idle), timedelta(hours=settings.session_hours))


class Accounts:
    """The accounts of one engine's store; every method may be called from several threads and processes."""

    def __init__(self, engine: Engine, lifetimes: Lifetimes, clock: Clock = utc_now) -> None:
        self._engine, self._store, self._lifetimes, self._clock = engine, engine.store.accounts, lifetimes, clock

    def invite(
        self, email: str, role: str, *, name: str = "", bases: Iterable[str] = (), professional: str | None = None
    ) -> tuple[Account, str]:
        """Make an account without a password, and the token of the link by which its owner sets one.

        Raises InputError for an email, role, base or record that cannot be, and where the email has an account.
        """
        account = Account(
            uuid4().hex, _email(email), _name(name), _role(role), self._clock(), frozenset(bases), professional
        )
        self._check(account)
        self._store.put(account)
        return account, self._new_link(account, "invitation", INVITATION_LASTS)

    def change(self, account: Account) -> None:
        """Keep what was changed of an account; whoever loses a right loses it with the next request."""
        before = self.get(account.id)
        self._check(account)
        if _is_last_admin(before, self._store.all()) and (account.role != "admin" or not account.active):
            raise InputError(
                "{email} is the last administrator; make another account an administrator first", email=before.email
            )
        self._store.put(account)
        if not account.active:
            self._store.end_sessions(account.id)

    def get(self, identifier: str) -> Account:
        """The account of an id; raises NotFoundError."""
        account = self._store.get(identifier)
        if account is None:
            raise NotFoundError("account", identifier)
        return account

    def of_email(self, email: str) -> Account:
        """The account of an email; raises NotFoundError."""
        account = self._store.of_email(email.strip().lower())
        if account is None:
            raise NotFoundError("account", email)
        return account

    def all(self) -> list[Account]:
        """All accounts, by email."""
        return self._store.all()

    def reset(self, account: Account) -> str:
        """The token of a link by which the owner of an account sets another password."""
        purpose: Purpose = "reset" if account.password else "invitation"
        return self._new_link(account, purpose, RESET_LASTS if account.password else INVITATION_LASTS)

    @property
    def is_set_up(self) -> bool:
        """Whether anybody can sign in: an account has a password."""
        return any(account.password for account in self._store.all())

    def first_admin(self) -> str | None:
        """The token of an invitation for the first administrator; None once an administrator has a password."""
        admins = [account for account in self._store.all() if account.role == "admin" and not account.sample]
        if any(account.password and account.active for account in admins):
            return None
        waiting = next((account for account in admins if not account.email), None)
        if waiting is None:
            waiting = Account(uuid4().hex, "", "", "admin", self._clock())
            self._store.put(waiting)
        return self._new_link(waiting, "invitation", INVITATION_LASTS)

    def by_link(self, token: str, purpose: Purpose) -> Account | None:
        """The account of a link that works now; None for one that was used, has expired or never was."""
        link = self._store.link(digest(token))
        if link is None or link.used or link.purpose != purpose or link.until < self._clock():
            return None
        account = self._store.get(link.account)
        return account if account and account.active else None

    def set_password(self, token: str, purpose: Purpose, password: str, *, email: str = "", name: str = "") -> Account:
        """Use a link to set a password; email and name where the account has none yet. All its sessions end.

        Raises InputError for a link that does not work, and for a password, an email or a name that cannot be.
        """
        account = self.by_link(token, purpose)
        if account is None:
            raise used_link()
        email, name = account.email or _email(email), account.name or _name(name)
        check_password(password, email.partition("@")[0], name)
        changed = replace(account, email=email, name=name, password=hashed(password))
        if not self._store.use_link(digest(token), changed, self._clock()):
            raise used_link()
        return changed

    def change_password(self, account: Account, old: str, new: str, session: str) -> None:
        """Set another password for somebody who knows the one they have; all their other sessions end.

        Raises InputError for an old password that is wrong and a new one that cannot be.
        """
        if not is_right(old, account.password):
            raise InputError("the present password is wrong; type it again, or ask an administrator for a link")
        check_password(new, account.email.partition("@")[0], account.name)
        self._store.put(replace(account, password=hashed(new)))
        self._store.end_sessions(account.id, but=digest(session))

    def right_password(self, email: str, password: str) -> Account | None:
        """The account whose email and password these are; None otherwise, after the same time."""
        account = self._store.of_email(email.strip().lower()[:_LONGEST_EMAIL])
        kept = account.password if account and account.active else ""
        return account if is_right(password, kept) else None

    def begin_session(self, account: Account) -> str:
        """Begin a session; the token that the browser keeps."""
        now, token = self._clock(), new_token()
        self._store.drop_sessions(now - self._lifetimes.whole)
        self._store.put_session(Session(digest(token), account.id, now, now))
        return token

    def of_session(self, token: str) -> Account | None:
        """The account of a session that goes on; its time without a request begins again."""
        session, now = self._store.session(digest(token)), self._clock()
        if session is None:
            return None
        if now - session.seen > self._lifetimes.idle or now - session.made > self._lifetimes.whole:
            self._store.end_session(session.token)
            return None
        account = self._store.get(session.account)
        if account is None or not account.active:
            return None
        if now - session.seen > _SEEN_AGAIN:
            self._store.put_session(replace(session, seen=now))
        return account

    def end_session(self, token: str) -> None:
        """End a session."""
        self._store.end_session(digest(token))

    def sample_accounts(self) -> list[Account]:
        """The accounts that the page to sign in may show: those of a store that holds sample data and nothing else."""
        if not self._store.is_sample or not self._holds_only_samples():
            return []
        order = {role: place for place, role in enumerate(ROLES)}
        shown = [account for account in self._store.all() if account.sample and account.active]
        return sorted(shown, key=lambda account: order[cast(Role, account.role)])

    def may_sign_in(self, account: Account) -> bool:
        """Whether an account may be used now: one of a sample only while nothing real is in the store."""
        return account.active and (not account.sample or self._holds_only_samples())

    def _holds_only_samples(self) -> bool:
        return self._store.is_sample and all(
            record.synthetic for kind in ("professional", "need") for record in self._engine.records.rows(kind).values()
        )

    def _new_link(self, account: Account, purpose: Purpose, lasts: timedelta) -> str:
        token = new_token()
        self._store.put_link(Link(digest(token), account.id, purpose, self._clock() + lasts))
        return token

    def _check(self, account: Account) -> None:
        """Raise InputError unless bases and own record are those that the role needs, and there."""
        known = set(self._engine.records.ids("base"))
        if account.role == "coordinator" and not account.bases:
            raise InputError("a coordinator works for one or more bases; give their ids, such as {id}", id="B001")
        if account.role != "coordinator" and account.bases:
            raise InputError("{role} is a role without bases; leave them out, or choose coordinator", role=account.role)
        if unknown := sorted(account.bases - known):
            raise UnknownNameError("base", unknown[0], sorted(known)[:20])
        if (account.role == "professional") != (account.professional is not None):
            raise InputError("an account has a record of its own if its role is professional, and only then")
        if account.professional is not None:
            self._engine.records.get("professional", account.professional)
            holder = [one for one in self._store.all() if one.professional == account.professional]
            if any(one.id != account.id for one in holder):
                raise InputError("{id!r} has an account already; change that one", id=account.professional)


def viewer_of_account(account: Account) -> Viewer:
    """The viewer that requests of an account stand for."""
    return Viewer(account.id, account.name, cast(Role, account.role), account.bases, account.professional)


def used_link() -> InputError:
    """What is said of a link that does not work."""
    return InputError("this link was used or has expired; ask an administrator for another one")


def own_name(person: Professional) -> str:
    """The name by which a professional is addressed."""
    return person.name or person.id


def _is_last_admin(account: Account, accounts: Iterable[Account]) -> bool:
    admins = [one.id for one in accounts if one.role == "admin" and one.active and one.password]
    return admins == [account.id]


def _email(text: str) -> str:
    email = text.strip().lower()
    name, at, host = email.partition("@")
    if (
        not (name and at and host)
        or "@" in host
        or len(email) > _LONGEST_EMAIL
        or any(sign.isspace() or not sign.isprintable() for sign in email)
    ):
        raise InputError("{email!r} is no email address; write one such as name@example.org", email=text[:80])
    return email


def _name(text: str) -> str:
    name = " ".join(text.split())
    if len(name) > _LONGEST_NAME or not name.isprintable():
        raise InputError("the name has {count} characters; allowed: up to {most}, printable", count=len(name), most=200)
    return name


def _role(role: str) -> Role:
    if role not in ROLES:
        raise UnknownNameError("role", role, ROLES)
    return role
