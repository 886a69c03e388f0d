"""The terminal: in which language it answers, how it prints text and JSON, and progress on the error stream."""

import json
import locale
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

import typer

from matcher.messages import Language

if TYPE_CHECKING:
    from _typeshed import DataclassInstance
    from rich.console import Console

    from matcher.matching.engine import Progress


class LanguageName(StrEnum):
    """A language that sentences are written in."""

    en = "en"
    zh = "zh"


Lang = Annotated[
    LanguageName | None, typer.Option("--lang", help="Language of the sentences; by default that of the system.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text and tables.")]


def language_of(chosen: LanguageName | None, environment: Mapping[str, str]) -> Language:
    """The language that was chosen, else that of the environment, else English."""
    if chosen is not None:
        return chosen.value
    names = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    stated = next(filter(None, names), None) or _locale_of_windows()
    return "zh" if stated.lower().startswith(("zh", "chinese")) else "en"


def _locale_of_windows() -> str:
    """Windows sets none of the variables."""
    return (locale.getlocale()[0] or "") if sys.platform == "win32" else ""


class Stopped(BaseException):
    """The process was asked to end (SIGTERM): what is being written is finished or undone on the way out."""


def stop_in_order() -> None:
    """From now on SIGTERM ends the command as an interruption does, not in the middle of a statement."""

    def stop(_signal: int, _frame: object) -> None:
        raise Stopped

    signal.signal(signal.SIGTERM, stop)


@cache
def console() -> "Console":
    """The terminal, or a wide page where the output is piped."""
    from rich.console import Console

    return Console() if sys.stdout.isatty() else Console(width=120)


def print_text(words: str, style: str | None = None) -> None:
    """A line of text as it is: nothing in it is markup."""
    console().print(words, style=style, markup=False, highlight=False)


def print_json(value: Any) -> None:
    """JSON on the output and nothing else."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def plain(value: "DataclassInstance") -> dict[str, Any]:
    """A record, ranking or receipt as plain lists and dictionaries, dates as ISO text."""
    data: dict[str, Any] = json.loads(json.dumps(asdict(value), default=str, allow_nan=False))
    return data


@contextmanager
def progress_bars() -> Iterator["Progress"]:
    """A bar on the error stream for each kind of work that reports; a total of 0 is not known yet."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bars(*columns, console=Console(stderr=True)) as bars:
        tasks: dict[str, object] = {}

        def progress(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total or None)
            bars.update(tasks[what], completed=done, total=total or None)  # type: ignore[arg-type]

        yield progress
