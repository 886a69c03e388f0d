"""What goes to the audit log: who saw and did what, by ids and hashes, never by name."""

from collections.abc import Iterable
from datetime import datetime
from typing import cast

from fastapi import Request

from matcher.matching.engine import Engine
from matcher.results import Ranking
from matcher.store.trail import PERSON, LogEntry, Thing
from service.access.session import viewer_or_none

__all__ = ["PERSON", "Thing", "note", "note_ranking"]


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


def note_ranking(request: Request, action: str, ranking: Ranking, person: str = "") -> LogEntry:
    """Append that a ranking was shown: the record it is for, then every line with its rank and score.

    ``person`` is somebody who was asked for, and who is in the log even where a hard filter sets them aside.
    """
    kinds = ("need", PERSON) if ranking.direction == "candidates" else (PERSON, "need")
    lines = [*ranking, *(near.recommendation for near in ranking.near_misses)]
    shown = [
        Thing(kinds[1], line.professional if kinds[1] == PERSON else line.need, line.rank, line.score) for line in lines
    ]
    asked = [Thing(PERSON, person)] if person and not any(thing.id == person for thing in shown) else []
    return note(request, action, [Thing(kinds[0], ranking.query), *shown, *asked])


def request_id(request: Request) -> str:
    """The number of a request, by which log, answer and audit entry are found together."""
    return str(getattr(request.state, "request_id", ""))
