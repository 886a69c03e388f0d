"""Which of the skills that a clause names are asked together, and of which one is enough."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from matcher.skills.vocabulary import Mention

_ONE_OF_EN = re.compile(
    r"\b(?:(?:at least |any |just )?one(?: or (?:more|several|two))? (?:of|or)\b|any of\b|either\b|one of\b|"
    r"(?:at least )?one (?:\w+ ){0,3}?(?:such as|like|from)\b|any (?:one )?(?:\w+ ){0,2}?(?:such as|like|of)\b)",
    re.IGNORECASE,
)
_ONE_OF_ZH = re.compile(
    r"其中(?:任意|任何|至少)?(?:之一|[一1]|的[一1])|之[一1](?!间)|任[一1]|任(?:意|何)[一1][种门项个类款]?|"
    r"其[一1](?!他)"
    r"|(?:至少|任意|最少)(?:熟悉|掌握|精通|会|懂|了解|具备|具有|使用)?(?:其中)?(?:的)?[一1][种门项个类款]|"
    r"[一1][种门项个类款](?:或|及|以上|即可|就行|便可)"
)
_OR = re.compile(
    r"\b(?:and/or|or)\b(?! (?:more|above|higher|equivalent|similar|related|better|so)\b)|或", re.IGNORECASE
)
_AND = re.compile(r"\band\b|&|\bas well as\b|\bplus\b|[和与及且]|以及|同时", re.IGNORECASE)

_LONGEST_GAP = 40

_Joint = Literal["or", "and", "comma"]


def groups_of(text: str, mentions: Sequence[Mention]) -> list[list[Mention]]:
    """The mentioned skills, in order; those of which one suffices stand in one group.

    ``A, B or C`` is one group, ``A and B or C`` two; "one of" and 其中之一 make one of all that they introduce or end.
    """
    chosen = _one_of(text, mentions)
    groups: list[list[Mention]] = []
    joints = _joints(text, mentions)
    for at, mention in enumerate(mentions):
        together = at > 0 and ((mention in chosen and mentions[at - 1] in chosen) or joints[at - 1] == "or")
        if together:
            groups[-1].append(mention)
        else:
            groups.append([mention])
    return groups


def _one_of(text: str, mentions: Sequence[Mention]) -> Sequence[Mention]:
    """The mentions that an expression for "one of" speaks of; none where there is no such expression."""
    if match := _ONE_OF_EN.search(text):
        behind = [mention for mention in mentions if mention.start >= match.end()]
        return behind if len(behind) > 1 else ()
    if match := _ONE_OF_ZH.search(text):
        before = [mention for mention in mentions if mention.end <= match.start()]
        behind = [mention for mention in mentions if mention.start >= match.end()]
        return before if len(before) > 1 else behind if len(behind) > 1 else ()
    return ()


def _joints(text: str, mentions: Sequence[Mention]) -> list[_Joint]:
    """What joins each mention to the next; a comma joins as the word does that ends its list."""
    joints: list[_Joint] = []
    following: _Joint = "and"
    for left, right in reversed(list(pairwise(mentions))):
        joint = _joint(text[left.end : right.start])
        following = following if joint == "comma" else joint
        joints.append(following)
    return joints[::-1]


def _joint(gap: str) -> _Joint:
    if len(gap) <= _LONGEST_GAP:
        if _OR.search(gap):
            return "or"
        if not _AND.search(gap) and re.search(r"[,，、]", gap):
            return "comma"
    return "and"
