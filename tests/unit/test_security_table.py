"""The tests that the table of security requirements names exist."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "docs" / "explanation" / "security.md").read_text(encoding="utf-8")


def test_every_test_that_shows_a_requirement_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", TABLE))
    there = {
        name
        for file in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"def (test_\w+)", file.read_text(encoding="utf-8"))
    }
    assert named - there == set()
    assert len(named) > 50


def test_every_row_has_a_test_or_a_reason() -> None:
    rows = [line.strip("|").split("|") for line in TABLE.splitlines() if line.startswith("| ") and "---" not in line]
    assert [row for row in rows if not row[-1].strip()] == []
