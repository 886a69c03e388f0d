"""Progress on the error stream, so that what is printed can still be piped."""

from collections.abc import Iterator
from contextlib import contextmanager

from matcher.matching.engine import Progress


@contextmanager
def progress_bars() -> Iterator[Progress]:
    """A bar for each kind of work that reports; a total of 0 is not known yet."""
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
