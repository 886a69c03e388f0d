"""The web service: an application around one engine, whose every answer has the same frame."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import Depends, FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp

from matcher.build import open_engine
from matcher.config import Settings
from matcher.limits import LARGEST_BODY
from matcher.matching.engine import Engine
from service.access import office_pages
from service.access.accounts import Accounts, Clock, lifetimes, utc_now
from service.access.attempts import Attempts
from service.access.guard import deny_unguarded
from service.access.keys import Keys
from service.access.sign_in_pages import add_sign_in
from service.api import health, jobs, lists, matching
from service.api.parameters import refuse_unknown_parameters
from service.errors import MEDIA_TYPE, Problem, add_error_handlers
from service.frame import Frame, hosts_of
from service.jobs import Bench, Worker
from service.pages.site import add_pages
from service.work import KINDS

_JOB_ENDS = 3.0
"""Seconds that a job which runs has to notice that the service stops."""
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
        description="Matches professionals with projects and base needs, both ways, and shows why.",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        max_body_size=LARGEST_BODY,
        lifespan=lifespan,
        dependencies=[Depends(deny_unguarded), Depends(refuse_unknown_parameters)],
        responses=_PROBLEMS,
    )
    app.state.settings = settings
    app.state.clock, app.state.secure, app.state.attempts = clock, settings.is_secure, Attempts()
    app.include_router(health.router)
    app.include_router(matching.router)
    app.include_router(lists.router)
    app.include_router(jobs.router)
    add_pages(app)
    add_error_handlers(app)
    add_sign_in(app)
    app.include_router(office_pages.router)
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
            super().build_middleware_stack(), hosts=hosts_of(settings.reached_at, settings.hosts),
            body_seconds=settings.body_seconds, secure=settings.is_secure,
        )  # fmt: skip

    def openapi(self) -> dict[str, Any]:
        schema = super().openapi()
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, answer in operation["responses"].items():
                    if status >= "400" and "application/json" in answer.get("content", {}):
                        answer["content"] = {MEDIA_TYPE: answer["content"].pop("application/json")}
        return schema
