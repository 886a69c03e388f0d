"""How far stated probabilities are from what happened."""

import numpy as np

from matcher.arrays import BoolArray, ScoreArray

BINS = 10


def expected_calibration_error(probabilities: ScoreArray, outcomes: BoolArray, bins: int = BINS) -> float:
    """The mean gap between probability and share of outcomes in bins of equal width, weighted by their size.

    Takes n probabilities in [0, 1] and whether each came true, n at least 1; gives a number in [0, 1]
    (Naeini, Cooper and Hauskrecht 2015). A probability on an edge belongs to the bin above it.
    """
    if probabilities.shape != outcomes.shape or not len(outcomes):
        raise ValueError(f"got {len(probabilities)} probabilities and {len(outcomes)} outcomes; give as many, and some")
    if not ((probabilities >= 0) & (probabilities <= 1)).all():
        raise ValueError("a probability is not in [0, 1]")
    bin_of = np.minimum((probabilities * bins).astype(np.int64), bins - 1)
    gaps = np.bincount(bin_of, weights=probabilities - outcomes, minlength=bins)
    return float(np.abs(gaps).sum() / len(outcomes))
