"""The command in this process, on a store of the test's own and without a model."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from service.cli.main import main
from tests.integration.worlds import TODAY


@dataclass(frozen=True)
class Answer:
    """What a command printed and how it ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Command = Callable[..., Answer]


def command_in(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """What runs ``homematch`` with arguments, in a folder that holds its store in ``var``."""
    monkeypatch.setenv("HOMEMATCH_FOLDER", str(folder / "var"))
    monkeypatch.setenv("HOMEMATCH_EMBEDDER", "hashing")
    monkeypatch.setenv("HOMEMATCH_TODAY", str(TODAY))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.chdir(folder)

    def command(*arguments: object) -> Answer:
        monkeypatch.setattr(sys, "argv", ["homematch", *map(str, arguments)])
        capsys.readouterr()
        status = 0
        try:
            main()
        except SystemExit as ended:
            status = int(ended.code or 0)
        printed = capsys.readouterr()
        return Answer(status, printed.out, printed.err)

    return command
