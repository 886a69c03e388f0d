"""The explanations of pairs of one need, from the numbers that their scores were made of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from matcher.arrays import ScoreArray, StringArray, as_ids
from matcher.evidence import Comparison, compare_imagined
from matcher.evidence.pair import Pair
from matcher.evidence.quotes import best_sentences
from matcher.evidence.requirements import RequirementEvidence, requirement_evidence
from matcher.explain.imagined import (
    Change,
    Imagined,
    ProofColumns,
    as_is,
    possible_changes,
    profiles_with,
    proof,
    without,
)
from matcher.explain.lines import lines_of
from matcher.explain.origins import with_origins
from matcher.explain.spans import Standing
from matcher.results import Contribution, Counterfactual, Evidence, Explanation, Gap, RequirementResult
from matcher.scorecard.port import Scorecard
from matcher.text import part_of

MOST_EVIDENCE = 8
MOST_COUNTERFACTUALS = 2
LEAST_WORTH = 0.005
"""Points below which a piece of evidence is not said to be worth anything: so much the statistics of terms may move."""
LEAST_GAIN = 0.002
"""Points below which a change is not worth telling."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A pair that is shown: what was measured, its credits (r, m), its features and points (f,), unknown conditions."""

    pair: Pair
    credits: ScoreArray
    values: ScoreArray
    points: ScoreArray
    unknowns: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class Everybody:
    """All whom one need was ranked with: ids (c,) and scores (c,); and what scores people as they would be."""

    ids: StringArray
    scores: ScoreArray
    score: Callable[[Comparison], ScoreArray]
    proof_columns: ProofColumns

    def rank(self, person: str, score: float) -> int:
        """The rank that a person would have with another score, everybody else having theirs."""
        better = (self.scores > score) | ((self.scores == score) & (self.ids < person))
        return int((better & (self.ids != person)).sum()) + 1


def explain(scorecard: Scorecard, shown: Sequence[Shown], everybody: Everybody | None = None) -> list[Explanation]:
    """The explanations of pairs of one need, all from one comparison.

    With ``everybody`` they are complete: what each piece of evidence is worth and what would change the rank is
    found by scoring the changed profiles. Without it that is left out.
    """
    standings = [Standing(one.pair, requirement_evidence(one.pair, one.credits)) for one in shown]
    explanations = [_explanation(scorecard, one, standing) for one, standing in zip(shown, standings, strict=True)]
    if everybody is None or not shown:
        return explanations
    return _completed(scorecard, shown, standings, explanations, everybody)


def contributions(scorecard: Scorecard, values: ScoreArray, points: ScoreArray) -> tuple[Contribution, ...]:
    """What each feature adds to a score, from the features and points (f,) of a pair."""
    return tuple(
        Contribution(name, None if np.isnan(value) else float(value), float(added))
        for name, value, added in zip(scorecard.features, values, points, strict=True)
    )


def _explanation(scorecard: Scorecard, shown: Shown, standing: Standing) -> Explanation:
    unread = standing.pair.is_mostly_unread
    missing = [requirement for requirement in standing.requirements if requirement.state != "evidenced"]
    gaps = tuple(_gap(requirement, unread and requirement.state == "unknown") for requirement in missing)
    gaps += shown.unknowns
    parts = contributions(scorecard, shown.values, shown.points)
    explanation = Explanation(
        scorecard.base, parts, _evidence(standing), gaps, lines_of(parts, gaps, standing),
        attained=tuple(one for requirement in standing.requirements for one in requirement.attained),
        requirements=_results(standing, parts),
    )  # fmt: skip
    return with_origins(explanation, standing.pair.person_record)


def _results(standing: Standing, parts: Sequence[Contribution]) -> tuple[RequirementResult, ...]:
    """Every requirement with its share of the points of its kind."""
    unread = standing.pair.is_mostly_unread
    points_of = {part.feature: part.points for part in parts}
    earned = dict.fromkeys(("must", "nice"), 0.0)
    for one in standing.requirements:
        earned[one.requirement.kind] += one.requirement.weight * one.credit
    results = []
    for one in standing.requirements:
        gap, total = _gap(one, unread and one.state == "unknown"), earned[one.requirement.kind]
        share = one.requirement.weight * one.credit / total if total else 0.0
        results.append(
            RequirementResult(
                gap.subject, one.requirement.kind, one.state, one.credit,
                share * points_of.get(one.requirement.kind, 0.0),
                one.evidence if one.state != "unknown" else None, gap.said, gap.unread, gap.attained,
            )
        )  # fmt: skip
    return tuple(results)


def _evidence(standing: Standing) -> tuple[Evidence, ...]:
    """The sentences behind the requirements first, then the best of the rest, each quoted once."""
    proven = [
        requirement.evidence
        for requirement in standing.requirements
        if requirement.evidence and requirement.state in ("evidenced", "inferred")
    ]
    unique: dict[tuple[str, int], Evidence] = {}
    for evidence in (*proven, *best_sentences(standing.pair)):
        unique.setdefault((evidence.source, evidence.start), evidence)
    return tuple(unique.values())[:MOST_EVIDENCE]


def _gap(standing: RequirementEvidence, unread: bool) -> Gap:
    requirement = standing.requirement
    said = standing.unproven.kind if standing.unproven else ""
    return Gap(requirement.subject, requirement.kind, standing.state, said, unread, standing.attained)


def _completed(
    scorecard: Scorecard, shown: Sequence[Shown], standings: Sequence[Standing],
    explanations: Sequence[Explanation], everybody: Everybody,
) -> list[Explanation]:  # fmt: skip
    """The explanations with what the profiles would score without their evidence, and with what they could change."""
    pair = shown[0].pair
    chosen = as_ids([one.pair.person for one in shown])
    columns = pair.compared.people.columns.take(chosen)
    works = [proof(pair, request, pair.compared.yardstick.year) for request in range(len(pair.need_document.asked))]
    proofs = everybody.proof_columns(pair, works)
    parts = [list(dict.fromkeys(part_of(quote.source) for quote in one.evidence)) for one in explanations]
    people: list[Imagined] = []
    changes: list[list[Change]] = []
    for place, (standing, quoted) in enumerate(zip(standings, parts, strict=True)):
        person = as_is(standing.pair, place, columns)
        changes.append(possible_changes(standing.pair, person, standing.requirements, columns, proofs))
        people += [without(standing.pair, person, {part}) for part in quoted]
        people += [without(standing.pair, person, quoted), *(change.after for change in changes[-1])]
    imagined = compare_imagined(pair.compared, chosen, profiles_with(columns, proofs, people))
    scores = iter(everybody.score(imagined).tolist())
    complete = []
    for one, explanation, quoted, possible in zip(shown, explanations, parts, changes, strict=True):
        score = round(float(scorecard.base + one.points.sum()), 6)
        worth = {part: round(score - next(scores), 6) for part in quoted}
        without_all = round(score - next(scores), 6)
        outcomes = [(change, next(scores)) for change in possible]
        evidence = tuple(
            replace(quote, points=_if_worth_telling(worth[part_of(quote.source)])) for quote in explanation.evidence
        )
        complete.append(
            replace(
                explanation,
                evidence=evidence,
                without_evidence=without_all if quoted else 0.0,
                counterfactuals=_best_changes(outcomes, score, one.pair.person_record.id, everybody),
            )
        )
    return complete


def _if_worth_telling(worth: float) -> float | None:
    return worth if abs(worth) >= LEAST_WORTH else None


def _best_changes(
    outcomes: Sequence[tuple[Change, float]], score: float, person: str, everybody: Everybody
) -> tuple[Counterfactual, ...]:
    """The changes that gain most, the greatest first."""
    gaining = [(change, after) for change, after in outcomes if after - score >= LEAST_GAIN]
    gaining.sort(key=lambda outcome: -outcome[1])
    return tuple(
        Counterfactual(change.change, change.subject, after, everybody.rank(person, after))
        for change, after in gaining[:MOST_COUNTERFACTUALS]
    )
