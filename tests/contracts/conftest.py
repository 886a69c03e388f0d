"""Hypothesis draws the same examples everywhere; the real model is loaded once."""

import pytest

from matcher.embed.minilm import minilm_folder
from matcher.embed.model_entry import read_entry
from matcher.embed.sentence_transformer import SentenceTransformerEmbedder
from tests.contracts.strategies import steady_hypothesis

steady_hypothesis()


@pytest.fixture(scope="session")
def minilm() -> SentenceTransformerEmbedder:
    entry = read_entry(minilm_folder(), name="all-MiniLM-L6-v2", multilingual=False)
    return SentenceTransformerEmbedder(entry, "float32")
