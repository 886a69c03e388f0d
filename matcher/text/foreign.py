"""Tells texts that are neither English nor Chinese: by their script, or by their most frequent small words."""

import re

from matcher.scripts import has_han, other_share

_MOST_OTHER = 0.2
"""Share of other scripts from which a text is not read: a name or a unit among English words is less."""
_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH = frozenset(
    re.findall(
        r"\w+",
        "the of and to in for with is are was were on by from at as that this these an be been has have had we "
        "it its or which their our not but can into between using than also",
    )
)
_SURE = frozenset(
    re.findall(
        r"\w+",
        "der das dem und nicht für mit ist wurde wurden werden sowie über eine einer einen zur zum vom beim "
        "durch bei nach dans pour avec une sont cette aux chez leur ainsi été los las del para como una por más "
        "entre desde sobre uma não são dos pelo pela também às della delle degli nella dei gli sono questo alla "
        "het een voor wordt werden naar bij ook och att för som är inte ett från og til ikke blev fra oraz jest "
        "dla przez nie się için bir ile olarak yang untuk dengan dan pada của các và không ja sekä että pentru "
        "și este",
    )
)
"""Words that say by themselves that a short text is not English."""
_LIKELY = _SURE | frozenset(
    re.findall(
        r"\w+",
        "die den des ein im zu auf von le la les du et est un sur par que qui el es en con se de da do em os "
        "di il lo nel che per al van op zijn te av på med er af na ve",
    )
)
_SHORT = 10
"""Words up to which one sure word is enough."""


def is_foreign(text: str) -> bool:
    """Whether a text is in another language than English and Chinese; a foreign name among their words is none."""
    if other_share(text) > _MOST_OTHER:
        return True
    if has_han(text):
        return False
    words = _WORD.findall(text.lower())
    foreign = sum(word in _LIKELY for word in words)
    if not foreign:
        return False
    english = sum(word in _ENGLISH for word in words)
    if len(words) <= _SHORT and not english and not _SURE.isdisjoint(words):
        return True
    return foreign >= 3 and foreign > 2 * english
