"""A tier is read with its truth, and its needs fall into the same two parts everywhere."""

import json
from pathlib import Path
from typing import Any

import pytest

from matcher.errors import InputError, RecordError
from matcher.evaluation.tier import hash_share, is_training, read_tier, turned

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
    assert [each.id for each in tier.people] == ["P1"]
    assert [each.id for each in tier.needs] == ["N0001"]
    assert tier.grades == {"N0001": {"P1": 2}}
    assert tier.fits == {"N0001": {"P1": 0.7, "P2": 0.1}}
    assert tier.languages == {"P1": "zh", "N0001": "en"}
    assert [each.decision for each in tier.decisions] == ["reject"]


def test_a_discipline_is_that_of_the_topic_or_else_the_theme(tmp_path: Path) -> None:
    folder, topics = write_tier(tmp_path / "tiny"), tmp_path / "topics"
    topics.mkdir()
    (topics / "pumping.toml").write_text('id = "pumping"\ndiscipline = "energy"\n')

    assert read_tier(folder, topics).disciplines == {"N0001": "energy"}
    assert read_tier(folder).disciplines == {"N0001": "solar-irrigation"}


def test_the_parts_of_the_split_depend_on_the_id_alone() -> None:
    # The first bytes of the SHA-256 are ed5f, 8083, 4199, 0da8, 5e83, c3f9: below 6666 is the training part.
    parts = [is_training(f"N000{number}") for number in range(1, 7)]

    assert parts == [False, False, True, True, True, False]


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

    assert sorted(each.id for each in (*tier.training, *tier.measured)) == sorted(each.id for each in tier.needs)
    assert tier.training
    assert tier.measured


def test_grades_can_be_turned_over() -> None:
    assert turned({"n": {"p": 1, "q": 3}, "m": {"p": 2}}) == {"p": {"n": 1, "m": 2}, "q": {"n": 3}}


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


def test_a_line_that_is_no_decision_is_named(tmp_path: Path) -> None:
    folder = write_tier(tmp_path / "tiny")
    write_lines(folder / "truth" / "decisions.jsonl", [DECISION | {"decision": "perhaps"}])

    with pytest.raises(RecordError, match=r"decisions\.jsonl:1"):
        read_tier(folder)
