"""Cases in memory; the oracle of those that are kept."""

from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from matcher.store.cases import Case, CaseEvent, Move, Reason, Stage
from matcher.store.sql_cases import refuse_reason


class MemoryCases:
    """See ``CaseStore``."""

    def __init__(self) -> None:
        self._cases: dict[str, Case] = {}
        self._events: list[CaseEvent] = []
        self._last = 0

    def add(self, need: str, professional: str, stage: Stage, account: str, at: datetime, text: str = "") -> Case:
        """See ``CaseStore.add``."""
        of_pair = (case for case in self._cases.values() if (case.need, case.professional) == (need, professional))
        kept = next(of_pair, None)
        if kept is not None and kept.stage != "closed":
            return kept
        if kept is not None:
            return self._moved(kept, Move(kept.id, kept.version, stage, account, at, text))
        made = Case(uuid4().hex, need, professional, stage, 1, at, at)
        self._cases[made.id] = made
        self._add_event(made.id, at, account, None, stage, text)
        return made

    def get(self, identifier: str) -> Case | None:
        """See ``CaseStore.get``."""
        return self._cases.get(identifier)

    def of_needs(self, needs: list[str] | None = None) -> list[Case]:
        """See ``CaseStore.of_needs``."""
        kept = [case for case in self._cases.values() if needs is None or case.need in needs]
        return sorted(kept, key=lambda case: (case.made, case.id))

    def move(self, move: Move) -> Case | None:
        """See ``CaseStore.move``."""
        refuse_reason(move)
        kept = self._cases.get(move.case)
        return self._moved(kept, move) if kept is not None and kept.version == move.version else None

    def note(self, identifier: str, account: str, at: datetime, text: str) -> bool:
        """See ``CaseStore.note``."""
        kept = self._cases.get(identifier)
        if kept is not None:
            self._add_event(identifier, at, account, kept.stage, kept.stage, text)
        return kept is not None

    def remove(self, identifier: str, version: int) -> bool:
        """See ``CaseStore.remove``."""
        kept = self._cases.get(identifier)
        if kept is None or kept.version != version:
            return False
        self._forget({identifier})
        return True

    def events(self, identifier: str) -> list[CaseEvent]:
        """See ``CaseStore.events``."""
        return [event for event in self._events if event.case == identifier]

    def erase(self, *, need: str = "", professional: str = "") -> int:
        """See ``CaseStore.erase``."""
        gone = {
            case.id
            for case in self._cases.values()
            if (need and case.need == need) or (professional and case.professional == professional)
        }
        self._forget(gone)
        return len(gone)

    def _moved(self, kept: Case, move: Move) -> Case:
        moved = replace(kept, stage=move.stage, version=kept.version + 1, since=move.at, reason=move.reason)
        self._cases[kept.id] = moved
        self._add_event(kept.id, move.at, move.account, kept.stage, move.stage, move.text, move.reason)
        return moved

    def _forget(self, gone: set[str]) -> None:
        self._cases = {name: case for name, case in self._cases.items() if name not in gone}
        self._events = [event for event in self._events if event.case not in gone]

    def _add_event(
        self, case: str, at: datetime, account: str, before: Stage | None, after: Stage, text: str,
        reason: Reason | None = None,
    ) -> None:  # fmt: skip
        self._last += 1
        self._events.append(CaseEvent(self._last, case, at, account, before, after, text, reason))
