"""What is true of a person or a need by construction; it goes to the truth files only."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonTruth:
    """The skills that a person's texts show (levels 1 to 3), and which noise was put in on purpose."""

    id: str
    topic: str
    second_topic: str | None
    skills: Mapping[str, int]
    claimed_only: tuple[str, ...]
    language: str
    duplicate_of: str | None
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedTruth:
    """The skills that a need asks for, with their weights."""

    id: str
    topic: str
    must: Mapping[str, float]
    nice: Mapping[str, float]
    language: str
    flags: tuple[str, ...]
