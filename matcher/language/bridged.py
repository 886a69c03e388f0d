"""The terms of a text in English, to match words across the two languages and across forms of a word."""

from matcher.language.glosser import Glosser
from matcher.language.terms import latin_terms, stem, terms


def stemmed_terms(text: str) -> list[str]:
    """The terms of a text, each without its ending; see ``terms``."""
    return list(map(stem, terms(text)))


def bridged_terms(text: str, glosser: Glosser) -> list[str]:
    """Stemmed terms of the whole text: its Latin words, then the English of its Chinese.

    For a text without Han they equal its ``stemmed_terms``.
    """
    return list(map(stem, [*latin_terms(text), *glosser.gloss_terms(text)]))
