"""The port of every store, and the small values it gives."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import numpy as np

from matcher.arrays import FloatArray, IdArray
from matcher.records import MATCHING, Decision, Kind, Need, Professional, Record
from matcher.text import fingerprint, texts_to_embed

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

    @property
    def identity(self) -> str:
        """A UUID that this store got when it was made and no other has; a copy of its file has the same."""
        ...

    def consented(self, purpose: str, day: date) -> IdArray:
        """Rows of the professionals whose consent covers the purpose on that day, ascending."""
        ...

    def vectors(self, model: str, fingerprints: Sequence[bytes]) -> dict[bytes, FloatArray]:
        """The vectors that are kept under these fingerprints for this model; the others are left out."""
        ...

    def put_vectors(self, model: str, vectors: Mapping[bytes, FloatArray]) -> None:
        """Keep vectors; one that is there already stays.

        A record uses the vectors of its texts, a professional's only with a consent to matching of whatever
        days: without one they go at once. A vector that no record uses stays too, so that a store without
        records is a cache.
        """
        ...

    def drop_unused_vectors(self, model: str) -> int:
        """Drop the vectors of a model whose texts no record uses; how many.

        They are there if a record went while its texts were being embedded.
        """
        ...

    def forget_vectors(self, rows: Collection[int]) -> int:
        """Drop the vectors, of all models, of texts that only these records use; how many.

        For people whose consent has ended or not begun. The records still use what is put for them later.
        """
        ...

    def erase(self, kind: Kind, identifier: str) -> Receipt:
        """Remove a record, the vectors of its texts that no other record uses, and every line and decision about it.

        Raises NotFoundError.
        """
        ...

    def put_run(self, run: Run, recommendations: Iterable[tuple[str, str, int, float]]) -> None:
        """Keep a run with its lines (need, professional, rank, score), replacing one of the same id."""
        ...

    def run(self, identifier: str) -> tuple[Run, list[tuple[str, str, int, float]]]:
        """A run and its lines ordered by need and rank; raises NotFoundError."""
        ...

    def put_decisions(self, decisions: Iterable[Decision]) -> int:
        """Keep decisions, all or none; one that is there already is not doubled. Returns how many were new.

        The need and the professional need not be known.
        """
        ...

    def decisions(self) -> list[Decision]:
        """All decisions, by date, need, professional, coordinator and decision."""
        ...

    def check(self) -> dict[str, Any]:
        """Facts for the operator: counts by kind, sequence, version, integrity."""
        ...

    def close(self) -> None:
        """Let go of files and connections; the store cannot be used afterwards."""
        ...


def in_order(given: Iterable[Decision]) -> list[Decision]:
    """By date, need, professional, coordinator and decision, compared here: databases order texts each in its way."""
    return sorted(given, key=_place)


def nearby(identifier: str, known: Iterable[str]) -> list[str]:
    """Up to three known ids that look like the given one; none among so many that looking takes seconds."""
    from difflib import get_close_matches

    ids = list(known)
    return get_close_matches(identifier, ids, n=3) if len(ids) <= _LOOKED_THROUGH else []


def fingerprints(record: Record) -> set[bytes]:
    """Keys of the vectors of all texts of a record."""
    if not isinstance(record, Professional | Need):
        return set()
    return {fingerprint(text) for text in texts_to_embed(record)}


def used_fingerprints(record: Record) -> set[bytes]:
    """Keys of the vectors that a record uses: none for a person who has not agreed to matching on any day."""
    if isinstance(record, Professional) and (record.consent is None or MATCHING not in record.consent.purposes):
        return set()
    return fingerprints(record)


def to_bytes(vector: FloatArray) -> bytes:
    """A vector as little-endian float32."""
    return np.asarray(vector, dtype="<f4").tobytes()


def from_bytes(blob: bytes) -> FloatArray:
    """The vector that ``to_bytes`` gave."""
    return np.frombuffer(blob, dtype="<f4").astype(np.float32)


def _place(each: Decision) -> tuple[date, str, str, str, str, int, str]:
    return each.date, each.need, each.professional, each.coordinator, each.decision, each.position or 0, each.reason
