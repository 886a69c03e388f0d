"""The models of a release are what was released, or are refused."""

import shutil
from pathlib import Path

import pytest

from matcher.artefacts import MANIFEST, checked, damaged, manifest_of
from matcher.build import load_ranker, load_skills
from matcher.config import MODELS, load_settings
from matcher.errors import InputError, ModelError


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """A release of two files."""
    for name, text in (("rankers/a/ranker.json", "{}"), ("skills/skills.tsv", "id\ten\n")):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / MANIFEST).write_text(manifest_of(tmp_path))
    return tmp_path


def test_the_manifest_that_is_shipped_is_of_the_models_that_are_shipped() -> None:
    assert (MODELS / MANIFEST).read_text(encoding="utf-8") == manifest_of(MODELS), "run `make docs` and commit it"
    assert damaged(MODELS) == []


def test_a_file_as_released_is_given_back_and_so_is_one_of_the_operator(models: Path, tmp_path: Path) -> None:
    assert checked(models / "skills" / "skills.tsv", models) == models / "skills" / "skills.tsv"
    elsewhere = tmp_path.parent / "my-skills.tsv"
    elsewhere.write_text("id\ten\n")
    assert checked(elsewhere, models) == elsewhere


def test_a_changed_or_added_file_is_refused_with_what_to_do(models: Path) -> None:
    (models / "skills" / "skills.tsv").write_text("id\ten\nx\tx\n")
    (models / "skills" / "more.tsv").write_text("id\ten\n")
    for name in ("skills.tsv", "more.tsv"):
        with pytest.raises(ModelError, match=rf"{name} is not the file of this release.*copy it elsewhere"):
            checked(models / "skills" / name, models)
    assert damaged(models) == ["skills/skills.tsv"]
    (models / "rankers" / "a" / "ranker.json").unlink()
    assert damaged(models) == ["rankers/a/ranker.json", "skills/skills.tsv"]


@pytest.mark.parametrize("content", ["", "{}", '{"files": {}, "sha256": "0"}', "[]"])
def test_a_manifest_that_is_damaged_says_so(models: Path, content: str) -> None:
    (models / MANIFEST).write_text(content)
    with pytest.raises(ModelError, match="no model can be checked"):
        checked(models / "skills" / "skills.tsv", models)


def test_an_altered_ranker_of_the_release_is_not_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(MODELS / "rankers", tmp_path / "models" / "rankers")
    shutil.copy(MODELS / MANIFEST, tmp_path / "models" / MANIFEST)
    file = tmp_path / "models" / "rankers" / "default" / "ranker.json"
    settings = load_settings(rankers=tmp_path / "models" / "rankers", folder=tmp_path / "var")
    monkeypatch.setattr("matcher.build.MODELS", tmp_path / "models")
    assert load_ranker(settings).features
    file.write_text(file.read_text(encoding="utf-8").replace("0.1", "0.2", 1), encoding="utf-8")
    with pytest.raises(ModelError, match="is not the file of this release"):
        load_ranker(settings)


def test_an_empty_vocabulary_is_no_vocabulary(tmp_path: Path) -> None:
    (tmp_path / "skills.tsv").write_text("id\ten\tzh\tsynonyms\tbroader\n")
    with pytest.raises(InputError, match=r"skills\.tsv holds no skill"):
        load_skills(load_settings(vocabulary=tmp_path / "skills.tsv"))
