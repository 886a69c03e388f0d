"""What is known about a model without loading it."""

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
"""The file in a model's folder with what the model's own files do not say."""
_STATED: dict[str, type] = {"multilingual": bool, "query": str, "document": str, "digest": str}
_DIMENSIONS = ("out_features", "embedding_dimension", "word_embedding_dimension")
"""Names that modules have for the length of their output; the last one is that of older models."""


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """A sentence-transformers model: its folder, its name, the length of its vectors.

    ``prefixes`` are put before the texts of a role; a role without a prefix has the model's own prompt, which is among
    the ``prompts`` of its files. ``digest`` begins the SHA-256 of its weights where whoever wrote the folder states it;
    they need not be read then before the model is loaded.
    """

    folder: Path
    name: str
    dim: int
    multilingual: bool
    prefixes: Mapping[str, str] = field(default_factory=dict)
    prompts: Mapping[str, str] = field(default_factory=dict)
    digest: str = ""

    def prompt(self, role: str) -> str:
        """What stands before the texts of a role; empty for nothing."""
        own = self.prompts.get("document", self.prompts.get("passage", "")) if role == "document" else None
        return self.prefixes.get(role) or own or self.prompts.get(role, "")


def read_entry(folder: Path, *, name: str, multilingual: bool) -> ModelEntry:
    """The entry of a model folder; its entry file overrides ``multilingual``.

    Raises ModelError if the folder holds no sentence-transformers model or an entry file that cannot be used.
    """
    try:
        dim = _dimension(folder)
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        raise ModelError(
            f"the model folder {folder} does not exist or holds no sentence-transformers model "
            "(modules.json and 1_Pooling/config.json); set HOMEMATCH_MODEL to a folder that holds one, "
            "or leave it empty for the model that is installed with HomeMatch"
        ) from error
    stated = _stated(folder / ENTRY)
    prefixes = {key: value for key, value in stated.items() if key in ("query", "document")}
    multilingual = stated.get("multilingual", multilingual)
    return ModelEntry(folder, name, dim, multilingual, prefixes, _prompts(folder), stated.get("digest", ""))


def _prompts(folder: Path) -> dict[str, str]:
    """The prompts in the model's own files."""
    file = folder / "config_sentence_transformers.json"
    try:
        prompts = json.loads(file.read_text(encoding="utf-8")).get("prompts") if file.exists() else None
    except (OSError, ValueError) as error:
        raise ModelError(f"{file} cannot be read as JSON ({error}); restore the model's folder") from error
    return {str(role): str(prompt) for role, prompt in (prompts or {}).items() if prompt}


def _dimension(folder: Path) -> int:
    """The length of the last output that states one: a dense layer after the pooling may shorten its vectors."""
    modules = json.loads((folder / "modules.json").read_text())
    configs = [folder / module["path"] / "config.json" for module in modules if module["path"]]
    parsed = [json.loads(config.read_text()) for config in configs if config.exists()]
    return [int(config[key]) for config in parsed for key in _DIMENSIONS if key in config][-1]


def _stated(file: Path) -> dict[str, Any]:
    """The content of the entry file; empty if there is none."""
    try:
        stated = tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    except (OSError, ValueError) as error:
        raise ModelError(f"{file} cannot be read as TOML ({error}); fix or delete it") from error
    for key, value in stated.items():
        if key not in _STATED or not isinstance(value, _STATED[key]):
            raise ModelError(
                f"{file} states {key} = {value!r}; allowed: multilingual = true or false, texts for query and "
                "document, which are put before the texts of that role, and the digest of the weights"
            )
    return stated


def find_model(model: str) -> Path:
    """The folder of a model given as a folder, or by its name in the hub's local cache.

    Nothing is downloaded: for a name that is not in the cache, a ModelError says how to get it there.
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
    """bfloat16 only if the processor supports it: emulated, it is six times slower than float32."""
    if precision != "auto":
        return precision
    try:
        flags = Path("/proc/cpuinfo").read_text()
    except OSError:
        return "float32"
    return "bfloat16" if "avx512_bf16" in flags or "amx_bf16" in flags else "float32"


def weights_digest(folder: Path) -> str:
    """Eight characters that distinguish two models with the same name."""
    digest = hashlib.sha256()
    for file in sorted([*folder.rglob("*.safetensors"), *folder.rglob("*.bin")]):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:8]
