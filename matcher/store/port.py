"""The port of every store, and the small values it gives."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np

from matcher.arrays import FloatArray, IdArray
from matcher.records import MATCHING, Decision, Kind, Professional, Record
from matcher.tombstones import hash_of_id

if TYPE_CHECKING:
    from matcher.store.accounts import AccountStore
    from matcher.store.answers import AnswerStore
    from matcher.store.cases import CaseStore
    from matcher.store.imported import Derive, Import, Sources, Undone
    from matcher.store.jobs import JobStore
    from matcher.store.trail import AuditLog

_LOOKED_THROUGH = 20_000


@dataclass(frozen=True, slots=True)
class Change:
    """The latest change of one record."""

    sequence: int
    row: int
    kind: Kind
    erased: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A record with its row, the number of its latest change, and the body of what was derived from it, if any.

    All three are of one moment.
    """

    row: int
    sequence: int
    record: Record
    derived: bytes | None


Key = tuple[Kind, str]
"""Kind and id of a record."""


@dataclass(frozen=True, slots=True)
class Derived:
    """What is derived from one record under the rules of that version.

    ``body`` means nothing to a store; ``texts`` are the fingerprints of the texts that the record has vectors of.
    """

    rules: str
    body: bytes
    texts: frozenset[bytes]


@dataclass(frozen=True, slots=True)
class Sample:
    """People whose texts as of one moment tell what others reach: which rows, drawn when, from how many.

    ``key`` names what they were derived by, ``drawn`` is how often a sample was drawn in this store, ``size`` how many
    were drawn: more than ``rows`` once somebody was erased.
    """

    key: str
    drawn: int
    people: int
    size: int
    rows: frozenset[int]


State = Literal["pending", "done"]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an erasure took away; counts only, nothing of the person.

    ``state`` is ``pending`` until no byte of the record is left in the store's files, caches, reports and exports.
    ``reports`` are the runs whose reports were rewritten without the person, or removed where they were damaged.
    """

    kind: Kind
    sequence: int
    records: int
    vectors: int
    recommendations: int
    index_rows: int = 0
    lexical_rows: int = 0
    reports: tuple[str, ...] = ()
    decisions: int = 0
    files: int = 0
    id: str = ""
    day: date | None = None
    state: State = "pending"

    @property
    def hash(self) -> str:
        """SHA-256 of everything else: a receipt that was altered is noticed."""
        content = json.dumps(asdict(replace(self, state="done")), default=str, sort_keys=True)
        return sha256(content.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Erasure:
    """An erasure as a job: its receipt so far, the row that is gone, and what is still to be looked for.

    ``stage`` is what comes next: ``files`` (reports, exports, caches), ``log`` (the database's own files), or ``done``.
    ``traces`` are words of the record, kept only until the files were searched for them.
    """

    receipt: Receipt
    row: int
    stage: Literal["files", "log", "done"]
    traces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A salted hash of what identified somebody who was erased, and by which receipt."""

    hash: str
    salt: str
    receipt: str
    day: date


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a person agreed to or withdrew after their record was put: one purpose, from a day, until another or not.

    ``text`` is the text that was agreed to.
    """

    purpose: str
    given: bool
    day: date
    until: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Permission:
    """The days on which one purpose is covered, by the record or by the latest agreement; ``until`` may be before."""

    purpose: str
    given: date
    until: date | None = None

    def covers(self, day: date) -> bool:
        """Whether it covers a day."""
        return self.given <= day and (self.until is None or self.until >= day)


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

    def put_many(self, records: Iterable[Record], derived: Mapping[Key, Derived] | None = None) -> int:
        """Insert or replace records by kind and id, all or none; returns how many were new or different.

        What is ``derived`` from them is kept in the same transaction. What was derived from a record before goes with
        its change, and so do the vectors that it alone used and uses no more.
        """
        ...

    def versioned(self, kind: Kind, identifier: str) -> "tuple[Record, int]":
        """A record and the sequence number of its latest change, of one moment; raises NotFoundError."""
        ...

    def put_if(self, record: Record, derived: Mapping[Key, Derived], version: int) -> int | None:
        """Put a record as ``put_many`` does, if the latest change of the kept one is ``version``; 0: if there is none.

        Returns the number of its latest change then; None, and nothing is put, where somebody was faster.
        """
        ...

    def differing(self, records: Iterable[Record]) -> list[Record]:
        """Those of the records that are not kept as they are; the last of equal ids."""
        ...

    def entries(self, rows: Collection[int], rules: str) -> dict[int, Entry]:
        """The records in these rows, with what was derived from them under the rules of that version; by row."""
        ...

    def put_derived(self, derived: Mapping[int, Derived]) -> None:
        """Keep what was derived from records that are there already; rows that are gone are ignored."""
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

    @property
    def accounts(self) -> "AccountStore":
        """Those who sign in, and what they sign in by."""
        ...

    @property
    def audit(self) -> "AuditLog":
        """Who saw and did what."""
        ...

    @property
    def jobs(self) -> "JobStore":
        """Work that takes longer than a reader waits."""
        ...

    @property
    def answers(self) -> "AnswerStore":
        """Answers by the key that a program gave with its request."""
        ...

    @property
    def cases(self) -> "CaseStore":
        """People who are pursued for needs."""
        ...

    def consented(self, purpose: str, day: date) -> IdArray:
        """Rows of the professionals whose consent covers the purpose on that day, ascending."""
        ...

    def lapsed(self, purpose: str, day: date) -> IdArray:
        """Rows of the professionals who consented to the purpose on other days only, ascending."""
        ...

    def vectors(self, model: str, fingerprints: Sequence[bytes]) -> dict[bytes, FloatArray]:
        """The vectors that are kept under these fingerprints for this model; the others are left out."""
        ...

    def put_vectors(self, model: str, vectors: Mapping[bytes, FloatArray], *, used: bool = False) -> None:
        """Keep vectors; one that is there already stays. With ``used``, only those that a record uses at this moment.

        A record uses the vectors of the texts that were derived from it; where nothing was, none. A vector that no
        record uses stays too, so that a store without records is a cache.
        """
        ...

    def drop_unused_vectors(self, model: str) -> int:
        """Drop the vectors of a model whose texts no record uses; how many."""
        ...

    def forget_vectors(self, rows: Collection[int]) -> int:
        """Drop the vectors, of all models, of texts that only these records use; how many.

        For people whose consent has ended or not begun. The records still use what is put for them later.
        """
        ...

    @property
    def history(self) -> str:
        """Changes whenever the store is put back to an earlier state: numbers of changes of two histories differ."""
        ...

    def agree(self, identifier: str, agreement: Agreement) -> None:
        """Keep what a professional agreed to or withdrew, which counts before what their record says of earlier days.

        What is withdrawn from matching takes what was derived from the record with it. Raises NotFoundError.
        """
        ...

    def agreements(self, identifier: str) -> list[Agreement]:
        """What a professional agreed to and withdrew since the record was first put, in order; raises NotFoundError."""
        ...

    def permissions(self, identifier: str) -> list[Permission]:
        """What a professional agrees to now, by purpose; raises NotFoundError."""
        ...

    def erase(self, kind: Kind, identifier: str, day: date | None = None) -> Receipt:
        """Remove a record, the vectors of its texts that no other record uses, and every line and decision about it.

        For a professional the same transaction begins an erasure (see ``erasures``) and keeps its tombstones. The
        record goes even if it is damaged. Raises NotFoundError.
        """
        ...

    def erasures(self) -> list[Erasure]:
        """All erasures of professionals, by day and receipt."""
        ...

    def put_erasure(self, erasure: Erasure) -> None:
        """Keep how far an erasure has come."""
        ...

    def scrub(self) -> bool:
        """Remove what was erased from the database's own files; False while a reader of another process prevents it."""
        ...

    def tombstones(self) -> list[Tombstone]:
        """Of everybody who was erased and not readmitted."""
        ...

    def put_tombstones(self, tombstones: Iterable[Tombstone]) -> None:
        """Keep tombstones of another copy of this store too."""
        ...

    def erased(self, records: Sequence[Record]) -> dict[Key, Tombstone]:
        """Those of the records that are of somebody who was erased, by id or by name and another fact."""
        ...

    def readmit(self, receipts: Collection[str]) -> None:
        """Forget the tombstones of these receipts."""
        ...

    def put_published(self, files: Mapping[str, str]) -> None:
        """Keep the SHA-256 of files that were published, by path within the folder; "" forgets a file."""
        ...

    def published(self) -> dict[str, str]:
        """The SHA-256 of every published file by path."""
        ...

    def named_people(self) -> Iterator[str]:
        """Ids of every professional whom a record, a decision or a run names."""
        ...

    @property
    def file_names(self) -> tuple[str, ...]:
        """Names of the files that are the store's own; none of one that keeps none here."""
        ...

    def damage(self) -> list[str]:
        """Read every row; what is not as it was written, one sentence each, without its content."""
        ...

    def repair(self) -> None:
        """Take what is kept beside the records again from them, and drop what is damaged of it."""
        ...

    def back_up(self, file: Path) -> None:
        """Write a consistent copy of the store to a new file, while others read and write; raises StoreError."""
        ...

    def restore(self, file: Path) -> None:
        """Become the copy in that file, as one change that others see whole or not at all, with a new history."""
        ...

    def put_run(self, run: Run, recommendations: Iterable[tuple[str, str, int, float]]) -> int:
        """Keep a run with its lines (need, professional, rank, score), replacing one of the same id.

        Lines of professionals who were erased are left out; returns how many that were. An erasure that comes between
        ranking and keeping is seen here, since both are transactions of one writer.
        """
        ...

    def runs(self) -> list[Run]:
        """All runs without their lines, the latest first."""
        ...

    def run(self, identifier: str) -> tuple[Run, list[tuple[str, str, int, float]]]:
        """A run and its lines ordered by need and rank; raises NotFoundError."""
        ...

    def lines_about(self, professional: str) -> list[tuple[Run, str, int, float]]:
        """Every kept recommendation of a professional: run, need, rank and score, by day, run and need."""
        ...

    def put_decisions(self, decisions: Iterable[Decision]) -> int:
        """Keep decisions, all or none; one that is there already is not doubled. Returns how many were new.

        The need and the professional need not be known.
        """
        ...

    @property
    def decided(self) -> int:
        """Number of decisions."""
        ...

    def decisions(self) -> list[Decision]:
        """All decisions, by date, need, professional, coordinator and decision."""
        ...

    def put_sample(self, sample: Sample, bodies: Mapping[int, bytes]) -> None:
        """Keep a sample and what is frozen of its people, all of it or nothing; the one before goes.

        Bodies of rows that are no record are not kept. Whoever is erased later is taken out at once.
        """
        ...

    def sample(self) -> Sample | None:
        """The sample as it is now, without those who were erased; None if none was ever drawn."""
        ...

    def sample_bodies(self) -> dict[int, bytes]:
        """What is frozen of the people of the sample, by row, ascending."""
        ...

    def declined(self) -> list[tuple[str, str, int]]:
        """Need and professional of every pair whose last answer is a decline, sorted, and when it was put here.

        That is the sequence number that the store had then; what has changed since has a higher one.
        """
        ...

    def kept(self, kind: Kind, ids: Iterable[str], *, sound: bool = False) -> "dict[str, Record]":
        """The records of a kind that have these ids, by id; unknown ids are left out.

        Raises DamagedError for one that is not what was written; with ``sound`` those are left out too.
        """
        ...

    def search(self, kind: Kind, words: Sequence[str]) -> "dict[int, Record]":
        """Records of a kind by row, among them all in whose text every word stands, in whatever letter case.

        There may be others too: a store looks at what it can without reading every record.
        """
        ...

    def put_imported(
        self, run: str, at: datetime, records: Iterable[Record], derived: Mapping[Key, Derived],
        sources: "Mapping[Key, Sources]",
    ) -> int:  # fmt: skip
        """Put records as ``put_many`` does, as part of the import ``run``, with where their fields came from.

        What was there before is kept until the record is erased, so that the import can be undone. One import may put
        many times. A field that stays as it was keeps the source that it had.
        """
        ...

    def put_imported_decisions(self, run: str, at: datetime, decisions: Iterable[Decision]) -> int:
        """Put decisions as ``put_decisions`` does, as part of the import ``run``."""
        ...

    def imports(self) -> "list[Import]":
        """All imports, the latest first; whoever was erased is not counted any more."""
        ...

    def undo_import(self, run: str, at: datetime, derive: "Derive", readmit: Collection[str] = ()) -> "Undone":
        """Put every record back as it was before an import, remove what it brought, all or nothing.

        ``derive`` gives what is derived from the records that are put back. Raises InputError for an import that is not
        known or was undone, and where one of its records changed later; ErasedError where one was somebody before who
        was erased since, unless the receipt is among those to ``readmit``; DamagedError for what was damaged.
        """
        ...

    def earlier(self, kind: Kind, identifier: str) -> "dict[str, Record]":
        """What a record was before each import that changed it, by import, the oldest first."""
        ...

    def provenance(self, kind: Kind, identifier: str) -> "Sources":
        """Where the fields of a record came from, by path; empty where that is not known."""
        ...

    def check(self) -> dict[str, Any]:
        """Facts for the operator: counts by kind, sequence, version, integrity."""
        ...

    def close(self) -> None:
        """Let go of files and connections; the store cannot be used afterwards."""
        ...


def erased_ids(store: Store, professionals: Collection[str]) -> dict[str, Tombstone]:
    """Those of the ids that are of professionals who were erased, each with its tombstone."""
    stones = {(stone.salt, stone.hash): stone for stone in store.tombstones()}
    erased: dict[str, Tombstone] = {}
    for salt in {salt for salt, _ in stones}:
        for identifier in professionals:
            if stone := stones.get((salt, hash_of_id("professional", identifier, salt))):
                erased[identifier] = stone
    return erased


def in_order(given: Iterable[Decision]) -> list[Decision]:
    """By date, need, professional, coordinator and decision, compared here: databases order texts each in its way."""
    return sorted(given, key=_order)


def last_declined(answers: Iterable[tuple[Decision, int]]) -> list[tuple[str, str, int]]:
    """The pairs of ``Store.declined``, from the answers and when each was put."""
    last: dict[tuple[str, str], tuple[date, int, str]] = {}
    for decision, sequence in answers:
        if decision.decision in ("accept", "decline"):
            pair, answer = (decision.need, decision.professional), (decision.date, sequence, decision.decision)
            last[pair] = max(last.get(pair, answer), answer)
    return sorted((*pair, sequence) for pair, (_, sequence, answer) in last.items() if answer == "decline")


def nearby(identifier: str, known: Iterable[str]) -> list[str]:
    """Up to three known ids that look like the given one; none among so many that looking takes seconds."""
    from difflib import get_close_matches

    ids = list(known)
    return get_close_matches(identifier, ids, n=3) if len(ids) <= _LOOKED_THROUGH else []


def permissions(person: Professional, agreements: Iterable[Agreement]) -> list[Permission]:
    """What a person agrees to by purpose: the record's consent, then what was agreed to or withdrawn on later days."""
    covered: dict[str, Permission] = {}
    if consent := person.consent:
        covered = {purpose: Permission(purpose, consent.given, consent.until) for purpose in consent.purposes}
    for agreement in agreements:
        before = covered.get(agreement.purpose)
        if before is not None and before.given > agreement.day:
            continue  # a newer record was put since
        if agreement.given:
            covered[agreement.purpose] = Permission(agreement.purpose, agreement.day, agreement.until)
        else:
            last = agreement.day - timedelta(1)
            before = before or Permission(agreement.purpose, last)
            covered[agreement.purpose] = replace(before, until=min(before.until or last, last))
    return sorted(covered.values(), key=lambda permission: permission.purpose)


def agrees_to_matching(person: Professional) -> bool:
    """Whether a person has agreed to be matched, on whatever days."""
    return person.consent is not None and MATCHING in person.consent.purposes


def to_bytes(vector: FloatArray) -> bytes:
    """A vector as little-endian float32."""
    return np.asarray(vector, dtype="<f4").tobytes()


def from_bytes(blob: bytes) -> FloatArray:
    """The vector that ``to_bytes`` gave."""
    return np.frombuffer(blob, dtype="<f4").astype(np.float32)


def _order(decision: Decision) -> tuple[date, str, str, str, str, int, str]:
    return (
        decision.date, decision.need, decision.professional, decision.coordinator, decision.decision,
        decision.position or 0, decision.reason,
    )  # fmt: skip
