"""The JSON that the routes answer with; every field is described in /openapi.json."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from matcher.records import Direction, State


class _Answer(BaseModel):
    model_config = ConfigDict(from_attributes=True, frozen=True)


class ContributionAnswer(_Answer):
    """What one feature adds to a score."""

    feature: str
    value: float | None = Field(description="the feature itself; null where it is not known")
    points: float = Field(description="what it adds to the score; 0 where it is not known")


class EvidenceAnswer(_Answer):
    """A sentence of the profile, word for word, beside the sentence of the need that it answers."""

    need_text: str
    quote: str = Field(description="text of the profile, never trusted: escape it where it is shown")
    source: str = Field(description="field of the record that is quoted, such as works[2].abstract")
    start: int = Field(description="first character of the quote in that field")
    end: int = Field(description="character after the last of the quote")
    year: int | None
    language: str = Field(description="zh or en")
    similarity: float | None = Field(description="cosine of the two sentences; null where found by its words")


class GapAnswer(_Answer):
    """Something the need asks for that the profile does not show."""

    subject: str
    kind: Literal["must", "nice", "condition"]
    state: State
    detail: str
    remedy: str = Field(description="what would close the gap")


class ExplanationAnswer(_Answer):
    """Why a pair has its score: base plus the points of all contributions."""

    base: float
    contributions: list[ContributionAnswer]
    evidence: list[EvidenceAnswer]
    gaps: list[GapAnswer]


class RecommendationAnswer(_Answer):
    """One line of a ranking."""

    need: str
    professional: str
    rank: int = Field(description="counts from 1")
    score: float
    synthetic: bool = Field(description="true where the need or the professional is made-up sample data")
    explanation: ExplanationAnswer


class ExclusionAnswer(_Answer):
    """How many one hard filter set aside, and why."""

    rule: str
    count: int
    reason: str


class RankingAnswer(_Answer):
    """The recommendations for one need or one professional, best first."""

    direction: Direction
    query: str = Field(description="id of the need or professional that was asked about")
    synthetic: bool = Field(description="true where what was asked about is made-up sample data")
    considered: int = Field(description="how many passed all hard filters")
    recommendations: list[RecommendationAnswer]
    exclusions: list[ExclusionAnswer]


class PairAnswer(_Answer):
    """One need with one professional."""

    need: str
    professional: str
    considered: int = Field(description="how many passed all hard filters of the need; 0 if this one did not")
    recommendation: RecommendationAnswer | None = Field(description="null where a hard filter sets the pair aside")
    exclusions: list[ExclusionAnswer] = Field(description="the filter that sets the pair aside")


class NeedsAnswer(_Answer):
    """The needs that may be matched today."""

    needs: list[str] = Field(description="ids, sorted")


class AliveAnswer(_Answer):
    """The process is alive; nothing else is said."""

    status: Literal["alive"] = "alive"


class ReadyAnswer(_Answer):
    """The store can be reached and the indexes are in step with it."""

    status: Literal["ready"] = "ready"
    facts: dict[str, int | str] = Field(description="counts by kind of record, sequence and version of the store")
