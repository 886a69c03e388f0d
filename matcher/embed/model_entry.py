"""What is known of a model without loading it."""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from matcher.errors import ModelError

Precision = Literal["auto", "float32", "bfloat16"]

ENTRY = "homematch-model.toml"
"""The file in a model's folder that says what the model's own files do not."""
_STATED: dict[str, type] = {"multilingual": bool, "query": str, "document": str}
_DIMENSIONS = ("out_features", "embedding_dimension", "word_embedding_dimension")
"""What modules call the length of what they give; the last name is that of older models."""


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """A sentence-transformers model: where it lies, what it is called, the length of its vectors.

    ``prefixes`` are what its entry file puts before texts, by role; a role without one has the model's own prompt.
    """

    folder: Path
    name: str
    dim: int
    multilingual: bool
    prefixes: Mapping[str, str] = field(default_factory=dict)


def read_entry(folder: Path, *, name: str, multilingual: bool) -> ModelEntry:
    """The entry of a model folder; ``multilingual`` counts where the folder's entry file does not state it.

    Raises ModelError if the folder holds no sentence-transformers model, or an entry file that cannot be used.
    """
    try:
        dim = _dimension(folder)
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        raise ModelError(
            f"the model folder {folder} does not exist or holds no sentence-transformers model "
            "(modules.json and 1_Pooling/config.json); set HOMEMATCH_MODEL to a folder that does, "
            "or leave it empty for the model that is installed with HomeMatch"
        ) from error
    stated = _stated(folder / ENTRY)
    prefixes = {key: value for key, value in stated.items() if key != "multilingual"}
    return ModelEntry(folder, name, dim, stated.get("multilingual", multilingual), prefixes)


def _dimension(folder: Path) -> int:
    """What the last module gives that says so: a dense layer may stand behind the pooling and shorten its vectors."""
    modules = json.loads((folder / "modules.json").read_text())
    configs = [folder / module["path"] / "config.json" for module in modules if module["path"]]
    given = [json.loads(config.read_text()) for config in configs if config.exists()]
    return [int(config[key]) for config in given for key in _DIMENSIONS if key in config][-1]


def _stated(file: Path) -> dict[str, Any]:
    """What the entry file states; nothing if there is none."""
    try:
        stated = tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    except (OSError, ValueError) as error:
        raise ModelError(f"{file} cannot be read as TOML ({error}); mend it or take it away") from error
    for key, value in stated.items():
        if key not in _STATED or not isinstance(value, _STATED[key]):
            raise ModelError(
                f"{file} states {key} = {value!r}; allowed: multilingual = true or false, and texts for query and "
                "document, which are put before what the model reads in that role"
            )
    return stated


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
