"""How often somebody may try to sign in: failures are counted by email and by where they come from."""

from threading import BoundedSemaphore

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from matcher.errors import HomeMatchError
from service.access.tokens import digest

MINUTES = 15
"""After so long a failure counts no more."""
BY_BOTH, BY_EMAIL, BY_PLACE = 5, 30, 60
"""Failures in that time of one email from one address, of one email, and from one address.

The owner of an account is so kept out by others only if they try from six addresses.
"""

AT_ONCE = 4
"""Passwords compared at the same time; others wait for their turn."""


class TooManyAttempts(HomeMatchError):  # noqa: N818
    """Too many failures: for some minutes nothing is tried."""


class Attempts:
    """Counts failures in this process; emails and addresses are held as hashes."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self.turn = BoundedSemaphore(AT_ONCE)
        """Held while a password is compared, which takes 19 MiB on purpose."""

    def check(self, email: str, place: str) -> None:
        """Raise TooManyAttempts where there were too many failures lately."""
        if not all(self._limiter.test(item, *names) for item, names in _limits(email, place)):
            raise TooManyAttempts("too many attempts; try again in {minutes} minutes", minutes=MINUTES)

    def fail(self, email: str, place: str) -> None:
        """Count a failure."""
        for item, names in _limits(email, place):
            self._limiter.hit(item, *names)


def _limits(email: str, place: str) -> list[tuple[RateLimitItemPerMinute, tuple[str, ...]]]:
    who, where = digest(email.strip().lower()), digest(place)
    return [
        (RateLimitItemPerMinute(BY_BOTH, MINUTES, "both"), (who, where)),
        (RateLimitItemPerMinute(BY_EMAIL, MINUTES, "email"), (who,)),
        (RateLimitItemPerMinute(BY_PLACE, MINUTES, "place"), (where,)),
    ]
