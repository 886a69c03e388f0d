"""Each requirement is evidenced, inferred, claimed or unknown, with the sentence that shows it."""

import numpy as np
import pytest

from matcher.evidence import requirement_credits
from matcher.evidence.requirements import requirement_evidence
from matcher.records import Experience, Need, Professional, Requirement, Work
from matcher.skills.table import Skill
from matcher.text import clean, field_text
from tests.unit.world import World, alone, asking, company

PUMP = Requirement("Builds solar pumps.")
JAVA = Requirement("Programs in Java.", skill="Java")
ERLANG = Requirement("Programs in Erlang.", skill="Erlang")
SOLAR_PUMPS = Requirement("x y", skill="solar pumps")
EITHER_WAY = pytest.mark.parametrize("requirement", [JAVA, ERLANG], ids=["of the vocabulary", "unknown to it"])

State = tuple[str, float, str | None]


@pytest.mark.parametrize(
    ("cosine", "expected"),
    [
        (0.9, ("evidenced", 1.0, "It is.")),
        (0.75, ("evidenced", 0.889, "It is.")),
        (0.69, ("evidenced", 0.756, "It is.")),
        (0.55, ("inferred", 0.444, "It is.")),
        (0.5, ("inferred", 0.333, "It is.")),
        (0.47, ("inferred", 0.267, "It is.")),
        (0.45, ("unknown", 0.222, "It is.")),
        (0.1, ("unknown", 0.0, "It is.")),
    ],
)
def test_a_requirement_is_evidenced_inferred_or_unknown_by_its_nearest_sentence(
    world: World, cosine: float, expected: State
) -> None:
    world.give({PUMP.text: 1.0, "It is.": cosine, "Other.": -0.5})
    state, credit, quote = world.state(PUMP, summary="Other. It is.")
    assert (state, quote) == (expected[0], expected[2])
    assert credit == pytest.approx(expected[1], abs=0.002)


@EITHER_WAY
@pytest.mark.parametrize(
    ("summary", "skills", "expected"),
    [
        ("I use {0} daily.", (), ("evidenced", 1.0, "I use {0} daily.")),
        ("Nothing. {0}/Go work.", (), ("evidenced", 1.0, "{0}/Go work.")),
        ("I use {0}InteroperabilityToolkits daily.", (), ("unknown", 0.0, None)),
        ("I use {0}InteroperabilityToolkits daily.", ("{0}InteroperabilityToolkits", "{0}2d"), ("unknown", 0.0, None)),
        ("I write code.", ("{0}",), ("claimed", 0.1, "{0}")),
        ("I write code.", ("Go", "{0} (10 years)"), ("claimed", 0.1, "{0} (10 years)")),
        ("用{0}开发系统。", (), ("evidenced", 1.0, "用{0}开发系统。")),
    ],
)
def test_a_named_skill_is_evidence_and_a_listed_one_a_claim(
    world: World, requirement: Requirement, summary: str, skills: tuple[str, ...], expected: State
) -> None:
    name = requirement.skill
    listed = tuple(skill.format(name) for skill in skills)
    state, credit, quote = expected
    standing = world.state(requirement, summary=summary.format(name), skills=listed)
    assert standing == (state, credit, quote.format(name) if quote else None)


@EITHER_WAY
def test_a_skill_named_in_a_title_only_is_evidence(world: World, requirement: Requirement) -> None:
    title = f"A {requirement.skill} compiler"
    assert world.state(requirement, works=(Work(title, "It is fast."),)) == ("evidenced", 1.0, title)


def test_a_claim_does_not_lower_what_is_inferred(world: World) -> None:
    world.give({"Java": 1.0, "I write code.": 0.5})
    assert world.state(JAVA, summary="I write code.", skills=("Java",))[::2] == ("inferred", "I write code.")


@pytest.mark.parametrize(
    ("skill", "text", "state"),
    [
        ("C++", "Fast C++ code.", "evidenced"),
        ("C++", "Fast C code.", "unknown"),
        ("C", "Fast C++ code.", "unknown"),
        ("C", "Fast C code.", "evidenced"),
        ("光伏", "从事光伏水泵研究。", "evidenced"),
    ],
)
@pytest.mark.parametrize("known", [True, False])
def test_a_skill_with_signs_is_found_whole(skill: str, text: str, state: str, known: bool) -> None:
    skills = [Skill(f"s{at}", (name,)) for at, name in enumerate(["C++", "C", "光伏"])]
    world = World(skills=skills if known else ())
    assert world.state(Requirement("x y", skill=skill), summary=text)[0] == state


@EITHER_WAY
def test_the_newest_naming_of_a_skill_is_quoted_and_a_claim_does_not_fade(
    world: World, requirement: Requirement
) -> None:
    name = requirement.skill
    works = (Work(f"{name} 1", year=2001), Work(f"{name} 2", year=2011), Work(f"{name} 3", year=2011))
    assert world.state(requirement, works=works) == ("evidenced", 0.8, f"{name} 2")
    claim = world.state(requirement, works=(Work("Fortran", year=1980),), skills=(str(name),))
    assert claim == ("claimed", 0.1, name)


def test_a_skill_named_long_ago_is_evidence_that_has_faded(world: World) -> None:
    held = Experience("Engineer", "Wrote Java all day.", start=1990, end=1999)
    assert world.state(JAVA, experiences=(held,)) == ("evidenced", 0.6, "Wrote Java all day.")


SKILLS = (
    Skill("heat", ("Heat pump", "热泵")),
    Skill("x-ray", ("x-ray",)),
    Skill("ros", ("ROS 2",)),
    Skill("battery", ("Battery", "energy storage"), ("heat",)),
)


@pytest.mark.parametrize(
    ("skill", "sentence"),
    [
        ("Heat pump", "Installs heat pumps."),
        ("热泵", "Works on Heat-Pump design."),
        ("x-ray", "Takes X rays."),
        ("ROS 2", "Robots under ROS2."),
        ("ROS 2", "Robots under ＲＯＳ 2."),
        ("energy storage", "Sells batteries."),
    ],
)
def test_a_skill_of_the_vocabulary_is_quoted_where_it_is_named_in_another_form(skill: str, sentence: str) -> None:
    world = World(skills=SKILLS)
    world.give({skill: 1.0, "I like cats.": 0.6})
    shown = world.state(Requirement("x y", skill=skill), summary=f"I like cats. {sentence} And dogs.")
    assert shown == ("evidenced", 1.0, clean(sentence))
    listed = ("cats", sentence.removesuffix("."))
    assert world.state(Requirement("x y", skill=skill), summary="Other.", skills=listed) == ("claimed", 0.1, listed[1])


def test_a_neighbouring_skill_is_quoted_where_it_is_named_in_another_form() -> None:
    world = World(skills=SKILLS)
    assert world.state(Requirement("x y", skill="Heat pump"), summary="I like cats. Sells batteries.") == (
        "inferred", 0.453, "Sells batteries.",
    )  # fmt: skip


def test_a_passage_about_all_the_words_of_a_skill_is_evidence_where_nothing_is_read(world: World) -> None:
    shown = world.state(SOLAR_PUMPS, works=(Work("", "Tides rise. Pumps of solar fields.", 2026),))
    assert shown[::2] == ("evidenced", "Pumps of solar fields.")


def test_a_sentence_with_less_than_half_of_a_skills_words_shows_nothing(world: World) -> None:
    wind = Requirement("x y", skill="solar pump wells")
    assert world.state(wind, summary="Solar kilns burn.")[2] is None
    assert world.state(wind, summary="Solar pump kilns.")[2] == "Solar pump kilns."


def test_a_neighbouring_skill_that_a_text_names_makes_one_inferred(world: World) -> None:
    people = [
        Professional(id="a", works=(Work("Tools", "Written in Kotlin. And more.", 2025),)),
        Professional(id="b", works=(Work("Tools", "Written in Kotlin.", 2001),)),
        Professional(id="c", summary="Written in Java and Kotlin."),
    ]
    (near,), (faded,), (named,) = world.standings(asking(JAVA), *people)
    assert near.state == "inferred"
    assert near.credit == pytest.approx(0.3)
    assert near.evidence is not None
    assert near.evidence.quote == "Written in Kotlin."
    assert faded.state == "unknown"
    assert faded.credit == pytest.approx(0.18)
    assert (named.state, named.credit) == ("evidenced", 1.0)


def test_a_sentence_that_earns_more_than_a_neighbouring_skill_is_shown_instead_of_it(world: World) -> None:
    world.give({"Java": 1.0, "I write code.": 0.4})
    assert world.state(JAVA, summary="Written in Kotlin. I write code.")[2] == "I write code."


def test_what_is_quoted_stands_in_the_record_and_shows_the_requirement(world: World) -> None:
    person = Professional(id="p", summary="Other. We  <b>use</b>\tJava.", skills=("C", "Erlang (new)"))
    need = asking(JAVA, ERLANG)
    ((java, erlang),) = world.standings(need, person)
    assert java.evidence is not None
    assert erlang.evidence is not None
    assert (java.evidence.need_text, java.evidence.quote) == (JAVA.text, "We use Java.")
    assert (erlang.evidence.need_text, erlang.evidence.quote) == (ERLANG.text, "Erlang (new)")
    for evidence in (java.evidence, erlang.evidence):
        assert clean(field_text(person, evidence.source)[evidence.start : evidence.end]) == evidence.quote
    assert erlang.evidence.source == "skills[1]"


def test_every_requirement_has_a_standing_in_the_order_of_the_need(world: World) -> None:
    wanted = (JAVA, PUMP, ERLANG)
    (standings,) = world.standings(asking(*wanted), Professional(id="p", summary="Erlang."))
    assert [standing.requirement for standing in standings] == list(wanted)
    assert [standing.state for standing in standings] == ["unknown", "unknown", "evidenced"]
    assert world.standings(Need(id="n", title="T"), Professional(id="p", summary="Erlang.")) == [()]


def test_a_pair_stands_in_any_company_as_it_does_alone() -> None:
    together, needs, people = company()
    world = World()
    credits = requirement_credits(together)
    states: set[str] = set()
    for place, need in enumerate(needs):
        for person_place, person in enumerate(people):
            pair = world.pair_of(together, place, person_place, need, person)
            standings = requirement_evidence(pair, credits)
            single = world.pair_of(alone(together, place, person_place), 0, 0, need, person)
            expected = requirement_evidence(single, requirement_credits(single.compared))
            assert [(one.state, one.evidence) for one in standings] == [(one.state, one.evidence) for one in expected]
            np.testing.assert_allclose([s.credit for s in standings], [s.credit for s in expected], atol=1e-12)
            states |= {one.state for one in standings}
    assert states == {"evidenced", "inferred", "claimed", "unknown"}


def test_skills_of_which_one_is_enough_stand_as_one_with_the_one_that_is_shown(world: World) -> None:
    either = Requirement("Programs in Java or Rust.", skill="Java", alternatives=("Rust",))
    people = [
        Professional(id="a", summary="Tools in Rust."), Professional(id="b", summary="Tools in Java."),
        Professional(id="c", summary="Poems.", skills=("Rust",)), Professional(id="d", summary="Poems."),
    ]  # fmt: skip
    standings = world.standings(asking(either, PUMP), *people)
    assert [len(of_person) for of_person in standings] == [2, 2, 2, 2]
    assert [of_person[0].state for of_person in standings] == ["evidenced", "evidenced", "claimed", "unknown"]
    quotes = [of_person[0].evidence.quote for of_person in standings if of_person[0].evidence]
    assert quotes == ["Tools in Rust.", "Tools in Java.", "Rust"]
    assert {of_person[0].requirement for of_person in standings} == {either}
    assert either.subject == either.text
