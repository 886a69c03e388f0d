"""Cases in the SQL store."""

from datetime import datetime
from typing import cast
from uuid import uuid4

from sqlalchemy import Connection, Engine, Row, delete, insert, select, update

from matcher.errors import InputError
from matcher.store.cases import REASONS, Case, CaseEvent, Move, Reason, Stage
from matcher.store.schema import case_events, cases
from matcher.store.sql_accounts import text_of, time_of

_AT_ONCE = 500
"""Needs asked for in one statement: SQLite takes a bounded number of values."""


class SqlCases:
    """See ``CaseStore``."""

    def __init__(self, reads: Engine, writes: Engine) -> None:
        self._reads, self._writes = reads, writes

    def add(self, need: str, professional: str, stage: Stage, account: str, at: datetime, text: str = "") -> Case:
        """See ``CaseStore.add``."""
        with self._writes.begin() as connection:
            pair = (cases.c.need == need) & (cases.c.professional == professional)
            line = connection.execute(select(cases).where(pair)).first()
            if line is not None and line.stage != "closed":
                return _case(line)
            if line is not None:
                again = Move(line.id, line.version, stage, account, at, text)
                return cast(Case, _moved(connection, again))
            made = Case(uuid4().hex, need, professional, stage, 1, at, at)
            connection.execute(insert(cases), _line(made))
            _note(connection, made.id, at, account, None, stage, text)
            return made

    def get(self, identifier: str) -> Case | None:
        """See ``CaseStore.get``."""
        with self._reads.begin() as connection:
            return _kept(connection, identifier)

    def of_needs(self, needs: list[str] | None = None) -> list[Case]:
        """See ``CaseStore.of_needs``."""
        with self._reads.begin() as connection:
            if needs is None:
                lines = list(connection.execute(select(cases)))
            else:
                parts = [needs[at : at + _AT_ONCE] for at in range(0, len(needs), _AT_ONCE)]
                lines = [
                    line for part in parts for line in connection.execute(select(cases).where(cases.c.need.in_(part)))
                ]
        return sorted(map(_case, lines), key=lambda case: (case.made, case.id))

    def move(self, move: Move) -> Case | None:
        """See ``CaseStore.move``."""
        refuse_reason(move)
        with self._writes.begin() as connection:
            return _moved(connection, move)

    def note(self, identifier: str, account: str, at: datetime, text: str) -> bool:
        """See ``CaseStore.note``."""
        with self._writes.begin() as connection:
            kept = _kept(connection, identifier)
            if kept is not None:
                _note(connection, identifier, at, account, kept.stage, kept.stage, text)
            return kept is not None

    def remove(self, identifier: str, version: int) -> bool:
        """See ``CaseStore.remove``."""
        wanted = (cases.c.id == identifier) & (cases.c.version == version)
        with self._writes.begin() as connection:
            return connection.execute(delete(cases).where(wanted)).rowcount > 0

    def events(self, identifier: str) -> list[CaseEvent]:
        """See ``CaseStore.events``."""
        table = case_events
        with self._reads.begin() as connection:
            lines = list(
                connection.execute(select(table).where(table.c.case_id == identifier).order_by(table.c.number))
            )
        return [
            CaseEvent(
                line.number, line.case_id, time_of(line.at), line.account, cast(Stage | None, line.before), line.after,
                line.text, cast(Reason | None, line.reason),
            )
            for line in lines
        ]  # fmt: skip

    def erase(self, *, need: str = "", professional: str = "") -> int:
        """See ``CaseStore.erase``."""
        with self._writes.begin() as connection:
            return erase_cases(connection, need=need, professional=professional)


def erase_cases(connection: Connection, *, need: str = "", professional: str = "") -> int:
    """Remove the cases of a need or a person within a transaction; how many there were."""
    wanted = (cases.c.need == need) if need else (cases.c.professional == professional)
    return connection.execute(delete(cases).where(wanted)).rowcount


def refuse_reason(move: Move) -> None:
    """Raise InputError for a closed case without a reason, and for a reason with any other stage."""
    if (move.stage == "closed") != (move.reason is not None):
        raise InputError(
            "a case is moved to {stage!r} with the reason {reason!r}; allowed: with closed one of {reasons}, with any "
            "other stage none",
            stage=move.stage, reason=move.reason, reasons=", ".join(REASONS),
        )  # fmt: skip


def _moved(connection: Connection, move: Move) -> Case | None:
    before = _kept(connection, move.case)
    if before is None or before.version != move.version:
        return None
    changed = {
        "stage": move.stage, "version": move.version + 1, "since": text_of(move.at), "reason": move.reason,
    }  # fmt: skip
    # The version is asked for again: another process may have moved the case since it was read.
    wanted = (cases.c.id == move.case) & (cases.c.version == move.version)
    if not connection.execute(update(cases).where(wanted).values(changed)).rowcount:
        return None
    _note(connection, move.case, move.at, move.account, before.stage, move.stage, move.text, move.reason)
    return _kept(connection, move.case)


def _note(
    connection: Connection, case: str, at: datetime, account: str, before: Stage | None, after: Stage, text: str,
    reason: Reason | None = None,
) -> None:  # fmt: skip
    line = {
        "case_id": case, "at": text_of(at), "account": account, "before": before, "after": after, "text": text,
        "reason": reason,
    }  # fmt: skip
    connection.execute(insert(case_events), line)


def _kept(connection: Connection, identifier: str) -> Case | None:
    line = connection.execute(select(cases).where(cases.c.id == identifier)).first()
    return _case(line) if line is not None else None


def _case(line: Row) -> Case:  # type: ignore[type-arg]
    return Case(
        line.id, line.need, line.professional, line.stage, line.version, time_of(line.made), time_of(line.since),
        line.reason,
    )  # fmt: skip


def _line(case: Case) -> dict[str, object]:
    return {
        "id": case.id, "need": case.need, "professional": case.professional, "stage": case.stage,
        "version": case.version, "made": text_of(case.made), "since": text_of(case.since), "reason": case.reason,
    }  # fmt: skip
