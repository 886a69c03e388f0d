"""An empty sheet to fill in: headers, choices to pick from, an example row, and a page that explains every column."""

from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import xlsxwriter

from matcher.files import atomic_write
from matcher.ingest.columns import NUMBER, Column, TableKind, columns_of, words_of
from matcher.ingest.sheets import SHEET_OPTIONS, put

Words = Literal["en", "zh"]

_LEFT_OUT: Mapping[TableKind, tuple[str, ...]] = {
    "need": ("requirements.#", "exclusions", "synthetic", "organisation"),
    "professional": ("synthetic", "exclusions", "updated"),
}
_TIMES = 2
"""How often the columns of works, positions and degrees are there; more are added with the next number."""
_FILLED = 1000
"""Rows that have choices to pick from."""
_NAMES: Mapping[TableKind, tuple[str, str]] = {
    "need": ("needs", "需求"),
    "professional": ("professionals", "专家"),
    "base": ("bases", "基地"),
    "organisation": ("organisations", "单位"),
    "decision": ("decisions", "决定"),
}
_HINTS: Mapping[str, tuple[str, str]] = {
    "text": ("any text", "任意文字"),
    "list": ("several, one a line (Alt+Enter) or with ; between them", "可填几项，每行一项（Alt+回车）或用；分开"),
    "codes": ("several, with ; between them", "可填几项，用；分开"),
    "day": ("a date, such as 2026-11-22", "日期，如 2026-11-22"),
    "year": ("a year, such as 2019; an open end is left empty", "年份，如 2019；至今则留空"),
    "whole": ("a whole number", "整数"),
    "number": ("a number", "数字"),
    "flag": ("yes or no", "是或否"),
    "word": ("one of the choices", "从选项中选一个"),
}
_EXAMPLES: Mapping[TableKind, Mapping[str, tuple[Any, Any]]] = {
    "need": {
        "id": ("N-EXAMPLE", "N-示例"),
        "title": ("Zero discharge of saline waste water", "高盐工业废水零排放"),
        "body": (
            "The evaporator is cleaned every 12 days. We look for somebody who has removed silica.",
            "蒸发器每12天清洗一次。寻找做过除硅预处理的专家。",
        ),
        "type": ("project", "项目"),
        "requirements.must": (
            "Has removed silica from brine\nHas run an evaporator",
            "做过除硬除硅预处理\n有蒸发器运行经验",
        ),
        "requirements.nice": ("Has worked with a company in China", "与国内企业合作过"),
        "languages": ("zh;en", "中文；英语"),
        "modes": ("remote;visit", "远程；短期来访"),
    },
    "professional": {
        "id": ("P-EXAMPLE", "P-示例"),
        "name": ("Jane Example", "示例"),
        "summary": ("Designs membrane plants for brine.", "设计高盐水膜法浓缩装置。"),
        "skills": ("silica removal; evaporation", "除硅；蒸发"),
        "languages": ("en", "英语"),
        "works.#.title": ("Silica scaling in evaporators", "蒸发器硅垢成因"),
        "works.#.year": (2023, 2023),
        "consent.purposes": ("matching", "匹配"),
        "consent.given": ("2026-11-01", "2026-11-01"),
    },
    "base": {"id": ("B-EXAMPLE", "B-示例"), "name": ("Example base", "Example base"), "name_zh": ("", "示例基地")},
    "organisation": {"id": ("O-EXAMPLE", "O-示例"), "name": ("Example society", "Example society")},
    "decision": {"need": ("N-EXAMPLE", "N-示例"), "professional": ("P-EXAMPLE", "P-示例")},
}

_FIRST_DAY = date(1901, 1, 1)
_ALLOWED: Mapping[tuple[TableKind, str], tuple[str, ...]] = {
    ("need", "type"): ("exchange", "project", "startup", "trip", "training", "survey", "consulting"),
    ("base", "type"): ("work", "offshore", "overseas", "rd_community"),
    ("organisation", "type"): ("partner", "employer", "university", "institute"),
}


def write_template(path: Path, kind: TableKind, language: Words) -> None:
    """Write the sheet as xlsx; the example stands on a page of its own, so that it is never taken in."""
    content, zh = BytesIO(), language == "zh"
    with xlsxwriter.Workbook(content, SHEET_OPTIONS) as book:
        columns = _columns(kind)
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        required = book.add_format(
            {"bold": True, "bottom": 1, "text_wrap": True, "bg_color": "#FFF2CC", "valign": "top"}
        )
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        page = book.add_worksheet(_NAMES[kind][zh])
        page.freeze_panes(1, 1)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for at, (path_of, column) in enumerate(columns):
            page.set_column(
                at, at, 30 if column.content in ("text", "list") else 16, day if column.content == "day" else None
            )
            put(page, 0, at, _head(path_of, column, language), required if _is_required(kind, column) else bold)
            _choices(page, at, kind, column, language)
        _example(book.add_worksheet("示例" if zh else "example"), kind, columns, language, bold, wrap)
        _explanation(book.add_worksheet("填写说明" if zh else "instructions"), kind, columns, language, bold, wrap)
    atomic_write(path, lambda file: file.write(content.getvalue()))


def kind_of_name(name: str) -> TableKind | None:
    """The kind of table that a file's name says: needs.xlsx, 专家.xlsx."""
    folded = name.casefold()
    return next(
        (kind for kind, names in _NAMES.items() if any(one[: len(one) - (one[-1] == "s")] in folded for one in names)),
        None,
    )


def _columns(kind: TableKind) -> list[tuple[str, Column]]:
    left_out = _LEFT_OUT.get(kind, ())
    columns = [column for column in columns_of(kind) if not column.path.startswith(left_out or ("-",))]
    numbered = [
        (column.path.replace(NUMBER, str(at)), column)
        for column in columns
        if NUMBER in column.path
        for at in range(_TIMES)
    ]
    order = {column.field: at for at, column in enumerate(columns)}
    plain = [(column.path, column) for column in columns if NUMBER not in column.path]
    return sorted(
        [*plain, *sorted(numbered, key=lambda one: one[0].split(".")[:2])], key=lambda one: order[one[1].field]
    )


def _head(path: str, column: Column, language: Words) -> str:
    number = next((int(part) + 1 for part in path.split(".") if part.isdecimal()), 1)
    return (column.zh if language == "zh" else column.en).replace(NUMBER, str(number))


def _is_required(kind: TableKind, column: Column) -> bool:
    first = {"need": "title", "base": "name", "organisation": "name", "professional": "summary"}
    return column.path in ("id", first.get(kind, "")) or (
        kind == "decision" and column.path not in ("position", "reason")
    )


def _choices(page: Any, at: int, kind: TableKind, column: Column, language: Words) -> None:
    words = words_of(column.path)
    if column.content == "flag":
        listed = ["是", "否"] if language == "zh" else ["yes", "no"]
    elif column.content == "word" and words:
        listed = _listed(column, language, kind)
    elif column.content == "day":
        page.data_validation(
            1,
            at,
            _FILLED,
            at,
            {
                "validate": "date",
                "criteria": ">",
                "value": _FIRST_DAY,
                "ignore_blank": True,
                "error_type": "information",
            },
        )
        return
    else:
        return
    page.data_validation(1, at, _FILLED, at, {"validate": "list", "source": listed, "error_type": "warning"})


def _listed(column: Column, language: Words, kind: TableKind) -> list[str]:
    words = words_of(column.path)
    allowed = _ALLOWED.get((kind, column.path))
    codes = [code for code in dict.fromkeys(words.values()) if allowed is None or code in allowed]
    if language != "zh":
        return codes
    return [next(word for word, known in words.items() if known == code) for code in codes]


def _example(
    page: Any, kind: TableKind, columns: list[tuple[str, Column]], language: Words, bold: Any, wrap: Any
) -> None:
    example = _EXAMPLES[kind]
    for at, (path, column) in enumerate(columns):
        page.set_column(at, at, 24)
        put(page, 0, at, _head(path, column, language), bold)
        if column.path in example and (NUMBER not in column.path or ".0." in path):
            put(page, 1, at, example[column.path][language == "zh"], wrap)


def _explanation(
    page: Any, kind: TableKind, columns: list[tuple[str, Column]], language: Words, bold: Any, wrap: Any
) -> None:
    zh = language == "zh"
    page.set_column(0, 0, 26)
    page.set_column(1, 2, 60)
    heads = ("列", "怎样填写", "可选") if zh else ("column", "how to fill it in", "choices")
    for at, head in enumerate(heads):
        put(page, 0, at, head, bold)
    for number, (path, column) in enumerate(columns, 1):
        hint = _HINTS[column.content][zh]
        if _is_required(kind, column):
            hint += "（必填）" if zh else " (required)"
        choices = (
            _listed(column, language, kind) if column.content in ("word", "codes") and words_of(column.path) else []
        )
        for at, text in enumerate(
            (_head(path, column, language), hint, "、".join(choices) if zh else ", ".join(choices))
        ):
            put(page, number, at, text, wrap)
