"""The proportions of the sample, in percent; each table sums to one hundred."""

from collections.abc import Mapping

from matcher.records import NeedType, Stage

DISCIPLINES: Mapping[str, int] = {
    "ict": 24,
    "biopharma": 22,
    "energy": 13,
    "environment": 12,
    "materials": 11,
    "manufacturing": 8,
    "agrifood": 6,
    "policy": 4,
}
STAGES: Mapping[Stage, int] = {
    "R1": 6,
    "R2": 18,
    "R3": 30,
    "R4": 14,
    "senior": 22,
    "executive": 6,
    "founder": 4,
}
COUNTRIES: Mapping[str, int] = {
    "US": 40,
    "DE": 8,
    "GB": 7,
    "NL": 3,
    "FR": 3,
    "SE": 2,
    "CH": 2,
    "DK": 1,
    "IT": 1,
    "JP": 7,
    "SG": 6,
    "KR": 4,
    "CA": 8,
    "AU": 6,
    "NZ": 2,
}
PROFILE_LANGUAGES: Mapping[str, int] = {"en": 52, "zh": 28, "mixed": 20}
NEED_LANGUAGES: Mapping[str, int] = {"zh": 70, "en": 12, "mixed": 18}
NEED_TYPES: Mapping[NeedType, int] = {
    "project": 34,
    "exchange": 16,
    "consulting": 14,
    "trip": 12,
    "startup": 12,
    "training": 6,
    "survey": 6,
}
CONSENTS: Mapping[str, int] = {"matching": 92, "expired": 3, "other": 2, "none": 3}
NEED_ACCESS: Mapping[str, int] = {"public": 95, "restricted": 3, "controlled": 2}
NEED_STATES: Mapping[str, int] = {"open": 90, "closed": 6, "overdue": 4}

SECOND_TOPIC = 20
TWINS = 6
STALE = 10
UNKNOWN_AVAILABILITY = 15
CLAIMED_ONLY = 8
GARBLED = 3
HUBS = 2
INSTRUCTIONS = 1
CONFLICTS = 5
EXCLUSIONS = 6
UNKNOWN_LANGUAGES = 5
CHINESE_NAMES = 75

TOPIC_WEIGHTS: Mapping[str, int] = {
    "solar-pumping-irrigation": 2,
    "zero-liquid-discharge": 2,
    "plateau-greenhouse-farming": 2,
    "technology-transfer-licensing": 2,
}
"""How often a topic comes up beside the others of its discipline; 1 where nothing is said."""
