"""Which needs are open on a day, and which of them come closest to each person, kept up as both sides change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import nan, sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.arrays import Ragged, ScoreArray, as_ids
from matcher.evidence import compare, profiles_of
from matcher.features import work_likeness
from matcher.matching import snapshot as snapshot_module
from matcher.matching.snapshot import (
    CLOSEST,
    ClosestNeeds,
    NeedWorks,
    Snapshot,
    closest_needs,
    nobody,
    open_on,
)
from matcher.records import Need, Professional, Work
from matcher.retrieval import Columns
from matcher.retrieval.columns import is_read
from matcher.retrieval.corpus import all_columns
from tests.unit.world import STEP, TODAY, EnglishEmbedder, World


def likeness_of(needs: Columns, people: Columns) -> ClosestNeeds:
    """``closest_needs`` of the people of these columns."""
    own = Ragged(needs.passage_starts, np.arange(len(needs.passages))).kept(is_read(needs.passages))
    works = NeedWorks(needs.rows, own.starts, needs.passages.take(own.items))
    groups = Ragged(people.passage_starts, np.arange(len(people.passages))).kept(is_read(people.passages))
    return closest_needs(works, people.passages, groups)


def plain_closest(works: ScoreArray, rows: Sequence[int]) -> ClosestNeeds:
    """The three highest of each column of likeness (n, m), equal ones by row, in plain loops."""
    closest = nobody(works.shape[1])
    for person in range(works.shape[1]):
        read = np.flatnonzero(~np.isnan(works[:, person])).tolist()
        known = [(-works[need, person], rows[need]) for need in read]
        for rank, (negative, row) in enumerate(sorted(known)[:CLOSEST]):
            closest.likeness[person, rank], closest.rows[person, rank] = -negative, row
    return closest


def assert_same(one: ClosestNeeds, other: ClosestNeeds) -> None:
    assert np.array_equal(one.likeness, other.likeness)
    assert np.array_equal(one.rows, other.rows)


def needs_at(world: World, *cosines: float, **stated: Any) -> list[Need]:
    """Needs with these cosines to (1, 0)."""
    world.give({f"N {cosine}": cosine for cosine in cosines})
    return [Need(**{"id": f"n{cosine}", "title": f"N {cosine}"} | stated) for cosine in cosines]


def person_at(world: World, cosine: float, identifier: str = "p") -> Professional:
    """A person whose one work has this cosine to (1, 0)."""
    world.give({f"W {cosine}": cosine})
    return Professional(id=identifier, works=(Work(f"W {cosine}"),))


def test_options_are_the_mean_of_the_three_open_needs_that_come_closest(world: World) -> None:
    needs = needs_at(world, 0.2, 0.9, -0.5, 0.6, 0.3)
    for cosine, closed in ((0.95, {"status": "closed"}), (0.96, {"deadline": TODAY - timedelta(1)}),
                           (0.97, {"visibility": "restricted"}), (0.98, {"controlled": True})):  # fmt: skip
        needs += needs_at(world, cosine, **closed)
    people = [person_at(world, 1.0), person_at(world, 0.0, "q"), Professional(id="unread", summary="Y")]
    state = world.snapshot(world.corpus(world.people(*people)), world.corpus(world.needs(*needs)))
    crosswise = sorted(sqrt(1 - cosine**2) for cosine in (0.2, 0.9, 0.5, 0.6, 0.3))[-3:]
    assert CLOSEST == 3
    assert state.open_needs.tolist() == [True] * 5 + [False] * 4
    options = [(0.9 + 0.6 + 0.3) / 3, sum(crosswise) / 3, nan]
    assert state.closest.options == pytest.approx(options, abs=STEP, nan_ok=True)
    assert state.closest.rows.tolist() == [[2, 4, 5], [1, 5, 3], [-1, -1, -1]]


def test_fewer_than_three_open_needs_are_all_that_counts(world: World) -> None:
    needs = [*needs_at(world, 0.8, 0.1), Need(id="unread", title="?!x")]
    state = world.snapshot(world.corpus(world.people(person_at(world, 1.0))), world.corpus(world.needs(*needs)))
    assert state.closest.options == pytest.approx([0.45], abs=STEP)
    assert state.closest.rows.tolist() == [[1, 2, -1]]


def test_nothing_open_leaves_the_options_unknown(world: World) -> None:
    needs = world.corpus(world.needs(*needs_at(world, 0.8, status="closed")))
    state = world.snapshot(world.corpus(world.people(person_at(world, 1.0))), needs)
    assert np.isnan(state.closest.options).all()
    assert not state.open_needs.any()
    empty = world.snapshot(world.corpus(world.people()), world.corpus(world.needs()))
    assert empty.closest.options.shape == (0,)


def test_equally_close_needs_stand_in_the_order_of_their_rows(world: World) -> None:
    needs = needs_at(world, 0.5) * 5
    closest = likeness_of(world.needs(*needs, first_row=3), world.people(person_at(world, 1.0)))
    assert closest.rows.tolist() == [[3, 4, 5]]


@pytest.mark.parametrize("at_once", [1, 20, 10_000])
def test_the_closest_needs_are_those_of_a_plain_loop(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some people have the same works, one has none; a work and a need cannot be read, a need has many passages."""
    monkeypatch.setattr(snapshot_module, "_LIKENESS_AT_ONCE", at_once)
    world, random = World(embedder=EnglishEmbedder(24)), np.random.default_rng(3)
    titles = ["solar pumps", "wind and solar", "soil", "pumps for soil", "poetry", "太阳能水泵", "wind"]
    works = [tuple(Work(str(title)) for title in random.choice(titles, random.integers(0, 5))) for _ in range(30)]
    people = world.people(*(Professional(id=f"p{at}", works=held, skills=("x",)) for at, held in enumerate(works)))
    long = " ".join(f"We need {random.choice(titles[:5])} of kind {number}." for number in range(150))
    needs = world.needs(
        *(Need(id=f"n{at}", title=title) for at, title in enumerate(titles * 2)), Need(id="long", body=long),
        first_row=50,
    )  # fmt: skip
    likeness = works_of_pairs(world, needs, people)
    assert np.isnan(likeness).any()
    assert np.diff(needs.passage_starts).max() > 2
    assert_same(likeness_of(needs, people), plain_closest(likeness, needs.rows.tolist()))


def works_of_pairs(world: World, needs: Columns, people: Columns) -> ScoreArray:
    """The likeness of works (n, m)."""
    return work_likeness(compare(needs, profiles_of(people), world.yardstick(people)))


@dataclass(frozen=True)
class Change:
    """Something that happens to a record: it is added or edited with another text, closed or opened, or removed."""

    kind: str
    row: int
    text: int
    open: bool
    removed: bool


COSINES = (1.0, 0.9, 0.9, 0.7, 0.5, 0.2, 0.0, -0.4)
UNREAD = len(COSINES)
"""The text ``T8`` has no vector: such a record is one that the model cannot read."""
_texts = st.integers(0, UNREAD)
_seldom, _mostly = (st.sampled_from([likely, likely, likely, not likely]) for likely in (False, True))
_kinds = st.sampled_from(["need", "need", "person"])
changes = st.builds(Change, _kinds, st.integers(1, 7), _texts, open=_mostly, removed=_seldom)
days = st.lists(st.lists(changes, max_size=4), min_size=1, max_size=5)
DEADLINES = {1: TODAY, 2: TODAY + timedelta(1), 3: TODAY + timedelta(2)}
"""Last days of the needs in these rows; the others have none."""


class History:
    """Both sides through a series of changes, of which each has a sequence number."""

    def __init__(self, texts: Sequence[int]) -> None:
        """Begins with people and needs that have these texts."""
        self.world = World(2)
        self.world.give({f"T{number}": cosine for number, cosine in enumerate(COSINES)})
        self.sequence = 0
        self.people = self.world.corpus(self.world.people())
        self.needs = self.world.corpus(self.world.needs())
        for row, text in enumerate(texts, start=1):
            self.apply(Change("need", row, text, open=True, removed=False))
            self.apply(Change("person", row, text, open=True, removed=False))

    def apply(self, change: Change) -> None:
        """Put the change into its corpus."""
        self.sequence += 1
        if change.kind == "need":
            record: Need | Professional = Need(
                id=f"n{change.row}", title=f"T{change.text}", status="open" if change.open else "closed",
                deadline=DEADLINES.get(change.row),
            )  # fmt: skip
            kind: type[Need] | type[Professional] = Need
        else:
            record, kind = Professional(id=f"p{change.row}", works=(Work(f"T{change.text}"),)), Professional
        come = [] if change.removed else [(change.row, record)]
        columns = self.world.columns(kind, come, {change.row: self.sequence})
        if change.kind == "need":
            self.needs = self.needs.changed([change.row], columns)
        else:
            self.people = self.people.changed([change.row], columns)

    def freeze(self) -> None:
        """All records into the frozen part, which numbers them anew."""
        self.people, self.needs = (self.world.corpus(all_columns(side)) for side in (self.people, self.needs))


@settings(max_examples=150)
@given(st.lists(_texts, max_size=6), days, st.lists(st.booleans(), min_size=5, max_size=5))
def test_the_closest_needs_after_any_changes_are_those_of_a_fresh_start(
    texts: list[int], changes_by_day: list[list[Change]], frozen_before: list[bool]
) -> None:
    history = History(texts)
    before: Snapshot | None = None
    for passed, changes_of_day in enumerate(changes_by_day):
        if frozen_before[passed]:
            history.freeze()
        for change in changes_of_day:
            history.apply(change)
        day = TODAY + timedelta(passed)
        after = history.world.snapshot(history.people, history.needs, before, day)
        fresh = history.world.snapshot(history.people, history.needs, None, day)
        assert_same(after.closest, fresh.closest)
        expected = plain_closest(
            works_of_pairs(history.world, history.needs.take(np.flatnonzero(after.open_needs)),
                             history.people.take(history.people.numbers)),
            history.needs.rows[after.open_needs].tolist(),
        )  # fmt: skip
        assert_same(after.closest.take(history.people.numbers), expected)
        before = after


def test_of_people_and_needs_that_stay_nothing_is_compared_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    people = world.corpus(world.people(*(person_at(world, 0.1 * at, f"p{at}") for at in range(5))))
    needs = world.corpus(world.needs(*needs_at(world, 0.5, 0.6, 0.7, 0.8)))
    before = world.snapshot(people, needs)
    compared: list[tuple[int, int]] = []

    def counting(wanted: NeedWorks, passages: Any, groups: Ragged) -> ClosestNeeds:
        compared.append((len(wanted), len(groups)))
        return closest_needs(wanted, passages, groups)

    monkeypatch.setattr(snapshot_module, "closest_needs", counting)
    assert_same(world.snapshot(people, needs, before).closest, before.closest)
    assert compared == []
    edited = people.changed([], world.columns(Professional, [(3, person_at(world, 0.9, "p2"))], {3: 7}))
    after_edit = world.snapshot(edited, needs, before)
    assert compared == [(4, 1)]
    compared.clear()
    more = needs.changed([], world.columns(Need, [(9, needs_at(world, 0.55)[0])], {9: 8}))
    world.snapshot(edited, more, after_edit)
    assert compared == [(1, 5)]
    compared.clear()
    furthest = int(before.closest.rows[0, -1])
    world.snapshot(people, needs.changed([furthest], world.needs()), before)
    assert [count for count, _ in compared] == [3]
    assert sum(count for _, count in compared) == int((before.closest.rows == furthest).any(axis=1).sum())


def test_a_day_that_passes_closes_needs_whose_deadline_was_the_day_before(world: World) -> None:
    needs = world.corpus(world.needs(*needs_at(world, 0.9, deadline=TODAY), *needs_at(world, 0.2)))
    people = world.corpus(world.people(person_at(world, 1.0)))
    today = world.snapshot(people, needs)
    tomorrow = world.snapshot(people, needs, today, TODAY + timedelta(1))
    assert today.closest.options == pytest.approx([(0.9 + 0.2) / 2], abs=STEP)
    assert tomorrow.open_needs.tolist() == [False, True]
    assert tomorrow.closest.options == pytest.approx([0.2], abs=STEP)


def test_needs_are_open_by_their_number_in_the_frozen_and_in_the_fresh_part(world: World) -> None:
    frozen = world.corpus(world.needs(*needs_at(world, 0.1, 0.2), *needs_at(world, 0.3, status="closed")))
    fresh = world.columns(Need, [(2, needs_at(world, 0.4)[0]), (7, needs_at(world, 0.5, status="closed")[0])])
    changed = frozen.changed([1], fresh)
    assert open_on(frozen, TODAY).tolist() == [True, True, False]
    assert changed.rows.tolist() == [1, 2, 3, 2, 7]
    assert open_on(changed, TODAY).tolist() == [False, False, False, True, False]
    with pytest.raises(TypeError, match="people"):
        open_on(world.corpus(world.people(person_at(world, 1.0))), TODAY)


def test_people_who_may_not_be_matched_any_more_are_left_out_and_the_rest_stays(world: World) -> None:
    people = world.corpus(world.people(*(person_at(world, 0.1 * at, f"p{at}") for at in range(4))))
    people = people.changed([], world.columns(Professional, [(9, person_at(world, 0.9, "p9"))]))
    before = world.snapshot(people, world.corpus(world.needs(*needs_at(world, 0.5))))
    after = before.without_people([2, 9, 77])
    assert after.people.live.tolist() == [True, False, True, True, False]
    assert after.people.number(9) is None
    assert after.people.number(3) == 2
    assert before.people.live.all()
    assert after.closest is before.closest
    assert after.without_people([]).people.live.tolist() == after.people.live.tolist()


def test_what_is_measured_with_are_the_terms_of_the_people_and_the_year_of_the_day(world: World) -> None:
    columns = world.people(Professional(id="p", summary="solar pumps"), Professional(id="q", summary="solar"))
    state = world.snapshot(world.corpus(columns), world.corpus(world.needs()))
    expected = world.yardstick(columns)
    assert state.yardstick.year == 2026
    assert state.yardstick.neighbours is world.neighbours
    for one, other in ((state.yardstick.own, expected.own), (state.yardstick.english, expected.english)):
        assert (one.texts, one.length) == (other.texts, other.length) == (2, 3)
        numbers = as_ids([0, 1, 99])
        assert one.of(numbers).tolist() == other.of(numbers).tolist()
