"""The background of an engine: drawn once, moved by nobody who comes, renewed when asked, left by whoever is erased."""

from pathlib import Path

import pytest

from matcher.matching.engine import Engine
from matcher.matching.sampling import LEAST_PEOPLE
from matcher.records import Professional
from tests.integration.worlds import AGREED, engine_in, need


def people(first: int, last: int) -> list[Professional]:
    """People with a work each, all of them different."""
    return [
        Professional(id=f"b{at:03}", summary=f"Sized solar pumps number {at} near wells.", consent=AGREED)
        for at in range(first, last)
    ]


def credits(engine: Engine) -> dict[str, float]:
    """The credit of each person for the only requirement of the need."""
    states = engine.matching.requirement_states("candidates", "n", 0)
    return {one.professional: one.credit for one in states}


def version_of(engine: Engine) -> str:
    return engine.snapshot().background.version


def filled(folder: Path, count: int) -> Engine:
    engine = engine_in(folder)
    engine.records.put_many([need("n", "wells of solar pumps"), *people(0, count)])
    return engine


def test_a_small_store_has_no_background(tmp_path: Path) -> None:
    engine = filled(tmp_path, LEAST_PEOPLE - 1)
    assert (version_of(engine), len(engine.snapshot().background.people)) == ("", 0)


def test_who_comes_and_who_changes_moves_nobodys_credit(tmp_path: Path) -> None:
    engine = filled(tmp_path, 60)
    before = credits(engine)
    engine.records.put_many(people(60, 80))
    engine.records.put(Professional(id="b001", summary="Sings of solar pumps and of wells.", consent=AGREED))
    after = credits(engine)
    assert version_of(engine) == "1"
    assert {person: after[person] for person in before if person != "b001"} == pytest.approx(
        {person: credit for person, credit in before.items() if person != "b001"}, abs=1e-6
    )


def test_it_is_drawn_anew_when_people_are_twice_as_many_or_a_night_asks(tmp_path: Path) -> None:
    engine = filled(tmp_path, 60)
    engine.records.put_many(people(60, 70))
    assert version_of(engine) == "1"
    engine.sync(renew=True)
    assert (version_of(engine), len(engine.snapshot().background.people)) == ("2", 70)
    engine.records.put_many(people(70, 140))
    assert version_of(engine) == "3"


def test_it_is_the_same_after_it_was_read_from_files(tmp_path: Path) -> None:
    engine = filled(tmp_path, 60)
    before = credits(engine)
    engine.save()
    engine.close()
    again = engine_in(tmp_path)
    assert version_of(again) == "1"
    assert credits(again) == pytest.approx(before, abs=1e-9)
    again.records.put_many([need("m", "wells of solar pumps")])
    states = again.matching.requirement_states("candidates", "m", 0)
    assert {one.professional: one.credit for one in states} == pytest.approx(before, abs=1e-6)


def test_who_is_erased_or_withdraws_is_in_it_no_more(tmp_path: Path) -> None:
    engine = filled(tmp_path, 60)
    row = engine.store.get("professional", "b007")[0]
    assert row in engine.store.sample_bodies()
    engine.records.erase("professional", "b007")
    assert row not in engine.store.sample_bodies()
    engine.records.put(Professional(id="b008", summary="Sized solar pumps number 8 near wells."))
    assert version_of(engine) != "1"
    sampled = set(engine.snapshot().background.columns.rows.tolist())
    assert sampled.isdisjoint({row, engine.store.get("professional", "b008")[0]})
    assert sampled == set(engine.store.sample_bodies())
