"""How each requirement of a need stands in a profile, and the sentence that shows it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.evidence.alignment import Alignment
from matcher.evidence.credits import Wanted, credits
from matcher.evidence.mentions import Mentions, skill_pattern
from matcher.evidence.nearness import nearness
from matcher.evidence.pooling import pooled
from matcher.evidence.quotes import quote
from matcher.evidence.reading import Reading
from matcher.evidence.skill_credits import NEAR_CREDIT, SkillsAmong
from matcher.language.terms import terms
from matcher.records import Professional, Requirement
from matcher.results import Evidence, State
from matcher.retrieval import NO_TEXT
from matcher.scripts import language_of

INFERRED = 0.25
"""Least credit at which a requirement counts as inferred from what is near it."""
SAID = 0.75
"""Least credit at which a sentence counts as evidence without naming the skill."""


@dataclass(frozen=True, slots=True)
class RequirementEvidence:
    """How one requirement stands: its state, the credit 0 to 1 that it earns, and what comes closest to it.

    That is a sentence, or of a claim the entry of the list; it proves only what the state says.
    """

    requirement: Requirement
    state: State
    credit: float
    evidence: Evidence | None


def requirement_evidence(
    aligned: Alignment, reading: Reading, among: SkillsAmong
) -> list[tuple[RequirementEvidence, ...]]:
    """For each person, every requirement of the need with its state; the credits are those of the features.

    ``among`` tells what skills earn the people.
    """
    wanted = _wanted(aligned)
    (nearest,) = pooled(aligned.similar, nearness(aligned.people, reading))
    credited = credits(wanted, nearest, among)
    mentions = Mentions(aligned.people, reading)
    claimed = [set(mentions.claimants(each.skill)) if each.skill else set() for each in wanted]
    return [
        tuple(
            _standing(aligned, at, place, each, float(credited[at, place]), at in claimed[place], reading)
            for place, each in enumerate(wanted)
        )
        for at in range(len(aligned.people))
    ]


def _wanted(aligned: Alignment) -> list[Wanted]:
    """The need's requirements with columns of the cosines of its sentences."""
    column_of = {int(at): column for column, at in enumerate(aligned.asked)}
    return [
        Wanted(each.requirement.skill, tuple(column_of[at] for at in each.sentences if at in column_of), each.label)
        for each in aligned.need.asked
    ]


def _standing(
    aligned: Alignment, at: int, place: int, wanted: Wanted, credit: float, claimed: bool, reading: Reading
) -> RequirementEvidence:
    requirement = aligned.need.asked[place].requirement
    # What is not credited is not named either: reading every sentence again would be in vain.
    named = _naming_sentence(aligned, at, requirement, reading.names) if credit else None
    near = None if named or credit < INFERRED else _naming_sentence(aligned, at, requirement, reading.near)
    nearest = _nearest_sentence(aligned, at, wanted, requirement)
    worded = None if named or near or nearest else _worded_sentence(aligned, at, requirement)
    evidence = named or (near if credit <= NEAR_CREDIT else None) or nearest or worded or near
    state: State = "unknown"
    if named or (credit >= SAID and evidence):
        state = "evidenced"
    elif credit >= INFERRED and evidence:
        state = "inferred"
    elif claimed:
        state, evidence = "claimed", _claim(aligned, at, requirement, reading)
    return RequirementEvidence(requirement, state, credit, evidence)


def _claim(aligned: Alignment, at: int, requirement: Requirement, reading: Reading) -> Evidence | None:
    """The skill as the person lists it."""
    record = aligned.people.documents[at].record
    patterns = [skill_pattern(name) for name in reading.names(requirement.skill or requirement.text)]
    for place, listed in enumerate(record.skills if isinstance(record, Professional) else ()):
        if any(pattern.search(listed) for pattern in patterns):
            source = f"skills[{place}]"
            return Evidence(requirement.text, listed, source, 0, len(listed), None, language_of(listed), None)
    return None


def _naming_sentence(
    aligned: Alignment, at: int, requirement: Requirement, names: Callable[[str], Sequence[str]]
) -> Evidence | None:
    """The newest sentence that has one of the names for the skill, the first of equal years."""
    if not requirement.skill:
        return None
    person = aligned.people.documents[at]
    patterns = [skill_pattern(name) for name in names(requirement.skill)]
    naming = [
        place
        for place, sentence in enumerate(person.sentences)
        if any(pattern.search(sentence.text) for pattern in patterns)
    ]
    if not naming:
        return None
    newest = max(naming, key=lambda place: (np.nan_to_num(person.sentence_years[place], nan=-1.0), -place))
    return quote(requirement.text, person, newest, None)


def _nearest_sentence(aligned: Alignment, at: int, wanted: Wanted, requirement: Requirement) -> Evidence | None:
    """The sentence that comes closest to the skill's name, or where that has no vector to the requirement's words."""
    similar, said = aligned.of(at)
    if wanted.label != NO_TEXT:
        similar = aligned.labels_of(at)[:, aligned.skills == wanted.label]
    elif wanted.columns:
        similar = similar[:, list(wanted.columns)]
    if not similar.size or (wanted.label == NO_TEXT and not wanted.columns):
        return None
    row, column = np.unravel_index(int(similar.argmax()), similar.shape)
    return quote(requirement.text, aligned.people.documents[at], int(said[row]), float(similar[row, column]))


def _worded_sentence(aligned: Alignment, at: int, requirement: Requirement) -> Evidence | None:
    """The sentence that shares most terms with the skill, at least one of them in every two."""
    wanted = frozenset(terms(requirement.skill or ""))
    place, shared = aligned.sharing(at, wanted)
    if place < 0 or shared * 2 < len(wanted):
        return None
    return quote(requirement.text, aligned.people.documents[at], place, None)
