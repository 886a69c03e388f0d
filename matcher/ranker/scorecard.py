"""A scorecard: each feature's points are a monotone piecewise-linear function kept in readable JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite
from pathlib import Path
from typing import Any, Literal

import numpy as np

from matcher.arrays import ScoreArray
from matcher.errors import ModelError, UnknownNameError
from matcher.features import FEATURES, FeatureTable

Slope = Literal["rising", "falling"]


@dataclass(frozen=True, slots=True)
class Curve:
    """Points of one feature: ``values`` ascending, ``points`` beside them; flat beyond both ends."""

    values: tuple[float, ...]
    points: tuple[float, ...]
    slope: Slope


class Scorecard:
    """See ``Ranker``; what it knows is in ``curves`` and can be read and argued with."""

    def __init__(self, version: str, base: float, curves: Mapping[str, Curve]) -> None:
        self.version, self.base = version, base
        self.features = tuple(curves)
        self.curves = dict(curves)

    def contributions(self, table: FeatureTable) -> ScoreArray:
        """See ``Ranker.contributions``."""
        points = np.zeros((len(table.values), len(self.features)))
        for at, (name, curve) in enumerate(self.curves.items()):
            values = table.column(name)
            known = ~np.isnan(values)
            points[known, at] = np.interp(values[known], curve.values, curve.points)
        return points


def load_scorecard(folder: Path, name: str) -> Scorecard:
    """The artefact ``<folder>/<name>/ranker.json``; raises UnknownNameError or ModelError that says what is wrong."""
    file = folder / name / "ranker.json"
    known = sorted(each.parent.name for each in folder.glob("*/ranker.json"))
    if name not in known:
        if not known:
            raise ModelError(f"the folder {folder} holds no ranker; HOMEMATCH_RANKERS must name one that does")
        raise UnknownNameError("ranker", name, known)
    try:
        return _parse(json.loads(file.read_text(encoding="utf-8")))
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError) as error:
        raise ModelError(f"{file} is not a scorecard: {error}; restore it, or choose another ranker") from error


def _parse(artefact: Mapping[str, Any]) -> Scorecard:
    base = float(artefact["base"])
    if not isfinite(base):
        raise ValueError(f"base is {base}, not a finite number")
    curves = {name: _curve(name, entry) for name, entry in artefact["features"].items()}
    return Scorecard(str(artefact["version"]), base, curves)


def _curve(name: str, entry: Mapping[str, Any]) -> Curve:
    if name not in FEATURES:
        raise ValueError(f"{name!r} is not a feature; features are {', '.join(FEATURES)}")
    values, points = (tuple(float(pair[side]) for pair in entry["points"]) for side in (0, 1))
    if len(values) < 2 or not all(map(isfinite, values + points)):
        raise ValueError(f"{name}: needs two or more pairs of finite numbers")
    if any(later <= earlier for earlier, later in pairwise(values)):
        raise ValueError(f"{name}: the values of its pairs must rise")
    slope: Slope = entry["slope"]
    steps = np.diff(points) * {"rising": 1, "falling": -1}[slope]
    if (steps < 0).any():
        raise ValueError(f"{name}: is declared {slope}, but its points are not")
    return Curve(values, points, slope)
