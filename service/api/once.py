"""Requests that are sent again: with an Idempotency-Key one is answered once, and again with the same answer."""

from collections.abc import Callable, Coroutine
from datetime import timedelta
from hashlib import sha256
from typing import Any

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from matcher.matching.engine import Engine
from matcher.store.answers import KeptAnswer
from service.access.session import viewer_or_none
from service.errors import problem

HEADER = "idempotency-key"
LONGEST = 200
KEPT, LOST = timedelta(hours=24), timedelta(minutes=5)
"""How long an answer is kept, and after how long one that never came is tried again."""
_HEADERS = ("content-type", "location", "etag")

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class OnceRoute(APIRoute):
    """A route whose unsafe requests are answered once for each key that a program gives."""

    def get_route_handler(self) -> Handler:
        handler = super().get_route_handler()

        async def answer_once(request: Request) -> Response:
            key = request.headers.get(HEADER)
            if key is None or request.method in ("GET", "HEAD"):
                return await handler(request)
            if not 0 < len(key) <= LONGEST or not key.isascii() or not key.isprintable():
                return problem(
                    request.scope["path"], 400, f"{HEADER} must have 1 to {LONGEST} printable ASCII characters"
                )
            viewer = await run_in_threadpool(viewer_or_none, request)
            if viewer is None:
                return await handler(request)
            return await _once(request, handler, viewer.account, key)

        return answer_once


async def _once(request: Request, handler: Handler, account: str, key: str) -> Response:
    engine: Engine = request.app.state.engine
    store, now = engine.store.answers, request.app.state.clock()
    await run_in_threadpool(store.drop, now - KEPT)
    asked = _hash(request, await request.body())
    there = await run_in_threadpool(store.begin, account, key, asked, now, now - LOST)
    if there is not None:
        return _again(request, there, asked)
    try:
        response = await handler(request)
    except BaseException:  # it is answered by a handler of errors, and changed nothing
        await run_in_threadpool(store.forget, account, key)
        raise
    headers = {name: response.headers[name] for name in _HEADERS if name in response.headers}
    await run_in_threadpool(store.keep, account, key, response.status_code, headers, bytes(response.body))
    return response


def _again(request: Request, kept: KeptAnswer, asked: str) -> Response:
    path = request.scope["path"]
    if kept.request != asked:
        return problem(path, 422, f"this {HEADER} was used for another request; give each request its own", errors=[])
    if kept.status is None:
        return problem(
            path, 409, "the same request is being answered; send it again later", headers={"retry-after": "5"}
        )
    return Response(kept.body, kept.status, dict(kept.headers or {}) | {"idempotency-replayed": "true"})


def _hash(request: Request, body: bytes) -> str:
    asked = f"{request.method} {request.url.path}?{request.url.query}\n".encode()
    return sha256(asked + body).hexdigest()
