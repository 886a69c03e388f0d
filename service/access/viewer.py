"""The person or program that a request stands for, and what follows from their role."""

from dataclasses import dataclass, field
from typing import Literal

Role = Literal["admin", "analyst", "coordinator", "professional", "auditor"]

NAMED: frozenset[Role] = frozenset({"coordinator", "professional"})
"""The roles that see people by name; the others see numbers."""


@dataclass(frozen=True)
class Viewer:
    """Whoever reads an answer: all that routes and pages decide access by."""

    account: str
    """Id of the account or key; what the log of views names."""
    name: str
    role: Role
    bases: frozenset[str] = field(default_factory=frozenset)
    """Ids of the bases that a coordinator works for; empty for the other roles."""
    professional: str | None = None
    """Id of the profile that is the account's own; only of the role professional."""

    def sees_base(self, base: str) -> bool:
        """Whether needs of this base may be shown at all."""
        return self.role in ("admin", "analyst") or base in self.bases

    @property
    def sees_names(self) -> bool:
        """Whether people may be shown by name."""
        return self.role in NAMED
