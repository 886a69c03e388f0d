"""Cache files are written whole or not at all, and no damage goes unnoticed."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matcher.errors import IndexFileError
from matcher.retrieval import cache
from matcher.retrieval.cache import Arrays, Source

SOURCE = Source("store-1", "rules-1", "model-1", 4, "exact", 12, "2025-11-28")
ARRAYS: Arrays = {
    "terms": np.frombuffer(b'["solar", "pump"]', dtype=np.uint8),
    "need.rows": np.arange(3, dtype=np.int64),
    "need.vectors": np.arange(12, dtype=np.int16).reshape(3, 4),
    "need.years": np.array([2019, np.nan]),
    "need.own.items": np.zeros(0, dtype=np.int32),
}


def files_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_its_own_source_comes_with_what_is_loaded(tmp_path: Path) -> None:
    cache.save(tmp_path / "deep" / "index", SOURCE, ARRAYS)
    loaded = cache.load(tmp_path / "deep" / "index", replace(SOURCE, sequence=99, day="2030-01-01"))
    assert loaded is not None
    assert loaded[0] == SOURCE
    assert loaded[1].keys() == ARRAYS.keys()
    for name, array in ARRAYS.items():
        assert loaded[1][name].dtype == array.dtype
        assert np.array_equal(loaded[1][name], array, equal_nan=array.dtype.kind == "f")


@pytest.mark.parametrize("field", ["store", "rules", "model", "dim", "index"])
def test_a_cache_of_another_source_is_not_read(tmp_path: Path, field: str) -> None:
    cache.save(tmp_path, SOURCE, ARRAYS)
    other: dict[str, Any] = {field: 7 if field == "dim" else "another"}
    assert cache.load(tmp_path, replace(SOURCE, **other)) is None
    assert cache.load(tmp_path, SOURCE) is not None


def test_a_cache_of_another_format_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(cache, "FORMAT", cache.FORMAT + 1)
        cache.save(tmp_path, SOURCE, ARRAYS)
    assert cache.load(tmp_path, SOURCE) is None


def test_there_is_nothing_to_load_where_nothing_was_saved_or_it_was_forgotten(tmp_path: Path) -> None:
    assert cache.load(tmp_path / "nowhere", SOURCE) is None
    cache.forget(tmp_path / "nowhere")
    cache.save(tmp_path, SOURCE, ARRAYS)
    cache.forget(tmp_path)
    assert cache.load(tmp_path, SOURCE) is None
    assert list(tmp_path.iterdir()) == []


def test_large_files_are_mapped_and_small_ones_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_MAPPED_FROM", 150)
    cache.save(tmp_path, SOURCE, ARRAYS)
    sizes = {path.stem: path.stat().st_size for path in files_of(tmp_path)}
    loaded = cache.load(tmp_path, SOURCE)
    assert loaded is not None
    mapped = {name: isinstance(array.base, np.memmap) for name, array in loaded[1].items()}
    assert mapped == {name: sizes[name] >= 150 for name in ARRAYS}
    assert set(mapped.values()) == {True, False}
    assert loaded[1]["need.vectors"].tolist() == ARRAYS["need.vectors"].tolist()


def test_every_file_that_is_cut_short_or_missing_is_noticed(tmp_path: Path) -> None:
    cache.save(tmp_path, SOURCE, ARRAYS)
    files = files_of(tmp_path)
    assert len(files) == len(ARRAYS) + 1
    for path in files:
        content = path.read_bytes()
        for damaged in (content[:-1], content[: len(content) // 2], b"", content + b"\0"):
            path.write_bytes(damaged)
            with pytest.raises(IndexFileError, match=path.name.replace(".", r"\.")):
                cache.load(tmp_path, SOURCE)
        path.unlink()
        if path.name == cache.MANIFEST:
            assert cache.load(tmp_path, SOURCE) is None
        else:
            with pytest.raises(IndexFileError, match=path.name.replace(".", r"\.")):
                cache.load(tmp_path, SOURCE)
        path.write_bytes(content)
    assert cache.load(tmp_path, SOURCE) is not None


def test_every_changed_byte_of_an_array_is_noticed(tmp_path: Path) -> None:
    cache.save(tmp_path, SOURCE, ARRAYS)
    for path in files_of(tmp_path):
        content = path.read_bytes()
        for at in range(len(content)) if path.name != cache.MANIFEST else ():
            path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
            with pytest.raises(IndexFileError, match=path.name.replace(".", r"\.")):
                cache.load(tmp_path, SOURCE)
        path.write_bytes(content)


def test_no_changed_byte_of_the_manifest_makes_a_cache_pass_for_another(tmp_path: Path) -> None:
    """Such as one of a later change, after which what lies between would never be read."""
    cache.save(tmp_path, SOURCE, ARRAYS)
    path = tmp_path / cache.MANIFEST
    content, refused = path.read_bytes(), 0
    for at, byte in enumerate(content):
        for other in {byte ^ 1, byte ^ 0x10, 0x20} - {byte}:
            path.write_bytes(content[:at] + bytes([other]) + content[at + 1 :])
            try:
                loaded = cache.load(tmp_path, SOURCE)
            except IndexFileError as error:
                assert cache.MANIFEST in str(error)  # noqa: PT017
                refused += 1
            else:
                assert loaded is None or loaded[0] == SOURCE
    assert refused > 2.5 * len(content)


@pytest.mark.parametrize("manifest", [b"", b"[]", b"5", b"{}", b'{"format": %d}' % cache.FORMAT, b"\xff\xfe"])
def test_a_manifest_that_is_none_is_an_error_of_the_file(tmp_path: Path, manifest: bytes) -> None:
    cache.save(tmp_path, SOURCE, ARRAYS)
    (tmp_path / cache.MANIFEST).write_bytes(manifest)
    with pytest.raises(IndexFileError, match=r"manifest\.json: .*made again from the store"):
        cache.load(tmp_path, SOURCE)


REAL: dict[str, Callable[..., object]] = {"os.fsync": os.fsync, "numpy.save": np.save}


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in files_of(folder)}


@pytest.mark.parametrize(
    ("step", "passes"),
    [("numpy.save", 0), ("numpy.save", 3), *(("os.fsync", at) for at in range(len(ARRAYS) + 2)), ("os.replace", 0)],
)
def test_a_save_that_fails_leaves_the_old_generation_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, passes: int
) -> None:
    cache.save(tmp_path, SOURCE, ARRAYS)
    before = contents(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(step, failing_after(passes, REAL.get(step)))
        with pytest.raises(OSError, match="no space"):
            cache.save(tmp_path, replace(SOURCE, sequence=13), ARRAYS)
    assert contents(tmp_path) == before
    assert len(list(tmp_path.iterdir())) == 2


def failing_after(passes: int, real: Callable[..., object] | None) -> Callable[..., None]:
    """The real step so many times, then an error as of a full disk."""
    calls = iter(range(passes))

    def step(*given: object, **named: object) -> None:
        if next(calls, None) is None or real is None:
            raise OSError("no space left on device")
        real(*given, **named)

    return step


def test_a_generation_that_counts_stays_though_its_name_could_not_be_flushed(tmp_path: Path) -> None:
    cache.save(tmp_path, SOURCE, ARRAYS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.fsync", failing_after(len(ARRAYS) + 2, os.fsync))
        with pytest.raises(OSError, match="no space"):
            cache.save(tmp_path, replace(SOURCE, sequence=13), ARRAYS)
    loaded = cache.load(tmp_path, SOURCE)
    assert loaded is not None
    assert loaded[0].sequence == 13


def test_what_a_killed_process_left_is_removed_with_the_next_save(tmp_path: Path) -> None:
    cache.save(tmp_path, SOURCE, ARRAYS)
    (tmp_path / "0123456789ab").mkdir()
    (tmp_path / "0123456789ab" / "terms.npy").write_bytes(b"half")
    (tmp_path / f".{cache.MANIFEST}.4711").write_bytes(b"{")
    (tmp_path / "need.index").write_bytes(b"of an earlier form")
    loaded = cache.load(tmp_path, SOURCE)
    assert loaded is not None
    cache.save(tmp_path, replace(SOURCE, sequence=13), ARRAYS)
    assert len(list(tmp_path.iterdir())) == 2
    assert len(files_of(tmp_path)) == len(ARRAYS) + 1


def test_arrays_are_on_disk_before_the_manifest_takes_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []

    def noted(step: str, real: Callable[..., None]) -> Callable[..., None]:
        def call(*given: object) -> None:
            steps.append(step)
            real(*given)

        return call

    monkeypatch.setattr("os.fsync", noted("fsync", os.fsync))
    monkeypatch.setattr("os.replace", noted("replace", os.replace))
    cache.save(tmp_path, SOURCE, ARRAYS)
    assert steps == ["fsync"] * (len(ARRAYS) + 2) + ["replace", "fsync"]  # arrays, their folder, the manifest; its name


def test_processes_that_save_at_once_and_one_that_reads_do_not_harm_each_other(tmp_path: Path) -> None:
    cache.save(tmp_path, SOURCE, {"a": np.arange(5)})
    children = []
    for _ in range(2):
        child = os.fork()
        if child == 0:
            status = 1
            try:
                for _ in range(15):
                    cache.save(tmp_path, SOURCE, {"a": np.arange(5)})
                status = 0
            finally:
                os._exit(status)
        children.append(child)
    for _ in range(60):
        loaded = cache.load(tmp_path, SOURCE)
        assert loaded is not None
        assert loaded[1]["a"].tolist() == [0, 1, 2, 3, 4]
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0, 0]
    assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == 1
