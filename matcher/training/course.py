"""The course of a training: decisions, challenger, artefacts, promotion."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from matcher.evaluation.calibration_error import expected_calibration_error
from matcher.matching.engine import Engine, Progress
from matcher.matching.sync import silent
from matcher.scorecard.calibration import Calibration, calibrate, described
from matcher.scorecard.calibration import to_artefact as calibration_text
from matcher.scorecard.curves import to_artefact as ranker_text
from matcher.scorecard.registry import DEFAULT, Registry
from matcher.training.card import card
from matcher.training.decided import examples
from matcher.training.fit import Trained, totals, train


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a training gave: the folder of the version, what was measured, and whether it is now the champion."""

    folder: Path
    metrics: dict[str, Any]
    promoted: bool


def learn(
    engine: Engine, registry: Registry, day: date, *, keep_champion: bool = False, progress: Progress = silent
) -> Outcome:
    """Train on the decisions of the engine's store, beside the engine's ranker as champion; keep the version.

    Raises InputError if there are too few decisions; nothing is written then.
    """
    version = registry.free_name(f"trained-{day}")
    trained = train(examples(engine, progress), registry.load(DEFAULT), engine.scorecard, version=version)
    fitted, found = _calibrated(trained)
    metrics = trained.metrics | found
    folder = registry.save(version, _files(trained, metrics, fitted, day))
    promoted = trained.won and not keep_champion
    if promoted:
        gained = metrics["difference"]["pairwise_accuracy"]
        won_by = f"{gained['value']:+.3f} ({gained['low']:+.3f} to {gained['high']:+.3f})"
        registry.promote(version, day, f"won by {won_by} in held-out pairwise accuracy")
    return Outcome(folder, metrics, promoted)


def _calibrated(trained: Trained) -> tuple[Calibration | None, dict[str, Any]]:
    """The calibration that older decisions give, and what ``metrics.json`` says of it after the newer ones."""
    older, newer = trained.older, trained.newer
    fitted = calibrate(totals(trained.scorecard, older.table), older.interest)
    decided = newer.rows(~np.isnan(newer.interest))
    if fitted is None or not len(decided):
        return None, {}
    stated = fitted.probability(totals(trained.scorecard, decided.table))
    error = expected_calibration_error(stated, decided.interest == 1)
    return fitted, {"calibration": {"ece": round(error, 4)} | described(fitted, stated, decided.interest)}


def _files(trained: Trained, metrics: dict[str, Any], fitted: Calibration | None, day: date) -> dict[str, str]:
    """The artefacts of a version by name."""
    files = {"calibration.json": calibration_text(fitted)} if fitted else {}
    return files | {
        "ranker.json": ranker_text(trained.scorecard),
        "metrics.json": json.dumps(metrics, indent=2) + "\n",
        "card.md": card(metrics, str(day)),
    }
