"""Writes several files of one folder so that all earlier ones stay whole until all new ones are."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from shutil import rmtree

Writer = Callable[[Path], None]
UNFINISHED = ".unfinished"
"""How the name of a file or folder ends that an interruption may leave behind."""


def write_together(folder: Path, writers: Mapping[str, Writer], *, before: Callable[[], None]) -> tuple[Path, ...]:
    """Let each writer fill a temporary file, call ``before``, then give all files their names at once.

    If anything fails, the files that were there stay. What an earlier, killed call left behind is removed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    try:
        for name, write in writers.items():
            write(_temporary(folder, name))
            _to_disk(_temporary(folder, name))
        before()
        for name in writers:
            _temporary(folder, name).replace(folder / name)
    finally:
        remove_unfinished(folder)
    _to_disk(folder)
    return tuple(folder / name for name in writers)


def remove_unfinished(folder: Path) -> None:
    """Remove what an interrupted ``write_together`` left behind."""
    for each in unfinished(folder):
        if each.is_dir():
            rmtree(each, ignore_errors=True)
        else:
            each.unlink(missing_ok=True)


def unfinished(folder: Path) -> list[Path]:
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
