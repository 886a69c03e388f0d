"""Reads the report files back, as a reader without our code would."""

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

_VOID = {"meta", "br", "img", "link", "input", "hr"}


class Page(HTMLParser):
    """The tables of a page by caption, its elements, and whether they nest well."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.tables: dict[str, list[list[str]]] = {}
        self.titles: dict[str, list[list[str]]] = {}
        self.quotes: list[tuple[str, str]] = []
        self._open: list[str] = []
        self._caption = self._text = ""
        self._rows: list[list[str]] = []
        self._title = ""
        self._hover: list[list[str]] = []
        self.feed(text)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append((tag, given))
        if tag not in _VOID:
            self._open.append(tag)
        if tag == "table":
            self._rows, self._hover = [], []
        elif tag == "tr":
            self._rows.append([])
            self._hover.append([])
        elif tag in ("td", "th", "caption", "blockquote"):
            self._text = self._title = ""
        if tag == "blockquote":
            self.quotes.append((given["lang"], ""))
        self._title = given.get("title", self._title)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag
        text = " ".join(self._text.split())
        if tag in ("td", "th"):
            self._rows[-1].append(text)
            self._hover[-1].append(self._title)
        elif tag == "caption":
            self._caption = text
        elif tag == "table":
            self.tables[self._caption] = self._rows[1:]
            self.titles[self._caption] = self._hover[1:]
        elif tag == "blockquote":
            self.quotes[-1] = (self.quotes[-1][0], self._text)

    def handle_data(self, data: str) -> None:
        self._text += data


def page_of(files: tuple[Path, ...]) -> Page:
    return Page(_one(files, "html").read_text(encoding="utf-8"))


def json_of(files: tuple[Path, ...]) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(_one(files, "json").read_text(encoding="utf-8"))
    return report


def sheets_of(files: tuple[Path, ...]) -> dict[str, list[dict[str, Any]]]:
    """The rows of each sheet by the names of their columns."""
    book = CalamineWorkbook.from_path(_one(files, "xlsx"))
    sheets = {}
    for name in book.sheet_names:
        head, *rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        sheets[name] = [dict(zip(map(str, head), row, strict=True)) for row in rows]
    return sheets


def _one(files: tuple[Path, ...], ending: str) -> Path:
    return next(file for file in files if file.suffix == f".{ending}")


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
