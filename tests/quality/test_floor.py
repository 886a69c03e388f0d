"""Whose texts bear out nothing that is asked is no match: lists leave them out and count them, runs keep them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from matcher.build import write_run
from matcher.matching.engine import ALL, Engine
from matcher.records import Need, Requirement
from matcher.results import Direction, Ranking
from tests.integration.worlds import FIELDS, engine_in, market
from tests.quality.checks import floor_violations

PEOPLE = 24


def bands_of(engine: Engine, direction: Direction, query: str, k: int) -> list[tuple[str, str | None]]:
    """The ids of a whole list with their bands."""
    matching = engine.matching
    ranking = matching.candidates(query, k) if direction == "candidates" else matching.suggestions(query, k)
    return [(one.professional if direction == "candidates" else one.need, one.band) for one in ranking]


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A market whose lists leave weak matches out."""
    engine = engine_in(tmp_path_factory.mktemp("strict"), show_weak=False)
    engine.records.put_many(market(PEOPLE))
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def lenient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The same market with weak matches in its lists."""
    engine = engine_in(tmp_path_factory.mktemp("lenient"))
    engine.records.put_many(market(PEOPLE))
    yield engine
    engine.close()


@pytest.mark.parametrize("k", [5, 20, ALL])
def test_weak_matches_are_left_out_and_counted(strict: Engine, lenient: Engine, k: int) -> None:
    rankings = [strict.matching.candidates(f"n{at}", k) for at in range(len(FIELDS))]
    rankings += [strict.matching.suggestions(person, k) for person in strict.matching.consented_people()]
    for ranking in rankings:
        assert floor_violations(ranking, bands_of(lenient, ranking.direction, ranking.query, k)) == []
    assert sum(ranking.weak for ranking in rankings)
    assert sum(map(len, rankings))


def test_a_need_that_nobody_meets_gets_nobody(strict: Engine) -> None:
    strict.records.put_many([Need(id="nobody", title="x", requirements=(Requirement("x", skill="Zythurgy"),))])
    nobody = strict.matching.candidates("nobody")
    assert (list(nobody), nobody.weak) == ([], min(20, nobody.considered))
    assert len(strict.matching.scores("candidates", "nobody", ALL)) == nobody.considered


def test_a_run_still_gives_every_row_that_was_asked_for(tmp_path: Path, strict: Engine) -> None:
    write_run(strict, tmp_path / "out.run", "candidates", 10, "strict")
    rows = [line.split() for line in (tmp_path / "out.run").read_text(encoding="utf-8").splitlines()]
    for at in range(len(FIELDS)):
        of_need = [(row[2], float(row[4])) for row in rows if row[0] == f"n{at}"]
        assert of_need == strict.matching.scores("candidates", f"n{at}", 10)
        assert len(of_need) == 10


def test_a_list_that_is_filled_with_weak_matches_is_caught(strict: Engine, lenient: Engine) -> None:
    honest = strict.matching.candidates("n0", ALL)
    everybody = bands_of(lenient, "candidates", "n0", ALL)
    filled: list[Ranking] = [
        replace(honest, recommendations=lenient.matching.candidates("n0", ALL).recommendations),
        replace(honest, weak=0),
        replace(honest, recommendations=honest.recommendations[:-1]),
    ]
    assert honest.weak
    assert floor_violations(honest, everybody) == []
    assert all(floor_violations(ranking, everybody) for ranking in filled)
