"""The documents are held to the code: commands, settings, features, links, paths."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from matcher.config import Settings
from matcher.features import FEATURES
from matcher.records import RECORD_TYPES
from service.cli.main import app

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
METHOD = (ROOT / "docs" / "explanation" / "method.md").read_text(encoding="utf-8")
DOCUMENTS = sorted(
    str(file.relative_to(ROOT))
    for file in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "data" / "README.md")
)


def text_of(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


def anchors_of(file: Path) -> set[str]:
    """The anchors that a page has for its headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_readme_fits_on_a_few_screens() -> None:
    assert len(README.splitlines()) < 120


def test_every_document_is_reached_from_the_readme() -> None:
    linked = {link for link in re.findall(r"\]\(([^)#]+)\)", README) if link.endswith(".md")}
    listed = {f"docs/decisions/{link}" for link in re.findall(r"\]\(([^)#]+)\)", text_of("docs/decisions/README.md"))}

    assert set(DOCUMENTS) - linked - listed == {"README.md"}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_command_that_a_document_names_exists(document: str) -> None:
    named = set(re.findall(r"(?:`|^|\.venv/bin/)homematch ([\w-]+)", text_of(document), flags=re.MULTILINE))

    assert named - set(get_command(app).commands) == set()  # type: ignore[attr-defined]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_setting_that_a_document_names_exists(document: str) -> None:
    named = set(re.findall(r"HOMEMATCH_([A-Z_]+)", text_of(document)))

    assert named - {name.upper() for name in Settings.model_fields} - {"CONFIG"} == set()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_target_of_make_that_a_document_names_exists(document: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of("Makefile"), flags=re.MULTILINE))
    named = set(re.findall(r"(?:`|^)make ([a-z-]+)", text_of(document), flags=re.MULTILINE))

    assert named - targets == set()


def test_make_help_lists_every_target() -> None:
    makefile = text_of("Makefile")
    phony = next(line for line in makefile.splitlines() if line.startswith(".PHONY:")).split()[1:]

    assert sorted(phony) == sorted(re.findall(r"^([a-z-]+):.*##", makefile, flags=re.MULTILINE))


def test_every_feature_is_described() -> None:
    table = METHOD.split("| feature |")[1].split("\n\n")[0]

    assert set(re.findall(r"\w+", table.replace("---", ""))) >= set(FEATURES)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_to_a_file_leads_somewhere(document: str) -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text_of(document)) if "://" not in link]

    assert [link for link in links if not ((ROOT / document).parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_to_a_heading_leads_somewhere(document: str) -> None:
    links = re.findall(r"\]\(([^)#:]*)#([^)]+)\)", text_of(document))
    files = [(ROOT / document).parent / name if name else ROOT / document for name, _ in links]

    assert [anchor for file, (_, anchor) in zip(files, links, strict=True) if anchor not in anchors_of(file)] == []


def test_every_path_that_contributors_are_sent_to_exists() -> None:
    paths = re.findall(r"`((?:matcher|models|tests|data|service)/[\w/.]+)`", CONTRIBUTING)

    assert len(paths) > 10
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_ranker_has_a_card() -> None:
    folders = [file.parent for file in (ROOT / "models" / "rankers").glob("*/ranker.json")]

    assert len(folders) >= 3
    assert [folder.name for folder in folders if not (folder / "card.md").exists()] == []


def test_every_kind_of_record_stands_in_the_dictionary() -> None:
    dictionary = text_of("docs/reference/fields.md").lower()

    assert [kind for kind in RECORD_TYPES if kind not in dictionary] == []


def test_what_is_pinned_covers_what_is_needed() -> None:
    pins = {line.split("==")[0].lower() for line in (ROOT / "constraints.txt").read_text().split() if "==" in line}
    needed = re.findall(r'^    "([\w.-]+)>=', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)

    assert len(needed) > 20
    assert [name for name in needed if name.lower() not in pins] == []
    assert "torch==2.13.0" in (ROOT / "constraints.txt").read_text().split()
