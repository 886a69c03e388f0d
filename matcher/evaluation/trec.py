"""TREC run files: one line ``query Q0 document rank score tag`` for each document of each query."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from matcher.errors import InputError

Run = Mapping[str, Mapping[str, float]]
"""Scores by query and document."""


def run_lines(query: str, scored: Iterable[tuple[str, float]], tag: str) -> Iterable[str]:
    """The lines of one query's ranking, best first, each with its line end."""
    for rank, (document, score) in enumerate(scored, 1):
        yield f"{query} Q0 {document} {rank} {score:.6f} {tag}\n"


def read_run(path: Path) -> Run:
    """The scores in a run file; raises InputError for a line that has not six fields with a score."""
    run: dict[str, dict[str, float]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        fields = line.split()
        if not fields:
            continue
        try:
            query, _, document, _, score, _ = fields
            run.setdefault(query, {})[document] = float(score)
        except ValueError as error:
            raise InputError(
                f"{path}:{number}: is not a run line; each is `query Q0 document rank score tag`"
            ) from error
    return run
