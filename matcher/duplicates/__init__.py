"""Proposes pairs of professionals that may be one person; it merges nothing, and no score knows of it."""

from matcher.duplicates.proposals import Crowd, Duplicates, Grade, Proposal, Reason, probably_one, propose
from matcher.duplicates.traits import Traits, traits_of, work_keys

__all__ = [
    "Crowd", "Duplicates", "Grade", "Proposal", "Reason", "Traits", "probably_one", "propose", "traits_of", "work_keys",
]  # fmt: skip
