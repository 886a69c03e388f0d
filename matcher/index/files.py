"""Index files: written whole or not at all, and never read without their checksum.

A file is one line of JSON, the manifest, and behind it the bytes that the index dumped.
"""

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from matcher.errors import IndexFileError
from matcher.index.port import VectorIndex

_REMEDY = "it is only a cache: run `homematch doctor --repair` to build it again from the store"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index file was made from; ``sequence`` is the store's last change that it holds."""

    kind: str
    model: str
    dim: int
    template: str
    sequence: int


def write(path: Path, index: VectorIndex, manifest: Manifest) -> None:
    """Write to a temporary file, flush it to disk, rename: a crash leaves the old file or the new one."""
    payload = index.dump()
    head = _head(manifest, _checksum(manifest, payload))
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


def read(path: Path, load: Callable[[bytes], VectorIndex]) -> tuple[VectorIndex, Manifest]:
    """The index and its manifest; raises IndexFileError if a single byte is not what was written."""
    try:
        head, _, payload = path.read_bytes().partition(b"\n")
        fields = json.loads(head)
        checksum = fields.pop("sha256")
        manifest = Manifest(**fields)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise IndexFileError(f"{path}: its manifest cannot be read; {_REMEDY}") from error
    found = _checksum(manifest, payload)
    if head != _head(manifest, found):
        raise IndexFileError(
            f"{path}: is damaged (SHA-256 is {found[:12]}…, was {str(checksum)[:12]}… when written); {_REMEDY}"
        )
    index = load(payload)
    if index.dim != manifest.dim:
        raise IndexFileError(f"{path}: has dimension {index.dim}, its manifest says {manifest.dim}; {_REMEDY}")
    return index, manifest


def _head(manifest: Manifest, checksum: str) -> bytes:
    return json.dumps(asdict(manifest) | {"sha256": checksum}).encode()


def _checksum(manifest: Manifest, payload: bytes) -> str:
    return hashlib.sha256(json.dumps(asdict(manifest)).encode() + b"\n" + payload).hexdigest()


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
