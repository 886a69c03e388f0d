"""The port of the audit log: who saw and did what, as a chain in which no entry can be changed unnoticed."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Protocol

PERSON = "professional"
"""Objects of this kind are kept as the salted hash by which a tombstone names them too: the log outlives the person."""
START = "0" * 64
"""The hash before the first entry."""


@dataclass(frozen=True, slots=True)
class Thing:
    """What an entry is about: a record or another object by kind and id; of a score that was shown, rank and score."""

    kind: str
    id: str
    rank: int | None = None
    score: float | None = None


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One line of the log; ``hash`` covers everything else, and through ``before`` all lines before it.

    ``account`` is the id of an account or key, empty for nobody who is known. In ``things`` a person is a hash.
    """

    number: int
    at: datetime
    account: str
    action: str
    things: tuple[Thing, ...]
    request: str
    before: str
    hash: str = ""

    def digest(self) -> str:
        """What ``hash`` must be."""
        things = [[thing.kind, thing.id, thing.rank, thing.score] for thing in self.things]
        content = [self.number, self.at.isoformat(), self.account, self.action, things, self.request, self.before]
        return sha256(json.dumps(content, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()


class AuditLog(Protocol):
    """Keeps the log; an entry that was appended is on disk, in its place in the chain, in every process."""

    def append(self, at: datetime, account: str, action: str, things: Sequence[Thing], request: str = "") -> LogEntry:
        """Append an entry, and return it as it is kept."""
        ...

    def entries(
        self, *, before: int | None = None, limit: int = 100, account: str = "", action: str = "",
        thing: Thing | None = None,
    ) -> list[LogEntry]:  # fmt: skip
        """Entries, the latest first: those with a number under ``before``, by account, action and kind and id of one
        thing, at most ``limit``.
        """
        ...

    def name_of(self, thing: Thing) -> Thing:
        """A thing as the log names it: a person by their hash."""
        ...

    def verify(self) -> "Verified":
        """Read the whole chain; what is wrong with it, if anything is."""
        ...


@dataclass(frozen=True, slots=True)
class Verified:
    """What reading the chain found: how many entries, the hash of the last, and what is wrong, one sentence each."""

    entries: int
    head: str
    problems: tuple[str, ...] = ()


def check_chain(entries: Iterable[LogEntry], last: int, head: str) -> Verified:
    """Whether entries in ascending order are the unbroken chain that ends with number ``last`` and hash ``head``."""
    number, hash_before, count = 0, START, 0
    problems: list[str] = []
    for entry in entries:
        count += 1
        if entry.number != number + 1:
            problems.append(f"before entry {entry.number}, {entry.number - number - 1} are missing")
        elif entry.before != hash_before:
            problems.append(f"entry {entry.number} does not follow entry {number}: one of them was put there later")
        if entry.digest() != entry.hash:
            problems.append(f"entry {entry.number} is not as it was written")
        number, hash_before = entry.number, entry.hash
    if number < last:
        problems.append(f"the last {last - number} entries are missing: the log ended with number {last}")
    elif number > last or (number == last and hash_before != head):
        problems.append(f"entry {number} is not the one that the log ended with")
    return Verified(count, hash_before, tuple(problems))
