"""Sections of a report that wait in a file without a name, so that a night never holds them all in memory."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import Generic, TypeVar

from pydantic import TypeAdapter

Section = TypeVar("Section")


class Spool(Generic[Section]):
    """Sections in the order in which they came; they can be read several times.

    The file has no name, so nothing of it stays when the process ends, however it ends.
    """

    def __init__(self, kind: type[Section], folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._adapter = TypeAdapter(kind)
        self._file = TemporaryFile(dir=folder)  # noqa: SIM115 - it lives as long as the spool
        self._spans: list[tuple[int, int]] = []
        self._end = 0

    def __len__(self) -> int:
        return len(self._spans)

    def __iter__(self) -> Iterator[Section]:
        for start, size in self._spans:
            yield self._adapter.validate_json(os.pread(self._file.fileno(), size, start))

    def append(self, section: Section) -> None:
        """Add a section behind the others; OSError if the disk is full."""
        content = self._adapter.dump_json(section)
        written = 0
        while written < len(content):
            written += os.pwrite(self._file.fileno(), content[written:], self._end + written)
        self._spans.append((self._end, len(content)))
        self._end += len(content)

    def changed(self, change: Callable[[Section], Section | None]) -> None:
        """Change every section, or take it out where the change gives None."""
        sections = list(self._spans)
        self._spans = []
        for start, size in sections:
            section = self._adapter.validate_json(os.pread(self._file.fileno(), size, start))
            after = change(section)
            if after == section:
                self._spans.append((start, size))
            elif after is not None:
                self.append(after)
