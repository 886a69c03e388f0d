"""How much of each requirement each person is credited with."""

import numpy as np

from matcher.arrays import BoolArray, IdArray, Ragged, ScoreArray
from matcher.evidence.comparison import MOST_SHARE, Comparison
from matcher.evidence.naming import FADING
from matcher.evidence.pooling import highest
from matcher.evidence.qualifications import with_qualifications
from matcher.retrieval.columns import UNREAD
from matcher.skills.names import is_ambiguous

FAINT, CLEAR = 0.35, 0.80
"""Closeness of a requirement to a profile up to which nothing, and from which on everything, is credited."""
LEAST_NEAR = 0.3
"""Nearness to a skill's name below which a sentence says nothing of it; less counts as much as this."""
LABELLED = 2 / 3
"""Weight of a skill's name in the closeness, against the sentences that say the requirement."""
WORDED = 0.45
"""What the whole of a skill's words adds to the closeness."""
WORDED_FAINT, WORDED_CLEAR, MOST_WORDED = 0.15, MOST_SHARE, 0.9
"""Shares of a skill's words up to which nothing, and from which on ``MOST_WORDED``, is credited by themselves."""
AMBIGUOUS = 0.5
"""What closeness counts for a skill whose name is an everyday word too: rust on a bridge is near to Rust."""
CLAIMED_CREDIT = 0.1
"""Credit of a skill that is only listed: a claim is worth asking about, and little more."""


def requirement_credits(compared: Comparison) -> ScoreArray:
    """Credit 0 to 1 of every person for every requirement, (r, m).

    The larger of what its skill earns by itself and of a ramp over closeness: how near the best sentence comes to
    the skill's name and the best one to the requirement's words, and the skill's words in a passage on top. All of
    it fades with age. Of skills of which one is enough, all have the credit of the best. What is asked of years,
    degree, title and stage lowers it where it is not shown.
    """
    worded = compared.of_passages(compared.worded, 0.0)
    closeness, known = _closeness(compared)
    credits = np.where(known, ramp(closeness + WORDED * worded), 0.0)
    by_itself = np.maximum(
        np.maximum(compared.of_passages(compared.naming.skill, 0.0), compared.of_passages(compared.naming.near, 0.0)),
        CLAIMED_CREDIT * compared.claimed,
    )
    names = compared.needs.asks.names.tolist()
    clear = np.where([is_ambiguous(str(name)) for name in names], AMBIGUOUS, 1.0)[:, None]
    highest_of_all: ScoreArray = np.maximum(clear * np.maximum(credits, _by_words(worded)), by_itself)
    best = _best_of_alternatives(highest_of_all, compared.needs.asks.parts)
    return with_qualifications(best, compared.qualified)


def _best_of_alternatives(credits: ScoreArray, parts: IdArray) -> ScoreArray:
    """The credits (r, m) with those of alternatives replaced by the highest of them; ``parts`` (r,) count them."""
    firsts = np.flatnonzero(parts == 0)
    if len(firsts) == len(parts):
        return credits
    best: ScoreArray = np.repeat(np.maximum.reduceat(credits, firsts, axis=0), np.diff([*firsts, len(parts)]), axis=0)
    return best


def ramp(closeness: ScoreArray) -> ScoreArray:
    """The credit of closeness, rising evenly between the two limits."""
    credit: ScoreArray = np.clip((closeness - FAINT) / (CLEAR - FAINT), 0.0, 1.0)
    return credit


def _closeness(compared: Comparison) -> tuple[ScoreArray, BoolArray]:
    """How near the best sentences come to each requirement (r, m), and whether its text can be compared (r, 1)."""
    people, asks = compared.people, compared.needs.asks
    sentences = people.proving_sentences
    fading = FADING * (CLEAR - FAINT) * compared.yardstick.faded(people.columns.sentences.years)
    nearest = highest(compared.sentences - fading, sentences, 0.0)
    said, is_said = _said(compared, np.fmax(nearest, 0.0))
    labelled = (asks.labels.kinds != UNREAD)[:, None]
    named = np.fmax(highest(compared.labels - fading, sentences, LEAST_NEAR), LEAST_NEAR)
    both = LABELLED * named + (1 - LABELLED) * said
    return np.where(labelled & is_said, both, np.where(labelled, named, said)), labelled | is_said


def _said(compared: Comparison, nearest: ScoreArray) -> tuple[ScoreArray, BoolArray]:
    """The highest (r, m) of what is nearest to the sentences that say each requirement, and whether any can be read."""
    needs = compared.needs
    first = np.repeat(needs.sentence_starts[:-1], np.diff(needs.request_starts))
    spans = needs.asks.sentences
    rows = Ragged(spans.starts, spans.items + np.repeat(first, spans.counts))
    rows = rows.kept(needs.sentences.kinds[rows.items] != UNREAD)
    said = highest(nearest.T, rows, 0.0).T
    return said, (rows.counts > 0)[:, None]


def _by_words(shares: ScoreArray) -> ScoreArray:
    """Credit of such shares alone, which is all that there is between texts that no model reads."""
    credit: ScoreArray = MOST_WORDED * np.clip((shares - WORDED_FAINT) / (WORDED_CLEAR - WORDED_FAINT), 0.0, 1.0)
    return credit
