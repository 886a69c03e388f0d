"""What the commands about accounts and keys do."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from rich.markup import escape
from rich.table import Table

from matcher.build import open_engine
from matcher.config import Settings, load_settings
from matcher.errors import InputError
from matcher.matching.engine import Engine
from matcher.store.accounts import Account, ApiKey
from matcher.store.trail import Thing
from service.access.accounts import Accounts, lifetimes, utc_now
from service.access.keys import Keys
from service.cli.terminal import console, print_json, print_text

CONSOLE = "console"
"""Who is named in the log for what is done by a command: whoever may use the machine."""


@dataclass(frozen=True)
class Office:
    """What is needed to change accounts and keys."""

    settings: Settings
    engine: Engine
    accounts: Accounts
    keys: Keys

    def note(self, action: str, kind: str, identifier: str) -> None:
        """Append to the log what was done to an account or key."""
        self.engine.store.audit.append(utc_now(), CONSOLE, action, [Thing(kind, identifier)])


def list_accounts(*, as_json: bool) -> None:
    """All accounts."""
    with opened() as office:
        accounts = office.accounts.all()
    if as_json:
        print_json([_account(account) for account in accounts])
        return
    table = Table("email", "name", "role", "for", "state")
    for account in accounts:
        whose = account.professional or ", ".join(sorted(account.bases))
        table.add_row(*map(escape, (account.email, account.name, account.role, whose, _state(account))))
    console().print(table if accounts else "there is no account; invite somebody with `homematch accounts invite`")


def invite(
    email: str, role: str, name: str, bases: Sequence[str], record: str | None, *, as_json: bool
) -> None:  # fmt: skip
    """A new account, and the link of its invitation."""
    with opened() as office:
        account, token = office.accounts.invite(email, role, name=name, bases=bases, professional=record)
        office.note("account.invited", "account", account.id)
    _show_link(f"{office.settings.reached_at}/invitation/{token}", account, as_json=as_json)


def reset(email: str, *, as_json: bool) -> None:
    """A link to set another password, or the first one."""
    with opened() as office:
        account = office.accounts.of_email(email)
        token = office.accounts.reset(account)
        office.note("account.reset", "account", account.id)
    way = "reset" if account.password else "invitation"
    _show_link(f"{office.settings.reached_at}/{way}/{token}", account, as_json=as_json)


def change(
    email: str, role: str | None, bases: Sequence[str] | None, record: str | None, active: bool | None, *, as_json: bool
) -> None:
    """Another role, other bases, another record, or another state."""
    with opened() as office:
        before = office.accounts.of_email(email)
        stays = role is None or role == before.role
        changed = replace(
            before,
            role=role or before.role,
            bases=frozenset(bases) if bases is not None else before.bases if stays else frozenset(),
            professional=record if record is not None else before.professional if stays else None,
            active=before.active if active is None else active,
        )
        office.accounts.change(changed)
        office.note("account.changed", "account", changed.id)
    if as_json:
        print_json(_account(changed))
    else:
        print_text(f"changed: {changed.email} is {changed.role}, {_state(changed)}")


def list_keys(*, as_json: bool) -> None:
    """All keys."""
    with opened() as office:
        keys = office.keys.all()
    if as_json:
        print_json([_key(key) for key in keys])
        return
    table = Table("id", "name", "scopes", "bases", "last used", "state")
    for key in keys:
        bases = "all" if key.bases is None else ", ".join(sorted(key.bases))
        used = key.used.date().isoformat() if key.used else "never"
        state = "revoked" if key.revoked else "in use"
        table.add_row(*map(escape, (key.id, key.name, ", ".join(sorted(key.scopes)), bases, used, state)))
    console().print(table if keys else "there is no key; make one with `homematch keys make`")


def make_key(
    name: str, scopes: Sequence[str], bases: Sequence[str] | None, until: datetime | None, *, as_json: bool
) -> None:
    """A new key, shown once."""
    ends = until.replace(tzinfo=UTC) + timedelta(1) if until else None
    with opened() as office:
        if unknown := sorted(set(bases or ()) - set(office.engine.records.ids("base"))):
            raise InputError(f"{unknown[0]!r} is no base; `homematch list bases` shows their ids")
        key, token = office.keys.make(name, scopes, bases=bases or None, until=ends)
        office.note("key.made", "key", key.id)
    if as_json:
        print_json(_key(key) | {"key": token})
        return
    print_text(token)
    print_text("Keep it now: it is not shown again. Send it as the header `Authorization: Bearer <key>`.")


def revoke_key(identifier: str, *, as_json: bool) -> None:
    """A key that works no more."""
    with opened() as office:
        key = office.keys.revoke(identifier)
        office.note("key.revoked", "key", key.id)
    if as_json:
        print_json(_key(key))
    else:
        print_text(f"revoked: {key.name} ({key.id})")


@contextmanager
def opened() -> Iterator[Office]:
    """Accounts and keys of the settings' store, which is not brought in step."""
    settings = load_settings()
    engine = open_engine(settings, new=False)
    try:
        yield Office(settings, engine, Accounts(engine, lifetimes(settings)), Keys(engine.store.accounts))
    finally:
        engine.close()


def _show_link(link: str, account: Account, *, as_json: bool) -> None:
    if as_json:
        print_json(_account(account) | {"link": link})
        return
    print_text(link)
    print_text(f"Give this link to {account.email}: whoever opens it sets the password. It works once.")


def _account(account: Account) -> dict[str, Any]:
    return {
        "id": account.id, "email": account.email, "name": account.name, "role": account.role,
        "bases": sorted(account.bases), "record": account.professional, "state": _state(account),
    }  # fmt: skip


def _key(key: ApiKey) -> dict[str, Any]:
    times = {"made": key.made, "until": key.until, "revoked": key.revoked, "used": key.used}
    return {
        "id": key.id, "name": key.name, "scopes": sorted(key.scopes),
        "bases": None if key.bases is None else sorted(key.bases),
    } | {name: at.isoformat() if at else None for name, at in times.items()}  # fmt: skip


def _state(account: Account) -> str:
    return "disabled" if not account.active else "in use" if account.password else "invited"
