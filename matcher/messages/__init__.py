"""Sentences in English and Chinese for the structure of an explanation: the one place that has its words."""

from matcher.messages.across import across_text, known_text, pairs_text
from matcher.messages.catalogue import LANGUAGES, Language, say, tame
from matcher.messages.duplicates import crowd_text, duplicate_grade, duplicate_reason, duplicates_counted, thinned_text
from matcher.messages.gaps import (
    exclusion_text,
    gap_line,
    gap_remedy,
    gap_subject,
    gap_text,
    kind_name,
    rule_failed,
    rule_name,
    state_name,
)
from matcher.messages.lines import caution_text, line_remedy, line_text
from matcher.messages.outlook import band_name, counterfactual_text, no_match_text, not_enough_data, weak_text
from matcher.messages.reasons import above_text, feature_name, reason, why_text

__all__ = [
    "LANGUAGES",
    "Language",
    "above_text",
    "across_text",
    "band_name",
    "caution_text",
    "counterfactual_text",
    "crowd_text",
    "duplicate_grade",
    "duplicate_reason",
    "duplicates_counted",
    "exclusion_text",
    "feature_name",
    "gap_line",
    "gap_remedy",
    "gap_subject",
    "gap_text",
    "kind_name",
    "known_text",
    "line_remedy",
    "line_text",
    "no_match_text",
    "not_enough_data",
    "pairs_text",
    "reason",
    "rule_failed",
    "rule_name",
    "say",
    "state_name",
    "tame",
    "thinned_text",
    "weak_text",
    "why_text",
]
