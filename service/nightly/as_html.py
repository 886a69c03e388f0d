"""The report as one self-contained page that needs no script and no network."""

import re
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from matcher.messages import PLACES, Step, band_name, feature_name, in_order, origin_text, rounded, signed, waterfall
from matcher.results import Contribution, Evidence
from service.nightly.report import EXPLAINED, Candidate, Report, ReportNearMiss, ReportRequirement

_PLACES = 2
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class _Part:
    """One line of what adds up to a score, as it is shown; ``left`` and ``width`` of its bar in hundredths."""

    name: str
    feature: str
    known: bool
    points: float
    shown: str
    left: float = 0.0
    width: float = 0.0


def write_html(report: Report, path: Path) -> None:
    """Write the page section by section; the same report gives the same bytes."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_visible,
    )
    environment.filters |= {"tongue": tongue, "band": band_name, "where": origin_text}
    stream = environment.get_template("report.html.j2").stream(
        report=report,
        explained=EXPLAINED,
        parts=lambda candidate: _parts(candidate, report.scale),
        total=lambda candidate: _total(candidate, report.scale),
        shown=_short,
        points=lambda points: signed(points, _PLACES),
        marks=_marks,
        further=_further,
    )
    stream.enable_buffering(200)
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(stream)


def _visible(value: object) -> object:
    """A value without control characters: a browser may act on them, and no reader sees them."""
    return _CONTROL.sub("", value) if type(value) is str else value


def tongue(text: str) -> str:
    """``zh`` for a text with a Chinese character in it, else ``en``: how a screen reader should pronounce it."""
    return "zh" if any("㐀" <= character <= "鿿" for character in text) else "en"


def _parts(candidate: Candidate, scale: tuple[float, float]) -> list[_Part]:
    """What adds up to the score, each where the last one ended, the small ones in one. A base of 0 is left out."""
    steps = zip(_steps(candidate, PLACES), _steps(candidate, _PLACES), strict=True)
    texts = {line.about: line.text for line in candidate.lines if line.about == "smaller"}
    return [
        _Part(
            texts.get(exact.feature) or feature_name(exact.feature), exact.feature, True, exact.points,
            signed(short.points, _PLACES), *_bar(exact.start, exact.end, scale),
        )
        for exact, short in steps
        if exact.feature != "base" or exact.points
    ]  # fmt: skip


def _steps(candidate: Candidate, places: int) -> tuple[Step, ...]:
    reasons = [line for line in candidate.lines if line.kind == "reason"]
    if not reasons:
        return waterfall(candidate.base, candidate.contributions, candidate.score, places)
    reasons.sort(key=lambda line: (line.about == "smaller", -line.points))
    parts = [Contribution(line.about, 0.0, line.points) for line in reasons]
    return in_order(candidate.base, parts, candidate.score, places)


def _marks(one: Candidate | ReportNearMiss) -> list[ReportRequirement]:
    """The musts, each of which has a mark in a table."""
    return [requirement for requirement in one.requirements if requirement.kind == "must"]


def _further(candidate: Candidate) -> list[Evidence]:
    """The quotes that no requirement has."""
    own = [one.evidence for one in candidate.requirements if one.evidence]
    quoted = {(evidence.source, evidence.start) for evidence in own}
    return [evidence for evidence in candidate.evidence if (evidence.source, evidence.start) not in quoted]


def _total(candidate: Candidate, scale: tuple[float, float]) -> _Part:
    score = candidate.score
    return _Part(feature_name("score"), "score", True, score, _short(score), *_bar(0.0, score, scale))


def _bar(start: float, end: float, scale: tuple[float, float]) -> tuple[float, float]:
    """Where a bar begins and how wide it is."""
    low, high = scale
    left, right = ((point - low) / ((high - low) or 1.0) * 100 for point in sorted((start, end)))
    return round(left, 1), round(right - left, 1)


def _short(score: float) -> str:
    return f"{rounded(score, _PLACES):.{_PLACES}f}"
