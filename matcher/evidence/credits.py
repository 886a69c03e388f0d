"""How much of each requirement each person is credited with, for many of both at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.arrays import ScoreArray
from matcher.documents import Side
from matcher.evidence.pooling import Highest
from matcher.evidence.reading import Reading
from matcher.evidence.skill_credits import FADING, SkillsEarned

FAINT, CLEAR = 0.40, 0.65
"""Cosines of a requirement with a sentence below which nothing, and above which everything, is credited."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A requirement as it is looked up: its skill, if it names one, and its sentences' columns of cosines."""

    skill: str | None
    columns: tuple[int, ...]


def nearness(people: Side, reading: Reading, columns: int | None = None) -> Highest:
    """How cosines of the people's sentences are pooled for ``credits``, in the first so many columns.

    What fades is taken from the cosine, in the measure of the ramp.
    """
    return Highest(FADING * (CLEAR - FAINT) * reading.fading(people.sentences.years), CLEAR, columns)


def credits(wanted: Sequence[Wanted], nearest: ScoreArray, earned: SkillsEarned) -> ScoreArray:
    """Credit 0 to 1 of each person for each requirement, (m, r).

    The larger of how close a sentence comes to the requirement, which fades with its age, and of what its skill
    earns by words. ``nearest`` (m, q) is what ``nearness`` makes of the cosines of the people's sentences with the
    needs'; ``earned`` gives what skills earn these people.
    """
    found = _by_meaning(wanted, nearest)
    skills = list(dict.fromkeys(each.skill for each in wanted if each.skill))
    by_words = earned(skills)
    column_of = {skill: column for column, skill in enumerate(skills)}
    for at, each in enumerate(wanted):
        if each.skill:
            np.maximum(found[:, at], by_words[:, column_of[each.skill]], out=found[:, at])
    return found


def _by_meaning(wanted: Sequence[Wanted], nearest: ScoreArray) -> ScoreArray:
    found = np.zeros((len(nearest), len(wanted)), order="F")
    ramp = np.clip((np.fmax(nearest, -1.0) - FAINT) / (CLEAR - FAINT), 0.0, 1.0)
    for at, each in enumerate(wanted):
        if each.columns:
            found[:, at] = ramp[:, list(each.columns)].max(axis=1)
    return found
