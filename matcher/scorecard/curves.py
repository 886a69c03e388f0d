"""A scorecard of curves: the points of each feature are a monotone piecewise-linear function kept in readable JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite
from pathlib import Path
from typing import Any, Literal

import numpy as np

from matcher.arrays import ScoreArray
from matcher.errors import ModelError, UnknownNameError
from matcher.features import FEATURES, FeatureTable
from matcher.scorecard.port import Bands

Slope = Literal["rising", "falling"]


@dataclass(frozen=True, slots=True)
class Curve:
    """Points of one feature: ``values`` ascending, ``points`` beside them; flat beyond both ends."""

    values: tuple[float, ...]
    points: tuple[float, ...]
    slope: Slope


class CurveScorecard:
    """See ``Scorecard``; all that it knows is in ``curves``, where people can read it and argue with it."""

    def __init__(self, version: str, base: float, curves: Mapping[str, Curve], bands: Bands | None = None) -> None:
        self.version, self.base, self.bands = version, base, bands
        self.features = tuple(curves)
        self.curves = dict(curves)

    def contributions(self, table: FeatureTable) -> ScoreArray:
        """See ``Scorecard.contributions``."""
        points = np.zeros((len(self.features), len(table)))
        for row, (name, curve) in enumerate(self.curves.items()):
            feature_points = np.interp(table.column(name), curve.values, curve.points)
            np.copyto(points[row], feature_points, where=~np.isnan(feature_points))
        return points.T


def load_scorecard(folder: Path, name: str) -> CurveScorecard:
    """The artefact ``<folder>/<name>/ranker.json``; raises UnknownNameError or ModelError that says what is wrong."""
    file = folder / name / "ranker.json"
    known = sorted(artefact.parent.name for artefact in folder.glob("*/ranker.json"))
    if name not in known:
        if not known:
            raise ModelError(f"the folder {folder} holds no ranker; HOMEMATCH_RANKERS must name one that does")
        raise UnknownNameError("ranker", name, known)
    try:
        return _parse(json.loads(file.read_text(encoding="utf-8")))
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError) as error:
        raise ModelError(f"{file} is not a scorecard: {error}; restore it, or choose another ranker") from error


def to_artefact(scorecard: CurveScorecard) -> str:
    """The text of a ``ranker.json`` that ``load_scorecard`` reads back as the same scorecard, one feature a line."""
    lines = [
        f"    {json.dumps(name)}: "
        + json.dumps({"slope": curve.slope, "points": list(zip(curve.values, curve.points, strict=True))})
        for name, curve in scorecard.curves.items()
    ]
    head = f'{{\n  "version": {json.dumps(scorecard.version)},\n  "base": {scorecard.base},\n'
    bands = f'  "bands": {json.dumps(scorecard.bands)},\n' if scorecard.bands else ""
    return f'{head}{bands}  "features": {{\n' + ",\n".join(lines) + "\n  }\n}\n"


def _parse(artefact: Mapping[str, Any]) -> CurveScorecard:
    base = float(artefact["base"])
    if not isfinite(base):
        raise ValueError(f"base is {base}, not a finite number")
    curves = {name: _curve(name, entry) for name, entry in artefact["features"].items()}
    return CurveScorecard(str(artefact["version"]), base, curves, _bands(artefact.get("bands")))


def _bands(given: Sequence[Any] | None) -> Bands | None:
    if given is None:
        return None
    strong, good, possible = map(float, given)
    if not all(map(isfinite, (strong, good, possible))) or not strong >= good >= possible:
        raise ValueError(f"bands are {given}; allowed: three finite numbers, the highest first")
    return strong, good, possible


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
