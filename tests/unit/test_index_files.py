"""Index files are written whole or not at all, and no altered byte goes unnoticed."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from matcher.arrays import as_ids
from matcher.errors import IndexFileError
from matcher.retrieval import files
from matcher.retrieval.exact import ExactIndex
from matcher.retrieval.faiss_index import FaissIndex
from matcher.retrieval.files import Manifest
from matcher.retrieval.port import VectorIndex

MANIFEST = Manifest("need", "model-1", 2, "passages-1", 12, "ExactIndex", "store-1")


def index_of(kind: type[ExactIndex] | type[FaissIndex]) -> VectorIndex:
    index = kind(2)
    index.upsert(as_ids([5, 2**40]), np.eye(2, dtype=np.float32))
    return index


@pytest.mark.parametrize("kind", [ExactIndex, FaissIndex])
def test_what_is_written_is_what_is_read(tmp_path: Path, kind: type[FaissIndex]) -> None:
    path = tmp_path / "deep" / "need.index"
    files.write(path, index_of(kind), MANIFEST)
    index, manifest = files.read(path, kind.load)
    assert manifest == MANIFEST
    assert index.ids().tolist() == [5, 2**40]
    assert index.search(np.eye(2, dtype=np.float32), 1).ids.tolist() == [[5], [2**40]]
    assert [each.name for each in path.parent.iterdir()] == ["need.index"]


def test_every_altered_byte_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "need.index"
    files.write(path, index_of(FaissIndex), MANIFEST)
    content = path.read_bytes()
    silent = []
    for at, byte in enumerate(content):
        for other in {byte ^ 1, byte ^ 0xFF, 0x09, 0x20} - {byte}:
            path.write_bytes(content[:at] + bytes([other]) + content[at + 1 :])
            try:
                files.read(path, FaissIndex.load)
            except IndexFileError as error:
                assert str(path) in str(error)  # noqa: PT017
                assert "homematch doctor --repair" in str(error)  # noqa: PT017
            else:
                silent.append((at, byte, other))
    assert silent == []


def test_a_file_that_was_cut_off_or_grew_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "need.index"
    files.write(path, index_of(FaissIndex), MANIFEST)
    content = path.read_bytes()
    for damaged in [*(content[:length] for length in range(len(content))), content + b"\0", b"\n", b"[]\n", b"{}\n"]:
        path.write_bytes(damaged)
        with pytest.raises(IndexFileError):
            files.read(path, FaissIndex.load)


def test_a_manifest_of_another_dimension_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "need.index"
    files.write(path, index_of(ExactIndex), Manifest("need", "model-1", 3, "passages-1", 12))
    with pytest.raises(IndexFileError, match="has dimension 2, its manifest says 3"):
        files.read(path, ExactIndex.load)


def test_bytes_that_another_kind_of_index_dumped_are_an_error_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "need.index"
    for written, read in ((ExactIndex, FaissIndex), (FaissIndex, ExactIndex)):
        files.write(path, index_of(written), MANIFEST)
        with pytest.raises(IndexFileError, match=r"need\.index: its index cannot be read .*doctor --repair"):
            files.read(path, read.load)


def test_a_file_of_a_version_that_noted_less_is_whole_and_belongs_to_no_store(tmp_path: Path) -> None:
    path = tmp_path / "need.index"
    old = '{"kind": "need", "model": "model-1", "dim": 2, "template": "passages-1", "sequence": 12'
    payload = index_of(ExactIndex).dump()
    checksum = hashlib.sha256(old.encode() + b"}\n" + payload).hexdigest()
    path.write_bytes(f'{old}, "sha256": "{checksum}"}}\n'.encode() + payload)
    assert files.read(path, ExactIndex.load)[1] == Manifest("need", "model-1", 2, "passages-1", 12, "", "")


def test_a_file_that_cannot_be_opened_is_an_error_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(IndexFileError, match="its manifest cannot be read"):
        files.read(tmp_path, ExactIndex.load)


class _Full(ExactIndex):
    """An index whose bytes cannot be written."""

    def dump(self) -> bytes:
        raise OSError("no space left on device")


def test_a_failed_dump_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "need.index"
    files.write(path, index_of(ExactIndex), MANIFEST)
    with pytest.raises(OSError, match="no space"):
        files.write(path, _Full(2), MANIFEST)
    assert files.read(path, ExactIndex.load)[1] == MANIFEST
    assert [each.name for each in tmp_path.iterdir()] == ["need.index"]


@pytest.mark.parametrize("step", ["os.fsync", "os.replace"])
def test_a_failure_while_writing_leaves_the_old_file_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def fails(*_: object) -> None:
        raise OSError("no space left on device")

    path = tmp_path / "need.index"
    files.write(path, index_of(ExactIndex), MANIFEST)
    before = path.read_bytes()
    monkeypatch.setattr(step, fails)
    with pytest.raises(OSError, match="no space"):
        files.write(path, ExactIndex(2), MANIFEST)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["need.index"]


def test_a_file_is_on_disk_before_it_takes_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []

    def noted(name: str, step: Callable[..., None]) -> Callable[..., None]:
        def call(*given: object) -> None:
            steps.append(name)
            step(*given)

        return call

    monkeypatch.setattr("os.fsync", noted("fsync", os.fsync))
    monkeypatch.setattr("os.replace", noted("replace", os.replace))
    files.write(tmp_path / "need.index", index_of(ExactIndex), MANIFEST)
    assert steps == ["fsync", "replace", "fsync"]
