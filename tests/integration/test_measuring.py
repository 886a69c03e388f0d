"""A tiny tier is measured whole: both directions, parts, coordinators, and the tables of the command."""

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matcher.build import load_ranker, open_engine
from matcher.evaluation.measure import Bench, Measured, measure_tier
from service.cli.main import main
from tests.integration.worlds import settings_in

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
    lines_file(folder / "professionals.jsonl", [person(each, topic) for each, topic in people.items()])
    lines_file(folder / "needs.jsonl", [need(each, topic) for each, topic in NEEDS.items()])
    languages = {each: "zh" if each.endswith("1") else "en" for each in people} | dict.fromkeys(NEEDS, "en")
    latent = [{"id": each, "topic": topic, "language": languages[each]} for each, topic in (people | NEEDS).items()]
    lines_file(folder / "truth" / "latent.jsonl", latent)
    labels = [
        {"need": each, "professional": f"P-{topic}-{number}", "grade": 3 - number, "fit": 1 - number / 3}
        for each, topic in NEEDS.items()
        for number in (0, 1, 3)
    ]
    lines_file(folder / "truth" / "labels.jsonl", labels)
    lines_file(folder / "truth" / "decisions.jsonl", [each for one in NEEDS for each in decisions(one)])
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
    said = [(0, "C1", "shortlist"), (0, "C2", "shortlist"), (1, "C1", "shortlist"), (1, "C2", "reject")]
    said += [(2, "C1", "reject"), (2, "C2", "reject"), (0, "C1", "accept"), (1, "C1", "decline")]
    return [
        {"need": identifier, "professional": f"P-{topic}-{number}", "coordinator": who, "decision": what}
        | {"position": number + 1, "date": "2026-09-01"}
        for number, who, what in said
    ]


def bench(folder: Path, **chosen: Any) -> Bench:
    def empty(day: date | None) -> Any:
        return open_engine(settings_in(folder, store="memory", today=day))

    rankers = {name: load_ranker(settings_in(folder), name) for name in ("default", "bm25", "dense")}
    return Bench(empty, rankers, **chosen)


def named(measured: tuple[Measured, ...]) -> dict[str, dict[str, dict[str, float]]]:
    return {each.name: each.metrics for each in measured}


def test_both_directions_are_measured_on_the_measuring_part(tier: Path, tmp_path: Path) -> None:
    found = named(measure_tier(bench(tmp_path), tier).directions)

    assert list(found) == ["tiny candidates", "tiny suggestions"]
    # N0003 is for training; the first two people of each of the other three topics have a need that fits.
    assert found["tiny candidates"]["default"]["queries"] == 3
    assert found["tiny suggestions"]["default"]["queries"] == 6
    for metrics in found.values():
        assert list(metrics) == ["default", "bm25", "dense", "fusion"]
        assert metrics["default"]["mrr"] == 1.0
        assert "ece" not in metrics["default"]


def test_the_parts_of_a_tier_tell_languages_and_disciplines(tier: Path, tmp_path: Path) -> None:
    topics = tmp_path / "topics"
    topics.mkdir()
    (topics / "wind.toml").write_text('id = "wind"\ndiscipline = "energy"\n')

    found = measure_tier(bench(tmp_path), tier, topics).parts

    assert [(each.group, each.name, each.queries) for each in found] == [
        ("language", "en need, all people", 3),
        ("pair", "en need, en people", 3),
        ("pair", "en need, zh people", 3),
        ("discipline", "energy", 1),
        ("discipline", "none", 2),
    ]


def test_coordinators_are_held_against_each_other_and_the_rankers(tier: Path, tmp_path: Path) -> None:
    found = measure_tier(bench(tmp_path), tier).coordinators

    assert found is not None
    assert (found.lists, found.pairs) == (3, 9)
    assert found.agreement == pytest.approx(2 / 3)
    assert found.ceiling["C2"] < 1
    assert found.reached["true fit"] == {"C1": 1.0, "C2": 1.0, "mean": 1.0}
    assert found.reached["as shown"] == found.reached["true fit"]
    assert set(found.reached) == {"default", "bm25", "dense", "fusion", "true fit", "as shown"}


def test_a_calibrated_ranker_has_its_calibration_error(tier: Path, tmp_path: Path) -> None:
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
    titles = tmp_path / "judged" / "titles"
    lines_file(titles / "queries.jsonl", [{"id": "q", "text": "solar pumps"}])
    lines_file(titles / "docs.jsonl", [{"id": "d1", "text": "solar pumps"}, {"id": "d2", "text": "cells"}])
    (titles / "qrels.tsv").write_text("q\t0\td1\t1\n")
    monkeypatch.setenv("HOMEMATCH_EMBEDDER", "hashing")
    # A day on which every need is overdue: the tier has a day of its own.
    monkeypatch.setenv("HOMEMATCH_TODAY", "2030-01-01")
    arguments = ["homematch", "evaluate", str(titles.parent), "--sample", str(tier)]

    monkeypatch.setattr(sys, "argv", arguments)
    main_ends_well()
    printed = capsys.readouterr().out
    monkeypatch.setattr(sys, "argv", [*arguments, "--json"])
    main_ends_well()
    found = json.loads(capsys.readouterr().out)

    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in printed.splitlines() if line.startswith("|")]
    heads = ["set", "ranker", "loss (95 %)", "easy", "hard", "nDCG@10 (95 %)", "MAP", "R@100", "MRR", "ECE"]
    assert rows[0] == heads
    assert [row[0] for row in rows[2:14:4]] == ["titles", "tiny candidates (3)", "tiny suggestions (6)"]
    assert rows[2] == ["titles", "default", "", "", "", "1.0000 (1.000–1.000)", "1.0000", "1.0000", "1.0000", ""]
    assert rows[14] == ["nDCG@10 of tiny candidates", "needs", "default", "bm25", "dense", "fusion"]
    assert rows[16][:2] == ["language: en need, all people", "3"]
    assert "agree on 66.7% of 9 pairs in 3 lists" in printed
    assert "without the evidence that is shown, the scores of the best candidates of 3 needs fell" in printed
    parts = {"tiny parts", "tiny coordinators", "tiny explanations"}
    assert set(found) == {"titles", "tiny candidates", "tiny suggestions"} | parts
    assert found["tiny coordinators"]["pairs"] == 9


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
