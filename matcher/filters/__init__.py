"""Hard constraints on pairs of a need and a person, and the stated facts that they are judged by."""

from matcher.filters.rules import FAIL, PASS, RULES, UNKNOWN, Rule, Verdicts, judge, may_be_matched

__all__ = ["FAIL", "PASS", "RULES", "UNKNOWN", "Rule", "Verdicts", "judge", "may_be_matched"]
