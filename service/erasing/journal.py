"""The tombstones beside the store, so that a backup from before an erasure can be restored without the person."""

import json
from datetime import date
from pathlib import Path

from matcher.errors import InputError
from matcher.files import atomic_write
from matcher.matching.engine import Store, Tombstone

NAME = "erasures.jsonl"


def write_journal(folder: Path, store: Store) -> None:
    """Write the tombstones of a store, and those that the file held of another copy of it."""
    file = folder / NAME
    known = {(stone.receipt, stone.hash): stone for stone in store.tombstones()}
    lines = [
        json.dumps({"receipt": stone.receipt, "day": str(stone.day), "salt": stone.salt, "hash": stone.hash})
        for _, stone in sorted(known.items())
    ]
    if lines or file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        atomic_write(file, lambda opened: opened.write("".join(f"{line}\n" for line in lines).encode()))


def read_journal(file: Path) -> list[Tombstone]:
    """The tombstones in a file; none if there is no file. Raises InputError for a line that is no tombstone."""
    stones = []
    try:
        with open(file, encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    stone = json.loads(line)
                    day = date.fromisoformat(stone["day"])
                    stones.append(Tombstone(str(stone["hash"]), str(stone["salt"]), str(stone["receipt"]), day))
                except (ValueError, LookupError, TypeError) as error:
                    raise InputError(
                        f"{file}:{number}: is not an erasure; restore the file, or give another with --erasures"
                    ) from error
    except FileNotFoundError:
        return []
    return stones
