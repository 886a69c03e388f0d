"""In which language the terminal answers."""

import locale
import sys
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

import typer

from matcher.messages import Language


class LanguageName(StrEnum):
    """A language that sentences are written in."""

    en = "en"
    zh = "zh"


Lang = Annotated[
    LanguageName | None, typer.Option("--lang", help="Language of the sentences; else that of the system.")
]


def language_of(chosen: LanguageName | None, environment: Mapping[str, str]) -> Language:
    """The language that was chosen, else that of the environment, else English."""
    if chosen is not None:
        return chosen.value
    names = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    stated = next(filter(None, names), None) or _of_windows()
    return "zh" if stated.lower().startswith(("zh", "chinese")) else "en"


def _of_windows() -> str:
    """What Windows says; it sets none of the variables."""
    return (locale.getlocale()[0] or "") if sys.platform == "win32" else ""
