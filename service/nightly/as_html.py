"""The report as one self-contained page that needs no script and no network."""

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from service.nightly.report import Candidate, Report
from service.nightly.rounding import settle

EXPLAINED = 5
"""Candidates of each need whose explanation is written out; the others are in the table only."""
_PLACES = 3
LABELS = {
    "base": "Starting value",
    "works": "Closeness of the best works and positions",
    "sentences": "Closeness of the best sentences",
    "lexical": "Telling terms in common",
    "terms": "Terms in common, where the model cannot read one side",
    "must": "Must requirements answered",
    "nice": "Nice-to-have requirements answered",
    "recency": "How recent the closest works are",
    "availability": "Availability in the period",
    "language": "Working languages",
    "mode": "Ways of working",
    "seniority": "Career stage",
}


@dataclass(frozen=True, slots=True)
class _Part:
    """One line of what adds up to a score, as it is shown."""

    label: str
    name: str
    known: bool
    points: float
    shown: str
    width: float


def write_html(report: Report, path: Path) -> None:
    """Write the page piece by piece; the same report gives the same bytes."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["tongue"] = tongue
    scale = _largest(report)
    stream = environment.get_template("report.html.j2").stream(
        report=report,
        explained=EXPLAINED,
        parts=lambda candidate: _parts(candidate, scale),
        shown=lambda score: f"{score:.{_PLACES}f}",
    )
    stream.enable_buffering(200)
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(stream)


def tongue(text: str) -> str:
    """``zh`` for a text with a Chinese character in it, else ``en``: what a screen reader should speak."""
    return "zh" if any("㐀" <= mark <= "鿿" for mark in text) else "en"


def _parts(candidate: Candidate, scale: float) -> list[_Part]:
    """What adds up to the score, the largest first; a base of 0 is left out."""
    told = [("base", True, candidate.base)] if candidate.base else []
    told += [(each.feature, each.value is not None, each.points) for each in candidate.contributions]
    rounded = settle([points for _, _, points in told], candidate.score, _PLACES)
    found = [
        _Part(LABELS.get(name, name), name, known, points, f"{short:+.{_PLACES}f}", round(abs(points) / scale * 100, 1))
        for (name, known, points), short in zip(told, rounded, strict=True)
    ]
    return sorted(found, key=lambda part: -abs(part.points))


def _largest(report: Report) -> float:
    """The most points that anything adds or takes, so that all bars have one scale."""
    points = (
        abs(part.points) for need in report.needs for each in need.candidates[:EXPLAINED] for part in each.contributions
    )
    return max(points, default=0.0) or 1.0
