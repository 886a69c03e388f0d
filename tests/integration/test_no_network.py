"""Chinese and English meet on a machine without a network: no connection is tried, and no model is fetched."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
REFUSED = "a connection was tried"

GUARD = f'''
import os, socket, sys

def refuse(event, arguments):
    """Called before every connection and every look-up of a name."""
    if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"):
        with open(os.environ["TRIED"], "a") as file:
            print(event, arguments[1:], file=file)
        raise OSError("{REFUSED}")

sys.addaudithook(refuse)
'''

NEED = {
    "id": "n-pump",
    "title": "高海拔牧区光伏提水灌溉",
    "body": "寻找能够设计太阳能水泵和滴灌系统的专家，解决缺水问题。",
    "requirements": [{"text": "设计过太阳能水泵"}],
}
PEOPLE = {
    "p-pump": "Designs solar water pumps and drip irrigation for dry pasture.",
    "p-wind": "Monitors the blades of wind turbines by vibration and sound.",
    "p-cells": "Engineers immune cells that find and destroy leukaemia.",
    "p-poems": "Translates Tang poetry and teaches classical literature.",
    "p-chips": "Packages power chips of silicon carbide for electric cars.",
    "p-weld": "Programs robots that weld ship hulls of thick steel.",
}


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run without a network wrote, and what it left behind."""

    order: list[str]
    error: str
    tried: str
    fetched: list[Path]


def run_cut_off(folder: Path, first: str = "") -> Ran:
    """``homematch run`` in a process that can connect to nothing and finds every cache empty.

    ``first`` is a program that the process runs before.
    """
    homes = {name: folder / name for name in ("HOME", "HF_HOME", "XDG_CACHE_HOME", "TORCH_HOME", "work")}
    for home in homes.values():
        home.mkdir(parents=True)
    (folder / "guard").mkdir()
    (folder / "guard" / "sitecustomize.py").write_text(GUARD + first)
    files: dict[str, list[dict[str, Any]]] = {
        "--needs": [NEED],
        "--professionals": [{"id": each, "summary": said} for each, said in PEOPLE.items()],
    }
    arguments: list[Any] = ["run", "--output", folder / "run.txt", "--k", "0"]
    for option, records in files.items():
        file = folder / f"{option[2:]}.jsonl"
        file.write_text("".join(f"{json.dumps(each, ensure_ascii=False)}\n" for each in records), encoding="utf-8")
        arguments += [option, file]
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "OMP_NUM_THREADS") if name in os.environ}
    paths = {name: str(home) for name, home in homes.items() if name != "work"}
    more = {"PYTHONPATH": f"{folder / 'guard'}{os.pathsep}{ROOT}", "TRIED": str(folder / "tried.txt")}
    main = "from service.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", main, *map(str, arguments)],
        env=kept | paths | more, cwd=homes["work"], capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    output, tried = folder / "run.txt", folder / "tried.txt"
    lines = output.read_text().splitlines() if output.exists() else []
    return Ran(
        [line.split()[2] for line in lines],
        done.stderr if done.returncode else "",
        tried.read_text() if tried.exists() else "",
        [each for home in homes.values() for each in home.rglob("*") if each.is_file()],
    )


@pytest.mark.slow
def test_a_chinese_need_finds_its_english_expert_without_a_network(tmp_path: Path) -> None:
    ran = run_cut_off(tmp_path)
    assert ran.error == ""
    assert ran.order[0] == "p-pump"
    assert sorted(ran.order) == sorted(PEOPLE)
    assert (ran.tried, ran.fetched) == ("", [])


def test_a_connection_that_is_tried_is_noticed(tmp_path: Path) -> None:
    ran = run_cut_off(
        tmp_path, "try:\n    socket.create_connection(('192.0.2.1', 443))\nexcept OSError:\n    os._exit(9)"
    )
    assert ran.tried.startswith("socket.")
    assert ran.order == []
