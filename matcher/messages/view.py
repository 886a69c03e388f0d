"""One view of an answer: its numbers with their words, from which the API, the terminal and the reports are made.

Each explanation reads in one order: the verdict, a line a must, what to ask, then where the points come from.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

from matcher.messages.sentences import (
    across_text,
    attained_text,
    band_name,
    counterfactual_text,
    exclusion_text,
    feature_name,
    gap_line,
    gap_of,
    gap_remedy,
    gap_text,
    line_text,
    no_match_text,
    state_name,
    weak_text,
)
from matcher.messages.standing import (
    MARKS,
    near_miss_question,
    near_miss_text,
    origin_text,
    question,
    question_with_effect,
    short_caution,
    shortfall_text,
    verdict,
)
from matcher.messages.templates import Language, say
from matcher.messages.waterfall import PLACES, Step, in_order, rounded, settle, waterfall
from matcher.results import (
    Attained,
    Band,
    Contribution,
    Counterfactual,
    Direction,
    Evidence,
    Exclusion,
    Explanation,
    Gap,
    Line,
    NearMiss,
    Ranking,
    Recommendation,
    RequirementResult,
    Shortfall,
    State,
)

_QUOTED = tuple(field.name for field in fields(Evidence))


@dataclass(frozen=True, slots=True)
class ContributionView:
    """What one feature, ``name`` in words, adds to the score; ``value`` is None where it is not known."""

    feature: str
    name: str
    value: float | None
    points: float


@dataclass(frozen=True, slots=True)
class EvidenceView(Evidence):
    """A quoted sentence with the language of its words."""

    words: Language = "en"

    @property
    def where(self) -> str:
        """Where it stands in the profile, as a reader would say it."""
        return origin_text(self.origin, self.words)

    @property
    def across(self) -> str:
        """The terms that say the same, or that there are none; empty where both sentences are in one language."""
        return across_text(self, self.words)


@dataclass(frozen=True, slots=True)
class AttainedView(Attained):
    """A qualification that is asked for, with what is asked and shown as a sentence."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class RequirementView:
    """How one requirement stands: its state with name and mark, what is missing in words, and the sentence behind it.

    ``points`` are its share of those of all requirements of its kind.
    """

    subject: str
    kind: Literal["must", "nice"]
    state: State
    state_name: str
    mark: str
    text: str
    credit: float
    points: float
    evidence: EvidenceView | None


@dataclass(frozen=True, slots=True)
class QuestionView:
    """What to ask about a must or a condition, as a sentence."""

    subject: str
    kind: Literal["must", "condition"]
    text: str


@dataclass(frozen=True, slots=True)
class LineView:
    """One line as a sentence: a reason with its points, a gap with its remedy, or a caution."""

    kind: Literal["reason", "gap", "caution"]
    about: str
    subject: str
    points: float
    text: str
    remedy: str
    span: EvidenceView | None


@dataclass(frozen=True, slots=True)
class GapView:
    """Something that the profile does not show: as a sentence, what is missing, and what would close it."""

    subject: str
    kind: Literal["must", "nice", "condition"]
    state: State
    text: str
    detail: str
    remedy: str
    said: str = ""
    unread: bool = False


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A change that the person could make, with the score and rank that it leads to, and as a sentence."""

    change: Literal["evidence", "availability", "language", "mode"]
    subject: str
    score: float
    rank: int
    text: str


@dataclass(frozen=True, slots=True)
class ExclusionView:
    """How many a hard filter set aside, and why."""

    rule: str
    count: int
    reason: str


@dataclass(frozen=True, slots=True)
class RecommendationView:
    """One recommendation with its explanation, in reading order: verdict, requirements, questions, then the rest.

    ``requirements`` has the musts before the nice ones, ``caution`` the worst caution in a few words,
    ``counterfactuals`` the changes that the person could make.
    """

    language: Language
    need: str
    professional: str
    rank: int
    score: float
    band: Band | None
    band_name: str | None
    probability: float | None
    verdict: str
    requirements: tuple[RequirementView, ...]
    questions: tuple[QuestionView, ...]
    caution: str
    base: float
    contributions: tuple[ContributionView, ...]
    lines: tuple[LineView, ...]
    evidence: tuple[EvidenceView, ...]
    gaps: tuple[GapView, ...]
    counterfactuals: tuple[ChangeView, ...]
    without_evidence: float | None
    attained: tuple[AttainedView, ...]
    duplicates: tuple[str, ...]

    @property
    def musts(self) -> tuple[RequirementView, ...]:
        """The requirements that must be met."""
        return tuple(one for one in self.requirements if one.kind == "must")

    @property
    def nices(self) -> tuple[RequirementView, ...]:
        """The requirements that are nice to have."""
        return tuple(one for one in self.requirements if one.kind == "nice")

    @property
    def reasons(self) -> tuple[LineView, ...]:
        """What the points come from, the small ones in one line; with the base they add up to the score."""
        return tuple(line for line in self.lines if line.kind == "reason")

    @property
    def cautions(self) -> tuple[LineView, ...]:
        """What is odd about the profile's text or its author's ties."""
        return tuple(line for line in self.lines if line.kind == "caution")

    @property
    def moving(self) -> tuple[ChangeView, ...]:
        """The changes that lead to another rank."""
        return tuple(change for change in self.counterfactuals if change.rank != self.rank)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The names of the features that are not known, which add nothing."""
        return tuple(part.name for part in self.contributions if part.value is None)

    @property
    def rating(self) -> str:
        """How good the match is in a word, and the chance that both sides agree where it is known."""
        words = [self.band_name] if self.band_name else []
        if self.probability is not None:
            words.append(say(self.language, "title.probability", value=self.probability))
        return say(self.language, "between.values").join(words)

    def steps(self, places: int = PLACES) -> tuple[Step, ...]:
        """The same with the small reasons in one step, which is the last."""
        large = [Contribution(line.about, 0.0, line.points) for line in self.reasons if line.about != "smaller"]
        rest = [Contribution(line.about, 0.0, line.points) for line in self.reasons if line.about == "smaller"]
        if not large and not rest:
            return self.waterfall(places)
        large.sort(key=lambda part: -part.points)
        return in_order(self.base, [*large, *rest], self.score, places)

    def step_name(self, feature: str) -> str:
        """What a step is called."""
        smaller = next((line.text for line in self.reasons if line.about == feature == "smaller"), "")
        return smaller or feature_name(feature, self.language)

    def waterfall(self, places: int = PLACES) -> tuple[Step, ...]:
        """What adds up to the score, step by step."""
        return waterfall(self.base, self.contributions, self.score, places)


@dataclass(frozen=True, slots=True)
class NearMissView:
    """Whoever would be listed but for one condition: the recommendation without it, and what to ask.

    ``text`` says what both sides state of the condition, ``rank_text`` which rank the person would have.
    """

    recommendation: RecommendationView
    condition: str
    wanted: tuple[str, ...]
    offered: tuple[str, ...]
    text: str
    question: str
    rank_text: str


@dataclass(frozen=True, slots=True)
class ShortfallView:
    """How many of the people whose texts come closest do not mention a must, also as a sentence."""

    subject: str
    missing: int
    people: int
    text: str


@dataclass(frozen=True, slots=True)
class RankingView:
    """A ranking with its recommendations.

    ``message`` says that nobody or nothing is good enough, empty where that is not the reason for an empty list;
    ``remarks`` are what else there is to say of it. ``near_misses`` would be listed but for one condition;
    ``shortfalls`` are the musts that most people fail, where the list is empty.
    """

    direction: Direction
    query: str
    considered: int
    weak: int
    message: str
    remarks: tuple[str, ...]
    recommendations: tuple[RecommendationView, ...]
    exclusions: tuple[ExclusionView, ...]
    near_misses: tuple[NearMissView, ...] = ()
    shortfalls: tuple[ShortfallView, ...] = ()
    asks_nothing: bool = False


def ranking_view(ranking: Ranking, language: Language = "en", places: int | None = None) -> RankingView:
    """The view of a ranking; see ``recommendation_view`` for ``places``."""
    return RankingView(
        ranking.direction,
        ranking.query,
        ranking.considered,
        ranking.weak,
        no_match_text(ranking, language) if ranking.weak and not len(ranking) else "",
        _remarks(ranking, language),
        tuple(recommendation_view(recommendation, language, places) for recommendation in ranking),
        tuple(_exclusion(exclusion, language) for exclusion in ranking.exclusions),
        tuple(_near_miss(near, language, places) for near in ranking.near_misses),
        tuple(_shortfall(shortfall, language) for shortfall in ranking.shortfalls),
        ranking.asks_nothing,
    )


def recommendation_view(
    recommendation: Recommendation, language: Language = "en", places: int | None = None
) -> RecommendationView:
    """The view of one recommendation, exact, or with points rounded to ``places`` so that they add up to the score."""
    explanation = recommendation.explanation
    score, base, contributions = _points(recommendation, language, places)
    points = {part.feature: part.points for part in contributions}
    return RecommendationView(
        language,
        recommendation.need,
        recommendation.professional,
        recommendation.rank,
        score,
        recommendation.band,
        band_name(recommendation.band, language) if recommendation.band else None,
        recommendation.probability,
        verdict(recommendation, language),
        _requirements(explanation.requirements, points, language, places),
        _questions(recommendation, language),
        short_caution(explanation, language),
        base,
        contributions,
        tuple(_line(explanation, line, points, language) for line in explanation.lines),
        tuple(_evidence(evidence, language) for evidence in explanation.evidence),
        tuple(_gap(gap, language) for gap in explanation.gaps),
        tuple(_change(change, recommendation, language) for change in explanation.counterfactuals),
        explanation.without_evidence,
        tuple(_attained(one, language) for one in explanation.attained),
        recommendation.duplicates,
    )


def _points(
    recommendation: Recommendation, language: Language, places: int | None
) -> tuple[float, float, tuple[ContributionView, ...]]:
    """Score, base and contributions."""
    score, base = recommendation.score, recommendation.explanation.base
    contributions = recommendation.explanation.contributions
    points = [part.points for part in contributions]
    if places is not None:
        base, *points = settle([base, *points], score, places)
        score = rounded(score, places)
    views = (_contribution(*pair, language) for pair in zip(contributions, points, strict=True))
    return score, base, tuple(views)


def _contribution(contribution: Contribution, points: float, language: Language) -> ContributionView:
    name = feature_name(contribution.feature, language)
    return ContributionView(contribution.feature, name, contribution.value, points)


def _line(explanation: Explanation, line: Line, points: Mapping[str, float], language: Language) -> LineView:
    gap = gap_of(explanation, line) if line.kind == "gap" else None
    return LineView(
        line.kind,
        line.about,
        line.subject,
        _points_of(explanation, line, points) if line.kind == "reason" else line.points,
        line_text(explanation, line, language),
        gap_remedy(gap, language) if gap else "",
        _evidence(line.span, language) if line.span else None,
    )


def _points_of(explanation: Explanation, line: Line, points: Mapping[str, float]) -> float:
    """The points of a reason as they are shown; those of the smaller ones together are what the others leave."""
    if line.about != "smaller":
        return points.get(line.about, line.points)
    own = {other.about for other in explanation.lines if other.kind == "reason"}
    rest = sum(value for feature, value in points.items() if feature not in own)
    return line.points if abs(rest - line.points) < 1e-9 else round(rest, PLACES)


def _requirements(
    results: tuple[RequirementResult, ...], points: Mapping[str, float], language: Language, places: int | None
) -> tuple[RequirementView, ...]:
    """Musts before nice ones; rounded points add up to those of their kind."""
    views: list[RequirementView] = []
    for kind in ("must", "nice"):
        own = [one for one in results if one.kind == kind]
        shares = [one.points for one in own]
        if places is not None and any(shares):
            scale = points[kind] / sum(shares)
            shares = settle([share * scale for share in shares], points[kind], places)
        views += [_requirement(one, share, language) for one, share in zip(own, shares, strict=True)]
    return tuple(views)


def _requirement(one: RequirementResult, points: float, language: Language) -> RequirementView:
    gap = Gap(one.subject, one.kind, one.state, one.said, one.unread, one.attained)
    # The name of the state says the rest by itself.
    texts = [attained_text(attained, language) for attained in one.attained]
    if one.state != "evidenced" and (one.said or one.unread or one.attained):
        texts = [gap_text(gap, language)]
    evidence = _evidence(one.evidence, language) if one.evidence else None
    return RequirementView(
        one.subject, one.kind, one.state, state_name(one.state, language), MARKS[one.state],
        say(language, "between.values").join(texts), one.credit, points, evidence,
    )  # fmt: skip


def _questions(recommendation: Recommendation, language: Language) -> tuple[QuestionView, ...]:
    """What to ask: musts in the order of the need, then conditions."""
    explanation = recommendation.explanation
    changes = {change.subject: change for change in explanation.counterfactuals if change.change == "evidence"}
    order = [one.subject for one in explanation.requirements]
    gaps = [gap for gap in explanation.gaps if gap.kind != "nice"]
    gaps.sort(key=lambda gap: (gap.kind == "condition", order.index(gap.subject) if gap.subject in order else 0))
    views = []
    for gap in gaps:
        change = changes.get(gap.subject) if gap.kind == "must" else None
        text = question_with_effect(question(gap, language), change, recommendation.rank, language)
        views.append(QuestionView(gap.subject, "condition" if gap.kind == "condition" else "must", text))
    return tuple(views)


def _near_miss(near: NearMiss, language: Language, places: int | None) -> NearMissView:
    return NearMissView(
        recommendation_view(near.recommendation, language, places), near.condition, near.wanted, near.offered,
        near_miss_text(near, language), near_miss_question(near, language),
        say(language, "near.rank", rank=near.recommendation.rank),
    )  # fmt: skip


def _shortfall(shortfall: Shortfall, language: Language) -> ShortfallView:
    text = shortfall_text(shortfall, language)
    return ShortfallView(shortfall.subject, shortfall.missing, shortfall.people, text)


def _evidence(evidence: Evidence, language: Language) -> EvidenceView:
    quoted: dict[str, Any] = {name: getattr(evidence, name) for name in _QUOTED}
    return EvidenceView(**quoted, words=language)


def _attained(attained: Attained, language: Language) -> AttainedView:
    values: dict[str, Any] = {field.name: getattr(attained, field.name) for field in fields(Attained)}
    return AttainedView(**values, text=attained_text(attained, language))


def _gap(gap: Gap, language: Language) -> GapView:
    text, detail, remedy = gap_line(gap, language), gap_text(gap, language), gap_remedy(gap, language)
    return GapView(gap.subject, gap.kind, gap.state, text, detail, remedy, gap.said, gap.unread)


def _change(change: Counterfactual, recommendation: Recommendation, language: Language) -> ChangeView:
    text = counterfactual_text(change, recommendation.rank, recommendation.score, language)
    return ChangeView(change.change, change.subject, change.score, change.rank, text)


def _exclusion(exclusion: Exclusion, language: Language) -> ExclusionView:
    return ExclusionView(exclusion.rule, exclusion.count, exclusion_text(exclusion, language))


def _remarks(ranking: Ranking, language: Language) -> tuple[str, ...]:
    asks_nothing = (say(language, "asks nothing"),) if ranking.asks_nothing else ()
    if not len(ranking):
        nobody = "title.nobody" if ranking.direction == "candidates" else "title.no need"
        return asks_nothing if ranking.weak else (say(language, nobody), *asks_nothing)
    unlikely = all(recommendation.probability is None for recommendation in ranking)
    weak = weak_text(ranking, language)
    return (*asks_nothing, *((say(language, "not enough data"),) if unlikely else ()), *((weak,) if weak else ()))
