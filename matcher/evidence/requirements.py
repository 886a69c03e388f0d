"""How each requirement of a need stands in a profile, and the sentence that shows it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from matcher.arrays import ScoreArray
from matcher.evidence.pair import Pair
from matcher.evidence.qualifications import ONE_STEP, Qualified
from matcher.evidence.quotes import quote
from matcher.language.terms import terms
from matcher.records import Requirement
from matcher.results import Attained, Evidence, State
from matcher.retrieval.columns import NO_SKILL
from matcher.retrieval.document import Asked
from matcher.scripts import language_of
from matcher.skills.qualifications import KINDS, Mention, Qualification, degrees_of, stages_of, titles_of
from matcher.text import Unproven, clean, field_text, is_denied

_STATES: tuple[State, ...] = ("unknown", "claimed", "inferred", "evidenced")


@dataclass(frozen=True, slots=True)
class RequirementEvidence:
    """How one requirement stands: its state, the credit 0 to 1 that it earns, and what comes closest to it.

    That is a sentence, or of a claim the entry of the list; it proves only what the state says. ``unproven`` is what
    the profile says of the skill beside evidence: that it is denied, wished for or somebody else's. ``request`` is its
    place among what the need asks for; of several skills of which one is enough, that of the one that stands best.
    ``attained`` are the years, degree, title and stage that it asks for.
    """

    requirement: Requirement
    state: State
    credit: float
    evidence: Evidence | None
    unproven: Unproven | None = None
    request: int = 0
    attained: tuple[Attained, ...] = ()


def requirement_evidence(pair: Pair, credits: ScoreArray) -> tuple[RequirementEvidence, ...]:
    """Every requirement of the need with its state; ``credits`` (r, m) are those of the whole comparison."""
    first = int(pair.compared.needs.request_starts[pair.need])
    of_all = pair.compared.qualified if any(asked.qualifications for asked in pair.need_document.asked) else None
    standings: list[RequirementEvidence] = []
    for request, asked in enumerate(pair.need_document.asked):
        standing = _standing(pair, request, float(credits[first + request, pair.person]))
        if of_all is not None and asked.qualifications:
            standing = _with_qualifications(pair, of_all, request, standing)
        if asked.part == 0:
            standings.append(standing)
        elif _quality(standing) > _quality(standings[-1]):
            standings[-1] = standing
    return tuple(standings)


def _quality(standing: RequirementEvidence) -> tuple[int, bool]:
    """By which the best of several alternatives is the one to show: its state, and a sentence that was not measured."""
    evidence = standing.evidence
    return _STATES.index(standing.state), evidence is not None and evidence.similarity is None


def _standing(pair: Pair, request: int, credit: float) -> RequirementEvidence:
    asked = pair.need_document.asked[request]
    requirement = asked.requirement
    place = int(pair.compared.needs.request_starts[pair.need]) + request
    # What is not credited is not named either: reading every sentence again would be in vain.
    named = _naming_sentence(pair, requirement, place) if credit else None
    model = pair.compared.yardstick.claims
    near = None if named or credit < model.inferred else _near_sentence(pair, requirement, place)
    evidence = (
        named
        or (near if near and credit <= _near_credit(pair, place) else None)
        or _nearest_sentence(pair, request)
        or near
    )
    evidence = evidence or _worded_sentence(pair, requirement)
    state: State = "unknown"
    if credit >= model.evidenced and evidence:
        state = "evidenced"
    elif credit >= model.inferred and evidence:
        state = "inferred"
    elif pair.compared.claimed[place, pair.person]:
        state, evidence = "claimed", _claim(pair, requirement, place)
    return RequirementEvidence(requirement, state, credit, evidence, _unproven(pair, asked, place), request)


def _unproven(pair: Pair, asked: Asked, place: int) -> Unproven | None:
    """The first part of the profile that names the skill of a requirement without being evidence of it."""
    document = pair.person_document
    for part, skills in zip(document.unproven, document.not_done, strict=True):
        if asked.skill_id in skills:
            return part
    finds = pair.compared.finders[place] if document.unproven and not asked.skill_id else None
    return next((part for part in document.unproven if finds and finds(part.sentence.text)), None)


def _near_credit(pair: Pair, place: int) -> float:
    """What naming a skill near that of a requirement has earned."""
    passages = pair.compared.people.passages
    own = passages.items[passages.starts[pair.person] : passages.starts[pair.person + 1]]
    return float(pair.compared.naming.near[place, own].max(initial=0.0))


def _with_qualifications(
    pair: Pair, of_all: Qualified, request: int, standing: RequirementEvidence
) -> RequirementEvidence:
    """The standing with what is shown of years, degree, title and stage; alone they decide, else they may lower it."""
    asked = pair.need_document.asked[request]
    place = int(pair.compared.needs.request_starts[pair.need]) + request
    name = standing.requirement.skill or standing.requirement.text
    attained = tuple(_attained(of_all, place, pair.person, name, one) for one in asked.qualifications)
    if asked.alone:
        proof = _proof(pair, asked.qualifications)
        state: State = "evidenced" if standing.credit >= 1 else "inferred" if standing.credit >= ONE_STEP else "unknown"
        return replace(standing, state=state, evidence=proof, attained=attained)
    missing = [one for one in attained if not one.met and (one.shown is not None or one.kind in ("years", "degree"))]
    enough = not missing or (asked.either and any(one.met for one in attained))
    if enough or standing.state not in ("evidenced", "inferred"):
        return replace(standing, attained=attained)
    little = any(one.shown is not None and one.shown < one.asked / 2 for one in missing)
    return replace(standing, state="unknown" if little else "inferred", attained=attained)


def _attained(of_all: Qualified, place: int, person: int, name: str, asked: Qualification) -> Attained:
    kind = KINDS.index(asked.kind)
    shown, since = of_all.shown[kind, place, person], of_all.since[place, person]
    return Attained(
        name,
        asked.kind,
        asked.least,
        None if np.isnan(shown) else int(shown),
        None if asked.kind != "years" or np.isnan(since) else int(since),
        bool(shown >= asked.least),
    )


def _proof(pair: Pair, asked: Sequence[Qualification]) -> Evidence | None:
    """Where the profile states the highest step of the first qualification, or since when the person has worked."""
    person, kind = pair.person_record, asked[0].kind
    if kind == "years":
        started = [(held.start, at) for at, held in enumerate(person.experiences) if held.start is not None]
        if not started:
            return None
        year, at = min(started)
        return Evidence("", str(year), f"experiences[{at}].start", 0, len(str(year)), year, "en", None)
    mentions = {"degree": degrees_of, "title": titles_of, "stage": stages_of}[kind](person)
    source, mention = max(mentions, key=lambda one: one[1].step, default=("", Mention(0, 0, 0)))
    if not source and kind != "degree" and person.stage:
        source, mention = "stage", Mention(0, 0, len(person.stage))
    if not source or source == "name":  # what a profile says is quoted, a name is not
        return None
    words = clean(field_text(person, source)[mention.start : mention.end])
    return Evidence("", words, source, mention.start, mention.end, None, language_of(words), None)


def _naming_sentence(pair: Pair, requirement: Requirement, place: int) -> Evidence | None:
    finds = pair.compared.finders[place]
    if finds is None:
        return None
    skill = int(pair.compared.needs.asks.skills[place])
    if skill != NO_SKILL:
        naming = [skill in named for named in pair.named]
        return _newest_sentence(pair, requirement, naming, lambda number: skill in pair.mentioned(number))
    columns, record = pair.compared.people.columns, int(pair.compared.people.records[pair.person])
    first, last = columns.passage_starts[record : record + 2].tolist()
    by_words = pair.compared.naming.skill[place, first:last] > 0
    return _newest_sentence(
        pair, requirement, by_words.tolist(), lambda number: finds(pair.person_sentences[number].text)
    )


def _near_sentence(pair: Pair, requirement: Requirement, place: int) -> Evidence | None:
    skill, neighbours = int(pair.compared.needs.asks.skills[place]), pair.compared.yardstick.neighbours
    near = neighbours.related(skill) if skill != NO_SKILL else frozenset[int]()
    naming = [not named.isdisjoint(near) for named in pair.named]
    if not any(naming):
        return None
    return _newest_sentence(pair, requirement, naming, lambda number: not near.isdisjoint(pair.mentioned(number)))


def _newest_sentence(
    pair: Pair, requirement: Requirement, naming: Sequence[object], names: Callable[[int], object]
) -> Evidence | None:
    """The newest sentence that names a skill, the first of equal years, in the passages that do."""
    passages = pair.person_document.passages
    places = [place for place in range(len(passages)) if naming[place]]
    places.sort(key=lambda place: passages[place].year or -1, reverse=True)
    for place in places:
        for number in range(pair.first_sentences[place], pair.first_sentences[place + 1]):
            if names(number):
                return quote(pair, requirement.text, number, None)
    return None


def _claim(pair: Pair, requirement: Requirement, place: int) -> Evidence | None:
    """The skill as the person lists it, among their skills or in a sentence that is nothing but a list."""
    finds = pair.compared.finders[place]
    if finds is None:
        return None
    entries = [(f"skills[{number}]", 0, len(listed), listed) for number, listed in enumerate(pair.person_record.skills)]
    lists = [caution.sentence for caution in pair.person_document.cautions if caution.kind == "keywords"]
    entries += [(sentence.source, sentence.start, sentence.end, sentence.text) for sentence in lists]
    for source, start, end, listed in entries:
        if not is_denied(listed) and finds(listed):
            return Evidence(requirement.text, clean(listed), source, start, end, None, language_of(listed), None)
    return None


def _nearest_sentence(pair: Pair, request: int) -> Evidence | None:
    """The sentence closest to the skill's name, or where that was not compared to the requirement's words."""
    asked = pair.need_document.asked[request]
    if not pair.sentences_that_may_prove:
        return None
    if pair.is_labelled(request):
        number, likeness_of_best = pair.closest_to_labels
        return quote(pair, asked.requirement.text, int(number[request]), float(likeness_of_best[request]))
    likeness = pair.sentences[np.isin(pair.asked, asked.sentences)]
    if not likeness.size:
        return None
    likeness = np.where(pair.are_titles, -np.inf, likeness)
    said, row = np.unravel_index(int(likeness.T.argmax()), likeness.T.shape)
    return quote(pair, asked.requirement.text, int(pair.said[said]), float(likeness[row, said]))


def _worded_sentence(pair: Pair, requirement: Requirement) -> Evidence | None:
    """The sentence that shares most terms with the skill, at least one of them in every two."""
    wanted = frozenset(terms(requirement.skill or ""))
    number, shared = pair.sharing(wanted)
    if number < 0 or shared * 2 < len(wanted):
        return None
    return quote(pair, requirement.text, number, None)
