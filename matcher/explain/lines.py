"""What to read first: the strongest reasons, what is missing, and what is odd about the profile's text."""

from collections.abc import Sequence

from matcher.explain.spans import Shown, place_of, span_of
from matcher.results import Contribution, Gap, Line
from matcher.retrieval import NO_TEXT

FIRST = 5
"""So many lines are read before "more"; up to two of them are gaps or cautions."""
_NEGATIVES_FIRST = 2
_LONG = 40
"""Bytes from which a sentence that stands in the need too was hardly written by chance: 40 letters, 14 in Chinese."""
_SMALLEST = 0.0005
"""Points below which a reason is none."""


def lines_of(contributions: Sequence[Contribution], gaps: Sequence[Gap], shown: Shown) -> tuple[Line, ...]:
    """All lines: first the strongest reasons with the gravest gaps and cautions, then the others."""
    reasons = _reasons(contributions, shown)
    negatives = _cautions(shown) + _gaps(gaps, shown)
    few = negatives[:_NEGATIVES_FIRST]
    many = reasons[: FIRST - len(few)]
    return (*many, *few, *reasons[len(many) :], *negatives[len(few) :])


def _reasons(contributions: Sequence[Contribution], shown: Shown) -> list[Line]:
    found = [
        Line("reason", each.feature, points=each.points, span=span_of(each.feature, shown))
        for each in contributions
        if abs(each.points) >= _SMALLEST
    ]
    return sorted(found, key=lambda line: -abs(line.points))


def _gaps(gaps: Sequence[Gap], shown: Shown) -> list[Line]:
    """Must requirements before conditions before nice ones, what is unknown before what is near."""
    span_by_subject = {
        each.requirement.skill or each.requirement.text: each.evidence
        for each in shown.requirements
        if each.state != "unknown"
    }
    order = ("must", "condition", "nice")
    states = ("unknown", "claimed", "inferred", "evidenced")
    ranked = sorted(gaps, key=lambda gap: (order.index(gap.kind), states.index(gap.state)))
    return [Line("gap", gap.state, gap.subject, span=span_by_subject.get(gap.subject)) for gap in ranked]


def _cautions(shown: Shown) -> list[Line]:
    """Sentences that were left out of what is matched, and those that repeat the need word for word."""
    person, need = shown.person, shown.aligned.need
    found = [Line("caution", each.kind, span=place_of(person, each.sentence)) for each in person.cautions]
    asked = set(need.sentence_texts.tolist()) - {NO_TEXT}
    copied = [at for at, text in enumerate(person.sentence_texts.tolist()) if text in asked]
    return found + [
        Line("caution", "copied", span=place_of(person, person.sentences[at]))
        for at in copied
        if len(person.sentences[at].text.encode()) >= _LONG
    ]
