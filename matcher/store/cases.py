"""The port of what a store keeps of pursuits: people on shortlists, in which stage they are, and what was done."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, get_args

Stage = Literal[
    "suggested", "shortlisted", "contacted", "interested", "meeting", "agreement", "landed", "outcome", "closed"
]
Reason = Literal["unsuitable", "time", "declined", "institution", "taken", "lost", "other"]
"""Why a case was closed."""

STAGES: tuple[Stage, ...] = get_args(Stage)
REASONS: tuple[Reason, ...] = get_args(Reason)


@dataclass(frozen=True, slots=True)
class Case:
    """One person pursued for one need; there is at most one for a pair.

    ``version`` is 1 when it is made and grows by 1 with each change of the stage; ``since`` is when it came into the
    stage, in UTC. ``reason`` is stated only where the case is closed.
    """

    id: str
    need: str
    professional: str
    stage: Stage
    version: int
    made: datetime
    since: datetime
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """What was done in a case: it was made, moved, or a note was written; by which account, and when (UTC).

    ``before`` and ``after`` are stages; they are the same for a note.
    """

    number: int
    case: str
    at: datetime
    account: str
    before: Stage | None
    after: Stage
    text: str = ""
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """A change of a case to a stage, made by an account that saw the case at ``version``."""

    case: str
    version: int
    stage: Stage
    account: str
    at: datetime
    text: str = ""
    reason: Reason | None = None


class CaseStore(Protocol):
    """Keeps cases. With a person or a need that is erased go the cases of them, and what was done in these."""

    def add(self, need: str, professional: str, stage: Stage, account: str, at: datetime, text: str = "") -> Case:
        """Make the case of a pair; one that is there and not closed is left as it is, a closed one begins again."""
        ...

    def get(self, identifier: str) -> Case | None:
        """A case by its id; None if there is none."""
        ...

    def of_needs(self, needs: "list[str] | None" = None) -> list[Case]:
        """The cases of these needs, or all of them, by when they were made, then by id."""
        ...

    def move(self, move: Move) -> Case | None:
        """Put a case into another stage; None, and nothing changed, where its version is another one or it is gone.

        Raises InputError for a closed case without a reason, and for a reason with any other stage.
        """
        ...

    def note(self, identifier: str, account: str, at: datetime, text: str) -> bool:
        """Add a note to a case; whether there is such a case."""
        ...

    def remove(self, identifier: str, version: int) -> bool:
        """Take back a case that was only just made, with everything in it; whether it was there at this version."""
        ...

    def events(self, identifier: str) -> list[CaseEvent]:
        """What was done in a case, the first first."""
        ...

    def erase(self, *, need: str = "", professional: str = "") -> int:
        """Remove the cases of a need or a person; how many there were."""
        ...
