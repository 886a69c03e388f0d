"""What is known of a model without loading it."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from matcher.errors import ModelError

Precision = Literal["auto", "float32", "bfloat16"]


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """A sentence-transformers model: where it lies, what it is called, the length of its vectors."""

    folder: Path
    name: str
    dim: int
    multilingual: bool


def read_entry(folder: Path, *, name: str, multilingual: bool) -> ModelEntry:
    """The entry of a model folder; raises ModelError if it holds no sentence-transformers model."""
    try:
        json.loads((folder / "modules.json").read_text())
        (config,) = folder.glob("1_*/config.json")
        dim = int(json.loads(config.read_text())["word_embedding_dimension"])
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(
            f"the model folder {folder} does not exist or holds no sentence-transformers model "
            "(modules.json and 1_Pooling/config.json); set HOMEMATCH_MODEL to a folder that does, "
            "or leave it empty for the model that is installed with HomeMatch"
        ) from error
    return ModelEntry(folder, name, dim, multilingual)


def find_model(model: str) -> Path:
    """The folder of a model that is given as a folder, or by the name under which the hub's cache here holds it.

    Nothing is fetched: a name that is not in the cache is a ModelError that says how to get it there.
    """
    folder = Path(model)
    if folder.is_dir() or folder.is_absolute() or model.startswith("."):
        return folder
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(model, local_files_only=True))
    except (OSError, ValueError) as error:
        raise ModelError(
            f"the model {model!r} is neither a folder nor in the model hub's cache on this machine; "
            f"run `hf download {model}` once where there is a network, or set HOMEMATCH_MODEL to a folder"
        ) from error


def chosen_precision(precision: Precision) -> str:
    """bfloat16 only where the processor computes in it: elsewhere it is emulated, six times slower than float32."""
    if precision != "auto":
        return precision
    try:
        flags = Path("/proc/cpuinfo").read_text()
    except OSError:
        return "float32"
    return "bfloat16" if "avx512_bf16" in flags or "amx_bf16" in flags else "float32"


def weights_digest(folder: Path) -> str:
    """Eight characters that tell two models of one name apart."""
    digest = hashlib.sha256()
    for file in sorted([*folder.rglob("*.safetensors"), *folder.rglob("*.bin")]):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:8]
