from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from matcher.matching.engine import Engine
from matcher.results import Direction, Ranking
from service.nightly import Night, run_night
from tests.service.conftest import DAY, HIDDEN, UNMET, people
from tests.service.reading import contents, json_of, page_of, sheets_of

RUN = "night-2026-11-22"
FILES = ["report.html", "report.json", "report.xlsx"]


def total(recommendation: dict[str, Any]) -> float:
    return float(recommendation["base"] + sum(part["points"] for part in recommendation["contributions"]))


def test_a_night_writes_three_files_under_its_run_id(night: Night, folder: Path) -> None:
    assert night.run == night.header.run == RUN
    assert sorted(contents(folder)) == [f"{RUN}/{name}" for name in FILES]
    assert sorted(file.name for file in night.files) == FILES


def test_every_open_need_and_consented_person_is_in_it_in_order_of_id(night: Night, engine: Engine) -> None:
    report = json_of(night.files)
    assert [need["need"] for need in report["needs"]] == engine.matching.open_needs()
    assert [person["professional"] for person in report["people"]] == engine.matching.consented_people()


def test_the_rankings_are_those_of_the_engine(night: Night, engine: Engine) -> None:
    report = json_of(night.files)
    for need in report["needs"]:
        ranking = engine.matching.candidates(need["need"])
        assert [(c["rank"], c["professional"], c["score"]) for c in need["candidates"]] == [
            (candidate.rank, candidate.professional, candidate.score) for candidate in ranking
        ]
        assert need["considered"] == ranking.considered
    for person in report["people"]:
        ranking = engine.matching.suggestions(person["professional"])
        assert [(s["rank"], s["need"]) for s in person["suggestions"]] == [
            (suggestion.rank, suggestion.need) for suggestion in ranking
        ]


def test_candidates_are_explained_in_full_and_suggestions_by_their_points(
    engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many, calls = engine.matching.many, []

    def counted(direction: Direction, ids: list[str], k: int, *, explained: int) -> Iterator[Ranking]:
        calls.append((direction, len(ids), k, explained))
        return many(direction, ids, k, explained=explained)

    monkeypatch.setattr(engine.matching, "many", counted)
    run_night(engine, folder, candidates=4, suggestions=2)
    assert calls == [("candidates", 3, 4, 4), ("suggestions", 6, 2, 0)]


def test_contributions_sum_to_the_score_for_every_recommendation(night: Night) -> None:
    report = json_of(night.files)
    recommendations = [candidate for need in report["needs"] for candidate in need["candidates"]]
    recommendations += [suggestion for person in report["people"] for suggestion in person["suggestions"]]
    assert len(recommendations) == 24
    assert max(abs(total(recommendation) - recommendation["score"]) for recommendation in recommendations) < 1e-6


def test_rounding_moves_no_contribution_by_more_than_its_last_place(night: Night, engine: Engine) -> None:
    for need in json_of(night.files)["needs"]:
        for written, candidate in zip(need["candidates"], engine.matching.candidates(need["need"]), strict=True):
            for short, exact in zip(written["contributions"], candidate.explanation.contributions, strict=True):
                assert short["points"] == pytest.approx(exact.points, abs=1e-6)
                assert (short["value"] is None) == (exact.value is None)
                assert short["value"] is not None or short["points"] == 0


def test_the_run_is_kept_with_the_lines_of_the_report(night: Night, engine: Engine) -> None:
    run, lines = engine.store.run(RUN)
    header = night.header
    assert (run.day, run.ranker, run.sequence) == (DAY, engine.scorecard.version, engine.store.sequence)
    assert (header.day, header.ranker, header.sequence) == (str(DAY), run.ranker, run.sequence)
    assert header.model == run.model == engine.model != ""
    assert lines == [
        (need["need"], candidate["professional"], candidate["rank"], candidate["score"])
        for need in json_of(night.files)["needs"]
        for candidate in need["candidates"]
    ]


def test_running_again_on_one_day_replaces_what_was_there(engine: Engine, folder: Path) -> None:
    run_night(engine, folder)
    engine.records.erase("need", UNMET)
    night = run_night(engine, folder, candidates=2)
    assert all(len(need["candidates"]) == 2 for need in json_of(night.files)["needs"])
    assert len(engine.store.run(RUN)[1]) == 4
    assert sorted(contents(folder)) == [f"{RUN}/{name}" for name in FILES]


def test_needs_that_nobody_passes_are_listed_with_counted_reasons(night: Night) -> None:
    report = json_of(night.files)
    (unmet,) = report["unmet"]
    assert unmet["need"] == UNMET
    assert [(exclusion["rule"], exclusion["count"]) for exclusion in unmet["exclusions"]] == [("language", 6)]
    assert report["summary"]["unmet_needs"] == 1
    caption = next(title for title in page_of(night.files).tables if title.startswith("Open needs for which nobody"))
    assert page_of(night.files).tables[caption][0][1].startswith("6 set aside: the professional speaks none")
    assert [(r["need"], r["filter"], r["set aside"]) for r in sheets_of(night.files)["Unmet"]] == [
        (UNMET, "language", 6)
    ]


def test_a_night_without_anybody_is_reported_too(engine: Engine, folder: Path) -> None:
    for person in people():
        engine.records.erase("professional", person.id)
    night = run_night(engine, folder)
    report = json_of(night.files)
    assert report["summary"]["unmet_needs"] == report["summary"]["open_needs"] == 3
    assert (report["people"], report["exposure"], report["summary"]["gini"]) == ([], [], 0.0)
    assert page_of(night.files).tables
    assert [row["set aside"] for row in sheets_of(night.files)["Unmet"]] == [0, 0, 0]


def test_nobody_without_consent_is_named(night: Night) -> None:
    for file in night.files[:1] + night.files[2:]:
        text = file.read_text(encoding="utf-8")
        assert HIDDEN not in text
        assert "Nobody Knows" not in text
    assert HIDDEN not in str(sheets_of(night.files))


def test_progress_tells_of_every_step(engine: Engine, folder: Path) -> None:
    steps: list[tuple[str, int, int]] = []
    run_night(engine, folder, progress=lambda *step: steps.append(step))
    assert {what for what, _, _ in steps} == {"ranking candidates", "ranking suggestions", "writing the report"}
    assert ("ranking candidates", 3, 3) in steps
    assert ("ranking suggestions", 6, 6) in steps
    assert steps[-1] == ("writing the report", 1, 1)


def test_running_twice_gives_the_same_json_page_and_run(engine: Engine, folder: Path) -> None:
    run_night(engine, folder)
    before, kept = contents(folder), engine.store.run(RUN)
    run_night(engine, folder)
    assert contents(folder) == before
    assert engine.store.run(RUN) == kept


def test_exposure_counts_every_recommendation_and_the_best_rank(night: Night) -> None:
    report = json_of(night.files)
    ranks: dict[str, list[int]] = {}
    for candidate in (candidate for need in report["needs"] for candidate in need["candidates"]):
        ranks.setdefault(candidate["professional"], []).append(candidate["rank"])
    exposure = {person["professional"]: (person["times"], person["best_rank"]) for person in report["exposure"]}
    assert exposure == {person: (len(their), min(their)) for person, their in ranks.items()}
    assert report["summary"]["people_recommended"] == len(ranks)
    assert report["summary"]["recommendations"] == sum(map(len, ranks.values()))


def test_chinese_can_be_read_in_the_json_itself(night: Night) -> None:
    assert "高盐工业废水零排放" in night.files[2].read_text(encoding="utf-8")
