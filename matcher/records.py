"""The records that are stored: people, needs, places, organisations, and what was decided about a pair."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Any, ClassVar, Literal, get_args

from matcher import codes
from matcher.errors import Problem
from matcher.limits import LONGEST_ID

NeedType = Literal["exchange", "project", "startup", "trip", "training", "survey", "consulting"]
Stage = Literal["R1", "R2", "R3", "R4", "junior", "senior", "executive", "founder"]
Mode = Literal["remote", "visit", "stay", "relocate"]
RequirementKind = Literal["must", "nice"]
WorkKind = Literal["publication", "patent", "project"]
BaseType = Literal["work", "offshore", "overseas", "rd_community"]
Kind = Literal["professional", "need", "base", "organisation"]
Verdict = Literal["shortlist", "reject", "accept", "decline"]

STAGES: tuple[Stage, ...] = get_args(Stage)
MATCHING, CONTACT, STATISTICS, IMPROVING = "matching", "contact", "statistics", "improving"
"""The purposes that a person can agree to; ``improving`` is the use of decisions about them to train the ranking."""

_STRICT = {"extra": "forbid"}


@dataclass(frozen=True, slots=True)
class Work:
    """A publication, patent or project of a professional."""

    title: str = ""
    abstract: str = ""
    year: int | None = None
    kind: WorkKind | None = None
    __pydantic_config__: ClassVar = _STRICT

    def __post_init__(self) -> None:
        _within("year", self.year, 1900, 2100)


@dataclass(frozen=True, slots=True)
class Experience:
    """A position that a professional held; ``end`` is None while it lasts."""

    title: str = ""
    description: str = ""
    organisation: str | None = None
    start: int | None = None
    end: int | None = None
    __pydantic_config__: ClassVar = _STRICT

    def __post_init__(self) -> None:
        _years(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Education:
    """A degree that a professional took, or studied for: without an ``end`` but with a ``start`` it is under way."""

    degree: str = ""
    field: str = ""
    institution: str = ""
    start: int | None = None
    end: int | None = None
    __pydantic_config__: ClassVar = _STRICT

    def __post_init__(self) -> None:
        _some_text((self.degree, self.field, self.institution), "degree, field or institution")
        _years(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days, both ends included; an end that is None is open."""

    start: date | None = None
    end: date | None = None
    __pydantic_config__: ClassVar = _STRICT

    def __post_init__(self) -> None:
        if self.start and self.end and self.end < self.start:
            raise Problem(
                "ends on {end}, before it starts on {start}; swap the two dates", end=self.end, start=self.start
            )


@dataclass(frozen=True, slots=True)
class Consent:
    """What a professional agreed to: the purposes, since when, and until when (None = until withdrawn)."""

    purposes: tuple[str, ...]
    given: date
    until: date | None = None
    __pydantic_config__: ClassVar = _STRICT


@dataclass(frozen=True, slots=True, kw_only=True)
class Professional:
    """A person with the evidence of what they can do; None or empty means not stated, never "no".

    ``aliases`` are other written forms of the name (hanzi, pinyin, Western); names serve display and
    duplicate proposals only and never enter a text that is embedded. ``exclusions`` are ids of bases and
    organisations that the person does not want to be matched with.
    """

    id: str
    name: str | None = None
    aliases: tuple[str, ...] = ()
    headline: str = ""
    summary: str = ""
    works: tuple[Work, ...] = ()
    experiences: tuple[Experience, ...] = ()
    education: tuple[Education, ...] = ()
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    country: str | None = None
    stage: Stage | None = None
    organisation: str | None = None
    availability: Period | None = None
    engagements: tuple[NeedType, ...] = ()
    modes: tuple[Mode, ...] = ()
    exclusions: tuple[str, ...] = ()
    consent: Consent | None = None
    updated: date | None = None
    synthetic: bool = False
    kind: ClassVar[Kind] = "professional"
    __pydantic_config__: ClassVar = _STRICT

    def __post_init__(self) -> None:
        _identifier(self.id)
        _read_codes(self)
        texts = (self.headline, self.summary, *self.skills)
        texts += tuple(part for work in self.works for part in (work.title, work.abstract))
        texts += tuple(part for held in self.experiences for part in (held.title, held.description))
        texts += tuple(part for learned in self.education for part in (learned.degree, learned.field))
        _some_text(texts, "summary, headline, works, experiences, education or skills")


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line of a need: must or nice, with a weight; ``skill`` names the ability in a word or two.

    ``alternatives`` are other skills that do as well: whoever has ``skill`` or one of them meets the requirement. One
    that was found in the need's body has the characters ``start`` to ``end`` of it where it stands.
    """

    text: str
    kind: RequirementKind = "must"
    weight: float = 1.0
    skill: str | None = None
    start: int | None = None
    end: int | None = None
    alternatives: tuple[str, ...] = ()
    __pydantic_config__: ClassVar = _STRICT

    def __post_init__(self) -> None:
        _some_text((self.text,), "text")
        if not isfinite(self.weight) or not 0 < self.weight <= 10:
            raise Problem("weight is {weight}; allowed: a number above 0 and up to 10", weight=self.weight)
        if self.skill is not None and not self.skill.strip():
            raise Problem(
                "skill is {skill!r}; allowed: None or a word; leave it out if there is none", skill=self.skill
            )
        if self.alternatives and (self.skill is None or not all(map(str.strip, self.alternatives))):
            raise Problem(
                "alternatives are {alternatives!r} to skill {skill!r}; allowed: words, beside a skill "
                "that they can stand in for; name the first of them as skill",
                alternatives=list(self.alternatives), skill=self.skill,
            )  # fmt: skip

    @property
    def skills(self) -> tuple[str, ...]:
        """The skills that meet the requirement, any one of them; none if it names none."""
        return (self.skill, *self.alternatives) if self.skill else ()

    @property
    def subject(self) -> str:
        """What it is called in a word or two: its skill, or its text where it names none or several."""
        return self.text if self.alternatives else self.skill or self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What a base or project wants; None or empty means not stated.

    ``languages`` are those in which the work is done (one of them suffices), ``period`` the days in which
    it takes place, ``deadline`` the last day to answer. Restricted or controlled needs are never matched.
    """

    id: str
    title: str = ""
    body: str = ""
    type: NeedType | None = None
    base: str | None = None
    organisation: str | None = None
    theme: str | None = None
    requirements: tuple[Requirement, ...] = ()
    languages: tuple[str, ...] = ()
    modes: tuple[Mode, ...] = ()
    stages: tuple[Stage, ...] = ()
    period: Period | None = None
    deadline: date | None = None
    status: Literal["open", "closed"] = "open"
    visibility: Literal["public", "restricted"] = "public"
    controlled: bool = False
    exclusions: tuple[str, ...] = ()
    synthetic: bool = False
    kind: ClassVar[Kind] = "need"
    __pydantic_config__: ClassVar = _STRICT

    def __post_init__(self) -> None:
        _identifier(self.id)
        _read_codes(self)
        _some_text((self.title, self.body), "title or body")


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """A place that needs come from and people go to."""

    id: str
    name: str
    name_zh: str = ""
    type: BaseType = "work"
    city: str = ""
    province: str = ""
    parent: str | None = None
    policies: tuple[str, ...] = ()
    synthetic: bool = False
    kind: ClassVar[Kind] = "base"
    __pydantic_config__: ClassVar = _STRICT

    def __post_init__(self) -> None:
        _identifier(self.id)
        _some_text((self.name,), "name")


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A partner organisation, employer or university."""

    id: str
    name: str
    name_zh: str = ""
    type: Literal["partner", "employer", "university", "institute"] = "partner"
    country: str | None = None
    ror: str | None = None
    synthetic: bool = False
    kind: ClassVar[Kind] = "organisation"
    __pydantic_config__: ClassVar = _STRICT

    def __post_init__(self) -> None:
        _identifier(self.id)
        _read_codes(self)
        _some_text((self.name,), "name")


Record = Professional | Need | Base | Organisation
RECORD_TYPES: dict[Kind, type[Record]] = {record.kind: record for record in (Professional, Need, Base, Organisation)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a coordinator decided about a pair (shortlist, reject) or a professional answered (accept, decline).

    ``coordinator`` is who decided, or whose shortlist was answered; ``position`` the place, from 1, in the list
    that the coordinator was shown, None where it is not known. The ids may be of records that are not kept.
    """

    need: str
    professional: str
    coordinator: str
    position: int | None = None
    decision: Verdict
    reason: str = ""
    date: date
    __pydantic_config__: ClassVar = _STRICT

    def __post_init__(self) -> None:
        for field in ("need", "professional", "coordinator"):
            _identifier(getattr(self, field), field)
        _within("position", self.position, 1, 1_000_000)


def _identifier(value: str, field: str = "id") -> None:
    if not value or len(value) > LONGEST_ID or any(mark.isspace() or not mark.isprintable() for mark in value):
        raise Problem(
            "{field} is {value!r}; allowed: 1 to {most} printable characters without spaces",
            field=field, value=value, most=LONGEST_ID,
        )  # fmt: skip


def _read_codes(record: "Professional | Need | Organisation") -> None:
    """Languages and country in whatever usual form as their codes: what is compared must be spelled one way."""
    readers: tuple[tuple[str, Callable[[Any], object]], ...] = (
        ("languages", codes.languages),
        ("country", codes.country),
    )
    for field, reader in readers:
        if written := getattr(record, field, None):
            try:
                object.__setattr__(record, field, reader(written))
            except ValueError as error:
                raise Problem("{field} {problem}", field=field, problem=error) from error


def _years(start: int | None, end: int | None) -> None:
    _within("start", start, 1900, 2100)
    _within("end", end, 1900, 2100)
    if start is not None and end is not None and end < start:
        raise Problem("ends in {end}, before it starts in {start}; swap the two years", end=end, start=start)


def _some_text(texts: Sequence[str], where: str) -> None:
    if not any(text.strip() for text in texts):
        raise Problem("there is no text to match on; give some in {where}", where=where)


def _within(field: str, value: int | None, low: int, high: int) -> None:
    if value is not None and not low <= value <= high:
        raise Problem("{field} is {value}; allowed: {low} to {high}", field=field, value=value, low=low, high=high)
