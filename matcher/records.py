"""The records that everything else passes around: people, needs, places, and what is said about a pair."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import ClassVar, Literal, get_args, overload

NeedType = Literal["exchange", "project", "startup", "trip", "training", "survey", "consulting"]
Stage = Literal["R1", "R2", "R3", "R4", "junior", "senior", "executive", "founder"]
Mode = Literal["remote", "visit", "stay", "relocate"]
RequirementKind = Literal["must", "nice"]
WorkKind = Literal["publication", "patent", "project"]
BaseType = Literal["work", "offshore", "overseas", "rd_community"]
Direction = Literal["candidates", "suggestions"]
Band = Literal["strong", "good", "possible", "weak"]
State = Literal["evidenced", "claimed", "inferred", "unknown"]
Kind = Literal["professional", "need", "base", "organisation"]
Verdict = Literal["shortlist", "reject", "accept", "decline"]

STAGES: tuple[Stage, ...] = get_args(Stage)
MATCHING = "matching"

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
        _within("start", self.start, 1900, 2100)
        _within("end", self.end, 1900, 2100)


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days, both ends included; an end that is None is open."""

    start: date | None = None
    end: date | None = None
    __pydantic_config__: ClassVar = _STRICT

    def __post_init__(self) -> None:
        if self.start and self.end and self.end < self.start:
            raise ValueError(f"ends on {self.end}, before it starts on {self.start}; swap the two dates")


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
        texts = (self.headline, self.summary, *self.skills)
        texts += tuple(part for work in self.works for part in (work.title, work.abstract))
        texts += tuple(part for held in self.experiences for part in (held.title, held.description))
        _some_text(texts, "summary, headline, works, experiences or skills")


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line of a need: must or nice, with a weight; ``skill`` names the ability in a word or two.

    One that was found in the need's body has the characters ``start`` to ``end`` of it where it stands.
    """

    text: str
    kind: RequirementKind = "must"
    weight: float = 1.0
    skill: str | None = None
    start: int | None = None
    end: int | None = None
    __pydantic_config__: ClassVar = _STRICT

    def __post_init__(self) -> None:
        _some_text((self.text,), "text")
        if not isfinite(self.weight) or not 0 < self.weight <= 10:
            raise ValueError(f"weight is {self.weight}; allowed: a number above 0 and up to 10")
        if self.skill is not None and not self.skill.strip():
            raise ValueError(f"skill is {self.skill!r}; allowed: None or a word; leave it out if there is none")


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
        _some_text((self.name,), "name")


Record = Professional | Need | Base | Organisation
RECORD_TYPES: dict[Kind, type[Record]] = {each.kind: each for each in (Professional, Need, Base, Organisation)}


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


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one feature adds to a score; ``value`` is None where the feature is unknown."""

    feature: str
    value: float | None
    points: float


@dataclass(frozen=True, slots=True)
class TermPair:
    """A Chinese word of one sentence as it stands there, and its English sense, which the other sentence has."""

    chinese: str
    english: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of the professional, word for word, beside the sentence of the need that it answers.

    ``source`` names the field of the record (``works[2].abstract``) and ``start``/``end`` the characters of
    it that are quoted; markup among them is left out of the quote. ``similarity`` is the cosine of the two
    sentences, -1 to 1, or None where the sentence was found by its words. ``points`` is what the score would
    lose if the part of the profile that is quoted (``works[2]``) were not there; None if it was not computed, or is too
    little to be told.

    Where one of the two sentences is Chinese and the other English, ``pairs`` are the words by which the dictionary
    finds them to say the same, and ``coverage``, 0 to 1, is the share of the Chinese that it knows: how far it can be
    trusted there. None where both are in one language, or without the bridge.
    """

    need_text: str
    quote: str
    source: str
    start: int
    end: int
    year: int | None
    language: str
    similarity: float | None
    points: float | None = None
    pairs: tuple[TermPair, ...] = ()
    coverage: float | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """Something the need asks for that the profile does not show.

    ``subject`` is the requirement's skill or text, or for a condition the name of the hard filter.
    """

    subject: str
    kind: Literal["must", "nice", "condition"]
    state: State


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an explanation: a reason with its points, a gap, or a caution about the profile's text.

    ``about`` is the feature of a reason, the state of a gap, the kind of a caution; ``subject`` what the gap is
    about. ``span`` is the place in the profile that bears the line out.
    """

    kind: Literal["reason", "gap", "caution"]
    about: str
    subject: str = ""
    points: float = 0.0
    span: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """A change that the person could make, and the score and place that re-scoring then gives.

    ``change`` is what would be stated or shown: a requirement evidenced by a work of this year, or the need's
    own period, language or way of working. ``subject`` is the requirement's skill or text, or the values.
    """

    change: Literal["evidence", "availability", "language", "mode"]
    subject: str
    score: float
    rank: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a pair has its score: ``base`` plus the points of all contributions is the score.

    ``lines`` has the lines to read first at its beginning. ``without_evidence`` is what the score would lose if
    every part of the profile that ``evidence`` quotes were not there; None if it was not computed.
    """

    base: float
    contributions: tuple[Contribution, ...]
    evidence: tuple[Evidence, ...]
    gaps: tuple[Gap, ...]
    lines: tuple[Line, ...] = ()
    counterfactuals: tuple[Counterfactual, ...] = ()
    without_evidence: float | None = None


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One line of a ranking; ``rank`` counts from 1.

    ``band`` says in a word how good the match is, None where the ranker does not tell; ``probability`` is that of
    mutual interest, None where too few decisions are known to tell it.
    """

    need: str
    professional: str
    rank: int
    score: float
    explanation: Explanation
    band: Band | None = None
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class Exclusion:
    """How many were set aside by one hard filter, and why."""

    rule: str
    count: int
    reason: str


@dataclass(frozen=True, slots=True)
class Ranking(Sequence[Recommendation]):
    """The recommendations for one need or one professional, best first, and who was set aside and why.

    It is a sequence of its recommendations. ``considered`` counts those who passed the hard filters, ``weak``
    those who would have been in the list but for a score below ``floor``, under which nothing is a match.
    """

    direction: Direction
    query: str
    recommendations: tuple[Recommendation, ...]
    exclusions: tuple[Exclusion, ...] = ()
    considered: int = 0
    weak: int = 0
    floor: float | None = None

    @overload
    def __getitem__(self, index: int) -> Recommendation: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Recommendation]: ...
    def __getitem__(self, index: int | slice) -> Recommendation | Sequence[Recommendation]:
        return self.recommendations[index]

    def __len__(self) -> int:
        return len(self.recommendations)

    def __iter__(self) -> Iterator[Recommendation]:
        return iter(self.recommendations)


def _identifier(value: str, field: str = "id") -> None:
    if not value or len(value) > 200 or any(mark.isspace() or not mark.isprintable() for mark in value):
        raise ValueError(f"{field} is {value!r}; allowed: 1 to 200 printable characters without spaces")


def _some_text(texts: Sequence[str], where: str) -> None:
    if not any(text.strip() for text in texts):
        raise ValueError(f"there is no text to match on; give some in {where}")


def _within(field: str, value: int | None, low: int, high: int) -> None:
    if value is not None and not low <= value <= high:
        raise ValueError(f"{field} is {value}; allowed: {low} to {high}")
