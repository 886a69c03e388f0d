"""The terms of a text in English, for matching by words across the two languages and across forms of a word."""

from matcher.language.glosser import Glosser
from matcher.language.normal import one_width, runs
from matcher.language.stems import stem
from matcher.language.terms import terms


def stemmed_terms(text: str) -> list[str]:
    """The terms of a text as ``terms`` gives them, without their endings."""
    return [stem(term) for term in terms(text)]


def bridged_terms(text: str, glosser: Glosser) -> list[str]:
    """Stemmed terms of the whole text: its Latin words, then the English of its Chinese.

    A text without Han has exactly the terms that ``stemmed_terms`` finds.
    """
    latin = " ".join(piece for chinese, piece in runs(one_width(text)) if not chinese)
    return stemmed_terms(latin) + [stem(term) for term in glosser.gloss_terms(text)]
