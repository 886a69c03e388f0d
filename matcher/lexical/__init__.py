"""Ids and the terms of passages to scores."""

from matcher.lexical.port import LexicalIndex, Terms

__all__ = ["LexicalIndex", "Terms"]
