"""Any sentence-transformers model in a folder as an embedder."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from matcher.arrays import FloatArray
from matcher.embed.model_entry import ModelEntry, Precision, chosen_precision, weights_digest
from matcher.embed.port import Role
from matcher.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BATCH = 8
"""Callers sort texts by length; small batches then hardly pad: 1.5 times faster than 32 on mixed lengths."""


class SentenceTransformerEmbedder:
    """See ``Embedder``; the model is loaded when the first text comes, since torch takes seconds to import."""

    def __init__(self, entry: ModelEntry, precision: Precision = "auto") -> None:
        self._entry = entry
        self._precision = chosen_precision(precision)
        self._model: SentenceTransformer | None = None
        self.dim, self.multilingual = entry.dim, entry.multilingual
        self.model_id = f"{entry.name}@{weights_digest(entry.folder)}-{self._precision}"

    def encode(self, texts: Sequence[str], *, role: Role = "document") -> FloatArray:
        """See ``Embedder.encode``; prefixes come from the model's own prompts where it has them."""
        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        model = self._loaded()
        encode = model.encode_query if role == "query" else model.encode_document
        vectors = np.asarray(
            encode(list(texts), batch_size=BATCH, show_progress_bar=False, convert_to_numpy=True),
            dtype=np.float32,
        )
        unit: FloatArray = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit

    def _loaded(self) -> "SentenceTransformer":
        if self._model is None:
            os.environ["HF_HUB_OFFLINE"] = "1"
            import torch
            from sentence_transformers import SentenceTransformer
            from transformers.utils import logging

            logging.disable_progress_bar()
            dtype = getattr(torch, self._precision)
            try:
                self._model = SentenceTransformer(str(self._entry.folder), device="cpu", model_kwargs={"dtype": dtype})
            except (OSError, ValueError, RuntimeError) as error:
                raise ModelError(
                    f"the model in {self._entry.folder} cannot be loaded ({str(error).splitlines()[0]}); "
                    "set HOMEMATCH_MODEL to another folder, or leave it empty for the installed model"
                ) from error
        return self._model
