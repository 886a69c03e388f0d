from pathlib import Path
from typing import Any

import pytest

from matcher.matching.engine import Engine
from service.nightly import Night, run_night
from tests.service.conftest import DAY, HIDDEN, UNMET, people
from tests.service.reading import contents, json_of, page_of, sheets_of

RUN = "night-2026-11-22"
FILES = ["report.html", "report.json", "report.xlsx"]


def total(told: dict[str, Any]) -> float:
    return float(told["base"] + sum(each["points"] for each in told["contributions"]))


def test_a_night_writes_three_files_under_its_run_id(night: Night, folder: Path) -> None:
    assert night.run == night.report.header.run == RUN
    assert sorted(contents(folder)) == [f"{RUN}/{name}" for name in FILES]
    assert sorted(each.name for each in night.files) == FILES


def test_every_open_need_and_consented_person_is_in_it_in_order_of_id(night: Night, engine: Engine) -> None:
    told = json_of(night.files)
    assert [each["need"] for each in told["needs"]] == engine.matching.open_needs()
    assert [each["professional"] for each in told["people"]] == engine.matching.consented_people()


def test_the_rankings_are_those_of_the_engine(night: Night, engine: Engine) -> None:
    told = json_of(night.files)
    for need in told["needs"]:
        expected = engine.matching.candidates(need["need"])
        assert [(c["rank"], c["professional"], c["score"]) for c in need["candidates"]] == [
            (each.rank, each.professional, each.score) for each in expected
        ]
        assert need["considered"] == expected.considered
    for person in told["people"]:
        wanted = engine.matching.suggestions(person["professional"])
        assert [(s["rank"], s["need"]) for s in person["suggestions"]] == [(each.rank, each.need) for each in wanted]


def test_contributions_sum_to_the_score_for_every_recommendation(night: Night) -> None:
    told = json_of(night.files)
    found = [each for need in told["needs"] for each in need["candidates"]]
    found += [each for person in told["people"] for each in person["suggestions"]]
    assert len(found) == 24
    assert max(abs(total(each) - each["score"]) for each in found) < 1e-6


def test_rounding_moves_no_contribution_by_more_than_its_last_place(night: Night, engine: Engine) -> None:
    for need in json_of(night.files)["needs"]:
        for told, given in zip(need["candidates"], engine.matching.candidates(need["need"]), strict=True):
            for short, exact in zip(told["contributions"], given.explanation.contributions, strict=True):
                assert short["points"] == pytest.approx(exact.points, abs=1e-6)
                assert (short["value"] is None) == (exact.value is None)
                assert short["value"] is not None or short["points"] == 0


def test_the_run_is_kept_with_the_lines_of_the_report(night: Night, engine: Engine) -> None:
    run, lines = engine.store.run(RUN)
    header = night.report.header
    assert (run.day, run.ranker, run.sequence) == (DAY, engine.scorecard.version, engine.store.sequence)
    assert (header.day, header.ranker, header.sequence) == (str(DAY), run.ranker, run.sequence)
    assert header.model == run.model == engine.model != ""
    assert lines == [
        (need["need"], each["professional"], each["rank"], each["score"])
        for need in json_of(night.files)["needs"]
        for each in need["candidates"]
    ]


def test_running_again_on_one_day_replaces_what_was_there(engine: Engine, folder: Path) -> None:
    run_night(engine, folder)
    engine.records.erase("need", UNMET)
    night = run_night(engine, folder, candidates=2)
    assert all(len(each["candidates"]) == 2 for each in json_of(night.files)["needs"])
    assert len(engine.store.run(RUN)[1]) == 4
    assert sorted(contents(folder)) == [f"{RUN}/{name}" for name in FILES]


def test_needs_that_nobody_passes_are_listed_with_counted_reasons(night: Night) -> None:
    told = json_of(night.files)
    assert [each["need"] for each in told["unmet"]] == [UNMET]
    assert [(each["rule"], each["count"]) for each in told["unmet"][0]["exclusions"]] == [("language", 6)]
    assert told["summary"]["unmet_needs"] == 1
    caption = next(each for each in page_of(night.files).tables if each.startswith("Open needs for which nobody"))
    assert page_of(night.files).tables[caption][0][1].startswith("6 set aside: no language")
    assert [(r["need"], r["filter"], r["set aside"]) for r in sheets_of(night.files)["Unmet"]] == [
        (UNMET, "language", 6)
    ]


def test_a_night_without_anybody_is_reported_too(engine: Engine, folder: Path) -> None:
    for person in people():
        engine.records.erase("professional", person.id)
    night = run_night(engine, folder)
    told = json_of(night.files)
    assert told["summary"]["unmet_needs"] == told["summary"]["open_needs"] == 3
    assert (told["people"], told["exposure"], told["summary"]["gini"]) == ([], [], 0.0)
    assert page_of(night.files).tables
    assert [row["set aside"] for row in sheets_of(night.files)["Unmet"]] == [0, 0, 0]


def test_nobody_without_consent_is_named(night: Night) -> None:
    for file in night.files[:1] + night.files[2:]:
        text = file.read_text(encoding="utf-8")
        assert HIDDEN not in text
        assert "Nobody Knows" not in text
    assert HIDDEN not in str(sheets_of(night.files))


def test_progress_tells_of_every_step(engine: Engine, folder: Path) -> None:
    told: list[tuple[str, int, int]] = []
    run_night(engine, folder, progress=lambda *step: told.append(step))
    assert {what for what, _, _ in told} == {"ranking candidates", "ranking suggestions", "writing the report"}
    assert ("ranking candidates", 3, 3) in told
    assert ("ranking suggestions", 6, 6) in told
    assert told[-1] == ("writing the report", 1, 1)


def test_running_twice_gives_the_same_json_page_and_run(engine: Engine, folder: Path) -> None:
    run_night(engine, folder)
    before, kept = contents(folder), engine.store.run(RUN)
    run_night(engine, folder)
    assert contents(folder) == before
    assert engine.store.run(RUN) == kept


def test_exposure_counts_every_recommendation_and_the_best_rank(night: Night) -> None:
    told = json_of(night.files)
    found: dict[str, list[int]] = {}
    for each in (candidate for need in told["needs"] for candidate in need["candidates"]):
        found.setdefault(each["professional"], []).append(each["rank"])
    assert {each["professional"]: (each["times"], each["best_rank"]) for each in told["exposure"]} == {
        person: (len(ranks), min(ranks)) for person, ranks in found.items()
    }
    assert told["summary"]["people_recommended"] == len(found)
    assert told["summary"]["recommendations"] == sum(map(len, found.values()))


def test_chinese_can_be_read_in_the_json_itself(night: Night) -> None:
    assert "高盐工业废水零排放" in night.files[2].read_text(encoding="utf-8")
