"""Keeps what is derived from the store in step with it: vectors in the store, catalogues in memory, index files."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from matcher.arrays import FloatArray
from matcher.embed.port import Embedder
from matcher.records import MATCHING, Kind, Need, Professional, Record
from matcher.retrieval import Document, Draft, RequirementsOf, TermsOf, VectorTable, complete, draft, files
from matcher.retrieval.catalogue import Catalogue
from matcher.retrieval.port import VectorIndex
from matcher.scripts import han_share
from matcher.store.port import Change, Store
from matcher.text import TEMPLATE

Progress = Callable[[str, int, int], None]
"""Told what is being done, how many are done, and of how many."""

_CHINESE = 0.3
"""Share of Chinese from which a text is a translation when it is read in English."""
CHUNK = 128
"""Texts embedded between two commits: what a crash can cost."""


def silent(_what: str, _done: int, _total: int) -> None:
    """A progress that nobody watches."""


def embed_missing(store: Store, embedder: Embedder, drafts: Iterable[Draft], progress: Progress = silent) -> int:
    """Give every text of the drafts that has no vector one, chunk by chunk, each kept at once.

    Returns how many were made. Stopped at any point, the next call goes on from the last chunk.
    """
    texts = {key: text for each in drafts for key, text in each.texts.items()}
    kept = store.vectors(embedder.model_id, list(texts))
    # Sorted by length, texts of a batch need hardly any padding.
    missing = sorted((key for key in texts if key not in kept), key=lambda key: (len(texts[key]), key))
    for at in range(0, len(missing), CHUNK):
        progress("embedding texts", at, len(missing))
        chunk = missing[at : at + CHUNK]
        vectors = embedder.encode([texts[key] for key in chunk])
        store.put_vectors(embedder.model_id, dict(zip(chunk, vectors, strict=True)))
    if missing:
        progress("embedding texts", len(missing), len(missing))
    return len(missing)


@dataclass(frozen=True, slots=True)
class Pending:
    """What the store has that the catalogues have not: the changes up to a sequence number, and drafts of them.

    ``drafts`` holds those that may be matched on ``day``; ``consented`` the rows of people who agreed to it,
    ``lapsed`` those of people who agreed to other days only. ``some_left`` tells whether anybody went.
    """

    sequence: int
    day: date
    changes: tuple[Change, ...]
    drafts: tuple[Draft, ...]
    consented: frozenset[int]
    lapsed: frozenset[int]
    some_left: bool


class Upkeep:
    """Replays the store's changes into the catalogues, from the sequence number that they have reached.

    An index may have come from a file and be ahead of the documents in memory, so each has its own number.
    """

    def __init__(
        self, store: Store, embedder: Embedder, catalogues: Mapping[Kind, Catalogue], table: VectorTable,
        folder: Path | None, requirements_of: RequirementsOf, english_terms: TermsOf,
    ) -> None:  # fmt: skip
        self._table, self._requirements_of, self._english_terms = table, requirements_of, english_terms
        self._store, self._embedder, self._catalogues, self._folder = store, embedder, catalogues, folder
        self._sequence, self._day = 0, date.min
        self._lapsed: frozenset[int] = frozenset()
        self._indexed: dict[Kind, int] = dict.fromkeys(catalogues, 0)

    @property
    def model(self) -> str:
        """The id of the embedder."""
        return self._embedder.model_id

    def is_current(self, day: date) -> bool:
        """Whether the catalogues hold the store's last change and the consents of that day."""
        return self._sequence == self._store.sequence and self._day == day

    def load_indexes(self, load: Callable[[bytes], VectorIndex]) -> None:
        """Take the index files that were made from this store as everything is now, and leave the others.

        Raises IndexFileError for a damaged one.
        """
        for kind, catalogue in self._catalogues.items():
            path = self._path(kind)
            if path is not None and path.exists():
                manifest, payload = files.unseal(path)
                from_here = manifest.sequence <= self._store.sequence  # else the store is an older backup
                if from_here and manifest == self._manifest(kind, manifest.sequence):
                    catalogue.index = files.load_index(path, manifest, payload, load)
                    self._indexed[kind] = manifest.sequence

    def gather(self, day: date) -> Pending:
        """What is to be done to hold the store's present state and the consents of that day."""
        sequence = self._store.sequence
        changes = tuple(self._store.changes(self._sequence))
        consented = frozenset(self._store.consented(MATCHING, day).tolist())
        people = self._catalogues["professional"].documents
        newly_valid = consented - people.keys() - {change.row for change in changes}
        found = [(change.row, change.record) for change in changes] + self._people(newly_valid)
        drafts = tuple(
            draft(row, record, self._embedder.multilingual, self._requirements_of)
            for row, record in found
            if isinstance(record, Need) or (isinstance(record, Professional) and row in consented)
        )
        lapsed = self._lapsed_on(changes, consented)
        some_left = bool(people.keys() - consented) or any(change.record is None for change in changes)
        return Pending(sequence, day, changes, drafts, consented, lapsed, some_left)

    def embed(self, pending: Pending, progress: Progress = silent) -> None:
        """Embed what is pending; nobody's texts before they have consented, and no vector after it has ended."""
        if pending.some_left or pending.lapsed - self._lapsed:
            self._store.forget_vectors(pending.lapsed)
        embed_missing(self._store, self._embedder, pending.drafts, progress)
        # Vectors may have come after their record went: just now, or before a crash.
        if self._sequence == 0 or self._store.sequence != pending.sequence:
            self._store.drop_unused_vectors(self.model)

    def apply(self, pending: Pending) -> None:
        """Bring both catalogues to the pending state; who no longer consents goes."""
        for kind, catalogue in self._catalogues.items():
            mine = {change.row: change.sequence for change in pending.changes if change.kind == kind}
            catalogue.remove(mine.keys())
            if kind == "professional":
                catalogue.remove(catalogue.documents.keys() - pending.consented)
            catalogue.put(self._completed([each for each in pending.drafts if each.record.kind == kind]))
            catalogue.heal({row for row, sequence in mine.items() if sequence > self._indexed[kind]})
            self._indexed[kind] = pending.sequence
        self._sequence, self._day, self._lapsed = pending.sequence, pending.day, pending.lapsed

    def save_indexes(self) -> None:
        """Write both index files, each whole or not at all."""
        for kind, catalogue in self._catalogues.items():
            path = self._path(kind)
            if path is not None:
                files.write(path, catalogue.index, self._manifest(kind, self._indexed[kind]))

    def _completed(self, drafts: Sequence[Draft]) -> list[Document]:
        keys = list(dict.fromkeys(key for each in drafts for key in each.texts))
        vectors = self._store.vectors(self._embedder.model_id, keys)
        nothing: FloatArray = np.zeros(self._embedder.dim, dtype=np.float32)
        for each in drafts:
            # What another process erased meanwhile may still be here: it is held, as the document will use it.
            held = {key: vectors.get(key, nothing) for key in each.texts if key in vectors or key in self._table}
            self._table.hold(held, self._translated(each))
        return [complete(each, self._table, self._english_terms) for each in drafts]

    def _translated(self, drafted: Draft) -> set[bytes]:
        """Texts whose Chinese the embedder reads in English."""
        mostly_han = (key for key, text in drafted.texts.items() if han_share(text) > _CHINESE)
        return set(mostly_han) if self._embedder.translates else set()

    def _lapsed_on(self, changes: Sequence[Change], consented: frozenset[int]) -> frozenset[int]:
        """Rows of people who have agreed to be matched, but not on this day."""
        before = self._lapsed | self._catalogues["professional"].documents.keys()
        agreed = {change.row for change in changes if _has_agreed(change.record)}
        return (before - {change.row for change in changes} | agreed) - consented

    def _people(self, rows: Collection[int]) -> list[tuple[int, Record | None]]:
        """People whose consent begins on this day: no change of the store tells of them."""
        everyone = self._store.rows("professional") if rows else {}
        return [(row, everyone[row]) for row in sorted(rows) if row in everyone]

    def _path(self, kind: Kind) -> Path | None:
        return self._folder / f"{kind}.index" if self._folder else None

    def _manifest(self, kind: Kind, sequence: int) -> files.Manifest:
        embedder, index = self._embedder, type(self._catalogues[kind].index).__name__
        return files.Manifest(
            kind, embedder.model_id, embedder.dim, TEMPLATE, sequence, index=index, store=self._store.identity
        )


def _has_agreed(record: Record | None) -> bool:
    consent = record.consent if isinstance(record, Professional) else None
    return consent is not None and MATCHING in consent.purposes
