"""Routes for matches in both directions and for the explanation of one pair."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query

from matcher.engine import Engine
from matcher.records import Kind, Ranking, Recommendation
from service.api.answers import (
    ExclusionAnswer,
    ExplanationAnswer,
    NeedsAnswer,
    PairAnswer,
    RankingAnswer,
    RecommendationAnswer,
)
from service.api.parameters import NeedId, ProfessionalId, TheEngine
from service.errors import Problem

MOST = 200
"""Most recommendations in one answer."""

_MISSING: dict[int | str, dict[str, Any]] = {
    404: {"model": Problem, "description": "No need or professional that the reader may see has this id"}
}

Count = Annotated[int, Query(ge=1, le=MOST, description="most recommendations to return")]

router = APIRouter(prefix="/api", tags=["matching"])


@router.get("/needs")
def open_needs(engine: TheEngine) -> NeedsAnswer:
    """Ids of the needs that may be matched today."""
    return NeedsAnswer(needs=engine.open_needs())


@router.get("/needs/{need_id}/candidates", responses=_MISSING)
def candidates(engine: TheEngine, need_id: NeedId, k: Count = 20) -> RankingAnswer:
    """Professionals for a need, best first, each with what adds up to its score."""
    return _ranking(engine, "need", engine.candidates(need_id, k))


@router.get("/professionals/{professional_id}/suggestions", responses=_MISSING)
def suggestions(engine: TheEngine, professional_id: ProfessionalId, k: Count = 5) -> RankingAnswer:
    """Needs for a professional, best first, each with what adds up to its score."""
    return _ranking(engine, "professional", engine.suggestions(professional_id, k))


@router.get("/needs/{need_id}/candidates/{professional_id}", responses=_MISSING)
def pair(engine: TheEngine, need_id: NeedId, professional_id: ProfessionalId) -> PairAnswer:
    """Why a professional has this place for a need, or which hard filter sets the pair aside."""
    found = engine.explain(need_id, professional_id)
    made_up = _synthetic_test(engine)
    return PairAnswer(
        need=need_id,
        professional=professional_id,
        considered=found.considered,
        recommendation=_recommendation(found[0], made_up) if len(found) else None,
        exclusions=[ExclusionAnswer.model_validate(each) for each in found.exclusions],
    )


def _ranking(engine: Engine, kind: Kind, found: Ranking) -> RankingAnswer:
    made_up = _synthetic_test(engine)
    return RankingAnswer(
        direction=found.direction,
        query=found.query,
        synthetic=made_up(kind, found.query),
        considered=found.considered,
        recommendations=[_recommendation(each, made_up) for each in found],
        exclusions=[ExclusionAnswer.model_validate(each) for each in found.exclusions],
    )


def _recommendation(found: Recommendation, made_up: Callable[[Kind, str], bool]) -> RecommendationAnswer:
    synthetic = made_up("need", found.need) or made_up("professional", found.professional)
    return RecommendationAnswer(
        need=found.need,
        professional=found.professional,
        rank=found.rank,
        score=found.score,
        synthetic=synthetic,
        explanation=ExplanationAnswer.model_validate(found.explanation),
    )


def _synthetic_test(engine: Engine) -> Callable[[Kind, str], bool]:
    """Tells whether a record is made up, looking each up once; NotFoundError if it was erased meanwhile."""
    known: dict[tuple[Kind, str], bool] = {}

    def made_up(kind: Kind, identifier: str) -> bool:
        if (kind, identifier) not in known:
            known[kind, identifier] = engine.store.get(kind, identifier)[1].synthetic
        return known[kind, identifier]

    return made_up
