"""One way from values to an answer: a template in the reader's language inside the frame of all pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from matcher.errors import NotFoundError
from matcher.matching.engine import Engine, Run
from matcher.messages import LANGUAGES, Language, tame
from matcher.records import Base
from service.access.forms import csrf_token
from service.access.viewer import Role, Viewer
from service.pages.catalogue import Catalogue, read_catalogue
from service.pages.formats import Formats, tag
from service.pages.languages import language_of, remember

_HERE = Path(__file__).parent
STATIC = _HERE / "static"

SECTIONS: Mapping[Role, tuple[tuple[str, str], ...]] = {
    "coordinator": (("/home", "nav.home"), ("/needs", "nav.needs"), ("/cases", "nav.cases")),
    "analyst": (("/needs", "nav.needs"),),
    "admin": (("/needs", "nav.needs"), ("/users", "nav.users"), ("/keys", "nav.keys")),
    "professional": (),
    "auditor": (("/audit", "nav.audit"),),
}
"""The addresses in the bar by role, each with the key of its name."""


@dataclass(frozen=True)
class Pages:
    """The templates and words of all pages, read once for an application."""

    environment: Environment
    catalogues: Mapping[Language, Catalogue]
    version: str
    """Changes with the style sheet and the script, so that a browser may keep them."""

    def html(self, name: str, language: Language, values: Mapping[str, Any]) -> str:
        """A template filled in."""
        words = self.catalogues[language]
        frame: dict[str, Any] = {"t": words.say, "has_words": words.has, "fmt": Formats(words), "language": language}
        return self.environment.get_template(name).render(
            {**frame, "language_tag": tag(language), "static_version": self.version, **values}
        )


def read_pages(templates: Path = _HERE / "templates") -> Pages:
    """Templates that escape everything and fail on a value that is missing, and the catalogues."""
    environment = Environment(
        loader=FileSystemLoader(templates), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, auto_reload=False,
    )  # fmt: skip
    environment.filters |= {"quoted": quoted, "tagged": tag, "paragraphs": paragraphs}
    digest = sha256(b"".join(file.read_bytes() for file in sorted(STATIC.iterdir()))).hexdigest()[:12]
    return Pages(environment, {language: read_catalogue(language) for language in LANGUAGES}, digest)


def page(
    request: Request, name: str, /, *, viewer: Viewer | None = None, status: int = 200, synthetic: bool = False,
    headers: Mapping[str, str] | None = None, **values: Any,
) -> HTMLResponse:  # fmt: skip
    """The answer that shows a template of ``templates/`` in the reader's language.

    ``viewer`` is who reads it, None where nobody has signed in; ``synthetic`` says that sample data is shown. A
    template has, besides ``values``: ``t(key, **values)`` for words, ``fmt`` for numbers and days, ``language``,
    ``viewer``, ``path``, ``address(**changed)`` for this address with other parameters, ``csrf()`` for forms.
    """
    pages = pages_of(request)
    language = language_of(request)
    other: Language = "en" if language == "zh" else "zh"
    frame = {
        "viewer": viewer,
        "synthetic": synthetic,
        "sections": SECTIONS.get(viewer.role, ()) if viewer else (),
        "csrf": lambda: csrf_token(request),
        "path": path_of(request),
        "address": lambda **changed: address(request, **changed),
        "without": lambda name, value: without(request, name, value),
        "other_language": other,
        "other_words": pages.catalogues[other].say,
        "other_tag": tag(other),
        "bases": _base_names(request, viewer, language),
        "shown_at": datetime.now(UTC),
        "run": _last_run(request),
    }
    response = HTMLResponse(pages.html(name, language, frame | values), status, headers)
    remember(request, response.set_cookie)
    return response


def pages_of(request: Request) -> Pages:
    """The templates and words of the application that a request came to."""
    return cast(Pages, request.app.state.pages)


def words_of(request: Request) -> Catalogue:
    """The words in the language of the answer."""
    return pages_of(request).catalogues[language_of(request)]


def path_of(request: Request) -> str:
    """The path of a request as it was asked for, with what is encoded in it: an id may hold a slash."""
    raw: bytes = request.scope.get("raw_path") or quote(request.url.path).encode()
    return raw.partition(b"?")[0].decode("latin-1")


def address(request: Request, **changed: str | int | None) -> str:
    """This address with some parameters changed, or without those that are None; without the host."""
    kept = [pair for pair in request.query_params.multi_items() if pair[0] not in changed]
    query = urlencode([*kept, *((name, str(value)) for name, value in changed.items() if value is not None)])
    return path_of(request) + (f"?{query}" if query else "")


def without(request: Request, name: str, value: str) -> str:
    """This address without one value of a parameter that may be given several times."""
    given = request.query_params.multi_items()
    kept = [pair for pair in given if pair != (name, value) and pair[0] != "offset"]
    return path_of(request) + (f"?{urlencode(kept)}" if kept else "")


def quoted(identifier: str) -> str:
    """An id as one part of a path."""
    return quote(identifier, safe="")


def paragraphs(text: str) -> Markup:
    """A text of others with its lines kept, made safe."""
    lines = (tame(line) for line in text.splitlines())
    return Markup("").join(Markup("<p>{}</p>").format(line) for line in lines if line.strip())


def base_name(engine: Engine, identifier: str, language: Language) -> str:
    """What a base is called in a language; its id where there is no record of it."""
    try:
        base = cast(Base, engine.records.get("base", identifier)[1])
    except NotFoundError:
        return identifier
    return (base.name_zh or base.name) if language == "zh" else base.name


def _last_run(request: Request) -> Run | None:
    """The latest night, on pages of an application that has opened its store."""
    engine = getattr(request.app.state, "engine", None)
    return next(iter(engine.store.runs()), None) if engine is not None else None


def _base_names(request: Request, viewer: Viewer | None, language: Language) -> tuple[str, ...]:
    """The names of the bases that a reader works for."""
    engine = getattr(request.app.state, "engine", None)
    if viewer is None or engine is None:
        return ()
    return tuple(base_name(engine, base, language) for base in sorted(viewer.bases))


class KeptFiles(StaticFiles):
    """Files that a browser may keep: their address changes with what they hold."""

    async def get_response(self, path: str, scope: Scope) -> Any:
        response = await super().get_response(path, scope)
        response.headers["cache-control"] = "public, max-age=31536000, immutable"
        return response
