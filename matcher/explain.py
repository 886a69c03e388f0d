"""Contributions to an explanation: what adds up to the score, what proves it, what is missing."""

from matcher.arrays import ScoreArray
from matcher.documents import Document
from matcher.evidence import RequirementEvidence, best_sentences, requirement_evidence
from matcher.features import FeatureTable
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
    ranker: Ranker, table: FeatureTable, points: ScoreArray, row: int,
    need: Document, person: Document, conditions: tuple[Gap, ...],
) -> Explanation:  # fmt: skip
    """The explanation of one row of a feature table (p, f) and its points (p, f).

    ``conditions`` are the hard filters whose answer is not known.
    """
    requirements = requirement_evidence(need, person)
    return Explanation(
        base=ranker.base,
        contributions=tuple(
            Contribution(name, _known(table.column(name)[row]), float(points[row, at]))
            for at, name in enumerate(ranker.features)
        ),
        evidence=_evidence(requirements, need, person),
        gaps=tuple(_gap(each) for each in requirements if each.state != "evidenced") + conditions,
    )


def _known(value: float) -> float | None:
    return None if value != value else float(value)


def _evidence(requirements: tuple[RequirementEvidence, ...], need: Document, person: Document) -> tuple[Evidence, ...]:
    """The sentences behind the requirements first, then the best of the rest, each quoted once."""
    proven = [each.evidence for each in requirements if each.evidence is not None]
    unique: dict[tuple[str, int], Evidence] = {}
    for each in (*proven, *best_sentences(need, person)):
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
