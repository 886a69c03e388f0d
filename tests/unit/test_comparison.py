"""What is measured between the texts of needs and of people, and the features that are pooled from it."""

from math import nan, sqrt

import numpy as np
import pytest

from matcher.arrays import as_ids
from matcher.evidence import profiles_of
from matcher.features import from_text, work_likeness
from matcher.features.from_text import FROM_TEXT
from matcher.language.terms import terms
from matcher.records import Experience, Need, Professional, Work
from matcher.retrieval.document import readable
from tests.oracles import PlainBM25
from tests.unit.world import AGES, STEP, YEAR, World, alone, company, works_of

WANTED = Need(id="n", title="Wanted")
BOTH = "First want. Second want."
SOLAR_PUMPS = Need(id="n", title="solar pumps wanted")


def test_works_are_pooled_over_the_best_three_and_their_age_is_the_recency(world: World) -> None:
    world.give({"Wanted": 1.0})
    world.give({f"Work {at}. Abstract {at}": cosine for at, cosine in enumerate([0.1, 0.9, 0.5, 0.7, -0.3])})
    features = world.features([WANTED], [Professional(id="p", works=works_of(5))])
    assert features["works"][0, 0] == pytest.approx((0.9 + 0.7 + 0.5) / 3, abs=STEP)
    assert features["recency"][0, 0] == pytest.approx(YEAR - (2001 + 2003 + 2002) / 3)
    assert np.isnan(features["sentences"][0, 0])
    assert np.isnan(features["must"][0, 0])


def test_a_profile_earns_nothing_by_its_length(world: World) -> None:
    world.give({"Wanted": 1.0} | {f"Work {at}. Abstract {at}": 0.6 for at in range(9)})
    people = [Professional(id=f"p{count}", works=works_of(count)) for count in (1, 3, 9)]
    assert world.features([WANTED], people)["works"][0] == pytest.approx([0.6, 0.6, 0.6], abs=STEP)


def test_the_works_of_a_long_need_are_the_mean_over_its_passages(world: World) -> None:
    body = " ".join(f"Sentence number {at} of a long text about pumps." for at in range(80))
    need = Need(id="n", body=body)
    first, *others = [passage.text for passage in world.rules.document(need).passages]
    assert len(others) >= 2
    world.give({first: 1.0, others[0]: 0.0, "Work 0. Abstract 0": 0.6})
    features = world.features([need], [Professional(id="p", works=works_of(1))])
    assert features["works"][0, 0] == pytest.approx((0.6 + 0.8) / 2, abs=STEP)


def test_the_recency_is_the_age_of_the_three_works_closest_to_the_beginning_of_the_need(world: World) -> None:
    need = Need(id="n", body=" ".join(f"Sentence number {at} of a long text about pumps." for at in range(80)))
    first, second, *_ = (passage.text for passage in world.rules.document(need).passages)
    world.give({first: 1.0, second: 0.0, "A": 0.1, "B": 0.6, "C": 0.7, "D": 0.8})
    works = (Work("A", year=1996), Work("B", year=2016), Work("C", year=2006), Work("D", year=2021))
    assert world.features([need], [Professional(id="p", works=works)])["recency"].tolist() == [[35 / 3]]


def test_sentences_are_unknown_where_no_whole_work_can_be_compared(world: World) -> None:
    world.give({"First want.": 1.0, "One is.": 0.8})
    need, person = Need(id="n", body=BOTH), Professional(id="p", summary="One is. Two is.")
    assert np.isnan(world.features([need], [person])["sentences"]).all()
    world.give({BOTH: 1.0, "One is. Two is.": 0.5})
    assert world.features([need], [person])["sentences"] == pytest.approx(np.array([[0.8]]), abs=STEP)


def test_sentences_are_pooled_for_each_sentence_of_the_need(world: World) -> None:
    world.give({BOTH: 0.1, "First want.": 1.0, "Second want.": 0.0})
    world.give({"One is. Two is.": 0.1, "One is.": 0.8, "Two is.": 0.6})
    features = world.features([Need(id="n", body=BOTH)], [Professional(id="p", summary="One is. Two is.")])
    second = (sqrt(1 - 0.64) + sqrt(1 - 0.36)) / 2
    assert features["sentences"][0, 0] == pytest.approx((0.7 + second) / 2, abs=STEP)


def test_a_sentence_that_a_need_says_twice_counts_once(world: World) -> None:
    said_once, said_twice = "Want. Other.", "Want. Other. Want."
    world.give({said_once: 1.0, said_twice: 1.0, "Want.": 1.0, "Other.": 0.0, "It is.": 0.6})
    needs = [Need(id="once", body=said_once), Need(id="twice", body=said_twice)]
    features = world.features(needs, [Professional(id="p", summary="It is.")])
    assert features["sentences"][:, 0] == pytest.approx([0.7, 0.7], abs=STEP)


def test_a_year_to_come_is_no_age_and_works_without_a_year_are_passed_over(world: World) -> None:
    world.give({"Wanted": 1.0, "A": 0.9, "B": 0.8, "C": 0.7})
    dated = Professional(id="p", works=(Work("A", year=2090), Work("B"), Work("C", year=2020)))
    undated = Professional(id="q", works=(Work("B"),))
    features = world.features([WANTED], [dated, undated])
    assert np.array_equal(features["recency"], [[3.0, nan]], equal_nan=True)


def test_a_position_is_as_old_as_its_end(world: World) -> None:
    world.give({"Wanted": 1.0, "Chief": 0.9, "Intern": 0.9})
    held = Professional(id="p", experiences=(Experience("Chief", start=1990, end=2016),))
    lasting = Professional(id="q", experiences=(Experience("Intern", start=2023),))
    assert world.features([WANTED], [held, lasting])["recency"].tolist() == [[10.0, 3.0]]


@pytest.mark.parametrize(("year", "faded"), AGES)
def test_evidence_fades_evenly_from_the_sixth_year_to_the_twenty_fifth(world: World, year: float, faded: float) -> None:
    yardstick = world.yardstick(world.people())
    assert yardstick.faded(np.array([year])) == pytest.approx([faded])


def test_shares_of_terms_are_pooled_over_the_best_three_passages(world: World) -> None:
    works = (Work("solar pumps"), Work("solar"), Work("pumps of water"), Work("poetry"))
    people = [
        Professional(id="p", works=works),
        Professional(id="q", summary="poetry"),
        Professional(id="r", works=(*works[:3], Work("poems"))),
    ]
    plain = PlainBM25()
    texts = [passage.text for person in people for passage in world.rules.document(person).passages]
    plain.upsert({number: terms(text) for number, text in enumerate(texts)})
    shares = plain.scores([terms("solar pumps wanted")], np.arange(4))[0]
    pooled = sum(sorted(shares)[1:]) / 3
    features = world.features([SOLAR_PUMPS], people)
    assert features["lexical"][0] == pytest.approx([pooled, 0.0, pooled])
    assert features["terms"][0] == pytest.approx([pooled, 0.0, pooled])


def test_words_meet_across_the_languages_where_the_larger_share_counts() -> None:
    def english(text: str) -> list[str]:
        return terms(text.replace("太阳能", "solar ").replace("水泵", "pumps "))

    world = World(english=english)
    summaries = ["Solar pumps.", "水泵 tides."]
    people = [Professional(id=f"p{at}", summary=text) for at, text in enumerate(summaries)]
    features = world.features([Need(id="n", title="太阳能水泵")], people)
    as_written, translated = PlainBM25(), PlainBM25()
    as_written.upsert({at: terms(text) for at, text in enumerate(summaries)})
    translated.upsert({at: english(text) for at, text in enumerate(summaries)})
    own = as_written.scores([terms("太阳能水泵")], as_ids([0, 1]))[0]
    in_english = translated.scores([["solar", "pumps"]], as_ids([0, 1]))[0]
    assert features["terms"][0] == pytest.approx(own)
    assert features["lexical"][0] == pytest.approx(np.maximum(own, in_english))
    assert features["terms"][0, 0] == 0 < features["lexical"][0, 0]


def test_a_need_without_any_known_term_has_no_score_of_terms_for_anybody(world: World) -> None:
    people = [Professional(id="p", summary="solar"), Professional(id="q", works=works_of(5))]
    features = world.features([Need(id="n", title="zebra")], people)
    assert np.isnan(features["lexical"]).all()
    assert np.isnan(features["terms"]).all()


def test_chinese_that_the_model_cannot_read_is_unknown_in_meaning_and_known_by_its_words(world: World) -> None:
    need = Need(id="n", title="太阳能水泵", body="需要太阳能水泵的灌溉专家。")
    person = Professional(id="p", summary="长期从事太阳能水泵研究。")
    assert world.rules.document(need).readable(multilingual=False) == {}
    assert len(world.rules.document(need).readable(multilingual=True)) == 3
    features = world.features([need], [person])
    assert np.isnan(features["works"]).all()
    assert np.isnan(features["sentences"]).all()
    assert features["lexical"][0, 0] == features["terms"][0, 0] > 0.1


@pytest.mark.parametrize(
    "text", ["Разработка солнечных насосов.", "ソーラーポンプのけんきゅう", "تصميم المضخات الشمسية", "태양광 펌프 연구"]
)
def test_only_a_multilingual_model_reads_other_scripts(text: str) -> None:
    assert not readable(text, multilingual=False)
    assert readable(text, multilingual=True)


def test_signs_and_greek_letters_leave_technical_english_readable() -> None:
    assert readable("α-Fe2O3 at ≥ 80 °C, 5 µm, Δσ", multilingual=False)


def test_what_a_translation_costs_is_made_up_for_between_two_languages_only() -> None:
    world = World(translates=True)
    world.give({"Wanted": 1.0, "需要水泵": 1.0, "It is": 0.6, "水泵研究": 0.6})
    needs = [WANTED, Need(id="m", title="需要水泵")]
    people = [Professional(id="p", works=(Work("It is"),)), Professional(id="q", works=(Work("水泵研究"),))]
    raised = 0.2 + 1.3 * (0.6 - 0.2)
    works = world.features(needs, people)["works"]
    assert works == pytest.approx(np.array([[0.6, raised], [raised, 0.6]]), abs=2 * STEP)


def test_a_pair_has_the_features_that_it_has_in_any_company_to_nine_places() -> None:
    together, needs, people = company()
    features = {name: np.round(values, 9) for name, values in from_text(together).items()}
    assert all(np.nanmax(values) > np.nanmin(values) for values in features.values())
    for need in range(len(needs)):
        for person in range(len(people)):
            for name, values in from_text(alone(together, need, person)).items():
                assert np.array_equal(np.round(values, 9), features[name][[need]][:, [person]], equal_nan=True), name


def test_the_likeness_of_works_alone_is_the_feature() -> None:
    together, needs, people = company()
    assert work_likeness(together).shape == (len(needs), len(people))
    assert np.array_equal(work_likeness(together), from_text(together)["works"], equal_nan=True)


@pytest.mark.parametrize(("needs", "people"), [(0, 2), (2, 0), (0, 0)])
def test_no_needs_or_no_people_give_empty_features(world: World, needs: int, people: int) -> None:
    world.give({"Wanted": 1.0, "Work 0. Abstract 0": 0.5})
    wanted = [Need(id=f"n{at}", title="Wanted") for at in range(needs)]
    offered = [Professional(id=f"p{at}", works=works_of(1)) for at in range(people)]
    features = world.features(wanted, offered)
    assert tuple(features) == FROM_TEXT
    assert {values.shape for values in features.values()} == {(needs, people)}


def test_needs_cannot_be_compared_as_people(world: World) -> None:
    with pytest.raises(TypeError, match="needs"):
        profiles_of(world.needs(WANTED))
