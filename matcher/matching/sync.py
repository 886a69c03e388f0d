"""Store to snapshot: what changed in the store is derived once, embedded once, and put beside what is there."""

import logging
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import cast

import numpy as np

from matcher.arrays import FloatArray
from matcher.embed.port import Embedder, Role, kept_under
from matcher.errors import DiskFullError, IndexFileError
from matcher.evidence import Neighbours, profiles_of
from matcher.evidence.background import Background
from matcher.evidence.claims import languages_of
from matcher.evidence.claims_model import ClaimsModel
from matcher.filters.facts import NeedFacts, PeopleFacts
from matcher.matching.sampling import drawn, frozen, is_due, thawed
from matcher.matching.snapshot import (
    NOTHING_DECLINED,
    ClosestNeeds,
    Snapshot,
    closest_after,
    declined_pairs,
    nobody,
    open_on,
)
from matcher.records import MATCHING, Kind, Need, Professional, Record
from matcher.retrieval import Builder, Columns, Corpus, Document, Rules, VectorIndex, cache
from matcher.retrieval.bm25 import TermNumbers
from matcher.retrieval.columns import Derivation, compact, is_read, joined_columns
from matcher.retrieval.corpus import MOST_FRESH, Frozen, all_columns, corpus_of, frozen_of, passage_vectors
from matcher.retrieval.document import from_bytes, to_bytes
from matcher.store.port import Derived, Entry, Sample, Store

Progress = Callable[[str, int, int], None]
"""Told what is being done, how many are done, and of how many."""

_log = logging.getLogger(__name__)
CHUNK = 128
"""Texts embedded between two commits: what a crash can cost."""
_RECORDS_AT_ONCE = 500
SIDES: Mapping[Kind, type[Professional] | type[Need]] = {"professional": Professional, "need": Need}
ROLES: Mapping[Kind, Role] = {"professional": "document", "need": "query"}
_FACTS: Mapping[Kind, type[PeopleFacts] | type[NeedFacts]] = {"professional": PeopleFacts, "need": NeedFacts}


def silent(_what: str, _done: int, _total: int) -> None:
    """No-op progress callback."""


@contextmanager
def _keeping_if_possible() -> Iterator[None]:
    """What is only made again may stay unkept: on a full disk everything can still be read and answered."""
    try:
        yield
    except DiskFullError as error:
        _log.warning("%s", error)


@dataclass(frozen=True, slots=True)
class IndexKind:
    """How a vector index of some number of passages is made, and read again; ``name`` is that of the setting."""

    name: str
    make: Callable[[int, int], VectorIndex]
    load: Callable[[bytes], VectorIndex]


class Sync:
    """Makes snapshots of a store, each from the one before; one thread at a time may use it.

    What is derived from a record is kept in the store, vectors too; columns and indexes are kept in ``folder``.
    """

    def __init__(
        self, store: Store, embedder: Embedder, rules: Rules, index: IndexKind, folder: Path | None,
        neighbours: Neighbours, skill_numbers: Mapping[str, int], claims: ClaimsModel,
    ) -> None:  # fmt: skip
        self._store, self._embedder, self._rules, self._index, self._folder = store, embedder, rules, index, folder
        self._neighbours, self._skill_numbers = neighbours, skill_numbers
        self._claims = claims.judging(embedder.model_id)
        self._lapsed: frozenset[int] = frozenset()
        self._history = store.history
        self.terms = TermNumbers()

    @property
    def model(self) -> str:
        """The id of the embedder."""
        return self._embedder.model_id

    @property
    def builder(self) -> Builder:
        """What turns documents into columns."""
        return Builder(self._embedder.dim, self._embedder.translates, self._skill_numbers, self.terms)

    def is_current(self, snapshot: Snapshot, day: date) -> bool:
        """Whether a snapshot holds the store's last change, the consents of that day and all decisions."""
        return (snapshot.sequence, snapshot.day, snapshot.decided, self._history) == (
            self._store.sequence, day, self._store.decided, self._store.history
        )  # fmt: skip

    def is_of_another_history(self) -> bool:
        """Whether the store was put back to an earlier state since the last snapshot: no snapshot goes on from it."""
        before, self._history = self._history, self._store.history
        return before != self._history

    def check_files(self) -> None:
        """Read the kept files as ``first`` does; raises IndexFileError that says what is wrong with them."""
        self._from_files()

    def forget_files(self) -> None:
        """Remove the kept files, so that the next snapshot is made from the store alone."""
        if self._folder:
            cache.forget(self._folder)

    def first(self, day: date, progress: Progress = silent) -> Snapshot:
        """The snapshot that the files hold, or an empty one; a damaged cache is said, and made again."""
        try:
            return self._from_files() or self._empty(day)
        except IndexFileError as error:
            _log.warning("%s", error)
            progress(f"{error}", 0, 0)
            self.forget_files()
            return self._empty(day)

    def after(self, before: Snapshot, day: date, progress: Progress = silent, *, renew: bool = False) -> Snapshot:
        """The snapshot of the store as it is now; with ``renew``, with a new background if people changed much."""
        sequence, decided = self._store.sequence, self._store.decided
        changes = list(self._store.changes(before.sequence))
        consented = frozenset(self._store.consented(MATCHING, day).tolist())
        self._forget_lapsed(day, any(change.erased for change in changes))
        changed = {kind: {change.row for change in changes if change.kind == kind} for kind in SIDES}
        present = set(before.people.rows[before.people.live].tolist())
        wanted = {
            "professional": (changed["professional"] & consented) | (consented - present),
            "need": {change.row for change in changes if change.kind == "need" and not change.erased},
        }
        gone = {"professional": changed["professional"] | (present - consented), "need": changed["need"]}
        people = self._with(
            before.people, gone["professional"], self._columns("professional", wanted["professional"], progress)
        )
        background = self._background(before.background, people, progress, renew=renew)
        needs = self._needs_after(before, background, gone["need"], self._columns("need", wanted["need"], progress))
        return self._snapshot(before, people, needs, background, sequence, decided, day)

    def save(self, snapshot: Snapshot) -> Snapshot:
        """Write the columns and indexes of a snapshot, whole or not at all; the same with nothing left in memory."""
        frozen = replace(
            snapshot,
            people=self._frozen(snapshot.people),
            needs=self._frozen(snapshot.needs),
            closest=_by_row(snapshot),
        )
        if self._folder:
            cache.save(self._folder, self._source(snapshot.sequence, snapshot.day), self._arrays(frozen))
        return replace(frozen, open_needs=open_on(frozen.needs, frozen.day))

    def source(self) -> cache.Source:
        """What a cache of the store as it is would be made from."""
        return self._source(self._store.sequence, date.min)

    def _snapshot(
        self, before: Snapshot, people: Corpus, needs: Corpus, background: Background, sequence: int, decided: int,
        day: date,
    ) -> Snapshot:  # fmt: skip
        open_needs = open_on(needs, day)
        return Snapshot(
            sequence, day, decided, people, needs, open_needs,
            closest_after(before, people, needs, open_needs), self._partners(needs), self._neighbours,
            declined_pairs(self._store.declined(), people, needs), background, self._claims,
        )  # fmt: skip

    def _needs_after(self, before: Snapshot, background: Background, gone: Collection[int], come: Columns) -> Corpus:
        """The needs, those that came measured beside the background; all of them if it is another one."""
        needs = self._with(before.needs, gone, background.measured(come, self._neighbours))
        if background.version == before.background.version:
            return needs
        return self._corpus(background.measured(all_columns(needs), self._neighbours))

    def _background(self, before: Background, people: Corpus, progress: Progress, *, renew: bool) -> Background:
        """The background that the store keeps; drawn from the people if it is due, refilled if somebody is gone."""
        kept, key = self._store.sample(), f"{self._rules.version} {self._embedder.model_id}"[:150]
        present = frozenset(people.rows[people.live].tolist())
        stay = kept.rows & present if kept is not None else frozenset[int]()
        if is_due(kept, key, len(present), renew=renew):
            kept = self._drawn(kept, key, people, frozenset(), progress)
        elif kept is not None and kept.key == key and len(stay) < kept.size:
            kept = self._drawn(kept, key, people, stay, progress)
        version = f"{kept.drawn}" if kept is not None and kept.key == key else ""
        if version == before.version:
            return before
        return Background(version, thawed(self._store.sample_bodies() if version else {}, self.builder), self.terms)

    def _drawn(self, kept: Sample | None, key: str, people: Corpus, stay: frozenset[int], progress: Progress) -> Sample:
        """A new sample in the store; of those who stay in it, what was frozen stays too."""
        everybody = all_columns(people)
        rows = drawn(everybody.rows, everybody.ids.tolist(), languages_of(profiles_of(everybody)), stay)
        bodies = {row: body for row, body in self._store.sample_bodies().items() if row in stay} if stay else {}
        model = kept_under(self._embedder, ROLES["professional"])
        for derivations in self._derivations("professional", [row for row in rows if row not in bodies], progress):
            for one in derivations:
                vectors = self._store.vectors(model, list(one.document.fingerprints()))
                bodies[one.row] = frozen(one.document, vectors, self._embedder.dim)
        number = kept.drawn + 1 if kept is not None else 1
        sample = Sample(key, number, len(everybody), len(rows), frozenset(rows))
        self._store.put_sample(sample, bodies)
        return sample

    def _empty(self, day: date) -> Snapshot:
        self.terms = TermNumbers()
        corpora = {kind: self._corpus(self.builder.nothing(record)) for kind, record in SIDES.items()}
        return Snapshot(
            0, day, 0, corpora["professional"], corpora["need"], np.zeros(0, dtype=bool), nobody(0), {},
            self._neighbours, NOTHING_DECLINED, Background("", self.builder.nothing(Professional), self.terms),
            self._claims,
        )  # fmt: skip

    def _columns(self, kind: Kind, rows: Collection[int], progress: Progress) -> Columns:
        """The columns of records in the store, some hundred at a time."""
        parts = []
        for derivations in self._derivations(kind, sorted(rows), progress):
            vectors = self._vectors([one.document for one in derivations], ROLES[kind], progress)
            parts.append(self.builder.columns(SIDES[kind], derivations, vectors))
        return compact(joined_columns(parts)) if parts else self.builder.nothing(SIDES[kind])

    def _derivations(self, kind: Kind, rows: Sequence[int], progress: Progress) -> Iterator[list[Derivation]]:
        for first in range(0, len(rows), _RECORDS_AT_ONCE):
            progress(f"reading {kind}s", first, len(rows))
            entries = self._store.entries(rows[first : first + _RECORDS_AT_ONCE], self._rules.version)
            documents = {row: self._kept(entry) for row, entry in entries.items()}
            fresh = {row: self.derive(entries[row].record) for row, kept in documents.items() if kept is None}
            if fresh:  # a store of an earlier form, or other rules: texts may have changed with them
                with _keeping_if_possible():
                    self._store.put_derived({row: derived for row, (_, derived) in fresh.items()})
                    self._store.drop_unused_vectors(kept_under(self._embedder, ROLES[kind]))
            documents |= {row: document for row, (document, _) in fresh.items()}
            yield [
                Derivation(row, entry.sequence, cast(Professional | Need, entry.record), cast(Document, documents[row]))
                for row, entry in entries.items()
            ]
        if rows:
            progress(f"reading {kind}s", len(rows), len(rows))

    def derive(self, record: Record) -> tuple[Document, Derived]:
        """What is derived from a record, and the form in which it is kept."""
        document = self._rules.document(cast(Professional | Need, record))
        return document, Derived(self._rules.version, to_bytes(document), document.fingerprints())

    def document(self, entry: Entry) -> Document:
        """What is derived from a record of the store."""
        return self._kept(entry) or self.derive(entry.record)[0]

    def _kept(self, entry: Entry) -> Document | None:
        """What is kept of a record; None if it is not there or spoilt."""
        try:
            return from_bytes(entry.derived) if entry.derived is not None else None
        except ValueError:
            return None

    def _vectors(self, documents: Sequence[Document], role: Role, progress: Progress) -> dict[bytes, FloatArray]:
        """The vectors of all texts that can be read; those that are missing are made, chunk by chunk, each kept."""
        texts: dict[bytes, str] = {}
        for document in documents:
            texts |= document.readable(self._embedder.multilingual)
        model = kept_under(self._embedder, role)
        vectors = self._store.vectors(model, list(texts))
        # Sorted by length, texts of a batch need hardly any padding.
        missing = sorted((key for key in texts if key not in vectors), key=lambda key: (len(texts[key]), key))
        for first in range(0, len(missing), CHUNK):
            progress("embedding texts", first, len(missing))
            chunk = missing[first : first + CHUNK]
            made = dict(zip(chunk, self._embedder.encode([texts[key] for key in chunk], role=role), strict=True))
            with _keeping_if_possible():
                self._store.put_vectors(model, made, used=True)
            vectors |= made
        if missing:
            progress("embedding texts", len(missing), len(missing))
        return vectors

    def _with(self, corpus: Corpus, gone: Collection[int], come: Columns) -> Corpus:
        if not gone and not len(come):
            return corpus
        changed = corpus.changed(gone, come)
        dead = len(corpus.frozen.columns) - int(changed.live[: len(corpus.frozen.columns)].sum())
        most = max(MOST_FRESH, len(corpus.frozen.columns) // 4)
        return self._frozen(changed) if len(changed.fresh) + dead > most else changed

    def _frozen(self, corpus: Corpus) -> Corpus:
        """The same records, all in the frozen part."""
        if not len(corpus.fresh) and corpus.live.all():
            return corpus
        return self._corpus(all_columns(corpus))

    def _corpus(self, columns: Columns) -> Corpus:
        ids, vectors = passage_vectors(columns)
        index = self._index.make(self._embedder.dim, len(ids))
        index.upsert(ids, vectors)
        return corpus_of(frozen_of(columns, index, len(self.terms)))

    def _forget_lapsed(self, day: date, somebody_went: bool) -> None:
        """No vector stays of somebody whose consent has ended or not begun."""
        lapsed = frozenset(self._store.lapsed(MATCHING, day).tolist())
        if somebody_went or lapsed - self._lapsed:
            with _keeping_if_possible():
                self._store.forget_vectors(lapsed)
        self._lapsed = lapsed

    def _partners(self, needs: Corpus) -> dict[str, frozenset[str]]:
        """By person, the bases and organisations whose needs they have accepted."""
        accepted: dict[str, set[str]] = {}
        for decision in self._store.decisions():
            if decision.decision == "accept":
                accepted.setdefault(decision.need, set()).add(decision.professional)
        partners: dict[str, set[str]] = {}
        columns = needs.take(needs.numbers) if accepted else None
        for number, need in enumerate(columns.ids.tolist() if columns else ()):
            facts = cast(NeedFacts, cast(Columns, columns).facts)
            for person in accepted.get(need, ()):
                partners.setdefault(person, set()).update(facts.parties.of(number))
        return {person: frozenset(parties) for person, parties in partners.items()}

    def _source(self, sequence: int, day: date) -> cache.Source:
        return cache.Source(
            f"{self._store.identity} {self._store.history}", self._rules.version, self._embedder.model_id,
            self._embedder.dim, self._index.name,
            sequence, day.isoformat(),
        )  # fmt: skip

    def _arrays(self, snapshot: Snapshot) -> cache.Arrays:
        corpora: dict[Kind, Corpus] = {"professional": snapshot.people, "need": snapshot.needs}
        columns = {
            kind: cache.columns_to_arrays(corpus.frozen.columns)
            | cache.postings_to_arrays({"postings_own": corpus.frozen.own, "postings_english": corpus.frozen.english})
            for kind, corpus in corpora.items()
        }
        sides: dict[str, cache.Arrays] = dict(columns.items())
        sides["background"] = cache.columns_to_arrays(compact(snapshot.background.columns))
        renumbered, arrays = cache.term_arrays(sides, self.terms.terms())
        for kind, corpus in corpora.items():
            index = np.frombuffer(corpus.frozen.index.dump(), dtype=np.uint8)
            arrays |= cache.with_side(renumbered[kind] | {"index": index}, kind)
        arrays |= cache.with_side(renumbered["background"], "background")
        arrays["background.version"] = np.array([int(snapshot.background.version or 0)])
        closest = snapshot.closest
        opened = snapshot.needs.rows[open_on(snapshot.needs, snapshot.day)]
        return arrays | {"closest.likeness": closest.likeness, "closest.rows": closest.rows, "closest.open": opened}

    def _from_files(self) -> Snapshot | None:
        loaded = cache.load(self._folder, self.source()) if self._folder else None
        if loaded is None or loaded[0].sequence > self._store.sequence:
            return None  # a cache that is ahead of the store is of a store that was replaced by an older backup
        source, arrays = loaded
        # Whose consent had lapsed when the files were made has had no vectors since, unless the record has changed.
        changed = {change.row for change in self._store.changes(source.sequence)}
        lapsed = self._store.lapsed(MATCHING, date.fromisoformat(source.day)).tolist()
        self._lapsed = frozenset(lapsed) - changed
        self.terms = TermNumbers(cache.terms_of(arrays))
        corpora = {kind: self._read_corpus(cache.of_side(arrays, kind), kind) for kind in SIDES}
        needs = corpora["need"]
        return Snapshot(
            source.sequence, date.fromisoformat(source.day), -1, corpora["professional"], needs,
            np.isin(needs.rows, arrays["closest.open"]),
            ClosestNeeds(arrays["closest.likeness"], arrays["closest.rows"]), {}, self._neighbours,
            NOTHING_DECLINED, self._read_background(arrays), self._claims,
        )  # fmt: skip

    def _read_background(self, arrays: cache.Arrays) -> Background:
        kept = cache.of_side(arrays, "background")
        return Background(str(int(kept["version"][0])), cache.columns_from_arrays(kept, PeopleFacts), self.terms)

    def _read_corpus(self, arrays: cache.Arrays, kind: Kind) -> Corpus:
        columns = cache.columns_from_arrays(arrays, _FACTS[kind])
        try:
            index = self._index.load(arrays["index"].tobytes())
            ids = index.ids()
        except Exception as error:  # every library has errors of its own for bytes that it cannot read
            raise IndexFileError(f"the vector index of {kind}s cannot be read ({error})") from error
        if index.dim != self._embedder.dim or not np.array_equal(ids, columns.passage_ids[is_read(columns.passages)]):
            raise IndexFileError(f"the vector index of {kind}s does not hold what the columns hold")
        own, english = (cache.postings_from_arrays(arrays, name) for name in cache.POSTINGS)
        return corpus_of(Frozen(columns, index, own, english))


def _by_row(snapshot: Snapshot) -> ClosestNeeds:
    """The closest needs of the live people, by row: in the order of a frozen part."""
    numbers = snapshot.people.numbers
    return snapshot.closest.take(numbers[np.argsort(snapshot.people.rows_of(numbers), kind="stable")])
