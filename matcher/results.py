"""What is answered: rankings, their recommendations, and the explanation of a pair."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, overload

if TYPE_CHECKING:
    import pandas as pd

Direction = Literal["candidates", "suggestions"]
Band = Literal["strong", "good", "possible", "weak"]
State = Literal["evidenced", "claimed", "inferred", "unknown"]


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
class Origin:
    """Where in a profile a quote stands: in what kind of part, in which field of it, and the part's title and years.

    ``kind`` "stated" is a fact that the person states of themselves, such as a language.
    """

    kind: Literal[
        "publication", "patent", "project", "work", "position", "education", "skills", "headline", "summary", "stated"
    ]
    field: str = ""
    title: str = ""
    start: int | None = None
    end: int | None = None


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
    trusted there. None where both are in one language, or without the bridge. ``origin`` is the source in terms that a
    reader knows.
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
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Attained:
    """How one qualification that a requirement asks for stands: years, or a step on the ladder of its kind.

    ``requirement`` is the requirement's skill or text; ``shown`` is None where nothing is stated, ``since`` the first
    of the years where a date tells it. Steps: degrees 1 (college) to 4 (doctor), titles and stages 1 (junior, R1, 初级)
    to 4 (R4, 正高). ``met`` says whether it is enough.
    """

    requirement: str
    kind: Literal["years", "degree", "title", "stage"]
    asked: int
    shown: int | None
    since: int | None
    met: bool


@dataclass(frozen=True, slots=True)
class RequirementState:
    """How one requirement of a need, by its index there, stands for one professional; ``credit`` is 0 to 1."""

    need: str
    requirement: int
    professional: str
    state: State
    credit: float


@dataclass(frozen=True, slots=True)
class Gap:
    """Something the need asks for that the profile does not show.

    ``subject`` is the requirement's skill or text, or for a condition the name of the hard filter. ``said`` is what the
    profile says of the skill instead: that it is denied, wished for, somebody else's, sought or only heard of.
    ``unread`` tells that most of the profile is in a language that is not read, so that it may show it all the same.
    ``attained`` are the years, degree, title and stage that a requirement asks for.
    """

    subject: str
    kind: Literal["must", "nice", "condition"]
    state: State
    said: Literal["", "denied", "wished", "others", "sought", "heard"] = ""
    unread: bool = False
    attained: tuple[Attained, ...] = ()


@dataclass(frozen=True, slots=True)
class RequirementResult:
    """How one requirement of a need stands for the person: its state, the sentence behind it and what it adds.

    ``credit``, 0 to 1, decides the state; ``points`` is its share of what all requirements of its kind add to the
    score, by weight and credit. ``evidence`` is None where nothing comes near; ``said``, ``unread`` and ``attained``
    are as in ``Gap``.
    """

    subject: str
    kind: Literal["must", "nice"]
    state: State
    credit: float
    points: float
    evidence: Evidence | None = None
    said: Literal["", "denied", "wished", "others", "sought", "heard"] = ""
    unread: bool = False
    attained: tuple[Attained, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an explanation: a reason with its points, a gap, or a caution about the profile's text.

    Reasons of few points are together one line about "smaller", so that with the base all reasons add up to the score.
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
    every part of the profile that ``evidence`` quotes were not there; None if it was not computed. ``attained`` tells
    of every qualification that the need asks for, met or not; ``requirements`` of every requirement, in their order.
    """

    base: float
    contributions: tuple[Contribution, ...]
    evidence: tuple[Evidence, ...]
    gaps: tuple[Gap, ...]
    lines: tuple[Line, ...] = ()
    counterfactuals: tuple[Counterfactual, ...] = ()
    without_evidence: float | None = None
    attained: tuple[Attained, ...] = ()
    requirements: tuple[RequirementResult, ...] = ()


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One line of a ranking; ``rank`` counts from 1.

    ``band`` says in a word how good the match is, None where the ranker does not tell; ``probability`` is that of
    mutual interest, None where too few decisions are known to tell it. ``duplicates`` are other records that are
    probably of the same person and so have no line of their own in a list of candidates; nothing is merged.
    """

    need: str
    professional: str
    rank: int
    score: float
    explanation: Explanation
    band: Band | None = None
    probability: float | None = None
    duplicates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NearMiss:
    """Somebody who would be listed for a need but for one condition, which the two sides can talk about.

    ``recommendation`` has the score, the rank among the candidates and the band with that condition set aside.
    ``condition`` is the hard filter: engagement, language, mode or availability. ``wanted`` is what the need states of
    it and ``offered`` what the person does: words, or the first and the last day, empty where that end is open.
    """

    recommendation: Recommendation
    condition: str
    wanted: tuple[str, ...]
    offered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shortfall:
    """How many of the ``people`` whose texts come closest to a need do not mention one of its musts at all."""

    subject: str
    missing: int
    people: int


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
    those who would have been in the list if anything in their texts bore out what is asked.
    ``asks_nothing`` tells of a need that states no requirement and whose text has none either. ``near_misses`` are
    people who would be in the list but for one condition, ``shortfalls`` for an empty list the musts that most people
    fail, the worst first.
    """

    direction: Direction
    query: str
    recommendations: tuple[Recommendation, ...]
    exclusions: tuple[Exclusion, ...] = ()
    considered: int = 0
    weak: int = 0
    asks_nothing: bool = False
    near_misses: tuple[NearMiss, ...] = ()
    shortfalls: tuple[Shortfall, ...] = ()

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

    def to_frame(self) -> "pd.DataFrame":
        """The list as a pandas table, best first: rank, need, professional, score, band, base, then a column of
        points for each feature, which with the base add up to the score.

        An unknown feature has 0 points; a list without recommendations is a table without rows.
        """
        import pandas as pd  # here, as it takes a second to import and ranking needs none of it

        columns = ["rank", "need", "professional", "score", "band", "base"]
        if self.recommendations:
            columns += [part.feature for part in self.recommendations[0].explanation.contributions]
        return pd.DataFrame([_row(recommendation) for recommendation in self], columns=columns)


def _row(recommendation: Recommendation) -> dict[str, Any]:
    """One line of a ranking as a row of its table."""
    explanation = recommendation.explanation
    return {
        "rank": recommendation.rank,
        "need": recommendation.need,
        "professional": recommendation.professional,
        "score": recommendation.score,
        "band": recommendation.band,
        "base": explanation.base,
    } | {part.feature: part.points for part in explanation.contributions}
