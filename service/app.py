"""The web service: an application around one engine."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Lock
from typing import Any

from fastapi import Depends, FastAPI
from starlette.types import ASGIApp

from matcher.build import open_engine
from matcher.config import Settings
from matcher.limits import LARGEST_BODY
from matcher.matching.engine import Engine
from service.api import health, matching
from service.api.parameters import refuse_unknown_parameters
from service.errors import MEDIA_TYPE, Problem, add_error_handlers
from service.frame import Frame

_PROBLEMS: dict[int | str, dict[str, Any]] = {
    422: {"model": Problem, "description": "A parameter is unknown or out of bounds"},
    503: {"model": Problem, "description": "The service cannot answer now"},
}


class Service(FastAPI):
    """An application whose every answer is framed and whose every error is documented as a problem."""

    def build_middleware_stack(self) -> ASGIApp:
        return Frame(super().build_middleware_stack())

    def openapi(self) -> dict[str, Any]:
        schema = super().openapi()
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, answer in operation["responses"].items():
                    if status >= "400" and "application/json" in answer.get("content", {}):
                        answer["content"] = {MEDIA_TYPE: answer["content"].pop("application/json")}
        return schema


def create_app(settings: Settings, engine: Engine | None = None) -> FastAPI:
    """The service on the engine that is given, or on one that it opens, saves and closes itself."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.engine = engine or open_engine(settings)
        try:
            yield
        finally:
            if engine is None:
                _put_away(app.state.engine)

    app = Service(
        title="HomeMatch",
        description="Matches professionals with projects and base needs, both ways, and shows why.",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        max_body_size=LARGEST_BODY,
        lifespan=lifespan,
        dependencies=[Depends(refuse_unknown_parameters)],
        responses=_PROBLEMS,
    )
    app.state.probing = Lock()
    app.include_router(health.router)
    app.include_router(matching.router)
    add_error_handlers(app)
    return app


def _put_away(engine: Engine) -> None:
    try:
        engine.save()
    finally:
        engine.close()
