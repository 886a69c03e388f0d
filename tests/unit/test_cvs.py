"""CVs become professionals: made from known people, they must say again what is known of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from matcher import codes
from matcher.ingest.cv import cv_draft
from matcher.ingest.drafts import Draft, judged
from matcher.ingest.reader import read_file
from matcher.ingest.sandbox import TextLine
from matcher.records import Professional
from tests.cv_makers import LAYOUTS, Person, make

FEW = 2


def draft_of(file: Path) -> Draft:
    (draft,) = read_file(file)
    assert isinstance(draft, Draft)
    return draft


def read_lines(*lines: str) -> Draft:
    return cv_draft([TextLine(line, f"line {at}") for at, line in enumerate(lines, 1)], "cv.txt")


def part(given: Any, name: str, at: int) -> dict[str, Any]:
    parts = given.get(name, [])
    return parts[at] if at < len(parts) else {}


def fields(known: Person, draft: Draft) -> Iterator[tuple[str, object, object]]:
    """Path, what is known and what was read, of every field."""
    given = draft.given
    yield "name", known.name, given.get("name")
    for at, job in enumerate(known.jobs):
        for name in ("title", "organisation", "start", "end"):
            yield f"experiences.{at}.{name}", getattr(job, name), part(given, "experiences", at).get(name)
    for at, degree in enumerate(known.degrees):
        for name in ("degree", "field", "institution", "end"):
            yield f"education.{at}.{name}", getattr(degree, name), part(given, "education", at).get(name)
    for at, paper in enumerate(known.papers):
        for name in ("title", "year"):
            yield f"works.{at}.{name}", getattr(paper, name), part(given, "works", at).get(name)
    yield "skills", list(known.skills), given.get("skills")
    yield "languages", list(codes.languages(known.languages)), given.get("languages")


def share_right(folder: Path, layout: int, count: int) -> float:
    right = all_fields = 0
    for number in range(count):
        known, file = make(folder, 2026, layout, number)
        draft = draft_of(file)
        assert isinstance(judged(draft, None), Professional)
        for _path, expected, read in fields(known, draft):
            all_fields += 1
            right += expected == read
    return right / all_fields


@pytest.mark.parametrize("layout", range(len(LAYOUTS)), ids=[name for name, *_ in LAYOUTS])
def test_nearly_every_field_of_a_cv_is_right(tmp_path: Path, layout: int) -> None:
    assert share_right(tmp_path, layout, FEW) >= 0.95


@pytest.mark.slow
@pytest.mark.parametrize("layout", range(len(LAYOUTS)), ids=[name for name, *_ in LAYOUTS])
def test_nearly_every_field_of_ten_cvs_of_each_layout_is_right(tmp_path: Path, layout: int) -> None:
    assert share_right(tmp_path, layout, 10) >= 0.95


def test_a_cv_waits_for_a_person_to_confirm_it(tmp_path: Path) -> None:
    _, file = make(tmp_path, 1, 0, 0)
    assert draft_of(file).extracted


def test_the_same_person_has_the_same_id_in_every_edition_of_a_cv() -> None:
    first = read_lines("Jane Doe", "jane@example.org", "Skills", "pumps")
    second = read_lines("Jane Doe", "jane@example.org", "Skills", "pumps, wells", "Languages", "English")
    other = read_lines("Jane Doe", "doe@example.org", "Skills", "pumps")

    assert first.id == second.id != other.id
    assert "jane" not in first.id.casefold()


def test_contact_data_and_personal_data_are_not_kept() -> None:
    draft = read_lines(
        "Jane Doe",
        "jane@example.org | +31 6 1234 5678",
        "性别：女",
        "Date of birth: 1 May 1980",
        "Engineer",
        "Skills",
        "pumps",
    )

    assert set(draft.given) == {"id", "name", "headline", "skills"}


def test_what_could_be_read_otherwise_is_uncertain() -> None:
    draft = read_lines(
        "Jane Doe", "Experience", "2019 – 2021  Blue, Green", "2021 – present  Senior engineer, Acme GmbH"
    )

    assert {"experiences.0.title", "experiences.0.organisation"} <= draft.uncertain
    assert not any(path.startswith("experiences.1") for path in draft.uncertain)


def test_a_name_in_two_scripts_is_a_name_and_another_form_of_it() -> None:
    given = read_lines("贺兰舟 (He Lanzhou)", "副教授", "技能", "膜分离").given
    assert (given["name"], given["aliases"]) == ("贺兰舟", ["He Lanzhou"])


def test_every_field_knows_its_page_or_line() -> None:
    draft = read_lines(
        "Jane Doe",
        "Experience",
        "2019 – 2021  Engineer, Acme GmbH",
        "Education",
        "PhD in hydrology, Lund University, 2018",
    )

    assert draft.place_of("name").text == "line 1"
    assert draft.place_of("experiences.0.title").text == "line 3"
    assert draft.place_of("education.0.degree").text == "line 5"


def test_a_text_without_sections_is_kept_whole_and_uncertain() -> None:
    draft = read_lines("Jane Doe", "jane@example.org")
    assert draft.given["summary"] == "Jane Doe jane@example.org"
    assert "summary" in draft.uncertain


def test_a_description_that_the_page_broke_is_joined_and_its_items_are_not() -> None:
    given = read_lines(
        "Jane Doe",
        "Experience",
        "2019 – 2021  Engineer, Acme GmbH",
        "• Rebuilt the evap-",
        "orator of a plant",
        "• 负责蒸发系统",
        "改造。",
    ).given

    assert given["experiences"][0]["description"] == "Rebuilt the evaporator of a plant\n负责蒸发系统改造。"
