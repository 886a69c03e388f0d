"""The contract of ``matcher.embed.Embedder``."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from matcher.arrays import FloatArray
from matcher.embed import sentence_transformer
from matcher.embed.centred import CentredEmbedder, centres_of
from matcher.embed.glossed import GlossedEmbedder
from matcher.embed.hashing import HashingEmbedder
from matcher.embed.minilm import minilm_folder
from matcher.embed.model_entry import read_entry
from matcher.embed.port import Embedder, Role
from matcher.embed.remembering import RememberingEmbedder
from matcher.embed.sentence_transformer import SentenceTransformerEmbedder
from matcher.errors import ModelError
from matcher.store.memory import MemoryStore

UNRELATED = ["风电", "钢铁", "诗歌", "水稻", "wind farm", "steel mill", "lyric poem", "rice field", "stone bridge"]
TEXTS = ["solar pumping for irrigation", "photovoltaic water pump", "a study of Tang poetry", "", "x " * 3000, "太阳能"]


@pytest.fixture(params=["hashing", "remembering", "glossed", "centred", pytest.param("minilm", marks=pytest.mark.slow)])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    if request.param == "minilm":
        return cast(Embedder, request.getfixturevalue("minilm"))
    if request.param == "remembering":
        return RememberingEmbedder(HashingEmbedder(), MemoryStore())
    if request.param == "glossed":
        return GlossedEmbedder(HashingEmbedder(), lambda text: text.replace("太阳能", "solar energy"), "words-1")
    if request.param == "centred":
        return CentredEmbedder(HashingEmbedder(), lambda: centres_of(HashingEmbedder(), UNRELATED), "c")
    return HashingEmbedder()


class TestEmbedderContract:
    def test_gives_one_row_of_length_one_for_each_text(self, embedder: Embedder) -> None:
        vectors = embedder.encode(TEXTS)
        assert vectors.shape == (len(TEXTS), embedder.dim)
        assert vectors.dtype == np.float32
        lengths = np.linalg.norm(vectors.astype(np.float64), axis=1)
        assert lengths == pytest.approx(np.ones(len(TEXTS)), abs=1e-6)

    def test_no_texts_give_no_rows(self, embedder: Embedder) -> None:
        vectors = embedder.encode([])
        assert vectors.shape == (0, embedder.dim)
        assert vectors.dtype == np.float32

    def test_order_of_the_texts_does_not_matter(self, embedder: Embedder) -> None:
        forward, backward = embedder.encode(TEXTS), embedder.encode(TEXTS[::-1])[::-1]
        assert np.abs(forward - backward).max() < 1e-5

    def test_the_company_of_a_text_does_not_matter(self, embedder: Embedder) -> None:
        alone = np.concatenate([embedder.encode([text]) for text in TEXTS[:3]])
        assert np.abs(alone - embedder.encode(TEXTS[:4])[:3]).max() < 1e-5

    def test_the_same_texts_give_the_same_vectors(self, embedder: Embedder) -> None:
        assert np.array_equal(embedder.encode(TEXTS[:3]), embedder.encode(TEXTS[:3]))

    def test_different_texts_give_different_vectors(self, embedder: Embedder) -> None:
        vectors = embedder.encode(["solar pump", "wind turbine"])
        assert vectors[0] @ vectors[1] < 0.9

    def test_takes_both_roles(self, embedder: Embedder) -> None:
        vectors = embedder.encode(["solar pump"], role="query")
        assert vectors.shape == (1, embedder.dim)

    def test_a_text_with_shared_words_is_closer_than_one_without(self, embedder: Embedder) -> None:
        query, near, far = embedder.encode(["solar pump", "solar water pump", "violin sonata"])
        assert query @ near > query @ far + 0.2

    def test_says_what_it_is(self, embedder: Embedder) -> None:
        assert embedder.model_id
        assert embedder.dim > 0
        assert isinstance(embedder.multilingual, bool)


def test_hashing_embedders_of_two_dimensions_have_two_model_ids() -> None:
    assert HashingEmbedder(64).model_id != HashingEmbedder(128).model_id


def test_hashing_puts_every_word_where_it_always_stood() -> None:
    """Kept vectors are found by model id: moving a word requires another id."""
    (vector,) = HashingEmbedder().encode(["Solar pump, pump 泵"])
    assert np.flatnonzero(vector).tolist() == [64, 88, 239]
    assert vector.max() == pytest.approx(2 / np.sqrt(6))
    assert np.flatnonzero(HashingEmbedder().encode(["?"])).tolist() == [255]


def test_the_model_id_names_the_precision() -> None:
    entry = read_entry(minilm_folder(), name="all-MiniLM-L6-v2", multilingual=False)
    ids = {SentenceTransformerEmbedder(entry, precision).model_id for precision in ("float32", "bfloat16")}
    assert len(ids) == 2


def test_a_folder_without_a_model_is_named_in_the_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no-such-model.*HOMEMATCH_MODEL"):
        read_entry(tmp_path / "no-such-model", name="x", multilingual=False)


def test_a_remembering_embedder_asks_the_model_once_for_a_text() -> None:
    asked: list[str] = []

    class Counting(HashingEmbedder):
        def encode(self, texts: Sequence[str], *, role: Role = "document") -> FloatArray:
            asked.extend(texts)
            return super().encode(texts, role=role)

    embedder = RememberingEmbedder(Counting(), MemoryStore())
    embedder.encode(["solar", "wind", "solar"])
    embedder.encode(["wind", "tide"])
    assert asked == ["solar", "wind", "tide"]


GOLDEN = {
    ("solar pumping for irrigation", "photovoltaic water pump"): 0.7368,
    ("solar pumping for irrigation", "a study of Tang poetry"): 0.0175,
    ("We train models to find defects on steel.", "surface defect inspection with deep learning"): 0.4958,
    ("mRNA vaccine", "lipid nanoparticle delivery"): 0.2144,
}


@pytest.mark.slow
@pytest.mark.parametrize("pair", GOLDEN, ids=lambda pair: pair[1])
def test_float32_cosines_are_those_that_were_measured(minilm: Embedder, pair: tuple[str, str]) -> None:
    left, right = minilm.encode(list(pair)).astype(np.float64)
    assert float(left @ right) == pytest.approx(GOLDEN[pair], abs=1e-4)


@pytest.mark.slow
def test_a_model_uses_half_of_the_cores_and_leaves_the_threads_of_torch_as_they_were(
    minilm: SentenceTransformerEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    used: list[int] = []
    minilm.encode(["loaded"])
    model = minilm._model
    assert model is not None
    encode = model.encode_document

    def noting(*texts: Any, **options: Any) -> Any:
        used.append(torch.get_num_threads())
        return encode(*texts, **options)

    monkeypatch.setattr(model, "encode_document", noting)
    before = torch.get_num_threads()
    monkeypatch.setattr(sentence_transformer, "THREADS", before + 1)
    vectors = minilm.encode(["solar pumping", "photovoltaic pump"])
    assert (used, torch.get_num_threads()) == ([before + 1], before)
    monkeypatch.setattr(sentence_transformer, "THREADS", 1)
    assert np.allclose(minilm.encode(["solar pumping", "photovoltaic pump"]), vectors, atol=1e-6)
