"""Atomic writes: a file or folder has its old content or its new one, whenever the process or the machine stops."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from shutil import rmtree
from typing import BinaryIO

from filelock import FileLock, Timeout

UNFINISHED = ".unfinished"
"""Suffix of a temporary file or folder, which a killed process leaves behind."""

_NAME = re.compile(rf"\..+\.(\d+)-\d+{re.escape(UNFINISHED)}")
_ASIDE = ".earlier"
_serial = count()
_in_use: set[Path] = set()
"""The temporaries of this process: in a container, a killed process may have had the id of this one."""


def atomic_write(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Let ``write`` fill a temporary file in the same folder, flush it to disk, and give it the name ``path``.

    If anything fails, ``path`` keeps its content and the temporary file is removed. The folder must exist.

    >>> atomic_write(Path("champion.json"), lambda file: file.write(b"{}"))   # doctest: +SKIP
    """
    with replacing(path) as (temporary,), open(temporary, "xb") as file:
        write(file)


@contextmanager
def replacing(*paths: Path) -> Iterator[tuple[Path, ...]]:
    """Names of temporaries that the block makes files or folders of; after it they are renamed to ``paths``.

    Everything is flushed to disk before the first is renamed. If the block or a flush fails, all ``paths`` keep their
    content and the temporaries are removed. A folder replaces nothing: its path must be free or an empty folder.
    """
    temporaries = tuple(_temporary(path) for path in paths)
    _in_use.update(temporaries)
    try:
        yield temporaries
        for temporary in temporaries:
            to_disk(temporary)
        for temporary, path in zip(temporaries, paths, strict=True):
            temporary.replace(path)
        for folder in {path.parent for path in paths}:
            to_disk(folder)
    finally:
        for temporary in temporaries:
            remove(temporary)
        _in_use.difference_update(temporaries)


@contextmanager
def scratch(parent: Path) -> Iterator[Path]:
    """A folder for a while, removed when the block ends; ``remove_leftovers`` removes that of a killed process."""
    folder = _temporary(parent / "scratch")
    _in_use.add(folder)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        remove(folder)
        _in_use.discard(folder)


@contextmanager
def turn(path: Path, *, seconds: float = -1) -> Iterator[bool]:
    """Hold a lock beside a file or folder while the block runs; a killed process lets go of it.

    Waits for ``seconds``, for ever if below 0; False if it is still held by another process then.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path.with_name(f".{path.name}.lock"), timeout=seconds)
    try:
        lock.acquire()
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()


def publish_folder(folder: Path, fill: Callable[[Path], None], *, before: Callable[[Path], None]) -> None:
    """Let ``fill`` make files in a temporary folder, call ``before`` with it, then put it in the place of ``folder``.

    The files that were there go as a whole, but for those of other names: nobody finds files of both. If anything
    fails, all of them stay. A process that is killed between the two renames leaves the earlier folder aside, where
    ``put_back`` finds it.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    put_back(folder.parent)
    temporary, aside = _temporary(folder), folder.with_name(f".{folder.name}{_ASIDE}")
    _in_use.add(temporary)
    try:
        temporary.mkdir()
        fill(temporary)
        for path in (*temporary.iterdir(), temporary):
            to_disk(path)  # a full disk must show before ``before`` is called
        before(temporary)
        if folder.exists():
            folder.replace(aside)
        temporary.replace(folder)
        to_disk(folder.parent)
        put_back(folder.parent)
    except BaseException:
        put_back(folder.parent)
        raise
    finally:
        remove(temporary)
        _in_use.discard(temporary)


def has_earlier(parent: Path) -> bool:
    """Whether ``publish_folder`` left, or is about to remove, an earlier folder."""
    return any(parent.glob(f".*{_ASIDE}"))


def put_back(parent: Path) -> None:
    """Finish or undo what ``publish_folder`` was killed in."""
    for aside in parent.glob(f".*{_ASIDE}"):
        folder = parent / aside.name.removeprefix(".").removesuffix(_ASIDE)
        if not folder.exists():
            aside.replace(folder)
            continue
        for path in aside.iterdir():
            if not (folder / path.name).exists() and not path.name.endswith(UNFINISHED):
                path.replace(folder / path.name)
        remove(aside)


def to_disk(path: Path) -> None:
    """Flush a file, or the list of names in a folder, so that it outlasts a power failure."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def unfinished(folder: Path) -> list[Path]:
    """The temporaries in a folder, of this process, of others and of killed ones."""
    return sorted(folder.glob(f".*{UNFINISHED}"))


def remove_leftovers(folder: Path) -> None:
    """Remove the temporaries in a folder whose process no longer runs on this machine."""
    for path in unfinished(folder):
        name = _NAME.fullmatch(path.name)
        if name and path not in _in_use and not _runs(int(name[1])):
            remove(path)


def remove(path: Path) -> None:
    """Remove a file, or a folder with all that it holds, if it exists."""
    if path.is_dir() and not path.is_symlink():
        rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _temporary(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}-{next(_serial)}{UNFINISHED}")


def _runs(process: int) -> bool:
    """Whether another process has this id."""
    if process == os.getpid():
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):  # it belongs to another user, or the number is none
        return True
    return True
