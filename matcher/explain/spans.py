"""The place in a profile that bears out what a feature says, word for word."""

from dataclasses import dataclass

import numpy as np

from matcher.evidence import Alignment, RequirementEvidence, best_dated, best_sentence, best_work, most_worded
from matcher.records import Need, Professional, RequirementKind
from matcher.results import Evidence
from matcher.retrieval import Document
from matcher.scripts import language_of
from matcher.text import Sentence, clean, field_text


@dataclass(frozen=True, slots=True)
class Shown:
    """One pair as it is explained: the alignment, the person's place in it, and how the requirements stand."""

    aligned: Alignment
    at: int
    requirements: tuple[RequirementEvidence, ...]

    @property
    def person(self) -> Document:
        """The person's document."""
        return self.aligned.people.documents[self.at]


def span_of(feature: str, shown: Shown) -> Evidence | None:
    """What in the profile the points of a feature rest on; None for what the profile does not say itself."""
    match feature:
        case "works" | "reciprocity":
            return best_work(shown.aligned, shown.at)
        case "sentences":
            return best_sentence(shown.aligned, shown.at)
        case "lexical" | "terms":
            return most_worded(shown.aligned, shown.at)
        case "must" | "nice":
            return _requirement_span(shown, feature)
        case "quality":
            return _requirement_span(shown, "must") or _requirement_span(shown, "nice")
        case "recency":
            return _year(shown)
        case "language" | "mode" | "availability" | "seniority":
            return _stated(feature, shown)
        case _:
            return None


def place_of(person: Document, sentence: Sentence) -> Evidence:
    """A sentence of the profile by itself, whether or not it is matched."""
    words = clean(field_text(person.record, sentence.source)[sentence.start : sentence.end])
    return Evidence("", words, sentence.source, sentence.start, sentence.end, None, language_of(words), None)


def stated(person: Professional, source: str, asked: str) -> Evidence:
    """A field of the record as evidence."""
    text = field_text(person, source)
    return Evidence(asked, text, source, 0, len(text), None, language_of(text), None)


def _requirement_span(shown: Shown, kind: RequirementKind) -> Evidence | None:
    """The sentence behind the requirement of that kind that earns most."""
    mine = [each for each in shown.requirements if each.requirement.kind == kind and each.evidence]
    return max(mine, key=lambda each: each.credit * each.requirement.weight).evidence if mine else None


def _year(shown: Shown) -> Evidence | None:
    """The year of the work or position that comes closest to the need, of those that have one."""
    best, record = best_dated(shown.aligned, shown.at), shown.person.record
    if best is None or best.year is None or not isinstance(record, Professional):
        return None
    part = best.source.partition(".")[0]
    for field in ("year", "end", "start"):
        try:
            if field_text(record, f"{part}.{field}") == str(best.year):
                return stated(record, f"{part}.{field}", best.need_text)
        except KeyError:
            continue
    return None


def _stated(feature: str, shown: Shown) -> Evidence | None:
    need, person = shown.aligned.need.record, shown.person.record
    if not isinstance(need, Need) or not isinstance(person, Professional):
        return None
    match feature:
        case "language":
            return _listed(person, "languages", person.languages, need.languages)
        case "mode":
            return _listed(person, "modes", person.modes, need.modes)
        case "seniority":
            return stated(person, "stage", ", ".join(need.stages)) if person.stage else None
    free = person.availability
    if free is None or need.period is None:
        return None
    asked = f"{need.period.start or ''} – {need.period.end or ''}"
    return stated(person, "availability.start" if free.start else "availability.end", asked)


def _listed(person: Professional, field: str, offered: tuple[str, ...], wanted: tuple[str, ...]) -> Evidence | None:
    """The first of the listed values that is wanted, or the first at all."""
    if not offered:
        return None
    met = np.array([each in wanted for each in offered])
    return stated(person, f"{field}[{int(met.argmax())}]", ", ".join(wanted))
