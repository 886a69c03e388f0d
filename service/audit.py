"""What goes to the audit log: who saw and did what, by ids and hashes, never by name."""

from collections.abc import Iterable
from datetime import datetime
from typing import cast

from fastapi import Request

from matcher.matching.engine import Engine
from matcher.store.trail import PERSON, LogEntry, Thing
from service.access.session import viewer_or_none

__all__ = ["PERSON", "Thing", "note"]


def note(request: Request, action: str, objects: Iterable[Thing | tuple[str, str]], account: str = "") -> LogEntry:
    """Append to the log that the viewer of a request saw or did something to objects, by kind and id.

    A person is kept as a salted hash. ``account`` is for a request that stands for nobody yet. Raises StoreError where
    the log cannot be written: what cannot be logged is not shown.
    """
    viewer = viewer_or_none(request)
    who = viewer.account if viewer else account
    things = [thing if isinstance(thing, Thing) else Thing(*thing) for thing in objects]
    engine = cast(Engine, request.app.state.engine)
    now: datetime = request.app.state.clock()
    return engine.store.audit.append(now, who, action, things, request_id(request))


def request_id(request: Request) -> str:
    """The number of a request, by which log, answer and audit entry are found together."""
    return str(getattr(request.state, "request_id", ""))
