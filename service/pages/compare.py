"""Two people for one need, side by side: what differs first, what is the same folded."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, cast
from urllib.parse import urlencode

from fastapi import Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from matcher.errors import NotFoundError
from matcher.matching.engine import Engine
from matcher.messages import Language, RequirementView, recommendation_view
from matcher.messages.waterfall import rounded
from matcher.records import Need, Professional
from matcher.results import Recommendation
from service.access.forms import CheckedForm
from service.access.rows import visible_need
from service.api.parameters import NeedId, TheEngine
from service.audit import PERSON, note, note_ranking
from service.pages.candidates import PLACES, OfCandidates, PersonRow, candidate_list, cautions
from service.pages.cases import texts_of
from service.pages.languages import language_of
from service.pages.naming import display_name
from service.pages.needs import need_values
from service.pages.pair import Condition, conditions, difference_lines, words_formats
from service.pages.pursuits import recent_contacts
from service.pages.render import page, quoted, words_of
from service.pages.routing import page_router

router = page_router()
PersonId = Annotated[str, Query(max_length=200, description="id of a professional")]


@dataclass(frozen=True)
class Compared:
    """One requirement or condition of both people."""

    first: RequirementView | Condition
    second: RequirementView | Condition

    @property
    def differs(self) -> bool:
        """Whether the two stand differently."""
        return self.first.state != self.second.state


@router.get("/needs/{need_id}/compare")
def compare(
    request: Request, engine: TheEngine, viewer: OfCandidates, need_id: NeedId, a: PersonId = "", b: PersonId = ""
) -> HTMLResponse:
    """Two people side by side; with one of them only, a list to choose the other from."""
    need = visible_need(engine, viewer, need_id)
    if not a or not b or a == b:
        return _choose(request, engine, viewer, need, a or b)
    first, second = sorted((_recommended(engine, need, one) for one in (a, b)), key=lambda one: one.rank)
    note(request, "pair.compared", [("need", need.id), (PERSON, first.professional), (PERSON, second.professional)])
    people = cast(dict[str, Professional], engine.store.kept("professional", (first.professional, second.professional)))
    one, other = people[first.professional], people[second.professional]
    language = language_of(request)
    rows, stated = _requirements(first, second, language), _conditions(request, need, first, second, (one, other))
    contacts = recent_contacts(engine, set(people), request.app.state.clock())
    views = [recommendation_view(one, language, PLACES) for one in (first, second)]
    return page(
        request, "compare.html", viewer=viewer, synthetic=need.synthetic or one.synthetic or other.synthetic,
        **need_values(request, engine, viewer, need), people=(one, other), views=views,
        names=(display_name(one), display_name(other)), rows=rows, stated=stated,
        cautions=[cautions(view, words_of(request), contacts.get(view.professional, 0)) for view in views],
        same=sum(not row.differs for row in (*rows, *stated)),
        lines_of_points=difference_lines(first, second, language),
        difference=rounded(views[0].score - views[1].score, PLACES), better=_better(rows),
    )  # fmt: skip


@router.post("/needs/{need_id}/compare")
def compare_chosen(engine: TheEngine, viewer: OfCandidates, need_id: NeedId, form: CheckedForm) -> Response:
    """From the people chosen in a list to the page that compares the first two of them."""
    need = visible_need(engine, viewer, need_id)
    asked = dict(zip(("a", "b"), texts_of(form, "person")[:2], strict=False))
    address = f"/needs/{quoted(need.id)}/compare?{urlencode(asked)}"
    return RedirectResponse(address.rstrip("?"), HTTPStatus.SEE_OTHER)


def _choose(request: Request, engine: Engine, viewer: OfCandidates, need: Need, chosen: str) -> HTMLResponse:
    ranking = engine.matching.candidates(need.id)
    note_ranking(request, "candidates.shown", ranking)
    rows: list[PersonRow] = list(candidate_list(engine, ranking, words_of(request), request.app.state.clock()).rows)
    name = next((row.name for row in rows if row.person.id == chosen), "")
    return page(
        request, "compare_choose.html", viewer=viewer, synthetic=need.synthetic,
        **need_values(request, engine, viewer, need), rows=rows, chosen=chosen if name else "", chosen_name=name,
    )  # fmt: skip


def _recommended(engine: Engine, need: Need, professional: str) -> Recommendation:
    """The recommendation of a pair; raises NotFoundError where a condition sets it aside."""
    ranking = engine.matching.explain(need.id, professional)
    if not len(ranking):
        raise NotFoundError("professional", professional)
    return ranking[0]


def _requirements(first: Recommendation, second: Recommendation, language: Language) -> list[Compared]:
    views = (recommendation_view(one, language, PLACES).requirements for one in (first, second))
    return [Compared(one, other) for one, other in zip(*views, strict=True)]


def _conditions(
    request: Request, need: Need, first: Recommendation, second: Recommendation,
    people: tuple[Professional, Professional],
) -> list[Compared]:  # fmt: skip
    formats, language = words_formats(request), language_of(request)
    of_both = (
        conditions(formats, recommendation_view(one, language, PLACES), need, person)
        for one, person in zip((first, second), people, strict=True)
    )
    return [Compared(one, other) for one, other in zip(*of_both, strict=True)]


def _better(rows: list[Compared]) -> tuple[int, int]:
    """In how many musts the first stands evidenced and the second does not, and the other way round."""
    musts = [row for row in rows if isinstance(row.first, RequirementView) and row.first.kind == "must"]
    first = sum(row.first.state == "evidenced" != row.second.state for row in musts)
    second = sum(row.second.state == "evidenced" != row.first.state for row in musts)
    return first, second
