"""What the engine found, as the answers of the routes, with its sentences in the language asked for."""

from collections.abc import Callable

from matcher.messages import (
    Language,
    above_text,
    band_name,
    counterfactual_text,
    exclusion_text,
    gap_remedy,
    gap_text,
    line_text,
    no_match_text,
    why_text,
)
from matcher.records import Kind
from matcher.results import Exclusion, Explanation, Ranking, Recommendation
from service.api.answers import (
    AboveAnswer,
    ContributionAnswer,
    CounterfactualAnswer,
    DifferenceAnswer,
    EvidenceAnswer,
    ExclusionAnswer,
    ExplanationAnswer,
    GapAnswer,
    LineAnswer,
    PlaceAnswer,
    RankingAnswer,
    RecommendationAnswer,
)
from service.why import Above

MadeUp = Callable[[Kind, str], bool]
"""Tells whether a record is made-up sample data."""


def ranking_answer(found: Ranking, made_up: MadeUp, language: Language) -> RankingAnswer:
    """A whole ranking."""
    kind: Kind = "need" if found.direction == "candidates" else "professional"
    return RankingAnswer(
        direction=found.direction,
        query=found.query,
        synthetic=made_up(kind, found.query),
        considered=found.considered,
        weak=found.weak,
        floor=found.floor,
        message=no_match_text(found, language) if found.weak and not len(found) else None,
        recommendations=[recommendation_answer(each, made_up, language) for each in found],
        exclusions=exclusion_answers(found.exclusions, language),
    )


def recommendation_answer(found: Recommendation, made_up: MadeUp, language: Language) -> RecommendationAnswer:
    """One line of a ranking."""
    return RecommendationAnswer(
        need=found.need,
        professional=found.professional,
        rank=found.rank,
        score=found.score,
        synthetic=made_up("need", found.need) or made_up("professional", found.professional),
        band=found.band,
        band_name=band_name(found.band, language) if found.band else None,
        probability=found.probability,
        explanation=_explanation(found, language),
    )


def exclusion_answers(found: tuple[Exclusion, ...], language: Language) -> list[ExclusionAnswer]:
    """Who was set aside and why."""
    return [ExclusionAnswer(rule=e.rule, count=e.count, reason=exclusion_text(e, language)) for e in found]


def above_answer(found: Above, language: Language) -> AboveAnswer:
    """Why one stands above another."""
    return AboveAnswer(
        need=found.need,
        first=PlaceAnswer.model_validate(found.first),
        second=PlaceAnswer.model_validate(found.second),
        difference=found.difference,
        text=why_text(found.first.professional, found.second.professional, found.difference, language),
        differences=[
            DifferenceAnswer(
                feature=each.feature, points=each.points, text=above_text(each.feature, each.points, language)
            )
            for each in found.differences
        ],
    )


def _explanation(found: Recommendation, language: Language) -> ExplanationAnswer:
    told = found.explanation
    return ExplanationAnswer(
        base=told.base,
        contributions=[ContributionAnswer.model_validate(each) for each in told.contributions],
        evidence=[EvidenceAnswer.model_validate(each) for each in told.evidence],
        gaps=_gaps(told, language),
        lines=_lines(told, language),
        counterfactuals=_counterfactuals(found, language),
        without_evidence=told.without_evidence,
    )


def _gaps(told: Explanation, language: Language) -> list[GapAnswer]:
    return [
        GapAnswer(
            subject=each.subject,
            kind=each.kind,
            state=each.state,
            detail=gap_text(each, language),
            remedy=gap_remedy(each, language),
        )
        for each in told.gaps
    ]


def _lines(told: Explanation, language: Language) -> list[LineAnswer]:
    return [
        LineAnswer(
            kind=each.kind,
            about=each.about,
            subject=each.subject,
            points=each.points,
            text=line_text(told, each, language),
            span=None if each.span is None else EvidenceAnswer.model_validate(each.span),
        )
        for each in told.lines
    ]


def _counterfactuals(found: Recommendation, language: Language) -> list[CounterfactualAnswer]:
    return [
        CounterfactualAnswer(
            change=each.change,
            subject=each.subject,
            score=each.score,
            rank=each.rank,
            text=counterfactual_text(each, found.rank, found.score, language),
        )
        for each in found.explanation.counterfactuals
    ]
