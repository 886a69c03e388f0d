"""The named numbers that a scorecard sees of each pair; NaN where something is not known."""

from matcher.features.from_history import from_history
from matcher.features.from_stated import from_stated
from matcher.features.from_text import from_text, work_likeness
from matcher.features.table import FEATURES, FeatureTable, joined_tables, rounded_table, table_of

__all__ = [
    "FEATURES", "FeatureTable", "from_history", "from_stated", "from_text", "joined_tables", "rounded_table",
    "table_of", "work_likeness",
]  # fmt: skip
