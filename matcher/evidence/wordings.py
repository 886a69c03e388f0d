"""Whose passages are about the words of a skill."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.arrays import IdArray, ScoreArray, as_ids
from matcher.documents import Side
from matcher.evidence.places import Places
from matcher.evidence.reading import Reading
from matcher.language.terms import terms
from matcher.lexical.port import LexicalIndex, Terms


@dataclass(frozen=True, slots=True)
class Wordings:
    """Passages about the words of skills: places of the skills (h,), of the passages (h,), and BM25 shares (h,)."""

    skills: IdArray
    passages: IdArray
    shares: ScoreArray


def wordings(skills: Sequence[str], people: Side, reading: Reading, least: float) -> Wordings:
    """Passages whose share of the words of a skill is above ``least``, by their own words or by the English ones.

    A passage may stand here twice for one skill, once for each. A word that nobody uses has no weight in a share
    by itself; here it is part of the skill all the same.
    """
    own: list[Terms] = [terms(skill) for skill in skills]
    english: list[Terms] = [reading.english_terms(skill) for skill in skills]
    used = np.array([_used(each, reading) for each in own])
    differ = np.array([mine != other for mine, other in zip(own, english, strict=True)], dtype=bool)
    places = Places(people.passages.items)
    own_texts = [each for document in people.documents for each in document.terms]
    english_texts = [each for document in people.documents for each in document.english]
    both = [
        # Where the words are the same, one look is enough.
        _above(reading.lexical, own, np.where(differ, used, 0.0), places, own_texts, least),
        _above(reading.english, english, np.where(differ, 1.0, used), places, english_texts, least),
    ]
    return Wordings(
        np.concatenate([each.skills for each in both]),
        np.concatenate([each.passages for each in both]),
        np.concatenate([each.shares for each in both]),
    )


def _above(
    index: LexicalIndex, queries: Sequence[Terms], factors: ScoreArray, places: Places, texts: Sequence[Terms],
    least: float,
) -> Wordings:  # fmt: skip
    """With each query's shares multiplied by its factor."""
    with np.errstate(divide="ignore"):
        wanted = least / factors
    skills, ids, shares = index.above(queries, wanted)
    found, which = places.each(ids)
    skills, shares = skills[which], shares[which]
    if places.fresh:
        more = np.nan_to_num(index.shares(queries, [texts[at] for at in places.fresh]))
        rows, columns = np.nonzero(more > wanted[:, None])
        skills, shares = np.concatenate([skills, rows]), np.concatenate([shares, more[rows, columns]])
        found = np.concatenate([found, as_ids(places.fresh)[columns]])
    return Wordings(skills, found, shares * factors[skills])


def _used(words: Terms, reading: Reading) -> float:
    """Share of the words that any passage uses."""
    used = sum(len(reading.lexical.holding([word])) > 0 for word in words)
    return used / len(words) if words else 0.0
