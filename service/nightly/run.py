"""Runs one night from the engine to its report files."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from matcher.matching.engine import Engine, Progress, Run
from matcher.results import Explanation, Ranking, Recommendation
from service.nightly.as_html import write_html
from service.nightly.as_json import write_json
from service.nightly.as_xlsx import write_xlsx
from service.nightly.files import write_together
from service.nightly.gather import Gatherer
from service.nightly.report import Report


@dataclass(frozen=True, slots=True)
class Night:
    """What one nightly run found and where it is written."""

    report: Report
    files: tuple[Path, ...]

    @property
    def run(self) -> str:
        """Id of the run."""
        return self.report.header.run


def _unwatched(_what: str, _done: int, _total: int) -> None:
    """No-op progress callback."""


def run_night(
    engine: Engine, folder: Path, *, candidates: int = 20, suggestions: int = 5, progress: Progress = _unwatched
) -> Night:
    """Rank every open need and every consented professional, keep the run, and write its report.

    The run is ``night-<day>``; running again on one day replaces it. The store keeps the candidates of the
    needs. The files are ``<folder>/<run>/report.html``, ``.xlsx`` and ``.json``; when one of them cannot be
    written, the earlier ones stay as they are and no run is kept.
    """
    report = Gatherer(engine, progress, folder).report(candidates, suggestions)
    writers = {
        "report.html": partial(write_html, report),
        "report.xlsx": partial(write_xlsx, report),
        "report.json": partial(write_json, report),
    }
    progress("writing the report", 0, 1)
    files = write_together(folder / report.header.run, writers, before=lambda: _keep(engine, report))
    progress("writing the report", 1, 1)
    return Night(report, files)


def _keep(engine: Engine, report: Report) -> None:
    header = report.header
    run = Run(header.run, date.fromisoformat(header.day), header.ranker, header.model, header.sequence)
    engine.runs.keep(run, _rankings(report))


def _rankings(report: Report) -> Iterator[Ranking]:
    """The lines of the run; its explanations are in the report."""
    for section in report.needs:
        lines = (
            Recommendation(section.need, each.professional, each.rank, each.score, Explanation(each.base, (), (), ()))
            for each in section.candidates
        )
        yield Ranking("candidates", section.need, tuple(lines), section.exclusions, section.considered)
