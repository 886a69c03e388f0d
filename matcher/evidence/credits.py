"""How much of each requirement each person is credited with, for many of both at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.arrays import ScoreArray
from matcher.documents import Side
from matcher.evidence.pooling import Highest
from matcher.evidence.reading import Reading
from matcher.evidence.skill_credits import FADING, SkillsEarned

FAINT, CLEAR = 0.35, 0.80
"""Closeness of a requirement to a profile up to which nothing, and from which on everything, is credited."""
LABELLED = 2 / 3
"""Weight of a skill's name in the closeness, against the sentences that say the requirement."""
WORDED = 0.45
"""What the whole of a skill's words adds to the closeness."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A requirement as it is looked up: its skill, if it names one, and its texts' columns of cosines.

    ``columns`` are those of the sentences that say it, ``label`` that of its skill's name, if that has a vector.
    """

    skill: str | None
    columns: tuple[int, ...]
    label: int | None = None


def nearness(people: Side, reading: Reading, columns: int | None = None) -> Highest:
    """How cosines of the people's sentences are pooled for ``credits``, in the first so many columns.

    What fades is taken from the cosine, in the measure of the ramp.
    """
    return Highest(FADING * (CLEAR - FAINT) * reading.fading(people.sentences.years), columns=columns)


def credits(wanted: Sequence[Wanted], nearest: ScoreArray, earned: SkillsEarned) -> ScoreArray:
    """Credit 0 to 1 of each person for each requirement, (m, r).

    The larger of what its skill earns by itself and of a ramp over closeness: how near the best sentence comes to
    the skill's name and the best one to the requirement's words, and the skill's words in a passage on top. All of
    it fades with age. ``nearest`` (m, q) is what ``nearness`` makes of the cosines of the people's sentences with
    the needs'; ``earned`` gives what skills earn these people.
    """
    skills = list(dict.fromkeys(each.skill for each in wanted if each.skill))
    column_of = {skill: column for column, skill in enumerate(skills)}
    by_words = earned(skills)
    found = np.zeros((len(nearest), len(wanted)), order="F")
    for at, each in enumerate(wanted):
        close = closeness(each, nearest)
        column = column_of.get(each.skill or "")
        if column is None:
            found[:, at] = ramp(close)
        else:
            found[:, at] = np.maximum(ramp(close + WORDED * by_words.shares[:, column]), by_words.credits[:, column])
    return found


def closeness(wanted: Wanted, nearest: ScoreArray) -> ScoreArray:
    """How near the best sentences come to a requirement (m,); 0 where nothing can be compared."""
    said = nearest[:, list(wanted.columns)].max(axis=1) if wanted.columns else None
    named = nearest[:, wanted.label] if wanted.label is not None else None
    if named is None or said is None:
        only = said if named is None else named
        return np.zeros(len(nearest)) if only is None else np.fmax(only, 0.0)
    both: ScoreArray = np.fmax(LABELLED * named + (1 - LABELLED) * said, 0.0)
    return both


def ramp(close: ScoreArray) -> ScoreArray:
    """The credit of closeness, rising evenly between the two limits."""
    credit: ScoreArray = np.clip((close - FAINT) / (CLEAR - FAINT), 0.0, 1.0)
    return credit
