"""The documents are held to the code: commands, settings, features, rooms."""

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
COMMANDS = sorted(get_command(app).commands)  # type: ignore[attr-defined]


def test_every_command_stands_in_the_readme() -> None:
    assert [name for name in COMMANDS if f"`homematch {name}" not in README] == []
    assert set(re.findall(r"`homematch (\w+)", README)) == set(COMMANDS)


def test_every_setting_stands_in_the_readme() -> None:
    named = set(re.findall(r"`HOMEMATCH_([A-Z_]+)`", README))

    assert named == {name.upper() for name in Settings.model_fields}


def test_every_feature_stands_in_the_readme() -> None:
    table = README.split("| feature |")[1].split("\n\n")[0]

    assert set(re.findall(r"\w+", table.replace("---", ""))) >= set(FEATURES)


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "data/README.md"])
def test_every_link_to_a_file_leads_somewhere(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]

    assert [link for link in links if not ((ROOT / document).parent / link).exists()] == []


def test_every_path_that_contributors_are_sent_to_exists() -> None:
    paths = re.findall(r"`((?:matcher|models|tests|data|service)/[\w/.]+)`", CONTRIBUTING)

    assert len(paths) > 10
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_ranker_has_a_card() -> None:
    folders = [file.parent for file in (ROOT / "models" / "rankers").glob("*/ranker.json")]

    assert len(folders) >= 3
    assert [folder.name for folder in folders if not (folder / "card.md").exists()] == []


def test_every_kind_of_record_stands_in_the_dictionary() -> None:
    dictionary = (ROOT / "data" / "README.md").read_text(encoding="utf-8").lower()

    assert [kind for kind in RECORD_TYPES if kind not in dictionary] == []


def test_what_is_pinned_covers_what_is_needed() -> None:
    pins = {line.split("==")[0].lower() for line in (ROOT / "constraints.txt").read_text().split() if "==" in line}
    needed = re.findall(r'^    "([\w.-]+)>=', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)

    assert len(needed) > 20
    assert [name for name in needed if name.lower() not in pins] == []
    assert "torch==2.13.0" in (ROOT / "constraints.txt").read_text().split()
