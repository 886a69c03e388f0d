"""The port of every store, and the small values it gives."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import numpy as np

from matcher.arrays import FloatArray, IdArray
from matcher.records import Kind, Record

_LOOKED_THROUGH = 20_000


@dataclass(frozen=True, slots=True)
class Change:
    """A record as of one change; ``record`` is None where it was erased."""

    sequence: int
    row: int
    kind: Kind
    record: Record | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an erasure took away; counts only, nothing of the person."""

    kind: Kind
    sequence: int
    records: int
    vectors: int
    recommendations: int
    index_rows: int = 0
    lexical_rows: int = 0
    reports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """One nightly run: when, for which day, with which ranker and model, and at which sequence."""

    id: str
    day: date
    ranker: str
    model: str
    sequence: int


class Store(Protocol):
    """Keeps records and what belongs to them; whatever a call has returned from is on disk.

    Each record has a row, an int64 that is never given twice, and each change a sequence number that grows
    by at least one. Putting what is there already changes nothing. Names of methods say whether many are
    given: those are one transaction each.
    """

    def put_many(self, records: Iterable[Record]) -> int:
        """Insert or replace records by kind and id, all or none; returns how many were new or different."""
        ...

    def get(self, kind: Kind, identifier: str) -> tuple[int, Record]:
        """Row and record; raises NotFoundError, with ids that look like the one given."""
        ...

    def ids(self, kind: Kind) -> list[str]:
        """Ids of all records of a kind, sorted."""
        ...

    def rows(self, kind: Kind) -> dict[int, Record]:
        """All records of a kind by row."""
        ...

    def changes(self, since: int) -> Iterator[Change]:
        """The latest change of every record that changed after sequence ``since``, in order."""
        ...

    @property
    def sequence(self) -> int:
        """Number of the last change; 0 in an empty store."""
        ...

    def consented(self, purpose: str, day: date) -> IdArray:
        """Rows of the professionals whose consent covers the purpose on that day, ascending."""
        ...

    def vectors(self, model: str, fingerprints: Sequence[bytes]) -> dict[bytes, FloatArray]:
        """The vectors that are kept under these fingerprints for this model; the others are left out."""
        ...

    def put_vectors(self, model: str, vectors: Mapping[bytes, FloatArray]) -> None:
        """Keep vectors; one that is there already stays."""
        ...

    def erase(self, kind: Kind, identifier: str) -> Receipt:
        """Remove a record, the vectors that no other record uses, and every line about it; or NotFoundError."""
        ...

    def put_run(self, run: Run, recommendations: Iterable[tuple[str, str, int, float]]) -> None:
        """Keep a run with its lines (need, professional, rank, score), replacing one of the same id."""
        ...

    def run(self, identifier: str) -> tuple[Run, list[tuple[str, str, int, float]]]:
        """A run and its lines ordered by need and rank; raises NotFoundError."""
        ...

    def check(self) -> dict[str, Any]:
        """Facts for the operator: counts by kind, sequence, version, integrity."""
        ...

    def close(self) -> None:
        """Let go of files and connections; the store cannot be used afterwards."""
        ...


def nearby(identifier: str, known: Iterable[str]) -> list[str]:
    """Up to three known ids that look like the given one; none among so many that looking takes seconds."""
    from difflib import get_close_matches

    ids = list(known)
    return get_close_matches(identifier, ids, n=3) if len(ids) <= _LOOKED_THROUGH else []


def to_bytes(vector: FloatArray) -> bytes:
    """A vector as little-endian float32."""
    return np.asarray(vector, dtype="<f4").tobytes()


def from_bytes(blob: bytes) -> FloatArray:
    """The vector that ``to_bytes`` gave."""
    return np.frombuffer(blob, dtype="<f4").astype(np.float32)
