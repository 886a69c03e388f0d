"""Which store a folder belongs to: noted beside its caches, so that a lost store is not taken for a new one."""

import json
from pathlib import Path

from matcher.errors import MissingStoreError, StoreError
from matcher.files import atomic_write

NAME = "store.json"


def read_marker(folder: Path) -> str:
    """The identity of the store that a folder belongs to, empty if none was noted; raises StoreError if spoilt."""
    file = folder / NAME
    try:
        identity = json.loads(file.read_text(encoding="utf-8"))["store"]
    except FileNotFoundError:
        return ""
    except (ValueError, LookupError, TypeError) as error:
        raise StoreError(
            f"{file} does not say which store the folder belongs to; delete it if the store in the folder is the right "
            "one: it is written again"
        ) from error
    return str(identity)


def write_marker(folder: Path, identity: str) -> None:
    """Note which store a folder belongs to; where the folder cannot be written, it stays without."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        content = json.dumps({"store": identity}).encode()
        atomic_write(folder / NAME, lambda file: file.write(content))
    except OSError:
        return


def check_identity(expected: str, actual: str, what: str, url: str) -> None:
    """Raises MissingStoreError if a store is not the one that ``what`` names."""
    if expected and expected != actual:
        raise MissingStoreError(
            f"the store at {url} is {actual}, but {what} belongs to store {expected}; set HOMEMATCH_FOLDER and "
            "HOMEMATCH_STORE to a pair that belongs together, or bring the store back with `homematch restore BACKUP`"
        )


def has_traces(folder: Path) -> bool:
    """Whether a store was kept in a folder before: caches, reports or trained rankers of it are there."""
    return any((folder / name).exists() for name in ("index", "reports", "rankers"))
