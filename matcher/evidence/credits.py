"""How much of each requirement each person is credited with, for many of both at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.arrays import ScoreArray
from matcher.evidence.nearness import CLEAR, FAINT
from matcher.evidence.skill_credits import SkillsAmong
from matcher.retrieval import NO_TEXT

LABELLED = 2 / 3
"""Weight of a skill's name in the closeness, against the sentences that say the requirement."""
WORDED = 0.45
"""What the whole of a skill's words adds to the closeness."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A requirement as it is looked up: its skill, if it names one, and its texts' columns of cosines.

    ``columns`` are those of the sentences that say it, ``label`` the row of its skill's name in the vector table, or
    ``NO_TEXT``.
    """

    skill: str | None
    columns: tuple[int, ...]
    label: int = NO_TEXT


def credits(wanted: Sequence[Wanted], nearest: ScoreArray, among: SkillsAmong) -> ScoreArray:
    """Credit 0 to 1 of each person for each requirement, (m, r).

    The larger of what its skill earns by itself and of a ramp over closeness: how near the best sentence comes to
    the skill's name and the best one to the requirement's words, and the skill's words in a passage on top. All of
    it fades with age. ``nearest`` (m, q) is what ``nearness`` makes of the cosines of the people's sentences with
    the needs'; ``among`` tells what skills earn these people.
    """
    skills = list(dict.fromkeys(each.skill for each in wanted if each.skill))
    labels = list(dict.fromkeys(each.label for each in wanted if each.label != NO_TEXT))
    column_of = {skill: column for column, skill in enumerate(skills)}
    label_of = {label: column for column, label in enumerate(labels)}
    by_words, by_name = among.earned(skills), among.nearness(labels)
    found = np.zeros((len(nearest), len(wanted)), order="F")
    for at, each in enumerate(wanted):
        said = _highest(nearest, each.columns)
        close = closeness(said, by_name[:, label_of[each.label]] if each.label in label_of else None)
        if each.skill and close is not None:
            column = column_of[each.skill]
            found[:, at] = ramp(close + WORDED * by_words.shares[:, column])
        elif close is not None:
            found[:, at] = ramp(close)
        if each.skill:
            np.maximum(found[:, at], by_words.credits[:, column_of[each.skill]], out=found[:, at])
    return found


def _highest(nearest: ScoreArray, columns: Sequence[int]) -> ScoreArray | None:
    """The highest (m,) of these columns, None of none."""
    if len(columns) < 2:  # nearly always: a requirement is said by one sentence
        return nearest[:, columns[0]] if columns else None
    highest: ScoreArray = nearest[:, list(columns)].max(axis=1)
    return highest


def closeness(said: ScoreArray | None, named: ScoreArray | None) -> ScoreArray | None:
    """How near the best sentences come to a requirement (m,), by its words and by its skill's name."""
    if named is None or said is None:
        only = said if named is None else named
        return None if only is None else np.fmax(only, 0.0)
    both: ScoreArray = LABELLED * named + (1 - LABELLED) * np.fmax(said, 0.0)
    return both


def ramp(close: ScoreArray) -> ScoreArray:
    """The credit of closeness, rising evenly between the two limits."""
    credit: ScoreArray = np.clip((close - FAINT) / (CLEAR - FAINT), 0.0, 1.0)
    return credit
