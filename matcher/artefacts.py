"""Whether shipped models are those of the release: each file has its hash in one manifest."""

import json
from hashlib import file_digest, sha256
from pathlib import Path

from matcher.errors import ModelError

MANIFEST = "manifest.json"
_CHECKED = ("*.json", "*.jsonl", "*.npz", "*.tsv", "*.tsv.gz")
_REMEDY = (
    "install HomeMatch again; if it was changed on purpose, copy it elsewhere and name the copy in the settings, or, "
    "as a developer, run `make docs`"
)


def checked(file: Path, models: Path) -> Path:
    """The file, if it is none of the shipped folder ``models`` or is as the manifest there says; raises ModelError."""
    try:
        name = file.resolve().relative_to(models.resolve()).as_posix()
    except ValueError:
        return file
    hashes = _read(models / MANIFEST)
    try:
        digest = sha256_of(file)
    except OSError:
        return file  # whoever reads it says what is wrong, and what to do
    if digest != hashes.get(name):
        raise ModelError(f"{file} is not the file of this release (its SHA-256 is {digest[:12]}…); {_REMEDY}")
    return file


def damaged(models: Path) -> list[str]:
    """The files of the manifest that are missing or not as it says; raises ModelError if it cannot be read."""
    hashes = _read(models / MANIFEST)
    return [name for name, digest in hashes.items() if not _is(models / name, digest)]


def manifest_of(models: Path) -> str:
    """The manifest of a folder as text: the SHA-256 of every file by path, and of the list itself."""
    files = sorted({file for pattern in _CHECKED for file in models.rglob(pattern) if file.name != MANIFEST})
    hashes = {file.relative_to(models).as_posix(): sha256_of(file) for file in files}
    return json.dumps({"files": hashes, "sha256": _digest(hashes)}, indent=2) + "\n"


def sha256_of(file: Path) -> str:
    """The SHA-256 of a file in hexadecimal digits."""
    with open(file, "rb") as opened:
        return file_digest(opened, "sha256").hexdigest()


def _is(file: Path, digest: str) -> bool:
    return file.is_file() and sha256_of(file) == digest


def _read(file: Path) -> dict[str, str]:
    try:
        kept = json.loads(file.read_bytes())
        hashes: dict[str, str] = kept["files"]
        intact = kept["sha256"] == _digest(hashes)
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise ModelError(f"{file} cannot be read, so no model can be checked; {_REMEDY}") from error
    if not intact:
        raise ModelError(f"{file} is damaged, so no model can be checked; {_REMEDY}")
    return hashes


def _digest(hashes: dict[str, str]) -> str:
    return sha256(json.dumps(hashes, sort_keys=True).encode()).hexdigest()
