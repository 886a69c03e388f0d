"""A report that is published already, written again without somebody."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from service.nightly.draft import Draft
from service.nightly.files import Hashes, write_together
from service.nightly.report import Header, NeedSection, PersonSection
from service.nightly.run import writers_of

REPORT_FILES = ("report.html", "report.xlsx", "report.json")
_HEADER, _NEEDS, _PEOPLE = TypeAdapter(Header), TypeAdapter(NeedSection), TypeAdapter(PersonSection)


def without(folder: Path, professional: str) -> Hashes:
    """Write the files of a report again without a person, whose rank stays empty as in the kept run; their hashes.

    Raises ValueError if ``report.json`` is not one that was written here.
    """
    hashes: Hashes = {}
    with Draft(folder.parent) as draft:
        header = _fill(draft, folder / "report.json", professional)
        write_together(folder, writers_of(draft.report(header)), before=hashes.update)
    return hashes


def report_names(file: Path, professional: str) -> bool:
    """Whether a report names an id, read line by line; False where there is none."""
    quoted = json.dumps(professional, ensure_ascii=False)
    try:
        with open(file, encoding="utf-8", errors="replace") as lines:
            return any(quoted in line for line in lines)
    except FileNotFoundError:
        return False


def sections(file: Path) -> Iterator[tuple[str, Any]]:
    """The parts of a report: its name and what it holds, for lists one item at a time; raises ValueError."""
    part, line = "", ""
    with open(file, encoding="utf-8") as lines:
        for line in lines:
            text = line.strip().rstrip(",")
            if text.startswith('"') and text.endswith(": ["):
                part = json.loads(text[:-3])
            elif text.startswith('"'):
                name, value = json.loads("{" + text + "}").popitem()
                yield name, value
            elif text.startswith("{") and part:
                yield part, text
    if line != "}\n":
        raise ValueError(f"{file} ends before its end")


def shown_about(file: Path, professional: str) -> dict[str, list[dict[str, Any]]]:
    """What a report says of a professional: as candidate of needs, in full, or as a near miss, and what was suggested.

    Raises ValueError if the file is not one that was written here.
    """
    about: dict[str, list[dict[str, Any]]] = {"candidates": [], "near_misses": [], "suggestions": []}
    quoted = json.dumps(professional, ensure_ascii=False)
    for part, text in sections(file):
        if part == "needs" and quoted in text:
            need = json.loads(text)
            for shown in ("candidates", "near_misses"):
                chosen = [one for one in need.get(shown, ()) if one["professional"] == professional]
                about[shown] += [{"need": need["need"], "title": need["title"]} | one for one in chosen]
        elif part == "people" and quoted in text:
            person = json.loads(text)
            about["suggestions"] += person["suggestions"] if person["professional"] == professional else []
    return about


def _fill(draft: Draft, file: Path, professional: str) -> Header:
    header = None
    for part, value in sections(file):
        if part == "header":
            header = _HEADER.validate_python(value)
        elif part == "needs":
            need = _NEEDS.validate_json(value)
            kept = tuple(one for one in need.candidates if one.professional != professional)
            near = tuple(one for one in need.near_misses if one.professional != professional)
            draft.add_need(replace(need, candidates=kept, near_misses=near))
        elif part == "people":
            person = _PEOPLE.validate_json(value)
            if person.professional != professional:
                draft.add_person(person)
    if header is None:
        raise ValueError(f"{file} has no header")
    return header
