"""How much of a requirement a person is credited with: for naming it, for words, for coming near it, for a claim."""

from math import nan

import numpy as np
import pytest

from matcher.evidence import requirement_credits
from matcher.language.terms import terms
from matcher.records import Experience, Need, Professional, Requirement, Work
from tests.unit.world import AGES, CLEAR, FAINT, World, alone, asking, company

PUMP = Requirement("Builds solar pumps.")
JAVA = Requirement("Programs in Java.", skill="Java")
RUST = Requirement("Programs in Rust.", skill="Rust")
SOLAR_PUMPS = Requirement("x y", skill="solar pumps")
COMPILERS = Requirement("Programs computers.", skill="Compilers")
OFF = 0.001
"""How far a credit may be off because vectors are rounded: a cosine of 0.0003 more is 0.0007 of the ramp."""


def credits(world: World, requirement: Requirement, *people: Professional) -> list[float]:
    """The credit of each person for the only requirement."""
    earned: list[float] = requirement_credits(world.compared([asking(requirement)], people))[0].tolist()
    return earned


def in_a_work(text: str, year: int | None = None) -> Professional:
    return Professional(id="p", works=(Work("", text, year),))


@pytest.mark.parametrize(
    ("cosine", "credit"), [(0.9, 1.0), (0.8, 1.0), (0.75, 0.889), (0.5, 0.333), (0.47, 0.267), (0.35, 0.0), (0.1, 0.0)]
)
def test_closeness_is_credited_evenly_between_faint_and_clear(world: World, cosine: float, credit: float) -> None:
    world.give({PUMP.text: 1.0, "It is.": cosine, "Other.": -0.5})
    assert (FAINT, CLEAR) == (0.35, 0.80)
    assert credits(world, PUMP, Professional(id="p", summary="Other. It is.")) == pytest.approx([credit], abs=OFF)


@pytest.mark.parametrize(("year", "faded"), AGES)
def test_evidence_of_long_ago_has_lost_up_to_four_tenths_of_its_credit(world: World, year: float, faded: float) -> None:
    world.give({PUMP.text: 1.0, "It is.": 0.8})
    person = in_a_work("It is.", None if year != year else int(year))
    assert credits(world, PUMP, person) == pytest.approx([1 - 0.4 * faded], abs=OFF)


def test_the_work_that_says_a_requirement_best_dates_its_evidence(world: World) -> None:
    world.give({PUMP.text: 1.0, "It was.": 0.8, "It is.": 0.5})
    works = (Work("", "It was.", 2001), Work("", "It is.", 2026))
    assert credits(world, PUMP, Professional(id="p", works=works)) == pytest.approx([0.6], abs=OFF)


def test_the_name_of_a_skill_is_what_is_compared_where_there_is_one(world: World) -> None:
    world.give({"Compilers": 1.0, "It is.": 0.8, COMPILERS.text: -1.0})
    person = Professional(id="p", summary="It is.")
    assert credits(world, COMPILERS, person) == pytest.approx([1.0], abs=OFF)
    ((standing,),) = world.standings(asking(COMPILERS), person)
    assert standing.evidence is not None
    assert standing.evidence.similarity == pytest.approx(0.8, abs=0.002)


@pytest.mark.parametrize("requirement", [JAVA, RUST], ids=["of the vocabulary", "unknown to it"])
@pytest.mark.parametrize(("year", "faded"), AGES)
def test_a_skill_named_long_ago_has_lost_up_to_four_tenths_of_its_credit(
    world: World, requirement: Requirement, year: float, faded: float
) -> None:
    person = in_a_work(f"I used {requirement.skill} daily.", None if year != year else int(year))
    assert credits(world, requirement, person) == pytest.approx([1 - 0.4 * faded])


def test_the_newest_naming_of_a_skill_counts(world: World) -> None:
    works = (Work("Java 1", year=2001), Work("Java 2", year=2011))
    held = Professional(id="q", experiences=(Experience("Java", start=1980, end=2001), Experience("JVM", start=2011)))
    assert credits(world, JAVA, Professional(id="p", works=works), held) == pytest.approx([0.8, 0.8])


@pytest.mark.parametrize("requirement", [JAVA, RUST], ids=["of the vocabulary", "unknown to it"])
@pytest.mark.parametrize(
    ("listed", "credit"), [("{0}", 0.1), ("{0} (10 years)", 0.1), ("{0}Script", 0.0), ("Go", 0.0), ("", 0.0)]
)
def test_a_skill_that_is_only_listed_earns_a_tenth_that_does_not_fade(
    world: World, requirement: Requirement, listed: str, credit: float
) -> None:
    skills = ("Welding", listed.format(requirement.skill).lower())
    person = Professional(id="p", works=(Work("Fortran", year=1980),), skills=skills)
    assert credits(world, requirement, person) == pytest.approx([credit])


def test_a_claim_does_not_lower_what_is_inferred(world: World) -> None:
    world.give({"Java": 1.0, "I write code.": 0.5})
    person = Professional(id="p", summary="I write code.", skills=("Java",))
    assert credits(world, JAVA, person) == pytest.approx([0.333], abs=OFF)


def test_naming_a_neighbouring_broader_or_narrower_skill_earns_a_part_that_fades(world: World) -> None:
    people = [in_a_work("Written in Kotlin."), in_a_work("Written in Kotlin.", 2001), in_a_work("On 编程语言.")]
    assert credits(world, JAVA, *people) == pytest.approx([0.3, 0.18, 0.3])
    assert credits(world, Requirement("x", skill="programming languages"), *people) == pytest.approx(
        [0.453, 0.272, 1.0], abs=0.001
    )
    assert credits(world, RUST, *people) == [0.0, 0.0, 0.0]


def test_a_sentence_near_to_a_name_that_is_an_everyday_word_too_counts_half(world: World) -> None:
    world.give({"Rust": 1.0, "Zinc": 1.0, "On bridges.": 0.8, "x y": 1.0})
    near = Professional(id="p", summary="On bridges.")
    (clear,), (ambiguous,) = (credits(world, Requirement("x y", skill=name), near) for name in ("Zinc", "Rust"))
    assert clear == pytest.approx(1.0)
    assert ambiguous == pytest.approx(0.5)


def test_where_nothing_is_read_the_share_of_the_skills_words_in_one_work_counts(world: World) -> None:
    said = ("Pumps of solar fields.", "Solar kilns.", "Pump kilns.", "Poetry.")
    people = [Professional(id=f"p{at}", summary=text) for at, text in enumerate(said)]
    shares = world.compared([asking(SOLAR_PUMPS)], people).held.forms[0]
    assert shares[0] == pytest.approx(1.0)
    assert 1 > shares[1] > shares[3] == 0
    expected = [0.9 * min(max(share - 0.15, 0) / 0.85, 1) for share in shares.tolist()]
    assert credits(world, SOLAR_PUMPS, *people) == pytest.approx(expected, abs=OFF)


def test_a_chinese_skill_is_found_in_english_texts_by_what_it_says_in_english() -> None:
    def english(text: str) -> list[str]:
        return terms(text.replace("太阳能", "solar ").replace("水泵", "pumps beats lifts "))

    world = World(english=english)
    asked = Requirement("x", skill="太阳能水泵")
    in_english, in_chinese, neither = credits(
        world, asked, in_a_work("Solar pumps."), in_a_work("太阳能水泵"), in_a_work("Poetry.")
    )
    assert in_english == pytest.approx(0.9, abs=0.05)
    assert in_chinese == 1.0
    assert neither == 0.0


def test_coverage_is_the_weighted_share_of_each_kind(world: World) -> None:
    wanted = (
        Requirement("One.", weight=3), Requirement("Two.", skill="java"),
        Requirement("Three.", kind="nice", skill="kotlin"), Requirement("Four.", kind="nice", skill="java", weight=0.5),
    )  # fmt: skip
    world.give({"One.": 1.0, "Some java here.": 0.5, "None of it.": 0.0})
    people = [Professional(id="p", summary="Some java here."), Professional(id="q", summary="None of it.")]
    features = world.features([asking(*wanted)], people)
    near, neighbour = (0.5 - FAINT) / (CLEAR - FAINT), 0.3
    assert requirement_credits(world.compared([asking(*wanted)], people))[:, 0] == pytest.approx(
        [near, 1, neighbour, 1], abs=OFF
    )
    assert features["must"][0] == pytest.approx([(3 * near + 1) / 4, 0.0], abs=OFF)
    assert features["nice"][0] == pytest.approx([(neighbour + 0.5) / 1.5, 0.0])
    proven = (3 * near**2 + 1 + neighbour**2 + 0.5) / (3 * near + 1 + neighbour + 0.5)
    assert features["quality"][0] == pytest.approx([proven, nan], nan_ok=True, abs=OFF)


def test_a_need_without_requirements_of_a_kind_has_no_share_of_it(world: World) -> None:
    features = world.features([asking(PUMP)], [Professional(id="p", summary="s")])
    assert features["must"].tolist() == [[0.0]]
    assert np.isnan(features["nice"]).all()


def test_credits_in_company_are_those_alone() -> None:
    together, needs, people = company()
    credits_of_all = requirement_credits(together)
    assert 0 < (credits_of_all > 0).sum() < credits_of_all.size
    for need in range(len(needs)):
        for person in range(len(people)):
            expected = credits_of_all[together.asks_of(need)][:, [person]]
            np.testing.assert_allclose(requirement_credits(alone(together, need, person)), expected, atol=1e-12, rtol=0)


def test_a_need_without_requirements_credits_nobody(world: World) -> None:
    needs = [Need(id="n", title="T"), asking(JAVA, id="m")]
    compared = world.compared(needs, [Professional(id="p", summary="Java")])
    assert requirement_credits(compared).tolist() == [[1.0]]
    assert [compared.asks_of(0), compared.asks_of(1)] == [slice(0, 0), slice(0, 1)]


def test_of_skills_of_which_one_is_enough_the_best_counts(world: World) -> None:
    either = Requirement("Programs.", skill="Java", alternatives=("Rust", "Sailing"), weight=3)
    people = [in_a_work("Tools in Rust.", 2026), in_a_work("Java and Rust.", 2026), in_a_work("Poems.", 2026)]
    compared = world.compared([asking(JAVA, either, PUMP)], people)
    earned = requirement_credits(compared)
    assert earned.shape == (5, 3)
    assert earned[1:4].tolist() == [[1.0, 1.0, 0.0]] * 3
    assert earned[0].tolist() == [0.0, 1.0, 0.0]
    assert compared.needs.asks.weights.tolist() == pytest.approx([1, 1, 1, 1, 1])


def test_a_job_title_or_headline_proves_nothing_however_near_it_comes(world: World) -> None:
    asked = Requirement("Builds solar pumps.")
    world.give({asked.text: 1.0, "Pump builder": 0.95, "Pump builder. Sells bread.": 0.2, "Sells bread.": 0.1})
    titled = Experience("Pump builder", "Sells bread.")
    assert world.state(asked, experiences=(titled,))[:2] == ("unknown", 0.0)
    assert world.state(asked, headline="Pump builder", summary="Sells bread.")[:2] == ("unknown", 0.0)
    assert world.state(asked, summary="Pump builder")[0] == "evidenced"
