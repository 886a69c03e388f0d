"""What in a profile answers a need: pooled similarities, states of requirements, words that are quoted."""

from collections.abc import Callable, Mapping, Sequence
from math import nan, sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.arrays import FloatArray, ScoreArray
from matcher.evidence import (
    Reading,
    RequirementEvidence,
    SkillCredits,
    align,
    best_sentences,
    requirement_evidence,
    similarity_columns,
    work_similarities,
)
from matcher.evidence.mentions import Mentions, skill_pattern
from matcher.evidence.nearness import CLEAR, FAINT
from matcher.language.terms import terms
from matcher.records import Experience, Need, Professional, Requirement, Work
from matcher.results import Evidence
from matcher.retrieval import Document, Side, VectorTable, complete, draft, readable, side_of
from matcher.retrieval.bm25 import BM25Index
from matcher.text import clean, field_text, fingerprint
from tests.oracles import PlainBM25

YEAR = 2026


def towards(cosine: float) -> FloatArray:
    """A unit vector with this cosine to (1, 0)."""
    return np.array([cosine, sqrt(1 - cosine * cosine)], dtype=np.float32)


def columns(needs: Side, people: Side, reading: Reading) -> dict[str, ScoreArray]:
    """The evidence features with all skills looked up among these people."""
    return similarity_columns(needs, people, reading, SkillCredits(people, reading).among(np.arange(len(people))))


def states(need: Document, people: Side, reading: Reading) -> list[tuple[RequirementEvidence, ...]]:
    earned = SkillCredits(people, reading).among(np.arange(len(people)))
    return requirement_evidence(align(need, people, reading), reading, earned)


class World:
    """Documents that share the vectors of their texts, and what answers a need among them."""

    def __init__(self) -> None:
        self.table = VectorTable(2)

    def document(self, row: int, record: Professional | Need, cosines: Mapping[str, float] | None = None) -> Document:
        """A document whose texts have the given cosines to (1, 0), and none where no document gives any."""
        self.table.hold({fingerprint(text): towards(cosine) for text, cosine in (cosines or {}).items()})
        return complete(draft(row, record, multilingual=True), self.table)

    def reading(
        self,
        people: Sequence[Document],
        names: Callable[[str], tuple[str, ...]] = lambda skill: (skill,),
        near: Callable[[str], tuple[str, ...]] = lambda _skill: (),
    ) -> Reading:
        """The indexes hold the people, but for those with a row below 0, who are kept nowhere."""
        lexical, english, listed = BM25Index(), BM25Index(), BM25Index()
        for person in people:
            if person.row >= 0:
                lexical.upsert(dict(zip(person.passage_ids.tolist(), person.terms, strict=True)))
                english.upsert(dict(zip(person.passage_ids.tolist(), person.english, strict=True)))
                listed.upsert({person.row: terms(" ".join(getattr(person.record, "skills", ())))})
        return Reading(self.table, lexical, english, listed, names, near, terms, YEAR)

    def columns(self, needs: Sequence[Document], people: Sequence[Document]) -> dict[str, ScoreArray]:
        return columns(side_of(needs), side_of(people), self.reading(people))

    def requirements(self, need: Document, person: Document) -> tuple[RequirementEvidence, ...]:
        (found,) = states(need, side_of([person]), self.reading([person]))
        return found

    def sentences(self, need: Document, person: Document, limit: int = 5) -> tuple[Evidence, ...]:
        return best_sentences(align(need, side_of([person]), self.reading([person])), 0, limit)


@pytest.fixture
def world() -> World:
    return World()


def works_of(count: int) -> tuple[Work, ...]:
    return tuple(Work(f"Work {at}", f"Abstract {at}", 2000 + at) for at in range(count))


def test_works_are_pooled_over_the_best_three_and_their_age_is_the_recency(world: World) -> None:
    need = world.document(1, Need(id="n", title="Wanted"), {"Wanted": 1.0})
    cosines = {f"Work {at}. Abstract {at}": cosine for at, cosine in enumerate([0.1, 0.9, 0.5, 0.7, -0.3])}
    person = world.document(2, Professional(id="p", works=works_of(5)), cosines)
    found = world.columns([need], [person])
    assert found["works"][0, 0] == pytest.approx((0.9 + 0.7 + 0.5) / 3, abs=1e-6)
    assert found["recency"][0, 0] == pytest.approx(YEAR - (2001 + 2003 + 2002) / 3)
    assert np.isnan(found["sentences"][0, 0])
    assert np.isnan(found["must"][0, 0])


BOTH = "First want. Second want."


def test_sentences_are_pooled_for_each_sentence_of_the_need(world: World) -> None:
    need = world.document(1, Need(id="n", body=BOTH), {BOTH: 0.1, "First want.": 1.0, "Second want.": 0.0})
    said = {"One is. Two is.": 0.1, "One is.": 0.8, "Two is.": 0.6}
    person = world.document(2, Professional(id="p", summary="One is. Two is."), said)
    second = (sqrt(1 - 0.64) + sqrt(1 - 0.36)) / 2
    assert world.columns([need], [person])["sentences"][0, 0] == pytest.approx((0.7 + second) / 2, abs=1e-6)


def test_a_year_to_come_is_no_age_and_works_without_a_year_are_passed_over(world: World) -> None:
    need = world.document(1, Need(id="n", title="Wanted"), {"Wanted": 1.0})
    works = (Work("A", year=2090), Work("B"), Work("C", year=2020))
    person = world.document(2, Professional(id="p", works=works), {"A": 0.9, "B": 0.8, "C": 0.7})
    undated = world.document(3, Professional(id="q", works=(Work("B"),)), {"B": 0.8})
    assert world.columns([need], [person, undated])["recency"].tolist() == [[3.0, pytest.approx(nan, nan_ok=True)]]


def test_shares_of_terms_are_pooled_over_the_best_three_passages(world: World) -> None:
    need = world.document(1, Need(id="n", title="solar pumps wanted"), {"solar pumps wanted": 1.0})
    works = (Work("solar pumps"), Work("solar"), Work("pumps of water"), Work("poetry"))
    people = [
        world.document(2, Professional(id="p", works=works), {"poetry": 0.1}),
        world.document(3, Professional(id="q", summary="poetry"), {"poetry": 0.1}),
        world.document(4, Professional(id="unread", works=(*works[:3], Work("poems")))),
    ]
    plain = PlainBM25()
    for person in people:
        plain.upsert(dict(zip(person.passage_ids.tolist(), person.terms, strict=True)))
    shares = plain.scores([terms("solar pumps wanted")], people[0].passage_ids)[0]
    pooled = sum(sorted(shares)[1:]) / 3
    found = world.columns([need], people)
    assert found["lexical"][0] == pytest.approx([pooled, 0.0, pooled])
    assert found["terms"][0] == pytest.approx([pooled, 0.0, pooled])


def test_words_meet_across_the_languages_where_the_larger_share_counts(world: World) -> None:
    def english(text: str) -> list[str]:
        return terms(text.replace("太阳能", "solar ").replace("水泵", "pumps "))

    need = complete(draft(1, Need(id="n", title="太阳能水泵"), multilingual=True), world.table, english)
    person = complete(draft(2, Professional(id="p", summary="Solar pumps."), multilingual=True), world.table, english)
    other = complete(draft(3, Professional(id="q", summary="水泵 tides."), multilingual=True), world.table, english)
    found = world.columns([need], [person, other])
    own, said = PlainBM25(), PlainBM25()
    for each in (person, other):
        own.upsert({each.row: each.terms[0]})
        said.upsert({each.row: each.english[0]})
    alone, translated = (
        index.scores([words], np.array([2, 3]))[0]
        for index, words in ((own, terms("太阳能水泵")), (said, ["solar", "pumps"]))
    )
    assert found["terms"][0] == pytest.approx(alone)
    assert found["lexical"][0] == pytest.approx([max(pair) for pair in zip(alone, translated, strict=True)])
    assert found["terms"][0, 0] == 0 < found["lexical"][0, 0]


def test_a_need_without_any_known_term_has_no_score_of_terms_for_anybody(world: World) -> None:
    need = world.document(1, Need(id="n", title="zebra"))
    people = [
        world.document(2, Professional(id="p", summary="solar")),
        world.document(3, Professional(id="q", works=works_of(5))),
    ]
    found = world.columns([need], people)
    assert np.isnan(found["lexical"]).all()
    assert np.isnan(found["terms"]).all()


def test_many_people_are_scored_as_each_one_alone(world: World) -> None:
    needs = [
        world.document(at, Need(id=f"n{at}", body=f"want {at}. Other."), {f"want {at}.": 0.9, "Other.": 0.2})
        for at in range(3)
    ]
    random = np.random.default_rng(5)
    people = [
        world.document(
            at, Professional(id=f"p{at}", works=works_of(at % 5), summary="solar"),
            {f"Work {w}. Abstract {w}": float(random.uniform(-1, 1)) for w in range(at % 4)},
        )
        for at in range(10, 1050)
    ]  # fmt: skip
    reading = world.reading(people)
    together = columns(side_of(needs), side_of(people), reading)
    for at in (0, 1, 511, 512, 513, 1039):
        alone = columns(side_of(needs), side_of([people[at]]), reading)
        for name in together:
            np.testing.assert_allclose(together[name][:, at], alone[name][:, 0], atol=1e-9)


@pytest.mark.parametrize(("needs", "people"), [(0, 2), (2, 0), (0, 0)])
def test_no_needs_or_no_people_give_empty_columns(world: World, needs: int, people: int) -> None:
    wanted = [world.document(at, Need(id=f"n{at}", title="Wanted"), {"Wanted": 1.0}) for at in range(needs)]
    offered = [
        world.document(9 + at, Professional(id=f"p{at}", works=works_of(1)), {"Work 0. Abstract 0": 0.5})
        for at in range(people)
    ]
    assert {column.shape for column in world.columns(wanted, offered).values()} == {(needs, people)}


def state(
    world: World, requirement: Requirement, cosines: Mapping[str, float], **profile: Any
) -> tuple[str, float, str | None]:
    need = world.document(1, Need(id="n", title="T", requirements=(requirement,)), {requirement.text: 1.0})
    person = world.document(2, Professional(**{"id": "p"} | profile), cosines)
    (found,) = world.requirements(need, person)
    return found.state, round(found.credit, 3), found.evidence.quote if found.evidence else None


PUMP = Requirement("Builds solar pumps.")
JAVA = Requirement("Programs in Java.", skill="Java")


@pytest.mark.parametrize(
    ("cosine", "expected"),
    [
        (0.9, ("evidenced", 1.0, "It is.")),
        (0.75, ("evidenced", 0.889, "It is.")),
        (0.5, ("inferred", 0.333, "It is.")),
        (0.47, ("inferred", 0.267, "It is.")),
        (0.45, ("unknown", 0.222, "It is.")),
        (0.1, ("unknown", 0.0, "It is.")),
    ],
)
def test_a_requirement_is_evidenced_inferred_or_unknown_by_its_nearest_sentence(
    world: World, cosine: float, expected: tuple[str, float, str | None]
) -> None:
    found = state(world, PUMP, {"It is.": cosine, "Other.": -0.5}, summary="Other. It is.")
    assert (found[0], found[2]) == (expected[0], expected[2])
    assert found[1] == pytest.approx(expected[1], abs=0.001)


@pytest.mark.parametrize(
    ("summary", "skills", "expected"),
    [
        ("I use Java daily.", (), ("evidenced", 1.0, "I use Java daily.")),
        ("Nothing. JAVA/Kotlin work.", (), ("evidenced", 1.0, "JAVA/Kotlin work.")),
        ("I use JavaScript daily.", (), ("unknown", 0.0, None)),
        ("I use JavaScript daily.", ("JavaScript", "java2d"), ("unknown", 0.0, None)),
        ("I write code.", ("Java",), ("claimed", 0.1, "Java")),
        ("I write code.", ("Go", "java (10 years)"), ("claimed", 0.1, "java (10 years)")),
        ("用Java开发系统。", (), ("evidenced", 1.0, "用Java开发系统。")),
    ],
)
def test_a_named_skill_is_evidence_and_a_listed_one_a_claim(
    world: World, summary: str, skills: tuple[str, ...], expected: tuple[str, float, str | None]
) -> None:
    assert state(world, JAVA, {}, summary=summary, skills=skills) == expected


def test_a_skill_named_in_a_title_only_is_evidence(world: World) -> None:
    found = state(world, JAVA, {}, works=(Work("A Java compiler", "It is fast."),))
    assert found == ("evidenced", 1.0, "A Java compiler")


def test_a_claim_does_not_lower_what_is_inferred(world: World) -> None:
    found = state(world, JAVA, {"I write code.": 0.5}, summary="I write code.", skills=("Java",))
    assert found[:2] == ("inferred", 0.333)


def test_a_skill_with_signs_is_found_whole(world: World) -> None:
    assert state(world, Requirement("x y", skill="C++"), {}, summary="Fast C++ code.")[0] == "evidenced"
    assert state(world, Requirement("x y", skill="C++"), {}, summary="Fast C code.")[0] == "unknown"
    assert state(world, Requirement("x y", skill="C"), {}, summary="Fast C++ code.")[0] == "unknown"
    assert state(world, Requirement("x y", skill="C"), {}, summary="Fast C code.")[0] == "evidenced"
    assert state(world, Requirement("x y", skill="光伏"), {}, summary="从事光伏水泵研究。")[0] == "evidenced"


def test_coverage_is_the_weighted_share_of_each_kind(world: World) -> None:
    wanted = (
        Requirement("One.", weight=3), Requirement("Two.", skill="java"),
        Requirement("Three.", kind="nice", skill="kotlin"), Requirement("Four.", kind="nice", skill="java", weight=0.5),
    )  # fmt: skip
    need = world.document(1, Need(id="n", title="T", requirements=wanted), {"One.": 1.0})
    person = world.document(2, Professional(id="p", summary="Some java here."), {"Some java here.": 0.5})
    other = world.document(3, Professional(id="q", summary="None of it."), {"None of it.": 0.0})
    found = world.columns([need], [person, other])
    near = (0.5 - FAINT) / (CLEAR - FAINT)
    assert found["must"][0] == pytest.approx([(3 * near + 1) / 4, 0.0], abs=1e-3)
    assert found["nice"][0] == pytest.approx([0.5 / 1.5, 0.0])
    assert found["quality"][0] == pytest.approx(
        [(3 * near**2 + 1 + 0.5) / (3 * near + 1 + 0.5), nan], nan_ok=True, abs=1e-3
    )
    credits = [each.credit for each in world.requirements(need, person)]
    assert credits == pytest.approx([near, 1, 0, 1], abs=1e-3)


def test_a_need_without_requirements_of_a_kind_has_no_share_of_it(world: World) -> None:
    need = world.document(1, Need(id="n", title="T", requirements=(PUMP,)))
    found = world.columns([need], [world.document(2, Professional(id="p", summary="s"))])
    assert found["must"].tolist() == [[0.0]]
    assert np.isnan(found["nice"]).all()


AGES = [(2026, 0.0), (2021, 0.0), (2016, 0.25), (2011, 0.5), (2001, 1.0), (1970, 1.0), (None, 0.0), (2090, 0.0)]
"""Years, and how much evidence of them has faded in 2026."""


@pytest.mark.parametrize(("year", "faded"), AGES)
def test_evidence_fades_evenly_from_the_sixth_year_to_the_twenty_fifth(
    world: World, year: int | None, faded: float
) -> None:
    fading = world.reading([]).fading(np.array([nan if year is None else year], dtype=np.float64))
    assert fading.tolist() == [pytest.approx(faded)]


@pytest.mark.parametrize(("year", "faded"), AGES)
def test_a_skill_named_long_ago_has_lost_up_to_four_tenths_of_its_credit(
    world: World, year: int | None, faded: float
) -> None:
    found = state(world, JAVA, {}, works=(Work("Compilers", "I used Java daily.", year),))
    assert (found[0], found[2]) == ("evidenced", "I used Java daily.")
    assert found[1] == pytest.approx(1 - 0.4 * faded)


@pytest.mark.parametrize(
    ("cosine", "year", "credit"),
    [(0.8, 2021, 1), (0.8, 2011, 0.8), (0.8, 2001, 0.6), (0.575, 2011, 0.3), (0.5, 2001, 0), (0.98, 2001, 1)],
)
def test_a_sentence_of_long_ago_is_credited_as_if_it_were_less_close(
    world: World, cosine: float, year: int, credit: float
) -> None:
    found = state(world, PUMP, {"It is.": cosine}, works=(Work("Other", "It is.", year),))
    assert found[1] == pytest.approx(credit, abs=0.001)


LABELLED_JAVA = Requirement("Programs computers.", skill="Compilers")


@pytest.mark.parametrize(
    ("of_label", "of_text", "credit"), [(0.8, 0.35, 2 / 3), (0.35, 0.8, 1 / 3), (0.6, 0.6, 5 / 9), (0.0, 0.35, 0.0)]
)
def test_the_name_of_a_skill_weighs_twice_as_much_as_the_words_of_its_requirement(
    of_label: float, of_text: float, credit: float
) -> None:
    """The skill's name points along the first axis and the requirement's words along the second."""
    table = VectorTable(3)
    axes = np.eye(3, dtype=np.float32)
    rest = sqrt(max(1 - of_label**2 - of_text**2, 0.0))
    said = np.array([of_label, of_text, rest], dtype=np.float32)
    table.hold(
        {fingerprint("Compilers"): axes[0], fingerprint("Programs computers."): axes[1], fingerprint("It is."): said}
    )
    need = complete(draft(1, Need(id="n", title="T", requirements=(LABELLED_JAVA,)), multilingual=True), table)
    person = complete(draft(2, Professional(id="p", summary="It is."), multilingual=True), table)
    assert need.asked[0].label == table.rows([fingerprint("Compilers")])[0]
    world = World()
    world.table = table
    (found,) = world.requirements(need, person)
    assert found.credit == pytest.approx(credit, abs=0.002)
    assert found.evidence is not None
    assert found.evidence.similarity == pytest.approx(of_label, abs=0.002)


def test_a_newer_sentence_less_close_may_earn_more_than_an_old_one(world: World) -> None:
    works = (Work("A", "It was.", 2001), Work("B", "It is.", 2026))
    assert state(world, PUMP, {"It was.": 0.8, "It is.": 0.71}, works=works)[1] == pytest.approx(0.8, abs=0.001)


def test_the_newest_naming_of_a_skill_counts_and_a_claim_does_not_fade(world: World) -> None:
    works = (Work("Java 1", year=2001), Work("Java 2", year=2011))
    assert state(world, JAVA, {}, works=works) == ("evidenced", 0.8, "Java 2")
    claim = state(world, JAVA, {}, works=(Work("Fortran", year=1980),), skills=("Java",))
    assert claim == ("claimed", 0.1, "Java")


SOLAR_PUMPS = Requirement("x y", skill="solar pumps")


@pytest.mark.parametrize(("year", "credit"), [(2026, 0.9), (2001, 0.9 * (0.45 * 0.6 - 0.15) / 0.3)])
def test_a_passage_about_the_words_of_a_skill_is_credited_up_to_nine_tenths(
    world: World, year: int, credit: float
) -> None:
    """Once each in the only passage, both terms have 1 / (1 + 1.2) of what they could earn, which is above 0.45."""
    found = state(world, SOLAR_PUMPS, {}, works=(Work("", "Pumps of solar fields.", year),))
    assert found[1] == pytest.approx(credit, abs=1e-4)
    assert (found[0], found[2]) == ("evidenced" if year == 2026 else "inferred", "Pumps of solar fields.")


def test_credit_by_words_rises_with_the_share_of_the_skills_terms(world: World) -> None:
    need = world.document(1, Need(id="n", title="T", requirements=(SOLAR_PUMPS,)))
    said = [
        "pumps driven by solar cells",
        "solar kilns",
        "pumps stand by rivers, under hills, between fields, near towns, after rain, behind dams",
        "poetry",
        "solar or solar",
    ]
    people = [world.document(2 + at, Professional(id=f"p{at}", summary=text)) for at, text in enumerate(said)]
    plain = PlainBM25()
    for person in people:
        plain.upsert(dict(zip(person.passage_ids.tolist(), person.terms, strict=True)))
    shares = plain.scores([["solar", "pumps"]], np.array([each.passage_ids[0] for each in people]))[0]
    expected = [0.9 * min(max((share - 0.15) / 0.3, 0), 1) for share in shares]
    assert 0 == expected[3] < expected[1] < expected[0] <= 0.9
    assert world.columns([need], people)["must"][0] == pytest.approx(expected, abs=1e-6)


def test_a_skill_is_looked_for_under_all_its_names(world: World) -> None:
    need = world.document(1, Need(id="n", title="T", requirements=(JAVA,)))
    people = side_of(
        [
            world.document(2, Professional(id="a", summary="Runs on the JVM.")),
            world.document(3, Professional(id="b", summary="Other.", skills=("JVM languages",))),
        ]
    )
    reading = world.reading(people.documents, lambda skill: (skill, "JVM"))
    (named,), (claimed,) = states(need, people, reading)
    assert (named.state, named.credit) == ("evidenced", 1.0)
    assert (claimed.state, claimed.credit) == ("claimed", 0.1)
    assert columns(side_of([need]), people, reading)["must"].tolist() == [[1.0, 0.1]]


def test_a_neighbouring_skill_that_a_text_names_makes_one_inferred(world: World) -> None:
    need = world.document(1, Need(id="n", title="T", requirements=(JAVA,)))
    people = side_of(
        [
            world.document(2, Professional(id="a", works=(Work("Tools", "Written in Kotlin. And more.", 2025),))),
            world.document(3, Professional(id="b", works=(Work("Tools", "Written in Kotlin.", 2001),))),
            world.document(4, Professional(id="c", summary="Written in Java and Kotlin.")),
        ]
    )
    reading = world.reading(people.documents, near=lambda skill: ("Kotlin",) if skill == "Java" else ())
    (near,), (faded,), (named,) = states(need, people, reading)
    assert (near.state, near.credit) == ("inferred", 0.3)
    assert near.evidence is not None
    assert near.evidence.quote == "Written in Kotlin."
    assert faded.state == "unknown"
    assert faded.credit == pytest.approx(0.18)
    assert (named.state, named.credit) == ("evidenced", 1.0)


_names = ["x-ray", "solar", "C++", "C", "光伏", "X光", "Java", "AI芯片", "node.js", "solar pump", "on-off"]
_phrases = st.lists(
    st.sampled_from(
        [*_names, "x-ray-based", "solar-powered", "光伏水泵", "X光检测", "JavaScript", "solar pumps", "c#", "，", "on"]
    ),
    min_size=1,
    max_size=4,
).map(" ".join)


@settings(max_examples=60)
@given(st.lists(st.tuples(_phrases, st.lists(_phrases, max_size=2)), min_size=1, max_size=5))
def test_postings_lose_no_naming_and_no_claim(said: list[tuple[str, list[str]]]) -> None:
    world = World()
    people = [
        world.document(
            -1 if at == 3 else at, Professional(id=f"p{at}", summary=text, works=works_of(1), skills=tuple(skills))
        )
        for at, (text, skills) in enumerate(said)
    ]
    side = side_of(people)
    mentions = Mentions(side, world.reading(people))
    texts = [(at, passage.text) for at, person in enumerate(people) for passage in person.passages]
    for name in _names:
        pattern = skill_pattern(name)
        naming = [(at, place) for place, (at, text) in enumerate(texts) if pattern.search(text)]
        who, places = mentions.namings(name)
        assert list(zip(who.tolist(), places.tolist(), strict=True)) == naming
        assert mentions.claimants(name) == [
            at for at, (_, skills) in enumerate(said) if any(pattern.search(each) for each in skills)
        ]


def test_a_person_who_is_kept_nowhere_is_measured_like_one_who_is(world: World) -> None:
    record = Professional(id="p", summary="Solar pumps in Java.", works=works_of(2), skills=("Kotlin",))
    wanted = (JAVA, SOLAR_PUMPS, Requirement("z", "nice", skill="Kotlin"), Requirement("It is.", "nice"))
    need = world.document(1, Need(id="n", title="Wanted solar", requirements=wanted), {"Wanted solar": 1.0})
    known = world.document(2, record, {"Work 0. Abstract 0": 0.7, "Solar pumps in Java.": 0.5})
    others = [world.document(3, Professional(id="o", summary="Poetry of solar days.")), known]
    fresh = world.document(-1, record)
    assert (fresh.passage_ids < 0).all()
    reading = world.reading(others)
    needs, people = side_of([need]), side_of([known, fresh, others[0]])
    found = columns(needs, people, reading)
    for name, values in found.items():
        # The passages of one who is kept nowhere are counted as if put, so that shares of terms differ by a little.
        tolerance = 0.02 if name in ("lexical", "terms") else 0.0
        assert values[0, 0] == pytest.approx(values[0, 1], rel=tolerance, nan_ok=True), name
    assert found["nice"][0, 1] == pytest.approx(0.05)
    of_known, of_fresh, _ = states(need, people, reading)
    assert of_known == of_fresh


def test_the_similarity_of_works_alone_is_that_of_the_columns(world: World) -> None:
    needs = [world.document(at, Need(id=f"n{at}", title=f"W {at}"), {f"W {at}": 0.3 * at}) for at in range(3)]
    cosines = {f"Work {at}. Abstract {at}": 0.2 * at for at in range(4)}
    people = [world.document(9 + at, Professional(id=f"p{at}", works=works_of(at))) for at in range(1, 4)]
    people += [world.document(19, Professional(id="q", works=works_of(5)), cosines)]
    alone = work_similarities(side_of(needs), side_of(people), world.reading(people))
    assert alone.shape == (3, 4)
    assert np.array_equal(alone, world.columns(needs, people)["works"], equal_nan=True)


def test_quotes_are_the_words_of_the_profile_with_their_place(world: World) -> None:
    person_record = Professional(
        id="p",
        works=(Work("Title", "Intro words.  We <b>built</b>\tpumps. End."),),
        experiences=(Experience("Chief", "Led it.", start=1990, end=1999),),
    )
    cosines = {"We built pumps.": 0.9, "Led it.": 0.6, "End.": 0.2}
    need = world.document(1, Need(id="n", body=BOTH), {"First want.": 1.0, "Second want.": 0.65})
    person = world.document(2, person_record, cosines)
    found = world.sentences(need, person)
    assert [(each.need_text, each.quote, each.source, each.year) for each in found] == [
        ("Second want.", "Led it.", "experiences[0].description", 1999),
        ("First want.", "We built pumps.", "works[0].abstract", None),
    ]
    for each in found:
        assert clean(field_text(person_record, each.source)[each.start : each.end]) == each.quote
        assert each.similarity
    assert found[1].similarity == pytest.approx(0.9)


def test_a_sentence_is_shown_once_and_faint_ones_not_at_all(world: World) -> None:
    need = world.document(1, Need(id="n", body=BOTH), {"First want.": 1.0, "Second want.": 0.9})
    person = world.document(2, Professional(id="p", summary="It is. Faint one."), {"It is.": 0.9, "Faint one.": -0.5})
    assert [each.quote for each in world.sentences(need, person)] == ["It is."]
    faint = world.document(3, Professional(id="q", summary="Faint one."), {"Faint one.": -0.5})
    assert world.sentences(need, faint) == ()


def test_no_more_sentences_than_the_limit(world: World) -> None:
    body = " ".join(f"Solar pump number {at}." for at in range(8))
    need, person = world.document(1, Need(id="n", body=body)), world.document(2, Professional(id="p", summary=body))
    assert len(world.sentences(need, person, limit=3)) == 3


def test_chinese_that_the_model_cannot_read_is_unknown_in_meaning_and_found_by_its_words(world: World) -> None:
    need_record = Need(id="n", title="太阳能水泵", body="需要太阳能水泵的灌溉专家。")
    person_record = Professional(id="p", summary="长期从事太阳能水泵研究。")
    assert draft(1, need_record, multilingual=False).texts == {}
    assert len(draft(1, need_record, multilingual=True).texts) == 3
    need, person = world.document(1, need_record), world.document(2, person_record)
    found = world.columns([need], [person])
    assert np.isnan(found["works"]).all()
    assert np.isnan(found["sentences"]).all()
    assert found["lexical"][0, 0] == found["terms"][0, 0] > 0.1
    (quote,) = world.sentences(need, person)
    assert (quote.quote, quote.language, quote.similarity) == ("长期从事太阳能水泵研究。", "zh", None)
    assert quote.need_text == "太阳能水泵"


def test_a_mixed_profile_keeps_the_places_of_its_english_sentences(world: World) -> None:
    record = Professional(id="p", summary="长期从事太阳能水泵研究。We build pumps. 十年经验丰富。")
    wanted = draft(1, record, multilingual=False).texts
    assert "We build pumps. 十年经验丰富。" not in wanted.values()
    record = Professional(id="p", summary="长期从事太阳能水泵研究。\nWe build pumps.")
    person = world.document(2, record, {"We build pumps.": 0.9})
    need = world.document(1, Need(id="n", title="Pumps"), {"Pumps": 1.0})
    (found,) = world.sentences(need, person)
    assert found.quote == "We build pumps."


@pytest.mark.parametrize("skill", ["", " ", "\u3000\n"])
def test_a_blank_skill_is_refused(skill: str) -> None:
    with pytest.raises(ValueError, match=r"skill is .*; allowed: None or a word"):
        Requirement("Builds pumps.", skill=skill)


@pytest.mark.parametrize(
    "text", ["Разработка солнечных насосов.", "ソーラーポンプのけんきゅう", "تصميم المضخات الشمسية", "태양광 펌프 연구"]
)
def test_only_a_multilingual_model_reads_other_scripts(text: str) -> None:
    assert not readable(text, multilingual=False)
    assert readable(text, multilingual=True)


def test_signs_and_greek_letters_leave_technical_english_readable() -> None:
    assert readable("α-Fe2O3 at ≥ 80 °C, 5 µm, Δσ", multilingual=False)
