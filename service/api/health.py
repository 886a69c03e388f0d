"""Routes for monitoring: is the process alive, and can it answer."""

import logging
from typing import Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from service.access.guard import anyone, needs_role
from service.api.answers import AliveAnswer, ReadyAnswer
from service.api.parameters import TheEngine
from service.errors import Problem, problem
from service.metrics import Metrics

_LOG = logging.getLogger("homematch.service")
_UNREADY: dict[int | str, dict[str, Any]] = {503: {"model": Problem, "description": "Not ready; the detail says why"}}

router = APIRouter(tags=["health"])
may_count = needs_role("admin", scope="metrics")
_TEXT: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/plain": {"schema": {"type": "string"}}}, "description": "Counters as Prometheus reads them"}
}


@router.get("/healthz", dependencies=[Depends(anyone)])
async def alive() -> AliveAnswer:
    """The process is alive. Asks neither engine nor store, and needs no worker thread: heavy work may hold them all."""
    return AliveAnswer()


@router.get("/readyz", dependencies=[Depends(anyone)], responses=_UNREADY, response_model=ReadyAnswer)
def ready(engine: TheEngine, request: Request) -> ReadyAnswer | Response:
    """Whether the store can be reached; reads one number of it, and says nothing else."""
    try:
        engine.store.sequence  # noqa: B018
    except Exception:
        _LOG.exception("not ready")
        return problem(request.scope["path"], 503, "the store cannot be used; the log says why")
    return ReadyAnswer()


@router.get("/metrics", dependencies=[Depends(may_count)], responses=_TEXT, response_class=Response)
def metrics(engine: TheEngine, request: Request) -> Response:
    """What the service has counted since it started, by route and status, for Prometheus."""
    counted: Metrics = request.app.state.metrics
    return Response(counted.text(engine), media_type="text/plain; version=0.0.4; charset=utf-8")
