"""Until somebody can sign in, the programs of this machine may read: its operator can read the store's file anyway."""

from ipaddress import ip_address

from fastapi import Request

from service.access.viewer import Viewer

READING = frozenset({"needs", "people", "candidates", "suggestions"})
"""The scopes of such a program."""
OPERATOR = Viewer("operator", "a program of this machine", "key", scopes=READING, every_base=True)
_OF_BROWSERS = ("origin", "cookie", "sec-fetch-site", "sec-fetch-mode")
"""A page of another site can have a browser ask; it cannot keep it from sending one of these."""
_OF_PROXIES = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")


def operator_of(request: Request, *, reached_elsewhere: bool) -> Viewer | None:
    """``OPERATOR`` for a request to read the API that a program on this machine sends; None for any other.

    ``reached_elsewhere`` is whether the service is meant for other machines too; then nobody is the operator. The
    caller knows that nobody can sign in yet, and that there is no key.
    """
    is_reading = request.method in ("GET", "HEAD") and request.url.path.startswith("/api/")
    if reached_elsewhere or not is_reading or not _is_of_this_machine(request):
        return None
    return None if any(name in request.headers for name in (*_OF_BROWSERS, *_OF_PROXIES)) else OPERATOR


def _is_of_this_machine(request: Request) -> bool:
    try:
        return request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        return False
