"""What a person could change, as the document that they would then have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from matcher.evidence import RequirementEvidence
from matcher.records import Need, Professional, Requirement, Work
from matcher.retrieval import NO_TEXT, Document, VectorTable, complete, draft, joined

_REQUIREMENTS_TRIED = 3


@dataclass(frozen=True, slots=True)
class Change:
    """One change: what it is, of what, and the document after it."""

    change: Literal["evidence", "availability", "language", "mode"]
    subject: str
    document: Document


def possible_changes(
    need: Document,
    person: Document,
    requirements: Sequence[RequirementEvidence],
    proofs: Mapping[Requirement, Document],
) -> list[Change]:
    """The changes worth trying: requirements that are not evidenced, musts and heavy ones first; then conditions.

    ``proofs`` are, by requirement, documents of the works that would show them.
    """
    wanted, record = need.record, person.record
    if not isinstance(wanted, Need) or not isinstance(record, Professional):
        return []
    open_ones = [each.requirement for each in requirements if each.state != "evidenced"]
    open_ones.sort(key=lambda each: (each.kind != "must", -each.weight))
    found = [
        Change("evidence", each.skill or each.text, joined(person, proofs[each]))
        for each in open_ones[:_REQUIREMENTS_TRIED]
    ]
    return found + _conditions(wanted, record, person)


def proofs_of(need: Document, table: VectorTable, year: int) -> dict[Requirement, Document]:
    """For each requirement the document of a profile with nothing but one work of that year that shows it."""
    return {each.requirement: _proof_document(need, each.requirement, table, year) for each in need.asked}


def proof(need: Document, requirement: Requirement) -> str:
    """The text of a work that shows the requirement: its own words, with the skill where no model reads them."""
    asked = next((each for each in need.asked if each.requirement == requirement), None)
    read = asked is not None and any(need.sentence_texts[at] != NO_TEXT for at in asked.sentences)
    return requirement.text if read or not requirement.skill else f"{requirement.skill}. {requirement.text}"


def _proof_document(need: Document, requirement: Requirement, table: VectorTable, year: int) -> Document:
    work = Work(abstract=proof(need, requirement), year=year)
    return complete(draft(0, Professional(id="proof", works=(work,)), multilingual=True), table)


def _conditions(need: Need, person: Professional, document: Document) -> list[Change]:
    """The need's own period and ways of working, which a person may be able to offer; languages only if unstated."""
    found: list[Change] = []
    if need.period and person.availability != need.period:
        words = f"{need.period.start or ''} – {need.period.end or ''}"
        free = replace(person, availability=need.period)
        found.append(Change("availability", words, replace(document, record=free)))
    if need.modes and not set(need.modes) <= set(person.modes):
        offering = replace(person, modes=tuple(dict.fromkeys((*person.modes, *need.modes))))
        found.append(Change("mode", ", ".join(need.modes), replace(document, record=offering)))
    if need.languages and not person.languages:
        speaking = replace(person, languages=need.languages)
        found.append(Change("language", ", ".join(need.languages), replace(document, record=speaking)))
    return found
