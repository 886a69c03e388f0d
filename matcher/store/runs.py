"""The runs in the SQL store, and which files were published."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from matcher.errors import DamagedError, NotFoundError
from matcher.store.checksums import checksum
from matcher.store.port import Run, nearby
from matcher.store.schema import published, recommendations, runs
from matcher.store.uses import batches

Line = tuple[str, str, int, float]


def put(connection: Connection, run: Run, lines: Iterable[Line]) -> None:
    """Keep a run with its lines instead of one of the same id."""
    connection.execute(delete(runs).where(runs.c.id == run.id))
    head = {"id": run.id, "day": run.day, "ranker": run.ranker, "model": run.model}
    connection.execute(insert(runs), head | {"sequence": run.sequence})
    for batch in batches(lines):
        connection.execute(insert(recommendations), [_checked(run.id, *line) for line in batch])


def heads(connection: Connection) -> list[Run]:
    """All runs without their lines, the latest first."""
    lines = connection.execute(select(runs).order_by(runs.c.day.desc(), runs.c.sequence.desc(), runs.c.id.desc()))
    return [Run(line.id, line.day, line.ranker, line.model, line.sequence) for line in lines]


def get(connection: Connection, identifier: str) -> tuple[Run, list[Line]]:
    """A run and its lines by need and rank; raises NotFoundError, and DamagedError if a line is not what was put."""
    table = recommendations
    head = connection.execute(select(runs).where(runs.c.id == identifier)).first()
    if head is None:
        known = list(connection.execute(select(runs.c.id)).scalars())
        raise NotFoundError("run", identifier, nearby(identifier, known))
    wanted = select(table).where(table.c.run == identifier).order_by(table.c.need, table.c.rank)
    lines: list[Line] = []
    for line in connection.execute(wanted):
        _check(line)
        lines.append((line.need, line.professional, line.rank, line.score))
    return Run(head.id, head.day, head.ranker, head.model, head.sequence), lines


def about(connection: Connection, professional: str) -> list[tuple[Run, str, int, float]]:
    """The kept recommendations of a professional, by day, run and need; raises DamagedError."""
    table = recommendations
    joined = select(table, runs.c.day, runs.c.ranker, runs.c.model, runs.c.sequence).join(
        runs, runs.c.id == table.c.run
    )
    wanted = joined.where(table.c.professional == professional).order_by(runs.c.day, runs.c.id, table.c.need)
    lines = []
    for line in connection.execute(wanted):
        _check(line)
        run = Run(line.run, line.day, line.ranker, line.model, line.sequence)
        lines.append((run, line.need, line.rank, line.score))
    return lines


def put_published(connection: Connection, files: Mapping[str, str]) -> None:
    """Keep the hashes of files; an empty one forgets its file."""
    for batch in batches(sorted(files)):
        connection.execute(delete(published).where(published.c.file.in_(batch)))
        lines = [{"file": file, "sha256": files[file]} for file in batch if files[file]]
        if lines:
            connection.execute(insert(published), lines)


def all_published(connection: Connection) -> dict[str, str]:
    """The hash of every file that was published."""
    lines = connection.execute(select(published.c.file, published.c.sha256).order_by(published.c.file))
    return {line.file: line.sha256 for line in lines}


def damaged_lines(connection: Connection) -> int:
    """How many lines of runs are not what was put."""
    return sum(
        line.checksum != _checksum(line.run, line.need, line.professional, line.rank, line.score)
        for line in connection.execute(select(recommendations))
    )


def _check(line: Row[Any]) -> None:
    if line.checksum != _checksum(line.run, line.need, line.professional, line.rank, line.score):
        raise DamagedError(
            f"a line of the run {line.run!r} in the store is damaged; restore a backup, or run the night again"
        )


def _checked(run: str, need: str, professional: str, rank: int, score: float) -> dict[str, Any]:
    line = {"run": run, "need": need, "professional": professional, "rank": rank, "score": float(score)}
    return line | {"checksum": _checksum(run, need, professional, rank, score)}


def _checksum(run: str, need: str, professional: str, rank: int, score: float) -> bytes:
    return checksum(run, need, professional, rank, float(score))
