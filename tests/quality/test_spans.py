"""Every claim stands word for word in the profile, and every change is of something that the need asks for."""

from collections.abc import Callable
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest

from matcher.build import load_skills
from matcher.matching.engine import Engine
from matcher.records import Need, Period, Professional
from matcher.results import Evidence, Explanation, Line, Recommendation
from matcher.skills.requirements import requirements_of
from tests.integration.worlds import engine_in, need, person, settings_in
from tests.quality.checks import (
    WITHOUT_SPAN,
    quoted,
    reasons,
    reasons_without_span,
    span_violations,
    subject_violations,
)
from tests.quality.samples import stored


def subjects_of(wanted: Need) -> set[str]:
    """All that a change may be of: what is required, and the period, ways of working and languages."""
    vocabulary = load_skills(settings_in(Path("unused")))
    asked = {each.skill or each.text for each in requirements_of(wanted, vocabulary)}
    period = wanted.period or Period()
    return asked | {f"{period.start or ''} – {period.end or ''}", ", ".join(wanted.modes), ", ".join(wanted.languages)}


@pytest.fixture(scope="module")
def explained(demo: Engine) -> list[tuple[Professional, Recommendation]]:
    runs = [
        demo.matching.many("candidates", demo.matching.open_needs(), 30, explained=30),
        demo.matching.many("suggestions", demo.matching.consented_people(), 3, explained=3),
    ]
    found = [each for ranking in chain(*runs) for each in ranking]
    return [(stored(demo, Professional, each.professional), each) for each in found]


def test_every_quote_stands_in_the_profile_word_for_word(explained: list[tuple[Professional, Recommendation]]) -> None:
    assert sum(len(quoted(each.explanation)) for _, each in explained) > 2500
    assert [found for who, each in explained for found in span_violations(who, each.explanation)] == []


def test_every_reason_quotes_the_profile(explained: list[tuple[Professional, Recommendation]]) -> None:
    assert {line.about for _, each in explained for line in reasons(each.explanation)} >= {
        "must",
        "works",
    }
    assert [found for who, each in explained for found in reasons_without_span(who, each.explanation)] == []


def test_every_change_is_of_what_the_need_asks_for(
    demo: Engine, explained: list[tuple[Professional, Recommendation]]
) -> None:
    subjects = {each: subjects_of(stored(demo, Need, each)) for each in demo.matching.open_needs()}
    assert sum(len(each.explanation.counterfactuals) for _, each in explained) > 50
    assert [found for _, each in explained for found in subject_violations(subjects[each.need], each.explanation)] == []


def test_quotes_of_a_profile_with_markup_and_odd_blanks_are_what_a_reader_sees(tmp_path: Path) -> None:
    engine = engine_in(tmp_path)
    odd = person(
        "odd",
        name="Rosa Solari",
        headline="Engineer &amp; teacher of <b>solar   pumping</b>",
        summary="Rosa Solari <!-- hidden --> works\n on solar\tpumping.  Tanks &lt; batteries.",
        skills=("<i>solar</i>  pumping &amp; tanks", "steel\u00a0 welding"),
        works=(),
    )
    engine.records.put_many([odd, need("n"), need("m", "steel welding")])
    for asked in ("n", "m"):
        (found,) = engine.matching.candidates(asked)
        assert quoted(found.explanation)
        assert span_violations(odd, found.explanation) == []
    engine.close()


def with_evidence(one: Explanation, spoil: Callable[[Evidence], Evidence]) -> Explanation:
    first, *rest = one.evidence
    return replace(one, evidence=(spoil(first), *rest))


def with_line(one: Explanation, spoil: Callable[[Evidence], Evidence]) -> Explanation:
    at = next(at for at, line in enumerate(one.lines) if line.span)
    changed = [replace(line, span=spoil(line.span)) if line.span else line for line in one.lines[at : at + 1]]
    return replace(one, lines=(*one.lines[:at], *changed, *one.lines[at + 1 :]))


SPOILT: dict[str, Callable[[Evidence], Evidence]] = {
    "one character is another": lambda each: replace(each, quote=chr(ord(each.quote[0]) + 1) + each.quote[1:]),
    "the case is another": lambda each: replace(each, quote=each.quote.swapcase() + "x"),
    "it begins too late": lambda each: replace(each, start=each.start + 1),
    "it goes on behind the text": lambda each: replace(each, end=each.end + 10_000),
    "it is of a part that is not there": lambda each: replace(each, source="works[99].abstract"),
    "it is of a field that no record has": lambda each: replace(each, source="diary"),
    "it is empty": lambda each: replace(each, quote="", end=each.start),
    "it is invented": lambda each: replace(each, quote="Won the Nobel prize in physics."),
}


@pytest.mark.parametrize("place", [with_evidence, with_line])
@pytest.mark.parametrize("spoilt", SPOILT)
def test_a_planted_quote_that_is_not_in_the_profile_is_caught(
    explained: list[tuple[Professional, Recommendation]],
    spoilt: str,
    place: Callable[[Explanation, Callable[[Evidence], Evidence]], Explanation],
) -> None:
    who, honest = next((who, each) for who, each in explained if each.explanation.evidence)
    (violation,) = span_violations(who, place(honest.explanation, SPOILT[spoilt]))
    assert who.id in violation


def test_a_planted_reason_without_a_quote_is_caught(explained: list[tuple[Professional, Recommendation]]) -> None:
    who, honest = explained[0]
    bare = replace(
        honest.explanation,
        lines=(Line("reason", "works", points=0.1), *(Line("reason", name) for name in WITHOUT_SPAN)),
    )
    assert reasons_without_span(who, bare) == [f"{who.id}: nothing bears out 'works'"]


def test_a_planted_change_of_something_else_is_caught(demo: Engine) -> None:
    wanted = demo.matching.open_needs()[0]
    honest = next(each for each in demo.matching.candidates(wanted, 5) if each.explanation.counterfactuals)
    told = replace(honest.explanation.counterfactuals[0], subject="chess")
    planted = replace(honest.explanation, counterfactuals=(told,))
    (violation,) = subject_violations(subjects_of(stored(demo, Need, wanted)), planted)
    assert "'chess'" in violation
