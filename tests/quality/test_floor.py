"""Below the ranker's floor nothing is a match: lists leave it out and count it, runs over everybody keep it."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from matcher.build import write_run
from matcher.matching.engine import ALL, Engine
from matcher.results import Ranking
from matcher.scorecard.port import Bands
from tests.integration.worlds import FIELDS, engine_in, market, settings_in
from tests.quality.checks import floor_violations

SHIPPED = settings_in(Path("unused")).rankers
PEOPLE = 24


def with_bands(folder: Path, bands: Bands) -> Path:
    """A folder of rankers whose default is the shipped one with these bands."""
    artefact = json.loads((SHIPPED / "default" / "ranker.json").read_text(encoding="utf-8"))
    (folder / "rankers" / "default").mkdir(parents=True)
    text = json.dumps(artefact | {"bands": bands})
    (folder / "rankers" / "default" / "ranker.json").write_text(text, encoding="utf-8")
    return folder / "rankers"


@pytest.fixture(scope="module")
def floored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A market with a floor that some people of every need are above and some below."""
    folder = tmp_path_factory.mktemp("floored")
    plain = engine_in(folder / "plain", store="memory")
    plain.records.put_many(market(PEOPLE))
    scores = sorted(
        score for at in range(len(FIELDS)) for _, score in plain.matching.scores("candidates", f"n{at}", ALL)
    )
    plain.close()
    floor = scores[len(scores) * 2 // 3]
    made = engine_in(folder, show_weak=False, rankers=with_bands(folder, (floor + 0.2, floor + 0.1, floor)))
    made.records.put_many(market(PEOPLE))
    yield made
    made.close()


@pytest.mark.parametrize("k", [5, 20, ALL])
def test_weak_matches_are_left_out_and_counted(floored: Engine, k: int) -> None:
    rankings = [floored.matching.candidates(f"n{at}", k) for at in range(len(FIELDS))]
    rankings += [floored.matching.suggestions(each, k) for each in floored.matching.consented_people()]
    for each in rankings:
        assert floor_violations(each, floored.matching.scores(each.direction, each.query, k)) == []
    assert sum(each.weak for each in rankings)
    assert sum(map(len, rankings))


def test_a_need_that_nobody_meets_gets_nobody(tmp_path: Path) -> None:
    engine = engine_in(tmp_path, show_weak=False, rankers=with_bands(tmp_path, (99.0, 98.0, 97.0)))
    engine.records.put_many(market(PEOPLE))
    nobody = engine.matching.candidates("n0")
    assert (list(nobody), nobody.weak, nobody.floor) == ([], min(20, nobody.considered), 97.0)
    assert len(engine.matching.scores("candidates", "n0", ALL)) == nobody.considered
    engine.close()


def test_a_run_still_gives_every_row_that_was_asked_for(tmp_path: Path, floored: Engine) -> None:
    write_run(floored, tmp_path / "out.run", "candidates", 10, "floored")
    weak = 0
    rows = [line.split() for line in (tmp_path / "out.run").read_text(encoding="utf-8").splitlines()]
    for at in range(len(FIELDS)):
        mine = [(row[2], float(row[4])) for row in rows if row[0] == f"n{at}"]
        assert mine == floored.matching.scores("candidates", f"n{at}", 10)
        assert len(mine) == 10
        weak += mine[-1][1] < (floored.matching.candidates(f"n{at}").floor or 0.0)
    assert weak > len(FIELDS) // 2


def test_a_list_that_is_filled_with_weak_matches_is_caught(tmp_path: Path, floored: Engine) -> None:
    plain = engine_in(tmp_path)
    plain.records.put_many(market(PEOPLE))
    honest = floored.matching.candidates("n0", ALL)
    everybody = floored.matching.scores("candidates", "n0", ALL)
    filled: list[Ranking] = [
        replace(honest, recommendations=plain.matching.candidates("n0", ALL).recommendations),
        replace(honest, weak=0),
        replace(honest, recommendations=honest.recommendations[:-1]),
    ]
    assert floor_violations(honest, everybody) == []
    assert all(floor_violations(each, everybody) for each in filled)
    plain.close()
