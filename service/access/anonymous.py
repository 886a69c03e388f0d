"""People by number: what a reader sees who may not see who they are."""

from collections.abc import Callable

from matcher.errors import NotFoundError
from matcher.matching.engine import Engine
from service.access.viewer import Viewer
from service.api.answers import (
    AttainedAnswer,
    CounterfactualAnswer,
    ExplanationAnswer,
    GapAnswer,
    PairAnswer,
    RankingAnswer,
    RecommendationAnswer,
    RequirementAnswer,
)

Numbered = Callable[[str], str]
"""Gives for the id of a professional what a reader sees of it."""


def numbered(engine: Engine, viewer: Viewer) -> Numbered:
    """The id itself for a reader who sees names; else the number of the record, which is never given twice."""
    if viewer.sees_names:
        return lambda identifier: identifier
    return lambda identifier: str(engine.records.get("professional", identifier)[0])


def meant(engine: Engine, viewer: Viewer, given: str) -> str:
    """The id of the professional whom a reader means by id or by number; raises NotFoundError."""
    if viewer.sees_names:
        return given
    entry = engine.store.entries([int(given)], "").get(int(given)) if _is_number(given) else None
    if entry is None or entry.record.kind != "professional":
        raise NotFoundError("professional", given)
    return entry.record.id


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19  # an int64


def shown_ranking(answer: RankingAnswer, engine: Engine, viewer: Viewer) -> RankingAnswer:
    """A ranking as a reader may see it."""
    if viewer.sees_names:
        return answer
    number = numbered(engine, viewer)
    near = [one.model_copy(update={"recommendation": _bare(one.recommendation, number)}) for one in answer.near_misses]
    query = answer.query if answer.direction == "candidates" else number(answer.query)
    bare = [_bare(one, number) for one in answer.recommendations]
    return answer.model_copy(update={"query": query, "recommendations": bare, "near_misses": near})


def shown_pair(answer: PairAnswer, engine: Engine, viewer: Viewer) -> PairAnswer:
    """A pair as a reader may see it."""
    if viewer.sees_names:
        return answer
    number = numbered(engine, viewer)
    near = answer.near_miss
    changed = {
        "professional": number(answer.professional),
        "recommendation": _bare(answer.recommendation, number) if answer.recommendation else None,
        "near_miss": near.model_copy(update={"recommendation": _bare(near.recommendation, number)}) if near else None,
    }
    return answer.model_copy(update=changed)


def _bare(answer: RecommendationAnswer, number: Numbered) -> RecommendationAnswer:
    """A line without any text of the person: what is left are states, numbers and texts of the need."""
    changed = {
        "professional": number(answer.professional),
        "duplicates": [number(one) for one in answer.duplicates],
        "explanation": _bare_explanation(answer.explanation),
    }
    return answer.model_copy(update=changed)


def _bare_explanation(answer: ExplanationAnswer) -> ExplanationAnswer:
    changed = {
        "requirements": [_bare_requirement(one) for one in answer.requirements],
        "gaps": [_bare_gap(one) for one in answer.gaps],
        "counterfactuals": [_bare_change(one) for one in answer.counterfactuals],
        "attained": [_bare_attained(one) for one in answer.attained],
        "questions": [], "evidence": [], "lines": [], "caution": "",
    }  # fmt: skip
    return answer.model_copy(update=changed)


def _bare_requirement(answer: RequirementAnswer) -> RequirementAnswer:
    return answer.model_copy(update={"text": "", "evidence": None})


def _bare_gap(answer: GapAnswer) -> GapAnswer:
    return answer.model_copy(update={"detail": "", "remedy": ""})


def _bare_change(answer: CounterfactualAnswer) -> CounterfactualAnswer:
    return answer.model_copy(update={"text": ""})


def _bare_attained(answer: AttainedAnswer) -> AttainedAnswer:
    return answer.model_copy(update={"text": ""})
