"""On a full disk everything can be read, erased and told; tried on a small file system in memory."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from matcher.build import open_engine
from matcher.errors import StoreError
from service.erasing import search_in
from service.nightly import run_night
from tests.integration.worlds import market, person, settings_in


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of eight megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    command = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)]
    if not mount or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("a file system in memory cannot be mounted here")
    yield folder
    subprocess.run(["umount", folder], check=True)


def fill(disk: Path) -> None:
    with open(disk / "other", "wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            pass
    assert shutil.disk_usage(disk).free == 0


def test_lists_are_answered_and_people_erased_on_a_full_disk(disk: Path) -> None:
    settings = settings_in(disk / "var", index="exact")
    engine = open_engine(settings)
    engine.records.put_many(market(12))
    engine.save()
    run_night(engine, settings.folder / "reports", candidates=2)
    before = engine.matching.scores("candidates", "n0", 5)
    engine.close()
    fill(disk)

    engine = open_engine(settings, new=False)
    assert engine.matching.scores("candidates", "n0", 5) == before
    with pytest.raises(StoreError, match="the disk is full"):
        engine.store.put_many([person(f"new-{at}", summary="pumps " * 2000) for at in range(100)])
    receipt = engine.records.erase("professional", "p003", search_in(settings.folder, engine.store))
    assert "p003" not in engine.records.ids("professional")
    (disk / "other").unlink()
    engine.records.finish_erasures(search_in(settings.folder, engine.store))
    assert engine.store.erasures()[0].receipt.state == "done"
    assert engine.store.erasures()[0].receipt.id == receipt.id
    engine.close()
