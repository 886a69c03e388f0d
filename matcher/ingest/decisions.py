"""Reads decisions from JSON Lines, one decision a line, UTF-8."""

from collections.abc import Iterator
from pathlib import Path

from matcher.codec import decision_from_json
from matcher.errors import RecordError
from matcher.ingest.jsonl import texts
from matcher.records import Decision


def read_decisions(path: Path) -> Iterator[Decision | RecordError]:
    """Every line of the file that is not blank, in order: a decision, or the error that says why it is not one.

    Raises InputError as ``matcher.ingest.jsonl.read_lines`` does.
    """
    for number, text in texts(path, "decision"):
        if isinstance(text, RecordError):
            yield text
            continue
        try:
            yield decision_from_json(text, file=str(path), line=number)
        except RecordError as error:
            yield error
