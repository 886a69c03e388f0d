"""Routes for matches in both directions and for the explanation of one pair."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query, Request

from matcher.errors import ConsentError, NotFoundError
from matcher.messages import Language, ranking_view
from service.access.anonymous import meant, shown_pair, shown_ranking
from service.access.guard import needs_role
from service.access.rows import open_needs_of, own_professional, visible_need
from service.access.viewer import Viewer
from service.api.answered import (
    exclusion_answers,
    near_miss_answers,
    ranking_answer,
    recommendation_answers,
    synthetic_test,
)
from service.api.answers import AboveAnswer, NeedsAnswer, PairAnswer, RankingAnswer
from service.api.parameters import NeedId, OtherId, ProfessionalId, TheEngine
from service.audit import PERSON, note, note_ranking
from service.errors import Problem
from service.why import above, recommended

MOST = 200
"""Most recommendations in one answer."""

_MISSING: dict[int | str, dict[str, Any]] = {
    404: {"model": Problem, "description": "No need or professional that the reader may see has this id"}
}

_SET_ASIDE: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "A hard filter sets one of the two aside; the detail says which"}
}

Lang = Annotated[Language, Query(description="language of the sentences in the answer")]
Count = Annotated[int, Query(ge=1, le=MOST, description="most recommendations to return")]
OfNeeds = Annotated[Viewer, Depends(needs_role("coordinator", "analyst", "admin", scope="needs"))]
OfCandidates = Annotated[Viewer, Depends(needs_role("coordinator", scope="candidates"))]
OfSuggestions = Annotated[Viewer, Depends(needs_role("professional", scope="suggestions"))]
router = APIRouter(prefix="/api", tags=["matching"])


@router.get("/needs")
def open_needs(engine: TheEngine, viewer: OfNeeds) -> NeedsAnswer:
    """Ids of the needs that may be matched today; a coordinator gets those of their bases."""
    return NeedsAnswer(needs=open_needs_of(engine, viewer))


@router.get("/needs/{need_id}/candidates", responses=_MISSING)
def candidates(
    engine: TheEngine, request: Request, viewer: OfCandidates, need_id: NeedId, k: Count = 20, lang: Lang = "en"
) -> RankingAnswer:
    """Professionals for a need, best first, each with what adds up to its score."""
    visible_need(engine, viewer, need_id)
    ranking = engine.matching.candidates(need_id, k)
    note_ranking(request, "candidates.shown", ranking)
    return shown_ranking(ranking_answer(engine, ranking, lang), engine, viewer)


@router.get("/professionals/{professional_id}/suggestions", responses=_MISSING)
def suggestions(
    engine: TheEngine, request: Request, viewer: OfSuggestions, professional_id: ProfessionalId, k: Count = 5,
    lang: Lang = "en",
) -> RankingAnswer:  # fmt: skip
    """Needs for a professional, best first, each with what adds up to its score."""
    own_professional(viewer, professional_id)
    ranking = engine.matching.suggestions(meant(engine, viewer, professional_id), k)
    note_ranking(request, "suggestions.shown", ranking)
    return shown_ranking(ranking_answer(engine, ranking, lang), engine, viewer)


@router.get("/needs/{need_id}/candidates/{professional_id}", responses=_MISSING)
def pair(
    engine: TheEngine, request: Request, viewer: OfCandidates, need_id: NeedId, professional_id: ProfessionalId,
    lang: Lang = "en",
) -> PairAnswer:  # fmt: skip
    """Why a professional has this rank for a need, or which hard filter sets the pair aside."""
    visible_need(engine, viewer, need_id)
    person = meant(engine, viewer, professional_id)
    ranking = engine.matching.explain(need_id, person)
    note_ranking(request, "pair.shown", ranking, person)
    view = ranking_view(ranking, lang)
    is_synthetic = synthetic_test(engine)
    recommendations, near_misses = recommendation_answers(view, is_synthetic), near_miss_answers(view, is_synthetic)
    answer = PairAnswer(
        need=need_id,
        professional=person,
        considered=view.considered,
        recommendation=recommendations[0] if recommendations else None,
        near_miss=near_misses[0] if near_misses else None,
        exclusions=exclusion_answers(view),
    )
    return shown_pair(answer, engine, viewer)


@router.get("/needs/{need_id}/candidates/{professional_id}/above/{other_id}", responses=_MISSING | _SET_ASIDE)
def why_above(
    engine: TheEngine, request: Request, viewer: OfCandidates, need_id: NeedId, professional_id: ProfessionalId,
    other_id: OtherId, lang: Lang = "en",
) -> AboveAnswer:  # fmt: skip
    """Why the first professional stands above the other for a need: what gives more points, what gives fewer."""
    visible_need(engine, viewer, need_id)
    if not viewer.sees_names:  # the lines say what the texts of the two have that the other's have not
        raise HTTPException(404)
    first = recommended(engine, need_id, professional_id)
    try:
        second = recommended(engine, need_id, other_id)
    except ConsentError:
        raise NotFoundError("professional", other_id) from None
    note(request, "pair.shown", [("need", need_id), (PERSON, professional_id), (PERSON, other_id)])
    return AboveAnswer.model_validate(above(first, second, lang))
