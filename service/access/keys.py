"""API keys: shown once, kept as a hash, limited by scopes and bases, and revocable."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

from matcher.errors import InputError, NotFoundError, UnknownNameError
from matcher.store.accounts import AccountStore, ApiKey
from service.access.accounts import Clock, utc_now
from service.access.tokens import KEY_PREFIX, digest, new_token
from service.access.viewer import ANONYMISED, Viewer

SCOPES: Mapping[str, str] = {
    "needs": "read needs, bases and organisations",
    "needs:write": "put and close needs",
    "people": "list professionals who agreed to be matched",
    "candidates": "read the candidates of needs, one pair, and why one stands above another",
    "suggestions": "read the suggestions for any professional; not for a key of some bases",
    "jobs": "start imports and see how far they are",
    "metrics": "read what /metrics counts",
    ANONYMISED: "see people by number, without any text of theirs",
}
"""What a key can be for."""
_USED_AGAIN = timedelta(minutes=10)
"""A key's last use is kept this exactly."""


class Keys:
    """The API keys of one store; every method may be called from several threads and processes."""

    def __init__(self, store: AccountStore, clock: Clock = utc_now) -> None:
        self._store, self._clock = store, clock

    def make(
        self, name: str, scopes: Iterable[str], *, bases: Iterable[str] | None = None, until: datetime | None = None
    ) -> tuple[ApiKey, str]:
        """Make a key; what is kept of it, and the key itself, which nobody sees again.

        ``bases`` are those whose needs it is for; None: all. Raises InputError for what cannot be.
        """
        chosen = frozenset(scopes)
        if unknown := sorted(chosen - set(SCOPES)):
            raise UnknownNameError("scope", unknown[0], SCOPES)
        if not chosen - {ANONYMISED}:
            raise InputError("a key without a scope can do nothing; choose some of: {scopes}", scopes=", ".join(SCOPES))
        if bases is not None and "suggestions" in chosen:
            raise InputError("suggestions are of needs of all bases; leave out the scope suggestions, or the bases")
        token = KEY_PREFIX + new_token()
        of_bases = None if bases is None else frozenset(bases)
        key = ApiKey(uuid4().hex, digest(token), " ".join(name.split())[:200], chosen, self._clock(), of_bases, until)
        self._store.put_key(key)
        return key, token

    def all(self) -> list[ApiKey]:
        """All keys, the oldest first."""
        return self._store.keys()

    def revoke(self, identifier: str) -> ApiKey:
        """Revoke a key with effect at once; raises NotFoundError."""
        key = next((key for key in self.all() if key.id == identifier), None)
        if key is None:
            raise NotFoundError("key", identifier)
        revoked = replace(key, revoked=key.revoked or self._clock())
        self._store.put_key(revoked)
        return revoked

    def viewer(self, token: str) -> Viewer | None:
        """The viewer that a key stands for; None where it is unknown, revoked or has expired."""
        key, now = self._store.key_of(digest(token)), self._clock()
        if key is None or key.revoked or (key.until and key.until < now):
            return None
        if key.used is None or now - key.used > _USED_AGAIN:
            self._store.put_key(replace(key, used=now))
        bases = key.bases or frozenset()
        return Viewer(key.id, key.name, "key", bases, scopes=key.scopes, every_base=key.bases is None)
