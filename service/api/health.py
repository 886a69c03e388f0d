"""Routes for monitoring: is the process alive, and can it answer."""

import logging
from typing import Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from service.access.guard import anyone
from service.api.answers import AliveAnswer, ReadyAnswer
from service.api.parameters import TheEngine
from service.errors import Problem, problem

_LOG = logging.getLogger("homematch.service")
_UNREADY: dict[int | str, dict[str, Any]] = {503: {"model": Problem, "description": "Not ready; the detail says why"}}

router = APIRouter(tags=["health"], dependencies=[Depends(anyone)])


@router.get("/healthz")
async def alive() -> AliveAnswer:
    """The process is alive. Asks neither engine nor store, and needs no worker thread: heavy work may hold them all."""
    return AliveAnswer()


@router.get("/readyz", responses=_UNREADY, response_model=ReadyAnswer)
def ready(engine: TheEngine, request: Request) -> ReadyAnswer | Response:
    """Whether the store can be reached; reads one number of it, and says nothing else."""
    try:
        engine.store.sequence  # noqa: B018
    except Exception:
        _LOG.exception("not ready")
        return problem(request.scope["path"], 503, "the store cannot be used; the log says why")
    return ReadyAnswer()
