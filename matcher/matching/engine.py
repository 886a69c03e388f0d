"""The engine: records in, explained recommendations out; parts: ``records``, ``imports``, ``matching``, ``runs``."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from threading import Lock
from typing import TypeVar, cast

import numpy as np

from matcher.arrays import as_ids
from matcher.errors import (
    ConsentError,
    DiskFullError,
    ErasedError,
    HomeMatchError,
    InputError,
    NotFoundError,
    RecordError,
)
from matcher.features import FeatureTable
from matcher.ingest.jsonl import ImportReport, Line, read_lines
from matcher.matching.answer import Answering, Context
from matcher.matching.erasing import Caches, Search, Searched, finish, nothing_else, pending
from matcher.matching.finding import Page, find
from matcher.matching.imports import Imports
from matcher.matching.rank import ALL, Query, Ranker
from matcher.matching.snapshot import Snapshot, of_parties
from matcher.matching.stored import OutdatedError
from matcher.matching.sync import SIDES, Progress, Sync, silent
from matcher.records import MATCHING, Kind, Need, Professional, Record, Requirement
from matcher.results import Direction, Ranking, RequirementState
from matcher.scorecard.port import Scorecard, scores
from matcher.store.cases import REASONS, STAGES, Case, CaseEvent, Move
from matcher.store.port import (
    Agreement,
    Derived,
    Erasure,
    Key,
    Receipt,
    Run,
    Store,
    Tombstone,
    agrees_to_matching,
)

__all__ = [
    "ALL",
    "REASONS",
    "STAGES",
    "Agreement",
    "Case",
    "CaseEvent",
    "Engine",
    "Erasure",
    "Matching",
    "Move",
    "Progress",
    "Receipt",
    "Records",
    "Run",
    "Runs",
    "Searched",
    "Store",
    "Tombstone",
]

Answer = TypeVar("Answer")

_BATCH = 500
"""Records kept in one transaction of an import."""
_TRIES = 4
"""How often an answer is begun again because a record changed in another process while it was made."""


@dataclass(frozen=True, slots=True)
class Removed:
    """How many vectors and how many passages of terms went from the indexes with a record."""

    index_rows: int = 0
    lexical_rows: int = 0


class Engine:
    """Matches people with needs, both ways, from one store.

    The store is the truth. Answers are given from a snapshot of it, which never changes; one thread at a time makes
    the next one, and the others do not wait for it. Methods may be called from several threads.
    """

    def __init__(
        self, store: Store, sync: Sync, context: Context, scorecard: Scorecard, *,
        pool: int, today: Callable[[], date] = date.today,
    ) -> None:  # fmt: skip
        self.store, self.scorecard, self.today = store, scorecard, today
        self._sync, self._snapshot, self._writing = sync, cast(Snapshot | None, None), Lock()
        self.records = Records(self, store)
        self.matching = Matching(self, store, context, pool)
        self.runs = Runs(store)
        self.imports = Imports(self, store)

    @property
    def model(self) -> str:
        """Which embedding model the likeness comes from."""
        return self._sync.model

    @property
    def models(self) -> str:
        """The same with the second model behind it, if there is one."""
        return " ".join(filter(None, (self._sync.model, self._sync.second)))

    def sync(self, progress: Progress = silent, *, renew: bool = False) -> None:
        """Bring vectors, terms and indexes in step with the store, after a crash too.

        With ``renew`` the background of the requirements is drawn anew if the number of people has changed by a tenth
        since it was drawn. Texts that the second model which is set now has not read yet are read; until that is done,
        answers are given without it.
        """
        with self._writing:
            self._update(progress, renew=renew, switch=True)

    def follow(self, progress: Progress = silent) -> None:
        """The same for what has changed in the store alone; the second model stays the one that has read the rest."""
        with self._writing:
            self._update(progress)

    def save(self) -> None:
        """Write the columns and indexes, so that the next start need not build them."""
        with self._writing:
            self._snapshot = self._sync.save(self._update())

    def unread_by_second(self) -> int:
        """How many records of the kept columns the second model that is set now has not read; ``sync`` has it read."""
        kept = self._sync.kept()
        if kept is None or kept.second == self._sync.second:
            return 0
        return int(kept.people.live.sum() + kept.needs.live.sum())

    def check_files(self) -> None:
        """Read the kept columns and indexes; raises IndexFileError that says what is wrong with them."""
        self._sync.check_files()

    def rebuild(self, progress: Progress = silent) -> None:
        """Make columns and indexes again from the store alone, and write them."""
        with self._writing:
            self._sync.forget_files()
            self._snapshot = None
            self._snapshot = self._sync.save(self._update(progress))

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()

    def snapshot(self) -> Snapshot:
        """The state of the store to answer from, as it is now.

        While another thread brings it in step, the last one is given without whoever may not be matched any more.
        """
        day, known = self.today(), self._snapshot
        if known is not None and self._sync.is_current(known, day):
            return known
        if known is None or self._writing.acquire(blocking=False):
            if known is None:
                self._writing.acquire()
            try:
                self._snapshot = self._sync.save_if_unkept(self._update())
                return self._snapshot
            finally:
                self._writing.release()
        consented = self.store.consented(MATCHING, day)
        return known.without_people(np.setdiff1d(known.people.rows, consented).tolist())

    def derive(self, records: Iterable[Record]) -> dict[Key, Derived]:
        """What is derived from records that may be matched, to be kept with them."""
        return {
            (record.kind, record.id): self._sync.derive(record)[1]
            for record in records
            if isinstance(record, Need) or (isinstance(record, Professional) and agrees_to_matching(record))
        }

    def read_requirements(self, need: Need) -> tuple[Requirement, ...]:
        """What a need that is not kept yet asks for: its stated requirements, or else those found in its text."""
        document, _ = self._sync.derive(need)
        return tuple(asked.requirement for asked in document.asked if asked.part == 0)

    def removed(self, kind: Kind, row: int) -> Removed:
        """What the indexes hold of a record."""
        snapshot = self.snapshot()
        if kind not in SIDES:
            return Removed()
        corpus = snapshot.people if kind == "professional" else snapshot.needs
        number = corpus.number(row)
        if number is None:
            return Removed()
        columns = corpus.take(as_ids([number]))
        return Removed(int((columns.passages.kinds != 0).sum()), len(columns.passages))

    def removed_of(self, kind: Kind, identifier: str) -> Removed:
        """What the indexes hold of a record; nothing where they cannot be brought in step, which must stop no erasure.

        Raises NotFoundError.
        """
        try:
            self.follow()
            return self.removed(kind, self.store.get(kind, identifier)[0])
        except NotFoundError:
            raise
        except HomeMatchError:
            return Removed()

    @property
    def caches(self) -> Caches:
        """How an erasure has the files of columns and indexes written, or removed."""
        return Caches(self._save_if_possible, self.forget_caches)

    def _save_if_possible(self) -> None:
        """Write columns and indexes as the store is now; where they cannot be, none stay: they are only caches."""
        try:
            self.save()
        except (HomeMatchError, OSError):
            self.forget_caches()

    def forget_caches(self) -> None:
        """Remove the files of columns and indexes, for the space that they take."""
        with self._writing:
            self._sync.forget_files()
            self._snapshot = None  # what it maps is gone

    def _update(self, progress: Progress = silent, *, renew: bool = False, switch: bool = False) -> Snapshot:
        day = self.today()
        if self._sync.is_of_another_history():
            self._snapshot = None
        known = self._snapshot or self._sync.first(day, progress)
        switch = switch and known.second != self._sync.second
        if renew or switch or not self._sync.is_current(known, day):
            known = self._sync.after(known, day, progress, renew=renew, switch=switch)
        self._snapshot = known
        return known


class Records:
    """What the engine keeps: records in, records out; nothing is ranked here."""

    def __init__(self, engine: Engine, store: Store) -> None:
        self._engine, self._store = engine, store

    def put(self, record: Record) -> None:
        """Keep one record and make it ready to be matched."""
        self.put_many([record])

    def put_many(self, records: Iterable[Record], progress: Progress = silent) -> int:
        """Keep records, all or none, and make them ready; how many were new or different."""
        changed = self._keep(list(records))
        self._engine.follow(progress)
        return changed

    def import_file(
        self, path: Path, kind: Kind, progress: Progress = silent, *, readmit: Collection[str] = ()
    ) -> ImportReport:
        """Keep every good line of a JSON Lines file; the others are in the report.

        Kept in batches, so that what was read before an interruption stays. Call ``Engine.sync`` afterwards. A line of
        somebody who was erased is refused unless the receipt of the erasure is among those to ``readmit``.
        """
        batch: list[Line] = []
        errors: list[RecordError] = []
        read = changed = 0
        for line in read_lines(path, kind):
            read += 1
            if line.error:
                errors.append(line.error)
            if line.record:
                batch.append(line)
            if len(batch) == _BATCH:
                changed += self._keep_lines(batch, path, readmit, errors)
                batch = []
                progress(f"reading {kind}s", read, 0)
        changed += self._keep_lines(batch, path, readmit, errors)
        return ImportReport(kind, read, changed, tuple(errors))

    def get(self, kind: Kind, identifier: str) -> tuple[int, Record]:
        """Row and record; raises NotFoundError, with ids that look like the one given."""
        return self._store.get(kind, identifier)

    def versioned(self, kind: Kind, identifier: str) -> tuple[Record, int]:
        """A record and the number of its latest change, to be given to ``put_if``; raises NotFoundError."""
        return self._store.versioned(kind, identifier)

    def put_if(self, record: Record, version: int) -> int | None:
        """Keep one record if nobody has changed it since ``version``, 0 for one that is new; its new version.

        None, and nothing is kept, where somebody has. Raises ErasedError for somebody who was erased.
        """
        for stone in self._store.erased([record]).values():
            raise ErasedError(record.id, stone.receipt, stone.day)
        changed = self._store.put_if(record, self._engine.derive([record]), version)
        if changed is not None:
            self._engine.follow()
        return changed

    def ids(self, kind: Kind) -> list[str]:
        """Ids of all records of a kind, sorted."""
        return self._store.ids(kind)

    def rows(self, kind: Kind) -> dict[int, Record]:
        """All records of a kind by row."""
        return self._store.rows(kind)

    def find(
        self, kind: Kind, *, words: str = "", where: Sequence[str] = (), sort: str = "id", offset: int = 0,
        limit: int | None = None, consented: bool = False, may: Callable[[Record], bool] | None = None,
        after: str = "",
    ) -> Page:  # fmt: skip
        """Records by words, filters and order, see ``matcher.matching.finding.find``.

        With ``consented`` only those professionals who may be matched today, with ``may`` only records it holds for.
        """
        rows = None
        if consented and kind == "professional":
            rows = set(self._store.consented(MATCHING, self._engine.today()).tolist())
        return find(
            self._store, kind, words=words, where=where, sort=sort, offset=offset, limit=limit, rows=rows, may=may,
            after=after,
        )  # fmt: skip

    def keep_requirements(self, need_id: str) -> tuple[Requirement, ...]:
        """Make the requirements found in a need's text its own, so that they can be edited; what they are."""
        requirements = self._engine.matching.requirements(need_id)
        _, need = self._store.get("need", need_id)
        self.put(replace(cast(Need, need), requirements=requirements))
        return requirements

    def erase(self, kind: Kind, identifier: str, search: Search = nothing_else) -> Receipt:
        """Remove a record from store, vectors, derived data, indexes and their files; returns a receipt of counts.

        ``search`` takes a person out of the reports and exports that are kept beside the store. The receipt is
        ``pending`` while a byte of the person is left anywhere; ``finish_erasures`` then goes on.
        """
        removed = self._engine.removed_of(kind, identifier)
        receipt = replace(
            _freeing(self._engine, lambda: self._store.erase(kind, identifier, self._engine.today())),
            index_rows=removed.index_rows, lexical_rows=removed.lexical_rows,
        )  # fmt: skip
        job = next((one for one in self._store.erasures() if one.receipt.id == receipt.id), None)
        if job is None:
            self._engine.save()
            return receipt
        return finish(self._store, replace(job, receipt=receipt), search, self._engine.caches)[0]

    def finish_erasures(self, search: Search = nothing_else) -> list[tuple[Receipt, Searched]]:
        """Go on with every erasure that was interrupted, or that something still stood in the way of."""
        return [finish(self._store, job, search, self._engine.caches) for job in pending(self._store)]

    def agree(self, identifier: str, agreement: Agreement) -> None:
        """Keep what a professional agreed to or withdrew, with effect at once; raises NotFoundError."""
        self._store.agree(identifier, agreement)
        self._engine.follow()

    def without_consent_to(self, purpose: str) -> set[str]:
        """Ids of the professionals who once agreed to a purpose and do not today, or withdrew it."""
        rows = self._store.lapsed(purpose, self._engine.today()).tolist()
        return {entry.record.id for entry in self._store.entries(rows, "").values()}

    def _keep(self, records: Sequence[Record], readmit: Collection[str] = (), *, derive_later: bool = False) -> int:
        """Only what is new or different is derived again; raises ErasedError for somebody who was erased.

        With ``derive_later`` what is derived from new records waits for ``Engine.sync``, which then need not read it.
        Those that were there have vectors, which would go with what was derived from them.
        """
        differing = self._store.differing(records)
        erased = self._store.erased(differing)
        for (_, identifier), stone in erased.items():
            if stone.receipt not in readmit:
                raise ErasedError(identifier, stone.receipt, stone.day)
        if erased:
            self._store.readmit({stone.receipt for stone in erased.values()})
        fresh = self._kept_before(differing) if derive_later else differing
        return self._store.put_many(differing, self._engine.derive(fresh))

    def _kept_before(self, records: Sequence[Record]) -> list[Record]:
        """Those of the records under whose ids something is kept."""
        ids: dict[Kind, list[str]] = {}
        for record in records:
            ids.setdefault(record.kind, []).append(record.id)
        kept = {kind: self._store.kept(kind, of_kind, sound=True) for kind, of_kind in ids.items()}
        return [record for record in records if record.id in kept[record.kind]]

    def _keep_lines(self, lines: list[Line], path: Path, readmit: Collection[str], errors: list[RecordError]) -> int:
        """Keep the records of lines but for those of erased people, which become errors."""
        records = [line.record for line in lines if line.record]
        erased = self._store.erased(records)
        kept = []
        for line in lines:
            record = cast(Record, line.record)
            stone = erased.get((record.kind, record.id))
            if stone is None or stone.receipt in readmit:
                kept.append(record)
            else:
                problem = ErasedError(record.id, stone.receipt, stone.day).problem
                errors.append(RecordError(problem, file=str(path), line=line.number))
        return self._keep(kept, readmit, derive_later=True)


def _freeing(engine: Engine, erase: Callable[[], Receipt]) -> Receipt:
    """Erase; on a full disk again, without the caches, which hold the person too."""
    try:
        return erase()
    except DiskFullError:
        engine.forget_caches()
        return erase()


class Matching:
    """Who fits, in what order, and why."""

    def __init__(self, engine: Engine, store: Store, context: Context, pool: int) -> None:
        self._engine, self._store, self._context, self._pool = engine, store, context, pool

    def candidates(self, need_id: str, k: int = 20) -> Ranking:
        """Professionals for a need, best first; raises NotFoundError."""
        return self.recommend("candidates", need_id, k)

    def suggestions(self, professional_id: str, k: int = 5) -> Ranking:
        """Needs for a professional, best first; raises NotFoundError or ConsentError."""
        return self.recommend("suggestions", professional_id, k)

    def recommend(self, direction: Direction, query_id: str, k: int) -> Ranking:
        """The one method behind every list that is shown, reported or exported.

        ``k`` is the most to return, ``ALL`` for everybody who passes the filters. Equal scores are ordered by id.
        Raises NotFoundError, ConsentError, or ValueError for a negative k.
        """
        if k < 0:
            raise ValueError(f"k is {k}; allowed: 1 or more, or 0 for all")
        return self._answered(direction, query_id, lambda answering, number: answering.ranking(number, k, None))

    def many(self, direction: Direction, query_ids: Iterable[str], k: int, *, explained: int) -> Iterator[Ranking]:
        """The rankings of many queries, in their order, each the same as ``recommend`` gives.

        Only the first ``explained`` of each ranking have whole explanations, the others base and contributions. Who
        was erased or closed, or has withdrawn consent, since the ids were read is left out.
        """
        if k < 0:
            raise ValueError(f"k is {k}; allowed: 1 or more, or 0 for all")
        for query_id in query_ids:
            try:
                yield self._answered(
                    direction, query_id, lambda answering, number: answering.ranking(number, k, explained)
                )
            except (ConsentError, NotFoundError):
                continue

    def scores(self, direction: Direction, query_id: str, k: int) -> list[tuple[str, float]]:
        """Ids and scores as ``recommend`` gives them, floor aside, without explanations: for runs over everybody."""
        return self._answered(direction, query_id, lambda answering, number: answering.scores(number, k))

    def requirement_states(self, direction: Direction, query_id: str, k: int) -> list[RequirementState]:
        """How every requirement stands for every pair of ``scores``, by need and place there."""
        return self._answered(direction, query_id, lambda answering, number: answering.states(number, k))

    def compare(
        self, scorecards: Sequence[Scorecard], direction: Direction, query_id: str, k: int = ALL
    ) -> list[dict[str, float]]:
        """Scores by id of everybody who passes the filters, or of the pool of ``k``, under each scorecard."""
        snapshot = self._engine.snapshot()
        ranker = Ranker(snapshot, direction, self._pool)
        query = ranker.query(self._number(snapshot, direction, query_id), k)
        table, ids = ranker.table_of(query), ranker.others.ids_of(query.chosen).tolist()
        return [dict(zip(ids, scores(card, card.contributions(table)).tolist(), strict=True)) for card in scorecards]

    def features(self, need_id: str, professional_ids: Sequence[str]) -> tuple[list[str], FeatureTable]:
        """Features of a need with these people, whether or not a hard filter sets them aside.

        Returns the ids of the rows: those of the people who may be matched at all, in the order given. Past
        collaboration is left unknown: a scorecard that learns from decisions must not be told what they were.
        """
        snapshot = replace(self._engine.snapshot(), partners={})
        ranker = Ranker(snapshot, "candidates", self._pool)
        people = snapshot.people
        numbers = people.numbers
        number_of = dict(zip(people.ids_of(numbers).tolist(), numbers.tolist(), strict=True))
        known = [person for person in professional_ids if person in number_of]
        chosen = as_ids([number_of[person] for person in known])
        ascending, place = np.unique(chosen, return_inverse=True)
        number = self._number(snapshot, "candidates", need_id)
        columns = snapshot.needs.take(as_ids([number]))
        return known, ranker.table_of(Query(number, columns, ascending, 0, {})).rows(place)

    def explain(self, need_id: str, professional_id: str) -> Ranking:
        """The one recommendation of a pair with its rank among the candidates of the need.

        Somebody whom retrieval did not propose has the rank that they would have among those it did.
        Empty where a hard filter sets the pair aside; the exclusions then name the filter.
        """

        def answer(answering: Answering, need: int) -> Ranking:
            return answering.pair(need, self._number(answering.snapshot, "suggestions", professional_id))

        return self._answered("candidates", need_id, answer)

    def requirements(self, need_id: str) -> tuple[Requirement, ...]:
        """What a need asks for: the requirements that it states, or else those found in its text, with their spans."""
        return self._answered("candidates", need_id, lambda answering, number: answering.requirements(number))

    def open_needs(self, of: Collection[str] | None = None) -> list[str]:
        """Ids of the needs that may be matched today, sorted; with ``of`` those of these bases or organisations."""
        snapshot = self._engine.snapshot()
        chosen = snapshot.open_needs if of is None else snapshot.open_needs & of_parties(snapshot.needs, of)
        return sorted(snapshot.needs.ids_of(np.flatnonzero(chosen)).tolist())

    def consented_people(self) -> list[str]:
        """Ids of the professionals whose consent covers matching today, sorted."""
        people = self._engine.snapshot().people
        return sorted(people.ids_of(people.numbers).tolist())

    def _answered(self, direction: Direction, query_id: str, answer: Callable[[Answering, int], Answer]) -> Answer:
        """An answer from one snapshot; begun again if a record that it shows has changed since in the store."""
        for _ in range(_TRIES):
            snapshot = self._engine.snapshot()
            ranker = Ranker(snapshot, direction, self._pool)
            answering = Answering(self._store, self._context, self._engine.scorecard, ranker)
            try:
                return answer(answering, self._number(snapshot, direction, query_id))
            except OutdatedError:
                self._engine.follow()
        raise InputError(
            f"{query_id!r} changes faster than it can be answered; wait until the import ends, and ask again"
        )

    def _number(self, snapshot: Snapshot, direction: Direction, query_id: str) -> int:
        """The number of the need or the person that is asked for."""
        kind: Kind = "need" if direction == "candidates" else "professional"
        row, record = self._store.get(kind, query_id)
        number = (snapshot.needs if kind == "need" else snapshot.people).number(row)
        if number is not None:
            return number
        if isinstance(record, Need) or row in self._store.consented(MATCHING, self._engine.today()):
            raise OutdatedError(query_id)  # it came after this snapshot
        raise ConsentError(
            f"professional {query_id!r} has no consent to {MATCHING} that is valid today, so nothing is "
            "computed about them; import the record again with such a consent"
        )


class Runs:
    """The runs that were kept."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def keep(self, run: Run, rankings: Iterable[Ranking]) -> int:
        """Keep the recommendations of a run under its id; how many were left out, of people who were erased."""
        # A list: the rankings may be made as they are asked for, and no ranking may run inside a transaction.
        lines = [(one.need, one.professional, one.rank, one.score) for ranking in rankings for one in ranking]
        return self._store.put_run(run, lines)
