"""What every store keeps of cases: one for a pair, stages with a history, nothing lost when two change it at once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from matcher.errors import InputError
from matcher.records import Need, Professional
from matcher.store.cases import Move
from matcher.store.memory import MemoryStore
from matcher.store.port import Run, Store
from matcher.store.sql import SqlStore

NOW = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened: Store = MemoryStore() if request.param == "memory" else SqlStore(f"sqlite:///{tmp_path / 'store.db'}")
    yield opened
    opened.close()


def test_a_pair_has_one_case_and_what_is_there_is_left_as_it_is(store: Store) -> None:
    made = store.cases.add("N1", "P1", "shortlisted", "lin", NOW, "first")

    assert store.cases.add("N1", "P1", "suggested", "wang", LATER) == made
    assert store.cases.get(made.id) == made
    assert (made.stage, made.version, made.made, made.since) == ("shortlisted", 1, NOW, NOW)
    assert [(event.account, event.before, event.after, event.text) for event in store.cases.events(made.id)] == [
        ("lin", None, "shortlisted", "first")
    ]


def test_cases_are_listed_by_need_in_the_order_they_were_made(store: Store) -> None:
    last = store.cases.add("N1", "P1", "shortlisted", "lin", LATER)
    first = store.cases.add("N2", "P2", "shortlisted", "lin", NOW)
    other = store.cases.add("N3", "P1", "suggested", "lin", LATER + timedelta(hours=1))

    assert store.cases.of_needs() == [first, last, other]
    assert store.cases.of_needs(["N1", "N2"]) == [first, last]
    assert store.cases.of_needs([]) == []


def test_a_move_is_kept_with_who_made_it_and_when(store: Store) -> None:
    made = store.cases.add("N1", "P1", "shortlisted", "lin", NOW)

    moved = store.cases.move(Move(made.id, 1, "contacted", "wang", LATER, "by mail"))

    assert moved == replace(made, stage="contacted", version=2, since=LATER)
    assert store.cases.get(made.id) == moved
    event = store.cases.events(made.id)[-1]
    assert (event.account, event.at, event.before, event.after, event.text) == (
        "wang", LATER, "shortlisted", "contacted", "by mail",
    )  # fmt: skip


def test_the_second_of_two_moves_from_one_version_changes_nothing(store: Store) -> None:
    made = store.cases.add("N1", "P1", "shortlisted", "lin", NOW)
    moved = store.cases.move(Move(made.id, 1, "contacted", "lin", NOW))

    assert store.cases.move(Move(made.id, 1, "closed", "wang", LATER, reason="lost")) is None
    assert store.cases.get(made.id) == moved
    assert len(store.cases.events(made.id)) == 2


def test_a_case_is_closed_for_a_reason_and_for_none_otherwise(store: Store) -> None:
    made = store.cases.add("N1", "P1", "shortlisted", "lin", NOW)

    for stage, reason in (("closed", None), ("meeting", "lost")):
        with pytest.raises(InputError, match="allowed"):
            store.cases.move(Move(made.id, 1, stage, "lin", LATER, reason=reason))  # type: ignore[arg-type]
    closed = store.cases.move(Move(made.id, 1, "closed", "lin", LATER, reason="taken"))
    assert closed is not None
    assert closed.reason == "taken"


def test_a_closed_case_begins_again_with_its_history(store: Store) -> None:
    made = store.cases.add("N1", "P1", "shortlisted", "lin", NOW)
    store.cases.move(Move(made.id, 1, "closed", "lin", NOW, reason="time"))

    again = store.cases.add("N1", "P1", "shortlisted", "lin", LATER)

    assert (again.id, again.stage, again.version, again.reason) == (made.id, "shortlisted", 3, None)
    assert [event.after for event in store.cases.events(made.id)] == ["shortlisted", "closed", "shortlisted"]


def test_a_note_keeps_stage_and_version(store: Store) -> None:
    made = store.cases.add("N1", "P1", "shortlisted", "lin", NOW)

    assert store.cases.note(made.id, "wang", LATER, "called")
    assert not store.cases.note("nowhere", "wang", LATER, "called")
    assert store.cases.get(made.id) == made
    event = store.cases.events(made.id)[-1]
    assert (event.text, event.before, event.after) == ("called", "shortlisted", "shortlisted")


def test_a_case_is_taken_back_only_as_long_as_nobody_changed_it(store: Store) -> None:
    first, second = (store.cases.add("N1", person, "shortlisted", "lin", NOW) for person in ("P1", "P2"))
    store.cases.move(Move(second.id, 1, "contacted", "wang", LATER))

    assert store.cases.remove(first.id, 1)
    assert not store.cases.remove(second.id, 1)
    assert [case.id for case in store.cases.of_needs()] == [second.id]
    assert store.cases.events(first.id) == []


def test_with_a_person_or_a_need_that_is_erased_go_their_cases(store: Store) -> None:
    store.put_many([Professional(id="P1", summary="Pumps."), Need(id="N2", title="Pumps")])
    of_person = store.cases.add("N1", "P1", "shortlisted", "lin", NOW, "a note about the person")
    of_need = store.cases.add("N2", "P2", "shortlisted", "lin", NOW)
    other = store.cases.add("N1", "P2", "shortlisted", "lin", NOW)

    store.erase("professional", "P1", NOW.date())
    store.erase("need", "N2", NOW.date())

    assert store.cases.of_needs() == [other]
    assert store.cases.events(of_person.id) == store.cases.events(of_need.id) == []


def test_runs_are_listed_with_the_latest_first(store: Store) -> None:
    runs = [Run(f"night-{day}", NOW.date() + timedelta(days=day), "r", "m", day) for day in (1, 3, 2)]
    for run in runs:
        store.put_run(run, [])

    assert [run.id for run in store.runs()] == ["night-3", "night-2", "night-1"]
    assert store.runs()[0] == runs[1]
