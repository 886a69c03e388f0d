"""What may be said of a pair in a word: from the credits of its requirements and what is unknown, never its score."""

import numpy as np

from matcher.arrays import BoolArray, ScoreArray
from matcher.results import Band

_HALF = 0.5
_LIKELY = 0.4
"""How likely it must be that one of the musts would be borne out, if none is."""
_NICE = 0.4
"""What one that is nice to have counts there beside a must."""


def bands(credits: ScoreArray, must: BoolArray, conditions_known: BoolArray, evidenced: float) -> list[Band | None]:
    """The band of each of m people for one need, None for whom nothing speaks.

    ``credits`` (r, m) are those of its requirements, ``must`` (r,) says which are required, ``conditions_known`` (m,)
    who leaves no condition open, ``evidenced`` is the credit from which on a requirement counts as borne out.

    - strong: every must is borne out, and every condition is known;
    - good: at least half of the musts are borne out;
    - possible: one must is, or it is likely enough that one would be, for which what is nice to have counts in part;
      without any must, nobody is more.
    """
    required = credits[must]
    if not len(required):
        anything = ~np.all(credits < evidenced, axis=0) if len(credits) else np.ones(credits.shape[1], dtype=bool)
        return ["possible" if one else None for one in anything.tolist()]
    borne_out = (required >= evidenced).sum(axis=0)
    likely = np.where(must, 1.0, _NICE)[:, None] * np.clip(credits, 0.0, 1.0)
    anything = (borne_out > 0) | (1.0 - np.prod(1.0 - likely, axis=0) >= _LIKELY)
    of_people: list[Band | None] = []
    for count, possible, known in zip(borne_out.tolist(), anything.tolist(), conditions_known.tolist(), strict=True):
        if count == len(required) and known:
            of_people.append("strong")
        elif count >= _HALF * len(required):
            of_people.append("good")
        else:
            of_people.append("possible" if possible else None)
    return of_people
