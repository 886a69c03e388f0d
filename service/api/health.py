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
    """Whether the store can be reached; brings the indexes in step with it first.

    While one request does that work, others are answered at once that it is being done.
    """
    probing = request.app.state.probing
    if not probing.acquire(blocking=False):
        return problem(request.scope["path"], 503, "the indexes are being brought in step with the store; ask again")
    try:
        engine.sync()
        facts = engine.store.check()
    except Exception:
        _LOG.exception("not ready")
        return problem(request.scope["path"], 503, "the store or an index cannot be used; the log says why")
    finally:
        probing.release()
    # The address of the store may hold a password.
    return ReadyAnswer(facts={name: value for name, value in facts.items() if name != "store"})
