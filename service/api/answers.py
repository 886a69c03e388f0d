"""The JSON that the routes answer with; every field is described in /openapi.json."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from matcher.results import Band, Direction, State


class _Answer(BaseModel):
    model_config = ConfigDict(from_attributes=True, frozen=True)


class ContributionAnswer(_Answer):
    """What one feature adds to a score."""

    feature: str
    value: float | None = Field(description="the feature itself; null where it is not known")
    points: float = Field(description="what it adds to the score; 0 where it is not known")


class TermPairAnswer(_Answer):
    """A Chinese word of one sentence and its English sense, which the other sentence has."""

    chinese: str = Field(description="as it stands in the sentence, never trusted: escape it where it is shown")
    english: str = Field(description="the likeliest sense in the dictionary or in the operator's glossary")


class EvidenceAnswer(_Answer):
    """A sentence of the profile, word for word, next to the sentence of the need that it answers."""

    need_text: str
    quote: str = Field(description="text of the profile, never trusted: escape it where it is shown")
    where: str = Field(description="where it stands in the profile as a reader would say it, in the language asked for")
    source: str = Field(description="for programs: field of the record that is quoted, such as works[2].abstract")
    start: int = Field(description="first character of the quote in that field")
    end: int = Field(description="character after the last of the quote")
    year: int | None
    language: str = Field(description="zh or en")
    similarity: float | None = Field(description="cosine of the two sentences; null where found by its words")
    points: float | None = Field(
        description="what the score would lose without the part of the profile that is quoted; null: not computed"
    )
    pairs: list[TermPairAnswer] = Field(
        description="the terms that say the same, where one of the two sentences is Chinese and the other English"
    )
    coverage: float | None = Field(
        description="confidence in those pairs: share of the Chinese that the dictionary knows, 0 to 1; null where "
        "both sentences are in one language, or without the bridge"
    )
    across: str = Field(description="the pairs as words, or that no term is in common; empty in one language")


class RequirementAnswer(_Answer):
    """How one requirement of the need stands for the professional."""

    subject: str = Field(description="the requirement's skill or text; text of the need, never trusted")
    kind: Literal["must", "nice"]
    state: State
    state_name: str = Field(description="the state in the language asked for")
    mark: str = Field(description="the state as one character, for narrow lists")
    text: str = Field(description="what the profile says instead, or what is short; empty where the state says it all")
    credit: float = Field(description="what decides the state, 0 to 1")
    points: float = Field(description="its share of the points of all requirements of its kind, by weight and credit")
    evidence: EvidenceAnswer | None = Field(
        description="the sentence that comes closest; it proves what the state says"
    )


class QuestionAnswer(_Answer):
    """What to ask the professional about a must or a condition."""

    subject: str = Field(description="the requirement's skill or text, or the hard filter")
    kind: Literal["must", "condition"]
    text: str = Field(description="the question, in the language asked for")


class GapAnswer(_Answer):
    """Something the need asks for that the profile does not show."""

    subject: str
    kind: Literal["must", "nice", "condition"]
    state: State
    detail: str = Field(description="what is missing, in the language asked for")
    remedy: str = Field(description="what would close the gap, in the language asked for")
    said: Literal["", "denied", "wished", "others", "sought", "heard"] = Field(
        description="what the profile says of the skill instead of showing it; empty for nothing"
    )
    unread: bool = Field(description="true where most of the profile is in a language that is not read")


class LineAnswer(_Answer):
    """One line of an explanation: a reason with its points, a gap, or a caution about the profile's text."""

    kind: Literal["reason", "gap", "caution"]
    about: str = Field(
        description="the feature of a reason, or smaller for all that add little; the state of a gap, the kind of a "
        "caution"
    )
    subject: str = Field(description="what a gap is about; text of the need, never trusted")
    points: float = Field(description="what a reason adds to the score; 0 for the others")
    text: str = Field(description="the line as a sentence, in the language asked for")
    span: EvidenceAnswer | None = Field(description="the sentence of the profile that bears it out; null if none does")


class CounterfactualAnswer(_Answer):
    """A change that the person could make, with the score and rank that the changed profile gets."""

    change: Literal["evidence", "availability", "language", "mode"]
    subject: str = Field(description="the requirement that would be shown, or what would be stated")
    score: float = Field(description="the score after the change")
    rank: int = Field(description="the rank after the change, counted from 1")
    text: str = Field(description="the change and what it does as a sentence, in the language asked for")


class AttainedAnswer(_Answer):
    """A qualification that the need asks for, and what the profile shows of it."""

    requirement: str = Field(description="the requirement that asks for it; text of the need, never trusted")
    kind: Literal["years", "degree", "title", "stage"]
    asked: int = Field(
        description="years, or a step: degrees 1 (college) to 4 (doctor), titles and stages 1 (junior) to 4 (professor)"
    )
    shown: int | None = Field(description="the same of the profile; null where it is not stated")
    since: int | None = Field(description="the first of the years; null where no date tells it")
    met: bool = Field(description="whether it is enough")
    text: str = Field(description="what is asked and what is shown, in the language asked for")


class ExplanationAnswer(_Answer):
    """Why a pair has its score: the verdict, each requirement, what to ask, then what adds up to the score.

    The base plus the points of all contributions is the score; so is the base plus the points of all reasons.
    """

    verdict: str = Field(description="how the musts stand in one sentence, in the language asked for")
    requirements: list[RequirementAnswer] = Field(description="musts before nice ones, each in the order of the need")
    questions: list[QuestionAnswer] = Field(description="what to ask first: musts, then conditions")
    caution: str = Field(description="the worst caution in a few words; empty if there is none")
    base: float
    contributions: list[ContributionAnswer]
    evidence: list[EvidenceAnswer]
    gaps: list[GapAnswer]
    lines: list[LineAnswer] = Field(description="all reasons, gaps and cautions; the gravest at the beginning")
    counterfactuals: list[CounterfactualAnswer] = Field(description="what would change the rank most; may be empty")
    without_evidence: float | None = Field(
        description="what the score would lose without all parts of the profile that are quoted; null: not computed"
    )
    attained: list[AttainedAnswer] = Field(description="years, degrees, titles and stages that the need asks for")


class RecommendationAnswer(_Answer):
    """One line of a ranking."""

    need: str
    professional: str
    rank: int = Field(description="counts from 1")
    score: float
    synthetic: bool = Field(description="true where the need or the professional is made-up sample data")
    band: Band | None = Field(description="how good the match is; null where the ranker does not tell")
    band_name: str | None = Field(description="the band in the language asked for")
    probability: float | None = Field(
        description="chance of mutual interest, 0 to 1; null where too few decisions are known to tell it"
    )
    duplicates: list[str] = Field(
        description="ids of other records that are probably of the same person and have no line of their own"
    )
    explanation: ExplanationAnswer


class ExclusionAnswer(_Answer):
    """How many one hard filter set aside, and why."""

    rule: str
    count: int
    reason: str = Field(description="why, in the language asked for")


class NearMissAnswer(_Answer):
    """Somebody who would be listed but for one condition that the two sides can talk about."""

    recommendation: RecommendationAnswer = Field(
        description="as it would be with the condition set aside: score, rank among the candidates, band, explanation"
    )
    condition: str = Field(description="the hard filter: engagement, language, mode or availability")
    wanted: list[str] = Field(description="what the need states: words, or the first and last day, empty where open")
    offered: list[str] = Field(description="what the professional states, in the same form")
    text: str = Field(description="what both sides state, in the language asked for")
    question: str = Field(description="what to ask whom, in the language asked for")
    rank_text: str = Field(description="the rank it would have, in the language asked for")


class ShortfallAnswer(_Answer):
    """A must that many of the people whose texts come closest do not mention."""

    subject: str = Field(description="the requirement's skill or text; text of the need, never trusted")
    missing: int = Field(description="how many do not mention it")
    people: int = Field(description="how many were looked at")
    text: str = Field(description="the same as a sentence, in the language asked for")


class RankingAnswer(_Answer):
    """The recommendations for one need or one professional, best first."""

    direction: Direction
    query: str = Field(description="id of the need or professional that was asked about")
    synthetic: bool = Field(description="true where what was asked about is made-up sample data")
    considered: int = Field(description="how many passed all hard filters")
    weak: int = Field(description="how many would be in the list, had their texts borne out what is asked")
    message: str | None = Field(
        description="says that nothing is good enough, in the language asked for; null where something is, or where "
        "the exclusions are the reason"
    )
    remarks: list[str] = Field(description="what else there is to say of the list, in the language asked for")
    asks_nothing: bool = Field(description="true for a need that states no requirement and whose text has none either")
    recommendations: list[RecommendationAnswer]
    near_misses: list[NearMissAnswer] = Field(
        description="for a need: who would be listed but for one condition, at most 20"
    )
    shortfalls: list[ShortfallAnswer] = Field(description="for an empty list: the musts that most people fail")
    exclusions: list[ExclusionAnswer]


class PairAnswer(_Answer):
    """One need with one professional."""

    need: str
    professional: str
    considered: int = Field(description="how many passed all hard filters of the need; 0 if this one did not")
    recommendation: RecommendationAnswer | None = Field(description="null where a hard filter sets the pair aside")
    near_miss: NearMissAnswer | None = Field(
        description="the pair as it would be without the one condition that sets it aside; null where that is final"
    )
    exclusions: list[ExclusionAnswer] = Field(description="the filter that sets the pair aside")


class RankedAnswer(_Answer):
    """A professional with rank and score for a need."""

    professional: str
    rank: int = Field(description="counts from 1")
    score: float


class DifferenceAnswer(_Answer):
    """What one feature gives the first of two professionals more than the second."""

    feature: str
    points: float = Field(description="points of the first less points of the second")
    text: str = Field(description="the same as words, in the language asked for")


class AboveAnswer(_Answer):
    """Why one professional stands above another for a need."""

    need: str
    first: RankedAnswer
    second: RankedAnswer
    difference: float = Field(description="score of the first less score of the second; below 0 it stands lower")
    text: str = Field(description="which stands above, in the language asked for")
    differences: list[DifferenceAnswer] = Field(description="largest first; their points add up to the difference")


class NeedsAnswer(_Answer):
    """The needs that may be matched today."""

    needs: list[str] = Field(description="ids, sorted")


class ListedAnswer(_Answer):
    """One record of a list; the fields that a reader may look for it by."""

    id: str
    name: str = Field(description="title of a need, name of a person, base or organisation; never trusted")
    line: str = Field(description="what a person says of themselves in a line; Chinese name of a base; may be empty")
    synthetic: bool = Field(description="true where the record is made-up sample data")


class ListAnswer(_Answer):
    """A part of a list of records, in the order asked for."""

    kind: Literal["need", "professional", "base", "organisation"]
    count: int = Field(description="how many there are in all")
    offset: int = Field(description="how many come before the first of these")
    records: list[ListedAnswer]
    next: str | None = Field(description="the cursor of the part behind this one; null where this is the last")


class JobAnswer(_Answer):
    """Work that takes longer than a reader waits, and how far it is."""

    id: str
    kind: Literal["import", "erase", "night"]
    state: Literal["waiting", "running", "stopping", "done", "failed", "stopped"]
    made: datetime
    ended: datetime | None
    step: str = Field(description="what is being done; empty before it begins")
    done: int = Field(description="how much of the step is done")
    total: int = Field(description="how much the step has; 0 where that is not known")
    result: dict[str, Any] = Field(
        description="of an import: run, read, good, changed, refused, and problems with place, field and sentence; of "
        "a failed job: problem"
    )
    has_file: bool = Field(description="whether there is a sheet with what was refused marked, to be mended")


class JobsAnswer(_Answer):
    """Jobs, the latest first."""

    jobs: list[JobAnswer]


class AliveAnswer(_Answer):
    """The process is alive; nothing else is said."""

    status: Literal["alive"] = "alive"


class ReadyAnswer(_Answer):
    """The store can be reached."""

    status: Literal["ready"] = "ready"
