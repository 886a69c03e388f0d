"""Parses a file in a process of its own, so that no file can take the memory, the time or the life of this one."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import Any, Literal

from matcher.errors import InputError, Problem
from matcher.limits import PARSER_MEMORY, PARSER_SECONDS

Task = Literal["workbook", "text", "pdf", "document", "words"]

_PACKAGES = str(Path(__file__).parents[2])
_BLAMED_TIME = (-int(getattr(signal, "SIGXCPU", 24)), -int(getattr(signal, "SIGKILL", 9)))


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet, counted from 1; cells are text, numbers, true or false, None, or what is wrong with them."""

    sheet: str
    number: int
    cells: tuple[Any, ...]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of a document and where it stands."""

    text: str
    place: str
    heading: bool = False


def read_rows(path: Path, task: Literal["workbook", "text"]) -> Iterator[Row]:
    """The rows of a workbook or a delimited text that are not empty; raises InputError that names file and place."""
    sheet, hidden = "", False
    for message in _messages(path, task):
        if "sheet" in message:
            sheet, hidden = message["sheet"], message["hidden"]
        elif "row" in message:
            yield Row(sheet, message["row"], tuple(message["cells"]), hidden)


def read_text(path: Path, task: Literal["pdf", "document", "words"]) -> list[TextLine]:
    """The lines of a document; raises InputError that names file and place, and where there is no text in it."""
    lines = [
        TextLine(message["line"], message["place"], message.get("heading", False))
        for message in _messages(path, task)
        if "line" in message
    ]
    if not any(line.text.strip() for line in lines):
        raise InputError(
            "{file}: no text found: it holds pictures of pages, or nothing; give the document that it was made from",
            file=str(path),
        )
    return lines


def _messages(path: Path, task: Task) -> Iterator[dict[str, Any]]:
    seconds = PARSER_SECONDS + (path.stat().st_size >> 20)
    place, ended = "", False
    with _Child(path, task, seconds) as child:
        for message in child:
            place = f"sheet {message['sheet']}" if message.get("sheet") else message.get("at", place)
            if "problem" in message:
                raise _refused(path, place, message["problem"], **message["values"])
            if "memory" in message:
                break
            ended = "end" in message
            if not ended:
                yield message
    if ended:
        return
    if child.silent or child.status in _BLAMED_TIME:
        raise _refused(path, place, "takes more than {seconds} seconds to read", seconds=seconds)
    raise _refused(path, place, "needs more than {most} MiB of memory to read", most=PARSER_MEMORY >> 20)


def _refused(path: Path, place: str, problem: str, **values: object) -> InputError:
    where = f"{path}:{place}" if place else str(path)
    return InputError(
        "{where}: {problem}; save the file again with the program that wrote it, or give another form of it",
        where=where, problem=Problem(problem, **values),
    )  # fmt: skip


class _Child:
    """The messages of the parsing process; it has ended when the block ends.

    They are read by a thread, since nothing else waits for a pipe with a limit on every system.
    """

    def __init__(self, path: Path, task: Task, seconds: int) -> None:
        self.silent, self.status = False, 0
        self._command = [sys.executable, "-P", "-m", "matcher.ingest.child", task, str(path)]
        self._seconds, self._stopped = seconds, Event()
        self._lines: Queue[bytes] = Queue(maxsize=1000)

    def __enter__(self) -> "_Child":
        environment = {name: value for name, value in os.environ.items() if not name.startswith("HOMEMATCH_")}
        environment |= {"PYTHONPATH": _PACKAGES, "OPENBLAS_NUM_THREADS": "1", "PYTHONIOENCODING": "utf-8"}
        self._process = subprocess.Popen(
            self._command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
        )
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stopped.set()
        self._process.kill()
        self.status = self._process.wait()
        self._reader.join()
        if self._process.stdout:
            self._process.stdout.close()

    def __iter__(self) -> Iterator[dict[str, Any]]:
        while True:
            try:
                line = self._lines.get(timeout=self._seconds)
            except Empty:
                self.silent = True
                return
            if not line:
                return
            with suppress(ValueError):  # a line that the limit of memory cut off
                yield json.loads(line)

    def _read(self) -> None:
        stdout = self._process.stdout
        for line in stdout or ():
            self._hand_over(line)
        self._process.wait()
        self._hand_over(b"")

    def _hand_over(self, line: bytes) -> None:
        while not self._stopped.is_set():
            with suppress(Full):
                self._lines.put(line, timeout=0.2)
                return
