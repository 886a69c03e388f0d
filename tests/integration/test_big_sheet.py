"""A sheet of five thousand rows with two bad cells in a hundred: every good row in, every bad cell named."""

import random
import resource
from pathlib import Path

import pytest
import xlsxwriter

from matcher.build import open_engine
from matcher.config import load_settings
from matcher.matching.imports import GivenFile

ROWS = 5_000
HEADS = [
    "需求编号",
    "需求名称",
    "需求描述",
    "合作类型",
    "必备要求",
    "工作语言",
    "参与方式",
    "开始日期",
    "结束日期",
    "截止日期",
]
GOOD = [
    "",
    "水泵",
    "泵站缺水，寻找做过光伏提水的专家。",
    "项目",
    "做过光伏提水\n有高寒地区经验",
    "中文",
    "远程",
    "2027-01-01",
    "",
    "2026年12月8日",
]
BAD = {0: "N 1", 3: "唱歌", 6: "飞", 7: "2027-13-01", 8: "3/4/2027", 9: "明天"}


def sheet(path: Path, rows: int) -> tuple[Path, set[tuple[int, int]]]:
    """The sheet, and row and column of its bad cells."""
    rng = random.Random(3)
    bad: set[tuple[int, int]] = set()
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("需求")
        page.write_row(0, 0, HEADS)
        for row in range(2, rows + 2):
            cells = [f"N{row}", *GOOD[1:]]
            for column, wrong in BAD.items():
                if rng.random() < 0.02 * len(HEADS) / len(BAD):
                    cells[column] = wrong
                    bad.add((row, column))
            page.write_row(row - 1, 0, cells)
    return path, bad


def take_in(path: Path, rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOMEMATCH_FOLDER", str(path / "var"))
    monkeypatch.setenv("HOMEMATCH_EMBEDDER", "hashing")
    file, bad = sheet(path / "needs.xlsx", rows)
    engine = open_engine(load_settings())
    before = resource.getrusage(resource.RUSAGE_SELF)

    (outcome,) = engine.imports.take([GivenFile(file)]).files

    after = resource.getrusage(resource.RUSAGE_SELF)
    assert {(one.place.row, one.place.column) for one in outcome.refused} == bad
    assert len(engine.records.ids("need")) == outcome.good == rows - len({row for row, _ in bad})
    assert after.ru_utime - before.ru_utime < 20
    assert after.ru_maxrss - before.ru_maxrss < 512 << 10
    engine.close()


def test_every_good_row_of_a_sheet_is_in_and_every_bad_cell_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in(tmp_path, 600, monkeypatch)


@pytest.mark.slow
def test_so_it_is_with_five_thousand_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    take_in(tmp_path, ROWS, monkeypatch)
