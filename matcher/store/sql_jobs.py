"""Jobs in the SQL store."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, cast

from sqlalchemy import Connection, Engine, Row, Select, delete, insert, select, update

from matcher.store.jobs import Job, State
from matcher.store.schema import jobs
from matcher.store.sql_accounts import text_of, time_of

_COLUMNS = [column for column in jobs.c if column.name not in ("upload", "file")]


class SqlJobs:
    """See ``JobStore``."""

    def __init__(self, reads: Engine, writes: Engine) -> None:
        self._reads, self._writes = reads, writes

    def add(self, job: Job, upload: bytes | None = None) -> None:
        """See ``JobStore.add``."""
        line = {
            "id": job.id, "kind": job.kind, "account": job.account, "state": job.state, "given": _json(job.given),
            "upload": upload, "step": job.step, "done": job.done, "total": job.total, "result": _json(job.result),
            "made": text_of(job.made),
        }  # fmt: skip
        with self._writes.begin() as connection:
            connection.execute(insert(jobs), [line])

    def get(self, identifier: str) -> Job | None:
        """See ``JobStore.get``."""
        with self._reads.begin() as connection:
            return _get(connection, identifier)

    def all(self, account: str | None = None, *, limit: int = 100) -> list[Job]:
        """See ``JobStore.all``."""
        wanted: Select[Any] = select(*_COLUMNS, jobs.c.file.is_not(None).label("has_file"))
        if account is not None:
            wanted = wanted.where(jobs.c.account == account)
        wanted = wanted.order_by(jobs.c.made.desc(), jobs.c.id.desc()).limit(limit)
        with self._reads.begin() as connection:
            return [_job(line) for line in connection.execute(wanted)]

    def upload(self, identifier: str) -> bytes | None:
        """See ``JobStore.upload``."""
        with self._reads.begin() as connection:
            return connection.execute(select(jobs.c.upload).where(jobs.c.id == identifier)).scalar()

    def file(self, identifier: str) -> bytes | None:
        """See ``JobStore.file``."""
        with self._reads.begin() as connection:
            return connection.execute(select(jobs.c.file).where(jobs.c.id == identifier)).scalar()

    def take(self, at: datetime, lost_before: datetime) -> Job | None:
        """See ``JobStore.take``."""
        lost = jobs.c.state.in_(("running", "stopping")) & (jobs.c.beat < text_of(lost_before))
        ready = select(jobs.c.id).where((jobs.c.state == "waiting") | lost).order_by(jobs.c.made, jobs.c.id).limit(1)
        with self._reads.begin() as connection:  # looked at first, so that an idle worker makes no writer wait
            if connection.execute(ready).scalar() is None:
                return None
        with self._writes.begin() as connection:
            identifier = connection.execute(ready.with_for_update(skip_locked=True)).scalar()
            if identifier is None:
                return None
            change = update(jobs).where(jobs.c.id == identifier)
            connection.execute(change.values(state="running", beat=text_of(at)))
            return _get(connection, identifier)

    def beat(self, identifier: str, at: datetime, step: str = "", done: int = 0, total: int = 0) -> bool:
        """See ``JobStore.beat``."""
        values: dict[str, Any] = {"beat": text_of(at)}
        if step:
            values |= {"step": step[:100], "done": done, "total": total}
        running = (jobs.c.id == identifier) & (jobs.c.state == "running")
        with self._writes.begin() as connection:
            return connection.execute(update(jobs).where(running).values(values)).rowcount > 0

    def give_back(self, identifier: str) -> None:
        """See ``JobStore.give_back``."""
        with self._writes.begin() as connection:
            running = (jobs.c.id == identifier) & (jobs.c.state == "running")
            connection.execute(update(jobs).where(running).values(state="waiting", beat=None))

    def end(
        self, identifier: str, at: datetime, state: Literal["done", "failed", "stopped"], result: Mapping[str, Any],
        file: bytes | None = None,
    ) -> None:  # fmt: skip
        """See ``JobStore.end``."""
        change = update(jobs).where(jobs.c.id == identifier)
        values = {"state": state, "result": _json(result), "file": file, "upload": None, "ended": text_of(at)}
        with self._writes.begin() as connection:
            connection.execute(change.values(values))

    def stop(self, identifier: str, at: datetime) -> bool:
        """See ``JobStore.stop``."""
        one = jobs.c.id == identifier
        with self._writes.begin() as connection:
            waiting = update(jobs).where(one, jobs.c.state == "waiting")
            stopped = {"state": "stopped", "upload": None, "ended": text_of(at)}
            if connection.execute(waiting.values(stopped)).rowcount:
                return True
            running = update(jobs).where(one, jobs.c.state.in_(("running", "stopping")))
            return connection.execute(running.values(state="stopping")).rowcount > 0

    def drop(self, before: datetime) -> int:
        """See ``JobStore.drop``."""
        with self._writes.begin() as connection:
            return connection.execute(delete(jobs).where(jobs.c.ended < text_of(before))).rowcount


def _get(connection: Connection, identifier: str) -> Job | None:
    wanted: Select[Any] = select(*_COLUMNS, jobs.c.file.is_not(None).label("has_file")).where(jobs.c.id == identifier)
    line = connection.execute(wanted).first()
    return _job(line) if line else None


def _job(line: Row[Any]) -> Job:
    return Job(
        line.id, line.kind, line.account, time_of(line.made), json.loads(line.given), cast(State, line.state),
        line.step, line.done, line.total, json.loads(line.result), time_of(line.beat) if line.beat else None,
        time_of(line.ended) if line.ended else None, line.has_file,
    )  # fmt: skip


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(dict(value), ensure_ascii=False, allow_nan=False)
