"""A tiny tier is measured whole: both directions, parts, coordinators, and the tables of the command."""

import json
import shutil
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matcher.build import load_ranker, open_engine
from matcher.evaluation.measure import Bench, Measured, metrics_table, recall_of_pool
from matcher.evaluation.measure_tier import measure_tier, parts_table, pool_table
from matcher.evaluation.reach import Reach, measure_reach
from matcher.evaluation.tier import DAY, read_tier
from matcher.matching.engine import ALL, Engine
from matcher.records import Requirement, Work
from service.cli.main import main
from tests.integration import worlds
from tests.integration.commands import command_in
from tests.integration.worlds import engine_in, settings_in

FIELDS = {"solar": "solar pumping", "wind": "wind turbines", "soil": "soil remediation"}
CONSENT = {"purposes": ["matching"], "given": "2026-01-01"}
NEEDS = {"N0001": "solar", "N0002": "wind", "N0003": "soil", "N0006": "soil"}
"""N0003 is of the training part, the others are measured."""


def lines_file(path: Path, rows: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


@pytest.fixture
def tier(tmp_path: Path) -> Path:
    """Four people of each field, of whom the first two truly fit it; the last has not consented."""
    folder = tmp_path / "tiny"
    people = {f"P-{topic}-{number}": topic for topic in FIELDS for number in range(4)}
    lines_file(folder / "professionals.jsonl", [person(person_id, topic) for person_id, topic in people.items()])
    lines_file(folder / "needs.jsonl", [need(need_id, topic) for need_id, topic in NEEDS.items()])
    languages = {person_id: "zh" if person_id.endswith("1") else "en" for person_id in people}
    languages |= dict.fromkeys(NEEDS, "en")
    latent = [
        {"id": record, "topic": topic, "language": languages[record]} for record, topic in (people | NEEDS).items()
    ]
    lines_file(folder / "truth" / "latent.jsonl", latent)
    labels = [
        {"need": need_id, "professional": f"P-{topic}-{number}", "grade": 3 - number, "fit": 1 - number / 3}
        for need_id, topic in NEEDS.items()
        for number in (0, 1, 3)
    ]
    lines_file(folder / "truth" / "labels.jsonl", labels)
    lines_file(folder / "truth" / "decisions.jsonl", [row for need_id in NEEDS for row in decisions(need_id)])
    return folder


def person(identifier: str, topic: str) -> dict[str, Any]:
    fits = identifier.endswith(("0", "1"))
    text = f"Many years of {FIELDS[topic]}." if fits else "Reads tang poetry."
    consent = {} if identifier.endswith("3") else {"consent": CONSENT}
    return {"id": identifier, "summary": text} | consent


def need(identifier: str, topic: str) -> dict[str, Any]:
    return {"id": identifier, "title": FIELDS[topic], "deadline": "2026-12-31", "theme": ""}


def decisions(identifier: str) -> list[dict[str, Any]]:
    """Both shortlist the first, only C1 the second, nobody the third; the first accepts, the second declines."""
    topic = NEEDS[identifier]
    verdicts = [(0, "C1", "shortlist"), (0, "C2", "shortlist"), (1, "C1", "shortlist"), (1, "C2", "reject")]
    verdicts += [(2, "C1", "reject"), (2, "C2", "reject"), (0, "C1", "accept"), (1, "C1", "decline")]
    return [
        {"need": identifier, "professional": f"P-{topic}-{number}", "coordinator": coordinator, "decision": verdict}
        | {"position": number + 1, "date": "2026-09-01"}
        for number, coordinator, verdict in verdicts
    ]


def write_titles(folder: Path) -> Path:
    """A folder with one judged set, of one query and two documents."""
    lines_file(folder / "titles" / "queries.jsonl", [{"id": "q", "text": "solar pumps"}])
    documents = [{"id": "d1", "text": "solar pumps"}, {"id": "d2", "text": "cells"}]
    lines_file(folder / "titles" / "docs.jsonl", documents)
    (folder / "titles" / "qrels.tsv").write_text("q\t0\td1\t1\n")
    return folder


def bench(folder: Path, **chosen: Any) -> Bench:
    def empty(day: date | None) -> Any:
        return open_engine(settings_in(folder, store="memory", today=day))

    scorecards = {name: load_ranker(settings_in(folder), name) for name in ("default", "bm25", "dense")}
    return Bench(empty, scorecards, **chosen)


def named(measured: tuple[Measured, ...]) -> dict[str, dict[str, dict[str, float]]]:
    return {direction.name: direction.metrics for direction in measured}


def test_both_directions_are_measured_on_the_measuring_part(tier: Path, tmp_path: Path) -> None:
    by_name = named(measure_tier(bench(tmp_path), tier).directions)

    assert list(by_name) == ["tiny candidates", "tiny suggestions"]
    # N0003 is for training; the first two people of each of the other three topics have a need that fits.
    assert by_name["tiny candidates"]["default"]["queries"] == 3
    assert by_name["tiny suggestions"]["default"]["queries"] == 6
    for metrics in by_name.values():
        assert list(metrics) == ["default", "bm25", "dense", "fusion"]
        assert metrics["default"]["mrr"] == 1.0
        assert "ece" not in metrics["default"]


def test_the_parts_of_a_tier_tell_languages_and_disciplines(tier: Path, tmp_path: Path) -> None:
    topics = tmp_path / "topics"
    topics.mkdir()
    (topics / "wind.toml").write_text('id = "wind"\ndiscipline = "energy"\n')

    measured = measure_tier(bench(tmp_path), tier, topics).parts

    assert [(part.group, part.name, part.queries) for part in measured] == [
        ("language", "en need, all people", 3),
        ("pair", "en need, en people", 3),
        ("pair", "en need, zh people", 3),
        ("discipline", "energy", 1),
        ("discipline", "none", 2),
    ]


def test_coordinators_are_compared_with_each_other_and_the_scorecards(tier: Path, tmp_path: Path) -> None:
    agreement = measure_tier(bench(tmp_path), tier).coordinators

    assert agreement is not None
    assert (agreement.lists, agreement.pairs) == (3, 9)
    assert agreement.agreement == pytest.approx(2 / 3)
    assert agreement.ceiling["C2"] < 1
    assert agreement.reached["true fit"] == {"C1": 1.0, "C2": 1.0, "mean": 1.0}
    assert agreement.reached["as shown"] == agreement.reached["true fit"]
    assert set(agreement.reached) == {"default", "bm25", "dense", "fusion", "true fit", "as shown"}


def test_a_calibrated_scorecard_has_its_calibration_error(tier: Path, tmp_path: Path) -> None:
    measured = measure_tier(bench(tmp_path, probability=lambda scores: np.full(len(scores), 1 / 3)), tier)

    # One of three shown people is shortlisted and accepts: a third is right of them all.
    candidates = measured.directions[0].metrics
    assert candidates["default"]["ece"] == pytest.approx(0)
    assert "ece" not in candidates["bm25"]


def test_a_tier_is_measured_the_same_every_time(tier: Path, tmp_path: Path) -> None:
    assert measure_tier(bench(tmp_path), tier) == measure_tier(bench(tmp_path), tier)


def test_the_command_prints_sets_and_tier_in_one_table(
    tier: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    titles = write_titles(tmp_path / "judged")
    monkeypatch.setenv("HOMEMATCH_EMBEDDER", "hashing")
    # A day on which every need is overdue: the tier has a day of its own.
    monkeypatch.setenv("HOMEMATCH_TODAY", "2030-01-01")
    arguments = ["homematch", "evaluate", str(titles), "--sample", str(tier)]

    monkeypatch.setattr(sys, "argv", arguments)
    main_ends_well()
    printed = capsys.readouterr().out
    monkeypatch.setattr(sys, "argv", [*arguments, "--json"])
    main_ends_well()
    answer = json.loads(capsys.readouterr().out)

    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in printed.splitlines() if line.startswith("|")]
    heads = ["set", "ranker", "loss (95 %)", "easy", "hard", "nDCG@10 (95 %)", "MAP", "R@100", "MRR", "ECE"]
    assert rows[0] == heads
    assert [row[0] for row in rows[2:14:4]] == ["titles", "tiny candidates (3)", "tiny suggestions (6)"]
    assert rows[2] == ["titles", "default", "", "", "", "1.0000 (1.000–1.000)", "1.0000", "1.0000", "1.0000", ""]
    assert rows[14] == ["nDCG@10 of tiny candidates", "needs", "default", "bm25", "dense", "fusion"]
    assert rows[16][:2] == ["language: en need, all people", "3"]
    assert rows[-6:] == [
        ["recall of the pool, first 20 of tiny", "pairs", "recall"],
        ["-" * len(cell) for cell in rows[-5]],
        ["candidates: all needs", "27", "1.0000"],
        ["candidates: en needs", "27", "1.0000"],
        ["suggestions: all needs", "18", "1.0000"],
        ["suggestions: en needs", "18", "1.0000"],
    ]
    assert "agree on 66.7% of 9 pairs in 3 lists" in printed
    assert "without the evidence that is shown, the scores of the best candidates of 3 needs fell" in printed
    assert "true fits of tiny with consent, the lists of 20 name" in printed
    further = {"tiny parts", "tiny pool", "tiny coordinators", "tiny explanations", "tiny reach"}
    assert set(answer) == {"titles", "tiny candidates", "tiny suggestions"} | further
    assert answer["tiny coordinators"]["pairs"] == 9


def test_the_champion_is_measured_unless_the_settings_name_a_scorecard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    homematch = command_in(tmp_path, monkeypatch, capsys)
    titles = write_titles(tmp_path / "judged")
    champion = tmp_path / "var" / "rankers" / "own"
    shutil.copytree(settings_in(tmp_path).rankers / "default", champion)
    homematch("models", "promote", "own")

    measured = homematch("evaluate", titles, "--json").json["titles"]
    monkeypatch.setenv("HOMEMATCH_RANKER", "default")
    named = homematch("evaluate", titles, "--json").json["titles"]

    assert list(measured) == ["own", "bm25", "dense", "fusion"]
    assert list(named) == ["default", "bm25", "dense", "fusion"]


def test_a_judged_set_is_measured_through_the_pool_as_well_if_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOMEMATCH_POOL", "2")
    homematch = command_in(tmp_path, monkeypatch, capsys)

    measured = homematch("evaluate", write_titles(tmp_path / "judged"), "--pool", "--json").json["titles"]

    assert list(measured) == ["default", "bm25", "dense", "fusion", "default, pool 2"]
    assert measured["default, pool 2"] == measured["default"]


def crowded(folder: Path, pool: int) -> Engine:
    """Thirty people of one text; n0 asks for the stage of the last three, n1 for that of the others."""
    engine = engine_in(folder, pool=pool)
    works = (Work("Advances in solar pumping", "We study solar pumping in the field.", 2020),)
    stages = ["R1"] * 27 + ["R4"] * 3
    people = (worlds.person(f"p{at:02}", works=works, stage=stage) for at, stage in enumerate(stages))
    engine.records.put_many([*people, worlds.need("n0", stages=("R4",)), worlds.need("n1", stages=("R1",))])
    return engine


def test_the_recall_of_the_pool_is_the_share_of_the_first_of_everybody_in_the_list(tmp_path: Path) -> None:
    engine = crowded(tmp_path, pool=3)
    first = {need_id: engine.matching.scores("candidates", need_id, ALL)[:3] for need_id in ("n0", "n1")}

    # By their texts the thirty are equal, so the pool is the first three.
    assert [person_id for person_id, _ in first["n0"]] == ["p27", "p28", "p29"]
    assert recall_of_pool(engine, ["n0"], k=3) == 0.0
    assert recall_of_pool(engine, ["n1"], k=3) == 1.0
    assert recall_of_pool(engine, ["n0", "n1"], k=3) == 0.5
    engine.close()


def test_a_pool_of_everybody_loses_nobody(tmp_path: Path) -> None:
    engine = crowded(tmp_path, pool=30)

    assert recall_of_pool(engine, ["n0", "n1"]) == 1.0
    assert recall_of_pool(engine, engine.matching.consented_people(), direction="suggestions") == 1.0
    assert np.isnan(recall_of_pool(engine, []))
    engine.close()


def test_the_pool_of_a_tier_is_measured_both_ways_by_language_of_the_need(tier: Path, tmp_path: Path) -> None:
    table = pool_table(measure_tier(bench(tmp_path), tier).pool)

    assert table.to_dict("split")["data"] == [
        ["candidates", "", 27, 1.0],
        ["candidates", "en", 27, 1.0],
        ["suggestions", "", 18, 1.0],
        ["suggestions", "en", 18, 1.0],
    ]


def test_measures_become_tables_with_a_row_for_each_set_and_scorecard(tier: Path, tmp_path: Path) -> None:
    measured = measure_tier(bench(tmp_path), tier)
    metrics, by_part = metrics_table(measured.directions), parts_table(measured.parts)

    assert list(metrics["scorecard"]) == ["default", "bm25", "dense", "fusion"] * 2
    assert list(metrics["queries"]) == [3] * 4 + [6] * 4
    assert metrics["loss"].isna().all()
    assert metrics["ndcg@10"][0] == measured.directions[0].metrics["default"]["ndcg@10"]
    assert list(by_part.columns) == ["group", "name", "queries", "default", "bm25", "dense", "fusion"]
    assert list(by_part["queries"]) == [part.queries for part in measured.parts]
    assert metrics_table([]).empty


def main_ends_well() -> None:
    try:
        main()
    except SystemExit as ended:
        assert not ended.code  # noqa: PT017


def test_nothing_to_measure_is_an_error_that_says_what_to_give(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["homematch", "evaluate"])

    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code == 2
    assert "give a folder of judged sets, --sample with a tier, or both" in capsys.readouterr().err


def test_a_tier_says_how_many_who_fit_are_listed_or_near_misses(tier: Path, tmp_path: Path) -> None:
    engine = engine_in(tmp_path / "reach", today=DAY)
    read = read_tier(tier)
    speaking = {"P-solar-0": ("en",), "P-solar-1": ("fr",)}
    people = [replace(one, languages=speaking.get(one.id, ())) for one in read.people]
    asks = (Requirement("Has done it.", skill="solar pumping"),)
    engine.records.put_many([*people, *(replace(one, languages=("en",), requirements=asks) for one in read.measured)])
    assert measure_reach(engine, read, ["N0001"]) == Reach(fits=2, listed=1, near_misses=1)
    assert measure_reach(engine, read, []) == Reach(0, 0, 0)
