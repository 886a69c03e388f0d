"""Files in and out as a user meets them: sheets with wrong cells, CVs, templates, undoing, lists, exports."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from matcher.ingest.sandbox import read_rows
from tests.cv_makers import make
from tests.integration.commands import Command, command_in
from tests.unit.test_foreign_profiles import ORCID

HEADS = ["需求编号", "需求名称", "需求描述", "类型", "截止日期"]
GOOD = ["N1", "高盐废水零排放", "蒸发器每12天清洗一次，寻找做过除硅的专家。", "项目", datetime(2027, 3, 8)]
BAD = ["N2", "光伏提水", "泵站缺水。", "唱歌", "明天"]


@pytest.fixture
def homematch(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    return command_in(tmp_path, monkeypatch, capsys)


def sheet(path: Path, *rows: list[Any]) -> Path:
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        page = book.add_worksheet("需求")
        for at, row in enumerate([HEADS, *rows]):
            for column, cell in enumerate(row):
                page.write(at, column, cell)
    return path


def ids(homematch: Command, kind: str, *options: object) -> list[str]:
    return [record["id"] for record in homematch("list", kind, "--json", *options).json["records"]]


def test_a_sheet_with_wrong_cells_comes_back_marked_and_the_mended_one_changes_only_what_changed(
    homematch: Command, tmp_path: Path
) -> None:
    file = sheet(tmp_path / "needs.xlsx", GOOD, BAD)

    first = homematch("import", file, "--lang", "zh")

    assert first.status == 2
    assert "需求：2行，1行可用，1条新增或有改动" in first.out
    assert '需求!D3：类型 是"唱歌"；可填：交流' in first.err
    assert f"已在 {tmp_path / 'needs-errors.xlsx'} 中标红" in first.err
    assert ids(homematch, "needs") == ["N1"]

    marked = [list(row.cells) for row in read_rows(tmp_path / "needs-errors.xlsx", "workbook") if row.sheet == "需求"]
    assert marked[0] == HEADS
    mended = [*BAD[:3], "项目", "2027-05-01"]
    again = homematch("import", sheet(tmp_path / "mended.xlsx", GOOD, mended), "--json")

    assert again.status == 0
    (outcome,) = again.json
    assert [(change["id"], change["new"]) for change in outcome["changes"]] == [("N2", True)]
    assert outcome["changed"] == 1


def test_a_dry_run_shows_what_would_change_and_keeps_nothing(homematch: Command, tmp_path: Path) -> None:
    homematch("import", sheet(tmp_path / "needs.xlsx", GOOD))
    changed = sheet(tmp_path / "new.xlsx", [*GOOD[:1], "改名", *GOOD[2:]], ["N9", *GOOD[1:]])

    shown = homematch("import", changed, "--dry-run")

    assert shown.status == 0
    assert "2 would be new or different; nothing was kept" in shown.out
    assert "N1: title" in shown.out
    assert ids(homematch, "needs") == ["N1"]
    assert not (tmp_path / "new-errors.xlsx").exists()


def test_an_import_is_undone_as_a_whole(homematch: Command, tmp_path: Path) -> None:
    homematch("import", sheet(tmp_path / "a.xlsx", GOOD))
    changed = [*GOOD[:1], "改名", *GOOD[2:]]
    run = homematch("import", sheet(tmp_path / "b.xlsx", changed, ["N9", *GOOD[1:]]), "--json").json[0]["run"]
    assert ids(homematch, "needs") == ["N1", "N9"]

    undone = homematch("import", "--undo", run)

    assert undone.status == 0
    assert "1 records as they were before, 1 removed" in undone.out
    assert ids(homematch, "needs") == ["N1"]
    assert homematch("record", "need", "N1", "--json").json["record"]["title"] == GOOD[1]
    assert run in homematch("import", "--runs").out
    again = homematch("import", "--undo", run, "--lang", "zh")
    assert again.status == 2
    assert f"导入{run}已于" in again.err


def test_every_field_knows_where_it_came_from(homematch: Command, tmp_path: Path) -> None:
    file = sheet(tmp_path / "needs.xlsx", GOOD)
    homematch("import", file)

    sources = homematch("record", "need", "N1", "--json").json["sources"]

    assert (sources["title"]["file"], sources["title"]["place"]) == (str(file), "需求!B2")
    assert sources["deadline"]["place"] == "需求!E2"


def test_an_orcid_record_and_a_cv_become_people_that_are_matched(homematch: Command, tmp_path: Path) -> None:
    (tmp_path / "orcid.json").write_text(json.dumps(ORCID), encoding="utf-8")
    _, cv = make(tmp_path, 3, 5, 0)
    taken = homematch("import", "orcid.json", cv, "--yes", "--consented", "2026-11-01", "--json")
    homematch("import", sheet(tmp_path / "needs.xlsx", GOOD))

    assert taken.status == 0
    people = ids(homematch, "professionals")
    assert len(people) == 2
    assert "orcid:0000-0002-1825-0097" in people
    for person in people:
        answer = homematch("explain", "N1", person, "--json").json
        assert [one["professional"] for one in answer["recommendations"]] == [person]


def test_a_cv_is_shown_and_taken_in_only_when_it_is_confirmed(
    homematch: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import typer

    known, cv = make(tmp_path, 3, 3, 0)
    monkeypatch.setattr(typer, "confirm", lambda question: False)
    refused = homematch("import", cv)
    assert known.name in refused.out
    assert known.jobs[0].organisation in refused.out
    assert ids(homematch, "professionals") == []

    monkeypatch.setattr(typer, "confirm", lambda question: True)
    homematch("import", cv, "--id", "P9")
    assert ids(homematch, "professionals") == ["P9"]


@pytest.mark.parametrize("name", ["needs.xlsx", "专家.xlsx"])
def test_a_template_is_written_and_empty(homematch: Command, name: str) -> None:
    assert homematch("template", name, "--lang", "zh").status == 0
    assert homematch("import", name).status == 0
    assert ids(homematch, "needs") == ids(homematch, "professionals") == []


def test_a_template_of_no_kind_says_how_to_name_it(homematch: Command) -> None:
    answer = homematch("template", "sheet.xlsx")
    assert answer.status == 2
    assert "sheet.xlsx does not say what the sheet is for; name it needs.xlsx" in answer.err


def test_lists_are_found_by_words_filters_and_order(homematch: Command, tmp_path: Path) -> None:
    rows = [
        ["N/1?", "Solar Pumps", "In Qinghai.", "项目", "2027-05-01"],
        ["N2", "太阳能水泵", "青海。", "考察", "2027-01-01"],
        ["N3", "Membranes", "Brine and SOLAR.", "项目", ""],
    ]
    homematch("import", sheet(tmp_path / "n.xlsx", *rows))

    assert ids(homematch, "needs", "solar") == ["N/1?", "N3"]
    assert ids(homematch, "needs", "solar", "pumps") == ["N/1?"]
    assert ids(homematch, "needs", "水泵") == ["N2"]
    assert ids(homematch, "needs", "--where", "合作类型=项目", "--sort", "-deadline") == ["N/1?", "N3"]
    assert ids(homematch, "needs", "--sort", "deadline") == ["N2", "N/1?", "N3"]
    assert ids(homematch, "needs", "--where", "deadline=") == ["N3"]
    assert ids(homematch, "needs", "--limit", 1, "--offset", 1) == ["N2"]
    assert "1 of 3" in homematch("list", "needs", "--limit", 1).out
    wrong = homematch("list", "needs", "--where", "colour=red", "--lang", "zh")
    assert wrong.status == 2
    assert "需求没有可筛选或排序的字段“colour”；可用：id, title" in wrong.err


@pytest.mark.parametrize("ending", ["xlsx", "csv", "json"])
def test_a_list_that_is_exported_and_taken_in_again_changes_nothing(
    homematch: Command, tmp_path: Path, ending: str
) -> None:
    homematch("import", sheet(tmp_path / "n.xlsx", GOOD, ["N/2?", "=1+1", "x", "考察", ""]))
    assert homematch("list", "needs", "--out", f"out.{ending}", "--lang", "zh").status == 0

    (again,) = homematch("import", "--needs", f"out.{ending}", "--json").json

    assert (again["read"], again["changed"], again["errors"]) == (2, 0, [])


def test_an_export_of_candidates_has_their_order_numbers_and_words(homematch: Command, tmp_path: Path) -> None:
    (tmp_path / "orcid.json").write_text(json.dumps(ORCID), encoding="utf-8")
    homematch("import", "orcid.json", sheet(tmp_path / "n.xlsx", GOOD), "--consented", "2026-11-01")
    shown = homematch("candidates", "N1", "--json", "--lang", "zh").json["recommendations"]

    assert homematch("candidates", "N1", "--out", "c.xlsx", "--lang", "zh").status == 0

    rows = list(read_rows(tmp_path / "c.xlsx", "workbook"))
    about = {row.cells[0]: row.cells[1] for row in rows if row.sheet == "说明"}
    assert str(about["需求"]).startswith("N1  高盐废水零排放")
    assert {"运行", "时间", "行数"} <= about.keys()
    head, *listed = [row.cells for row in rows if row.sheet == "人员"]
    assert head[:2] == ("位次", "编号")
    assert [(row[0], row[1], row[5]) for row in listed] == [
        (one["rank"], one["professional"], round(one["score"], 4)) for one in shown
    ]


def test_a_file_that_is_not_there_is_named_in_the_reader_s_language(homematch: Command) -> None:
    answer = homematch("import", "nichts.xlsx", "--lang", "zh")
    assert answer.status == 2
    assert answer.err.strip().endswith("homematch: 没有文件 nichts.xlsx；请检查路径")
