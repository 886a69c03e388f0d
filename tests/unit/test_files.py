"""Atomic writes: the old content or the new one, and nothing left behind."""

import os
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

import pytest

from matcher.files import atomic_write, remove_leftovers, replacing, unfinished


def gone() -> int:
    """The id of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
        return process.pid


def test_a_file_is_written_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    atomic_write(tmp_path / "run.txt", lambda file: file.write(b"one"))
    atomic_write(tmp_path / "run.txt", lambda file: file.write(b"two"))
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("run.txt", b"two")]


def test_a_writer_that_fails_leaves_the_earlier_file_as_it_was(tmp_path: Path) -> None:
    def half(file: BinaryIO) -> None:
        file.write(b"half")
        raise RuntimeError("the power is off")

    (tmp_path / "run.txt").write_bytes(b"earlier")
    with pytest.raises(RuntimeError, match="power"):
        atomic_write(tmp_path / "run.txt", half)
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("run.txt", b"earlier")]


def test_a_disk_that_cannot_be_flushed_leaves_the_earlier_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError("no space left on device")

    (tmp_path / "run.txt").write_bytes(b"earlier")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        atomic_write(tmp_path / "run.txt", lambda file: file.write(b"new"))
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("run.txt", b"earlier")]


def test_a_folder_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        atomic_write(tmp_path / "nowhere" / "run.txt", lambda file: file.write(b"x"))


def test_several_files_are_replaced_only_when_all_are_written(tmp_path: Path) -> None:
    paths = (tmp_path / "a", tmp_path / "b")
    for path in paths:
        path.write_text("earlier")

    def replace_half() -> None:
        with replacing(*paths) as (first, second):
            first.write_text("new")
            assert [path.read_text() for path in paths] == ["earlier", "earlier"]
            raise RuntimeError(f"{second.name} cannot be written")

    with pytest.raises(RuntimeError):
        replace_half()
    assert [path.read_text() for path in paths] == ["earlier", "earlier"]
    with replacing(*paths) as temporaries:
        for temporary in temporaries:
            temporary.write_text("new")
    assert [path.read_text() for path in paths] == ["new", "new"]
    assert sorted(tmp_path.iterdir()) == list(paths)


def test_a_folder_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    def make(second_writer_fails: bool) -> None:
        with replacing(tmp_path / "version") as (temporary,):
            temporary.mkdir()
            (temporary / "one").touch()
            if second_writer_fails:
                raise RuntimeError

    with pytest.raises(RuntimeError):
        make(second_writer_fails=True)
    assert list(tmp_path.iterdir()) == []
    make(second_writer_fails=False)
    assert [path.name for path in (tmp_path / "version").iterdir()] == ["one"]


def test_what_a_killed_process_left_is_removed(tmp_path: Path) -> None:
    (tmp_path / f".run.txt.{gone()}-0.unfinished").write_text("half")
    folder = tmp_path / f".version.{gone()}-1.unfinished"
    folder.mkdir()
    (folder / "one").touch()
    (tmp_path / f".run.txt.{os.getpid()}-99.unfinished").write_text("of an earlier process with the same id")
    (tmp_path / "run.txt").write_text("whole")
    remove_leftovers(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["run.txt"]


def test_what_is_being_written_is_not_removed(tmp_path: Path) -> None:
    other = tmp_path / f".run.txt.{os.getppid()}-0.unfinished"
    other.write_text("another process is writing")
    (tmp_path / ".notes.unfinished").write_text("somebody else's file")
    with replacing(tmp_path / "run.txt") as (temporary,):
        temporary.write_text("new")
        remove_leftovers(tmp_path)
        assert set(unfinished(tmp_path)) == {temporary, other, tmp_path / ".notes.unfinished"}
    assert (tmp_path / "run.txt").read_text() == "new"


def test_a_process_that_is_killed_while_it_writes_leaves_the_earlier_file(tmp_path: Path) -> None:
    (tmp_path / "run.txt").write_text("earlier")
    program = (
        "import os, signal, sys; from pathlib import Path; from matcher.files import atomic_write\n"
        "def write(file): file.write(b'half'); file.flush(); os.kill(os.getpid(), signal.SIGKILL)\n"
        "atomic_write(Path(sys.argv[1]), write)"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path / "run.txt")], check=False)
    assert (tmp_path / "run.txt").read_text() == "earlier"
    assert len(unfinished(tmp_path)) == 1
    remove_leftovers(tmp_path)
    assert unfinished(tmp_path) == []
