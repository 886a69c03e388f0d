"""Proposes pairs of professionals that may be one person; it merges nothing, and no score knows of it."""

from matcher.duplicates.proposals import Crowd, Duplicates, Grade, Proposal, Reason, probably_one, propose
from matcher.duplicates.traits import work_keys

__all__ = ["Crowd", "Duplicates", "Grade", "Proposal", "Reason", "probably_one", "propose", "work_keys"]
