"""A model is found by its folder or by its name in the hub's cache, and nothing is downloaded."""

import shutil
from pathlib import Path

import huggingface_hub.constants
import pytest

from matcher.build import make_embedder
from matcher.config import load_settings
from matcher.embed.minilm import minilm_folder
from matcher.embed.model_entry import chosen_precision, find_model
from matcher.errors import ModelError, StoreError
from matcher.store.connect import open_database


def cached(cache: Path, name: str) -> Path:
    """The installed model as the hub's cache would hold it under a name, without its weights."""
    model = cache / f"models--{name.replace('/', '--')}"
    (model / "refs").mkdir(parents=True)
    (model / "refs" / "main").write_text("a" * 40)
    snapshot = model / "snapshots" / ("a" * 40)
    shutil.copytree(minilm_folder(), snapshot, ignore=shutil.ignore_patterns("*.safetensors"))
    return snapshot


def test_a_folder_is_taken_as_it_is(tmp_path: Path) -> None:
    assert find_model(str(tmp_path)) == tmp_path


def test_a_name_is_looked_up_in_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))
    snapshot = cached(tmp_path, "somebody/small-model")

    embedder = make_embedder(load_settings(model="somebody/small-model"))

    assert find_model("somebody/small-model") == snapshot
    assert embedder.dim == 384
    assert embedder.model_id.startswith("small-model@")


def test_a_name_that_is_not_in_the_cache_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))

    with pytest.raises(ModelError, match=r"'somebody/other' is neither a folder nor in .* run `hf download somebody/"):
        find_model("somebody/other")


def test_what_is_no_name_at_all_is_refused_in_the_same_words() -> None:
    with pytest.raises(ModelError, match="'a b//c' is neither a folder nor"):
        find_model("a b//c")


def test_a_precision_that_is_chosen_is_taken() -> None:
    assert chosen_precision("bfloat16") == "bfloat16"
    assert chosen_precision("auto") in ("float32", "bfloat16")


def test_a_store_whose_driver_is_missing_names_the_package() -> None:
    with pytest.raises(StoreError, match=r"needs the package .*; run `pip install"):
        open_database("mssql+pymssql://me:secret@127.0.0.1/x")
