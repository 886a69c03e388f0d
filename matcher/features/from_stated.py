"""The features that come from the facts that need and person state."""

import numpy as np

from matcher.arrays import ScoreArray
from matcher.filters.facts import NeedFacts, PeopleFacts, cross, cross_periods
from matcher.records import STAGES

_LADDER = {stage: step for step, stage in enumerate(("R1", "R2", "R3", "R4"))} | {
    stage: step for step, stage in enumerate(("junior", "senior", "executive", "founder"))
}


def from_stated(needs: NeedFacts, people: PeopleFacts) -> dict[str, ScoreArray]:
    """The features of all pairs, each (n needs, m people) with NaN for unknown; see ``FEATURES``."""
    return {
        "availability": cross_periods(needs.period, people.availability, _share_of_days),
        "language": cross(needs.languages, people.languages, _share),
        "mode": cross(needs.modes, people.modes, _share),
        "seniority": cross(needs.stages, people.stage, _steps),
    }


def _share(wanted: frozenset[str], offered: frozenset[str]) -> float:
    return len(wanted & offered) / len(wanted) if wanted and offered else float("nan")


def _share_of_days(start: ScoreArray, end: ScoreArray, free: ScoreArray, busy: ScoreArray) -> ScoreArray:
    """Share of the wanted days; a need open at one end is met by any overlap."""
    shared = np.maximum(np.minimum(end, busy) - np.maximum(start, free) + 1, 0)
    share: ScoreArray = np.where(np.isfinite(end - start), shared / (end - start + 1), shared > 0)
    return share


def _steps(wanted: frozenset[str], stage: str | None) -> float:
    """Steps on the ladder of researchers or of industry; one step more between the two ladders."""
    if not wanted or stage is None:
        return float("nan")
    researcher = stage in STAGES[:4]
    return float(min(abs(_LADDER[w] - _LADDER[stage]) + ((w in STAGES[:4]) != researcher) for w in wanted))
