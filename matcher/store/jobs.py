"""The port of work that takes longer than a reader waits: kept in the store and found again after a restart."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

State = Literal["waiting", "running", "stopping", "done", "failed", "stopped"]
"""A job waits, runs, may be asked to stop, and ends in one of three ways."""


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work: what was asked by whom, how far it is, what came of it. Times are in UTC.

    ``given`` and ``result`` hold what JSON holds. ``beat`` is when whoever runs it was last known to be alive;
    ``has_file`` tells whether something can be downloaded.
    """

    id: str
    kind: str
    account: str
    made: datetime
    given: Mapping[str, Any] = field(default_factory=dict)
    state: State = "waiting"
    step: str = ""
    done: int = 0
    total: int = 0
    result: Mapping[str, Any] = field(default_factory=dict)
    beat: datetime | None = None
    ended: datetime | None = None
    has_file: bool = False

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in ("done", "failed", "stopped")


class JobStore(Protocol):
    """Keeps jobs; whatever a call has returned from is on disk, and each is run by one worker at a time.

    The uploads and files of jobs hold people's data: an upload goes when its job is over, and with a professional who
    is erased go the files of all jobs that are over.
    """

    def add(self, job: Job, upload: bytes | None = None) -> None:
        """Keep a new job that waits to be run."""
        ...

    def get(self, identifier: str) -> Job | None:
        """The job of an id."""
        ...

    def all(self, account: str | None = None, *, limit: int = 100) -> list[Job]:
        """Jobs of one account or of all, the latest first."""
        ...

    def upload(self, identifier: str) -> bytes | None:
        """What was given to a job that is not over."""
        ...

    def file(self, identifier: str) -> bytes | None:
        """What a job that is over made to be downloaded."""
        ...

    def take(self, at: datetime, lost_before: datetime) -> Job | None:
        """Begin the oldest job that waits, or whose worker has shown no sign of life since a time, if there is one.

        Two workers never get the same job.
        """
        ...

    def beat(self, identifier: str, at: datetime, step: str = "", done: int = 0, total: int = 0) -> bool:
        """Note that a job is being run, and how far it is; False where it should stop, or is not to be run any more."""
        ...

    def give_back(self, identifier: str) -> None:
        """Let a job that is being run wait again, for another worker or for the next start."""
        ...

    def end(
        self, identifier: str, at: datetime, state: Literal["done", "failed", "stopped"], result: Mapping[str, Any],
        file: bytes | None = None,
    ) -> None:  # fmt: skip
        """Keep what came of a job; its upload goes."""
        ...

    def stop(self, identifier: str, at: datetime) -> bool:
        """Stop a job that waits, or ask one that runs to stop; False where it is over."""
        ...

    def drop(self, before: datetime) -> int:
        """Forget the jobs that ended before a time; how many."""
        ...
