"""Jobs in memory; the oracle of those that are kept."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from threading import Lock
from typing import Any, Literal

from matcher.store.jobs import Job


class MemoryJobs:
    """See ``JobStore``."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._uploads: dict[str, bytes] = {}
        self._files: dict[str, bytes] = {}
        self._lock = Lock()

    def add(self, job: Job, upload: bytes | None = None) -> None:
        """See ``JobStore.add``."""
        with self._lock:
            self._jobs[job.id] = job
            if upload is not None:
                self._uploads[job.id] = upload

    def get(self, identifier: str) -> Job | None:
        """See ``JobStore.get``."""
        return self._jobs.get(identifier)

    def all(self, account: str | None = None, *, limit: int = 100) -> list[Job]:
        """See ``JobStore.all``."""
        of_account = [job for job in self._jobs.values() if account in (None, job.account)]
        return sorted(of_account, key=lambda job: (job.made, job.id), reverse=True)[:limit]

    def upload(self, identifier: str) -> bytes | None:
        """See ``JobStore.upload``."""
        return self._uploads.get(identifier)

    def file(self, identifier: str) -> bytes | None:
        """See ``JobStore.file``."""
        return self._files.get(identifier)

    def take(self, at: datetime, lost_before: datetime) -> Job | None:
        """See ``JobStore.take``."""
        with self._lock:
            for job in sorted(self._jobs.values(), key=lambda job: (job.made, job.id)):
                is_lost = job.state in ("running", "stopping") and job.beat is not None and job.beat < lost_before
                if job.state == "waiting" or is_lost:
                    self._jobs[job.id] = replace(job, state="running", beat=at)
                    return self._jobs[job.id]
        return None

    def beat(self, identifier: str, at: datetime, step: str = "", done: int = 0, total: int = 0) -> bool:
        """See ``JobStore.beat``."""
        with self._lock:
            job = self._jobs.get(identifier)
            if job is None or job.state != "running":
                return False
            noted = replace(job, step=step[:100], done=done, total=total) if step else job
            self._jobs[identifier] = replace(noted, beat=at)
            return True

    def give_back(self, identifier: str) -> None:
        """See ``JobStore.give_back``."""
        with self._lock:
            if (job := self._jobs.get(identifier)) and job.state == "running":
                self._jobs[identifier] = replace(job, state="waiting", beat=None)

    def end(
        self, identifier: str, at: datetime, state: Literal["done", "failed", "stopped"], result: Mapping[str, Any],
        file: bytes | None = None,
    ) -> None:  # fmt: skip
        """See ``JobStore.end``."""
        with self._lock:
            if (job := self._jobs.get(identifier)) is None:
                return
            self._jobs[identifier] = replace(job, state=state, result=result, ended=at, has_file=file is not None)
            self._uploads.pop(identifier, None)
            if file is not None:
                self._files[identifier] = file

    def stop(self, identifier: str, at: datetime) -> bool:
        """See ``JobStore.stop``."""
        with self._lock:
            job = self._jobs.get(identifier)
            if job is None or job.is_over:
                return False
            if job.state == "waiting":
                self._jobs[identifier] = replace(job, state="stopped", ended=at)
                self._uploads.pop(identifier, None)
            else:
                self._jobs[identifier] = replace(job, state="stopping")
            return True

    def drop(self, before: datetime) -> int:
        """See ``JobStore.drop``."""
        with self._lock:
            doomed = [job.id for job in self._jobs.values() if job.ended is not None and job.ended < before]
            for identifier in doomed:
                del self._jobs[identifier]
                self._files.pop(identifier, None)
            return len(doomed)

    def erase(self, accounts: list[str]) -> None:
        """Forget the files of jobs that are over, and the jobs of accounts that are gone."""
        with self._lock:
            self._jobs = {
                identifier: replace(job, result={}, has_file=False) if job.is_over else job
                for identifier, job in self._jobs.items()
                if job.account not in accounts
            }
            self._files = {}
            self._uploads = {identifier: kept for identifier, kept in self._uploads.items() if identifier in self._jobs}
