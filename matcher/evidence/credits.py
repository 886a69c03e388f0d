"""How much of each requirement each person is credited with, for many of both at once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.arrays import ScoreArray
from matcher.documents import Side
from matcher.evidence.mentions import Mentions
from matcher.evidence.pooling import Scored, highest, of_each
from matcher.evidence.reading import Reading
from matcher.language.terms import terms

FAINT, CLEAR = 0.40, 0.65
"""Cosines of a requirement with a sentence below which nothing, and above which everything, is credited."""
WORDED_FAINT, WORDED_CLEAR = 0.15, 0.45
"""The same for the BM25 share of a skill's terms in a passage, which is all there is between unread texts."""
MOST_WORDED = 0.9
CLAIMED_CREDIT = 0.1
"""Credit of a skill that is only listed: a claim is worth asking about, and little more."""
_NOT_BY_WORDS = re.compile(r"[+#]|^\w$")
"""Skills whose terms say too little: those of C++, of C# and of C are the same."""
FADING = 0.4
"""Share of the credit that evidence of 25 years ago has lost."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A requirement as it is looked up: its skill, if it names one, and its sentences' columns of cosines."""

    skill: str | None
    columns: tuple[int, ...]


def credits(wanted: Sequence[Wanted], people: Side, similar: Scored, reading: Reading) -> ScoreArray:
    """Credit 0 to 1 of each person for each requirement, (m, r).

    The largest of: how close a sentence comes to the requirement; how much a passage is about the words of its
    skill; the skill named outright; the skill listed. All but the last fade with the age of the evidence.
    ``similar`` are the cosines of the people's sentences with the needs'.
    """
    found = _by_meaning(wanted, people, similar, reading)
    skills = list(dict.fromkeys(each.skill for each in wanted if each.skill))
    earned = _by_skill(skills, people, reading)
    column_of = {skill: column for column, skill in enumerate(skills)}
    for at, each in enumerate(wanted):
        if each.skill:
            np.maximum(found[:, at], earned[:, column_of[each.skill]], out=found[:, at])
    return found


def _by_skill(skills: Sequence[str], people: Side, reading: Reading) -> ScoreArray:
    """What each distinct skill earns each person (m, s), by words that are about it, that name it or that list it."""
    found = _by_words(skills, people, reading)
    mentions = Mentions(people, reading)
    fresh = 1.0 - FADING * reading.fading(people.passages.years)
    for at, skill in enumerate(skills):
        claimed = mentions.claimants(skill)
        found[claimed, at] = np.maximum(found[claimed, at], CLAIMED_CREDIT)
        who, passages = mentions.namings(skill)
        np.maximum.at(found[:, at], who, fresh[passages])
    return found


def _by_meaning(wanted: Sequence[Wanted], people: Side, similar: Scored, reading: Reading) -> ScoreArray:
    found = np.zeros((len(people), len(wanted)), order="F")
    columns = np.array([column for each in wanted for column in each.columns], dtype=np.int64)
    if not len(columns):
        return found
    # What fades is taken from the cosine, in the measure of the ramp.
    less = FADING * (CLEAR - FAINT) * reading.fading(people.sentences.years)
    best = highest(similar.columns(columns), less, CLEAR)
    counts = np.array([len(each.columns) for each in wanted])
    starts = (np.cumsum(counts) - counts)[counts > 0]
    closest = np.nan_to_num(np.maximum.reduceat(best, starts, axis=1), nan=-1.0)
    found[:, counts > 0] = np.clip((closest - FAINT) / (CLEAR - FAINT), 0.0, 1.0)
    return found


def _by_words(skills: Sequence[str], people: Side, reading: Reading) -> ScoreArray:
    found = np.zeros((len(people), len(skills)), order="F")
    if not skills or not len(people.passages.items):
        return found
    plain = ["" if _NOT_BY_WORDS.search(skill) else skill for skill in skills]
    words = [terms(skill) for skill in plain]
    # A word that nobody uses has no weight in a share; here it is part of the skill all the same.
    own = reading.own_shares(words, people) * [_used(each, reading) for each in words]
    english = reading.english_shares([reading.english_terms(skill) for skill in plain], people)
    shares = np.nan_to_num(np.fmax(own, english))
    less = FADING * (WORDED_CLEAR - WORDED_FAINT) * reading.fading(people.passages.years)
    best = np.nan_to_num(highest(of_each(shares, people.passages.counts), less, WORDED_CLEAR))
    found[:] = MOST_WORDED * np.clip((best - WORDED_FAINT) / (WORDED_CLEAR - WORDED_FAINT), 0.0, 1.0)
    return found


def _used(words: Sequence[str], reading: Reading) -> float:
    """Share of the words that any passage uses."""
    used = sum(len(reading.lexical.holding([word])) > 0 for word in words)
    return used / len(words) if words else 0.0
