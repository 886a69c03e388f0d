"""Who names a skill in their texts, and who lists it: by the vocabulary, or whole words for a skill unknown to it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.evidence.naming import claims, names
from matcher.records import Need, Professional, Requirement, Work
from matcher.retrieval.columns import NO_SKILL
from matcher.skills.table import Skill
from matcher.skills.vocabulary import finder
from tests.unit.world import World, asking


@pytest.mark.parametrize(
    ("name", "text", "holds"),
    [
        ("Java", "JAVA/Kotlin", True), ("Java", "JavaScript", False), ("Java", "用Java开发", True),
        ("C++", "Fast C++ code.", True), ("C++", "Fast C code.", False), ("C", "Fast C++ code.", False),
        ("C", "Fast C code.", True), ("IT", "it runs", False), ("IT", "an IT team", True), ("光伏", "光伏水泵", True),
        ("kiln lining", "Relined two kilns. Kiln linings last.", True), ("heat exchanger", "heat-exchangers", True),
        ("dehumidifiers", "a dehumidifier", True), ("铸铁件", "鑄鐵件的檢驗", True), ("colour dye", "color dyes", True),
        ("光伏水泵", "光伏 水-泵", True), ("光伏水泵", "光伏的水泵", False),
    ],
)  # fmt: skip
def test_a_skill_unknown_to_the_vocabulary_is_named_in_any_form(name: str, text: str, holds: bool) -> None:
    """It is looked for in the few texts that hold a telling term of it; those must be enough."""
    world = World(skills=())
    asks = world.needs(asking(Requirement("x", skill=name))).asks
    people = world.people(Professional(id="p", summary=text, skills=(text,)))
    assert names(asks, people, world.neighbours, np.zeros(1)).skill.tolist() == [[float(holds)]]
    assert claims(asks, people).tolist() == [[holds]]


@pytest.mark.parametrize(
    ("text", "certain"),
    [
        ("Relined kiln-lining of two kilns.", True), ("ＫＩＬＮ ＬＩＮＩＮＧ", True), ("Kiln linings last.", False),
        ("Kiln linings last. Each kiln lining too.", True),
    ],
)  # fmt: skip
def test_only_the_form_that_is_asked_for_names_an_unknown_skill_for_certain(text: str, certain: bool) -> None:
    """Of plurals of phrases in real abstracts, six in ten were no keyword of the text: the claims model weighs them."""
    world = World(skills=())
    asks = world.needs(asking(Requirement("x", skill="kiln lining"))).asks
    naming = names(asks, world.people(Professional(id="p", summary=text)), world.neighbours, np.zeros(1))
    assert naming.skill.tolist() == [[1.0]]
    assert naming.certain.tolist() == [[float(certain)]]


@pytest.mark.parametrize("skill", ["", " ", "\u3000\n"])
def test_a_blank_skill_is_refused(skill: str) -> None:
    with pytest.raises(ValueError, match=r"skill is .*; allowed: None or a word"):
        Requirement("Builds pumps.", skill=skill)


def test_a_skill_of_the_vocabulary_is_looked_for_under_all_its_names(world: World) -> None:
    people = world.people(
        Professional(id="a", summary="Runs on the JVM. Java too.", works=(Work("Kotlin"),)),
        Professional(id="b", summary="Other.", skills=("JVM languages",)),
    )
    asks = world.needs(asking(*(Requirement("x", skill=name) for name in ("java", "JVM", "Kotlin", "编程语言")))).asks
    naming = names(asks, people, world.neighbours, np.zeros(3))
    texts = [people.words.text(place) for place in range(3)]
    assert texts == ["Kotlin", "Runs on the JVM. Java too.", "Other."]
    assert naming.skill.tolist() == [[0, 1, 0], [0, 1, 0], [1, 0, 0], [0, 0, 0]]
    assert naming.near.tolist() == [[0.3, 0, 0], [0.3, 0, 0], [0, 0.3, 0], [0.4, 0.4, 0]]
    assert claims(asks, people).tolist() == [[False, True], [False, True], [False, False], [False, False]]


def test_what_is_named_fades_with_its_passage(world: World) -> None:
    people = world.people(Professional(id="a", works=(Work("Java"), Work("JVM"), Work("Kotlin"))))
    naming = names(
        world.needs(asking(Requirement("x", skill="Java"))).asks, people, world.neighbours, np.array([0.5, 1, 1])
    )
    assert naming.skill == pytest.approx(np.array([[0.8, 0.6, 0.0]]))
    assert naming.near.tolist() == [[0.0, 0.0, 0.3]]


def test_a_requirement_without_a_skill_is_named_and_claimed_by_nobody(world: World) -> None:
    people = world.people(Professional(id="a", summary="Builds pumps.", skills=("Builds pumps.",)))
    asks = world.needs(asking(Requirement("Builds pumps."))).asks
    assert asks.skills.tolist() == [NO_SKILL]
    assert not names(asks, people, world.neighbours, np.zeros(1)).skill.any()
    assert not claims(asks, people).any()
    nobody = world.people()
    assert names(asks, nobody, world.neighbours, np.zeros(0)).skill.shape == (1, 0)
    assert claims(asks, nobody).shape == (1, 0)
    nothing = world.needs(Need(id="n", title="T")).asks
    assert claims(nothing, people).shape == (0, 1)


@pytest.mark.parametrize("text", ["Heat pumps.", "heat-pump", "ＨＥＡＴ pump", "A 热泵 here", "ROS2", "ros 2 nodes"])
def test_a_finder_knows_a_name_in_every_form_that_the_vocabulary_knows(text: str) -> None:
    world = World(skills=(Skill("heat", ("Heat pump", "热泵")), Skill("ros", ("ROS 2",)), Skill("it", ("IT",))))
    (named,) = world.rules.document(Professional(id="p", summary=text)).named
    assert len(named) == 1
    assert finder(["Heat pump", "热泵", "ROS 2"])(text)
    assert not finder(["IT"])(text)
    assert not finder([])(text)


def test_two_skills_listed_one_after_the_other_are_not_a_third() -> None:
    world = World(skills=(Skill("heat-pump", ("Heat pump",)),))
    people = [Professional(id="p", skills=("heat", "pump")), Professional(id="q", skills=("heat", "pump", "heat pump"))]
    people += [Professional(id="r", skills=("wind", "pump"))]
    asks = world.needs(asking(Requirement("x", skill="Heat pump"), Requirement("x", skill="wind pump"))).asks
    assert claims(asks, world.people(*people)).tolist() == [[False, True, False], [False] * 3]


NAMES = ["x-ray", "solar", "C++", "C", "光伏", "X光", "Java", "AI芯片", "node.js", "solar pump", "on-off"]
_phrases = st.lists(
    st.sampled_from(
        [*NAMES, "x-ray-based", "solar-powered", "光伏水泵", "X光检测", "JavaScript", "solar pumps", "c#", "，", "on"]
    ),
    min_size=1,
    max_size=4,
).map(" ".join)


@settings(max_examples=60)
@given(st.lists(st.tuples(_phrases, st.lists(_phrases, max_size=2)), min_size=1, max_size=5))
def test_no_naming_and_no_claim_of_a_skill_unknown_to_the_vocabulary_is_lost(said: list[tuple[str, list[str]]]) -> None:
    """Terms tell which texts are read for a name; reading all of them finds the same."""
    world = World(skills=())
    people = world.people(
        *(Professional(id=f"p{at}", summary=text, skills=tuple(skills)) for at, (text, skills) in enumerate(said))
    )
    asks = world.needs(asking(*(Requirement("x", skill=name) for name in NAMES))).asks
    texts = [people.words.text(place) for place in range(len(people.words))]
    naming = names(asks, people, world.neighbours, np.zeros(len(texts)))
    claimed = claims(asks, people)
    for request, name in enumerate(NAMES):
        finds = finder([name])
        assert naming.skill[request].tolist() == [float(finds(text)) for text in texts]
        listing = [any(finds(skill) for skill in skills) for _, skills in said]
        assert claimed[request].tolist() == listing
    assert not naming.near.any()
