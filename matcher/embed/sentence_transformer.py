"""Any sentence-transformers model in a folder as an embedder."""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from matcher.arrays import FloatArray
from matcher.embed.model_entry import ModelEntry, Precision, chosen_precision, weights_digest
from matcher.embed.port import Role
from matcher.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BATCH = 8
"""The library sorts texts by length, and small batches then need little padding: 1.5 times faster than 32 on mixed
lengths (AMD EPYC)."""
THREADS = max(1, (os.cpu_count() or 1) // 2)
"""Half of the cores: with a thread for each, all wait for the one whose core is busy with something else. On two busy
cores (Xeon, 2.5 GHz) one thread takes 2.3 times less CPU, and less time by the clock too; vectors are the same to the
bit."""


class SentenceTransformerEmbedder:
    """See ``Embedder``; the model is loaded with the first text, since importing torch takes seconds."""

    def __init__(self, entry: ModelEntry, precision: Precision = "auto") -> None:
        self._entry = entry
        self._precision = chosen_precision(precision)
        self._model: SentenceTransformer | None = None
        self.dim, self.multilingual = entry.dim, entry.multilingual
        self.translates = False
        self.asymmetric = entry.prompt("query") != entry.prompt("document")
        self.model_id = (
            f"{entry.name}@{entry.digest[:8] or weights_digest(entry.folder)}-{self._precision}{_named(entry.prefixes)}"
        )

    def encode(self, texts: Sequence[str], *, role: Role = "document") -> FloatArray:
        """See ``Embedder.encode``; the prefix is that of the entry, or else the model's own prompt if it has one."""
        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        model = self._loaded()
        encode = model.encode_query if role == "query" else model.encode_document
        with _threads(THREADS):
            vectors = np.asarray(
                encode(
                    [_whole(text) for text in texts], prompt=self._entry.prefixes.get(role),
                    batch_size=BATCH, show_progress_bar=False, convert_to_numpy=True,
                ),
                dtype=np.float32,
            )  # fmt: skip
        if vectors.shape[1] != self.dim:
            raise ModelError(
                f"the model in {self._entry.folder} gives vectors of {vectors.shape[1]} numbers, not of {self.dim} as "
                "its files say; set HOMEMATCH_MODEL to another folder, or leave it empty for the installed model"
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


@contextmanager
def _threads(count: int) -> Iterator[None]:
    """So many threads for torch while the block runs, then as many as before."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _whole(text: str) -> str:
    """The text with a question mark for half of a surrogate pair, which no tokenizer accepts."""
    return text.encode(errors="replace").decode()


def _named(prefixes: Mapping[str, str]) -> str:
    """The part of the model id that distinguishes prefixes; empty if the entry has none."""
    stated = json.dumps(prefixes, sort_keys=True)
    return f"-{hashlib.sha256(stated.encode()).hexdigest()[:8]}" if prefixes else ""
