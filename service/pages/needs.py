"""Needs as pages: the list with search and facets, and one need."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, cast, get_args

from fastapi import Depends, Query, Request
from starlette.responses import HTMLResponse

from matcher.matching.engine import Engine
from matcher.records import Need, NeedType
from service.access.guard import needs_role
from service.access.rows import visible_need
from service.access.viewer import Viewer
from service.api.parameters import NeedId, TheEngine
from service.audit import note
from service.pages.catalogue import Catalogue
from service.pages.facets import Facet, sift
from service.pages.languages import language_of
from service.pages.naming import organisation_name, title_of
from service.pages.pursuits import counts_by_need, visible_cases
from service.pages.render import base_name, page, words_of
from service.pages.routing import page_router

PER_PAGE = 50
SOON = 30
"""Days within which a deadline is soon."""
OfNeeds = Annotated[Viewer, Depends(needs_role("coordinator", "analyst", "admin"))]
Codes = Annotated[tuple[str, ...], Query(max_length=40, description="codes of a filter; any one of them does")]
Words = Annotated[str, Query(max_length=200, description="words that all stand in the record")]
Offset = Annotated[int, Query(ge=0, le=10_000_000, description="how many to leave out before the first")]
_ORDERS: Mapping[str, str] = {"deadline": "deadline", "title": "title", "newest": "-id"}

router = page_router()


@dataclass(frozen=True)
class NeedRow:
    """A need in the list, with what became of it."""

    need: Need
    base: str
    is_open: bool
    shortlisted: int = 0
    cases: int = 0

    @property
    def title(self) -> str:
        """What the need is called."""
        return title_of(self.need)


@router.get("/needs")
def list_needs(
    request: Request, engine: TheEngine, viewer: OfNeeds, words: Words = "", status: Codes = (), type: Codes = (),
    due: Codes = (), base: Codes = (), order: Annotated[str, Query(max_length=20)] = "deadline", offset: Offset = 0,
) -> HTMLResponse:  # fmt: skip
    """The needs of a reader's bases, by words, facets and order."""
    rows = need_rows(request, engine, viewer, words, order)
    chosen = {"status": status, "type": type, "due": due, "base": base}
    sifted = sift(rows, _facets(words_of(request), rows, engine.today()), chosen)
    shown = sifted.rows[offset : offset + PER_PAGE]
    note(request, "needs.shown", [("need", row.need.id) for row in shown])
    return page(
        request, "needs.html", viewer=viewer, synthetic=any(row.need.synthetic for row in shown), sifted=sifted,
        rows=shown, total=len(rows), words=words, order=order if order in _ORDERS else "deadline", orders=list(_ORDERS),
        offset=offset, per_page=PER_PAGE, today=engine.today(), soon=_soon(rows, engine.today()),
        may_edit=viewer.role in ("coordinator", "admin"), one_base=len({row.base for row in rows}) < 2,
    )  # fmt: skip


@router.get("/needs/{need_id}")
def show_need(request: Request, engine: TheEngine, viewer: OfNeeds, need_id: NeedId) -> HTMLResponse:
    """One need: what it asks for, on which conditions, in whose words."""
    need = visible_need(engine, viewer, need_id)
    note(request, "need.shown", [("need", need.id)])
    requirements = engine.matching.requirements(need.id)
    return page(
        request, "need.html", viewer=viewer, synthetic=need.synthetic, **need_values(request, engine, viewer, need),
        requirements=requirements, is_read=not need.requirements and bool(requirements),
    )  # fmt: skip


def need_rows(
    request: Request, engine: Engine, viewer: Viewer, words: str = "", order: str = "deadline"
) -> list[NeedRow]:
    """The needs that a reader may see, open ones before closed ones in every order."""
    language = language_of(request)
    matches = engine.records.find(
        "need", words=words, sort=_ORDERS.get(order, "deadline"),
        may=lambda record: viewer.sees_base(cast(Need, record).base),
    )  # fmt: skip
    counts = counts_by_need(visible_cases(engine, viewer, request.app.state.clock()))
    names: dict[str, str] = {}
    rows = []
    for record in matches.records:
        need = cast(Need, record)
        base = need.base or ""
        if base and base not in names:
            names[base] = base_name(engine, base, language)
        listed, pursued = counts.get(need.id, (0, 0))
        rows.append(NeedRow(need, names.get(base, ""), is_open(need, engine.today()), listed, pursued))
    return sorted(rows, key=lambda row: not row.is_open)


def need_values(request: Request, engine: Engine, viewer: Viewer, need: Need) -> dict[str, Any]:
    """What every page about one need shows of it."""
    language = language_of(request)
    return {
        "need": need,
        "title": title_of(need),
        "base": base_name(engine, need.base, language) if need.base else "",
        "organisation": organisation_name(engine, need.organisation, language) if need.organisation else "",
        "today": engine.today(),
        "is_open": is_open(need, engine.today()),
        "may_match": viewer.role == "coordinator",
        "may_edit": viewer.role in ("coordinator", "admin"),
    }


def is_open(need: Need, today: date) -> bool:
    """Whether answers to a need are still waited for."""
    ends = [day for day in (need.deadline, need.period.end if need.period else None) if day]
    return need.status == "open" and all(day >= today for day in ends)


def _facets(words: Catalogue, rows: list[NeedRow], today: date) -> list[Facet[NeedRow]]:
    bases = {row.need.base or "": row.base for row in rows if row.base}
    facets = [
        Facet[NeedRow](
            "status", _labels(words, "needs.status", ("open", "closed")),
            lambda row: frozenset({"open" if row.is_open else "closed"}),
        ),
        Facet(
            "due", _labels(words, "needs.due", ("soon", "later", "past", "unstated")),
            lambda row: _due(row.need, today),
        ),
        Facet("type", _types(words, rows), lambda row: frozenset({row.need.type or "unstated"})),
    ]  # fmt: skip
    if len(bases) > 1:
        facets.append(Facet("base", dict(sorted(bases.items())), lambda row: frozenset({row.need.base or ""})))
    return facets


def _types(words: Catalogue, rows: list[NeedRow]) -> dict[str, str]:
    """The kinds of needs, the most frequent first; the one that is not stated last."""
    from matcher.messages.standing import value_name

    counted = Counter(row.need.type for row in rows)
    kinds = sorted(get_args(NeedType), key=lambda kind: -counted[kind])
    return {kind: value_name(kind, words.language) for kind in kinds} | {"unstated": str(words.say("unstated"))}


def _labels(words: Catalogue, prefix: str, codes: tuple[str, ...]) -> dict[str, str]:
    return {code: str(words.say(f"{prefix}.{code}")) for code in codes}


def _due(need: Need, today: date) -> frozenset[str]:
    if need.deadline is None:
        return frozenset({"unstated"})
    left = (need.deadline - today).days
    return frozenset({"past" if left < 0 else "soon" if left <= SOON else "later"})


def _soon(rows: list[NeedRow], today: date) -> int:
    return sum(row.is_open and "soon" in _due(row.need, today) for row in rows)
