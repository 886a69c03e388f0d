"""The named numbers that a ranker sees of each pair; NaN where something is not known."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from matcher.arrays import IdArray, ScoreArray
from matcher.facts import NeedFacts, PeopleFacts, cross, cross_periods
from matcher.records import STAGES

FEATURES: Mapping[str, str] = {
    "works": "how close the best works and positions are to the need (mean cosine of 3, -1 to 1)",
    "sentences": "how close the best sentences are to each sentence of the need (mean cosine of 3, -1 to 1)",
    "lexical": "how many of the need's telling terms the best works use, in either language (BM25 share, 0 to 1)",
    "terms": "the same by the words as they are written, in one language only (BM25 share, 0 to 1)",
    "must": "share of the must requirements that the profile answers (0 to 1)",
    "nice": "share of the nice-to-have requirements that the profile answers (0 to 1)",
    "quality": "how far what is credited is proven rather than near it or claimed (0 to 1)",
    "recency": "mean age of the closest works and positions (years)",
    "availability": "share of the need's period in which the person is available (0 to 1)",
    "language": "share of the need's working languages that are spoken (0 to 1)",
    "mode": "share of the need's ways of working that are offered (0 to 1)",
    "seniority": "steps between the career stage and the nearest one asked for (0 and up)",
    "collaboration": "whether the person has accepted a need of the same base or organisation before (0 or 1)",
    "reciprocity": "how the need stands beside the 3 open needs closest to the person (difference of cosines)",
}
"""Every feature with its meaning, in the order in which a table holds them."""

_LADDER = {stage: step for step, stage in enumerate(("R1", "R2", "R3", "R4"))} | {
    stage: step for step, stage in enumerate(("junior", "senior", "executive", "founder"))
}


@dataclass(frozen=True, slots=True)
class FeatureTable:
    """Features of p pairs: ``values`` (p, f), one column for each of ``names``."""

    names: tuple[str, ...]
    values: ScoreArray

    def column(self, name: str) -> ScoreArray:
        """One feature of all pairs (p,); raises ValueError for an unknown name."""
        return self.values[:, self.names.index(name)]

    def rows(self, chosen: IdArray | list[int]) -> "FeatureTable":
        """The chosen pairs, in their order."""
        return FeatureTable(self.names, self.values[chosen])


def feature_table(
    evidence: Mapping[str, ScoreArray], options: ScoreArray, needs: NeedFacts, people: PeopleFacts
) -> FeatureTable:
    """All pairs of n needs and m people as p = n x m rows, needs outermost.

    ``evidence`` holds the features that come from texts, each (n, m); ``options`` (m,) is how close the open
    needs that are closest to each person come.
    """
    columns = {**evidence, **_stated_features(needs, people), "reciprocity": evidence["works"] - options}
    # Feature by feature in memory, as they are made and read.
    values = np.empty((len(FEATURES), *evidence["works"].shape))
    for place, name in zip(values, FEATURES, strict=True):
        np.round(columns[name], 9, out=place)
    return FeatureTable(tuple(FEATURES), values.reshape(len(FEATURES), -1).T)


def _stated_features(needs: NeedFacts, people: PeopleFacts) -> dict[str, ScoreArray]:
    return {
        "availability": cross_periods(needs.period, people.availability, _share_of_days),
        "language": cross(needs.languages, people.languages, _share),
        "mode": cross(needs.modes, people.modes, _share),
        "seniority": cross(needs.stages, people.stage, _steps),
        "collaboration": cross(needs.parties, people.partners, _known_to_each_other),
    }


def _share(wanted: frozenset[str], offered: frozenset[str]) -> float:
    return len(wanted & offered) / len(wanted) if wanted and offered else float("nan")


def _share_of_days(start: ScoreArray, end: ScoreArray, free: ScoreArray, busy: ScoreArray) -> ScoreArray:
    """Share of the wanted days; a need open at one end is met by any overlap."""
    shared = np.maximum(np.minimum(end, busy) - np.maximum(start, free) + 1, 0)
    found: ScoreArray = np.where(np.isfinite(end - start), shared / (end - start + 1), shared > 0)
    return found


def _known_to_each_other(parties: frozenset[str], partners: frozenset[str]) -> float:
    return float(bool(parties & partners)) if parties and partners else float("nan")


def _steps(wanted: frozenset[str], stage: str | None) -> float:
    """Steps on the ladder of researchers or of industry; one step more between the two ladders."""
    if not wanted or stage is None:
        return float("nan")
    researcher = stage in STAGES[:4]
    return float(min(abs(_LADDER[w] - _LADDER[stage]) + ((w in STAGES[:4]) != researcher) for w in wanted))
