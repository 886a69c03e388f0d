"""What must hold of every explanation; each check gives the violations that it finds, as sentences."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import zip_longest

from matcher.records import Professional
from matcher.results import Counterfactual, Evidence, Explanation, Line, Ranking, Recommendation
from matcher.text import clean, field_text

WITHOUT_SPAN = ("collaboration", "smaller")
"""Reasons that rest on the decisions that were made, not on what the profile says."""


def additivity_violations(recommendations: Iterable[Recommendation], tolerance: float = 1e-6) -> list[str]:
    """Recommendations whose base and contributions do not add up to the score."""
    found = []
    for each in recommendations:
        explained = each.explanation
        total = explained.base + sum(part.points for part in explained.contributions)
        if not abs(total - each.score) <= tolerance:
            found.append(f"{each.need}/{each.professional}: {total} explained, {each.score} scored")
    return found


def quoted(explanation: Explanation) -> list[Evidence]:
    """Every piece of the profile that an explanation shows."""
    return [*explanation.evidence, *(line.span for line in explanation.lines if line.span)]


def span_violations(person: Professional, explanation: Explanation) -> list[str]:
    """Quotes that do not stand in the profile where they are said to."""
    return [
        f"{person.id}: {each.quote!r} is not {each.source}[{each.start}:{each.end}]"
        for each in quoted(explanation)
        if not _stands(person, each)
    ]


def reasons(explanation: Explanation) -> list[Line]:
    """The lines that tell of a feature of the profile."""
    return [each for each in explanation.lines if each.kind == "reason" and each.about not in WITHOUT_SPAN]


def reasons_without_span(person: Professional, explanation: Explanation) -> list[str]:
    """Reasons that quote nothing of the profile."""
    return [f"{person.id}: nothing bears out {each.about!r}" for each in reasons(explanation) if each.span is None]


def _stands(person: Professional, each: Evidence) -> bool:
    try:
        text = field_text(person, each.source)
    except KeyError:
        return False
    inside = 0 <= each.start < each.end <= len(text)
    return inside and bool(each.quote) and clean(text[each.start : each.end]) == each.quote


def subject_violations(subjects: Collection[str], explanation: Explanation) -> list[str]:
    """Changes that are of nothing that the need asks for."""
    return [
        f"{each.change} of {each.subject!r}, which the need does not ask for"
        for each in explanation.counterfactuals
        if each.subject not in subjects
    ]


Scores = Mapping[str, list[tuple[str, float]]]
"""By need the ids and scores of everybody, best first."""


def ranking_differences(before: Scores, after: Scores) -> list[str]:
    """Pairs of a need and a person whose place or score is another one."""
    return [
        f"{need}/{person}: place {at} with {score}, then {then[person]}"
        for need, ranked in before.items()
        for then in [{person: (at, score) for at, (person, score) in enumerate(after[need], 1)}]
        for at, (person, score) in enumerate(ranked, 1)
        if then[person] != (at, score)
    ]


def list_differences(one: Sequence[Recommendation], other: Sequence[Recommendation]) -> list[str]:
    """Places of two lists in which another pair, rank or score stands."""
    return [
        f"{mine} here, {theirs} there"
        for mine, theirs in zip_longest(map(_entry, one), map(_entry, other))
        if mine != theirs
    ]


def _entry(each: Recommendation) -> tuple[str, str, int, float]:
    return each.need, each.professional, each.rank, each.score


def comparison_violations(
    one: Recommendation, other: Recommendation, told: Sequence[tuple[str, float]], tolerance: float = 2e-6
) -> list[str]:
    """Where what one is told to have more than the other is not the difference of the scores.

    Both scores are rounded to six places, so that their difference may be off by one in the sixth.
    """
    explained, real = sum(points for _, points in told), one.score - other.score
    if abs(explained - real) <= tolerance:
        return []
    return [f"{one.professional} above {other.professional}: {explained} told, {real} in the scores"]


def floor_violations(ranking: Ranking, everybody: Sequence[tuple[str, str | None]]) -> list[str]:
    """Who is in a list that is weak, who is missing that is not, and a wrong count of those left out.

    ``everybody`` are the ids of the list with weak matches and their bands.
    """
    expected = [each for each, band in everybody if band != "weak"]
    found = [each.professional if ranking.direction == "candidates" else each.need for each in ranking]
    weak = len(everybody) - len(expected)
    violations = [f"{ranking.query}: {each} is weak" for each in found if each not in expected]
    violations += [f"{ranking.query}: {each} is not weak and missing" for each in expected if each not in found]
    return violations + [f"{ranking.query}: {ranking.weak} counted as weak, not {weak}"] * (ranking.weak != weak)


def counterfactual_violations(
    changes: Iterable[tuple[Counterfactual, Recommendation]], tolerance: float, places: int
) -> list[str]:
    """Changes whose stated score or place is not the one that was found when the change was really made."""
    return [
        f"{real.need}/{real.professional}, {told.change} of {told.subject!r}: "
        f"{told.score} at place {told.rank} stated, {real.score} at {real.rank} found"
        for told, real in changes
        if abs(told.score - real.score) > tolerance or abs(told.rank - real.rank) > places
    ]


def stuffing_gains(pairs: Iterable[tuple[Recommendation, Recommendation]]) -> list[str]:
    """Twins of honest people that stand above them without a word of caution."""
    return [
        f"{twin.professional}: place {twin.rank} with {twin.score}, the honest one {honest.rank} with {honest.score}"
        for honest, twin in pairs
        if twin.rank < honest.rank and not any(line.kind == "caution" for line in twin.explanation.lines)
    ]


def length_gains(
    person: str, short: Mapping[str, Mapping[str, float]], long: Mapping[str, Mapping[str, float]], bound: float
) -> list[str]:
    """Needs for which a person scores higher with more in the profile; both are scores by need and person."""
    return [
        f"{need}: {long[need][person]}, before {scores[person]}"
        for need, scores in short.items()
        if person in scores and long[need][person] > scores[person] + bound
    ]
