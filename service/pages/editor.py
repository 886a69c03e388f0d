"""The need editor: a text becomes requirements that can be checked; nobody's change is lost when two save."""

from dataclasses import replace
from http import HTTPStatus
from secrets import token_hex
from typing import Annotated, Any, cast

from fastapi import Depends, Request
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse, RedirectResponse, Response

from matcher.matching.engine import Engine
from matcher.records import STAGES, Need
from service.access.forms import CheckedForm
from service.access.guard import needs_role
from service.access.rows import visible_need
from service.access.viewer import Viewer
from service.api.parameters import NeedId, TheEngine
from service.audit import note
from service.pages.languages import language_of
from service.pages.naming import title_of
from service.pages.need_form import (
    FORM_ERRORS,
    LANGUAGES,
    MODES,
    MOST_REQUIREMENTS,
    TYPES,
    Conflict,
    NeedForm,
    empty_form,
    form_from_json,
    form_of,
    merged,
    need_of,
    one_a_sentence,
    problems_of,
    rearranged,
    typed,
    version_of,
)
from service.pages.render import base_name, page, quoted
from service.pages.routing import page_router

OfEditor = Annotated[Viewer, Depends(needs_role("coordinator", "admin"))]
_TRIED = 20

router = page_router()


@router.get("/needs/new")
def new_need(request: Request, engine: TheEngine, viewer: OfEditor) -> HTMLResponse:
    """An empty form."""
    bases = _bases(engine, viewer)
    return _editor(request, engine, viewer, None, empty_form(bases[0] if len(bases) == 1 else ""))


@router.post("/needs/new")
def make_need(request: Request, engine: TheEngine, viewer: OfEditor, form: CheckedForm) -> Response:
    """Read requirements, rearrange them, or keep the need."""
    given, act = typed(form), str(form.get("do", ""))
    if act not in ("save", "find"):
        return _editor(request, engine, viewer, None, _after(engine, given, act))
    identifier = f"N-{engine.today():%y%m%d}-{token_hex(3)}"
    kept = _kept(request, engine, viewer, None, Need(id=identifier, title=" x"), given, act, version=0)
    return kept or make_need(request, engine, viewer, form)


@router.get("/needs/{need_id}/edit")
def edit_need(request: Request, engine: TheEngine, viewer: OfEditor, need_id: NeedId) -> HTMLResponse:
    """The form of a need, with what its text asks for where no requirement was kept."""
    need = visible_need(engine, viewer, need_id)
    given = form_of(need)
    if not need.requirements:
        given = _after(engine, given, "read")
    return _editor(request, engine, viewer, need, given, proposed=not need.requirements)


@router.post("/needs/{need_id}/edit")
def save_need(request: Request, engine: TheEngine, viewer: OfEditor, need_id: NeedId, form: CheckedForm) -> Response:
    """Read requirements, rearrange them, or keep the need, unless somebody has changed it meanwhile."""
    visible_need(engine, viewer, need_id)
    record, version = engine.records.versioned("need", need_id)
    need, given, act = cast(Need, record), _decided(typed(form), form), str(form.get("do", ""))
    if act not in ("save", "find"):
        return _editor(request, engine, viewer, need, _after(engine, given, act), before=str(form.get("before", "")))
    if str(form.get("version", "")) != version_of(need):
        before = form_from_json(str(form.get("before", ""))) or form_of(need)
        both = merged(before, given, form_of(need))
        if both.conflicts or both.form != given:
            return _editor(
                request, engine, viewer, need, both.form, conflicts=both.conflicts, changed=True,
                status=HTTPStatus.PRECONDITION_FAILED,
            )  # fmt: skip
    kept = _kept(request, engine, viewer, need, need, given, act, version)
    # Somebody was faster between the look and the change: now the versions differ, and it is put together or asked.
    return kept or save_need(request, engine, viewer, need_id, form)


def _kept(
    request: Request, engine: Engine, viewer: Viewer, need: Need | None, kept: Need, given: NeedForm, act: str,
    version: int,
) -> Response | None:  # fmt: skip
    """Keep what was typed and go on, or show the form again with what is wrong; None where somebody was faster."""
    problems = problems_of(given, _bases(engine, viewer))
    wrong = HTTPStatus.UNPROCESSABLE_ENTITY
    if problems:
        return _editor(request, engine, viewer, need, given, problems=problems, status=wrong)
    try:
        made = need_of(given, kept)
    except FORM_ERRORS:
        return _editor(request, engine, viewer, need, given, problems={"body": "refused"}, status=wrong)
    if need is not None and made.requirements and made.body != need.body:
        made = replace(made, requirements=tuple(replace(one, start=None, end=None) for one in made.requirements))
    if engine.records.put_if(made, version) is None:
        return None
    note(request, "need.changed" if need else "need.made", [("need", made.id)])
    after = "/candidates" if act == "find" and viewer.role == "coordinator" else ""
    return RedirectResponse(f"/needs/{quoted(made.id)}{after}", HTTPStatus.SEE_OTHER)


def _editor(
    request: Request, engine: Engine, viewer: Viewer, need: Need | None, given: NeedForm, *,
    problems: dict[str, str] | None = None, conflicts: tuple[Conflict, ...] = (), changed: bool = False,
    proposed: bool = False, before: str = "", status: int = HTTPStatus.OK,
) -> HTMLResponse:  # fmt: skip
    language = language_of(request)
    bases = {base: base_name(engine, base, language) for base in _bases(engine, viewer)}
    return page(
        request, "editor.html", viewer=viewer, status=status, synthetic=bool(need and need.synthetic), need=need,
        need_title=title_of(need) if need else "", form=given, problems=problems or {}, conflicts=conflicts,
        changed=changed, proposed=proposed, own_bases=bases, types=TYPES, modes=MODES, languages=LANGUAGES,
        stages=STAGES, version=version_of(need) if need else "",
        before=before or (form_of(need).as_json if need else ""),
        most=MOST_REQUIREMENTS, trial=_trial(engine, viewer, need),
    )  # fmt: skip


def _trial(engine: Engine, viewer: Viewer, need: Need | None) -> dict[str, int] | None:
    """How many people the need finds as it is kept."""
    if need is None or viewer.role != "coordinator" or need.id not in engine.matching.open_needs():
        return None
    ranking = engine.matching.candidates(need.id, _TRIED)
    evidenced = 0
    for one in ranking:
        musts = [result for result in one.explanation.requirements if result.kind == "must"]
        evidenced += bool(musts) and all(result.state == "evidenced" for result in musts)
    return {"evidenced": evidenced, "asking": len(ranking) - evidenced, "near": len(ranking.near_misses)}


def _after(engine: Engine, given: NeedForm, act: str) -> NeedForm:
    """The form after a button that keeps nothing."""
    if act != "read":
        return rearranged(given, act)
    text = given.values["body"].strip() or given.values["title"].strip()
    if not text:
        return given
    need = Need(id="draft", title=given.values["title"].strip(), body=given.values["body"].strip())
    own = [one for one in given.requirements if one.text.strip() or one.skills.strip()]
    known = {one.text.strip() for one in own} | {skill for one in own for skill in one.alternatives}
    proposals = [one for one in engine.read_requirements(need) if not {one.text, one.skill} & known]
    read = one_a_sentence(proposals)
    return replace(given, requirements=(*own, *read)[:MOST_REQUIREMENTS])


def _decided(given: NeedForm, form: FormData) -> NeedForm:
    """What was typed, with the choices between two versions that were made."""
    values: dict[str, Any] = dict(given.values)
    for name in values:
        if form.get(f"choice-{name}") == "now":
            values[name] = str(form.get(f"now-{name}", ""))
    return replace(given, values=values)


def _bases(engine: Engine, viewer: Viewer) -> list[str]:
    """The bases whose needs a reader may write."""
    return engine.records.ids("base") if viewer.role == "admin" else sorted(viewer.bases)
