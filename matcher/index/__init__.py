"""Ids and vectors to nearest neighbours; knows numpy only."""

from matcher.index.port import VectorIndex

__all__ = ["VectorIndex"]
