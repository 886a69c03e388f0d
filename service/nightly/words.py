"""The explanation of one recommendation in the words of the report."""

from collections.abc import Sequence

from matcher.messages import counterfactual_text, gap_remedy, gap_text, line_text, ranking_view
from matcher.results import Contribution, Explanation, Ranking, Recommendation
from service.nightly.report import GapTold, LineTold

FIRST = 5
"""Lines that are read first. The other reasons are in the contributions and the other gaps among the gaps, so that
of the rest only cautions are told."""


def lines_told(told: Explanation, contributions: Sequence[Contribution]) -> tuple[LineTold, ...]:
    """The lines to read first; a reason has the rounded points of its contribution."""
    points = {each.feature: each.points for each in contributions}
    return tuple(
        LineTold(
            each.kind, each.about, each.subject,
            points.get(each.about, each.points) if each.kind == "reason" else each.points,
            line_text(told, each), each.span,
        )
        for each in (*told.lines[:FIRST], *(late for late in told.lines[FIRST:] if late.kind == "caution"))
    )  # fmt: skip


def gaps_told(told: Explanation) -> tuple[GapTold, ...]:
    """All gaps."""
    return tuple(GapTold(each.subject, each.kind, each.state, gap_text(each), gap_remedy(each)) for each in told.gaps)


def changes_told(found: Recommendation) -> tuple[str, ...]:
    """What the person could change, and what that would do."""
    return tuple(counterfactual_text(each, found.rank, found.score) for each in found.explanation.counterfactuals)


def message(found: Ranking) -> str:
    """That nobody and nothing is good enough; empty where that is not the reason for an empty list."""
    return ranking_view(found).message
