"""The server that the application runs in: it waits for nobody for ever, and holds no more connections than it may."""

import asyncio
from typing import Any
from urllib.parse import urlsplit

import h11
import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.h11_impl import H11Protocol

from matcher.config import Settings
from matcher.errors import InputError
from service.logs import write_json

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class TimedProtocol(H11Protocol):
    """HTTP/1.1 that closes a connection on which the headers of a request are not there in time.

    uvicorn has a limit for the time between two requests, but none for the first one, nor for headers that come a byte
    at a time: 300 silent connections were held for ever.
    """

    header_seconds = 10.0
    most_connections = 512
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > self.most_connections:
            transport.abort()
        else:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def handle_events(self) -> None:
        super().handle_events()
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop_waiting()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if not self.transport.is_closing():
            self._wait()

    def _wait(self) -> None:
        self._stop_waiting()
        self._deadline = self.loop.call_later(self.header_seconds, self._close)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _close(self) -> None:
        if self.conn.our_state is not h11.ERROR and not self.transport.is_closing():
            self.transport.close()


def serve(app: FastAPI, settings: Settings, *, stop_within: int) -> None:
    """Run until a signal stops it; answers that are being made have ``stop_within`` seconds to end."""
    protocol = type(
        "Protocol", (TimedProtocol,),
        {"header_seconds": float(settings.header_seconds), "most_connections": settings.connections},
    )  # fmt: skip
    chosen: dict[str, Any] = {
        "host": settings.host, "port": settings.port, "http": protocol, "ws": "none", "log_level": "info",
        "access_log": False, "server_header": False, "timeout_keep_alive": 5, "limit_concurrency": settings.connections,
        "timeout_graceful_shutdown": stop_within, "forwarded_allow_ips": settings.proxies,
    }  # fmt: skip
    if settings.log == "json":
        chosen["log_config"] = None
        write_json()
    uvicorn.run(app, **chosen)


def is_of_this_machine(settings: Settings) -> bool:
    """Whether readers reach the service from this machine only, as its address says."""
    return urlsplit(settings.reached_at).hostname in LOOPBACK


def check_reach(settings: Settings) -> None:
    """Raise InputError for a service that others can reach without an address that says how they do."""
    if settings.host not in LOOPBACK and not settings.address:
        raise InputError(
            f"the service would listen on {settings.host}, where others reach it, but HOMEMATCH_ADDRESS does not say "
            "how: set it, such as https://match.example.org, and put a proxy with TLS before the service "
            "(docs/how-to/serve-over-http.md); or leave HOMEMATCH_HOST at 127.0.0.1"
        )
