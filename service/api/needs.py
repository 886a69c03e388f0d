"""Routes that read one need and put it, so that nobody's change is lost."""

import json
import re
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Header, HTTPException, Request
from starlette.responses import Response

from matcher.errors import InputError, NotFoundError
from matcher.records import Need
from service.access.forms import checked_form
from service.access.guard import needs_role
from service.access.rows import visible_need
from service.access.viewer import Viewer
from service.api.parameters import NeedId, TheEngine
from service.audit import note
from service.errors import Problem, StaleError

_MISSING: dict[int | str, dict[str, Any]] = {
    404: {"model": Problem, "description": "No need that the reader may see has this id"}
}
_REFUSED: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "The id or the base is not one that you may put here"},
    403: {"model": Problem, "description": "Sent with a cookie, but without the token of our own pages"},
    412: {"model": Problem, "description": "Somebody has changed the need since; the ETag header is of what is kept"},
    428: {"model": Problem, "description": "Neither If-Match nor If-None-Match says what the change is based on"},
}
_TAG = re.compile(r'"v(\d{1,18})"')

may_read = needs_role("coordinator", "analyst", "admin", scope="needs")
may_write = needs_role("coordinator", "admin", scope="needs:write")
router = APIRouter(prefix="/api", tags=["needs"])


@router.get("/needs/{need_id}", responses=_MISSING)
def need(
    engine: TheEngine, viewer: Annotated[Viewer, Depends(may_read)], need_id: NeedId, response: Response
) -> Need:  # fmt: skip
    """One need with all its fields; the ETag header names its version, for If-Match."""
    visible_need(engine, viewer, need_id)
    record, version = engine.records.versioned("need", need_id)
    assert isinstance(record, Need)
    response.headers["etag"] = tag_of(version)
    return record


@router.put("/needs/{need_id}", responses=_MISSING | _REFUSED)
def put_need(
    engine: TheEngine, request: Request, viewer: Annotated[Viewer, Depends(may_write)], need_id: NeedId,
    given: Annotated[Need, Body(description="the whole need: a field that is left out is not stated any more")],
    response: Response, _form: Annotated[Any, Depends(checked_form)],
    if_match: Annotated[str, Header(max_length=60, description="ETag of the need that was changed")] = "",
    if_none_match: Annotated[str, Header(max_length=60, description="* for a need that is new")] = "",
) -> Need:  # fmt: skip
    """Put a whole need, if nobody has changed it since it was read; it is matched from the next answer on."""
    if given.id != need_id:
        raise InputError(
            "the need has the id {given!r}, its address {path!r}; give both the same", given=given.id, path=need_id
        )
    if "\\u0000" in json.dumps(asdict(given), default=str):
        raise InputError("a text of the need holds a NUL character; remove it")
    if not viewer.sees_base(given.base):
        raise InputError("is not a need of your bases; allowed: {bases}", bases=", ".join(sorted(viewer.bases)))
    changed = engine.records.put_if(given, _version(engine, viewer, need_id, if_match, if_none_match))
    if changed is None:
        raise StaleError(_kept_tag(engine, viewer, need_id))
    note(request, "need.put", [("need", need_id)])
    response.headers["etag"] = tag_of(changed)
    return given


def tag_of(version: int) -> str:
    """The ETag of a version of a record."""
    return f'"v{version}"'


def _version(engine: TheEngine, viewer: Viewer, identifier: str, if_match: str, if_none_match: str) -> int:
    """The version that a change is based on, 0 for a need that is new; raises StaleError where it cannot be so."""
    kept = _kept_tag(engine, viewer, identifier)
    if if_none_match == "*" and not if_match:
        if kept:
            raise StaleError(kept)
        return 0
    match = _TAG.fullmatch(if_match)
    if if_match and (match is None or if_match != kept):
        raise StaleError(kept)
    if match is None:
        raise HTTPException(428)
    return int(match[1])


def _kept_tag(engine: TheEngine, viewer: Viewer, identifier: str) -> str:
    """The ETag of what is kept, empty where nothing is; raises NotFoundError for what the viewer may not see."""
    try:
        record, version = engine.records.versioned("need", identifier)
    except NotFoundError:
        return ""
    assert isinstance(record, Need)
    if not viewer.sees_base(record.base):
        raise NotFoundError("need", identifier)
    return tag_of(version)
