"""Contributions to an explanation: what adds up to the score, what proves it, what is missing, what would change it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from matcher.arrays import IdArray, ScoreArray
from matcher.evidence import RequirementEvidence, align, best_sentences, requirement_evidence
from matcher.explain.changes import Change, possible_changes, proofs_of
from matcher.explain.lines import lines_of
from matcher.explain.rescoring import Field, rescored
from matcher.explain.spans import Shown
from matcher.features import FeatureTable
from matcher.matching.market import Market
from matcher.results import Contribution, Counterfactual, Evidence, Explanation, Gap
from matcher.scorecard.port import Ranker
from matcher.text import part_of

__all__ = ["Explained", "Field", "explain"]

MOST_EVIDENCE = 8
MOST_COUNTERFACTUALS = 2
LEAST_WORTH = 0.005
"""Points below which a piece of evidence is not told to be worth anything: so much the statistics of terms may move."""
LEAST_GAIN = 0.002
"""Points below which a change is not worth telling."""


@dataclass(frozen=True, slots=True)
class Explained:
    """Pairs of one need to be explained: the need's place, the people's places (c,), their features and points."""

    need: int
    people: IdArray
    table: FeatureTable
    points: ScoreArray


def explain(ranker: Ranker, market: Market, pairs: Explained, field: Field | None = None) -> list[Explanation]:
    """The explanations of c pairs of one need.

    With ``field``, everybody whom the need was ranked with, they are complete: what each piece of evidence is
    worth and what would change the place is found by scoring the changed profiles. Without it that is left out.
    """
    need = market.needs.side.documents[pairs.need]
    aligned = align(need, market.people.side.take(pairs.people), market.reading)
    verdicts = market.verdicts(np.array([pairs.need]), pairs.people)
    found: list[Explanation] = []
    pieces: list[Shown] = []
    among = market.skills.among(pairs.people)
    for at, requirements in enumerate(requirement_evidence(aligned, market.reading, among)):
        shown = Shown(aligned, at, requirements)
        gaps = tuple(_gap(each) for each in requirements if each.state != "evidenced") + verdicts.unknowns(0, at)
        contributions = _contributions(ranker, pairs, at)
        found.append(
            Explanation(ranker.base, contributions, _evidence(shown), gaps, lines_of(contributions, gaps, shown))
        )
        pieces.append(shown)
    return found if field is None else _completed(ranker, market, pairs, field, found, pieces)


def _contributions(ranker: Ranker, pairs: Explained, at: int) -> tuple[Contribution, ...]:
    values = [pairs.table.column(name)[at] for name in ranker.features]
    return tuple(
        Contribution(name, None if np.isnan(value) else float(value), float(points))
        for name, value, points in zip(ranker.features, values, pairs.points[at], strict=True)
    )


def _evidence(shown: Shown) -> tuple[Evidence, ...]:
    """The sentences behind the requirements first, then the best of the rest, each quoted once."""
    proven = [each.evidence for each in shown.requirements if each.evidence and each.state in ("evidenced", "inferred")]
    unique: dict[tuple[str, int], Evidence] = {}
    for each in (*proven, *best_sentences(shown.aligned, shown.at)):
        unique.setdefault((each.source, each.start), each)
    return tuple(unique.values())[:MOST_EVIDENCE]


def _gap(each: RequirementEvidence) -> Gap:
    requirement = each.requirement
    return Gap(requirement.skill or requirement.text, requirement.kind, each.state)


def _completed(
    ranker: Ranker,
    market: Market,
    pairs: Explained,
    field: Field,
    found: Sequence[Explanation],
    pieces: Sequence[Shown],
) -> list[Explanation]:
    """The explanations with what the profiles would score without their evidence, and with what they could change."""
    need, reading = market.needs.side.documents[pairs.need], market.reading
    parts = [list(dict.fromkeys(part_of(each.source) for each in one.evidence)) for one in found]
    proofs = proofs_of(need, reading.vectors, reading.year)
    changes = [possible_changes(need, shown.person, shown.requirements, proofs) for shown in pieces]
    documents = []
    for shown, mine, possible in zip(pieces, parts, changes, strict=True):
        documents += [shown.person.without({part}) for part in mine] + [shown.person.without(mine)]
        documents += [each.document for each in possible]
    after = iter(rescored(ranker, market, pairs.need, documents).tolist())
    complete = []
    for at, (explanation, mine, possible) in enumerate(zip(found, parts, changes, strict=True)):
        score = round(float(ranker.base + pairs.points[at].sum()), 6)
        worth = {part: round(score - next(after), 6) for part in mine}
        without = round(score - next(after), 6)
        evidence = tuple(replace(each, points=_told(worth[part_of(each.source)])) for each in explanation.evidence)
        outcomes = [(each, next(after)) for each in possible]
        person = str(market.people.ids[pairs.people[at]])
        complete.append(
            replace(
                explanation,
                evidence=evidence,
                without_evidence=without if mine else 0.0,
                counterfactuals=_best_changes(outcomes, score, person, field),
            )
        )
    return complete


def _told(worth: float) -> float | None:
    return worth if abs(worth) >= LEAST_WORTH else None


def _best_changes(
    outcomes: Sequence[tuple[Change, float]], score: float, person: str, field: Field
) -> tuple[Counterfactual, ...]:
    """The changes that gain most, the greatest first."""
    gaining = sorted((each for each in outcomes if each[1] - score >= LEAST_GAIN), key=lambda each: -each[1])
    return tuple(
        Counterfactual(each.change, each.subject, after, field.rank(person, after))
        for each, after in gaining[:MOST_COUNTERFACTUALS]
    )
