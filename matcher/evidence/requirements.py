"""How each requirement of a need stands in a profile."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.arrays import IdArray, ScoreArray
from matcher.documents import Document
from matcher.evidence.pooling import best_of_each, cosines, sizes
from matcher.evidence.quotes import quote
from matcher.records import Evidence, Need, Professional, Requirement, State

FAINT, CLEAR = 0.40, 0.65
"""Cosines of a requirement with a sentence below which nothing, and above which everything, is credited."""
INFERRED = 0.25
"""Least credit at which a requirement counts as inferred; full credit or a named skill is evidence."""
CLAIMED_CREDIT = 0.1
"""Credit of a skill that is only listed: a claim is worth asking about, and little more."""


@dataclass(frozen=True, slots=True)
class RequirementEvidence:
    """How one requirement stands: its state, the credit 0 to 1 that it earns, and the best sentence."""

    requirement: Requirement
    state: State
    credit: float
    evidence: Evidence | None


def requirement_evidence(need: Document, person: Document) -> tuple[RequirementEvidence, ...]:
    """Each requirement of the need with its state in the profile; the credits are those of the features."""
    similar = cosines([need.sentence_vectors], [person.sentence_vectors])
    credits = requirement_credits(need, [person], similar)[:, 0]
    return tuple(_requirement_state(need, person, at, float(credit), similar) for at, credit in enumerate(credits))


def requirement_credits(need: Document, people: Sequence[Document], similar: ScoreArray) -> ScoreArray:
    """Credit 0 to 1 of each requirement for each person, (requirements, m).

    ``similar`` are the cosines (sentences of the need, sentences of all people) of those that have vectors.
    """
    wanted = requirements_of(need)
    best = _requirement_cosines(need, people, similar)
    credits: ScoreArray = np.clip((best - FAINT) / (CLEAR - FAINT), 0.0, 1.0)
    for at, requirement in enumerate(wanted):
        if requirement.skill:
            named = _skill_pattern(requirement.skill)
            for column, person in enumerate(people):
                if named[0] in person.words and named[1].search(person.words):
                    credits[at, column] = 1.0
                elif _claims(person, named):
                    credits[at, column] = max(credits[at, column], CLAIMED_CREDIT)
    return credits


def requirements_of(document: Document) -> tuple[Requirement, ...]:
    """The requirements of a need; a person has none."""
    return document.record.requirements if isinstance(document.record, Need) else ()


def _requirement_cosines(need: Document, people: Sequence[Document], similar: ScoreArray) -> ScoreArray:
    """Best cosine of any sentence of each requirement with any sentence of each person; -1 where unknown."""
    counts = sizes([person.sentence_vectors for person in people])
    best = np.full((len(requirements_of(need)), len(people)), -1.0)
    for at in range(len(best)):
        rows = _rows_of_requirement(need, at)
        if len(rows):
            best[at] = np.nan_to_num(best_of_each(similar[rows], counts).max(axis=0), nan=-1.0)
    return best


def _rows_of_requirement(need: Document, requirement: int) -> IdArray:
    """Which of the need's sentence vectors stand for the requirement."""
    place = f"requirements[{requirement}].text"
    positions = need.sentence_vectors.positions
    return np.array([row for row, at in enumerate(positions) if need.sentences[at].source == place], dtype=np.int64)


def _skill_pattern(skill: str) -> tuple[str, re.Pattern[str]]:
    """The skill in lower case, and a pattern that finds it as whole words only: java is not javascript, C not C++."""
    lower = skill.lower()
    edges = (r"(?<![a-z0-9])", r"(?![a-z0-9+#])") if lower.isascii() else ("", "")
    return lower, re.compile(edges[0] + re.escape(lower) + edges[1])


def _claims(person: Document, named: tuple[str, re.Pattern[str]]) -> bool:
    listed = person.record.skills if isinstance(person.record, Professional) else ()
    return any(named[1].search(each.lower()) for each in listed)


def _requirement_state(
    need: Document, person: Document, at: int, credit: float, similar: ScoreArray
) -> RequirementEvidence:
    requirement = requirements_of(need)[at]
    evidence = _naming_sentence(requirement, person) or _nearest_sentence(need, person, at, similar)
    claimed = bool(requirement.skill) and _claims(person, _skill_pattern(requirement.skill or ""))
    state: State = "unknown"
    if credit >= 1.0:
        state = "evidenced"
    elif credit >= INFERRED:
        state = "inferred"
    elif claimed:
        state = "claimed"
    shown = evidence if state in ("evidenced", "inferred") else None
    return RequirementEvidence(requirement, state, credit, shown)


def _naming_sentence(requirement: Requirement, person: Document) -> Evidence | None:
    if not requirement.skill:
        return None
    _, named = _skill_pattern(requirement.skill)
    for at, sentence in enumerate(person.sentences):
        if named.search(sentence.text.lower()):
            return quote(requirement.text, person, at, None)
    return None


def _nearest_sentence(need: Document, person: Document, requirement: int, similar: ScoreArray) -> Evidence | None:
    similar = similar[_rows_of_requirement(need, requirement)]
    if not similar.size:
        return None
    row, column = np.unravel_index(int(similar.argmax()), similar.shape)
    position = int(person.sentence_vectors.positions[column])
    return quote(requirements_of(need)[requirement].text, person, position, float(similar[row, column]))
