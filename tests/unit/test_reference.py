"""The reference in docs/ is what the code says today."""

import re
from dataclasses import fields

import pytest

from docs.generate import FOLDER, PAGES
from matcher.config import Settings
from matcher.records import (
    Base,
    Consent,
    Decision,
    Experience,
    Need,
    Organisation,
    Period,
    Professional,
    Requirement,
    Work,
)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_of_the_reference_is_what_the_code_gives(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == PAGES[name](), "run `make docs` and commit what it writes"


def test_every_page_of_the_reference_is_written_from_the_code() -> None:
    assert sorted(file.name for file in FOLDER.iterdir()) == sorted(PAGES)


def test_every_setting_is_described() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


@pytest.mark.parametrize(
    "record", [Professional, Work, Experience, Period, Consent, Need, Requirement, Base, Organisation, Decision]
)
def test_every_field_of_a_record_is_described(record: type) -> None:
    text = (FOLDER / "fields.md").read_text(encoding="utf-8")
    section = text.split(f"## {record.__name__} (")[1].split("\n## ")[0]
    described = set(re.findall(r"^\| `(\w+)` \|", section, flags=re.MULTILINE))

    assert described == {field.name for field in fields(record)}
