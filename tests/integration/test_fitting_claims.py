"""Fitting the claims model from the terminal: sets that cannot be used are refused, and nothing is written."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.integration.commands import command_in

HEADER = "need\tkind\tprofessionals\n"
NEED = '{"id": "n", "title": "x", "requirements": [{"text": "x", "skill": "x"}]}\n'
PERSON = '{"id": "p", "summary": "x"}\n'


def judged_set(folder: Path, people: str, needs: str, truth: str) -> Path:
    folder.mkdir()
    for name, text in (("professionals.jsonl", people), ("needs.jsonl", needs), ("truth.tsv", truth)):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("people", "needs", "truth", "said"),
    [
        ("", "", HEADER, "fewer than 20 claims are true of anybody"),
        (PERSON, NEED, HEADER + "n\tmeant\tp\n", "fewer than 20 claims are true of anybody"),
        (PERSON, NEED, HEADER, "says nothing of n; add a line for each need"),
        (PERSON, NEED, HEADER + "n p\n", "that is not need, kind and professionals between tabs"),
    ],
)
def test_a_set_that_cannot_be_used_is_refused_and_nothing_is_written(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path,
    people: str, needs: str, truth: str, said: str,
) -> None:  # fmt: skip
    homematch: Callable[..., Any] = command_in(tmp_path, monkeypatch, capsys)
    folder, out = judged_set(tmp_path / "set", people, needs, truth), tmp_path / "claims.json"
    answer = homematch("models", "fit-claims", folder, "--out", out)
    assert answer.status == 2
    assert said in answer.err
    assert not out.exists()


def test_a_folder_that_is_not_there_is_named_before_anything_is_fitted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    homematch: Callable[..., Any] = command_in(tmp_path, monkeypatch, capsys)
    answer = homematch("models", "fit-claims", tmp_path / "gone", "--out", tmp_path / "nowhere" / "claims.json")
    assert (answer.status, "nowhere does not exist" in answer.err) == (2, True)
    assert (
        "truth.tsv cannot be read" in homematch("models", "fit-claims", tmp_path / "gone", "--out", tmp_path / "c").err
    )
