"""Hypothesis draws the same examples everywhere."""

from tests.contracts.strategies import steady_hypothesis

steady_hypothesis()
