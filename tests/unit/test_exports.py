"""Exports are what was shown, hold no formula, cut nothing, and give the same records when they are taken in again."""

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from matcher.errors import InputError
from matcher.ingest.columns import TableKind
from matcher.ingest.drafts import Draft, judged
from matcher.ingest.listing import records_table, write_records
from matcher.ingest.reader import Whole, read_file
from matcher.ingest.sandbox import read_rows
from matcher.ingest.sheets import LONGEST_TEXT, Table, write_table
from matcher.records import (
    Base,
    Consent,
    Decision,
    Education,
    Experience,
    Need,
    Organisation,
    Period,
    Professional,
    Record,
    Requirement,
    Work,
)
from tests.contracts import strategies

FORMULAS = ["=1+1", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", '=HYPERLINK("http://example.org","pay")', "'=x"]
RECORDS: dict[TableKind, list[Record | Decision]] = {
    "need": [
        Need(
            id="N/1?",
            title="=1+1",
            body="http://example.org\r\n第二行\x0bx",
            type="project",
            base="B1",
            theme="a;b",
            requirements=(
                Requirement("做过；会做", skill="除硅", weight=2.5, alternatives=("a;b", "[c]")),
                Requirement(" spaced ", kind="nice", start=3, end=9),
            ),
            languages=("zh", "en"),
            modes=("remote", "stay"),
            stages=("R1", "founder"),
            status="closed",
            controlled=True,
            period=Period(date(2027, 1, 1), None),
            deadline=date(1899, 1, 1),
            exclusions=("P1", "O;2"),
            synthetic=True,
        ),
        Need(id="N2", body="x" * 100_000),
    ],
    "professional": [
        Professional(
            id="P1",
            name="王芳",
            aliases=("Fang Wang", "W\nF"),
            summary="<r>pumps</r>",
            works=(Work("Pumps", "Of water.", 2020, "patent"), Work("Wells")),
            experiences=(Experience("Engineer", "Built\nmuch.", "O1", 2019, None),),
            education=(Education("PhD", "hydrology", "Lund", 2010, 2014),),
            skills=("PLC", "膜、蒸发", "a; b"),
            country="CN",
            stage="senior",
            availability=Period(None, date(2027, 5, 1)),
            engagements=("project",),
            consent=Consent(("matching", "contact"), date(2026, 1, 1), date(2028, 1, 1)),
            updated=date(2026, 5, 18),
        ),
        Professional(id="P2", headline="'=quoted", consent=Consent((), date(2026, 1, 1))),
    ],
    "base": [Base(id="B1", name="Base", name_zh="基地", type="rd_community", policies=("免租；12个月", "x"))],
    "organisation": [Organisation(id="O1", name="Org", type="university", country="DE", ror="https://ror.org/1")],
    "decision": [
        Decision(need="N1", professional="P1", coordinator="C1", position=3, decision="decline", date=date(2026, 1, 2))
    ],
}


def taken_in(file: Path, kind: TableKind) -> list[Record | Decision]:
    made: list[Record | Decision] = []
    for item in read_file(file, kind):
        if isinstance(item, Whole):
            made.append(item.record)
        elif isinstance(item, Draft):
            record = judged(item, None)
            assert not isinstance(record, tuple), [str(one.error) for one in record]
            made.append(record)
    return made


@pytest.mark.parametrize("kind", RECORDS)
@pytest.mark.parametrize("ending", ["xlsx", "csv", "json"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_export_that_is_taken_in_again_gives_the_same_records(
    tmp_path: Path, kind: TableKind, ending: str, language: Any
) -> None:
    file = tmp_path / f"out.{ending}"
    write_records(file, kind, RECORDS[kind], language, name="list", about=(("time", "now"),))

    assert taken_in(file, kind) == RECORDS[kind]


def stated(record: Record) -> bool:
    """Whether nothing in a record is lost in a table: parts that state nothing, and texts of blanks, have no cell."""
    parts = (
        *getattr(record, "works", ()),
        *getattr(record, "experiences", ()),
        getattr(record, "availability", None),
        getattr(record, "period", None),
    )
    empty = {Work(), Experience(), Period()}
    optional = [getattr(record, name, None) for name in ("name", "theme", "organisation", "parent", "ror")]
    optional += [one.organisation for one in getattr(record, "experiences", ())]
    return not any(part in empty for part in parts if part is not None) and "" not in optional


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
@settings(
    max_examples=4,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)  # each starts a process, and a smaller case would take hundreds
@given(drawn=st.lists(strategies.needs.filter(stated), min_size=8, max_size=12, unique_by=lambda one: one.id))
def test_whatever_a_need_holds_comes_back(tmp_path: Path, ending: str, drawn: list[Need]) -> None:
    file = tmp_path / f"out.{ending}"
    write_records(file, "need", drawn, "zh")

    assert taken_in(file, "need") == drawn


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
@settings(
    max_examples=4,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
@given(drawn=st.lists(strategies.professionals.filter(stated), min_size=8, max_size=12, unique_by=lambda one: one.id))
def test_whatever_a_professional_holds_comes_back(tmp_path: Path, ending: str, drawn: list[Professional]) -> None:
    file = tmp_path / f"out.{ending}"
    write_records(file, "professional", drawn, "en")

    assert taken_in(file, "professional") == drawn


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_is_never_a_formula_or_a_link(tmp_path: Path, text: str) -> None:
    table = Table("t", ("text", "link"), [(text, "http://example.org")])
    write_table(tmp_path / "t.xlsx", table)
    write_table(tmp_path / "t.csv", table)

    with zipfile.ZipFile(tmp_path / "t.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    (_, row) = csv.reader(io.StringIO((tmp_path / "t.csv").read_text(encoding="utf-8-sig"), newline=""))
    assert row[0] == f"'{text}"


def test_a_number_that_is_text_stays_as_it_is_in_csv(tmp_path: Path) -> None:
    write_table(tmp_path / "t.csv", Table("t", ("a",), [("-2.5",), ("+86",)]))
    assert (tmp_path / "t.csv").read_bytes() == b"\xef\xbb\xbfa\r\n-2.5\r\n+86\r\n"


def test_a_long_text_goes_on_in_columns_of_its_own(tmp_path: Path) -> None:
    text = "😀太阳" * 20_000
    write_table(tmp_path / "t.xlsx", Table("t", ("id", "body"), [("1", text), ("2", "short")]))

    head, row, short = read_rows(tmp_path / "t.xlsx", "workbook")

    assert head.cells[:3] == ("id", "body", "body continued 2")
    assert all(len(str(cell).encode("utf-16-le")) // 2 <= LONGEST_TEXT for cell in row.cells)
    assert "".join(row.cells[1:]) == text
    assert short.cells[1] == "short"


def test_the_first_sheet_says_what_the_list_is(tmp_path: Path) -> None:
    about = (("need", "N1  水泵"), ("time", "2026-11-28 09:00 UTC"))
    write_table(tmp_path / "t.xlsx", Table("candidates", ("rank",), [(1,)], about, "说明"))

    rows = list(read_rows(tmp_path / "t.xlsx", "workbook"))

    assert [(row.sheet, row.cells) for row in rows] == [
        ("说明", about[0]),
        ("说明", about[1]),
        ("candidates", ("rank",)),
        ("candidates", (1,)),
    ]
    write_table(tmp_path / "t.json", Table("candidates", ("rank",), [(1,)], about))
    assert json.loads((tmp_path / "t.json").read_text(encoding="utf-8")) == {
        "about": dict(about),
        "rows": [{"rank": 1}],
    }


def test_numbers_days_and_order_are_those_that_are_given(tmp_path: Path) -> None:
    rows: Sequence[Any] = [(2, 0.1234, date(2027, 3, 8), True), (1, -0.5, None, False)]
    write_table(tmp_path / "t.xlsx", Table("t", ("rank", "score", "day", "flag"), rows))

    _, first, second = read_rows(tmp_path / "t.xlsx", "workbook")

    assert first.cells == (2, 0.1234, "2027-03-08", True)
    assert second.cells == (1, -0.5, None, False)


def test_an_unknown_ending_and_too_many_columns_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"has the ending '\.pdf'; allowed: \.xlsx, \.csv, \.json"):
        write_table(tmp_path / "t.pdf", Table("t", ("a",), []))
    wide = Table("t", tuple(str(at) for at in range(16_385)), [])
    with pytest.raises(InputError, match=r"0 rows and 16385 columns; a sheet holds"):
        write_table(tmp_path / "t.xlsx", wide)
    assert list(tmp_path.iterdir()) == []


def test_columns_that_nobody_states_are_left_out() -> None:
    table = records_table("need", [Need(id="N1", title="x"), replace(Need(id="N2", title="y"), theme="z")], "en")
    assert table.heads == ("id", "title", "theme", "status", "visibility")
