"""Judged sets in folders become records and a broken set is named; runs are read and fused by rank."""

import json
from pathlib import Path
from typing import Any

import pytest

from matcher.errors import InputError
from matcher.evaluation.judged import fuse, fuse_scores, read_run, read_sets, run_lines, with_fusion


def write_lines(path: Path, rows: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def write_retrieval(folder: Path) -> None:
    write_lines(folder / "queries.jsonl", [{"id": "q1", "text": "3D Animator"}])
    write_lines(folder / "docs.jsonl", [{"id": "d1", "text": "Animation Artist"}, {"id": "d2", "text": "Nurse"}])
    (folder / "qrels.tsv").write_text("q1\t0\td1\t2\nq1\t0\td2\t0\n", encoding="utf-8")


def write_expertise(folder: Path) -> None:
    works: list[dict[str, Any]] = [
        {"id": "w1", "title": "Pumps", "abstract": None},
        {"id": "w2", "title": "Cells", "abstract": "CAR-T."},
    ]
    write_lines(folder / "works.jsonl", works)
    write_lines(folder / "needs.jsonl", [{"id": "n1", "title": "Solar pumps", "abstract": "At altitude."}])
    profiles = {"1": {"p1": ["w1"]}, "2": {"p1": ["w1", "w2"]}}
    (folder / "profiles.json").write_text(json.dumps(profiles), encoding="utf-8")
    (folder / "ratings.tsv").write_text("person\tneed\texpertise\np1\tn1\t4.5\n", encoding="utf-8")


def test_queries_become_needs_and_documents_become_professionals(tmp_path: Path) -> None:
    write_retrieval(tmp_path / "titles")

    (judged_set,) = read_sets(tmp_path)

    assert (judged_set.name, judged_set.direction) == ("titles", "candidates")
    assert [need.title for need in judged_set.needs] == ["3D Animator"]
    assert [person.summary for person in judged_set.versions[0]] == ["Animation Artist", "Nurse"]
    assert judged_set.grades == {"q1": {"d1": 2}}


def test_each_version_of_the_profiles_has_its_own_works(tmp_path: Path) -> None:
    write_expertise(tmp_path / "expertise")

    (judged_set,) = read_sets(tmp_path)

    assert judged_set.direction == "suggestions"
    assert [len(version[0].works) for version in judged_set.versions] == [1, 2]
    assert judged_set.needs[0].body == "At altitude."
    assert judged_set.ratings == {"p1": {"n1": 4.5}}


def test_sets_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b", "a"):
        write_retrieval(tmp_path / name)

    assert [judged_set.name for judged_set in read_sets(tmp_path)] == ["a", "b"]


def test_a_folder_without_a_set_says_what_a_set_is(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"holds no judged set; give a folder whose subfolders hold queries\.jsonl"):
        list(read_sets(tmp_path))


def test_a_set_that_lacks_a_file_is_named(tmp_path: Path) -> None:
    write_retrieval(tmp_path / "titles")
    (tmp_path / "titles" / "qrels.tsv").unlink()

    with pytest.raises(InputError, match="titles cannot be read"):
        list(read_sets(tmp_path))


def test_a_run_is_written_in_six_fields_and_read_back(tmp_path: Path) -> None:
    file = tmp_path / "run.trec"
    file.write_text("".join(run_lines("q1", [("d2", 0.5), ("d1", 0.25)], "tag")), encoding="utf-8")

    assert file.read_text(encoding="utf-8").splitlines()[0] == "q1 Q0 d2 1 0.500000 tag"
    assert read_run(file) == {"q1": {"d2": 0.5, "d1": 0.25}}


def test_a_line_that_is_not_of_a_run_is_named_by_number(tmp_path: Path) -> None:
    file = tmp_path / "run.trec"
    file.write_text("q1 Q0 d1 1 0.5 tag\nq1 d2 0.4\n", encoding="utf-8")

    with pytest.raises(InputError, match=r"run\.trec:2: is not a run line"):
        read_run(file)


def test_a_document_scores_the_sum_of_its_reciprocal_ranks() -> None:
    scores = fuse_scores([{"a": 9.0, "b": 5.0, "c": 1.0}, {"a": 0.1, "b": 0.3, "c": 0.2}])

    assert scores == pytest.approx({"a": 1 / 61 + 1 / 63, "b": 1 / 62 + 1 / 61, "c": 1 / 63 + 1 / 62})


def test_documents_that_a_leg_cannot_tell_apart_share_their_mean_rank() -> None:
    # The first leg scores only b; a, c and d hold ranks 2 to 4 there, so 3 each.
    scores = fuse_scores([{"a": 0.0, "b": 2.0, "c": 0.0, "d": 0.0}, {"a": 0.4, "b": 0.1, "c": 0.3, "d": 0.2}])

    assert scores == pytest.approx(
        {"a": 1 / 63 + 1 / 61, "b": 1 / 61 + 1 / 64, "c": 1 / 63 + 1 / 62, "d": 1 / 63 + 1 / 63}
    )


def test_a_leg_of_equal_scores_changes_no_order() -> None:
    leg = {"c": 0.9, "a": 0.5, "b": 0.1}

    scores = fuse_scores([dict.fromkeys("abc", 0.0), leg])

    assert sorted(scores, key=scores.__getitem__, reverse=True) == ["c", "a", "b"]


def test_a_document_that_a_leg_lacks_is_last_there() -> None:
    scores = fuse_scores([{"a": 1.0, "b": 0.5}, {"b": 0.5, "c": 0.4}])

    assert scores == pytest.approx({"a": 1 / 61 + 1 / 63, "b": 1 / 62 + 1 / 61, "c": 1 / 63 + 1 / 62})


def test_runs_are_fused_query_by_query() -> None:
    scores = fuse([{"q": {"a": 1.0, "b": 0.0}, "r": {"a": 1.0}}, {"q": {"a": 2.0, "b": 3.0}}], k=0)

    assert scores == {"q": {"a": 1.5, "b": 1.5}, "r": {"a": 2.0}}


def test_the_fusion_is_one_scorecard_more() -> None:
    scores = with_fusion({"default": {"a": 3.0}, "bm25": {"a": 1.0}, "dense": {"a": 2.0}})

    assert list(scores) == ["default", "bm25", "dense", "fusion"]
    assert scores["fusion"] == pytest.approx({"a": 2 / 61})


def test_fusing_nothing_gives_nothing() -> None:
    assert fuse_scores([{}, {}]) == {}
