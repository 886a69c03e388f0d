"""What a skill earns each of many people by words: named in their texts, written about, or listed."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.arrays import IdArray, ScoreArray, as_ids
from matcher.evidence.mentions import Mentions
from matcher.evidence.nearness import FADING, nearness
from matcher.evidence.pooling import cosine_blocks, pooled
from matcher.evidence.reading import Reading
from matcher.evidence.wordings import wordings
from matcher.retrieval import Side

WORDED_FAINT, WORDED_CLEAR = 0.15, 0.45
"""BM25 shares of a skill's words in a passage up to which nothing, and from which on most, is credited."""
LEAST_SHARE = 0.03
"""Shares up to this are taken for none."""
MOST_WORDED = 0.9
NEAR_CREDIT = 0.3
"""Credit of a text that names a broader, narrower or neighbouring skill: something like it has been done."""
CLAIMED_CREDIT = 0.1
"""Credit of a skill that is only listed: a claim is worth asking about, and little more."""
LEAST_NEAR = 0.3
"""Nearness to a skill's name below which a sentence says nothing of it; less counts as much as this."""
_NOT_BY_WORDS = re.compile(r"[+#]|^\w$")
"""Skills whose terms say too little: those of C++, of C# and of C are the same."""


@dataclass(frozen=True, slots=True)
class Earned:
    """What skills (s,) earn m people: credits (m, s) by themselves, and the share (m, s) of their words in a passage.

    Both have faded with age.
    """

    credits: ScoreArray
    shares: ScoreArray


class SkillCredits:
    """What skills earn each of m people; each skill is looked up once, when it is first asked for.

    The people are those of one moment, so that what was found stays true as long as this is used.
    """

    def __init__(self, people: Side, reading: Reading) -> None:
        self._people, self._reading = people, reading
        self._mentions: Mentions | None = None
        self._found: dict[str, tuple[_Sparse, _Sparse]] = {}
        self._near: dict[int, _Sparse] = {}

    def among(self, chosen: IdArray) -> "SkillsAmong":
        """The same for the people in these places."""
        return SkillsAmong(self, chosen)

    def look_up(self, skills: Iterable[str], labels: Iterable[int]) -> None:
        """Look many skills, and their names, up together, which is quicker than one by one."""
        self._look_up_skills(skills)
        self._look_up_names(labels)

    def earned(self, skills: Sequence[str]) -> Earned:
        """What distinct skills (s,) earn everybody."""
        self._look_up_skills(skills)
        credits, shares = (self._dense([self._found[skill][kind] for skill in skills]) for kind in (0, 1))
        return Earned(credits, shares)

    def nearness(self, labels: Sequence[int]) -> ScoreArray:
        """How near the best sentence of everybody comes to the names of skills in these rows, (m, l)."""
        self._look_up_names(labels)
        return self._dense([self._near[each] for each in labels]) + LEAST_NEAR

    def _dense(self, columns: Sequence["_Sparse"]) -> ScoreArray:
        """Columns (m, c) of which only some numbers are not 0."""
        found = np.zeros((len(self._people), len(columns)), order="F")
        for column, (places, values) in enumerate(columns):
            found[places, column] = values
        return found

    def _look_up_names(self, labels: Iterable[int]) -> None:
        fresh = [each for each in dict.fromkeys(labels) if each not in self._near]
        if not fresh:
            return
        pooling = nearness(self._people, self._reading)
        for block, similar in cosine_blocks(self._reading.vectors, self._people.sentences, as_ids(fresh)):
            (near,) = pooled(similar, pooling)
            for label, column in zip(fresh[block], near.T, strict=True):
                self._near[label] = _sparse(np.fmax(column - LEAST_NEAR, 0.0))

    def _look_up_skills(self, skills: Iterable[str]) -> None:
        fresh = [each for each in dict.fromkeys(skills) if each not in self._found]
        if not fresh:
            return
        if self._mentions is None:
            self._mentions = Mentions(self._people, self._reading)
        faded = self._reading.fading(self._people.passages.years)
        shares = _shares(fresh, self._people, self._reading, faded)
        for at, skill in enumerate(fresh):
            credits = _credits(skill, len(self._people), self._mentions, faded)
            np.maximum(credits, _by_words(shares[:, at]), out=credits)
            self._found[skill] = _sparse(credits), _sparse(shares[:, at])


@dataclass(frozen=True, slots=True)
class SkillsAmong:
    """What skills earn the people in the places ``chosen`` (n,)."""

    skills: SkillCredits
    chosen: IdArray

    def look_up(self, skills: Iterable[str], labels: Iterable[int]) -> None:
        """See ``SkillCredits.look_up``."""
        self.skills.look_up(skills, labels)

    def earned(self, skills: Sequence[str]) -> Earned:
        """See ``SkillCredits.earned``."""
        everybody = self.skills.earned(skills)
        return Earned(self._of_chosen(everybody.credits), self._of_chosen(everybody.shares))

    def nearness(self, labels: Sequence[int]) -> ScoreArray:
        """See ``SkillCredits.nearness``."""
        return self._of_chosen(self.skills.nearness(labels))

    def _of_chosen(self, values: ScoreArray) -> ScoreArray:
        """The rows (n, c) of the chosen; as those of everybody, column by column in memory."""
        if np.array_equal(self.chosen, np.arange(len(values))):
            return values
        return values.T[:, self.chosen].T


_Sparse = tuple[IdArray, ScoreArray]
"""Places in a column and the numbers that are not 0 there."""


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
