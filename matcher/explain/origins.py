"""Where in a profile a quote stands, as a reader would say it: the kind of work, its years and its title."""

import re
from dataclasses import replace

from matcher.records import Professional
from matcher.results import Evidence, Explanation, Line, Origin, RequirementResult
from matcher.text import clean

_PART = re.compile(r"(works|experiences|education|skills|languages|modes)\[(\d+)\](?:\.(\w+))?")


def origin_of(person: Professional, source: str) -> Origin:
    """The origin of a quote from that field (``works[2].abstract``) of a record."""
    match = _PART.fullmatch(source)
    if match is None:
        name = source.partition(".")[0]
        return Origin("headline" if name == "headline" else "summary" if name == "summary" else "stated")
    part, number, field = match[1], int(match[2]), match[3] or ""
    if part == "works" and number < len(person.works):
        work = person.works[number]
        return Origin(work.kind or "work", field, clean(work.title), work.year, work.year)
    if part == "experiences" and number < len(person.experiences):
        held = person.experiences[number]
        return Origin("position", field, clean(held.title), held.start, held.end)
    if part == "education" and number < len(person.education):
        learned = person.education[number]
        return Origin("education", field, clean(learned.degree or learned.field), learned.start, learned.end)
    return Origin("skills" if part == "skills" else "stated")


def with_origins(explanation: Explanation, person: Professional) -> Explanation:
    """The explanation with the origin of every quote in it."""

    known: dict[int, Evidence] = {}  # by identity: a quote stands behind several lines

    def with_origin(evidence: Evidence) -> Evidence:
        if evidence.origin:
            return evidence
        if id(evidence) not in known:
            known[id(evidence)] = replace(evidence, origin=origin_of(person, evidence.source))
        return known[id(evidence)]

    def line_with_origin(line: Line) -> Line:
        return replace(line, span=with_origin(line.span)) if line.span else line

    def requirement_with_origin(one: RequirementResult) -> RequirementResult:
        return replace(one, evidence=with_origin(one.evidence)) if one.evidence else one

    return replace(
        explanation,
        evidence=tuple(map(with_origin, explanation.evidence)),
        lines=tuple(map(line_with_origin, explanation.lines)),
        requirements=tuple(map(requirement_with_origin, explanation.requirements)),
    )
