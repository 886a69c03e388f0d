"""An erasure stage by stage: whatever stops it, the next call goes on where it stopped."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from matcher.errors import DiskFullError
from matcher.store.port import Erasure, Receipt, Store


@dataclass(frozen=True, slots=True)
class Searched:
    """What a search of files for an erased person did.

    ``reports`` are the runs whose reports were rewritten or removed, ``files`` how many files that was, ``left`` what
    still names the person and was not touched.
    """

    reports: tuple[str, ...] = ()
    files: int = 0
    left: tuple[str, ...] = ()


Search = Callable[[Erasure], Searched]
"""Takes an erased person out of files that are not the store's."""


def nothing_else(_erasure: Erasure) -> Searched:
    """For a store beside which no reports are kept."""
    return Searched()


@dataclass(frozen=True, slots=True)
class Caches:
    """The files of columns and indexes: written without whoever is gone, or removed, which needs no space."""

    save: Callable[[], None]
    forget: Callable[[], None]


def finish(store: Store, erasure: Erasure, search: Search, caches: Caches) -> tuple[Receipt, Searched]:
    """Take an erasure as far as it goes; its receipt is ``done`` only once nothing of the person is left.

    On a full disk it goes on without caches, and stays pending where even that does not help.
    """
    try:
        return _finish(store, erasure, search, caches.save)
    except (DiskFullError, OSError):
        try:
            return _finish(store, erasure, search, caches.forget)
        except (DiskFullError, OSError) as error:
            return erasure.receipt, Searched(left=(str(error),))


def _finish(store: Store, erasure: Erasure, search: Search, save: Callable[[], None]) -> tuple[Receipt, Searched]:
    searched = Searched()
    if erasure.stage == "files":
        save()
        searched = search(erasure)
        receipt = replace(
            erasure.receipt,
            reports=tuple(dict.fromkeys((*erasure.receipt.reports, *searched.reports))),
            files=erasure.receipt.files + searched.files,
        )
        stage = Erasure(receipt, erasure.row, "files", erasure.traces)
        erasure = stage if searched.left else replace(stage, stage="log", traces=())
        store.put_erasure(erasure)
    if erasure.stage == "log" and store.scrub():
        receipt = replace(erasure.receipt, state="done")
        erasure = replace(erasure, stage="done", receipt=receipt)
        store.put_erasure(erasure)
    return erasure.receipt, searched


def pending(store: Store) -> Iterable[Erasure]:
    """The erasures that are not done."""
    return [erasure for erasure in store.erasures() if erasure.stage != "done"]
