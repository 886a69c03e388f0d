"""The place in a profile that bears out what a feature says, word for word."""

from dataclasses import dataclass
from functools import cached_property

from matcher.evidence.pair import Pair
from matcher.evidence.quotes import best_dated, best_sentence, best_work, most_worded
from matcher.evidence.requirements import RequirementEvidence
from matcher.records import Professional, RequirementKind
from matcher.results import Evidence
from matcher.scripts import language_of
from matcher.text import Sentence, clean, field_text


@dataclass(frozen=True)
class Standing:
    """One pair as it is explained, and how the requirements of the need stand."""

    pair: Pair
    requirements: tuple[RequirementEvidence, ...]

    @cached_property
    def best_work(self) -> Evidence | None:
        """What two features rest on; see ``quotes.best_work``."""
        return best_work(self.pair)

    @cached_property
    def most_worded(self) -> Evidence | None:
        """What two other features rest on; see ``quotes.most_worded``."""
        return most_worded(self.pair)


def span_of(feature: str, standing: Standing) -> Evidence | None:
    """What in the profile the points of a feature rest on; None for what the profile does not say itself."""
    match feature:
        case "works" | "reciprocity":
            return standing.best_work
        case "sentences":
            return best_sentence(standing.pair)
        case "lexical" | "terms":
            return standing.most_worded
        case "must" | "nice":
            return _requirement_span(standing, feature)
        case "quality":
            return _requirement_span(standing, "must") or _requirement_span(standing, "nice")
        case "recency":
            return _year(standing.pair)
        case "language" | "mode" | "availability" | "seniority":
            return _stated(feature, standing.pair)
        case _:
            return None


def span_of_sentence(person: Professional, sentence: Sentence) -> Evidence:
    """A sentence of the profile by itself, whether or not it is matched."""
    # What is hidden has no words that a reader sees; the caution shows them all the same.
    words = clean(field_text(person, sentence.source)[sentence.start : sentence.end]) or sentence.text
    return Evidence("", words, sentence.source, sentence.start, sentence.end, None, language_of(words), None)


def stated(person: Professional, source: str, asked: str) -> Evidence:
    """A field of the record as evidence."""
    text = field_text(person, source)
    return Evidence(asked, text, source, 0, len(text), None, language_of(text), None)


def _requirement_span(standing: Standing, kind: RequirementKind) -> Evidence | None:
    """The sentence behind the requirement of that kind that earns most."""
    shown = [one for one in standing.requirements if one.requirement.kind == kind and one.evidence]
    return max(shown, key=lambda one: one.credit * one.requirement.weight).evidence if shown else None


def _year(pair: Pair) -> Evidence | None:
    """The year of the work or position that comes closest to the need, of those that have one."""
    best = best_dated(pair)
    if best is None or best.year is None:
        return None
    part = best.source.partition(".")[0]
    for field in ("year", "end", "start"):
        try:
            if field_text(pair.person_record, f"{part}.{field}") == str(best.year):
                return stated(pair.person_record, f"{part}.{field}", best.need_text)
        except KeyError:
            continue
    return None


def _stated(feature: str, pair: Pair) -> Evidence | None:
    need, person = pair.need_record, pair.person_record
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
    number = next((number for number, value in enumerate(offered) if value in wanted), 0)
    return stated(person, f"{field}[{number}]", ", ".join(wanted))
