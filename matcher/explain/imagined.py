"""People as they would be: without a part of their profile, with one more work, or with other conditions."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from matcher.arrays import IdArray, ragged_of
from matcher.evidence import Profiles
from matcher.evidence.pair import Pair
from matcher.evidence.requirements import RequirementEvidence
from matcher.filters.facts import people_facts
from matcher.records import Professional, Requirement, Work
from matcher.retrieval.columns import Columns, joined_columns

_REQUIREMENTS_TRIED = 3

ProofColumns = Callable[[Pair, Sequence[Work]], Columns]
"""The columns of people with nothing but one of these works each, whose texts are those of the need of the pair."""


@dataclass(frozen=True, slots=True)
class Imagined:
    """A person as they would be: the record, and the rows of the passages and sentences that they would have."""

    id: str
    record: Professional
    place: int
    passages: IdArray
    sentences: IdArray


@dataclass(frozen=True, slots=True)
class Change:
    """One change that a person could make: what it is, of what, and the person after it."""

    change: Literal["evidence", "availability", "language", "mode"]
    subject: str
    after: Imagined


def as_is(pair: Pair, place: int, people: Columns) -> Imagined:
    """The person of a pair as they are: the record in this place of the columns."""
    return Imagined(
        pair.person_record.id,
        pair.person_record,
        place,
        _rows_of(people.passage_starts, place),
        _rows_of(people.sentence_starts, place),
    )


def without(pair: Pair, person: Imagined, parts: Collection[str]) -> Imagined:
    """The person of a pair without these parts (``works[2]``) of the profile."""
    passages = [passage.source not in parts for passage in pair.person_document.passages]
    kept = {passage.source for passage in pair.person_document.passages} - set(parts)
    sentences = [part in kept for part in pair.sentence_parts]
    return replace(
        person,
        passages=person.passages[np.array(passages, dtype=bool)],
        sentences=person.sentences[np.array(sentences, dtype=bool)],
    )


def profiles_with(columns: Columns, proofs: Columns, people: Sequence[Imagined]) -> Profiles:
    """These people beside each other; the texts of proofs stand behind those of the columns."""
    return Profiles(
        joined_columns([columns, proofs]),
        np.array([person.id for person in people], dtype=str),
        np.array([person.place for person in people], dtype=np.int64),
        ragged_of(person.passages.tolist() for person in people),
        ragged_of(person.sentences.tolist() for person in people),
        people_facts([person.record for person in people]),
        len(proofs.passages),
    )


def proof(pair: Pair, request: int, year: int) -> Work:
    """A work of that year that shows a requirement: its own words, with the skill where no model reads them."""
    asked = pair.need_document.asked[request]
    read = bool(np.isin(asked.sentences, pair.asked).any())
    text, skill = asked.requirement.text, next(iter(asked.requirement.skills[asked.part :]), None)
    return Work(abstract=text if read or not skill else f"{skill}. {text}", year=year)


def possible_changes(
    pair: Pair, person: Imagined, requirements: Sequence[RequirementEvidence], people: Columns, proofs: Columns
) -> list[Change]:
    """The changes worth trying: requirements that are not evidenced, musts and heavy ones first; then conditions.

    ``proofs`` are the columns of the works that would show what the need asks for, in the order of its document; their
    texts stand behind those of the people.
    """
    first_passage, first_sentence = len(people.passages), len(people.sentences)
    # No work shows a degree or ten years.
    missing = [
        number
        for number, standing in enumerate(requirements)
        if standing.state != "evidenced" and not pair.need_document.asked[number].alone
    ]
    missing.sort(key=lambda number: _urgency(requirements[number].requirement))
    changes = []
    for number in missing[:_REQUIREMENTS_TRIED]:
        requirement, request = requirements[number].requirement, requirements[number].request
        shown = replace(
            person,
            passages=np.append(person.passages, first_passage + _rows_of(proofs.passage_starts, request)),
            sentences=np.append(person.sentences, first_sentence + _rows_of(proofs.sentence_starts, request)),
        )
        changes.append(Change("evidence", requirement.subject, shown))
    return changes + _conditions(pair, person)


def _urgency(requirement: Requirement) -> tuple[bool, float]:
    return requirement.kind != "must", -requirement.weight


def _rows_of(starts: IdArray, record: int) -> IdArray:
    return np.arange(starts[record], starts[record + 1])


def _conditions(pair: Pair, person: Imagined) -> list[Change]:
    """The need's own period and ways of working, which a person may be able to offer; languages only if unstated."""
    need, record, changes = pair.need_record, pair.person_record, list[Change]()
    if need.period and record.availability != need.period:
        words = f"{need.period.start or ''} – {need.period.end or ''}"
        free = replace(record, availability=need.period)
        changes.append(Change("availability", words, replace(person, record=free)))
    if need.modes and not set(need.modes) <= set(record.modes):
        offering = replace(record, modes=tuple(dict.fromkeys((*record.modes, *need.modes))))
        changes.append(Change("mode", ", ".join(need.modes), replace(person, record=offering)))
    if need.languages and not record.languages:
        speaking = replace(record, languages=need.languages)
        changes.append(Change("language", ", ".join(need.languages), replace(person, record=speaking)))
    return changes
