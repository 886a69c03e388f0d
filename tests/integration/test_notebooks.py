"""Every notebook runs from top to bottom on the public names and the real model, and stores no outputs."""

import json
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import pytest

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "data" / "demo"
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PUBLIC = ("matcher", "matcher.messages")
NEEDS = ("N0001", "N0002", "N0003")
"""The notebooks ask about one of these; the others compete with it."""


def code_cells(notebook: Path) -> list[str]:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def write_lines(path: Path, records: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")


@pytest.fixture(scope="module")
def slice_of_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few needs of the demo sample with those who fit them and some others, embedded once for all notebooks."""
    folder = tmp_path_factory.mktemp("notebooks")
    fitting = {line["professional"] for line in lines_of(DEMO / "truth" / "labels.jsonl") if line["need"] == "N0002"}
    people = lines_of(DEMO / "professionals.jsonl")
    write_lines(folder / "needs.jsonl", [need for need in lines_of(DEMO / "needs.jsonl") if need["id"] in NEEDS])
    write_lines(
        folder / "professionals.jsonl",
        [person for at, person in enumerate(people) if person["id"] in fitting or at % 80 == 0],
    )
    return folder


def test_there_is_a_notebook() -> None:
    assert NOTEBOOKS


@pytest.mark.slow
@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_from_top_to_bottom(
    notebook: Path, slice_of_demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOMEMATCH_FOLDER", str(slice_of_demo / "var"))
    monkeypatch.setenv("HOMEMATCH_SAMPLE", str(slice_of_demo))
    monkeypatch.setenv("MPLBACKEND", "agg")
    names: dict[str, object] = {"__name__": "__notebook__"}
    for number, source in enumerate(code_cells(notebook), 1):
        exec(compile(source, f"{notebook.name}, code cell {number}", "exec"), names)

    assert plt.get_fignums()
    plt.close("all")


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_stores_no_outputs(notebook: Path) -> None:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]

    assert [cell["id"] for cell in cells if cell.get("outputs") or cell.get("execution_count")] == []


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_uses_the_public_names_only(notebook: Path) -> None:
    imports = [line.split()[1] for source in code_cells(notebook) for line in source.splitlines() if " import " in line]

    assert [name for name in imports if name.startswith(("matcher", "service")) and name not in PUBLIC] == []
