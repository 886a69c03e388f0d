"""The person or program that a request stands for, and what follows from their role."""

from dataclasses import dataclass, field
from typing import Literal

Role = Literal["admin", "analyst", "coordinator", "professional", "auditor", "key"]
"""A ``key`` is a program: what it may is said by its scopes."""

NAMED: frozenset[Role] = frozenset({"coordinator", "professional"})
"""The roles that see people by name; the others see numbers."""
ANONYMISED = "anonymised"
"""The scope of a key that sees people by number, without any text of theirs."""


@dataclass(frozen=True)
class Viewer:
    """Whoever reads an answer: all that routes and pages decide access by."""

    account: str
    """Id of the account or key; what the log of views names."""
    name: str
    role: Role
    bases: frozenset[str] = field(default_factory=frozenset)
    """Ids of the bases that a coordinator works for or a key is for; empty for the other roles."""
    professional: str | None = None
    """Id of the profile that is the account's own; only of the role professional."""
    scopes: frozenset[str] = field(default_factory=frozenset)
    """What a key may do; empty for the other roles."""
    every_base: bool = False
    """Whether a key is for all bases, and for needs of none."""

    def sees_base(self, base: str | None) -> bool:
        """Whether needs of this base, or of none, may be shown at all."""
        return self.role in ("admin", "analyst") or self.every_base or base in self.bases

    @property
    def sees_names(self) -> bool:
        """Whether people may be shown by name."""
        return self.role in NAMED or (self.role == "key" and ANONYMISED not in self.scopes)
