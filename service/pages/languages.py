"""In which language a page is shown: asked for in the address, or remembered, or that of the reader's browser."""

from collections.abc import Callable

from starlette.requests import Request

from matcher.messages import LANGUAGES, Language

COOKIE = "language"
DEFAULT: Language = "zh"
_YEAR = 365 * 24 * 3600


def language_of(request: Request, account: str = "") -> Language:
    """The language of an answer: ``lang`` of the address, else the cookie, the account's, the browser's, Chinese."""
    asked = (request.query_params.get("lang", ""), request.cookies.get(COOKIE, ""), account)
    for name in asked:
        if name in LANGUAGES:
            return name
    return _accepted(request.headers.get("accept-language", ""))


def remember(request: Request, set_cookie: Callable[..., None]) -> None:
    """Keep the language that the address asks for, so that the next page has it too."""
    if (asked := request.query_params.get("lang")) in LANGUAGES:
        set_cookie(
            COOKIE, asked, max_age=_YEAR, samesite="lax", httponly=True, secure=request.url.scheme == "https"
        )  # fmt: skip


def _accepted(header: str) -> Language:
    """The language that a browser prefers among those there are."""
    wishes = []
    for place, part in enumerate(header.split(",")[:20]):
        tag, _, quality = part.partition(";")
        wishes.append((-_quality(quality), place, tag.strip().lower().partition("-")[0]))
    for refused, _, tag in sorted(wishes):
        if tag in LANGUAGES and refused:
            return tag
    return DEFAULT


def _quality(text: str) -> float:
    name, _, value = text.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0
