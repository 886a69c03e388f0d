"""Problems of inputs are said in Chinese too: every one that the code raises, with the same values."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from matcher.codec import _EXPECTED, _UNSAFE_PROBLEM, checked
from matcher.errors import InputError, Problem
from matcher.ingest.drafts import Place, Refused
from matcher.messages.problems import ZH, header_of, problem_text, refusal_text

ROOT = Path(__file__).parents[2] / "matcher"
FILES = [
    *(ROOT / "ingest").glob("*.py"),
    *(ROOT / name for name in ("records.py", "codec.py", "dates.py", "codes.py")),
    *(ROOT / name for name in ("store/imported.py", "matching/imports.py", "store/sql_accounts.py")),
    *(ROOT.parent / "service" / "access").glob("*.py"),
    *(ROOT.parent / "service" / name for name in ("jobs.py", "work.py")),
]
NAMES = ("Problem", "InputError", "Remark", "_refused")


def templates(file: Path) -> Iterator[str]:
    """The sentences that a module raises: constants, by name too."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    named = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in NAMES:
            for argument in node.args:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and " " in argument.value:
                    yield argument.value
                elif isinstance(argument, ast.Name) and argument.id in named:
                    yield named[argument.id]


def places(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_every_problem_that_is_raised_has_a_chinese_sentence(file: Path) -> None:
    assert [template for template in templates(file) if template not in ZH] == []


def test_the_problems_that_pydantic_finds_have_one_too() -> None:
    assert [template for template in (*_EXPECTED.values(), _UNSAFE_PROBLEM) if template not in ZH] == []


@pytest.mark.parametrize("english", ZH)
def test_a_chinese_sentence_fills_no_place_that_the_english_has_not(english: str) -> None:
    assert places(ZH[english]) <= places(english)


def test_all_that_is_wrong_with_a_record_is_named_by_field_and_said_in_chinese() -> None:
    given = {"id": "N 1", "title": "Pumps", "type": "sing", "deadline": "3/4/2026", "languages": ["Nonsensish"]}
    problems = checked("need", given)

    assert isinstance(problems, tuple)
    said = {one.field: problem_text(one.problem, "zh", one.field) for one in problems}
    assert said == {
        "id": "“N 1”不能用作编号；可填：1到200个可见字符，不含空格",
        "type": '是"sing"；可填：交流、学术交流、项目、项目合作、创业、考察、培训、调研、咨询',
        "deadline": '是"3/4/2026"，分不清哪个是月、哪个是日；请写成2026-11-22',
        "languages": "是“Nonsensish”，不是认得的语言；可填：zh、英语、English 这样的代码或名称",
    }


def test_a_field_that_is_left_out_hides_no_other_problem() -> None:
    problems = checked("professional", {"works": [{"title": "x", "year": 3000}, {"kind": "song"}], "stage": "R9"})

    assert isinstance(problems, tuple)
    assert {one.field for one in problems} == {"works.0.year", "works.1.kind", "stage", "id"}


def test_a_problem_without_a_chinese_sentence_is_said_in_english() -> None:
    assert problem_text(Problem("is {what}", what="odd"), "zh") == "is odd"
    assert problem_text(InputError("plain words"), "zh") == "plain words"


def test_a_refusal_names_file_cell_and_header_in_both_languages() -> None:
    refused = Refused(
        "n.xlsx", Place("需求!C4", "需求", 4, 2, "截止日期"), "deadline", Problem("is damaged ({cause})", cause="x")
    )

    assert refusal_text(refused, "zh") == "n.xlsx:需求!C4：截止日期 已损坏（x）"
    assert refusal_text(refused, "en") == "n.xlsx:需求!C4: field '截止日期': is damaged (x)"


def test_headers_are_those_of_the_template() -> None:
    assert header_of("professional", "works.1.year", "zh") == "成果2年份"
    assert header_of("need", "period.start", "en") == "period start"
