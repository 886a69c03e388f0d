"""Imports point only downward through the levels of the design, and siblings do not import each other.

Read from the source with ``ast`` alone: nothing is imported, so a nested import counts like one at the top.
"""

import ast
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

LEVELS: dict[str, int] = {
    "matcher.errors": -1,  # whatever can fail imports it
    "matcher.arrays": 0,
    "matcher.files": 0,  # atomic writes
    "matcher.limits": 0,  # how large an input may be
    "matcher.codes": 0,  # languages and countries in any form to their codes
    "matcher.dates": 0,  # days and years in any form
    "matcher.artefacts": 1,  # whether shipped models are those of the release
    "matcher.marker": 1,  # which store a folder belongs to
    "matcher.scripts": 0,  # which script a text is written in
    "matcher.traditional": 0,  # traditional characters as simplified ones
    "matcher.records": 1,
    "matcher.config": 1,
    "matcher.results": 2,  # what is answered
    "matcher.codec": 2,  # JSON to records and back
    "matcher.text": 2,
    "matcher.tombstones": 2,  # hashes and words that identify a person
    "matcher.language": 2,
    "matcher.skills": 3,
    "matcher.embed": 3,
    "matcher.store": 3,
    "matcher.ingest": 3,
    "matcher.filters": 4,
    "matcher.duplicates": 4,
    "matcher.retrieval": 5,
    "matcher.evidence": 6,
    "matcher.features": 7,
    "matcher.scorecard": 8,
    "matcher.explain": 9,
    "matcher.messages": 9,
    "matcher.assignment": 9,
    "matcher.fairness": 9,
    "matcher.matching": 10,
    "matcher.evaluation": 11,
    "matcher.training": 12,
    "matcher.build": 13,
    "matcher": 14,  # the package itself: its public names
    "service": 15,
}
"""Level of each module or package; a package's submodules are of its level and may import each other."""

OPEN_TO_SERVICE = {
    "matcher.matching.engine",
    "matcher.matching.finding",
    "matcher.matching.imports",
    "matcher.ingest",
    "matcher.build",
    "matcher.training",
    "matcher.evaluation",
    "matcher.records",
    "matcher.scripts",
    "matcher.results",
    "matcher.errors",
    "matcher.files",
    "matcher.limits",
    "matcher.config",
    "matcher.artefacts",
    "matcher.messages",
    "matcher.explain.differences",
    "matcher.duplicates",
    "matcher.tombstones",
    "matcher.marker",
    "matcher.store.accounts",
    "matcher.store.answers",
    "matcher.store.jobs",
    "matcher.store.trail",
}


def modules(root: Path) -> dict[str, Path]:
    """Every module of both packages by its dotted name."""
    files = sorted(file for package in ("matcher", "service") for file in (root / package).rglob("*.py"))
    return {name_of(file.relative_to(root)): file for file in files}


def name_of(file: Path) -> str:
    parts = file.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def unit_of(module: str) -> str | None:
    """The module or package of the table that a module belongs to."""
    parts = module.split(".")
    candidates = [".".join(parts[:length]) for length in range(len(parts), 1, -1)]
    if module in ("matcher", "service") or parts[0] == "service":
        return parts[0]
    return next((each for each in candidates if each in LEVELS), None)


def imported(module: str, file: Path, known: set[str]) -> Iterator[tuple[str, int]]:
    """The project's modules that a file imports, wherever in it, with the line."""
    package = module if file.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        for name in _names(node, package, known):
            if name.split(".")[0] in ("matcher", "service"):
                yield name, getattr(node, "lineno", 0)


def _names(node: ast.AST, package: str, known: set[str]) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
        base = ".".join([*above, *([node.module] if node.module else [])])
        for alias in node.names:
            yield f"{base}.{alias.name}" if f"{base}.{alias.name}" in known else base
    elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
        for each in node.args[:1]:
            if isinstance(each, ast.Constant) and isinstance(each.value, str):
                yield each.value


def violations(root: Path) -> list[str]:
    """Every import that the design forbids, as file:line and what it does."""
    found = []
    files = modules(root)
    for module, file in files.items():
        for other, line in imported(module, file, set(files)):
            problem = _problem(module, other)
            if problem:
                found.append(f"{file.relative_to(root)}:{line}: {module} imports {other}: {problem}")
    return found


def _problem(module: str, other: str) -> str | None:
    unit, target = unit_of(module), unit_of(other)
    if unit is None or target is None:
        return "one of them has no level"
    if unit == target:
        return None
    if LEVELS[target] > LEVELS[unit]:
        return f"upward, from level {LEVELS[unit]} to {LEVELS[target]}"
    if LEVELS[target] == LEVELS[unit]:
        return f"siblings on level {LEVELS[unit]}"
    if unit == "service" and not any(f"{other}.".startswith(f"{each}.") for each in OPEN_TO_SERVICE):
        return f"service may import {', '.join(sorted(OPEN_TO_SERVICE))} only"
    return None


def test_imports_point_only_downward() -> None:
    assert violations(ROOT) == []


def test_every_module_has_a_level() -> None:
    assert [module for module in modules(ROOT) if unit_of(module) is None] == []
    assert len(modules(ROOT)) > 40


def upward(module: str, other: str) -> str:
    return f"upward, from level {LEVELS[module]} to {LEVELS[other]}"


@pytest.mark.parametrize(
    ("file", "line", "expected"),
    [
        ("matcher/records.py", "from matcher.text import clean", upward("matcher.records", "matcher.text")),
        ("matcher/store/memory.py", "import matcher.embed.port", f"siblings on level {LEVELS['matcher.store']}"),
        (
            "matcher/store/sql.py",
            "def late():\n    from matcher.ingest import jsonl",
            f"siblings on level {LEVELS['matcher.store']}",
        ),
        (
            "matcher/retrieval/exact.py",
            "from matcher.matching import engine",
            upward("matcher.retrieval", "matcher.matching"),
        ),
        (
            "matcher/retrieval/exact.py",
            "from ..scorecard.port import Scorecard",
            upward("matcher.retrieval", "matcher.scorecard"),
        ),
        ("matcher/filters/facts.py", "if False:\n    import service", upward("matcher.filters", "service")),
        (
            "matcher/matching/engine.py",
            "import importlib\nimportlib.import_module('matcher.build')",
            upward("matcher.matching", "matcher.build"),
        ),
        ("service/planted.py", "from matcher.store.sql import SqlStore", "service may import"),
        ("service/planted.py", "from matcher import retrieval", "service may import"),
        ("matcher/surprise.py", "from matcher import records", "no level"),
    ],
)
def test_a_planted_import_is_noticed(tmp_path: Path, file: str, line: str, expected: str) -> None:
    for package in ("matcher", "service"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    planted = tmp_path / file
    with open(planted, "a", encoding="utf-8") as source:
        source.write(f"\n{line}\n")
    (violation,) = set(violations(tmp_path)) - set(violations(ROOT))
    assert violation.startswith(f"{file}:")
    assert expected in violation


@pytest.mark.parametrize(
    "line", ["from matcher.retrieval.port import VectorIndex", "from .port import VectorIndex", "from . import port"]
)
def test_submodules_of_one_package_may_import_each_other(tmp_path: Path, line: str) -> None:
    shutil.copytree(ROOT / "matcher", tmp_path / "matcher", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "matcher" / "retrieval" / "more.py").write_text(f"{line}\nfrom matcher.arrays import Hits\n")
    assert [violation for violation in violations(tmp_path) if "more.py" in violation] == []
