"""Shortlists and cases: whom a base pursues, in which stage, with notes; moved by forms that can be taken back."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, cast

from fastapi import Depends, HTTPException, Path, Query, Request
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse, RedirectResponse, Response

from matcher.ingest.sheets import Table, xlsx_bytes
from matcher.matching.engine import REASONS, STAGES, Case, CaseEvent, Engine, Move
from matcher.messages import say
from matcher.records import Need, Professional
from service.access.forms import CheckedForm
from service.access.guard import needs_role
from service.access.rows import visible_need
from service.access.viewer import Viewer
from service.api.parameters import NeedId, TheEngine
from service.audit import PERSON, note
from service.pages.downloads import about_lines, workbook
from service.pages.naming import display_name, title_of
from service.pages.needs import need_values
from service.pages.pursuits import (
    IDLE,
    MOST_CONTACTS,
    UNDO,
    CaseRow,
    may_be_contacted,
    recent_contacts,
    undoable,
    visible_cases,
)
from service.pages.render import page, quoted, words_of
from service.pages.routing import page_router

LONGEST_NOTE = 2000
OfCases = Annotated[Viewer, Depends(needs_role("coordinator"))]
CaseId = Annotated[str, Path(max_length=40, description="id of a case")]
Ids = Annotated[str, Query(max_length=2000, description="ids of cases with , between them")]

router = page_router()


@dataclass(frozen=True)
class Shown:
    """A case that the reader may see, with its need and its person."""

    case: Case
    need: Need
    person: Professional


@router.get("/needs/{need_id}/shortlist")
def show_shortlist(
    request: Request, engine: TheEngine, viewer: OfCases, need_id: NeedId, added: Ids = ""
) -> HTMLResponse:
    """The people who were chosen for a need, with the last note on each."""
    need = visible_need(engine, viewer, need_id)
    rows = visible_cases(engine, viewer, request.app.state.clock(), need.id)
    note(request, "shortlist.shown", [("need", need.id), *((PERSON, row.case.professional) for row in rows)])
    fresh = [row for row in rows if row.case.id in added.split(",") and _is_fresh(request, row.case)]
    return page(
        request, "shortlist.html", viewer=viewer, synthetic=need.synthetic, rows=rows,
        **need_values(request, engine, viewer, need), added=fresh,
        notes={row.case.id: _last_note(engine, row.case) for row in rows},
    )  # fmt: skip


@router.get("/needs/{need_id}/shortlist.xlsx")
def export_shortlist(request: Request, engine: TheEngine, viewer: OfCases, need_id: NeedId) -> Response:
    """The same list as a workbook."""
    need = visible_need(engine, viewer, need_id)
    rows, words = visible_cases(engine, viewer, request.app.state.clock(), need.id), words_of(request)
    note(request, "shortlist.exported", [("need", need.id), *((PERSON, row.case.professional) for row in rows)])
    heads = [str(words.say(f"cases.column.{key}")) for key in ("person", "stage", "since", "note")]
    cells = [
        (row.person, str(words.say(f"stage.{row.case.stage}")), row.case.since.date(), _last_note(engine, row.case))
        for row in rows
    ]
    asked = (say(words.language, "table.need asked"), f"{need.id}  {title_of(need)}")
    about = about_lines(request, words, asked, len(rows), filters="", synthetic=need.synthetic)
    name = str(words.say("need.tab.shortlist"))
    table = Table(name, tuple(heads), cells, about, say(words.language, "table.about"), (24, 16, 14, 60))
    file = str(words.say("file.shortlist", need=title_of(need), day=engine.today().isoformat()))
    return workbook(file, xlsx_bytes(table))


@router.post("/needs/{need_id}/shortlist")
def add_to_shortlist(
    request: Request, engine: TheEngine, viewer: OfCases, need_id: NeedId, form: CheckedForm
) -> Response:
    """Put people on the shortlist of a need; whoever is there already stays as they are."""
    need = visible_need(engine, viewer, need_id)
    people = engine.store.kept("professional", texts_of(form, "person"))
    text, now = _text(form, "note"), request.app.state.clock()
    made = [engine.store.cases.add(need.id, one, "shortlisted", viewer.account, now, text) for one in sorted(people)]
    note(request, "shortlist.added", [("need", need.id), *((PERSON, case.professional) for case in made)])
    added = ",".join(case.id for case in made)
    return _to(f"/needs/{quoted(need.id)}/shortlist" + (f"?added={added}" if added else ""))


@router.post("/needs/{need_id}/shortlist/undo")
def undo_adding(request: Request, engine: TheEngine, viewer: OfCases, need_id: NeedId, form: CheckedForm) -> Response:
    """Take people off again who were put on only just now; whom somebody has moved since stays."""
    need = visible_need(engine, viewer, need_id)
    rows, asked = visible_cases(engine, viewer, request.app.state.clock(), need.id), texts_of(form, "case")
    fresh = [row.case for row in rows if row.case.id in asked and _is_fresh(request, row.case)]
    gone = [case for case in fresh if engine.store.cases.remove(case.id, 1)]
    note(request, "shortlist.undone", [("need", need.id), *((PERSON, case.professional) for case in gone)])
    return _to(f"/needs/{quoted(need.id)}/shortlist")


@router.get("/cases")
def show_cases(
    request: Request, engine: TheEngine, viewer: OfCases, need: Annotated[str, Query(max_length=200)] = "",
    view: Annotated[str, Query(pattern="^(list|board)$")] = "list",
) -> HTMLResponse:  # fmt: skip
    """All cases of the reader's bases by stage, as a list or side by side."""
    rows = visible_cases(engine, viewer, request.app.state.clock(), need)
    note(request, "cases.shown", [(PERSON, row.case.professional) for row in rows])
    by_stage = {stage: [row for row in rows if row.case.stage == stage] for stage in STAGES}
    waiting = sorted((row for row in rows if row.idle), key=lambda row: row.case.since)
    return page(
        request, "cases.html", viewer=viewer, synthetic=_has_synthetic(engine, rows), rows=rows, by_stage=by_stage,
        waiting=waiting, need=need, need_title=rows[0].need if need and rows else need, view=view, idle=IDLE.days,
    )  # fmt: skip


@router.get("/cases/{case_id}")
def show_case(request: Request, engine: TheEngine, viewer: OfCases, case_id: CaseId) -> HTMLResponse:
    """One case with everything that was done, and the forms to go on."""
    shown = _visible(engine, viewer, case_id)
    note(request, "case.shown", [("need", shown.need.id), (PERSON, shown.person.id)])
    return _case_page(request, engine, viewer, shown)


@router.post("/cases/{case_id}/move")
def move_case(request: Request, engine: TheEngine, viewer: OfCases, case_id: CaseId, form: CheckedForm) -> Response:
    """Put a case into another stage, or say why not; nothing that was written is lost."""
    shown = _visible(engine, viewer, case_id)
    stage, reason, now = _text(form, "stage"), _text(form, "reason"), request.app.state.clock()
    problem = _problem(engine, shown, stage, reason, now)
    if problem:
        return _case_page(request, engine, viewer, shown, form, problem=problem, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    moved = engine.store.cases.move(
        Move(
            case_id, _number(form), cast(Any, stage), viewer.account, now, _text(form, "text"),
            cast(Any, reason) if stage == "closed" else None,
        )
    )  # fmt: skip
    if moved is None:
        again = _visible(engine, viewer, case_id)
        return _case_page(request, engine, viewer, again, form, changed=True, status=HTTPStatus.PRECONDITION_FAILED)
    note(request, f"case.{stage}", [("need", shown.need.id), (PERSON, shown.person.id)])
    return _to(f"/cases/{case_id}")


@router.post("/cases/{case_id}/note")
def write_note(request: Request, engine: TheEngine, viewer: OfCases, case_id: CaseId, form: CheckedForm) -> Response:
    """Add a note to a case."""
    shown = _visible(engine, viewer, case_id)
    if text := _text(form, "text"):
        engine.store.cases.note(case_id, viewer.account, request.app.state.clock(), text)
        note(request, "case.noted", [("need", shown.need.id), (PERSON, shown.person.id)])
    return _to(f"/cases/{case_id}")


@router.post("/cases/{case_id}/undo")
def undo_move(request: Request, engine: TheEngine, viewer: OfCases, case_id: CaseId, form: CheckedForm) -> Response:
    """Take back the reader's own last change, as long as it is fresh and nobody has changed the case since."""
    shown = _visible(engine, viewer, case_id)
    now = request.app.state.clock()
    events = engine.store.cases.events(case_id)
    last = undoable(events, viewer.account, now)
    if last is not None and last.before is None:
        engine.store.cases.remove(case_id, _number(form))
        return _to(f"/needs/{quoted(shown.need.id)}/shortlist")
    if last is not None and last.before is not None:
        reason = _reason_before(events) if last.before == "closed" else None
        engine.store.cases.move(Move(case_id, _number(form), last.before, viewer.account, now, reason=reason))
        note(request, "case.undone", [("need", shown.need.id), (PERSON, shown.person.id)])
    return _to(f"/cases/{case_id}")


def texts_of(form: FormData, name: str) -> list[str]:
    """The values of a field that may be given several times."""
    return [value for value in form.getlist(name) if isinstance(value, str) and value]


def _case_page(
    request: Request, engine: Engine, viewer: Viewer, shown: Shown, form: FormData | None = None, *, problem: str = "",
    changed: bool = False, status: int = HTTPStatus.OK,
) -> HTMLResponse:  # fmt: skip
    events, now = engine.store.cases.events(shown.case.id), request.app.state.clock()
    accounts = {account.id: account.name for account in engine.store.accounts.all()}
    given = form or FormData()
    return page(
        request, "case.html", viewer=viewer, status=status, synthetic=shown.need.synthetic or shown.person.synthetic,
        case=shown.case, need=shown.need, need_title=title_of(shown.need), person=shown.person,
        name=display_name(shown.person), events=events[::-1], accounts=accounts, stages=STAGES, reasons=REASONS,
        next_stage=_next(shown.case), undo=undoable(events, viewer.account, now), minutes=UNDO.seconds // 60,
        contacts=_contacts(engine, shown, now), most_contacts=MOST_CONTACTS,
        may_contact=may_be_contacted(engine, shown.person.id), problem=problem, changed=changed,
        given={name: _text(given, name) for name in ("stage", "reason", "text")},
    )  # fmt: skip


def _problem(engine: Engine, shown: Shown, stage: str, reason: str, now: datetime) -> str:
    """Why a case cannot be moved, as the end of a key of words; empty if it can."""
    if stage not in STAGES or stage == shown.case.stage:
        return "stage"
    if stage == "closed" and reason not in REASONS:
        return "reason"
    if stage == "contacted" and not may_be_contacted(engine, shown.person.id):
        return "consent"
    if stage == "contacted" and _contacts(engine, shown, now) >= MOST_CONTACTS:
        return "contacts"
    return ""


def _contacts(engine: Engine, shown: Shown, now: datetime) -> int:
    return recent_contacts(engine, {shown.person.id}, now).get(shown.person.id, 0)


def _next(case: Case) -> str:
    """The stage that usually comes next."""
    place = STAGES.index(case.stage)
    return STAGES[min(place + 1, len(STAGES) - 2)] if case.stage != "closed" else "shortlisted"


def _reason_before(events: list[CaseEvent]) -> Any:
    """The reason for which a case was closed before its last change."""
    return next((event.reason for event in events[::-1] if event.reason), "other")


def _visible(engine: Engine, viewer: Viewer, case_id: str) -> Shown:
    """A case of the reader's bases; raises the 404 of a case that is not there for any other."""
    case = engine.store.cases.get(case_id)
    if case is None:
        raise HTTPException(404)
    need = visible_need(engine, viewer, case.need)
    return Shown(case, need, cast(Professional, engine.records.get("professional", case.professional)[1]))


def _is_fresh(request: Request, case: Case) -> bool:
    return case.version == 1 and request.app.state.clock() - case.made < UNDO


def _last_note(engine: Engine, case: Case) -> str:
    events = engine.store.cases.events(case.id)
    return next((event.text for event in events[::-1] if event.text), "")


def _has_synthetic(engine: Engine, rows: list[CaseRow]) -> bool:
    kept = engine.store.kept("need", {row.case.need for row in rows})
    return any(need.synthetic for need in kept.values())


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value.strip()[:LONGEST_NOTE] if isinstance(value, str) else ""


def _number(form: FormData) -> int:
    value = _text(form, "version")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else 0


def _to(address: str) -> Response:
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)
