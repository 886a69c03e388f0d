"""The coordinator's first page: what waits, what the night has changed, and their needs."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, cast

from fastapi import Depends, Request
from starlette.responses import HTMLResponse

from matcher.matching.engine import Engine, Run
from matcher.records import Professional
from service.access.guard import needs_role
from service.access.viewer import Viewer
from service.api.parameters import TheEngine
from service.audit import note
from service.pages.naming import display_name
from service.pages.needs import SOON, NeedRow, need_rows
from service.pages.pursuits import counts_by_need, visible_cases
from service.pages.render import page
from service.pages.routing import page_router

OfHome = Annotated[Viewer, Depends(needs_role("coordinator"))]
_SHOWN_NAMES = 3

router = page_router()


@dataclass(frozen=True)
class Listed:
    """How many the last night listed for a need, and who came or went since the night before."""

    people: int = 0
    came: tuple[str, ...] = ()
    went: int = 0
    known: bool = False


@dataclass(frozen=True)
class Nights:
    """The last run and what it listed by need, compared with the one before."""

    run: Run | None
    before: Run | None
    listed: dict[str, Listed]


@router.get("/home")
def home(request: Request, engine: TheEngine, viewer: OfHome) -> HTMLResponse:
    """What waits for the reader, what changed overnight, and their needs."""
    rows = need_rows(request, engine, viewer)
    cases = visible_cases(engine, viewer, request.app.state.clock())
    nights = nights_of(engine, [row.need.id for row in rows])
    counts, today = counts_by_need(cases), engine.today()
    open_rows = [row for row in rows if row.is_open]
    ending = [row for row in open_rows if _ends_soon(row, today) and row.need.id not in counts]
    changed = [row for row in open_rows if _changed(nights, row)]
    idle = [case for case in cases if case.idle]
    note(request, "home.shown", [("need", row.need.id) for row in rows])
    return page(
        request, "home.html", viewer=viewer, synthetic=any(row.need.synthetic for row in rows), rows=open_rows,
        all_rows=len(rows), nights=nights, counts=counts, changed=changed, idle=idle, ending=ending,
        names=_names(engine, nights, changed), today=today, soon=SOON,
        alone=sum(nights.listed[row.need.id].known and not nights.listed[row.need.id].people for row in open_rows),
    )  # fmt: skip


def nights_of(engine: Engine, needs: list[str]) -> Nights:
    """The last two nights for these needs; with one night only, nothing has changed."""
    runs = engine.store.runs()[:2]
    if not runs:
        return Nights(None, None, {need: Listed() for need in needs})
    people = [_people_by_need(engine, run) for run in runs]
    listed = {}
    for need in needs:
        now = people[0].get(need, [])
        if len(runs) < 2:
            listed[need] = Listed(len(now), known=True)
            continue
        before = people[1].get(need, [])
        came = tuple(one for one in now if one not in before)
        listed[need] = Listed(len(now), came, sum(one not in now for one in before), known=True)
    return Nights(runs[0], runs[1] if len(runs) > 1 else None, listed)


def _people_by_need(engine: Engine, run: Run) -> dict[str, list[str]]:
    people: dict[str, list[str]] = {}
    for need, professional, _, _ in engine.store.run(run.id)[1]:
        people.setdefault(need, []).append(professional)
    return people


def _changed(nights: Nights, row: NeedRow) -> bool:
    listed = nights.listed[row.need.id]
    return bool(listed.came or listed.went)


def _ends_soon(row: NeedRow, today: date) -> bool:
    return row.need.deadline is not None and (row.need.deadline - today).days <= SOON


def _names(engine: Engine, nights: Nights, rows: list[NeedRow]) -> dict[str, list[str]]:
    """The names of the first few people who came, by need."""
    wanted = {row.need.id: nights.listed[row.need.id].came[:_SHOWN_NAMES] for row in rows}
    ids = [one for came in wanted.values() for one in came]
    people = cast(dict[str, Professional], engine.store.kept("professional", ids))
    return {need: [display_name(people[one]) for one in came if one in people] for need, came in wanted.items()}
