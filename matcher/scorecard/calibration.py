"""Turns scores into probabilities of mutual interest where there are enough decisions."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from math import isfinite
from pathlib import Path
from typing import Any, Literal

import numpy as np

from matcher.arrays import ScoreArray
from matcher.errors import ModelError

Method = Literal["isotonic", "platt"]

LEAST_FOR_ISOTONIC, LEAST_FOR_PLATT = 1000, 300
_LEAST_OF_EACH = 20
_PLATT_KNOTS = 12
_MOST_KNOTS = 20
_PLACES = 4


@dataclass(frozen=True, slots=True)
class Calibration:
    """Probabilities at ``scores``, ascending; linear between them and flat beyond both ends.

    ``pairs`` is the number of decided pairs that it was fitted on.
    """

    method: Method
    pairs: int
    scores: tuple[float, ...]
    probabilities: tuple[float, ...]

    def probability(self, scores: ScoreArray) -> ScoreArray:
        """The probability (n,) that a pair with that score (n,) is shortlisted and accepted, if it is shown."""
        return np.interp(scores, self.scores, self.probabilities)


@dataclass(frozen=True, slots=True)
class Bin:
    """Pairs whose probabilities lie in one tenth of 0 to 1: their mean, the share that came true, their number."""

    predicted: float
    observed: float
    count: int


def calibrate(scores: ScoreArray, outcomes: ScoreArray) -> Calibration | None:
    """The curve that fits scores (n,) and outcomes (n,): 1 for mutual interest, 0 for none, NaN if undecided.

    Isotonic regression on 1,000 decided pairs or more, Platt's logistic curve (Platt 1999) on 300 or more;
    None on fewer, or with fewer than 20 of either outcome: a probability would claim more than is known.
    """
    decided = ~np.isnan(outcomes)
    scores, outcomes = scores[decided], outcomes[decided]
    if len(scores) < LEAST_FOR_PLATT or min(outcomes.sum(), (1 - outcomes).sum()) < _LEAST_OF_EACH:
        return None
    method: Method = "isotonic" if len(scores) >= LEAST_FOR_ISOTONIC else "platt"
    values, probabilities = (_isotonic if method == "isotonic" else _platt)(scores, outcomes)
    return Calibration(
        method, len(scores), tuple(values.round(6).tolist()), tuple(probabilities.round(_PLACES).tolist())
    )


def reliability(probabilities: ScoreArray, outcomes: ScoreArray, bins: int = 10) -> list[Bin]:
    """What was predicted (n,) beside what came true (n,) in bins of equal width; empty bins are left out."""
    bin_of = np.minimum((probabilities * bins).astype(np.int64), bins - 1)
    return [
        Bin(
            round(float(probabilities[bin_of == number].mean()), _PLACES),
            round(float(outcomes[bin_of == number].mean()), _PLACES),
            int((bin_of == number).sum()),
        )
        for number in np.unique(bin_of).tolist()
    ]


def to_artefact(calibration: Calibration) -> str:
    """The text of a ``calibration.json`` that ``load_calibration`` reads back as the same calibration."""
    curve = [list(pair) for pair in zip(calibration.scores, calibration.probabilities, strict=True)]
    return json.dumps({"method": calibration.method, "pairs": calibration.pairs, "curve": curve}) + "\n"


def load_calibration(folder: Path) -> Calibration | None:
    """The ``calibration.json`` in a scorecard's folder, None if there is none; raises ModelError for a broken one."""
    file = folder / "calibration.json"
    if not file.exists():
        return None
    try:
        return _parse(json.loads(file.read_text(encoding="utf-8")))
    except (ValueError, LookupError, TypeError, OverflowError) as error:
        raise ModelError(f"{file} is not a calibration: {error}; restore it, or choose another ranker") from error


def described(calibration: Calibration, probabilities: ScoreArray, outcomes: ScoreArray) -> dict[str, Any]:
    """What ``metrics.json`` says of a calibration, with its reliability on held-out pairs (n,)."""
    table = [asdict(row) for row in reliability(probabilities, outcomes)]
    return {"method": calibration.method, "pairs": calibration.pairs, "held_out": len(outcomes), "reliability": table}


def _isotonic(scores: ScoreArray, outcomes: ScoreArray) -> tuple[ScoreArray, ScoreArray]:
    """The steps of the isotonic fit, thinned to a readable number of quantiles."""
    from sklearn.isotonic import IsotonicRegression  # slow to import, and not needed to read a calibration

    fitted = IsotonicRegression(out_of_bounds="clip").fit(scores, outcomes)
    knots = np.unique(np.quantile(scores, np.linspace(0, 1, _MOST_KNOTS)).round(6))
    return knots, fitted.predict(knots)


def _platt(scores: ScoreArray, outcomes: ScoreArray) -> tuple[ScoreArray, ScoreArray]:
    """A rising logistic curve, or a flat one at the share of outcomes if higher scores do not mean more of them."""
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=1e6).fit(scores[:, None], outcomes)
    knots = np.unique(np.linspace(scores.min(), scores.max(), _PLATT_KNOTS).round(6))
    if fitted.coef_[0, 0] < 0:
        return knots, np.full(len(knots), outcomes.mean())
    return knots, fitted.predict_proba(knots[:, None])[:, 1]


def _parse(artefact: dict[str, Any]) -> Calibration:
    values, probabilities = (tuple(float(pair[side]) for pair in artefact["curve"]) for side in (0, 1))
    method: Method = artefact["method"]
    if method not in ("isotonic", "platt"):
        raise ValueError(f"method is {method!r}; allowed: isotonic, platt")
    if not values or not all(map(isfinite, values)) or not _rising(values, strictly=True):
        raise ValueError("the scores of its curve must be finite and rise")
    if not all(0 <= probability <= 1 for probability in probabilities) or not _rising(probabilities, strictly=False):
        raise ValueError("the probabilities of its curve must be in 0 to 1 and not fall")
    return Calibration(method, int(artefact["pairs"]), values, probabilities)


def _rising(values: Sequence[float], *, strictly: bool) -> bool:
    return all(later > earlier or (later == earlier and not strictly) for earlier, later in pairwise(values))
