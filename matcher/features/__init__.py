"""The named numbers that a scorecard sees of each pair; NaN where something is not known."""

from matcher.features.table import FEATURES, FeatureTable, feature_table, table_of

__all__ = ["FEATURES", "FeatureTable", "feature_table", "table_of"]
