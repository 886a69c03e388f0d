"""How much two texts of one topic are about the same thing, by the words they share."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from math import log, sqrt

from data.generator.topics import Skill, Tongue

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9-]{3,}|[A-Z][A-Z0-9]{1,3}\b")
_HAN_RUN = re.compile(r"[\u4e00-\u9fff]+")
_GAP = re.compile(r"\{\w+\}")


@lru_cache(maxsize=8192)
def tokens(text: str, tongue: Tongue) -> frozenset[str]:
    """Words without their endings in English, pairs of characters and Latin words in Chinese."""
    bare = _GAP.sub(" ", text)
    words = {word.lower()[:7] for word in _WORD.findall(bare)}
    if tongue == "en":
        return frozenset(words)
    runs = _HAN_RUN.findall(bare)
    return frozenset(words | {run[at : at + 2] for run in runs for at in range(len(run) - 1)})


def closeness(one: str, other: str, tongue: Tongue) -> float:
    """Shared tokens of two texts, between 0 and 1."""
    first, second = tokens(one, tongue), tokens(other, tongue)
    return len(first & second) / sqrt(len(first) * len(second) or 1)


def affinities(text: str, skills: Sequence[Skill], tongue: Tongue) -> list[float]:
    """For each skill, how much a text is about it; words that all skills share count nothing."""
    profiles = [_profile(skill, tongue) for skill in skills]
    spread = Counter(token for profile in profiles for token in profile)
    wanted = tokens(text, tongue)
    return [
        sum(log(len(skills) / spread[token]) for token in sorted(wanted & profile)) / sqrt(len(profile))
        for profile in profiles
    ]


def _profile(skill: Skill, tongue: Tongue) -> frozenset[str]:
    texts = (
        skill.name[tongue],
        *skill.aliases[tongue],
        *skill.titles[tongue],
        *skill.works[tongue],
        *skill.experiences[tongue],
        *skill.requires[tongue],
    )
    return frozenset().union(*(tokens(text, tongue) for text in texts))
