"""Store to snapshot: what changed in the store is derived once, embedded once, and put beside what is there."""

import hashlib
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
from matcher.errors import DiskFullError, IndexFileError, ReadOnlyError
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
from matcher.retrieval.builder import Derivation
from matcher.retrieval.columns import compact, is_read, joined_columns, without_second
from matcher.retrieval.corpus import (
    MOST_FRESH,
    Frozen,
    all_columns,
    corpus_of,
    frozen_of,
    passage_vectors,
    second_passage_vectors,
)
from matcher.retrieval.document import from_bytes, is_chinese, to_bytes
from matcher.store.port import Derived, Entry, Sample, Store
from matcher.text import fingerprint, is_foreign

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
    """What is only made again may stay unkept: where nothing can be written everything can still be answered."""
    try:
        yield
    except (DiskFullError, ReadOnlyError) as error:
        _log.warning("%s", error)


@dataclass(frozen=True, slots=True)
class IndexKind:
    """How a vector index of some number of passages is made, and read again; ``name`` is that of the setting."""

    name: str
    make: Callable[[int, int], VectorIndex]
    load: Callable[[bytes], VectorIndex]


@dataclass(frozen=True, slots=True)
class Reading:
    """Which second model reads texts, empty for none, and of which sides it reads those in English too."""

    second: str
    twice: frozenset[Kind] = frozenset()

    def may_read(self, kind: Kind) -> bool:
        """Whether it has yet to read the English texts of a side, which it does once the other one holds Chinese."""
        return bool(self.second) and kind not in self.twice

    def with_english(self, kind: Kind) -> "Reading":
        """The same with the English texts of a side."""
        return replace(self, twice=self.twice | {kind})

    def named(self, key: str) -> str:
        """A name for what was derived so, of 150 characters at most; the key itself without a second model."""
        read = f"{key} {self.second} {sorted(self.twice)}"
        return hashlib.sha256(read.encode()).hexdigest() if self.second else key[:150]


class _Keys(dict[str, bytes]):
    """The fingerprints of the texts of some records, each made once."""

    def __missing__(self, text: str) -> bytes:
        self[text] = key = fingerprint(text)
        return key


class Sync:
    """Makes snapshots of a store, each from the one before; one thread at a time may use it.

    What is derived from a record is kept in the store, vectors too; columns and indexes are kept in ``folder``.
    """

    def __init__(
        self, store: Store, embedder: Embedder, rules: Rules, index: IndexKind, folder: Path | None,
        neighbours: Neighbours, skill_numbers: Mapping[str, int], claims: ClaimsModel,
        second: Embedder | None = None, claims_of_both: ClaimsModel | None = None,
    ) -> None:  # fmt: skip
        """``second`` reads, beside the embedder, what may meet Chinese; claims are judged by ``claims_of_both`` then,
        if that was fitted on such a model."""
        self._store, self._embedder, self._rules, self._index, self._folder = store, embedder, rules, index, folder
        self._neighbours, self._skill_numbers = neighbours, skill_numbers
        self._second, self._claims = second, claims.judging(embedder.model_id)
        self._claims_of_both = claims_of_both.judging(embedder.model_id) if claims_of_both else None
        self._lapsed: frozenset[int] = frozenset()
        self._history = store.history
        self._unkept = False
        self.terms = TermNumbers()

    @property
    def model(self) -> str:
        """The id of the embedder."""
        return self._embedder.model_id

    @property
    def second(self) -> str:
        """The id of the second model, empty for none."""
        return self._second.model_id if self._second else ""

    @property
    def builder(self) -> Builder:
        """What turns documents into columns, with the vectors of the second model if there is one."""
        return self._builder(self.second)

    def _builder(self, second: str) -> Builder:
        """The same for a snapshot that this second model has read."""
        dim = self._second.dim if self._second and second else 0
        return Builder(self._embedder.dim, self._embedder.translates, self._skill_numbers, self.terms, dim)

    def is_current(self, snapshot: Snapshot, day: date) -> bool:
        """Whether a snapshot holds the store's last change, the consents of that day and all decisions."""
        return (snapshot.sequence, snapshot.day, snapshot.decided, self._history) == (
            self._store.sequence, day, self._store.decided, self._store.history
        )  # fmt: skip

    def kept(self) -> Snapshot | None:
        """The snapshot that the files hold; None if they hold none that can be used."""
        try:
            return self._from_files()
        except IndexFileError:
            return None

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
            kept = self._from_files()
        except IndexFileError as error:
            _log.warning("%s", error)
            progress(f"{error}", 0, 0)
            self.forget_files()
            kept = None
        self._unkept = kept is None
        return kept or self._empty(day)

    def after(
        self, before: Snapshot, day: date, progress: Progress = silent, *, renew: bool = False, switch: bool = False
    ) -> Snapshot:
        """The snapshot of the store as it is now; with ``renew``, with a new background if people changed much.

        With ``switch`` all texts are read by the second model that is set now, if another one or none has read those of
        the snapshot before; without, they stay as they were read.
        """
        reading = Reading(self.second if switch else before.second, before.read_twice)
        anew = reading.second != before.second
        if anew:
            reading = Reading(reading.second)
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
        everything = {
            "professional": set(consented),
            "need": (set(before.needs.rows[before.needs.live].tolist()) - changed["need"]) | wanted["need"],
        }
        if anew:
            wanted = everything
        if reading.may_read("professional") and (
            before.needs.holds_chinese or self._any_chinese("need", wanted["need"], progress)
        ):
            reading, wanted["professional"] = reading.with_english("professional"), everything["professional"]
        come = self._columns("professional", wanted["professional"], progress, reading)
        people = self._with(before.people, gone["professional"], come)
        if reading.may_read("need") and people.holds_chinese:
            reading, wanted["need"] = reading.with_english("need"), everything["need"]
        come = self._columns("need", wanted["need"], progress, reading)
        background = self._background(before.background, people, progress, reading, renew=renew)
        needs = self._needs_after(before, background, gone["need"], come)
        return self._snapshot(before, people, needs, background, sequence, decided, day, reading)

    def save(self, snapshot: Snapshot) -> Snapshot:
        """Write the columns and indexes of a snapshot, whole or not at all; the same with nothing left in memory."""
        frozen = replace(
            snapshot,
            people=self._frozen(snapshot.people),
            needs=self._frozen(snapshot.needs),
            closest=_by_row(snapshot),
        )
        if self._folder:
            source = self._source(snapshot.sequence, snapshot.day, snapshot.second)
            cache.save(self._folder, source, self._arrays(frozen))
            self._unkept = False
        return replace(frozen, open_needs=open_on(frozen.needs, frozen.day))

    def save_if_unkept(self, snapshot: Snapshot) -> Snapshot:
        """The same as ``save`` where no file held what the first snapshot was made from: after another version, say.

        Where files cannot be written, the snapshot is answered from all the same.
        """
        if not self._folder or not self._unkept or not (snapshot.people.live.any() or snapshot.needs.live.any()):
            return snapshot
        self._unkept = False
        try:
            return self.save(snapshot)
        except OSError as error:
            _log.warning("the columns cannot be kept in %s (%s); they are made again each time", self._folder, error)
            return snapshot

    def source(self) -> cache.Source:
        """What a cache of the store as it is would be made from."""
        return self._source(self._store.sequence, date.min, self.second)

    def _snapshot(
        self, before: Snapshot, people: Corpus, needs: Corpus, background: Background, sequence: int, decided: int,
        day: date, reading: "Reading",
    ) -> Snapshot:  # fmt: skip
        open_needs = open_on(needs, day)
        known = before if reading == Reading(before.second, before.read_twice) else None
        return Snapshot(
            sequence, day, decided, people, needs, open_needs,
            closest_after(known, people, needs, open_needs), self._partners(needs), self._neighbours,
            declined_pairs(self._store.declined(), people, needs), background, self._claims_for(reading.second),
            reading.second, reading.twice,
        )  # fmt: skip

    def _claims_for(self, second: str) -> ClaimsModel:
        """What judges claims by the cosines of the embedder, or by those of both models."""
        both = self._claims_of_both
        return both if both is not None and both.is_fitted_beside(second) else self._claims

    def _needs_after(self, before: Snapshot, background: Background, gone: Collection[int], come: Columns) -> Corpus:
        """The needs, those that came measured beside the background; all of them if it is another one."""
        needs = self._with(before.needs, gone, background.measured(come, self._neighbours))
        if background.version == before.background.version:
            return needs
        return self._corpus(background.measured(all_columns(needs), self._neighbours))

    def _background(
        self, before: Background, people: Corpus, progress: Progress, reading: "Reading", *, renew: bool
    ) -> Background:
        """The background that the store keeps; drawn from the people if it is due, refilled if somebody is gone."""
        kept, key = self._store.sample(), reading.named(f"{self._rules.version} {self._embedder.model_id}")
        bodies: Mapping[int, bytes] | None = None
        present = frozenset(people.rows[people.live].tolist())
        stay = kept.rows & present if kept is not None else frozenset[int]()
        if is_due(kept, key, len(present), renew=renew):
            kept, bodies = self._drawn(kept, key, people, frozenset(), progress, reading)
        elif kept is not None and kept.key == key and len(stay) < kept.size:
            kept, bodies = self._drawn(kept, key, people, stay, progress, reading)
        version = f"{kept.drawn}" if kept is not None and kept.key == key else ""
        if version == before.version:
            return before
        if bodies is None:
            bodies = self._store.sample_bodies() if version else {}
        columns = thawed(bodies, self._builder(reading.second))
        return Background(version, columns, self.terms)

    def _drawn(
        self, kept: Sample | None, key: str, people: Corpus, stay: frozenset[int], progress: Progress,
        reading: "Reading",
    ) -> tuple[Sample, Mapping[int, bytes]]:  # fmt: skip
        """A new sample, in the store if that can be written; of those who stay in it, what was frozen stays too."""
        everybody = all_columns(people)
        rows = drawn(everybody.rows, everybody.ids.tolist(), languages_of(profiles_of(everybody)), stay)
        bodies = {row: body for row, body in self._store.sample_bodies().items() if row in stay} if stay else {}
        role = ROLES["professional"]
        model, dim = kept_under(self._embedder, role), self._builder(reading.second).second_dim
        for derivations in self._derivations("professional", [row for row in rows if row not in bodies], progress):
            for one in derivations:
                vectors = self._store.vectors(model, list(one.document.fingerprints()))
                texts = self._second_texts([one.document], "professional", reading)
                second = self._store.vectors(kept_under(self._second, role), list(texts)) if self._second else {}
                bodies[one.row] = frozen(one.document, vectors, self._embedder.dim, second, dim)
        number = kept.drawn + 1 if kept is not None else 1
        sample = Sample(key, number, len(everybody), len(rows), frozenset(rows))
        with _keeping_if_possible():
            self._store.put_sample(sample, bodies)
            bodies = self._store.sample_bodies()  # without whoever was erased meanwhile
        return sample, bodies

    def _empty(self, day: date) -> Snapshot:
        self.terms = TermNumbers()
        corpora = {kind: self._corpus(self.builder.nothing(record)) for kind, record in SIDES.items()}
        return Snapshot(
            0, day, 0, corpora["professional"], corpora["need"], np.zeros(0, dtype=bool), nobody(0), {},
            self._neighbours, NOTHING_DECLINED, Background("", self.builder.nothing(Professional), self.terms),
            self._claims_for(self.second), self.second,
        )  # fmt: skip

    def _columns(self, kind: Kind, rows: Collection[int], progress: Progress, reading: "Reading") -> Columns:
        """The columns of records in the store, some hundred at a time."""
        parts, builder = [], self._builder(reading.second)
        for derivations in self._derivations(kind, sorted(rows), progress):
            documents = [one.document for one in derivations]
            texts: dict[bytes, str] = {}
            keys = _Keys()
            for document in documents:
                texts |= document.readable(self._embedder.multilingual, keys.__getitem__)
            vectors = self._vectors(self._embedder, texts, ROLES[kind], progress)
            twice = self._second_texts(documents, kind, reading)
            second = self._vectors(self._second, twice, ROLES[kind], progress) if self._second else {}
            parts.append(replace(builder, key=keys.__getitem__).columns(SIDES[kind], derivations, vectors, second))
        return compact(joined_columns(parts)) if parts else builder.nothing(SIDES[kind])

    def _any_chinese(self, kind: Kind, rows: Collection[int], progress: Progress) -> bool:
        """Whether any of these records has a Chinese passage."""
        return any(
            is_chinese(passage.text)
            for derivations in self._derivations(kind, sorted(rows), progress)
            for one in derivations
            for passage in one.document.passages
        )

    def _second_texts(self, documents: Sequence[Document], kind: Kind, reading: "Reading") -> dict[bytes, str]:
        """What the second model reads: texts in Chinese, and others where those of the other side may be Chinese."""
        if not reading.second or not self._embedder.translates:
            return {}
        english_too = kind in reading.twice
        texts = {text for document in documents for text in document.parts() if text and not is_foreign(text)}
        return {fingerprint(text): text for text in texts if english_too or is_chinese(text)}

    def _derivations(self, kind: Kind, rows: Sequence[int], progress: Progress) -> Iterator[list[Derivation]]:
        derived = False
        for first in range(0, len(rows), _RECORDS_AT_ONCE):
            progress(f"reading {kind}s", first, len(rows))
            entries = self._store.entries(rows[first : first + _RECORDS_AT_ONCE], self._rules.version)
            documents = {row: self._kept(entry) for row, entry in entries.items()}
            fresh = {row: self.derive(entries[row].record) for row, kept in documents.items() if kept is None}
            if fresh:  # new records, a store of an earlier form, or other rules: texts may have changed with them
                with _keeping_if_possible():
                    self._store.put_derived({row: kept for row, (_, kept) in fresh.items()})
            documents |= {row: document for row, (document, _) in fresh.items()}
            yield [
                Derivation(row, entry.sequence, cast(Professional | Need, entry.record), cast(Document, documents[row]))
                for row, entry in entries.items()
            ]
            derived = derived or bool(fresh)
        if derived:
            with _keeping_if_possible():
                for embedder in filter(None, (self._embedder, self._second)):
                    self._store.drop_unused_vectors(kept_under(embedder, ROLES[kind]))
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

    def _vectors(
        self, embedder: Embedder, texts: Mapping[bytes, str], role: Role, progress: Progress
    ) -> dict[bytes, FloatArray]:
        """The vectors of texts; those that are missing are made, chunk by chunk, each kept."""
        model = kept_under(embedder, role)
        vectors = self._store.vectors(model, list(texts))
        # Sorted by length, texts of a batch need hardly any padding.
        missing = sorted((key for key in texts if key not in vectors), key=lambda key: (len(texts[key]), key))
        for first in range(0, len(missing), CHUNK):
            progress("embedding texts", first, len(missing))
            chunk = missing[first : first + CHUNK]
            made = dict(zip(chunk, embedder.encode([texts[key] for key in chunk], role=role), strict=True))
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
        return corpus_of(frozen_of(columns, index, len(self.terms), self._second_index(columns)))

    def _second_index(self, columns: Columns) -> VectorIndex | None:
        """An index over what the second model makes of passages; None if it has read none."""
        if columns.passages.second is None:
            return None
        ids, vectors = second_passage_vectors(columns)
        index = self._index.make(vectors.shape[1], len(ids))
        index.upsert(ids, vectors)
        return index

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

    def _source(self, sequence: int, day: date, second: str) -> cache.Source:
        return cache.Source(
            f"{self._store.identity} {self._store.history}", self._rules.version, self._embedder.model_id,
            self._embedder.dim, self._index.name,
            sequence, day.isoformat(), second,
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
            indexes = {"index": corpus.frozen.index, "index.second": corpus.frozen.second}
            files = {
                name: np.frombuffer(index.dump(), dtype=np.uint8)
                for name, index in indexes.items()
                if index is not None
            }
            arrays |= cache.with_side(renumbered[kind] | files, kind)
            arrays[f"{kind}.read_twice"] = np.array([kind in snapshot.read_twice])
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
        second = source.second if source.second == self.second else ""
        corpora = {kind: self._read_corpus(cache.of_side(arrays, kind), kind, second) for kind in SIDES}
        needs = corpora["need"]
        twice = frozenset(kind for kind in SIDES if second and arrays[f"{kind}.read_twice"].any())
        return Snapshot(
            source.sequence, date.fromisoformat(source.day), -1, corpora["professional"], needs,
            np.isin(needs.rows, arrays["closest.open"]),
            ClosestNeeds(arrays["closest.likeness"], arrays["closest.rows"]), {}, self._neighbours,
            NOTHING_DECLINED, self._read_background(arrays, second), self._claims_for(second), second, twice,
        )  # fmt: skip

    def _read_background(self, arrays: cache.Arrays, second: str) -> Background:
        kept = cache.of_side(arrays, "background")
        columns = cache.columns_from_arrays(kept, PeopleFacts)
        columns = columns if second else without_second(columns)
        return Background(str(int(kept["version"][0])), columns, self.terms)

    def _read_corpus(self, arrays: cache.Arrays, kind: Kind, second: str) -> Corpus:
        columns = cache.columns_from_arrays(arrays, _FACTS[kind])
        columns = columns if second else without_second(columns)
        try:
            index = self._index.load(arrays["index"].tobytes())
            ids = index.ids()
            of_second = self._index.load(arrays["index.second"].tobytes()) if columns.passages.second else None
        except Exception as error:  # every library has errors of its own for bytes that it cannot read
            raise IndexFileError(f"the vector index of {kind}s cannot be read ({error})") from error
        if index.dim != self._embedder.dim or not np.array_equal(ids, columns.passage_ids[is_read(columns.passages)]):
            raise IndexFileError(f"the vector index of {kind}s does not hold what the columns hold")
        if of_second is not None and not np.array_equal(of_second.ids(), second_passage_vectors(columns)[0]):
            raise IndexFileError(f"the second vector index of {kind}s does not hold what the columns hold")
        own, english = (cache.postings_from_arrays(arrays, name) for name in cache.POSTINGS)
        return corpus_of(Frozen(columns, index, own, english, of_second))


def _by_row(snapshot: Snapshot) -> ClosestNeeds:
    """The closest needs of the live people, by row: in the order of a frozen part."""
    numbers = snapshot.people.numbers
    return snapshot.closest.take(numbers[np.argsort(snapshot.people.rows_of(numbers), kind="stable")])
