"""Feature tables to contributions; a score is never anything but their sum."""

from matcher.ranker.port import Ranker

__all__ = ["Ranker"]
