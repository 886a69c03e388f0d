"""Decisions from a file into the store."""

from pathlib import Path

from matcher.errors import RecordError
from matcher.ingest.decisions import read_decisions
from matcher.ingest.jsonl import ImportReport
from matcher.records import Decision
from matcher.store.port import Store


def import_decisions(store: Store, path: Path) -> ImportReport:
    """Keep every good line of a JSON Lines file of decisions, in one transaction; the others are in the report."""
    good: list[Decision] = []
    errors: list[RecordError] = []
    for line in read_decisions(path):
        if isinstance(line, RecordError):
            errors.append(line)
        else:
            good.append(line)
    return ImportReport("decision", len(good) + len(errors), store.put_decisions(good), tuple(errors))
