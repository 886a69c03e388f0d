"""The report files: those of one night are published together, as one folder with hashes on record."""

from collections.abc import Callable, Mapping
from hashlib import file_digest
from pathlib import Path

from matcher.files import publish_folder, remove_leftovers

Writer = Callable[[Path], None]
Hashes = dict[str, str]
"""The SHA-256 of files, by path within the folder of all reports."""


def write_together(
    folder: Path, writers: Mapping[str, Writer], *, before: Callable[[Hashes], None]
) -> tuple[Path, ...]:
    """Let each writer fill a file, call ``before`` with their hashes, then publish all of them by one rename.

    If anything fails, the files that were there stay. What an earlier, killed call left behind is removed.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)

    def fill(temporary: Path) -> None:
        for name, write in writers.items():
            write(temporary / name)

    try:
        publish_folder(
            folder,
            fill,
            before=lambda temporary: before({f"{folder.name}/{name}": sha256_of(temporary / name) for name in writers}),
        )
    finally:
        remove_leftovers(folder.parent)
    return tuple(folder / name for name in writers)


def sha256_of(file: Path) -> str:
    """The SHA-256 of a file in hexadecimal digits."""
    with open(file, "rb") as opened:
        return file_digest(opened, "sha256").hexdigest()
