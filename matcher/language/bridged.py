"""The terms of a text in English, to match words across the two languages and across forms of a word."""

from collections.abc import Sequence

from matcher.language.glosser import Glosser
from matcher.language.terms import latin_of, latin_terms, stem, terms


def stemmed_terms(text: str) -> list[str]:
    """The terms of a text, each without its ending; see ``terms``."""
    return list(map(stem, terms(text)))


def bridged_terms(text: str, glosser: Glosser) -> list[str]:
    """Stemmed terms of the whole text: its Latin words, then the English of its Chinese.

    For a text without Han they equal its ``stemmed_terms``.
    """
    return list(map(stem, [*latin_terms(text), *glosser.gloss_terms(text)]))


def english_of(own: Sequence[str], text: str, glosser: Glosser | None) -> tuple[list[str], list[str]]:
    """The ``bridged_terms`` of a text whose ``terms`` are known, in two parts: its own words, its Chinese in English.

    Without a glosser the first are its ``stemmed_terms``.
    """
    if glosser is None:
        return list(map(stem, own)), []
    return list(map(stem, latin_of(own))), list(map(stem, glosser.gloss_terms(text)))
