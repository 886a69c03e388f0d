"""The named numbers that a ranker sees of each pair; NaN where something is not known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matcher.arrays import BoolArray, IdArray, ScoreArray

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


def rounded_table(columns: Mapping[str, ScoreArray]) -> FeatureTable:
    """All pairs of n needs and m people as n x m rows, needs outermost, of features (n, m) by name.

    Numbers are rounded to 9 places, so that a pair has the same ones in any company.
    """
    return FeatureTable({name: np.round(columns[name].ravel(), 9) for name in FEATURES})


def joined_tables(tables: Sequence[FeatureTable]) -> FeatureTable:
    """The pairs of several tables, one table after the other."""
    return FeatureTable({name: np.concatenate([table.column(name) for table in tables]) for name in tables[0].names})
