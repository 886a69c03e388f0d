"""The report as one self-contained page that needs no script and no network."""

from dataclasses import dataclass, replace
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from matcher.messages import band_name, extent, feature_name, known_text, rounded, waterfall
from service.nightly.report import Candidate, Report

EXPLAINED = 5
"""Candidates of each need whose explanation is written out; the others are in the table only."""
_PLACES = 3
_Scale = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Part:
    """One line of what adds up to a score, as it is shown; ``left`` and ``width`` of its bar in hundredths."""

    label: str
    name: str
    known: bool
    points: float
    shown: str
    left: float = 0.0
    width: float = 0.0


def write_html(report: Report, path: Path) -> None:
    """Write the page piece by piece; the same report gives the same bytes."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"tongue": tongue, "band": band_name, "known": known_text}
    scale = _scale(report)
    stream = environment.get_template("report.html.j2").stream(
        report=report,
        explained=EXPLAINED,
        parts=lambda candidate: _parts(candidate, scale),
        total=lambda candidate: _bar("score", 0.0, candidate.score, scale),
        shown=lambda score: f"{rounded(score, _PLACES):.{_PLACES}f}",
    )
    stream.enable_buffering(200)
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(stream)


def tongue(text: str) -> str:
    """``zh`` for a text with a Chinese character in it, else ``en``: what a screen reader should speak."""
    return "zh" if any("㐀" <= mark <= "鿿" for mark in text) else "en"


def _parts(candidate: Candidate, scale: _Scale) -> list[_Part]:
    """What adds up to the score, each where the last one ended; then what is not known. A base of 0 is left out."""
    given = candidate.base, candidate.contributions, candidate.score
    steps = zip(waterfall(*given), waterfall(*given, _PLACES), strict=True)
    known = [
        replace(_bar(exact.feature, exact.start, exact.end, scale), points=exact.points, shown=_signed(short.points))
        for exact, short in steps
        if exact.feature != "base" or exact.points
    ]
    unknown = (each.feature for each in given[1] if each.value is None)
    return known + [_Part(feature_name(name), name, False, 0.0, _signed(0.0)) for name in unknown]


def _bar(name: str, start: float, end: float, scale: _Scale) -> _Part:
    low, high = scale
    left, right = ((point - low) / ((high - low) or 1.0) * 100 for point in sorted((start, end)))
    shown = f"{rounded(end, _PLACES):.{_PLACES}f}"
    return _Part(feature_name(name), name, True, end, shown, round(left, 1), round(right - left, 1))


def _signed(points: float) -> str:
    return f"{points:+.{_PLACES}f}"


def _scale(report: Report) -> _Scale:
    """How far anything that is explained reaches, so that all bars have one scale."""
    explained = (each for need in report.needs for each in need.candidates[:EXPLAINED])
    return extent(step for each in explained for step in waterfall(each.base, each.contributions, each.score))
