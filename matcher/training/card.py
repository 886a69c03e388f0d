"""The card of a trained ranker: what it is, what was measured, where it ends."""

from collections.abc import Mapping
from typing import Any


def card(metrics: Mapping[str, Any], day: str) -> str:
    """Markdown from what ``train`` measured and, if there is one, what was found of the calibration."""
    return "\n".join([*_head(metrics, day), "", *_table(metrics), "", *_calibration(metrics), "", *_limits(), ""])


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
        f"- **Held to its starting point** with strength {metrics['strength']:g}, chosen by leaving needs out.",
        f"- **Place in the list** explained {_places(metrics)}; it is not part of the scorecard.",
    ]


def _places(metrics: Mapping[str, Any]) -> str:
    last, points = list(metrics["position_effect"].items())[-1]
    return f"{points:+.2f} log-odds between the first place and place {last}"


def _table(metrics: Mapping[str, Any]) -> list[str]:
    lines = ["| held out | this | in use | difference |", "| --- | --- | --- | --- |"]
    for name in metrics["difference"]:
        cells = (_cell(metrics[side][name]) for side in ("challenger", "champion", "difference"))
        lines.append(f"| {name} (95 %) | " + " | ".join(cells) + " |")
    return lines


def _cell(figure: Mapping[str, float]) -> str:
    return f"{figure['value']:.3f} ({figure['low']:.3f} to {figure['high']:.3f})"


def _calibration(metrics: Mapping[str, Any]) -> list[str]:
    found = metrics.get("calibration")
    if not found:
        return ["**Probability:** not enough decided pairs yet, so scores are shown in bands."]
    lines = [
        f"**Probability of mutual interest** ({found['method']}, fitted on {found['pairs']} decided pairs; expected "
        f"calibration error {found['ece']:.3f} on {found['held_out']} newer ones):",
        "",
        "| predicted | came true | pairs |",
        "| --- | --- | --- |",
    ]
    return lines + [
        f"| {each['predicted']:.2f} | {each['observed']:.2f} | {each['count']} |" for each in found["reliability"]
    ]


def _limits() -> list[str]:
    return [
        "- **Meant for** ordering professionals for a need and needs for a professional; it is no measure of a person.",
        "- **Does not use** names, photos, age, gender, ethnicity, nationality, employer.",
        "- **Known limits** It learned from people who were shown: whom no list proposed, nobody decided on. Pairwise "
        "accuracy is corrected for the place in the list; nDCG is not, which flatters the ranker that made the lists.",
    ]
