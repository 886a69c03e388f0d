"""Both sides as of one moment: who may be matched, what texts are measured with, what else is open to each person."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

import numpy as np

from matcher.arrays import BoolArray, IdArray, Ragged, ScoreArray, as_ids, ranges
from matcher.evidence import Neighbours, Yardstick
from matcher.evidence.background import Background
from matcher.evidence.claims_model import ClaimsModel
from matcher.evidence.pooling import best_means, group_means
from matcher.filters.facts import Column, NeedFacts
from matcher.filters.rules import may_be_matched
from matcher.records import Kind
from matcher.retrieval.columns import Columns, Texts, is_read, joined_texts
from matcher.retrieval.corpus import Corpus
from matcher.retrieval.likeness import likeness

CLOSEST = 3
"""So many of the open needs that come closest to a person say what else there is for them."""
_PEOPLE_AT_ONCE = 2048
_LIKENESS_AT_ONCE = 20_000_000
"""Passages of needs times those of people compared at once: 80 MB."""


@dataclass(frozen=True, slots=True)
class ClosestNeeds:
    """The open needs closest to each of m people: likeness (m, 3) falling, -inf for none, and their rows (m, 3)."""

    likeness: ScoreArray
    rows: IdArray

    @property
    def options(self) -> ScoreArray:
        """The mean likeness (m,); NaN where there is none."""
        known = np.isfinite(self.likeness)
        count = known.sum(axis=1)
        total = np.where(known, self.likeness, 0.0).sum(axis=1)
        options: ScoreArray = np.round(total / np.where(count, count, np.nan), 9)
        return options

    def take(self, chosen: IdArray) -> "ClosestNeeds":
        """Those of the chosen people."""
        return ClosestNeeds(self.likeness[chosen], self.rows[chosen])

    def with_more(self, more: "ClosestNeeds") -> "ClosestNeeds":
        """The closest of both, of equal ones the earlier rows."""
        likeness = np.concatenate([self.likeness, more.likeness], axis=1)
        rows = np.concatenate([self.rows, more.rows], axis=1)
        closest = nobody(len(rows))
        people = np.arange(len(rows))
        for place in range(CLOSEST):  # three passes take a tenth of the time of a sort of 900 needs
            best = likeness.max(axis=1)
            at = np.where(likeness == best[:, None], rows, np.iinfo(np.int64).max).argmin(axis=1)
            closest.likeness[:, place], closest.rows[:, place] = best, rows[people, at]
            likeness[people, at] = -np.inf
        return closest


def nobody(count: int) -> ClosestNeeds:
    """People to whom no need comes close."""
    return ClosestNeeds(np.full((count, CLOSEST), -np.inf), np.full((count, CLOSEST), -1, dtype=np.int64))


@dataclass(frozen=True, slots=True)
class NeedWorks:
    """The rows (n,) of needs, and their passages that the model can read, one need after the other."""

    rows: IdArray
    starts: IdArray
    passages: Texts

    def __len__(self) -> int:
        """The number of needs."""
        return len(self.rows)


def works_of(needs: Corpus, numbers: IdArray) -> NeedWorks:
    """The passages of these needs, ascending; nothing else of them is read."""
    frozen = int(np.searchsorted(numbers, len(needs.frozen.columns)))
    parts = [
        _works(needs.frozen.columns, numbers[:frozen]),
        _works(needs.fresh, numbers[frozen:] - len(needs.frozen.columns)),
    ]
    counts = np.concatenate([np.diff(part.starts) for part in parts])
    return NeedWorks(
        np.concatenate([part.rows for part in parts]),
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        joined_texts([part.passages for part in parts]),
    )


def _works(needs: Columns, chosen: IdArray) -> NeedWorks:
    starts, rows = ranges(needs.passage_starts, chosen)
    read = Ragged(starts, rows).kept(is_read(needs.passages)[rows])
    return NeedWorks(needs.rows[chosen], read.starts, needs.passages.take(read.items))


def closest_needs(needs: NeedWorks, people: Texts, groups: Ragged) -> ClosestNeeds:
    """The closest of these needs to each of the people whose passages are grouped (m,), by likeness of works."""
    closest = nobody(len(groups))
    of_needs = Ragged(needs.starts, np.arange(len(needs.passages)))
    step = max(_LIKENESS_AT_ONCE // max(len(people), 1), 1)
    for first in range(0, len(needs), step):
        block = np.arange(first, min(first + step, len(needs)))
        own = of_needs.take(block)
        passages = needs.passages.take(own.items)
        means = best_means(likeness(passages, people), groups)
        works = group_means(means, Ragged(own.starts, np.arange(len(passages))))
        rows = np.broadcast_to(needs.rows[block], (len(groups), len(block)))
        closest = closest.with_more(ClosestNeeds(np.where(np.isnan(works), -np.inf, works).T, rows))
    return closest


@dataclass(frozen=True, slots=True)
class Declined:
    """Rows of those who declined a need, and of the needs that somebody declined, while neither has changed since."""

    by_need: Mapping[int, IdArray]
    by_person: Mapping[int, IdArray]


NOTHING_DECLINED = Declined({}, {})


def declined_pairs(declined: Collection[tuple[str, str, int]], people: Corpus, needs: Corpus) -> Declined:
    """The pairs of ids that are not suggested again; the number of each is when it was declined."""
    if not declined:
        return NOTHING_DECLINED
    of_needs = _versions(needs, {need for need, _, _ in declined})
    of_people = _versions(people, {person for _, person, _ in declined})
    by_need: dict[int, list[int]] = {}
    by_person: dict[int, list[int]] = {}
    for need, person, when in declined:
        if need in of_needs and person in of_people and max(of_needs[need][1], of_people[person][1]) <= when:
            by_need.setdefault(of_needs[need][0], []).append(of_people[person][0])
            by_person.setdefault(of_people[person][0], []).append(of_needs[need][0])
    return Declined(
        {row: as_ids(rows) for row, rows in by_need.items()}, {row: as_ids(rows) for row, rows in by_person.items()}
    )


def _versions(corpus: Corpus, ids: Collection[str]) -> dict[str, tuple[int, int]]:
    """Row and version of the live records of these ids."""
    numbers = np.flatnonzero(corpus.live & np.isin(corpus.ids, list(ids)))
    columns = corpus.take(numbers)
    rows = zip(columns.rows.tolist(), columns.versions.tolist(), strict=True)
    return dict(zip(columns.ids.tolist(), rows, strict=True))


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The state of the store after change ``sequence``, on one day; it never changes.

    ``open_needs`` (n,) says which needs may be matched at all today, ``closest`` what else is open to each of the
    people (m,). ``partners`` are, by person, the bases and organisations whose needs they have accepted, according to
    ``decided`` decisions; ``declined`` are the pairs that are not suggested again, ``background`` is what requirements
    are measured beside, and ``claims`` turns that into credits. ``second`` is the id of the second model that has read
    the texts, empty for none; of the sides in ``read_twice`` it has read those in English too.
    """

    sequence: int
    day: date
    decided: int
    people: Corpus
    needs: Corpus
    open_needs: BoolArray
    closest: ClosestNeeds
    partners: Mapping[str, frozenset[str]]
    neighbours: Neighbours
    declined: "Declined"
    background: Background
    claims: ClaimsModel
    second: str = ""
    read_twice: frozenset[Kind] = frozenset()

    @property
    def yardstick(self) -> Yardstick:
        """What texts are measured with."""
        background = self.background
        return Yardstick(
            self.people.own,
            self.people.english,
            self.neighbours,
            self.day.year,
            self.claims,
            background.terms,
            background.own,
            background.english,
        )

    def without_people(self, rows: Collection[int]) -> "Snapshot":
        """The same without some people, who may not be matched any more."""
        gone = np.isin(self.people.rows, as_ids(sorted(rows)))
        return replace(self, people=replace(self.people, live=self.people.live & ~gone))


def open_on(needs: Corpus, day: date) -> BoolArray:
    """Which needs (n,) may be matched with anybody on that day."""
    parts = []
    for facts in needs.facts():
        if not isinstance(facts, NeedFacts):
            raise TypeError("the corpus is of people")
        standing: Column = facts.standing
        allowed = np.array([may_be_matched(value, day) for value in standing.values], dtype=bool)
        parts.append(allowed[standing.codes] if len(standing.values) else np.zeros(0, dtype=bool))
    return np.concatenate(parts) & needs.live


def of_parties(needs: Corpus, wanted: Collection[str]) -> BoolArray:
    """Which needs (n,) are of one of these bases or organisations; no record is read for it."""
    parts = []
    for facts in needs.facts():
        parties: Column = cast(NeedFacts, facts).parties
        named = np.array([not value.isdisjoint(wanted) for value in parties.values], dtype=bool)
        parts.append(named[parties.codes] if len(parties.values) else np.zeros(0, dtype=bool))
    return np.concatenate(parts)


def closest_after(before: Snapshot | None, people: Corpus, needs: Corpus, open_needs: BoolArray) -> ClosestNeeds:
    """The closest open needs of everybody; of whom and what did not change since, nothing is compared again."""
    closest = nobody(len(people.live))
    now = _open_versions(needs, open_needs)
    stays = np.zeros(len(people.live), dtype=bool)
    if before is not None:
        then = _open_versions(before.needs, before.open_needs)
        gone = as_ids([row for row, version in then.items() if now.get(row) != version])
        same, place = _unchanged(before.people, people)
        kept = before.closest.take(place)
        untouched = ~np.isin(kept.rows, gone).any(axis=1)
        closest.likeness[same[untouched]], closest.rows[same[untouched]] = (
            kept.likeness[untouched],
            kept.rows[untouched],
        )
        stays[same[untouched]] = True
        come = [row for row, version in now.items() if then.get(row) != version]
        closest = _improved(closest, people, np.flatnonzero(stays), needs, come)
    return _improved(closest, people, np.flatnonzero(people.live & ~stays), needs, list(now))


def _improved(
    closest: ClosestNeeds, people: Corpus, numbers: IdArray, needs: Corpus, rows: Collection[int]
) -> ClosestNeeds:
    """With these needs for some of the people."""
    wanted = works_of(needs, np.flatnonzero(np.isin(needs.rows, as_ids(list(rows))) & needs.live))
    likeness, of_rows = closest.likeness.copy(), closest.rows.copy()
    for first in range(0, len(numbers) if len(wanted) else 0, _PEOPLE_AT_ONCE):
        block = numbers[first : first + _PEOPLE_AT_ONCE]
        columns = people.take(block)
        groups = Ragged(columns.passage_starts, np.arange(len(columns.passages)))
        groups = groups.kept(is_read(columns.passages))
        better = closest.take(block).with_more(closest_needs(wanted, columns.passages, groups))
        likeness[block], of_rows[block] = better.likeness, better.rows
    return ClosestNeeds(likeness, of_rows)


def _open_versions(needs: Corpus, open_needs: BoolArray) -> dict[int, int]:
    """The versions of the open needs by row."""
    numbers = np.flatnonzero(open_needs)
    columns = needs.take(numbers)
    return dict(zip(columns.rows.tolist(), columns.versions.tolist(), strict=True))


def _unchanged(before: Corpus, after: Corpus) -> tuple[IdArray, IdArray]:
    """The numbers now, and before, of the records that are the same in both."""
    versions_before = np.concatenate([before.frozen.columns.versions, before.fresh.versions])
    versions_after = np.concatenate([after.frozen.columns.versions, after.fresh.versions])
    old, new = np.flatnonzero(before.live), np.flatnonzero(after.live)
    _, of_old, of_new = np.intersect1d(before.rows[old], after.rows[new], return_indices=True)
    old, new = old[of_old], new[of_new]
    same = versions_before[old] == versions_after[new]
    return new[same], old[same]
