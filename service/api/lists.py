"""Routes that list records by words and filters, so that nobody needs to know an id."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request

from matcher.errors import InputError, NotFoundError
from matcher.matching.engine import Engine
from matcher.matching.finding import KINDS
from matcher.records import Base, Need, Organisation, Professional, Record
from service.access.anonymous import Numbered, meant, numbered
from service.access.guard import needs_role
from service.access.viewer import Viewer
from service.api.answers import ListAnswer, ListedAnswer
from service.api.parameters import TheEngine
from service.audit import PERSON, note
from service.errors import Problem

router = APIRouter(prefix="/api", tags=["lists"])

_MISSING: dict[int | str, dict[str, Any]] = {404: {"model": Problem, "description": "There is no list of this name"}}

Reader = Annotated[Viewer, Depends(needs_role("coordinator", "analyst", "admin", scope="needs"))]
ListName = Annotated[str, Path(description="needs, professionals, bases or organisations")]
Words = Annotated[str, Query(max_length=200, description="words that all stand in the record, in any letter case")]
Where = Annotated[
    str, Query(max_length=400, description="filters with ; between them, such as type=project;status=open")
]
Sort = Annotated[str, Query(max_length=60, description="field to order by; with - before it from the highest down")]
Limit = Annotated[int, Query(ge=1, le=200, description="most records to return")]
Cursor = Annotated[str, Query(max_length=400, description="what `next` of the part before has: the part behind it")]
Offset = Annotated[int, Query(ge=0, le=10_000_000, description="how many to leave out before the first")]


@router.get("/lists/{name}", responses=_MISSING)
def listed(
    engine: TheEngine, request: Request, viewer: Reader, name: ListName, words: Words = "", where: Where = "",
    sort: Sort = "id", limit: Limit = 50, offset: Offset = 0, cursor: Cursor = "",
) -> ListAnswer:  # fmt: skip
    """Records by words, filters and order; of professionals only those who agreed to be matched.

    A coordinator gets the needs of their bases; professionals are listed for programs only.
    """
    if name not in KINDS or (name == "professionals" and "people" not in viewer.scopes):
        raise NotFoundError("list", name)
    if name == "professionals" and not viewer.sees_names and (words or where or sort != "id"):
        raise InputError("this key sees people by number only: it lists them all, without words, filters or order")
    if cursor and offset:
        raise InputError("cursor and offset were given; give one of the two")
    filters = [part for part in where.split(";") if part.strip()]
    page = engine.records.find(
        KINDS[name], words=words, where=filters, sort=sort, offset=offset, limit=limit, consented=True,
        may=lambda record: not isinstance(record, Need) or viewer.sees_base(record.base),
        after=_last_seen(engine, viewer, name, cursor) if cursor else "",
    )  # fmt: skip
    if name == "professionals":
        note(request, "people.listed", [(PERSON, record.id) for record in page.records])
    listed_as = _listed if viewer.sees_names or name != "professionals" else _numbered(numbered(engine, viewer))
    records = [listed_as(record) for record in page.records]
    more = records and page.offset + len(records) < page.count
    following = _cursor(records[-1].id) if more else None
    return ListAnswer(kind=page.kind, count=page.count, offset=page.offset, records=records, next=following)


def _cursor(identifier: str) -> str:
    return urlsafe_b64encode(identifier.encode()).decode()


def _last_seen(engine: Engine, viewer: Viewer, name: str, cursor: str) -> str:
    """The id of the last record of the part before; raises InputError for what is no cursor of ours."""
    try:
        shown = urlsafe_b64decode(cursor).decode()
        return meant(engine, viewer, shown) if name == "professionals" else shown
    except (ValueError, NotFoundError) as error:
        raise InputError("the cursor is not of this list, or its record is gone; begin the list anew") from error


def _numbered(number: Numbered) -> Callable[[Record], ListedAnswer]:
    return lambda record: ListedAnswer(id=number(record.id), name="", line="", synthetic=record.synthetic)


def _listed(record: Record) -> ListedAnswer:
    name, line = _named(record)
    return ListedAnswer(id=record.id, name=name, line=line, synthetic=record.synthetic)


def _named(record: Record) -> tuple[str, str]:
    if isinstance(record, Professional):
        return record.name or "", record.headline
    if isinstance(record, Need):
        return record.title, ""
    assert isinstance(record, Base | Organisation)
    return record.name, record.name_zh
