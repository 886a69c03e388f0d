"""What a skill earns each of many people by words: named in their texts, written about, or listed."""

import re
from collections.abc import Callable, Sequence

import numpy as np

from matcher.arrays import IdArray, ScoreArray
from matcher.documents import Side
from matcher.evidence.mentions import Mentions
from matcher.evidence.reading import Reading
from matcher.evidence.wordings import wordings

WORDED_FAINT, WORDED_CLEAR = 0.15, 0.45
"""BM25 shares of a skill's words in a passage up to which nothing, and from which on most, is credited."""
MOST_WORDED = 0.9
CLAIMED_CREDIT = 0.1
"""Credit of a skill that is only listed: a claim is worth asking about, and little more."""
FADING = 0.4
"""Share of the credit that evidence of 25 years ago has lost."""
_NOT_BY_WORDS = re.compile(r"[+#]|^\w$")
"""Skills whose terms say too little: those of C++, of C# and of C are the same."""

SkillsEarned = Callable[[Sequence[str]], ScoreArray]
"""Gives what distinct skills (s,) earn m people, (m, s)."""


class SkillCredits:
    """What skills earn each of m people; each skill is looked up once, when it is first asked for.

    The people are those of one moment, so that what was found stays true as long as this is used.
    """

    def __init__(self, people: Side, reading: Reading) -> None:
        self._people, self._reading = people, reading
        self._mentions: Mentions | None = None
        self._found: dict[str, tuple[IdArray, ScoreArray]] = {}

    def among(self, chosen: IdArray) -> SkillsEarned:
        """The same for the people in these places."""

        def earned(skills: Sequence[str]) -> ScoreArray:
            self._look_up([each for each in skills if each not in self._found])
            everybody = np.zeros((len(skills), len(self._people)))
            for row, skill in zip(everybody, skills, strict=True):
                places, credits = self._found[skill]
                row[places] = credits
            return everybody[:, chosen].T

        return earned

    def _look_up(self, skills: Sequence[str]) -> None:
        if not skills:
            return
        if self._mentions is None:
            self._mentions = Mentions(self._people, self._reading)
        for skill, column in zip(skills, _earned(skills, self._people, self._mentions, self._reading).T, strict=True):
            places = np.flatnonzero(column)
            self._found[skill] = places, column[places]


def _earned(skills: Sequence[str], people: Side, mentions: Mentions, reading: Reading) -> ScoreArray:
    """The largest of what words, naming and listing earn (m, s); all but the last fade with the age of the evidence."""
    faded = reading.fading(people.passages.years)
    found = _by_words(skills, people, reading, faded)
    for at, skill in enumerate(skills):
        claimed = mentions.claimants(skill)
        found[claimed, at] = np.maximum(found[claimed, at], CLAIMED_CREDIT)
        who, passages = mentions.namings(skill)
        np.maximum.at(found[:, at], who, 1.0 - FADING * faded[passages])
    return found


def _by_words(skills: Sequence[str], people: Side, reading: Reading, faded: ScoreArray) -> ScoreArray:
    """What passages about a skill's words earn (m, s); ``faded`` (p,) tells how much each passage has."""
    found = np.zeros((len(people), len(skills)), order="F")
    plain = ["" if _NOT_BY_WORDS.search(skill) else skill for skill in skills]
    worded = wordings(plain, people, reading, WORDED_FAINT)
    less = FADING * (WORDED_CLEAR - WORDED_FAINT) * faded[worded.passages]
    worth = (np.minimum(worded.shares, WORDED_CLEAR) - less - WORDED_FAINT) / (WORDED_CLEAR - WORDED_FAINT)
    np.maximum.at(found, (people.passages.owners[worded.passages], worded.skills), MOST_WORDED * worth)
    return found
