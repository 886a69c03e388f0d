"""The log of the service: one JSON object a line, by which a request is found, and nothing of people in it."""

import logging
import sys
from typing import TextIO

import structlog

REQUESTS = logging.getLogger("homematch.requests")
_NAMES = ("homematch", "uvicorn", "uvicorn.error")


def log_request(request_id: str, method: str, route: str, status: int, seconds: float, role: str) -> None:
    """Log an answer: by the pattern of its address, since ids, words and names stand in the address itself."""
    values = {"request": request_id, "method": method, "route": route, "status": status, "role": role}
    REQUESTS.info("answered", extra=values | {"ms": round(seconds * 1000)})


def write_json(stream: TextIO | None = None) -> None:
    """Write everything that is logged as JSON lines; to be called once, by the process that serves."""
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
    added = structlog.stdlib.ExtraAdder(["request", "method", "route", "status", "role", "ms"])
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.add_log_level, structlog.stdlib.add_logger_name, added, stamp],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.dict_tracebacks,
            _without_locals,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(formatter)
    for name in _NAMES:
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(logging.INFO)
    for name in _NAMES[2:]:
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True


def _without_locals(_logger: object, _method: str, event: structlog.types.EventDict) -> structlog.types.EventDict:
    """Tracebacks without the values of variables and messages, in which people may stand."""
    for trace in event.get("exception", ()) if isinstance(event.get("exception"), list) else ():
        trace["exc_value"] = ""
        for frame in trace.get("frames", ()):
            frame.pop("locals", None)
    return event
