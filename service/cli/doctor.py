"""The examination of an installation."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import typer
from rich.markup import escape
from rich.table import Table

from matcher.artefacts import damaged
from matcher.build import load_ranker, load_skills, make_embedder, make_glosser, make_second, open_engine, open_store
from matcher.config import MODELS, Settings, load_settings
from matcher.errors import HomeMatchError, StoreError
from matcher.files import put_back, remove_leftovers, unfinished
from service.cli.terminal import console, print_json, progress_bars
from service.erasing import search_in

_ENOUGH_DISK = 1 << 30


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what was looked at, whether it is good, what was found, and what to do if it is not good."""

    check: str
    good: bool
    detail: str
    remedy: str = ""


class _BadError(Exception):
    """A check that is not good, with its remedy."""

    def __init__(self, detail: str, remedy: str) -> None:
        self.remedy = remedy
        super().__init__(detail)


def examine(*, repair: bool, as_json: bool) -> None:
    """Check everything, repair the caches if asked, exit with 2 if something is not good."""
    settings = load_settings()
    if repair:
        _repair(settings)
    findings = list(_findings(settings))
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        table = Table("check", "", "result", "what to do")
        for finding in findings:
            mark = "[green]good[/]" if finding.good else "[red]BAD[/]"
            table.add_row(finding.check, mark, escape(finding.detail), escape(finding.remedy))
        console().print(table)
    if not all(finding.good for finding in findings):
        raise typer.Exit(2)


def _findings(settings: Settings) -> Iterator[Finding]:
    yield Finding("Python", sys.version_info >= (3, 11), sys.version.split()[0])
    for name, (check, remedy) in _CHECKS.items():
        try:
            yield Finding(name, True, check(settings))
        except _BadError as error:
            yield Finding(name, False, str(error), error.remedy)
        except (HomeMatchError, OSError) as error:
            yield Finding(name, False, str(error), remedy)


def _models(_settings: Settings) -> str:
    if wrong := damaged(MODELS):
        raise _BadError(f"not those of the release: {', '.join(wrong)}", "install HomeMatch again")
    return f"the files in {MODELS} are those of the release"


def _model(settings: Settings) -> str:
    embedder = make_embedder(settings)
    return f"{embedder.model_id}, {len(embedder.encode(['solar pumping'])[0])} dimensions, encodes"


def _second_model(settings: Settings) -> str:
    """Which second model there is, whether it encodes, and how many texts of the store wait for it."""
    second = make_second(settings)
    if second is None:
        return "none; `homematch models unpack multilingual` makes one for what meets Chinese"
    detail = f"{second.model_id}, {len(second.encode(['光伏提水'])[0])} dimensions, encodes"
    try:
        engine = open_engine(settings, second=second, new=False)
    except StoreError:  # the check of the store says what is wrong with it
        return detail
    try:
        waiting = engine.unread_by_second()
    finally:
        engine.close()
    if not waiting:
        return detail
    return (
        f"{detail}; it had not read {waiting} records, which were answered by the first model alone; they are read now"
    )


def _ranker(settings: Settings) -> str:
    ranker = load_ranker(settings)
    return f"{ranker.version}, {len(ranker.features)} features"


def _words(settings: Settings) -> str:
    skills, bridge = load_skills(settings), make_glosser(settings)
    return f"{len(skills.skills)} skills, bridge {bridge.version if bridge else 'switched off'}"


def _store(settings: Settings) -> str:
    store = open_store(settings, new=False)
    try:
        facts = {"identity": store.identity} | store.check()
    finally:
        store.close()
    return ", ".join(f"{name} {value}" for name, value in facts.items())


def _audit(settings: Settings) -> str:
    store = open_store(settings, new=False)
    try:
        verified = store.audit.verify()
    finally:
        store.close()
    if verified.problems:
        raise _BadError("; ".join(verified.problems[:3]), "`homematch audit verify`; find out who changed the store")
    return f"{verified.entries} entries, all as they were written"


def _rows(settings: Settings) -> str:
    store = open_store(settings, new=False)
    try:
        damage = store.damage()
    finally:
        store.close()
    if damage:
        shown = "; ".join(damage[:5]) + (f"; and {len(damage) - 5} more" if len(damage) > 5 else "")
        raise _BadError(shown, "`homematch doctor --repair` for what is made again, a backup for what is not")
    return "every row is as it was written"


def _indexes(settings: Settings) -> str:
    engine = open_engine(settings, new=False)
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


def _erasures(settings: Settings) -> str:
    store = open_store(settings, new=False)
    try:
        erasures = store.erasures()
    finally:
        store.close()
    pending = [erasure.receipt.id for erasure in erasures if erasure.stage != "done"]
    if pending:
        raise _BadError(f"pending: {', '.join(pending)}", "`homematch erasure finish` goes on, or says why not")
    return f"{len(erasures)}, all done"


def _disk(settings: Settings) -> str:
    folder = _existing(settings.folder)
    free = shutil.disk_usage(folder).free
    detail = f"{free / (1 << 30):.1f} GiB free in {folder}"
    if free <= _ENOUGH_DISK:
        raise _BadError(detail, "free some space, or move HOMEMATCH_FOLDER to a larger disk")
    return detail


def _permissions(settings: Settings) -> str:
    folder = _existing(settings.folder)
    paths = [folder, *(path for path in settings.folder.glob("*") if not path.name.startswith("."))]
    if locked := [path for path in paths if not os.access(path, os.R_OK | os.W_OK)]:
        raise _BadError(f"cannot be read and written: {locked[0]}", "give them to the account that runs HomeMatch")
    if os.name == "posix" and settings.folder.exists() and settings.folder.stat().st_mode & 0o002:
        raise _BadError(f"everybody can write to {folder}", f"chmod o-w {folder}")
    return f"{folder} can be read and written"


def _leftovers(settings: Settings) -> str:
    folders = [folder for folder in _folders_of_leftovers(settings) if folder.exists()]
    left = [path for folder in folders for path in (*unfinished(folder), *folder.glob(".*.earlier"))]
    if left:
        raise _BadError(f"of processes that were killed, or still run: {left[0]}", "`homematch doctor --repair`")
    return "killed processes left nothing"


def _folders_of_leftovers(settings: Settings) -> tuple[Path, ...]:
    """Where a process that is killed may leave something unfinished."""
    return settings.folder, settings.folder / "reports", settings.folder / "models"


def _clock(settings: Settings) -> str:
    today = settings.today or datetime.now(UTC).date()
    store = open_store(settings, new=False)
    try:
        latest = max((erasure.receipt.day or today for erasure in store.erasures()), default=today)
    finally:
        store.close()
    written = [file.stat().st_mtime for file in settings.folder.glob("*.db*")]
    changed = datetime.fromtimestamp(max(written), UTC).date() if written and not settings.today else today
    if max(latest, changed) > today + timedelta(1):
        raise _BadError(
            f"it is {today}, but the store was last changed on {max(latest, changed)}",
            "set the clock of the machine: consents and deadlines are judged by it",
        )
    return f"it is {today}" + (" (HOMEMATCH_TODAY)" if settings.today else "")


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists."""
    return next(path for path in (folder.resolve(), *folder.resolve().parents) if path.exists())


def _repair(settings: Settings) -> None:
    """Everything that is kept next to the records is rebuilt from them; erasures go on."""
    for folder in _folders_of_leftovers(settings):
        if folder.exists():
            put_back(folder)
            remove_leftovers(folder)
    engine = open_engine(settings, new=False)
    try:
        engine.store.repair()
        with progress_bars() as progress:
            engine.rebuild(progress)
        engine.records.finish_erasures(search_in(settings.folder, engine.store))
    finally:
        engine.close()


_CHECKS: dict[str, tuple[Callable[[Settings], str], str]] = {
    "models": (_models, "install HomeMatch again"),
    "ranker": (_ranker, "choose another with `homematch models promote NAME`, or install HomeMatch again"),
    "model": (_model, "set HOMEMATCH_MODEL to a folder with a model, or install HomeMatch again"),
    "second model": (_second_model, "set HOMEMATCH_SECOND_MODEL to a folder with a model, or to none"),
    "words": (_words, "put back the files that the message names"),
    "store": (_store, "`homematch restore BACKUP`, or `homematch init` for an empty one"),
    "rows": (_rows, "`homematch restore BACKUP`"),
    "audit log": (_audit, "`homematch audit verify`"),
    "indexes": (_indexes, "`homematch doctor --repair`"),
    "erasures": (_erasures, "`homematch erasure finish`"),
    "disk": (_disk, "put the folder where it can be read"),
    "permissions": (_permissions, "give the folder to the account that runs HomeMatch"),
    "leftovers": (_leftovers, "`homematch doctor --repair`"),
    "clock": (_clock, "`homematch restore BACKUP`"),
}
"""The checks, and what to do where one fails in a way that it does not say."""
