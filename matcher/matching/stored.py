"""What the store has of the records of one answer, each read, parsed and compared once."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import cast

import numpy as np

from matcher.arrays import IdArray
from matcher.duplicates import Traits, probably_one, work_keys
from matcher.errors import HomeMatchError
from matcher.filters.facts import PeopleFacts
from matcher.records import Need, Professional
from matcher.retrieval import Corpus, Document
from matcher.store.port import Entry, Store

_MOST_PARTIAL = 500
"""People of the organisation that has a need whose works are looked through for co-authors."""


class OutdatedError(HomeMatchError):
    """A record has changed in the store since the snapshot was made; never shown to a user."""


@dataclass(frozen=True, slots=True)
class Side:
    """A record as it was when the snapshot was made, and what was derived from it."""

    record: Need | Professional
    document: Document


class StoredRecords:
    """Reads records of a store as one answer needs them; ``rules`` are those that derived data must be of."""

    def __init__(
        self, store: Store, rules: str, parse: Callable[[Entry], Document], traits_of: Callable[[Professional], Traits]
    ) -> None:
        self._store, self._rules, self._parse, self._traits_of_record = store, rules, parse, traits_of
        self._entries: dict[int, Entry | None] = {}
        self._documents: dict[int, Document] = {}
        self._traits: dict[int, Traits] = {}
        self._works: dict[str, Mapping[str, frozenset[str]]] = {}

    def entries(self, rows: Iterable[int]) -> dict[int, Entry]:
        """Those of these rows that are there."""
        wanted = list(rows)
        missing = [row for row in wanted if row not in self._entries]
        if missing:
            self._entries.update(dict.fromkeys(missing))
            self._entries.update(self._store.entries(missing, self._rules))
        return {row: entry for row in wanted if (entry := self._entries[row]) is not None}

    def sides(self, corpus: Corpus, numbers: IdArray) -> list[Side]:
        """Records and documents, in their order, as they were when the snapshot was made; else OutdatedError."""
        rows = corpus.rows_of(numbers).tolist()
        entries = self.entries(rows)
        sides = []
        for row, version in zip(rows, corpus.versions_of(numbers).tolist(), strict=True):
            entry = entries.get(row)
            if entry is None or entry.sequence != version:
                raise OutdatedError(f"row {row} has changed")
            if row not in self._documents:
                self._documents[row] = self._parse(entry)
            sides.append(Side(cast(Need | Professional, entry.record), self._documents[row]))
        return sides

    def same_people(self, people: Corpus, numbers: IdArray) -> dict[int, set[int]]:
        """By number the others of these people whose records are probably of the same person."""
        if len(numbers) < 2:
            return {}
        entries = self.entries(people.rows_of(numbers).tolist())
        number_of = dict(zip(people.ids_of(numbers).tolist(), numbers.tolist(), strict=True))
        same: dict[int, set[int]] = {}
        for one, other in probably_one(map(self._traits_of, entries.values())):
            same.setdefault(number_of[one], set()).add(number_of[other])
            same.setdefault(number_of[other], set()).add(number_of[one])
        return same

    def works_of_partial(self, need: Need, people: Corpus) -> Mapping[str, frozenset[str]]:
        """The works, by the person's id, of those whom a conflict of interest or the need sets aside."""
        if need.id not in self._works:
            self._works[need.id] = self._partial(need, people)
        return self._works[need.id]

    def _traits_of(self, entry: Entry) -> Traits:
        if entry.row not in self._traits:
            self._traits[entry.row] = self._traits_of_record(cast(Professional, entry.record))
        return self._traits[entry.row]

    def _partial(self, need: Need, people: Corpus) -> dict[str, frozenset[str]]:
        parties = frozenset(filter(None, (need.base, need.organisation, *need.exclusions)))
        if not parties:
            return {}
        first, numbers = 0, list[IdArray]()
        for facts in people.facts():
            employers, ids = cast(PeopleFacts, facts).employers, cast(PeopleFacts, facts).id
            working = np.array([not parties.isdisjoint(value) for value in employers.values], dtype=bool)
            excluded = np.array([value in parties for value in ids.values], dtype=bool)
            chosen = working[employers.codes] | excluded[ids.codes] if len(ids.codes) else np.zeros(0, dtype=bool)
            numbers.append(np.flatnonzero(chosen & people.live[first : first + len(chosen)]) + first)
            first += len(chosen)
        entries = self.entries(people.rows_of(np.concatenate(numbers)[:_MOST_PARTIAL]).tolist())
        records = [cast(Professional, entry.record) for entry in entries.values()]
        return {record.id: works for record in records if (works := work_keys(record))}
