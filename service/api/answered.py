"""The answers made of one view of a ranking, the same for the web service and the commands."""

from collections.abc import Callable

from matcher.matching.engine import Engine
from matcher.messages import Language, RankingView, RecommendationView, ranking_view
from matcher.records import Kind
from matcher.results import Ranking
from service.api.answers import (
    ExclusionAnswer,
    ExplanationAnswer,
    NearMissAnswer,
    RankingAnswer,
    RecommendationAnswer,
    ShortfallAnswer,
)

SyntheticTest = Callable[[Kind, str], bool]
"""Tells whether a record is made-up sample data."""


def ranking_answer(engine: Engine, ranking: Ranking, language: Language) -> RankingAnswer:
    """The answer to a question for a list, the same for the service and the commands."""
    view, is_synthetic = ranking_view(ranking, language), synthetic_test(engine)
    return RankingAnswer(
        direction=view.direction,
        query=view.query,
        synthetic=is_synthetic("need" if view.direction == "candidates" else "professional", view.query),
        considered=view.considered,
        weak=view.weak,
        message=view.message or None,
        remarks=list(view.remarks),
        asks_nothing=view.asks_nothing,
        recommendations=recommendation_answers(view, is_synthetic),
        near_misses=near_miss_answers(view, is_synthetic),
        shortfalls=[ShortfallAnswer.model_validate(shortfall) for shortfall in view.shortfalls],
        exclusions=exclusion_answers(view),
    )


def near_miss_answers(view: RankingView, is_synthetic: SyntheticTest) -> list[NearMissAnswer]:
    """Everybody who fails one condition only."""
    return [
        NearMissAnswer(
            recommendation=_recommendation_answer(near.recommendation, is_synthetic),
            condition=near.condition,
            wanted=list(near.wanted),
            offered=list(near.offered),
            text=near.text,
            question=near.question,
            rank_text=near.rank_text,
        )
        for near in view.near_misses
    ]


def recommendation_answers(view: RankingView, is_synthetic: SyntheticTest) -> list[RecommendationAnswer]:
    """Every recommendation of a list."""
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


def exclusion_answers(view: RankingView) -> list[ExclusionAnswer]:
    """Every hard filter that set somebody aside."""
    return [ExclusionAnswer.model_validate(exclusion) for exclusion in view.exclusions]


def synthetic_test(engine: Engine) -> SyntheticTest:
    """Tells whether a record is made up, looking each up once; NotFoundError if it was erased meanwhile."""
    known: dict[tuple[Kind, str], bool] = {}

    def is_synthetic(kind: Kind, identifier: str) -> bool:
        if (kind, identifier) not in known:
            known[kind, identifier] = engine.records.get(kind, identifier)[1].synthetic
        return known[kind, identifier]

    return is_synthetic
