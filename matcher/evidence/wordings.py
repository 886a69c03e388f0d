"""Whose passages are about the words of a skill."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.arrays import IdArray, ScoreArray, as_ids
from matcher.evidence.places import Places
from matcher.evidence.reading import Reading
from matcher.language.terms import terms
from matcher.retrieval import Side
from matcher.retrieval.lexical import LexicalIndex, Terms
from matcher.scripts import has_han

TRANSLATED = 3.0
"""What a share of a translated skill counts: of the three senses of a word the other side uses one at most."""


@dataclass(frozen=True, slots=True)
class Wordings:
    """Passages about the words of skills: places of the skills (h,), of the passages (h,), and BM25 shares (h,)."""

    skills: IdArray
    passages: IdArray
    shares: ScoreArray


def wordings(skills: Sequence[str], people: Side, reading: Reading, least: float) -> Wordings:
    """Passages whose share of the words of a skill is above ``least``, by English words or between Chinese texts.

    A passage may stand here twice for a Chinese skill, once for each. A word that nobody uses has no weight in a
    share by itself; here it is part of the skill all the same.
    """
    english: list[Terms] = [reading.english_terms(skill) for skill in skills]
    own: list[Terms] = [terms(skill) if has_han(skill) else [] for skill in skills]
    chinese = np.array([has_han(skill) for skill in skills], dtype=bool)
    used = np.array([_used(mine, reading.lexical) for mine in own])
    used_in_english = np.array([_used(each, reading.english) for each in english]) * np.where(chinese, TRANSLATED, 1.0)
    places = Places(people.passages.items)
    both = [
        _above(reading.lexical, own, used, places, [each.terms for each in people.documents], least),
        _above(reading.english, english, used_in_english, places, [each.english for each in people.documents], least),
    ]
    return Wordings(
        np.concatenate([each.skills for each in both]),
        np.concatenate([each.passages for each in both]),
        np.concatenate([each.shares for each in both]),
    )


def _above(
    index: LexicalIndex, queries: Sequence[Terms], factors: ScoreArray, places: Places,
    texts: Sequence[Sequence[Terms]], least: float,
) -> Wordings:  # fmt: skip
    """With each query's shares multiplied by its factor; ``texts`` are the terms of each person's passages."""
    with np.errstate(divide="ignore"):
        wanted = least / factors
    skills, ids, shares = index.above(queries, wanted)
    found, which = places.each(ids)
    skills, shares = skills[which], shares[which]
    if places.fresh:
        passages = [each for mine in texts for each in mine]
        more = np.nan_to_num(index.shares(queries, [passages[at] for at in places.fresh]))
        rows, columns = np.nonzero(more > wanted[:, None])
        skills, shares = np.concatenate([skills, rows]), np.concatenate([shares, more[rows, columns]])
        found = np.concatenate([found, as_ids(places.fresh)[columns]])
    return Wordings(skills, found, shares * factors[skills])


def _used(words: Terms, index: LexicalIndex) -> float:
    """How much of what the words weigh is in words that any passage uses; a word that nobody uses is the rarest."""
    holders = np.array([len(index.holding([word])) for word in words], dtype=np.float64)
    weights = np.log1p((len(index) - holders + 0.5) / (holders + 0.5))
    return float(weights[holders > 0].sum() / weights.sum()) if len(words) else 0.0
