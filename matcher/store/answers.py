"""Answers to requests that changed something, kept by the key that a program gave: sent again, one changes nothing."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from typing import Any, Protocol

from sqlalchemy import Engine, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from matcher.errors import StoreError
from matcher.store.schema import kept_answers
from matcher.store.sql_accounts import text_of, time_of


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """The answer to a request; ``request`` is a hash of what was asked, ``status`` None while it is being answered."""

    request: str
    made: datetime
    status: int | None = None
    headers: Mapping[str, str] | None = None
    body: bytes = b""


class AnswerStore(Protocol):
    """Keeps answers by account and key; of two who begin at once only one may answer."""

    def begin(self, account: str, key: str, request: str, at: datetime, lost_before: datetime) -> KeptAnswer | None:
        """Begin to answer; None if that is the caller's to do, else what is there, answered or not yet.

        What was begun before ``lost_before`` and never answered is begun anew.
        """
        ...

    def keep(self, account: str, key: str, status: int, headers: Mapping[str, str], body: bytes) -> None:
        """Keep the answer."""
        ...

    def forget(self, account: str, key: str) -> None:
        """Forget what was begun: it failed, and may be tried again."""
        ...

    def drop(self, before: datetime) -> int:
        """Forget what was begun before a time; how many."""
        ...


class SqlAnswers:
    """See ``AnswerStore``."""

    def __init__(self, reads: Engine, writes: Engine) -> None:
        self._reads, self._writes = reads, writes

    def begin(self, account: str, key: str, request: str, at: datetime, lost_before: datetime) -> KeptAnswer | None:
        """See ``AnswerStore.begin``."""
        table = kept_answers
        own = (table.c.account == account) & (table.c.key == key)
        lost = own & table.c.status.is_(None) & (table.c.made < text_of(lost_before))
        line = {"account": account, "key": key, "request": request, "made": text_of(at)}
        try:
            with self._writes.begin() as connection:
                connection.execute(delete(table).where(lost))
                there = connection.execute(select(table).where(own)).first()
                if there is None:
                    connection.execute(insert(table), [line])
        except (IntegrityError, StoreError):  # another process was faster
            with self._reads.begin() as connection:
                there = connection.execute(select(table).where(own)).first()
            if there is None:
                raise
        return _answer(there) if there else None

    def keep(self, account: str, key: str, status: int, headers: Mapping[str, str], body: bytes) -> None:
        """See ``AnswerStore.keep``."""
        table = kept_answers
        own = (table.c.account == account) & (table.c.key == key)
        values = {"status": status, "headers": json.dumps(dict(headers)), "body": body}
        with self._writes.begin() as connection:
            connection.execute(update(table).where(own).values(values))

    def forget(self, account: str, key: str) -> None:
        """See ``AnswerStore.forget``."""
        table = kept_answers
        with self._writes.begin() as connection:
            connection.execute(delete(table).where(table.c.account == account, table.c.key == key))

    def drop(self, before: datetime) -> int:
        """See ``AnswerStore.drop``."""
        with self._writes.begin() as connection:
            return connection.execute(delete(kept_answers).where(kept_answers.c.made < text_of(before))).rowcount


class MemoryAnswers:
    """See ``AnswerStore``."""

    def __init__(self) -> None:
        self._answers: dict[tuple[str, str], KeptAnswer] = {}
        self._lock = Lock()

    def begin(self, account: str, key: str, request: str, at: datetime, lost_before: datetime) -> KeptAnswer | None:
        """See ``AnswerStore.begin``."""
        with self._lock:
            there = self._answers.get((account, key))
            if there is not None and (there.status is not None or there.made >= lost_before):
                return there
            self._answers[account, key] = KeptAnswer(request, at)
            return None

    def keep(self, account: str, key: str, status: int, headers: Mapping[str, str], body: bytes) -> None:
        """See ``AnswerStore.keep``."""
        with self._lock:
            begun = self._answers[account, key]
            self._answers[account, key] = replace(begun, status=status, headers=dict(headers), body=body)

    def forget(self, account: str, key: str) -> None:
        """See ``AnswerStore.forget``."""
        with self._lock:
            self._answers.pop((account, key), None)

    def drop(self, before: datetime) -> int:
        """See ``AnswerStore.drop``."""
        with self._lock:
            doomed = [own for own, answer in self._answers.items() if answer.made < before]
            for own in doomed:
                del self._answers[own]
            return len(doomed)


def _answer(line: Row[Any]) -> KeptAnswer:
    headers = json.loads(line.headers) if line.headers else None
    return KeptAnswer(line.request, time_of(line.made), line.status, headers, line.body or b"")
