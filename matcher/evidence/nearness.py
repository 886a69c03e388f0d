"""How near the best sentence of each of many people comes to some texts, with what its age takes from it."""

from matcher.evidence.pooling import Highest
from matcher.evidence.reading import Reading
from matcher.retrieval import Side

FAINT, CLEAR = 0.35, 0.80
"""Closeness of a requirement to a profile up to which nothing, and from which on everything, is credited."""
FADING = 0.4
"""Share of the credit that evidence of 25 years ago has lost."""


def nearness(people: Side, reading: Reading) -> Highest:
    """How cosines of the people's sentences are pooled for credits.

    What fades is taken from the cosine, in the measure of the ramp.
    """
    return Highest(FADING * (CLEAR - FAINT) * reading.fading(people.sentences.years))
