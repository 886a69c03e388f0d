"""The report files: those of one night are published together, and an erasure finds whoever is named in them."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from matcher.files import remove, replacing, to_disk, unfinished

Writer = Callable[[Path], None]
_RUNS = "night-????-??-??"


def write_together(folder: Path, writers: Mapping[str, Writer], *, before: Callable[[], None]) -> tuple[Path, ...]:
    """Let each writer fill a temporary file, call ``before``, then give all files their names at once.

    If anything fails, the files that were there stay. What an earlier, killed call left behind is removed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = tuple(folder / name for name in writers)
    try:
        with replacing(*paths) as temporaries:
            for write, temporary in zip(writers.values(), temporaries, strict=True):
                write(temporary)
                to_disk(temporary)  # a full disk must show before ``before`` is called
            before()
    finally:
        _remove_unfinished(folder)
    return paths


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
    if unfinished(run):
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
    """Remove what is being written in a folder, by another process too, or was left behind."""
    for path in unfinished(folder):
        remove(path)
