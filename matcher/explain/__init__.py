"""Contributions to an explanation: what adds up to the score, what proves it, what is missing, what would change it."""

from matcher.explain.differences import differences
from matcher.explain.explanation import Everybody, Shown, explain

__all__ = ["Everybody", "Shown", "differences", "explain"]
