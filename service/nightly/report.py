"""What a nightly report says, as plain data: the one source of its HTML, XLSX and JSON files.

Its sections wait in files and are read one at a time, so that no report is held in memory. The points of every
explanation are rounded to 6 places so that, with the base, they add up to the score.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Generic, Literal, TypeVar

from pydantic import TypeAdapter

from matcher.results import Band, Contribution, Evidence, State

Section = TypeVar("Section")

EXPLAINED = 5
"""Candidates of each need whose explanation is written out on the page; the others are in its table only."""


@dataclass(frozen=True, slots=True)
class Header:
    """Which run this is, and what it can be repeated with; ``store`` is the identity of the store."""

    run: str
    day: str
    ranker: str
    model: str
    sequence: int
    features: tuple[str, ...]
    candidates_per_need: int
    suggestions_per_person: int
    synthetic: bool
    store: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """The night in numbers; ``top_tenth`` is the share of recommendations that went to the 10 % most recommended.

    ``gini`` is 0 where all consented people are recommended equally often, near 1 where one gets everything.
    """

    open_needs: int
    unmet_needs: int
    consented_people: int
    people_recommended: int
    recommendations: int
    suggestions: int
    gini: float
    top_tenth: float


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A caution, or a reason with its points, as a sentence, with the evidence that bears it out."""

    kind: Literal["reason", "caution"]
    about: str
    subject: str
    points: float
    text: str
    span: Evidence | None


@dataclass(frozen=True, slots=True)
class ReportGap:
    """Something the need asks for that the profile does not show: what is missing and what would close it."""

    subject: str
    kind: Literal["must", "nice", "condition"]
    state: State
    detail: str
    remedy: str


@dataclass(frozen=True, slots=True)
class ReportRequirement:
    """How one requirement stands: its state with a mark, what the profile says instead, its points and its sentence."""

    subject: str
    kind: Literal["must", "nice"]
    state: State
    state_name: str
    mark: str
    text: str
    points: float
    evidence: Evidence | None


@dataclass(frozen=True, slots=True)
class ReportNearMiss:
    """Somebody who would be listed but for one condition: rank, score and band as they would be, and what to ask."""

    rank: int
    professional: str
    name: str | None
    synthetic: bool
    score: float
    band: Band | None
    verdict: str
    requirements: tuple[ReportRequirement, ...]
    condition: str
    text: str
    question: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """How many a hard filter set aside, and why."""

    rule: str
    count: int
    reason: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """One professional in the ranking of one need, with what adds up to the score.

    It reads as everywhere: ``verdict``, ``requirements``, ``questions``; then ``lines``, the cautions and the reasons,
    of which the small ones are one. ``changes`` is what the person could change and what that would do, in words.
    """

    rank: int
    professional: str
    name: str | None
    synthetic: bool
    score: float
    base: float
    contributions: tuple[Contribution, ...]
    evidence: tuple[Evidence, ...]
    gaps: tuple[ReportGap, ...]
    lines: tuple[ReportLine, ...] = ()
    changes: tuple[str, ...] = ()
    band: Band | None = None
    probability: float | None = None
    verdict: str = ""
    requirements: tuple[ReportRequirement, ...] = ()
    questions: tuple[str, ...] = ()
    caution: str = ""


@dataclass(frozen=True, slots=True)
class NeedSection:
    """One need with its ranking; ``considered`` counts who passed the hard filters.

    ``weak`` counts those whose texts bear out nothing that is asked; ``message`` says so where that is everybody, and
    ``shortfalls`` which musts most people fail. ``near_misses`` would be listed but for one condition.
    """

    need: str
    title: str
    synthetic: bool
    considered: int
    candidates: tuple[Candidate, ...]
    exclusions: tuple[SetAside, ...]
    weak: int = 0
    message: str = ""
    near_misses: tuple[ReportNearMiss, ...] = ()
    shortfalls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One need in the list of one professional."""

    rank: int
    need: str
    title: str
    score: float
    base: float
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class PersonSection:
    """One professional with the needs suggested to them."""

    professional: str
    name: str | None
    synthetic: bool
    suggestions: tuple[Suggestion, ...]
    message: str = ""


@dataclass(frozen=True, slots=True)
class Unmet:
    """A need that nobody can be proposed for: which filters set people aside, and whether the others are too weak.

    ``shortfalls`` are the musts that most people fail, ``near_misses`` counts who fails one condition only.
    """

    need: str
    title: str
    exclusions: tuple[SetAside, ...]
    weak: int = 0
    message: str = ""
    shortfalls: tuple[str, ...] = ()
    near_misses: int = 0


@dataclass(frozen=True, slots=True)
class Exposure:
    """How often one professional is recommended."""

    professional: str
    name: str | None
    times: int
    best_rank: int


class Sections(Generic[Section]):
    """Sections as JSON lines in a temporary file without a name, of which nothing stays when the process ends.

    They are read one at a time, and as often as wanted.
    """

    def __init__(self, folder: Path, kind: type[Section]) -> None:
        self._adapter = TypeAdapter(kind)
        self._file = TemporaryFile(dir=folder)  # noqa: SIM115 - closed by ``close``
        self._size = 0

    def append(self, section: Section) -> None:
        """Add a section at the end."""
        self._file.seek(self._size)
        self._size += self._file.write(self._adapter.dump_json(section) + b"\n")

    def lines(self) -> Iterator[bytes]:
        """The JSON of every section, without the line break."""
        at = 0
        while at < self._size:
            self._file.seek(at)
            line = self._file.readline()
            at += len(line)
            yield line.removesuffix(b"\n")

    def __iter__(self) -> Iterator[Section]:
        return map(self._adapter.validate_json, self.lines())

    def close(self) -> None:
        """Remove the file."""
        self._file.close()


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that is reported of one night.

    ``needs`` and ``people`` are in the order of their ids.
    ``scale`` is the lowest and the highest point that the waterfalls on the page reach.
    """

    header: Header
    summary: Summary
    needs: Sections[NeedSection]
    people: Sections[PersonSection]
    unmet: tuple[Unmet, ...]
    exposure: tuple[Exposure, ...]
    scale: tuple[float, float]
