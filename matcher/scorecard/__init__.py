"""Feature tables to contributions; a score is never anything but their sum."""

from matcher.scorecard.port import Scorecard

__all__ = ["Scorecard"]
