"""The terms of a text in English, for matching by words across the two languages."""

from matcher.language.glosser import Glosser
from matcher.language.normal import one_width, runs
from matcher.language.terms import terms


def bridged_terms(text: str, glosser: Glosser) -> list[str]:
    """Terms of the whole text: its Latin words as ``terms`` gives them, then the English of its Chinese.

    A text without Han has exactly the terms that ``terms`` finds.
    """
    latin = " ".join(piece for chinese, piece in runs(one_width(text)) if not chinese)
    return terms(latin) + glosser.gloss_terms(text)
