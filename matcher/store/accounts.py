"""The port of what a store keeps of those who use it: accounts, sessions, links that work once, API keys."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

Purpose = Literal["invitation", "reset"]
"""What a link that works once is for: to set the first password, or another one."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who signs in; times are in UTC.

    ``email`` is in lower case and nobody else's; it is empty until the first administrator has given one. ``password``
    is a hash with its salt and parameters, empty until one was set. ``bases`` are ids, of a coordinator only;
    ``professional`` is the id of the own record, of a professional only. ``sample`` accounts came with sample data.
    """

    id: str
    email: str
    name: str
    role: str
    made: datetime
    bases: frozenset[str] = frozenset()
    professional: str | None = None
    password: str = ""
    active: bool = True
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Session:
    """A sign-in that goes on; ``token`` is the SHA-256 of what the browser holds."""

    token: str
    account: str
    made: datetime
    seen: datetime


@dataclass(frozen=True, slots=True)
class Link:
    """A link that works once; ``token`` is the SHA-256 of what stands in its address."""

    token: str
    account: str
    purpose: Purpose
    until: datetime
    used: datetime | None = None


@dataclass(frozen=True, slots=True)
class ApiKey:
    """What a program signs its requests with; ``token`` is the SHA-256 of the key, which nobody keeps.

    ``bases`` are those whose needs it may see; None: of all bases, and needs of none.
    """

    id: str
    token: str
    name: str
    scopes: frozenset[str]
    made: datetime
    bases: frozenset[str] | None = None
    until: datetime | None = None
    revoked: datetime | None = None
    used: datetime | None = None


class AccountStore(Protocol):
    """Keeps accounts and what they sign in by; whatever a call has returned from is on disk.

    With a professional who is erased goes their account, and everything that goes with an account.
    """

    def put(self, account: Account) -> None:
        """Keep an account instead of the one of its id; raises InputError where another one has its email."""
        ...

    def get(self, identifier: str) -> Account | None:
        """The account of an id."""
        ...

    def of_email(self, email: str) -> Account | None:
        """The account of an email in lower case; never one for an empty email."""
        ...

    def all(self) -> list[Account]:
        """All accounts, by email and id."""
        ...

    def remove(self, identifier: str) -> bool:
        """Remove an account with its sessions and links; whether there was one."""
        ...

    def put_session(self, session: Session) -> None:
        """Keep a session instead of the one of its token."""
        ...

    def session(self, token: str) -> Session | None:
        """The session of a token."""
        ...

    def end_session(self, token: str) -> bool:
        """Forget a session; whether there was one."""
        ...

    def end_sessions(self, account: str, *, but: str = "") -> int:
        """Forget all sessions of an account but one; how many."""
        ...

    def drop_sessions(self, before: datetime) -> int:
        """Forget the sessions that were last seen before a time; how many."""
        ...

    def put_link(self, link: Link) -> None:
        """Keep a link; those of the same account and purpose that were not used stop working."""
        ...

    def link(self, token: str) -> Link | None:
        """The link of a token, used or not."""
        ...

    def use_link(self, token: str, account: Account, at: datetime) -> bool:
        """Keep the account as the link has changed it, and end its sessions; False, and nothing, if it was used before.

        Two who use a link at once do not both get True. Raises InputError as ``put`` does; the link is then not used.
        """
        ...

    def put_key(self, key: ApiKey) -> None:
        """Keep a key instead of the one of its id."""
        ...

    def key_of(self, token: str) -> ApiKey | None:
        """The key of a token, revoked or not."""
        ...

    def keys(self) -> list[ApiKey]:
        """All keys, by when they were made and id."""
        ...

    @property
    def is_sample(self) -> bool:
        """Whether the store was made of sample data, so that accounts of it may be shown on the page to sign in."""
        ...

    def mark_sample(self) -> None:
        """Mark the store as one of sample data."""
        ...
