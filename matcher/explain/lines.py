"""What to read first: the strongest reasons, what is missing, and what is odd about the profile's text."""

from collections.abc import Sequence

from matcher.evidence.pair import Pair
from matcher.explain.spans import Standing, span_of, span_of_sentence, stated
from matcher.results import Contribution, Gap, Line

FIRST = 5
"""So many lines are read before "more"; up to two of them are gaps or cautions."""
_NEGATIVES_FIRST = 2
_LONG = 40
"""Bytes from which a sentence that stands in the need too was hardly written by chance: 40 letters, 14 in Chinese."""
RECENT_YEARS = 3
"""So long after somebody has left an employer they are said to have worked there."""
SMALL = 0.02
"""Points below which a reason is told together with the other small ones, unless it is of the requirements."""
_ALWAYS = ("must", "nice")
_SMALLEST = 0.005
"""Points below which it is told with the others in any case: they are shown with two places."""


def lines_of(contributions: Sequence[Contribution], gaps: Sequence[Gap], standing: Standing) -> tuple[Line, ...]:
    """All lines: first the strongest reasons with the gravest gaps and cautions, then the others."""
    reasons = _reasons(contributions, standing)
    negatives = _cautions(standing) + _gaps(gaps, standing)
    few = negatives[:_NEGATIVES_FIRST]
    many = reasons[: FIRST - len(few)]
    return (*many, *few, *reasons[len(many) :], *negatives[len(few) :])


def _reasons(contributions: Sequence[Contribution], standing: Standing) -> list[Line]:
    reasons = [
        Line("reason", part.feature, points=part.points, span=span_of(part.feature, standing))
        for part in contributions
        if abs(part.points) >= (_SMALLEST if part.feature in _ALWAYS else SMALL)
    ]
    reasons.sort(key=lambda line: -abs(line.points))
    rest = [part.points for part in contributions if part.feature not in {line.about for line in reasons}]
    return [*reasons, Line("reason", "smaller", points=sum(rest))] if any(rest) else reasons


def _gaps(gaps: Sequence[Gap], standing: Standing) -> list[Line]:
    """Must requirements before conditions before nice ones, what is unknown before what is near."""
    span_by_subject = {one.requirement.subject: one.evidence for one in standing.requirements if one.state != "unknown"}
    order = ("must", "condition", "nice")
    states = ("unknown", "claimed", "inferred", "evidenced")
    ranked = sorted(gaps, key=lambda gap: (order.index(gap.kind), states.index(gap.state)))
    return [Line("gap", gap.state, gap.subject, span=span_by_subject.get(gap.subject)) for gap in ranked]


def _cautions(standing: Standing) -> list[Line]:
    """What is said of a required skill beside evidence, sentences that were left out or not read, and copies."""
    pair = standing.pair
    cautions = [
        Line(
            "caution", one.unproven.kind, one.requirement.subject,
            span=span_of_sentence(pair.person_record, one.unproven.sentence),
        )
        for one in standing.requirements
        if one.unproven
    ]  # fmt: skip
    cautions += [
        Line("caution", caution.kind, span=span_of_sentence(pair.person_record, caution.sentence))
        for caution in pair.person_document.cautions
    ]
    cautions += [Line("caution", "unread", span=span_of_sentence(pair.person_record, one)) for one in pair.unread[:1]]
    # Contained is enough: where a line has no stop, its sentence goes on in the next one.
    asked = [text for sentence in pair.need_sentences if len((text := sentence.text).encode()) >= _LONG]
    return (
        cautions
        + _former_employers(pair)
        + [
            Line("caution", "copied", span=span_of_sentence(pair.person_record, sentence))
            for sentence in pair.person_sentences
            if any(text in sentence.text for text in asked)
        ]
    )


def _former_employers(pair: Pair) -> list[Line]:
    """Positions at the base or organisation of the need that ended within three years, if the year alone can tell."""
    parties = {pair.need_record.base, pair.need_record.organisation} - {None}
    year = pair.compared.yardstick.year
    return [
        Line(
            "caution",
            "former employer",
            f"{held.organisation}, {held.end}",
            span=stated(pair.person_record, f"experiences[{at}].end", ""),
        )
        for at, held in enumerate(pair.person_record.experiences)
        if held.organisation in parties and held.end is not None and year - held.end <= RECENT_YEARS
    ]
