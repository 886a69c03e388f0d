import gc
import json
import os
import resource
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from matcher.errors import NotFoundError
from matcher.matching.engine import Engine
from service.nightly import as_xlsx, run_night
from service.nightly import run as night_run
from service.nightly.as_html import write_html
from service.nightly.as_json import write_json
from service.nightly.as_xlsx import write_xlsx
from service.nightly.draft import Draft
from service.nightly.gather import gather
from service.nightly.report import Report
from service.nightly.run import no_progress
from tests.service.conftest import UNMET
from tests.service.reading import contents, json_of

RUN = "night-2026-11-22"
FILES = ["report.html", "report.json", "report.xlsx"]


@pytest.fixture
def report(engine: Engine, tmp_path: Path) -> Iterator[Report]:
    """A report that is not written yet."""
    with Draft(tmp_path) as draft:
        yield draft.report(gather(engine, draft, 20, 5, no_progress))


def test_sections_are_read_one_at_a_time_and_as_often_as_wanted(report: Report) -> None:
    first, again = list(report.needs), list(report.needs)
    assert [need.need for need in first] == ["N-solar", UNMET, "N-高盐废水"]
    assert first == again
    assert list(zip(report.needs, report.needs, strict=True)) == list(zip(first, first, strict=True))


def test_whoever_is_erased_while_the_night_runs_is_in_neither_report_nor_run(engine: Engine, folder: Path) -> None:
    def erase_midway(what: str, done: int, _total: int) -> None:
        if what == "ranking suggestions" and done == 1:
            engine.records.erase("professional", "P-water")
            engine.records.erase("need", "N-solar")

    night = run_night(engine, folder, progress=erase_midway)
    report = json_of(night.files)
    for gone in ("P-water", "N-solar"):
        assert f'"{gone}"' not in json.dumps(report)
        assert gone not in str(engine.store.run(RUN)[1])
    for need in report["needs"]:
        ranks = [candidate["rank"] for candidate in need["candidates"]]
        assert ranks == list(range(1, len(ranks) + 1))


@pytest.mark.parametrize("gone", ["P-water", "N-solar"])
def test_whoever_is_erased_while_the_files_are_written_is_in_neither_report_nor_run(
    engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch, gone: str
) -> None:
    written: list[bytes] = []

    def erase_midway(report: Report, path: Path) -> None:
        write_json(report, path)
        written.append(path.read_bytes())
        if len(written) == 1:
            engine.records.erase("professional" if gone.startswith("P") else "need", gone)

    monkeypatch.setattr(night_run, "write_json", erase_midway)
    run_night(engine, folder)
    first, second = (f'"{gone}"'.encode() in text for text in written)
    assert (first, second) == (True, False)
    assert all(gone.encode() not in text for text in contents(folder).values())
    assert gone not in str(engine.store.run(RUN)[1])


def test_the_sections_wait_in_files_that_have_no_name(
    engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[Path]] = []
    run_night(engine, folder, progress=lambda *_step: seen.append(list(folder.rglob("*"))))
    assert seen[0] == seen[-2] == []


@pytest.mark.parametrize("writer", ["write_html", "write_xlsx", "write_json"])
def test_a_writer_that_fails_midway_leaves_the_earlier_report_and_run_whole(
    engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch, writer: str
) -> None:
    run_night(engine, folder)
    before, kept = contents(folder), engine.store.run(RUN)

    def fail(_report: object, path: Path) -> NoReturn:
        path.write_text("half a rep")
        raise OSError("no space left on device")

    engine.records.erase("need", UNMET)
    monkeypatch.setattr(night_run, writer, fail)
    with pytest.raises(OSError, match="no space left"):
        run_night(engine, folder, candidates=1)
    assert contents(folder) == before
    assert engine.store.run(RUN) == kept


def test_a_store_that_cannot_keep_the_run_leaves_the_earlier_report_whole(
    engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_night(engine, folder)
    before = contents(folder)

    def fail(*_given: object) -> NoReturn:
        raise OSError("the store is gone")

    monkeypatch.setattr(engine.store, "put_run", fail)
    with pytest.raises(OSError, match="the store is gone"):
        run_night(engine, folder, candidates=1)
    assert contents(folder) == before


def test_a_night_that_was_killed_leaves_the_earlier_report_and_the_next_one_cleans_up(
    engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_night(engine, folder)
    before = contents(folder)
    child = os.fork()
    if child == 0:
        try:
            monkeypatch.setattr(as_xlsx, "_put", lambda *_given: os._exit(9))
            run_night(engine, folder, candidates=1)
        finally:
            os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    after = contents(folder)
    assert {name: after[name] for name in before} == before
    assert [name for name in after if "/.sheets." in name], "it was killed halfway"
    run_night(engine, folder)
    assert contents(folder) == before


def test_a_folder_that_is_a_file_is_an_error_and_no_run_is_kept(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("in the way")
    with pytest.raises(OSError, match="reports"):
        run_night(engine, tmp_path / "reports")
    assert (tmp_path / "reports").read_text() == "in the way"
    with pytest.raises(NotFoundError):
        engine.store.run(RUN)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # xlsxwriter leaves handles open
@pytest.mark.parametrize("limit", [500, 20_000, 55_000])
def test_a_disk_that_takes_no_more_leaves_the_earlier_report_and_run_whole(
    engine: Engine, folder: Path, limit: int
) -> None:
    run_night(engine, folder)
    before, kept = contents(folder), engine.store.run(RUN)
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, usual[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            run_night(engine, folder, suggestions=4)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
        gc.collect()
    assert contents(folder) == before
    assert engine.store.run(RUN) == kept


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # xlsxwriter leaves handles open
@pytest.mark.parametrize("write", [write_html, write_xlsx, write_json])
def test_every_writer_tells_of_a_disk_that_takes_no_more(
    report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[[Report, Path], None]
) -> None:
    folder = tmp_path / "full"
    folder.mkdir()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(elsewhere))
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8_000, usual[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            write(report, folder / "file")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
        gc.collect()
    assert [file.name for file in folder.iterdir()] == ["file"]
    assert list(elsewhere.iterdir()) == []
