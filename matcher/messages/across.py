"""The words for evidence whose two sentences are in two languages: which terms say the same, how sure that is."""

from math import floor

from matcher.messages.catalogue import Language, say, tame
from matcher.results import Evidence


def across_text(evidence: Evidence, language: Language = "en") -> str:
    """The term pairs with the confidence in them on one line; empty where both sentences are in one language."""
    if evidence.coverage is None:
        return ""
    pairs = pairs_text(evidence, language) or say(language, "across.none")
    return say(language, "across.line", pairs=pairs, known=known_text(evidence.coverage, language))


def pairs_text(evidence: Evidence, language: Language = "en") -> str:
    """The term pairs alone; empty where there are none."""
    pairs = (f"{tame(each.chinese)} → {tame(each.english)}" for each in evidence.pairs)
    return say(language, "between.values").join(pairs)


def known_text(coverage: float, language: Language = "en") -> str:
    """How far the pairs can be trusted: what the dictionary knows, rounded down, so that 1.00 is all of it."""
    return say(language, "across.known", share=floor(coverage * 100 + 1e-9) / 100)
