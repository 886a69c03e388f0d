"""Routes for matches in both directions and for the explanation of one pair."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query

from matcher.errors import ConsentError, NotFoundError
from matcher.matching.engine import Engine
from matcher.messages import Language, RankingView, RecommendationView, ranking_view
from matcher.records import Kind
from matcher.results import Ranking
from service.api.answers import (
    AboveAnswer,
    ExclusionAnswer,
    ExplanationAnswer,
    NeedsAnswer,
    PairAnswer,
    RankingAnswer,
    RecommendationAnswer,
)
from service.api.parameters import NeedId, OtherId, ProfessionalId, TheEngine
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
SyntheticTest = Callable[[Kind, str], bool]
"""Tells whether a record is made-up sample data."""

router = APIRouter(prefix="/api", tags=["matching"])


@router.get("/needs")
def open_needs(engine: TheEngine) -> NeedsAnswer:
    """Ids of the needs that may be matched today."""
    return NeedsAnswer(needs=engine.matching.open_needs())


@router.get("/needs/{need_id}/candidates", responses=_MISSING)
def candidates(engine: TheEngine, need_id: NeedId, k: Count = 20, lang: Lang = "en") -> RankingAnswer:
    """Professionals for a need, best first, each with what adds up to its score."""
    return _ranking_answer(engine, engine.matching.candidates(need_id, k), lang)


@router.get("/professionals/{professional_id}/suggestions", responses=_MISSING)
def suggestions(engine: TheEngine, professional_id: ProfessionalId, k: Count = 5, lang: Lang = "en") -> RankingAnswer:
    """Needs for a professional, best first, each with what adds up to its score."""
    return _ranking_answer(engine, engine.matching.suggestions(professional_id, k), lang)


@router.get("/needs/{need_id}/candidates/{professional_id}", responses=_MISSING)
def pair(engine: TheEngine, need_id: NeedId, professional_id: ProfessionalId, lang: Lang = "en") -> PairAnswer:
    """Why a professional has this rank for a need, or which hard filter sets the pair aside."""
    view = ranking_view(engine.matching.explain(need_id, professional_id), lang)
    recommendations = _recommendation_answers(view, _synthetic_test(engine))
    return PairAnswer(
        need=need_id,
        professional=professional_id,
        considered=view.considered,
        recommendation=recommendations[0] if recommendations else None,
        exclusions=_exclusion_answers(view),
    )


@router.get("/needs/{need_id}/candidates/{professional_id}/above/{other_id}", responses=_MISSING | _SET_ASIDE)
def why_above(
    engine: TheEngine, need_id: NeedId, professional_id: ProfessionalId, other_id: OtherId, lang: Lang = "en"
) -> AboveAnswer:
    """Why the first professional stands above the other for a need: what gives more points, what gives fewer."""
    first = recommended(engine, need_id, professional_id)
    try:
        second = recommended(engine, need_id, other_id)
    except ConsentError:
        raise NotFoundError("professional", other_id) from None
    return AboveAnswer.model_validate(above(first, second, lang))


def _ranking_answer(engine: Engine, ranking: Ranking, language: Language) -> RankingAnswer:
    view, is_synthetic = ranking_view(ranking, language), _synthetic_test(engine)
    return RankingAnswer(
        direction=view.direction,
        query=view.query,
        synthetic=is_synthetic("need" if view.direction == "candidates" else "professional", view.query),
        considered=view.considered,
        weak=view.weak,
        message=view.message or None,
        remarks=list(view.remarks),
        recommendations=_recommendation_answers(view, is_synthetic),
        exclusions=_exclusion_answers(view),
    )


def _recommendation_answers(view: RankingView, is_synthetic: SyntheticTest) -> list[RecommendationAnswer]:
    return [_recommendation_answer(recommendation, is_synthetic) for recommendation in view.recommendations]


def _recommendation_answer(view: RecommendationView, is_synthetic: SyntheticTest) -> RecommendationAnswer:
    return RecommendationAnswer(
        need=view.need,
        professional=view.professional,
        rank=view.rank,
        score=view.score,
        synthetic=is_synthetic("need", view.need) or is_synthetic("professional", view.professional),
        band=view.band,
        band_name=view.band_name,
        probability=view.probability,
        duplicates=list(view.duplicates),
        explanation=ExplanationAnswer.model_validate(view),
    )


def _exclusion_answers(view: RankingView) -> list[ExclusionAnswer]:
    return [ExclusionAnswer.model_validate(exclusion) for exclusion in view.exclusions]


def _synthetic_test(engine: Engine) -> SyntheticTest:
    """Tells whether a record is made up, looking each up once; NotFoundError if it was erased meanwhile."""
    known: dict[tuple[Kind, str], bool] = {}

    def is_synthetic(kind: Kind, identifier: str) -> bool:
        if (kind, identifier) not in known:
            known[kind, identifier] = engine.records.get(kind, identifier)[1].synthetic
        return known[kind, identifier]

    return is_synthetic
