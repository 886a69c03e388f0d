"""The public names of the package: exactly these, each there, and none paid for before it is used."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import matcher

NAMES = [
    "Consent",
    "Education",
    "Engine",
    "Experience",
    "HomeMatchError",
    "Need",
    "Period",
    "Professional",
    "Ranking",
    "Recommendation",
    "Requirement",
    "Run",
    "Settings",
    "Work",
    "__version__",
    "load_settings",
    "open_engine",
]


def test_the_public_names_are_these() -> None:
    assert matcher.__all__ == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_public_name_can_be_imported(name: str) -> None:
    assert getattr(import_module("matcher"), name) is not None
    assert name in dir(matcher)


def test_a_public_name_is_that_of_its_module() -> None:
    assert matcher.Need is import_module("matcher.records").Need
    assert matcher.open_engine is import_module("matcher.build").open_engine


def test_an_unknown_name_is_an_error_that_lists_the_known_ones() -> None:
    with pytest.raises(AttributeError, match=r"has no name 'Kneed'.*Need, Period"):
        getattr(import_module("matcher"), "Kneed")  # noqa: B009


def test_a_submodule_is_imported_as_ever() -> None:
    program = "from matcher import records; print(records.__name__)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "matcher.records"


def test_importing_the_package_imports_no_library() -> None:
    program = "import sys, matcher; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert "matcher" in done.stdout.split()
    assert {"torch", "sqlalchemy", "numpy", "pandas", "pydantic"}.isdisjoint(done.stdout.split())


def test_the_package_says_that_it_is_typed() -> None:
    assert (Path(str(matcher.__file__)).parent / "py.typed").exists()
