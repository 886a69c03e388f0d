"""The words by which a sentence asks something of a person: must, nice, neither, and what is expressly not asked.

Made to be conservative: a cue counts only beside a person (a candidate, 专家) or what a person brings (experience,
a degree, 经验), since a scientific text is full of other "must", "required" and 需要.
"""

import re

from matcher.records import RequirementKind
from matcher.skills import cues_en, cues_zh

_CLAUSE = re.compile(r"[^,;，；]+?(?=[,;，；]|\b(?:but|though|although|while)\b|但|$)")
_NEGATED = re.compile(
    r"\bnot (?:\w+ )?(?:required|essential|necessary|needed|mandatory|a must|a requirement|expected|obligatory)\b"
    r"|\bno (?:\w+ ){0,3}?(?:experience|knowledge|degree|expertise|background|skills?|qualifications?)\b"
    r"|\b(?:need not|needn['’]t|(?:do|does)(?:n['’]t| not) (?:need|require|have to)|unnecessary|optional)\b"
    r"|不要求|无需|不需要?|无须|不必|不须|不作[^，。；]{0,4}要求|不做[^，。；]{0,4}要求|没有[^，。；]{0,6}要求|不强制",
    re.IGNORECASE,
)


def cue(sentence: str) -> RequirementKind | None:
    """What a sentence asks of a person: must, nice or, for most sentences, nothing."""
    if cues_en.MUST.search(sentence) or cues_zh.MUST.search(sentence):
        return "must"
    return "nice" if asks_nicely(sentence) else None


def asks_nicely(sentence: str) -> bool:
    """Whether a sentence calls something about a person preferred or a plus."""
    return bool(cues_en.NICE.search(sentence) or cues_zh.NICE.search(sentence))


def without_negated(sentence: str) -> str:
    """The sentence, as long as before, with blanks in place of each clause that says what is not asked."""
    return _CLAUSE.sub(lambda found: " " * len(found[0]) if _NEGATED.search(found[0]) else found[0], sentence)
