"""A training from start to end: decisions, challenger, its files with a card for the reader, promotion."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from matcher.evaluation.metrics import expected_calibration_error
from matcher.matching.engine import Engine, Progress
from matcher.matching.sync import silent
from matcher.scorecard.calibration import Calibration, calibrate, described
from matcher.scorecard.calibration import to_artefact as calibration_text
from matcher.scorecard.curves import to_artefact as scorecard_text
from matcher.scorecard.registry import DEFAULT, Registry
from matcher.training.decisions import examples
from matcher.training.train import Trained, totals, train


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a training: the folder of the version, what was measured, and whether it is now the champion."""

    folder: Path
    metrics: dict[str, Any]
    promoted: bool


def learn(
    engine: Engine, registry: Registry, day: date, *, keep_champion: bool = False, progress: Progress = silent
) -> Outcome:
    """Train on the decisions in the engine's store, with the engine's scorecard as champion; save the version.

    Raises InputError if there are too few decisions; nothing is written then.
    """
    version = registry.free_name(f"trained-{day}")
    trained = train(examples(engine, progress), registry.load(DEFAULT), engine.scorecard, version=version)
    calibration, calibration_metrics = _calibrated(trained)
    metrics = trained.metrics | calibration_metrics
    folder = registry.save(version, _files(trained, metrics, calibration, day))
    promoted = trained.won and not keep_champion
    if promoted:
        difference = metrics["difference"]["pairwise_accuracy"]
        won_by = f"{difference['value']:+.3f} ({difference['low']:+.3f} to {difference['high']:+.3f})"
        registry.promote(version, day, f"won by {won_by} in held-out pairwise accuracy")
    return Outcome(folder, metrics, promoted)


def card(metrics: Mapping[str, Any], day: str) -> str:
    """The card of a trained scorecard as Markdown: what it is, what ``train`` measured, its calibration, its limits."""
    lines = [*_head(metrics, day), "", *_table(metrics), "", *_calibration_lines(metrics), "", *_limits(), ""]
    return "\n".join(lines)


def _calibrated(trained: Trained) -> tuple[Calibration | None, dict[str, Any]]:
    """The calibration fitted on older decisions, and what ``metrics.json`` says of it by the newer ones."""
    older, newer = trained.older, trained.newer
    calibration = calibrate(totals(trained.scorecard, older.table), older.interest)
    decided = newer.rows(~np.isnan(newer.interest))
    if calibration is None or not len(decided):
        return None, {}
    stated = calibration.probability(totals(trained.scorecard, decided.table))
    error = expected_calibration_error(stated, decided.interest == 1)
    description = described(calibration, stated, decided.interest)
    return calibration, {"calibration": {"ece": round(error, 4)} | description}


def _files(trained: Trained, metrics: dict[str, Any], calibration: Calibration | None, day: date) -> dict[str, str]:
    """The artefacts of a version by name."""
    files = {"calibration.json": calibration_text(calibration)} if calibration else {}
    return files | {
        "ranker.json": scorecard_text(trained.scorecard),
        "metrics.json": json.dumps(metrics, indent=2) + "\n",
        "card.md": card(metrics, str(day)),
    }


def _head(metrics: Mapping[str, Any], day: str) -> list[str]:
    trained, held_out = metrics["trained_on"], metrics["held_out"]
    verdict = "better than" if metrics["won"] else "not shown to be better than"
    return [
        f"# Ranker {metrics['ranker']}",
        "",
        f"An additive scorecard trained on {day}: a score is the sum of the monotone curves in `ranker.json`, in",
        "log-odds.",
        "",
        f"- **Trained on** {trained['decisions']} decisions on {trained['needs']} needs, the older ones.",
        f"- **Measured on** {held_out['decisions']} decisions on {held_out['needs']} newer needs: {verdict} "
        f"{metrics['champion']['ranker']}, which was in use.",
        f"- **Pulled towards its starting point** with strength {metrics['strength']:g}, chosen by cross-validation.",
        f"- **Position in the list** explained {_position_effect(metrics)}; it is not part of the scorecard.",
    ]


def _position_effect(metrics: Mapping[str, Any]) -> str:
    last, points = list(metrics["position_effect"].items())[-1]
    return f"{points:+.2f} log-odds between position 1 and position {last}"


def _table(metrics: Mapping[str, Any]) -> list[str]:
    lines = ["| held out | this | in use | difference |", "| --- | --- | --- | --- |"]
    for name in metrics["difference"]:
        cells = (_cell(metrics[side][name]) for side in ("challenger", "champion", "difference"))
        lines.append(f"| {name} (95 %) | " + " | ".join(cells) + " |")
    return lines


def _cell(estimate: Mapping[str, float]) -> str:
    return f"{estimate['value']:.3f} ({estimate['low']:.3f} to {estimate['high']:.3f})"


def _calibration_lines(metrics: Mapping[str, Any]) -> list[str]:
    calibration = metrics.get("calibration")
    if not calibration:
        return ["**Probability:** there are not enough decided pairs yet, so scores are shown in bands."]
    lines = [
        f"**Probability of mutual interest** ({calibration['method']}, fitted on {calibration['pairs']} decided pairs; "
        f"expected calibration error {calibration['ece']:.3f} on {calibration['held_out']} newer ones):",
        "",
        "| predicted | came true | pairs |",
        "| --- | --- | --- |",
    ]
    return lines + [
        f"| {row['predicted']:.2f} | {row['observed']:.2f} | {row['count']} |" for row in calibration["reliability"]
    ]


def _limits() -> list[str]:
    return [
        "- **Meant for** ordering professionals for a need and needs for a professional; it does not measure a person.",
        "- **Does not use** names, photos, age, gender, ethnicity, nationality, employer.",
        "- **Known limits** It learned only from people who were shown: on others nobody decided. Pairwise accuracy is "
        "corrected for the position in the list; nDCG is not, which flatters the ranker that made the lists.",
    ]
