"""Feature tables to contributions; a score is never anything but their sum."""

from matcher.scorecard.port import Ranker, Scorecard

__all__ = ["Ranker", "Scorecard"]
