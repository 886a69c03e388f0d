"""The web service: an application around one engine, whose every answer has the same frame."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import Depends, FastAPI
from fastapi.routing import APIRoute
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp

from matcher.build import open_engine
from matcher.config import Settings
from matcher.limits import LARGEST_BODY
from matcher.matching.engine import Engine
from service.access import api_page, office_pages
from service.access.accounts import Accounts, Clock, lifetimes, utc_now
from service.access.attempts import Attempts
from service.access.guard import Public, all_routes, deny_unguarded, guards_of
from service.access.keys import Keys
from service.access.session import HOST_COOKIE
from service.access.sign_in_pages import add_sign_in
from service.api import health, jobs, lists, matching, needs
from service.api.parameters import refuse_unknown_parameters
from service.errors import MEDIA_TYPE, Problem, add_error_handlers
from service.frame import Frame, hosts_of
from service.jobs import Bench, Worker
from service.metrics import Metrics
from service.pages.site import add_pages
from service.work import KINDS

_JOB_ENDS = 3.0
"""Seconds that a job which runs has to notice that the service stops."""
API_VERSION = "1"
"""Of the API, not of the release: it grows when an answer loses a field or a field changes its meaning."""
_SIGNED_BY: dict[str, Any] = {
    "key": {
        "type": "http", "scheme": "bearer",
        "description": "an API key, made by `homematch keys make` or on the page /keys; its scopes say what it may do",
    },
    "session": {
        "type": "apiKey", "in": "cookie", "name": HOST_COOKIE,
        "description": "the session of somebody who has signed in; over http the name has no __Host-. What changes "
        "something needs the header x-csrf too, with the value of the field csrf of our own pages",
    },
}  # fmt: skip
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    401: {"model": Problem, "description": "Neither signed in nor signed with an API key that is valid"},
    404: {"model": Problem, "description": "No such address, or nothing there that the reader may see"},
    422: {"model": Problem, "description": "A parameter is unknown or out of bounds"},
    503: {"model": Problem, "description": "The service cannot answer now"},
}


def create_app(settings: Settings, engine: Engine | None = None, clock: Clock = utc_now) -> FastAPI:
    """The service on the engine that is given, or on one that it opens, saves and closes itself."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.engine = engine or open_engine(settings)
        app.openapi()  # made once, before there are readers
        app.state.accounts = Accounts(app.state.engine, lifetimes(settings), clock)
        app.state.keys = Keys(app.state.engine.store.accounts, clock)
        app.state.worker = Worker(Bench(app.state.engine, settings), KINDS, clock)
        if settings.job_worker:
            app.state.worker.start()
        try:
            yield
        finally:
            app.state.worker.stop(_JOB_ENDS)
            if engine is None:
                _save_and_close(app.state.engine)

    app = Service(
        title="HomeMatch",
        version=API_VERSION,
        description="Matches professionals with projects and base needs, both ways, and shows why.",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        max_body_size=LARGEST_BODY,
        lifespan=lifespan,
        dependencies=[Depends(deny_unguarded), Depends(refuse_unknown_parameters)],
        responses=_PROBLEMS,
    )
    app.state.settings, app.state.metrics = settings, Metrics()
    app.state.clock, app.state.secure, app.state.attempts = clock, settings.is_secure, Attempts()
    app.include_router(health.router)
    app.include_router(matching.router)
    app.include_router(lists.router)
    app.include_router(jobs.router)
    app.include_router(needs.router)
    add_pages(app)
    add_error_handlers(app)
    add_sign_in(app)
    app.include_router(office_pages.router)
    app.include_router(api_page.router)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    return app


def _save_and_close(engine: Engine) -> None:
    try:
        engine.save()
    finally:
        engine.close()


class Service(FastAPI):
    """An application whose every answer is framed and whose every error is documented as a problem."""

    def build_middleware_stack(self) -> ASGIApp:
        settings: Settings = self.state.settings
        return Frame(
            super().build_middleware_stack(), self.state.metrics, hosts=hosts_of(settings.reached_at, settings.hosts),
            body_seconds=settings.body_seconds, secure=settings.is_secure,
        )  # fmt: skip

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema:
            return self.openapi_schema
        schema = super().openapi()
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, answer in operation["responses"].items():
                    if status >= "400":
                        problem = answer["content"].pop("application/json")
                        answer["content"] = {MEDIA_TYPE: problem}
        for route in all_routes(self.routes):
            if isinstance(route, APIRoute) and route.include_in_schema:
                _say_who_may(schema, route)
        schema["components"]["securitySchemes"] = _SIGNED_BY
        return schema


def _say_who_may(schema: dict[str, Any], route: APIRoute) -> None:
    """Add to the description of a route by what a request is signed and who may send it."""
    (guard,) = guards_of(route)
    for method in route.methods or ():
        operation = schema["paths"][route.path][method.lower()]
        if isinstance(guard, Public):
            operation["security"] = []
            del operation["responses"]["401"]
        else:
            operation["security"] = [{"key": [guard.scope]}, {"session": []}]
            operation["x-roles"] = sorted(guard.roles)
