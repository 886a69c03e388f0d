"""A tier is read with its truth, its needs split the same way everywhere, and results count for their parts."""

import json
from pathlib import Path
from typing import Any

import pytest

from matcher.errors import InputError, RecordError
from matcher.evaluation.tier import (
    WHOLE,
    QueryResult,
    hash_share,
    is_training,
    metrics_by_scorecard,
    parts,
    read_tier,
    results_by_language,
    transposed,
)

SCORES = {
    "default": {"e1": 0.9, "z1": 0.8, "e2": 0.7, "z2": 0.1},
    "bm25": {"e1": 0.0, "z1": 3.0, "e2": 2.0, "z2": 1.0},
    "dense": {"e1": 0.1, "z1": 0.2, "e2": 0.4, "z2": 0.3},
}
LANGUAGES = {"e1": "en", "e2": "en", "z1": "zh", "z2": "zh", "m": "mixed"}
DECISION = {"need": "N0001", "professional": "P1", "coordinator": "C1", "decision": "reject", "date": "2026-09-01"}


def write_lines(path: Path, rows: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def write_tier(folder: Path) -> Path:
    write_lines(folder / "professionals.jsonl", [{"id": "P1", "summary": "pumps"}])
    write_lines(folder / "needs.jsonl", [{"id": "N0001", "title": "pumps", "theme": "solar-irrigation"}])
    write_lines(
        folder / "truth" / "latent.jsonl",
        [
            {"kind": "professional", "id": "P1", "topic": "pumping", "language": "zh"},
            {"kind": "need", "id": "N0001", "topic": "pumping", "language": "en"},
        ],
    )
    labels = [
        {"need": "N0001", "professional": person, "grade": grade, "fit": fit}
        for person, grade, fit in (("P1", 2, 0.7), ("P2", 0, 0.1))
    ]
    write_lines(folder / "truth" / "labels.jsonl", labels)
    write_lines(folder / "truth" / "decisions.jsonl", [DECISION])
    return folder


def test_records_grades_languages_and_decisions_are_read(tmp_path: Path) -> None:
    tier = read_tier(write_tier(tmp_path / "tiny"))

    assert tier.name == "tiny"
    assert [person.id for person in tier.people] == ["P1"]
    assert [need.id for need in tier.needs] == ["N0001"]
    assert tier.grades == {"N0001": {"P1": 2}}
    assert tier.fits == {"N0001": {"P1": 0.7, "P2": 0.1}}
    assert tier.languages == {"P1": "zh", "N0001": "en"}
    assert [decision.decision for decision in tier.decisions] == ["reject"]


def test_a_discipline_is_that_of_the_topic_or_else_the_theme(tmp_path: Path) -> None:
    folder, topics = write_tier(tmp_path / "tiny"), tmp_path / "topics"
    topics.mkdir()
    (topics / "pumping.toml").write_text('id = "pumping"\ndiscipline = "energy"\n')

    assert read_tier(folder, topics).disciplines == {"N0001": "energy"}
    assert read_tier(folder).disciplines == {"N0001": "solar-irrigation"}


def test_the_parts_of_the_split_depend_on_the_id_alone() -> None:
    # The first bytes of the SHA-256 are ed5f, 8083, 4199, 0da8, 5e83, c3f9: below 6666 is the training part.
    split = [is_training(f"N000{number}") for number in range(1, 7)]

    assert split == [False, False, True, True, True, False]


def test_two_fifths_of_the_needs_are_for_training() -> None:
    share = sum(is_training(f"N{number:04}") for number in range(1, 5001)) / 5000

    assert share == pytest.approx(0.4, abs=0.02)


def test_shares_lie_between_zero_and_one() -> None:
    shares = [hash_share(str(number)) for number in range(1000)]

    assert 0 <= min(shares) < 0.01
    assert 0.99 < max(shares) < 1


def test_every_need_is_in_one_part(tmp_path: Path) -> None:
    folder = write_tier(tmp_path / "tiny")
    write_lines(folder / "needs.jsonl", [{"id": f"N{number}", "title": "x"} for number in range(20)])
    latent = [{"id": f"N{number}", "topic": "t", "language": "en"} for number in range(20)]
    write_lines(folder / "truth" / "latent.jsonl", latent)

    tier = read_tier(folder)

    assert sorted(need.id for need in (*tier.training, *tier.measured)) == sorted(need.id for need in tier.needs)
    assert tier.training
    assert tier.measured


def test_grades_can_be_transposed() -> None:
    assert transposed({"n": {"p": 1, "q": 3}, "m": {"p": 2}}) == {"p": {"n": 1, "m": 2}, "q": {"n": 3}}


@pytest.mark.parametrize("name", ["labels", "decisions", "latent"])
def test_a_tier_that_lacks_a_file_is_named(tmp_path: Path, name: str) -> None:
    folder = write_tier(tmp_path / "tiny")
    (folder / "truth" / f"{name}.jsonl").unlink()

    with pytest.raises(InputError, match=rf"{name}\.jsonl"):
        read_tier(folder)


def test_a_record_without_truth_makes_the_tier_unreadable(tmp_path: Path) -> None:
    folder = write_tier(tmp_path / "tiny")
    write_lines(folder / "truth" / "latent.jsonl", [])

    with pytest.raises(InputError, match=r"the truth of the tier .*tiny cannot be read \(KeyError"):
        read_tier(folder)


def test_a_line_that_is_not_a_decision_is_named(tmp_path: Path) -> None:
    folder = write_tier(tmp_path / "tiny")
    write_lines(folder / "truth" / "decisions.jsonl", [DECISION | {"decision": "perhaps"}])

    with pytest.raises(RecordError, match=r"decisions\.jsonl:1"):
        read_tier(folder)


def test_a_query_without_a_relevant_document_among_the_ranked_is_not_judged() -> None:
    assert metrics_by_scorecard(SCORES, {"e1": 1}) == {}
    assert metrics_by_scorecard(SCORES, {"elsewhere": 3}) == {}
    assert metrics_by_scorecard(SCORES, {"e1": 2})["default"]["mrr"] == 1.0


def test_people_of_one_language_are_ranked_among_themselves() -> None:
    english, chinese = results_by_language("zh", SCORES, {"e2": 3, "z2": 2}, LANGUAGES)

    assert (english.name, chinese.name) == ("zh need, en people", "zh need, zh people")
    assert [english.metrics[name]["mrr"] for name in ("default", "bm25", "dense", "fusion")] == [0.5, 1.0, 1.0, 1.0]
    assert chinese.metrics["default"]["mrr"] == 0.5


def test_a_mixed_need_is_in_no_pair() -> None:
    assert list(results_by_language("mixed", SCORES, {"e2": 3}, LANGUAGES)) == []


def test_a_part_is_the_mean_of_its_queries_and_the_whole_is_not_a_part() -> None:
    results = [
        QueryResult("discipline", "energy", {"default": {"ndcg@10": 0.5}}),
        QueryResult(WHOLE, "", {"default": {"ndcg@10": 0.9}}),
        QueryResult("discipline", "energy", {"default": {"ndcg@10": 1.0}}),
        QueryResult("language", "en need, all people", {"default": {"ndcg@10": 0.25}}),
    ]

    first, second = parts(results)

    assert (first.group, first.name, first.queries) == ("language", "en need, all people", 1)
    assert (second.name, second.queries) == ("energy", 2)
    assert second.ndcg == pytest.approx({"default": 0.75})
