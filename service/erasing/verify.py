"""Searches everything that is kept for traces of somebody who was erased, with the receipt alone."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from matcher.errors import InputError
from matcher.matching.engine import Engine, Erasure, Receipt
from matcher.tombstones import hash_of_id
from service.erasing.search import is_of_model
from service.erasing.traces import contents, forms

_TOKEN = re.compile(rb"[^\s\"'<>,;:&|=(){}\[\]\\/\x00-\x1f]{1,200}")
_MOST_SEARCHED = 64 << 20
"""Bytes of a file that are cut into words; the words that are given are looked for in all of it."""


@dataclass(frozen=True, slots=True)
class Trace:
    """Where something of an erased person is left."""

    where: str
    what: str


def verify(engine: Engine, folder: Path, receipt: str, words: Sequence[str] = ()) -> tuple[Erasure, list[Trace]]:
    """The erasure of a receipt, and every trace of it in the store and in the folder's files.

    The receipt holds nothing of the person: ids are compared by their salted hash. ``words`` are looked for as they
    are, in every usual form of writing. Raises InputError for a receipt that is not known here.
    """
    erasures = {erasure.receipt.id: erasure for erasure in engine.store.erasures()}
    if receipt not in erasures:
        known = ", ".join(sorted(erasures)) or "none"
        raise InputError(f"no erasure has the receipt {receipt!r}; known here: {known}; see `homematch erasure list`")
    erasure = erasures[receipt]
    return erasure, [*_in_store(engine, erasure), *_in_files(engine, folder, erasure, words)]


def _in_store(engine: Engine, erasure: Erasure) -> Iterator[Trace]:
    store = engine.store
    if erasure.stage != "done":
        yield Trace("the erasure", f"is pending at the stage {erasure.stage!r}; run `homematch erasure finish`")
    if not store.scrub():
        yield Trace("the store", "another process reads an earlier state of it; close it and verify again")
    if store.entries([erasure.row], ""):
        yield Trace("the store", f"the row {erasure.row} is there")
    snapshot = engine.snapshot()
    if erasure.row in snapshot.people.rows[snapshot.people.live]:
        yield Trace("the indexes", f"the row {erasure.row} is there")
    stones = _stones(engine, erasure)
    for identifier in store.named_people():
        if any(hash_of_id("professional", identifier, salt) in hashes for salt, hashes in stones.items()):
            yield Trace("the store", "a record, a decision or a run names the person")


def _in_files(engine: Engine, folder: Path, erasure: Erasure, words: Sequence[str]) -> Iterator[Trace]:
    stones = _stones(engine, erasure)
    needles = [form for word in words for form in forms(word)]
    for file in sorted(folder.rglob("*")) if folder.exists() else ():
        if not file.is_file() or file.is_symlink() or is_of_model(file, folder):
            continue
        is_store = any(file.name.startswith(name) for name in engine.store.file_names)
        for content in contents(file):
            if any(content.find(needle) >= 0 for needle in needles):
                yield Trace(str(file), "holds one of the words")
                break
            if not is_store and file.suffix != ".npy" and _names(bytes(content[:_MOST_SEARCHED]), stones):
                yield Trace(str(file), "names the person by id")
                break


def _names(content: bytes, stones: dict[str, set[str]]) -> bool:
    """Whether one of the words of a content has a hash of the tombstone."""
    tokens = {token.decode("utf-8", "ignore") for token in _TOKEN.findall(content)}
    return any(hash_of_id("professional", token, salt) in hashes for salt, hashes in stones.items() for token in tokens)


def _stones(engine: Engine, erasure: Erasure) -> dict[str, set[str]]:
    """The hashes of the tombstones of an erasure, by their salt."""
    stones: dict[str, set[str]] = {}
    for stone in engine.store.tombstones():
        if stone.receipt == erasure.receipt.id:
            stones.setdefault(stone.salt, set()).add(stone.hash)
    return stones


def earlier_receipt(engine: Engine, professional: str) -> Receipt | None:
    """The receipt of somebody who was erased and is not here again."""
    if professional in engine.records.ids("professional"):
        return None
    receipts = {erasure.receipt.id: erasure.receipt for erasure in engine.store.erasures()}
    for stone in engine.store.tombstones():
        if stone.receipt in receipts and stone.hash == hash_of_id("professional", professional, stone.salt):
            return receipts[stone.receipt]
    return None
