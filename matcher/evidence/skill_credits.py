"""What a skill earns each of many people by words: named in their texts, written about, or listed."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.arrays import IdArray, ScoreArray
from matcher.documents import Side
from matcher.evidence.mentions import Mentions
from matcher.evidence.reading import Reading
from matcher.evidence.wordings import wordings

WORDED_FAINT, WORDED_CLEAR = 0.15, 0.45
"""BM25 shares of a skill's words in a passage up to which nothing, and from which on most, is credited."""
LEAST_SHARE = 0.03
"""Shares up to this are taken for none."""
MOST_WORDED = 0.9
NEAR_CREDIT = 0.3
"""Credit of a text that names a broader, narrower or neighbouring skill: something like it has been done."""
CLAIMED_CREDIT = 0.1
"""Credit of a skill that is only listed: a claim is worth asking about, and little more."""
FADING = 0.4
"""Share of the credit that evidence of 25 years ago has lost."""
_NOT_BY_WORDS = re.compile(r"[+#]|^\w$")
"""Skills whose terms say too little: those of C++, of C# and of C are the same."""


@dataclass(frozen=True, slots=True)
class Earned:
    """What skills (s,) earn m people: credits (m, s) by themselves, and the share (m, s) of their words in a passage.

    Both have faded with age.
    """

    credits: ScoreArray
    shares: ScoreArray


SkillsEarned = Callable[[Sequence[str]], Earned]
"""Gives what distinct skills earn some people."""


class SkillCredits:
    """What skills earn each of m people; each skill is looked up once, when it is first asked for.

    The people are those of one moment, so that what was found stays true as long as this is used.
    """

    def __init__(self, people: Side, reading: Reading) -> None:
        self._people, self._reading = people, reading
        self._mentions: Mentions | None = None
        self._found: dict[str, tuple[_Sparse, _Sparse]] = {}

    def among(self, chosen: IdArray) -> SkillsEarned:
        """The same for the people in these places."""

        def earned(skills: Sequence[str]) -> Earned:
            self._look_up([each for each in skills if each not in self._found])
            everybody = np.zeros((2, len(skills), len(self._people)))
            for kind in (0, 1):
                for row, skill in zip(everybody[kind], skills, strict=True):
                    places, values = self._found[skill][kind]
                    row[places] = values
            return Earned(everybody[0][:, chosen].T, everybody[1][:, chosen].T)

        return earned

    def _look_up(self, skills: Sequence[str]) -> None:
        if not skills:
            return
        if self._mentions is None:
            self._mentions = Mentions(self._people, self._reading)
        faded = self._reading.fading(self._people.passages.years)
        shares = _shares(skills, self._people, self._reading, faded)
        for at, skill in enumerate(skills):
            credits = _credits(skill, len(self._people), self._mentions, faded)
            np.maximum(credits, _by_words(shares[:, at]), out=credits)
            self._found[skill] = _sparse(credits), _sparse(shares[:, at])


_Sparse = tuple[IdArray, ScoreArray]


def _sparse(values: ScoreArray) -> _Sparse:
    places = np.flatnonzero(values)
    return places, values[places]


def _credits(skill: str, people: int, mentions: Mentions, faded: ScoreArray) -> ScoreArray:
    """What naming and listing a skill earns (m,); ``faded`` (p,) tells how much each passage has."""
    found = np.zeros(people)
    found[mentions.claimants(skill)] = CLAIMED_CREDIT
    for (who, passages), most in ((mentions.near(skill), NEAR_CREDIT), (mentions.namings(skill), 1.0)):
        np.maximum.at(found, who, most * (1.0 - FADING * faded[passages]))
    return found


def _shares(skills: Sequence[str], people: Side, reading: Reading, faded: ScoreArray) -> ScoreArray:
    """The largest share of each skill's words in a passage of each person (m, s), less what has faded."""
    found = np.zeros((len(people), len(skills)), order="F")
    plain = ["" if _NOT_BY_WORDS.search(skill) else skill for skill in skills]
    worded = wordings(plain, people, reading, LEAST_SHARE)
    shares = np.minimum(worded.shares, WORDED_CLEAR) * (1.0 - FADING * faded[worded.passages])
    np.maximum.at(found, (people.passages.owners[worded.passages], worded.skills), shares)
    return found


def _by_words(shares: ScoreArray) -> ScoreArray:
    """Credit (m,) of such shares alone, which is all that there is between texts that no model reads."""
    credit: ScoreArray = MOST_WORDED * np.clip((shares - WORDED_FAINT) / (WORDED_CLEAR - WORDED_FAINT), 0.0, 1.0)
    return credit
