"""Whether two English words are forms of one word: plural, inflected, or the noun of a verb.

Stricter than ``stems``, which only weighs words: what this finds is shown to people.
"""

import re

_ENDINGS = {"s": 4, "ed": 4, "ing": 4, "ion": 5, "ions": 5, "ation": 5, "ations": 5}
"""Endings that are taken off, by the fewest letters that must stay: mission is no form of misses."""
_HISSED = ("ses", "xes", "zes", "ches", "shes", "oes")
"""Plurals whose e belongs to the ending; that of planes belongs to the word."""
_BRITISH = re.compile("is(?=(?:e|es|ed|ing|ation|ations)$)")


def bases(word: str) -> frozenset[str]:
    """What a lower-case word may be a form of; two words are forms of one where their bases meet.

    Only known endings are taken off: a common beginning alone would make one word of contract and contrast.

    >>> sorted(bases("distillation") & bases("distilled"))
    ['distill', 'distille']
    """
    plain = _BRITISH.sub("iz", word)
    found = {plain}
    if plain.endswith("ies") and len(plain) > 4:
        found.add(f"{plain[:-3]}y")
    if plain.endswith(_HISSED) and len(plain) > 5:
        found.add(plain[:-2])
    for ending, least in _ENDINGS.items():
        stem = plain.removesuffix(ending)
        if stem != plain and len(stem) >= least:
            found |= {stem} if ending == "s" else {stem, f"{stem}e"}
    return frozenset(found)
