"""The report files: those of one night are published together, and an erasure finds whoever is named in them."""

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from shutil import rmtree

Writer = Callable[[Path], None]
UNFINISHED = ".unfinished"
"""How the name of a file or folder ends that an interruption may leave behind."""
_RUNS = "night-????-??-??"


def write_together(folder: Path, writers: Mapping[str, Writer], *, confirm: Callable[[], bool]) -> bool:
    """Let each writer fill a temporary file, then give all files their names at once if ``confirm`` agrees.

    Whether it did. If it does not, or if anything fails, the files that were there stay. What an earlier, killed
    call left behind is removed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    try:
        for name, write in writers.items():
            write(_temporary(folder, name))
            _to_disk(_temporary(folder, name))
        if not confirm():
            return False
        for name in writers:
            _temporary(folder, name).replace(folder / name)
    finally:
        _remove_unfinished(folder)
    _to_disk(folder)
    return True


def remove_reports_naming(folder: Path, identifier: str) -> list[str]:
    """Remove every nightly report in the folder that names the id; the ids of the runs whose files are gone.

    A report without a readable JSON file may name anybody, and goes too. The runs themselves are in the store.
    """
    removed = []
    for run in sorted(folder.glob(_RUNS)):
        if _names(run, identifier):
            _remove_unfinished(run)
            for file in run.glob("report.*"):
                file.unlink()
            if not any(run.iterdir()):
                run.rmdir()
            removed.append(run.name)
    return removed


def _names(run: Path, identifier: str) -> bool:
    """Whether a report names an id, read line by line; True where it cannot be read to its end."""
    if _unfinished(run):
        return True
    quoted, line = json.dumps(identifier, ensure_ascii=False), ""
    try:
        with open(run / "report.json", encoding="utf-8") as file:
            for line in file:
                if quoted in line:
                    return True
    except (OSError, UnicodeDecodeError):
        return True
    return line != "}\n"


def _remove_unfinished(folder: Path) -> None:
    """Remove what an interrupted ``write_together`` left behind."""
    for path in _unfinished(folder):
        if path.is_dir():
            rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _unfinished(folder: Path) -> list[Path]:
    """What an interrupted ``write_together`` left behind in a folder."""
    return list(folder.glob(f".*{UNFINISHED}"))


def _temporary(folder: Path, name: str) -> Path:
    return folder / f".{name}{UNFINISHED}"


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
