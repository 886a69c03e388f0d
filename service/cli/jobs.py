"""What the commands about jobs do."""

from contextlib import suppress
from time import sleep

from rich.markup import escape
from rich.table import Table

from matcher.build import open_engine
from matcher.config import load_settings
from service.cli.accounts import opened
from service.cli.terminal import Stopped, console, plain, print_json, print_text
from service.jobs import Bench, Worker
from service.work import KINDS

_STOPS_WITHIN = 8.0


def list_jobs(*, as_json: bool) -> None:
    """The latest jobs."""
    with opened() as office:
        jobs = office.engine.store.jobs.all()
    if as_json:
        print_json([plain(job) for job in jobs])
        return
    table = Table("id", "kind", "state", "begun (UTC)", "step", "done")
    for job in jobs:
        far = f"{job.done}/{job.total}" if job.total else str(job.done)
        table.add_row(*map(escape, (job.id, job.kind, job.state, f"{job.made:%Y-%m-%d %H:%M}", job.step, far)))
    console().print(table if jobs else "there is no job")


def run_jobs(*, once: bool) -> None:
    """Run jobs until stopped, or until none waits."""
    settings = load_settings()
    engine = open_engine(settings, new=False)
    worker = Worker(Bench(engine, settings), KINDS)
    try:
        if once:
            count = 0
            while worker.run_one():
                count += 1
            print_text(f"{count} jobs were run")
            return
        worker.start()
        with suppress(Stopped, KeyboardInterrupt):
            while True:
                sleep(1)
    finally:
        worker.stop(_STOPS_WITHIN)
        engine.close()
