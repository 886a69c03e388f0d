"""``homematch duplicates`` prints pairs with reasons, in both languages and as JSON, and changes nothing."""

from pathlib import Path

import pytest

from matcher.records import Work
from tests.integration.commands import Command, command_in
from tests.integration.worlds import engine_in, need, person

WORKS = (Work("Membranes for saline waste water"), Work("Crystals out of brine at scale"))


@pytest.fixture
def homematch(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    """The command on a store of five people, three of whom may be one person."""
    monkeypatch.setenv("HOMEMATCH_SHOW_WEAK", "true")
    engine = engine_in(tmp_path / "var")
    named = (("p1", "曾文博", ()), ("p2", "Wen-Bo Zeng", ("Kevin [red]\x1b[2J",)), ("p3", "Kevin Zeng", ()))
    engine.records.put_many(
        [person(person_id, name=name, aliases=aliases, works=WORKS) for person_id, name, aliases in named]
    )
    engine.records.put_many([person("p4", name="Anke Brandt"), person("p5", name="曾晓敏", works=WORKS), need("n1")])
    engine.close()
    return command_in(tmp_path, monkeypatch, capsys)


def test_pairs_are_printed_with_reasons_and_the_strongest_first(homematch: Command) -> None:
    answer = homematch("duplicates", "--lang", "en")
    assert answer.status == 0
    assert "probably the same person  p1  曾文博  ~  p2  Wen-Bo Zeng" in answer.out
    assert "2 works have the same titles" in answer.out
    assert "Nothing is merged" in answer.out
    assert "\x1b[2J" not in answer.out
    assert answer.out.index("p2") < answer.out.index("p3")
    assert "p4" not in answer.out
    assert not [line for line in answer.out.splitlines() if "p5" in line and "p3" not in line]


def test_the_limit_bounds_what_is_shown_and_the_count_tells_how_many_there_are(homematch: Command) -> None:
    everything = homematch("duplicates", "--json").json
    first = homematch("duplicates", "--json", "--limit", "1", "--lang", "zh").json
    assert first["count"] == everything["count"] == len(everything["proposals"]) > 1
    assert [proposal["first"] for proposal in first["proposals"]] == ["p1"]
    assert first["proposals"][0]["names"] == ["曾文博", "Wen-Bo Zeng"]
    assert first["proposals"][0]["reasons"][0]["text"] == "一方为汉字姓名，另一方为其拼音"
    assert first["crowds"] == []
    assert homematch("duplicates", "--limit", "0").status == 2


def test_an_empty_store_has_no_duplicates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    homematch = command_in(tmp_path, monkeypatch, capsys)
    homematch("init")
    answer = homematch("duplicates", "--lang", "en")
    assert "Nobody seems to be registered twice." in answer.out


def test_proposing_changes_no_ranking(homematch: Command) -> None:
    before = homematch("candidates", "n1", "--json").json
    homematch("duplicates")
    assert homematch("candidates", "n1", "--json").json == before
    listed = {one["professional"]: one["duplicates"] for one in before["recommendations"]}
    assert listed.keys() == {"p1", "p4", "p5"}
    assert listed["p1"] == ["p2", "p3"]
