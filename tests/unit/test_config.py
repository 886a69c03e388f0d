"""Settings come from defaults, a TOML file, the environment and arguments, in rising order."""

import os
from datetime import date
from pathlib import Path

import pytest

from matcher.build import load_ranker, make_embedder, open_engine
from matcher.config import Settings, load_settings
from matcher.errors import InputError, UnknownNameError


@pytest.fixture(autouse=True)
def _nothing_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in os.environ:
        if name.startswith("HOMEMATCH_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_defaults_work_without_any_setting() -> None:
    settings = load_settings()
    assert settings.store_url == "sqlite:///data/var/homematch.db"
    assert (settings.rankers / "default" / "ranker.json").is_file()
    assert (settings.embedder, settings.index, settings.ranker, settings.today) == (
        "sentence-transformers", "faiss", "default", None,
    )  # fmt: skip


def test_a_file_in_the_working_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "homematch.toml").write_text('pool = 7\ntoday = 2026-01-02\nfolder = "here"\n')
    settings = load_settings()
    assert (settings.pool, settings.today, settings.folder) == (7, date(2026, 1, 2), Path("here"))


def test_the_environment_wins_over_the_file_and_arguments_over_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other.toml"
    other.write_text("pool = 7\nport = 7001\nhost = 'filehost'\n")
    monkeypatch.setenv("HOMEMATCH_CONFIG", str(other))
    monkeypatch.setenv("HOMEMATCH_POOL", "8")
    monkeypatch.setenv("HOMEMATCH_PORT", "8001")
    settings = load_settings(pool=9)
    assert (settings.pool, settings.port, settings.host) == (9, 8001, "filehost")


def test_a_store_that_is_given_is_not_changed() -> None:
    assert load_settings(store="postgresql://host/db").store_url == "postgresql://host/db"
    assert load_settings(folder=Path("/x")).store_url == "sqlite:////x/homematch.db"


def test_an_unknown_setting_lists_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"setting 'ranke' is not a setting; settings are: folder, .*ranker"):
        load_settings(ranke="default")
    (tmp_path / "homematch.toml").write_text("poool = 7\n")
    with pytest.raises(InputError, match="'poool' is not a setting"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("pool", "0", "'0'; input should be greater than or equal to 1"),
        ("pool", "many", "'many'; input should be a valid integer"),
        ("port", "70000", "less than or equal to 65535"),
        ("precision", "int8", "'auto', 'float32' or 'bfloat16'"),
        ("today", "soon", "'soon'"),
        ("multilingual", "perhaps", "'perhaps'"),
    ],
)
def test_a_bad_value_names_the_setting_the_value_and_what_is_allowed(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, problem: str
) -> None:
    monkeypatch.setenv(f"HOMEMATCH_{name.upper()}", value)
    with pytest.raises(InputError, match=f"setting '{name}' is .*{problem}.*HOMEMATCH_{name.upper()}"):
        load_settings()


def test_every_setting_has_a_description_and_settings_cannot_be_changed() -> None:
    assert all(field.description for field in Settings.model_fields.values())
    with pytest.raises(ValueError, match="frozen"):
        load_settings().pool = 3


def test_unknown_implementations_list_the_known_ones() -> None:
    with pytest.raises(UnknownNameError, match="embedder = 'word2vec' is not known; choose one of: hashing, sent"):
        make_embedder(load_settings(embedder="word2vec"))
    with pytest.raises(UnknownNameError, match="index = 'hnsw' is not known; choose one of: exact, faiss"):
        open_engine(load_settings(store="memory", embedder="hashing", index="hnsw"))
    with pytest.raises(UnknownNameError, match="ranker = 'best' is not known; choose one of: bm25, default, dense"):
        load_ranker(load_settings(ranker="best"))


def test_a_misspelt_variable_is_refused_and_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOMEMATCH_RANKR", "dense")

    with pytest.raises(InputError, match=r"HOMEMATCH_RANKR is not a setting; settings are: .*HOMEMATCH_RANKER"):
        load_settings()


def test_a_settings_file_that_is_not_toml_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("pool = = 3")
    monkeypatch.setenv("HOMEMATCH_CONFIG", str(file))

    with pytest.raises(InputError, match=r"mine\.toml is not TOML"):
        load_settings()


def test_a_named_settings_file_must_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOMEMATCH_CONFIG", "/no/such.toml")

    with pytest.raises(InputError, match=r"names /no/such\.toml, which is not a file"):
        load_settings()
