"""One view of an answer: its numbers with their words, from which the API, the terminal and the reports are made."""

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
    weak_text,
)
from matcher.messages.templates import Language, say
from matcher.messages.waterfall import PLACES, Step, rounded, settle, waterfall
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
    Ranking,
    Recommendation,
    State,
)

_QUOTED = tuple(field.name for field in fields(Evidence))

FIRST = 5
"""Lines to read first. The other reasons are in the contributions and the other gaps among the gaps, so that of the
rest only the cautions must not be missed."""


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
    def across(self) -> str:
        """The terms that say the same, and how sure that is; empty where both sentences are in one language."""
        return across_text(self, self.words)


@dataclass(frozen=True, slots=True)
class AttainedView(Attained):
    """A qualification that is asked for, with what is asked and shown as a sentence."""

    text: str = ""


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
    """One recommendation with its explanation; ``counterfactuals`` are the changes that the person could make."""

    language: Language
    need: str
    professional: str
    rank: int
    score: float
    band: Band | None
    band_name: str | None
    probability: float | None
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
    def first_lines(self) -> tuple[LineView, ...]:
        """The lines to read first."""
        return self.lines[:FIRST]

    @property
    def later_cautions(self) -> tuple[LineView, ...]:
        """The cautions that are not among the lines to read first."""
        return tuple(line for line in self.lines[FIRST:] if line.kind == "caution")

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

    def waterfall(self, places: int = PLACES) -> tuple[Step, ...]:
        """What adds up to the score, step by step."""
        return waterfall(self.base, self.contributions, self.score, places)


@dataclass(frozen=True, slots=True)
class RankingView:
    """A ranking with its recommendations.

    ``message`` says that nobody or nothing is good enough, empty where that is not the reason for an empty list;
    ``remarks`` are what else there is to say of it.
    """

    direction: Direction
    query: str
    considered: int
    weak: int
    message: str
    remarks: tuple[str, ...]
    recommendations: tuple[RecommendationView, ...]
    exclusions: tuple[ExclusionView, ...]


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
    )


def recommendation_view(
    recommendation: Recommendation, language: Language = "en", places: int | None = None
) -> RecommendationView:
    """The view of one recommendation, exact, or with points rounded to ``places`` so that they add up to the score."""
    explanation = recommendation.explanation
    score, base, contributions = _points(recommendation, language, places)
    points = {} if places is None else {part.feature: part.points for part in contributions}
    return RecommendationView(
        language,
        recommendation.need,
        recommendation.professional,
        recommendation.rank,
        score,
        recommendation.band,
        band_name(recommendation.band, language) if recommendation.band else None,
        recommendation.probability,
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
        points.get(line.about, line.points) if line.kind == "reason" else line.points,
        line_text(explanation, line, language),
        gap_remedy(gap, language) if gap else "",
        _evidence(line.span, language) if line.span else None,
    )


def _evidence(evidence: Evidence, language: Language) -> EvidenceView:
    quoted: dict[str, Any] = {name: getattr(evidence, name) for name in _QUOTED}
    return EvidenceView(**quoted, words=language)


def _attained(attained: Attained, language: Language) -> AttainedView:
    values: dict[str, Any] = {field.name: getattr(attained, field.name) for field in fields(Attained)}
    return AttainedView(**values, text=attained_text(attained, language))


def _gap(gap: Gap, language: Language) -> GapView:
    text, detail, remedy = gap_line(gap, language), gap_text(gap, language), gap_remedy(gap, language)
    return GapView(gap.subject, gap.kind, gap.state, text, detail, remedy)


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
