"""Files made to do harm cost one clear message: no crash, within limits of memory and time, with file and place."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from matcher.ingest.drafts import Draft
from matcher.ingest.reader import read_file
from matcher.ingest.sandbox import read_rows
from matcher.limits import PARSER_MEMORY, PARSER_SECONDS
from tests import hostile_files
from tests.hostile_files import MAKERS
from tests.read_hostile import messages_of

ROOT = Path(__file__).parents[2]
FEW, MANY = 2 * len(MAKERS), 300


def check(folder: Path, seeds: range) -> None:
    command = [sys.executable, "-m", "tests.read_hostile", str(folder), str(seeds.start), str(seeds.stop)]
    reading = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    reports = [json.loads(line) for line in reading.stdout.splitlines()]
    assert len(reports) == len(seeds)
    for report in reports:
        for message in report["messages"]:
            assert message.startswith(report["file"])
            assert "Traceback" not in message
            assert len(message) < 1000
        assert report["seconds"] <= PARSER_SECONDS + 2, report["file"]
        assert report["bytes"] <= PARSER_MEMORY + (32 << 20), report["file"]


def test_malformed_files_are_refused_with_file_and_place(tmp_path: Path) -> None:
    check(tmp_path, range(FEW))


@pytest.mark.slow
def test_many_malformed_files_are_refused_with_file_and_place(tmp_path: Path) -> None:
    check(tmp_path, range(FEW, MANY))


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("bomb", "times its size; allowed: 256 MiB"),
        ("document_bomb", "times its size; allowed: 256 MiB"),
        ("far_cell", "far.xlsx:sheet needs: needs more than 480 MiB of memory"),
        ("many_merged", "merged.xlsx:sheet needs: has more merged cells than"),
        ("million_columns", "line 1 has 1000002 columns; allowed: 2000"),
        ("nul_bytes", "nul.csv:2: holds a NUL character"),
        ("no_encoding", "latin.csv:2: is neither UTF-8 nor UTF-16 nor GB18030"),
        ("open_quote", "line 2: a cell has no end"),
        ("huge_cell", "cell.csv:C2: field 'body': has "),
        ("entities", "declares a document type"),
        ("locked_pdf", "is locked with a password"),
        ("looping_pdf", "is damaged (PdfReadError: Detected cyclic page references.)"),
        ("picture", "no text found"),
        ("nothing", "is empty"),
        ("other_archive", "is an archive that is neither a workbook nor a document"),
        ("no_headers", "no row of the first 10 holds known column headers"),
        ("wrong_lines", "does not tell what its records are"),
    ],
)
def test_each_kind_of_harm_has_its_message(tmp_path: Path, kind: str, expected: str) -> None:
    import random

    (message,) = messages_of(getattr(hostile_files, kind)(tmp_path, random.Random(1)))

    assert expected in message


def test_a_file_is_known_by_its_content_under_any_name(tmp_path: Path) -> None:
    import random

    good = hostile_files.workbook(tmp_path, random.Random(1))
    renamed = good.rename(tmp_path / "needs.csv")

    drafts = [item for item in read_file(renamed) if isinstance(item, Draft)]

    assert [draft.id for draft in drafts][:2] == ["N1", "N2"]


def test_formulas_give_their_values_and_nothing_is_computed(tmp_path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(tmp_path / "f.xlsx")) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["id", "title"])
        page.write_formula(1, 0, '="N"&1', None, "N1")
        page.write_formula(1, 1, "=cmd|'/C calc'!A1", None, "Pumps")

    rows = list(read_rows(tmp_path / "f.xlsx", "workbook"))

    assert rows[1].cells == ("N1", "Pumps")


def test_a_reader_that_stops_early_ends_the_parsing_process(tmp_path: Path) -> None:
    text = "id,title\n" + "".join(f"N{at},Pumps\n" for at in range(100_000))
    (tmp_path / "long.csv").write_text(text)

    rows = read_rows(tmp_path / "long.csv", "text")
    first = next(rows)
    rows.close()  # type: ignore[attr-defined]

    assert first.cells == ("id", "title")
