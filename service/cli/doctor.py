"""The examination of an installation."""

import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

import typer
from rich.table import Table

from matcher.build import load_ranker, make_embedder, make_second, make_store, open_engine
from matcher.config import Settings, load_settings
from matcher.errors import HomeMatchError
from service.cli.terminal import console, print_json, progress_bars

_ENOUGH_DISK = 1 << 30


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what was looked at, whether it is good, and its result or what to do."""

    check: str
    good: bool
    detail: str


def examine(*, repair: bool, as_json: bool) -> None:
    """Check everything, repair the caches if asked, exit with 2 if something is not good."""
    settings = load_settings()
    if repair:
        _repair(settings)
    findings = list(_findings(settings))
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        table = Table("check", "", "result")
        for finding in findings:
            table.add_row(finding.check, "[green]good[/]" if finding.good else "[red]BAD[/]", finding.detail)
        console().print(table)
    if not all(finding.good for finding in findings):
        raise typer.Exit(2)


def _findings(settings: Settings) -> Iterator[Finding]:
    yield Finding("Python", sys.version_info >= (3, 11), sys.version.split()[0])
    for name, check in _CHECKS.items():
        try:
            yield Finding(name, True, check(settings))
        except HomeMatchError as error:
            yield Finding(name, False, str(error))
    settings.folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.folder).free
    yield Finding("disk", free > _ENOUGH_DISK, f"{free / (1 << 30):.1f} GiB free in {settings.folder}")


def _model(settings: Settings) -> str:
    embedder = make_embedder(settings)
    return f"{embedder.model_id}, {len(embedder.encode(['solar pumping'])[0])} dimensions, encodes"


def _second_model(settings: Settings) -> str:
    """Which second model there is, whether it encodes, and how many texts of the store wait for it."""
    second = make_second(settings)
    if second is None:
        return "none; `homematch models unpack multilingual` makes one for what meets Chinese"
    found = f"{second.model_id}, {len(second.encode(['光伏提水'])[0])} dimensions, encodes"
    engine = open_engine(settings, second=second)
    try:
        waiting = engine.unread_by_second()
    finally:
        engine.close()
    if not waiting:
        return found
    return (
        f"{found}; it had not read {waiting} records, which were answered by the first model alone; they are read now"
    )


def _ranker(settings: Settings) -> str:
    ranker = load_ranker(settings)
    return f"{ranker.version}, {len(ranker.features)} features"


def _store(settings: Settings) -> str:
    store = make_store(settings)
    facts = store.check()
    store.close()
    return ", ".join(f"{name} {value}" for name, value in facts.items())


def _indexes(settings: Settings) -> str:
    engine = open_engine(settings)
    try:
        engine.check_files()
        waiting = engine.unread_by_second()
        with progress_bars() as progress:
            engine.sync(progress)
        if waiting:
            engine.save()
        people, needs = len(engine.matching.consented_people()), len(engine.matching.open_needs())
        return f"in step with the store: {people} people, {needs} open needs"
    finally:
        engine.close()


def _repair(settings: Settings) -> None:
    """Everything that is kept next to the store is rebuilt from it."""
    engine = open_engine(settings)
    with progress_bars() as progress:
        engine.rebuild(progress)
    engine.close()


_CHECKS: dict[str, Callable[[Settings], str]] = {
    "ranker": _ranker,
    "model": _model,
    "second model": _second_model,
    "store": _store,
    "indexes": _indexes,
}
