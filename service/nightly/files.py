"""Writes several files of one folder so that all earlier ones stay whole until all new ones are."""

from collections.abc import Callable, Mapping
from pathlib import Path

from matcher.files import UNFINISHED, remove, replacing, to_disk, unfinished

__all__ = ["UNFINISHED", "Writer", "remove_unfinished", "unfinished", "write_together"]

Writer = Callable[[Path], None]


def write_together(folder: Path, writers: Mapping[str, Writer], *, before: Callable[[], None]) -> tuple[Path, ...]:
    """Let each writer fill a temporary file, call ``before``, then rename all of them to their names.

    If anything fails, the files that were there stay. What an earlier, killed call left behind is removed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = tuple(folder / name for name in writers)
    try:
        with replacing(*paths) as temporaries:
            for write, temporary in zip(writers.values(), temporaries, strict=True):
                write(temporary)
                to_disk(temporary)  # a full disk must show before the run is kept
            before()
    finally:
        remove_unfinished(folder)
    return paths


def remove_unfinished(folder: Path) -> None:
    """Remove every temporary file in a folder, even one that another process still writes."""
    for path in unfinished(folder):
        remove(path)
