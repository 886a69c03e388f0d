"""Work that takes longer than a reader waits: begun by a request, run by a worker, found again after a restart."""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from matcher.config import Settings
from matcher.errors import HomeMatchError, InputError
from matcher.matching.engine import Engine
from matcher.store.jobs import Job
from service.access.accounts import Clock, utc_now

_LOG = logging.getLogger("homematch.jobs")
_LOOKED_AGAIN = 2.0
"""Seconds after which a worker looks for jobs that another process has begun."""
_BEATS = 5.0
"""Seconds between two signs of life."""
LOST = timedelta(minutes=1)
"""A job whose worker has shown no sign of life for so long is run again."""
KEPT = timedelta(30)
"""What came of a job can be read for so long."""
MOST_WAITING = 20
"""Jobs that one account may have under way."""


class StoppedError(Exception):
    """A job was asked to stop, or the service is stopping."""


@dataclass(frozen=True)
class Made:
    """What came of a job: values for its page, and a file to download."""

    result: Mapping[str, Any]
    file: bytes | None = None


@dataclass(frozen=True)
class Bench:
    """What work is done with."""

    engine: Engine
    settings: Settings


Progress = Callable[[str, int, int], None]
Work = Callable[[Bench, Job, Progress], Made]


def add_job(engine: Engine, job: Job, upload: bytes | None = None) -> Job:
    """Keep a job that waits; raises InputError where the account has too many under way."""
    waiting = [one for one in engine.store.jobs.all(job.account, limit=MOST_WAITING * 2) if not one.is_over]
    if len(waiting) >= MOST_WAITING:
        raise InputError(
            "{count} of your jobs are under way, the most there may be; wait for one of them, or stop one",
            count=len(waiting),
        )  # fmt: skip
    engine.store.jobs.add(job, upload)
    return job


class Worker:
    """Runs the jobs of a store, one at a time, in a thread of its own."""

    def __init__(self, bench: Bench, kinds: Mapping[str, Work], clock: Clock = utc_now) -> None:
        self._bench, self._kinds, self._clock = bench, kinds, clock
        self._store = bench.engine.store.jobs
        self._stopping, self._looks = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._work, name="jobs", daemon=True)

    def start(self) -> None:
        """Begin to look for jobs."""
        self._thread.start()

    def look(self) -> None:
        """Look for a job now: one was added."""
        self._looks.set()

    def stop(self, seconds: float) -> None:
        """Stop; a job that runs waits again, for the next start."""
        self._stopping.set()
        self._looks.set()
        if self._thread.is_alive():
            self._thread.join(seconds)

    @property
    def is_stopping(self) -> bool:
        """Whether it was told to stop."""
        return self._stopping.is_set()

    def run_one(self) -> bool:
        """Run the job whose turn it is; False if there is none."""
        now = self._clock()
        job = self._store.take(now, now - LOST)
        if job is None:
            return False
        self._run(job)
        return True

    def _work(self) -> None:
        while not self._stopping.is_set():
            try:
                if self.run_one():
                    continue
                self._store.drop(self._clock() - KEPT)
            except Exception:  # a store that cannot be used now may be later
                _LOG.exception("jobs cannot be looked for")
            self._looks.wait(_LOOKED_AGAIN)
            self._looks.clear()

    def _run(self, job: Job) -> None:
        ended = threading.Event()
        beats = threading.Thread(target=self._beat, args=(job.id, ended), daemon=True)
        beats.start()
        try:
            made = self._kinds[job.kind](self._bench, job, self._progress(job))
            self._store.end(job.id, self._clock(), "done", made.result, made.file)
        except StoppedError:
            self._give_back_or_stop(job)
        except InputError as error:
            problem = error.problem
            values = {name: str(value) for name, value in problem.values.items()}
            self._store.end(job.id, self._clock(), "failed", {"problem": problem.template, "values": values})
        except Exception as error:
            kind = "disk or store" if isinstance(error, HomeMatchError | OSError) else "unexpected"
            _LOG.exception("job %s failed", job.id)
            self._store.end(job.id, self._clock(), "failed", {"problem": f"{kind}: {type(error).__name__}"})
        finally:
            ended.set()
            beats.join()

    def _progress(self, job: Job) -> Progress:
        def progress(step: str, done: int, total: int) -> None:
            if self._stopping.is_set() or not self._store.beat(job.id, self._clock(), step, done, total):
                raise StoppedError

        return progress

    def _give_back_or_stop(self, job: Job) -> None:
        """What was asked to stop is stopped; what the end of the service interrupts waits for the next start."""
        kept = self._store.get(job.id)
        if kept is not None and kept.state == "running":
            self._store.give_back(job.id)
        elif kept is not None:
            self._store.end(job.id, self._clock(), "stopped", {})

    def _beat(self, identifier: str, ended: threading.Event) -> None:
        while not ended.wait(_BEATS):
            try:
                self._store.beat(identifier, self._clock())
            except HomeMatchError:
                _LOG.exception("the sign of life of job %s was not kept", identifier)
