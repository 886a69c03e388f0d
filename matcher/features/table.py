"""The named numbers that a ranker sees of each pair; NaN where something is not known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matcher.arrays import BoolArray, IdArray, ScoreArray
from matcher.filters.facts import NeedFacts, PeopleFacts, cross, cross_periods
from matcher.records import STAGES

if TYPE_CHECKING:
    import pandas as pd

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

_ROUNDED_AT_ONCE = 8192
"""Numbers that stay in a processor's cache while they are rounded."""
_LADDER = {stage: step for step, stage in enumerate(("R1", "R2", "R3", "R4"))} | {
    stage: step for step, stage in enumerate(("junior", "senior", "executive", "founder"))
}


@dataclass(frozen=True, slots=True)
class FeatureTable:
    """Features of p pairs: a column (p,) by the name of each."""

    columns: Mapping[str, ScoreArray]

    def __len__(self) -> int:
        """The number of pairs."""
        return len(next(iter(self.columns.values()), ()))

    @property
    def names(self) -> tuple[str, ...]:
        """The features, in order."""
        return tuple(self.columns)

    @property
    def values(self) -> ScoreArray:
        """All features of all pairs (p, f), made anew."""
        return np.stack(list(self.columns.values()), axis=1)

    def column(self, name: str) -> ScoreArray:
        """One feature of all pairs (p,); raises ValueError for an unknown name."""
        if name not in self.columns:
            raise ValueError(f"{name!r} is not among the features {', '.join(self.columns)}")
        return self.columns[name]

    def rows(self, chosen: IdArray | BoolArray | list[int] | slice) -> "FeatureTable":
        """The chosen pairs, in their order."""
        return FeatureTable({name: column[chosen] for name, column in self.columns.items()})

    def to_frame(self) -> "pd.DataFrame":
        """The pairs as a pandas table, a column for each feature; what is not known is NaN."""
        import pandas as pd  # here, as it takes a second to import and scoring needs none of it

        return pd.DataFrame(dict(self.columns))


def table_of(names: Sequence[str], values: ScoreArray) -> FeatureTable:
    """The table with these columns (p, f)."""
    return FeatureTable(dict(zip(names, values.T, strict=True)))


def feature_table(
    evidence: Mapping[str, ScoreArray], options: ScoreArray, needs: NeedFacts, people: PeopleFacts
) -> FeatureTable:
    """All pairs of n needs and m people as p = n x m rows, needs outermost.

    ``evidence`` holds the features that come from texts, each (n, m); ``options`` (m,) is how close the open
    needs that are closest to each person come.
    """
    columns = {**evidence, **_stated_features(needs, people), "reciprocity": evidence["works"] - options}
    return FeatureTable({name: _rounded(columns[name].ravel()) for name in FEATURES})


def _rounded(values: ScoreArray) -> ScoreArray:
    """The numbers to 9 places, so that a pair has the same ones in any company."""
    found = np.empty_like(values)
    for at in range(0, len(values), _ROUNDED_AT_ONCE):
        np.round(values[at : at + _ROUNDED_AT_ONCE], 9, out=found[at : at + _ROUNDED_AT_ONCE])
    return found


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
