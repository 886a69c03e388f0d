"""Runs one night from the engine to its report files."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from matcher.files import turn
from matcher.matching.engine import Engine, Progress, Run
from matcher.results import Explanation, Ranking, Recommendation
from service.nightly.as_html import write_html
from service.nightly.as_json import write_json
from service.nightly.as_xlsx import write_xlsx
from service.nightly.draft import Draft
from service.nightly.files import Hashes, Writer, write_together
from service.nightly.gather import gather
from service.nightly.report import Header, Report, Summary

_UNEXPLAINED = Explanation(0.0, (), (), ())
"""The explanations of a run are in its report."""


@dataclass(frozen=True, slots=True)
class Night:
    """One nightly run in numbers, and where its report is written."""

    header: Header
    summary: Summary
    files: tuple[Path, ...]

    @property
    def run(self) -> str:
        """Id of the run."""
        return self.header.run


def no_progress(_what: str, _done: int, _total: int) -> None:
    """No-op progress callback."""


def run_night(
    engine: Engine, folder: Path, *, candidates: int = 20, suggestions: int = 5, progress: Progress = no_progress
) -> Night:
    """Rank every open need and every consented professional, keep the run, and write its report.

    The run is ``night-<day>``; running again on one day replaces it. The store keeps the candidates of the
    needs. The files are ``<folder>/<run>/report.html``, ``.xlsx`` and ``.json``; when one of them cannot be
    written, the earlier ones stay as they are and no run is kept. Whoever is erased or withdraws consent before
    the files are published is in none of them. The background that requirements are measured beside is drawn anew
    before the run if people have changed much.
    """
    folder.mkdir(parents=True, exist_ok=True)
    engine.sync(progress, renew=True)
    with Draft(folder) as draft:
        header = gather(engine, draft, candidates, suggestions, progress)
        progress("writing the report", 0, 1)
        night = _publish(engine, folder / header.run, draft, header)
        progress("writing the report", 1, 1)
    return night


def _publish(engine: Engine, folder: Path, draft: Draft, header: Header) -> Night:
    """Write the files and keep the run, again if somebody had to be left out while the files were written."""
    with turn(folder.parent):  # an erasure waits until the files are published, and finds them
        while True:
            draft.keep_only(*_matchable(engine))
            report = draft.report(header)
            try:
                files = write_together(folder, writers_of(report), before=partial(_keep, engine, draft, report))
            except _OutdatedError:
                continue
            return Night(report.header, report.summary, files)


def writers_of(report: Report) -> dict[str, Writer]:
    """What writes the files of a report, by name."""
    return {
        "report.html": partial(write_html, report),
        "report.xlsx": partial(write_xlsx, report),
        "report.json": partial(write_json, report),
    }


class _OutdatedError(Exception):
    """Somebody in a report may not be matched any more."""


def _keep(engine: Engine, draft: Draft, report: Report, hashes: Hashes) -> None:
    """Keep the run and the hashes of its files; raises _OutdatedError if it may not be published."""
    if not draft.names_only(*_matchable(engine)):
        raise _OutdatedError
    header = report.header
    run = Run(header.run, date.fromisoformat(header.day), header.ranker, header.model, header.sequence)
    if engine.runs.keep(run, _rankings(draft.tally.lines)):
        raise _OutdatedError  # somebody was erased since it was looked at
    engine.store.put_published(hashes)


def _matchable(engine: Engine) -> tuple[set[str], set[str]]:
    """The needs and the people that may be matched now."""
    return set(engine.matching.open_needs()), set(engine.matching.consented_people())


def _rankings(lines: Iterable[tuple[str, str, int, float]]) -> Iterator[Ranking]:
    """The candidates of each need."""
    for need, candidates in groupby(lines, itemgetter(0)):
        recommendations = (Recommendation(*line, _UNEXPLAINED) for line in candidates)
        yield Ranking("candidates", need, tuple(recommendations))
