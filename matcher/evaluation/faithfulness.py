"""Whether explanations are true of the score: what is taken away is worth what was stated, quotes are verbatim."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

TOLERANCE = 0.1
"""Share of the stated points by which what is found may differ."""


@dataclass(frozen=True, slots=True)
class Deletion:
    """Shown evidence taken away: the points stated for it, and by how much the score fell at re-scoring."""

    stated: float
    found: float


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quote that an explanation shows, and the text of the record that it is said to stand in."""

    quote: str
    source: str


def faithfulness(deletions: Sequence[Deletion], quotations: Sequence[Quotation] = ()) -> dict[str, float]:
    """How explanations stand the test of deletion (ERASER's comprehensiveness; DeYoung et al. 2020).

    ``fell``: share of deletions at which the score fell. ``within``: share at which it fell by the stated
    points, ± 10 % of them. ``error``: mean absolute difference in points. ``verbatim``: share of quotations
    that stand in their source character for character. A share of nothing is left out.
    """
    found: dict[str, float] = {}
    if deletions:
        stated = np.array([each.stated for each in deletions])
        fall = np.array([each.found for each in deletions])
        gaps = np.abs(fall - stated)
        # The last digit of a binary fraction must not decide a case that stands on the edge.
        close = gaps <= TOLERANCE * np.abs(stated) + 1e-12
        found = {"fell": float((fall > 0).mean()), "within": float(close.mean()), "error": float(gaps.mean())}
    if quotations:
        found["verbatim"] = float(np.mean([_is_verbatim(each) for each in quotations]))
    return found


def _is_verbatim(each: Quotation) -> bool:
    return bool(each.quote) and each.quote in each.source
