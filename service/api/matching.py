"""Routes for matches in both directions and for the explanation of one pair."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query

from matcher.errors import ConsentError, NotFoundError
from matcher.matching.engine import Engine
from matcher.messages import Language
from matcher.records import Kind
from service.api.answering import above_answer, exclusion_answers, ranking_answer, recommendation_answer
from service.api.answers import AboveAnswer, NeedsAnswer, PairAnswer, RankingAnswer
from service.api.parameters import NeedId, OtherId, ProfessionalId, TheEngine
from service.errors import Problem
from service.why import above, placed

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

router = APIRouter(prefix="/api", tags=["matching"])


@router.get("/needs")
def open_needs(engine: TheEngine) -> NeedsAnswer:
    """Ids of the needs that may be matched today."""
    return NeedsAnswer(needs=engine.matching.open_needs())


@router.get("/needs/{need_id}/candidates", responses=_MISSING)
def candidates(engine: TheEngine, need_id: NeedId, k: Count = 20, lang: Lang = "en") -> RankingAnswer:
    """Professionals for a need, best first, each with what adds up to its score."""
    return ranking_answer(engine.matching.candidates(need_id, k), _synthetic_test(engine), lang)


@router.get("/professionals/{professional_id}/suggestions", responses=_MISSING)
def suggestions(engine: TheEngine, professional_id: ProfessionalId, k: Count = 5, lang: Lang = "en") -> RankingAnswer:
    """Needs for a professional, best first, each with what adds up to its score."""
    return ranking_answer(engine.matching.suggestions(professional_id, k), _synthetic_test(engine), lang)


@router.get("/needs/{need_id}/candidates/{professional_id}", responses=_MISSING)
def pair(engine: TheEngine, need_id: NeedId, professional_id: ProfessionalId, lang: Lang = "en") -> PairAnswer:
    """Why a professional has this place for a need, or which hard filter sets the pair aside."""
    found = engine.matching.explain(need_id, professional_id)
    made_up = _synthetic_test(engine)
    return PairAnswer(
        need=need_id,
        professional=professional_id,
        considered=found.considered,
        recommendation=recommendation_answer(found[0], made_up, lang) if len(found) else None,
        exclusions=exclusion_answers(found.exclusions, lang),
    )


@router.get("/needs/{need_id}/candidates/{professional_id}/above/{other_id}", responses=_MISSING | _SET_ASIDE)
def why_above(
    engine: TheEngine, need_id: NeedId, professional_id: ProfessionalId, other_id: OtherId, lang: Lang = "en"
) -> AboveAnswer:
    """Why the first professional stands above the other for a need: what gives more points, what gives fewer."""
    first = placed(engine, need_id, professional_id)
    try:
        second = placed(engine, need_id, other_id)
    except ConsentError:
        raise NotFoundError("professional", other_id) from None
    return above_answer(above(first, second), lang)


def _synthetic_test(engine: Engine) -> Callable[[Kind, str], bool]:
    """Tells whether a record is made up, looking each up once; NotFoundError if it was erased meanwhile."""
    known: dict[tuple[Kind, str], bool] = {}

    def made_up(kind: Kind, identifier: str) -> bool:
        if (kind, identifier) not in known:
            known[kind, identifier] = engine.records.get(kind, identifier)[1].synthetic
        return known[kind, identifier]

    return made_up
