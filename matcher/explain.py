"""Contributions to an explanation: what adds up to the score, what proves it, what is missing."""

import numpy as np

from matcher.arrays import IdArray, ScoreArray
from matcher.evidence import Alignment, RequirementEvidence, align, best_sentences, requirement_evidence
from matcher.features import FeatureTable
from matcher.market import Market
from matcher.ranker.port import Ranker
from matcher.records import Contribution, Evidence, Explanation, Gap, State

_REMEDIES: dict[State, str] = {
    "claimed": "a work or position that shows it in use",
    "inferred": "a work or position that names it outright",
    "unknown": "ask whether they have done it, and for a work that shows it",
}
_DETAILS: dict[State, str] = {
    "claimed": "listed as a skill, but no work or position shows it",
    "inferred": "something near it is shown, not the thing itself",
    "unknown": "nothing in the profile speaks of it",
}


def explain(
    ranker: Ranker, market: Market, needs: IdArray, people: IdArray, table: FeatureTable, points: ScoreArray
) -> list[Explanation]:
    """The explanations of c pairs, each a need and a person in these places (c,).

    ``table`` and ``points`` (c, f) are their features and contributions.
    """
    found: dict[int, Explanation] = {}
    for need in np.unique(needs).tolist():
        mine = np.flatnonzero(needs == need)
        side = market.people.side.take(people[mine])
        aligned = align(market.needs.side.documents[need], side, market.reading)
        verdicts = market.verdicts(np.array([need]), people[mine])
        for place, (at, requirements) in enumerate(
            zip(mine.tolist(), requirement_evidence(aligned, market.reading), strict=True)
        ):
            found[at] = Explanation(
                base=ranker.base,
                contributions=tuple(
                    Contribution(name, _known(table.column(name)[at]), float(points[at, column]))
                    for column, name in enumerate(ranker.features)
                ),
                evidence=_evidence(requirements, aligned, place),
                gaps=tuple(_gap(each) for each in requirements if each.state != "evidenced")
                + verdicts.unknowns(0, place),
            )
    return [found[at] for at in range(len(needs))]


def _known(value: float) -> float | None:
    return None if value != value else float(value)


def _evidence(requirements: tuple[RequirementEvidence, ...], aligned: Alignment, at: int) -> tuple[Evidence, ...]:
    """The sentences behind the requirements first, then the best of the rest, each quoted once."""
    proven = [each.evidence for each in requirements if each.evidence is not None]
    unique: dict[tuple[str, int], Evidence] = {}
    for each in (*proven, *best_sentences(aligned, at)):
        unique.setdefault((each.source, each.start), each)
    return tuple(unique.values())


def _gap(each: RequirementEvidence) -> Gap:
    requirement = each.requirement
    return Gap(
        requirement.skill or requirement.text,
        requirement.kind,
        each.state,
        _DETAILS[each.state],
        _REMEDIES[each.state],
    )
