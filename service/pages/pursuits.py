"""What pages say of cases: stages, how long they have waited, what was done, and what may still be taken back."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from matcher.matching.engine import Case, CaseEvent, Engine
from matcher.records import CONTACT, Need, Professional
from service.access.viewer import Viewer
from service.pages.naming import display_name, title_of

UNDO = timedelta(minutes=10)
"""How long an act may be taken back."""
IDLE = timedelta(days=7)
"""After how long without a change a case waits for somebody."""
MONTH = timedelta(days=30)
MOST_CONTACTS = 3
"""How often a person may be contacted within ``MONTH``, by all bases together."""
ENDED = frozenset({"outcome", "closed"})


@dataclass(frozen=True)
class CaseRow:
    """A case with the names of its pair."""

    case: Case
    need: str
    person: str
    days: int
    idle: bool


def visible_cases(engine: Engine, viewer: Viewer, now: datetime, need: str = "") -> list[CaseRow]:
    """The cases of the needs of a reader's bases, or of one of these needs, as they were made."""
    cases = engine.store.cases.of_needs([need] if need else None)
    needs = cast(dict[str, Need], engine.store.kept("need", {case.need for case in cases}))
    seen = [case for case in cases if case.need in needs and viewer.sees_base(needs[case.need].base)]
    people = cast(dict[str, Professional], engine.store.kept("professional", {case.professional for case in seen}))
    return [
        CaseRow(
            case, title_of(needs[case.need]), display_name(people[case.professional]),
            max((now - case.since).days, 0), case.stage not in ENDED and now - case.since >= IDLE,
        )
        for case in seen
        if case.professional in people
    ]  # fmt: skip


def counts_by_need(rows: Iterable[CaseRow]) -> Mapping[str, tuple[int, int]]:
    """Of every need how many people are on its shortlist, and how many were contacted or are further."""
    counted: dict[str, tuple[int, int]] = {}
    for row in rows:
        listed, pursued = counted.get(row.case.need, (0, 0))
        if row.case.stage != "closed":
            further = row.case.stage not in ("suggested", "shortlisted")
            counted[row.case.need] = listed + (not further), pursued + further
    return counted


def recent_contacts(engine: Engine, people: Collection[str], now: datetime) -> dict[str, int]:
    """How often each of these people was contacted within the last month, by all bases together; 0 is left out."""
    counted: Counter[str] = Counter()
    for case in engine.store.cases.of_needs():
        if case.professional in people:
            events = engine.store.cases.events(case.id)
            fresh = (event.after == "contacted" != event.before and now - event.at < MONTH for event in events)
            counted[case.professional] += sum(fresh)
    return {person: count for person, count in counted.items() if count}


def may_be_contacted(engine: Engine, professional: str) -> bool:
    """Whether the person has agreed to be contacted, and still does."""
    permissions = engine.store.permissions(professional)
    return any(one.purpose == CONTACT and one.covers(engine.today()) for one in permissions)


def undoable(events: Sequence[CaseEvent], account: str, now: datetime) -> CaseEvent | None:
    """The last change of a case if the account made it so lately that it may be taken back."""
    if not events:
        return None
    last = events[-1]
    fresh = last.account == account and now - last.at < UNDO and last.before != last.after
    return last if fresh else None
