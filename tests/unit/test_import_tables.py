"""Tables of records: headers in two languages, cells as people fill them in, and every problem at its cell."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from matcher.errors import InputError
from matcher.ingest.columns import TABLE_KINDS, columns_of
from matcher.ingest.drafts import Draft, Refused, judged
from matcher.ingest.headers import Head, head_of, read_own, write_own
from matcher.ingest.marked import write_marked
from matcher.ingest.reader import read_file
from matcher.ingest.sandbox import read_rows
from matcher.ingest.tables import Remark, cell_name
from matcher.ingest.template import kind_of_name, write_template
from matcher.records import Base, Decision, Need, Period, Professional, Record, Requirement, Work

HEADS = [
    "需求编号",
    "需求名称",
    "需求描述",
    "合作类型",
    "必备要求",
    "工作语言",
    "参与方式",
    "开始日期",
    "截止日期",
    "涉及受控知识",
]
ROW = [
    "N1",
    "高盐废水零排放",
    "蒸发器结垢。",
    "项目",
    "做过除硅\n有蒸发经验",
    "中文、英语",
    "远程；短期来访",
    "2027-04-01",
    "2027年3月8日",
    "否",
]
NEED = Need(
    id="N1",
    title="高盐废水零排放",
    body="蒸发器结垢。",
    type="project",
    requirements=(Requirement("做过除硅"), Requirement("有蒸发经验")),
    languages=("zh", "en"),
    modes=("remote", "visit"),
    period=Period(start=date(2027, 4, 1)),
    deadline=date(2027, 3, 8),
)


def workbook(path: Path, *sheets: tuple[str, list[list[Any]]]) -> Path:
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in sheets:
            page = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, cell in enumerate(row):
                    page.write(at, column, cell)
    return path


def csv_file(path: Path, rows: list[list[str]], encoding: str = "utf-8", sign: str = ",") -> Path:
    lines = (sign.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


def outcome(file: Path, **given: Any) -> tuple[list[Record | Decision], list[Refused], list[Remark]]:
    records: list[Record | Decision] = []
    refused: list[Refused] = []
    remarks: list[Remark] = []
    for item in read_file(file, **given):
        if isinstance(item, Remark):
            remarks.append(item)
        elif isinstance(item, Draft):
            made = judged(item, None)
            if isinstance(made, tuple):
                refused += made
            else:
                records.append(made)
    return records, refused, remarks


def records_of(file: Path, **given: Any) -> list[Record | Decision]:
    records, refused, _ = outcome(file, **given)
    assert [str(one.error) for one in refused] == []
    return records


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
def test_a_csv_is_read_in_whatever_encoding_it_was_saved(tmp_path: Path, encoding: str) -> None:
    assert records_of(csv_file(tmp_path / "n.csv", [HEADS, ROW], encoding)) == [NEED]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_delimiter_of_a_csv_is_found(tmp_path: Path, sign: str) -> None:
    assert records_of(csv_file(tmp_path / "n.csv", [HEADS, ROW], sign=sign)) == [NEED]


def test_a_workbook_gives_the_same_with_real_dates_and_truth_values(tmp_path: Path) -> None:
    row = [*ROW[:7], datetime(2027, 4, 1), datetime(2027, 3, 8), False]
    assert records_of(workbook(tmp_path / "n.xlsx", ("需求", [HEADS, row]))) == [NEED]


def test_every_sheet_is_taken_in_as_what_it_holds(tmp_path: Path) -> None:
    bases = [["基地编号", "基地英文名称", "基地名称", "类型"], ["B1", "Ningbo base", "宁波基地", "离岸基地"]]
    people = [
        ["人员编号", "姓名", "简介", "成果1标题", "成果1年份", "成果2标题"],
        ["P1", "王芳", "泵站专家", "", "", "Pumps"],
    ]
    decisions = [["需求编号", "人员编号", "联络员编号", "决定", "决定日期"], ["N1", "P1", "C1", "入围", "2026-09-01"]]
    notes = [["随便写的说明"], ["没有标题"]]
    file = workbook(
        tmp_path / "all.xlsx",
        ("需求", [HEADS, ROW]),
        ("基地", bases),
        ("专家", people),
        ("决定", decisions),
        ("备忘", notes),
    )

    records, refused, remarks = outcome(file)

    assert records == [
        NEED,
        Base(id="B1", name="Ningbo base", name_zh="宁波基地", type="offshore"),
        Professional(id="P1", name="王芳", summary="泵站专家", works=(Work("Pumps"),)),
        Decision(need="N1", professional="P1", coordinator="C1", decision="shortlist", date=date(2026, 9, 1)),
    ]
    assert refused == []
    assert [remark.values["sheet"] for remark in remarks] == ["备忘"]


def test_titles_above_the_headers_and_merged_cells_are_no_obstacle(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "n.xlsx")) as book:
        page = book.add_worksheet("汇总")
        page.merge_range(0, 0, 0, 3, "2026年技术需求汇总")
        page.write_row(2, 0, ["需求编号", "需求名称", "所属基地编号"])
        page.write_row(3, 0, ["N1", "水泵"])
        page.write_row(4, 0, ["N2", "滴灌"])
        page.merge_range(3, 2, 4, 2, "B7")

    needs = records_of(tmp_path / "n.xlsx")

    assert [(need.id, need.base) for need in needs if isinstance(need, Need)] == [("N1", "B7"), ("N2", "B7")]


def test_every_bad_cell_is_named_and_good_rows_are_taken(tmp_path: Path) -> None:
    bad = ["N 2", "水泵", "缺水。", "唱歌", "", "中文", "飞", "2027-02-30", "3/4/2027", "也许"]
    file = workbook(tmp_path / "n.xlsx", ("需求", [HEADS, bad, ROW]))

    records, refused, _ = outcome(file)

    assert records == [NEED]
    assert sorted((one.place.text, one.place.header) for one in refused) == [
        ("需求!A2", "需求编号"),
        ("需求!D2", "合作类型"),
        ("需求!G2", "参与方式"),
        ("需求!H2", "开始日期"),
        ("需求!I2", "截止日期"),
        ("需求!J2", "涉及受控知识"),
    ]


def test_what_is_missing_is_named_at_the_empty_cell(tmp_path: Path) -> None:
    file = csv_file(tmp_path / "n.csv", [["id", "title", "body"], ["", "Pumps", "x"], ["N2", "", ""]])

    _, refused, _ = outcome(file)

    assert [(one.place.text, one.field) for one in refused] == [("A2", "id"), ("A3", "")]


def test_two_columns_of_one_field_are_refused_and_nothing_is_guessed(tmp_path: Path) -> None:
    file = csv_file(tmp_path / "n.csv", [["id", "title", "需求名称"], ["N1", "a", "b"]])

    records, refused, _ = outcome(file)

    assert records == []
    assert str(refused[0].error) == (
        f"{file}:C1: field '需求名称': is read as title, and so is column B1; rename or remove one of them"
    )


def test_an_unknown_column_is_named_and_left_out(tmp_path: Path) -> None:
    records, _, (remark,) = outcome(csv_file(tmp_path / "n.csv", [["id", "title", "备注"], ["N1", "Pumps", "x"]]))

    assert records == [Need(id="N1", title="Pumps")]
    assert remark.values["columns"] == "备注 (C1)"


def test_an_own_table_of_headers_is_written_edited_and_used(tmp_path: Path) -> None:
    file = csv_file(tmp_path / "n.csv", [["id", "Name of thing", "body", "备注"], ["N1", "Pumps", "x", "y"]])
    heads = [item for item in read_file(file, "need") if isinstance(item, Head)]
    write_own(tmp_path / "m.csv", heads)
    text = (tmp_path / "m.csv").read_text(encoding="utf-8-sig")
    assert "need,Name of thing,\n" in text.replace("\r\n", "\n")

    edited = text.replace("Name of thing,", "Name of thing,title").replace("备注,", "备注,-")
    (tmp_path / "m.csv").write_text(edited, encoding="utf-8-sig")
    records, _, remarks = outcome(file, own=read_own(tmp_path / "m.csv"))

    assert (records, remarks) == ([Need(id="N1", title="Pumps", body="x")], [])


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("song,Title,title", "m.csv:2: a line has a kind"),
        ("need,Title,colour", "m.csv:2: 'colour' is not a field of a need"),
    ],
)
def test_a_wrong_line_of_such_a_table_is_named(tmp_path: Path, line: str, expected: str) -> None:
    (tmp_path / "m.csv").write_text(f"kind,header,field\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError, match=expected):
        read_own(tmp_path / "m.csv")


def test_without_an_id_column_an_id_is_made_that_stays_the_same(tmp_path: Path) -> None:
    rows = [["需求名称", "需求描述"], ["水泵", "缺水"], ["滴灌", "堵塞"]]
    turned = [rows[0], *rows[:0:-1]]
    first, again = (
        [one.id for one in records_of(workbook(tmp_path / f"{name}.xlsx", ("需求", given))) if isinstance(one, Need)]
        for name, given in (("a", rows), ("b", turned))
    )

    assert len(set(first)) == 2
    assert first == again[::-1]
    assert all(one.startswith("need-") for one in first)


def test_a_sheet_of_some_columns_leaves_the_other_fields_of_a_kept_record(tmp_path: Path) -> None:
    file = csv_file(tmp_path / "n.csv", [["id", "deadline", "theme"], ["N1", "2027-01-31", ""]])
    (draft,) = (item for item in read_file(file, "need") if isinstance(item, Draft))

    made = judged(draft, {"id": "N1", "title": "Pumps", "deadline": "2026-01-01", "theme": "water"})

    assert made == Need(id="N1", title="Pumps", deadline=date(2027, 1, 31))


def test_the_marked_sheet_has_the_same_columns_and_takes_the_mending(tmp_path: Path) -> None:
    bad = ["N2", "水泵", "缺水。", "唱歌", "", "中文", "远程", "2027-02-01", "明天", "否"]
    file = workbook(tmp_path / "n.xlsx", ("需求", [["汇总"], HEADS, bad, ROW]))
    _, refused, _ = outcome(file)
    out = tmp_path / "marked.xlsx"
    write_marked(file, "workbook", refused, out, lambda one: f"!{one.problem}", ["about", "place", "field", "reason"])

    rows = [row for row in read_rows(out, "workbook") if row.sheet == "需求"]
    assert [row.cells for row in rows] == [row.cells for row in read_rows(file, "workbook")]
    import zipfile

    with zipfile.ZipFile(out) as archive:
        comments = archive.read("xl/comments1.xml").decode()
    assert 'ref="D3"' in comments
    assert 'ref="I3"' in comments
    assert comments.count("<comment ") == 2
    records, again, _ = outcome(out)
    assert (records, len(again)) == ([NEED], 2)


@pytest.mark.parametrize("kind", TABLE_KINDS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_template_holds_no_record_and_headers_that_are_known(tmp_path: Path, kind: Any, language: Any) -> None:
    write_template(tmp_path / "t.xlsx", kind, language)

    items = list(read_file(tmp_path / "t.xlsx"))

    (head,) = (item for item in items if isinstance(item, Head))
    assert (head.kind, head.unknown, head.doubled) == (kind, (), ())
    assert not any(isinstance(item, Draft | Remark) for item in items)


def test_the_example_of_a_template_is_one_that_is_taken_in(tmp_path: Path) -> None:
    write_template(tmp_path / "t.xlsx", "need", "zh")
    rows = [row for row in read_rows(tmp_path / "t.xlsx", "workbook") if row.sheet == "示例"]
    (made,) = records_of(workbook(tmp_path / "n.xlsx", ("需求", [list(row.cells) for row in rows])))

    assert isinstance(made, Need)
    assert (made.id, made.type, len(made.requirements), made.languages) == ("N-示例", "project", 3, ("zh", "en"))


@pytest.mark.parametrize(
    ("name", "kind"), [("needs", "need"), ("2026专家名单", "professional"), ("Bases_2", "base"), ("notes", None)]
)
def test_the_name_of_a_template_says_what_it_is_for(name: str, kind: str | None) -> None:
    assert kind_of_name(name) == kind


@pytest.mark.parametrize("kind", TABLE_KINDS)
def test_no_header_names_two_fields_of_a_kind(kind: Any) -> None:
    for language in ("en", "zh"):
        heads = [getattr(column, language) for column in columns_of(kind)]
        head = head_of(heads, 1, [kind], {})
        assert head is not None
        assert (head.unknown, head.doubled, len(head.headings)) == ((), (), len(heads))


@pytest.mark.parametrize(
    ("row", "column", "name"), [(1, 0, "A1"), (5, 25, "Z5"), (5, 26, "AA5"), (9, 701, "ZZ9"), (9, 702, "AAA9")]
)
def test_cells_have_the_names_that_a_spreadsheet_gives_them(row: int, column: int, name: str) -> None:
    assert cell_name(row, column) == name
