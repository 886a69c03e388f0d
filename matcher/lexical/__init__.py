"""Ids and passages to term scores, in English and Chinese."""

from matcher.lexical.port import LexicalIndex

__all__ = ["LexicalIndex"]
