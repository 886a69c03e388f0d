"""Keeps what is derived from the store in step with it: vectors in the store, catalogues in memory, index files."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from pathlib import Path

from matcher.catalogue import Catalogue
from matcher.documents import make_document, texts_wanted
from matcher.embed.port import Embedder
from matcher.index import files
from matcher.index.port import VectorIndex
from matcher.records import MATCHING, Kind, Need, Professional
from matcher.store.port import Change, Store
from matcher.text import TEMPLATE, fingerprint

Progress = Callable[[str, int, int], None]
"""Told what is being done, how many are done, and of how many."""

CHUNK = 128
"""Texts embedded between two commits: what a crash can cost."""


def silent(_what: str, _done: int, _total: int) -> None:
    """A progress that nobody watches."""


def embed_missing(
    store: Store, embedder: Embedder, records: Iterable[Professional | Need], progress: Progress = silent
) -> int:
    """Give every text of the records that has no vector one, chunk by chunk, each kept at once.

    Returns how many were made. Stopped at any point, the next call goes on from the last chunk.
    """
    texts = {fingerprint(text): text for record in records for text in texts_wanted(record, embedder.multilingual)}
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


class Upkeep:
    """Replays the store's changes into the catalogues, from the sequence number that they have reached.

    An index may have come from a file and be ahead of the documents in memory, so each has its own number.
    """

    def __init__(
        self, store: Store, embedder: Embedder, catalogues: Mapping[Kind, Catalogue], folder: Path | None
    ) -> None:
        self._store, self._embedder, self._catalogues, self._folder = store, embedder, catalogues, folder
        self._sequence, self._day = 0, date.min
        self._indexed: dict[Kind, int] = dict.fromkeys(catalogues, 0)

    def is_current(self, day: date) -> bool:
        """Whether the catalogues hold the store's last change and the consents of that day."""
        return self._sequence == self._store.sequence and self._day == day

    def load_indexes(self, load: Callable[[bytes], VectorIndex]) -> None:
        """Take the index files where they are of this model and template; IndexFileError for a damaged one."""
        for kind, catalogue in self._catalogues.items():
            path = self._path(kind)
            if path is not None and path.exists():
                index, manifest = files.read(path, load)
                from_here = manifest.sequence <= self._store.sequence  # else the store is an older backup
                if from_here and manifest == self._manifest(kind, manifest.sequence):
                    catalogue.index = index
                    self._indexed[kind] = manifest.sequence

    def embed(self, progress: Progress = silent) -> int:
        """Embed what the changes since the last time brought; nobody's texts before they have consented."""
        changed = [each.record for each in self._store.changes(self._sequence)]
        records = [
            record
            for record in changed
            if isinstance(record, Need) or (isinstance(record, Professional) and _may_match(record))
        ]
        return embed_missing(self._store, self._embedder, records, progress)

    def apply(self, day: date) -> None:
        """Bring both catalogues to the store's present sequence; people without consent on that day go."""
        sequence = self._store.sequence
        changes = list(self._store.changes(self._sequence))
        consented = set(self._store.consented(MATCHING, day).tolist())
        for kind, catalogue in self._catalogues.items():
            mine = {change.row: change for change in changes if change.kind == kind}
            catalogue.remove(mine.keys())
            if kind == "professional":
                catalogue.remove(catalogue.documents.keys() - consented)
                mine |= self._newly_valid(consented - catalogue.documents.keys() - mine.keys())
                mine = {row: change for row, change in mine.items() if row in consented}
            self._fill(catalogue, mine.values())
            catalogue.heal({row for row, change in mine.items() if change.sequence > self._indexed[kind]})
            self._indexed[kind] = sequence
        self._sequence, self._day = sequence, day

    def save_indexes(self) -> None:
        """Write both index files, each whole or not at all."""
        for kind, catalogue in self._catalogues.items():
            path = self._path(kind)
            if path is not None:
                files.write(path, catalogue.index, self._manifest(kind, self._indexed[kind]))

    def _fill(self, catalogue: Catalogue, changes: Iterable[Change]) -> None:
        records = {change.row: change.record for change in changes if isinstance(change.record, Professional | Need)}
        texts = [text for record in records.values() for text in texts_wanted(record, self._embedder.multilingual)]
        keys = list(dict.fromkeys(fingerprint(text) for text in texts))
        vectors = self._store.vectors(self._embedder.model_id, keys)
        if len(vectors) < len(keys):  # put by another thread or process since ``embed``, or valid from today
            embed_missing(self._store, self._embedder, records.values())
            vectors = self._store.vectors(self._embedder.model_id, keys)
        dim = self._embedder.dim
        catalogue.put([make_document(row, record, vectors, dim) for row, record in records.items()])

    def _newly_valid(self, rows: Collection[int]) -> dict[int, Change]:
        """People whose consent began between two calls: a new day, not a change of the store."""
        if not rows:
            return {}
        everyone = self._store.rows("professional")
        return {row: Change(self._sequence, row, "professional", everyone[row]) for row in rows if row in everyone}

    def _path(self, kind: Kind) -> Path | None:
        return self._folder / f"{kind}.index" if self._folder else None

    def _manifest(self, kind: Kind, sequence: int) -> files.Manifest:
        return files.Manifest(kind, self._embedder.model_id, self._embedder.dim, TEMPLATE, sequence)


def _may_match(person: Professional) -> bool:
    return person.consent is not None and MATCHING in person.consent.purposes
