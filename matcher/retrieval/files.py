"""Index files: written whole or not at all, and never read without their checksum.

A file is one line of JSON, the manifest, and behind it the bytes that the index dumped.
"""

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from matcher.errors import IndexFileError
from matcher.retrieval.port import VectorIndex

_REMEDY = "it is only a cache: run `homematch doctor --repair` to build it again from the store"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index file was made from; ``sequence`` is the store's last change that it holds.

    ``index`` names the kind of index that dumped it, ``store`` is the store's identity; both are empty in a
    file that was written before they were noted.
    """

    kind: str
    model: str
    dim: int
    template: str
    sequence: int
    index: str = ""
    store: str = ""


def write(path: Path, index: VectorIndex, manifest: Manifest) -> None:
    """Write to a temporary file, flush it to disk, rename: a crash leaves the old file or the new one."""
    payload = index.dump()
    fields = asdict(manifest)
    head = _head(fields, _checksum(fields, payload))
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(temporary, "wb") as file:
            file.write(head + b"\n" + payload)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    _flush_folder(path.parent)


def unseal(path: Path) -> tuple[Manifest, bytes]:
    """The manifest and the bytes that the index dumped; IndexFileError if one is not what was written."""
    try:
        head, _, payload = path.read_bytes().partition(b"\n")
        fields = json.loads(head)
        checksum = fields.pop("sha256")
        manifest = Manifest(**fields)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OSError) as error:
        raise IndexFileError(f"{path}: its manifest cannot be read; {_REMEDY}") from error
    found = _checksum(fields, payload)
    if head != _head(fields, found):
        raise IndexFileError(
            f"{path}: is damaged (SHA-256 is {found[:12]}…, was {str(checksum)[:12]}… when written); {_REMEDY}"
        )
    return manifest, payload


def load_index(path: Path, manifest: Manifest, payload: bytes, load: Callable[[bytes], VectorIndex]) -> VectorIndex:
    """The index of an unsealed file; raises IndexFileError if ``load`` cannot read it."""
    try:
        index = load(payload)
        index.ids()
    except Exception as error:  # every library has errors of its own for bytes that it cannot read
        raise IndexFileError(f"{path}: its index cannot be read ({error}); {_REMEDY}") from error
    if index.dim != manifest.dim:
        raise IndexFileError(f"{path}: has dimension {index.dim}, its manifest says {manifest.dim}; {_REMEDY}")
    return index


def read(path: Path, load: Callable[[bytes], VectorIndex]) -> tuple[VectorIndex, Manifest]:
    """The index and its manifest; raises IndexFileError as ``unseal`` and ``load_index`` do."""
    manifest, payload = unseal(path)
    return load_index(path, manifest, payload, load), manifest


def _head(fields: dict[str, Any], checksum: str) -> bytes:
    return json.dumps(fields | {"sha256": checksum}).encode()


def _checksum(fields: dict[str, Any], payload: bytes) -> str:
    return hashlib.sha256(json.dumps(fields).encode() + b"\n" + payload).hexdigest()


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
