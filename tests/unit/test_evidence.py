"""What in a profile answers a need: pooled similarities, states of requirements, words that are quoted."""

from collections.abc import Mapping
from math import nan, sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from matcher.arrays import FloatArray, ScoreArray
from matcher.documents import Document, complete, draft, readable
from matcher.evidence import best_sentences, requirement_evidence, similarity_columns
from matcher.evidence.pooling import best_means
from matcher.language.terms import terms
from matcher.lexical.bm25 import BM25Index
from matcher.records import Experience, Need, Professional, Requirement, Work
from matcher.text import clean, field_text, fingerprint
from tests.oracles import PlainBM25, plain_best_means

YEAR = 2026


def towards(cosine: float) -> FloatArray:
    """A unit vector with this cosine to (1, 0)."""
    return np.array([cosine, sqrt(1 - cosine * cosine)], dtype=np.float32)


def document(row: int, record: Professional | Need, cosines: Mapping[str, float] | None = None) -> Document:
    """A document whose texts have the given cosines to (1, 0), and none where nothing is given."""
    vectors = {fingerprint(text): towards(cosine) for text, cosine in (cosines or {}).items()}
    return complete(draft(row, record, multilingual=True), vectors, 2)


def columns(needs: list[Document], people: list[Document]) -> dict[str, ScoreArray]:
    lexical = BM25Index()
    for person in people:
        lexical.upsert(dict(zip(person.passage_ids.tolist(), person.terms, strict=True)))
    return similarity_columns(needs, people, lexical, YEAR)


_scores = arrays.arrays(
    np.float64, st.tuples(st.integers(1, 3), st.just(12)), elements=st.floats(-1, 1, width=32)
)  # fmt: skip


@given(_scores, st.lists(st.integers(0, 6), min_size=1, max_size=5), st.integers(1, 4))
def test_means_of_the_best_are_those_of_a_plain_loop(scores: ScoreArray, counts: list[int], best: int) -> None:
    kept = scores[:, : sum(counts)]
    if kept.shape[1] < sum(counts):
        counts = [0, kept.shape[1]]
    found = best_means(kept, np.array(counts, dtype=np.int64), best)
    np.testing.assert_allclose(found, plain_best_means(kept, counts, best), atol=1e-12)


def test_unknown_scores_stay_unknown_beside_longer_groups() -> None:
    scores = np.array([[nan] * 6, [0.3] * 6])
    found = best_means(scores, np.array([1, 5, 0]))
    assert np.array_equal(found.round(9), [[nan, nan, nan], [0.3, 0.3, nan]], equal_nan=True)


def test_no_groups_give_no_columns() -> None:
    assert best_means(np.zeros((2, 0)), np.zeros(0, dtype=np.int64)).shape == (2, 0)
    assert np.isnan(best_means(np.zeros((2, 0)), np.zeros(3, dtype=np.int64))).all()


def works_of(count: int) -> tuple[Work, ...]:
    return tuple(Work(f"Work {at}", f"Abstract {at}", 2000 + at) for at in range(count))


def test_works_are_pooled_over_the_best_three_and_their_age_is_the_recency() -> None:
    need = document(1, Need(id="n", title="Wanted"), {"Wanted": 1.0})
    cosines = {f"Work {at}. Abstract {at}": cosine for at, cosine in enumerate([0.1, 0.9, 0.5, 0.7, -0.3])}
    person = document(2, Professional(id="p", works=works_of(5)), cosines)
    found = columns([need], [person])
    assert found["works"][0, 0] == pytest.approx((0.9 + 0.7 + 0.5) / 3, abs=1e-6)
    assert found["recency"][0, 0] == pytest.approx(YEAR - (2001 + 2003 + 2002) / 3)
    assert np.isnan(found["sentences"][0, 0])
    assert np.isnan(found["must"][0, 0])


BOTH = "First want. Second want."


def test_sentences_are_pooled_for_each_sentence_of_the_need() -> None:
    need = document(1, Need(id="n", body=BOTH), {BOTH: 0.1, "First want.": 1.0, "Second want.": 0.0})
    said = {"One is. Two is.": 0.1, "One is.": 0.8, "Two is.": 0.6}
    person = document(2, Professional(id="p", summary="One is. Two is."), said)
    second = (sqrt(1 - 0.64) + sqrt(1 - 0.36)) / 2
    assert columns([need], [person])["sentences"][0, 0] == pytest.approx((0.7 + second) / 2, abs=1e-6)


def test_a_year_to_come_is_no_age_and_works_without_a_year_are_passed_over() -> None:
    need = document(1, Need(id="n", title="Wanted"), {"Wanted": 1.0})
    works = (Work("A", year=2090), Work("B"), Work("C", year=2020))
    person = document(2, Professional(id="p", works=works), {"A": 0.9, "B": 0.8, "C": 0.7})
    undated = document(3, Professional(id="q", works=(Work("B"),)), {"B": 0.8})
    assert columns([need], [person, undated])["recency"].tolist() == [[3.0, pytest.approx(nan, nan_ok=True)]]


def test_shares_of_terms_are_pooled_over_the_best_three_passages() -> None:
    need = document(1, Need(id="n", title="solar pumps wanted"), {"solar pumps wanted": 1.0})
    works = (Work("solar pumps"), Work("solar"), Work("pumps of water"), Work("poetry"))
    people = [
        document(2, Professional(id="p", works=works), {"poetry": 0.1}),
        document(3, Professional(id="q", summary="poetry"), {"poetry": 0.1}),
        document(4, Professional(id="unread", works=works)),
    ]
    plain = PlainBM25()
    for person in people:
        plain.upsert(dict(zip(person.passage_ids.tolist(), person.terms, strict=True)))
    shares = plain.scores([terms("solar pumps wanted")], people[0].passage_ids)[0]
    pooled = sum(sorted(shares)[1:]) / 3
    found = columns([need], people)
    assert found["lexical"][0] == pytest.approx([pooled, 0.0, nan], nan_ok=True)
    assert found["terms"][0] == pytest.approx([nan, nan, pooled], nan_ok=True)


def test_a_need_without_any_known_term_has_no_score_of_terms_for_anybody() -> None:
    need = document(1, Need(id="n", title="zebra"))
    people = [document(2, Professional(id="p", summary="solar")), document(3, Professional(id="q", works=works_of(5)))]
    found = columns([need], people)
    assert np.isnan(found["lexical"]).all()
    assert np.isnan(found["terms"]).all()


def test_many_people_are_scored_as_each_one_alone() -> None:
    needs = [
        document(at, Need(id=f"n{at}", body=f"want {at}. Other."), {f"want {at}.": 0.9, "Other.": 0.2})
        for at in range(3)
    ]
    random = np.random.default_rng(5)
    people = [
        document(
            at, Professional(id=f"p{at}", works=works_of(at % 5), summary="solar"),
            {f"Work {w}. Abstract {w}": float(random.uniform(-1, 1)) for w in range(at % 4)},
        )
        for at in range(10, 1050)
    ]  # fmt: skip
    lexical = BM25Index()
    for person in people:
        lexical.upsert(dict(zip(person.passage_ids.tolist(), person.terms, strict=True)))
    together = similarity_columns(needs, people, lexical, YEAR)
    for at in (0, 1, 511, 512, 513, 1039):
        alone = similarity_columns(needs, [people[at]], lexical, YEAR)
        for name in together:
            np.testing.assert_allclose(together[name][:, at], alone[name][:, 0], atol=1e-9)


@pytest.mark.parametrize(("needs", "people"), [(0, 2), (2, 0), (0, 0)])
def test_no_needs_or_no_people_give_empty_columns(needs: int, people: int) -> None:
    wanted = [document(at, Need(id=f"n{at}", title="Wanted"), {"Wanted": 1.0}) for at in range(needs)]
    offered = [
        document(9 + at, Professional(id=f"p{at}", works=works_of(1)), {"Work 0. Abstract 0": 0.5})
        for at in range(people)
    ]
    assert {column.shape for column in columns(wanted, offered).values()} == {(needs, people)}


def state(requirement: Requirement, cosines: Mapping[str, float], **profile: Any) -> tuple[str, float, str | None]:
    need = document(1, Need(id="n", title="T", requirements=(requirement,)), {requirement.text: 1.0})
    person = document(2, Professional(**{"id": "p"} | profile), cosines)
    (found,) = requirement_evidence(need, person)
    return found.state, round(found.credit, 4), found.evidence.quote if found.evidence else None


PUMP = Requirement("Builds solar pumps.")
JAVA = Requirement("Programs in Java.", skill="Java")


@pytest.mark.parametrize(
    ("cosine", "expected"),
    [
        (0.9, ("evidenced", 1.0, "It is.")),
        (0.66, ("evidenced", 1.0, "It is.")),
        (0.5, ("inferred", 0.4, "It is.")),
        (0.47, ("inferred", 0.28, "It is.")),
        (0.45, ("unknown", 0.2, None)),
        (0.1, ("unknown", 0.0, None)),
    ],
)
def test_a_requirement_is_evidenced_inferred_or_unknown_by_its_nearest_sentence(
    cosine: float, expected: tuple[str, float, str | None]
) -> None:
    found = state(PUMP, {"It is.": cosine, "Other.": -0.5}, summary="Other. It is.")
    assert (found[0], found[2]) == (expected[0], expected[2])
    assert found[1] == pytest.approx(expected[1], abs=1e-4)


@pytest.mark.parametrize(
    ("summary", "skills", "expected"),
    [
        ("I use Java daily.", (), ("evidenced", 1.0, "I use Java daily.")),
        ("Nothing. JAVA/Kotlin work.", (), ("evidenced", 1.0, "JAVA/Kotlin work.")),
        ("I use JavaScript daily.", (), ("unknown", 0.0, None)),
        ("I use JavaScript daily.", ("JavaScript", "java2d"), ("unknown", 0.0, None)),
        ("I write code.", ("Java",), ("claimed", 0.1, None)),
        ("I write code.", ("java (10 years)",), ("claimed", 0.1, None)),
        ("用Java开发系统。", (), ("evidenced", 1.0, "用Java开发系统。")),
    ],
)
def test_a_named_skill_is_evidence_and_a_listed_one_a_claim(
    summary: str, skills: tuple[str, ...], expected: tuple[str, float, str | None]
) -> None:
    assert state(JAVA, {}, summary=summary, skills=skills) == expected


def test_a_skill_named_in_a_title_only_is_evidence() -> None:
    found = state(JAVA, {}, works=(Work("A Java compiler", "It is fast."),))
    assert found == ("evidenced", 1.0, "A Java compiler")


def test_a_claim_does_not_lower_what_is_inferred() -> None:
    assert state(JAVA, {"I write code.": 0.5}, summary="I write code.", skills=("Java",))[:2] == ("inferred", 0.4)


def test_a_skill_with_signs_is_found_whole() -> None:
    assert state(Requirement("x y", skill="C++"), {}, summary="Fast C++ code.")[0] == "evidenced"
    assert state(Requirement("x y", skill="C++"), {}, summary="Fast C code.")[0] == "unknown"
    assert state(Requirement("x y", skill="光伏"), {}, summary="从事光伏水泵研究。")[0] == "evidenced"


def test_coverage_is_the_weighted_share_of_each_kind() -> None:
    wanted = (
        Requirement("One.", weight=3), Requirement("Two.", skill="java"),
        Requirement("Three.", kind="nice", skill="kotlin"), Requirement("Four.", kind="nice", skill="java", weight=0.5),
    )  # fmt: skip
    need = document(1, Need(id="n", title="T", requirements=wanted), {"One.": 1.0})
    person = document(2, Professional(id="p", summary="Some java here."), {"Some java here.": 0.5})
    other = document(3, Professional(id="q", summary="None of it."), {"None of it.": 0.0})
    found = columns([need], [person, other])
    assert found["must"][0] == pytest.approx([(3 * 0.4 + 1) / 4, 0.0], abs=1e-6)
    assert found["nice"][0] == pytest.approx([0.5 / 1.5, 0.0])
    credits = [each.credit for each in requirement_evidence(need, person)]
    assert credits == pytest.approx([0.4, 1, 0, 1], abs=1e-6)


def test_a_need_without_requirements_of_a_kind_has_no_share_of_it() -> None:
    need = document(1, Need(id="n", title="T", requirements=(PUMP,)))
    found = columns([need], [document(2, Professional(id="p", summary="s"))])
    assert found["must"].tolist() == [[0.0]]
    assert np.isnan(found["nice"]).all()


def test_quotes_are_the_words_of_the_profile_with_their_place() -> None:
    person_record = Professional(
        id="p",
        works=(Work("Title", "Intro words.  We <b>built</b>\tpumps. End."),),
        experiences=(Experience("Chief", "Led it.", start=1990, end=1999),),
    )
    cosines = {"We built pumps.": 0.9, "Led it.": 0.6, "End.": 0.2}
    need = document(1, Need(id="n", body=BOTH), {"First want.": 1.0, "Second want.": 0.65})
    person = document(2, person_record, cosines)
    found = best_sentences(need, person)
    assert [(each.need_text, each.quote, each.source, each.year) for each in found] == [
        ("Second want.", "Led it.", "experiences[0].description", 1999),
        ("First want.", "We built pumps.", "works[0].abstract", None),
    ]
    for each in found:
        assert clean(field_text(person_record, each.source)[each.start : each.end]) == each.quote
        assert each.similarity
    assert found[1].similarity == pytest.approx(0.9)


def test_a_sentence_is_shown_once_and_faint_ones_not_at_all() -> None:
    need = document(1, Need(id="n", body=BOTH), {"First want.": 1.0, "Second want.": 0.9})
    person = document(2, Professional(id="p", summary="It is. Faint one."), {"It is.": 0.9, "Faint one.": -0.5})
    assert [each.quote for each in best_sentences(need, person)] == ["It is."]
    faint = document(3, Professional(id="q", summary="Faint one."), {"Faint one.": -0.5})
    assert best_sentences(need, faint) == ()


def test_no_more_sentences_than_the_limit() -> None:
    body = " ".join(f"Solar pump number {at}." for at in range(8))
    need, person = document(1, Need(id="n", body=body)), document(2, Professional(id="p", summary=body))
    assert len(best_sentences(need, person, limit=3)) == 3


def test_chinese_that_the_model_cannot_read_is_unknown_in_meaning_and_found_by_its_words() -> None:
    need_record = Need(id="n", title="太阳能水泵", body="需要太阳能水泵的灌溉专家。")
    person_record = Professional(id="p", summary="长期从事太阳能水泵研究。")
    assert draft(1, need_record, multilingual=False).texts == {}
    assert len(draft(1, need_record, multilingual=True).texts) == 3
    need, person = document(1, need_record), document(2, person_record)
    found = columns([need], [person])
    assert np.isnan(found["works"]).all()
    assert np.isnan(found["sentences"]).all()
    assert np.isnan(found["lexical"]).all()
    assert found["terms"][0, 0] > 0.1
    (quote,) = best_sentences(need, person)
    assert (quote.quote, quote.language, quote.similarity) == ("长期从事太阳能水泵研究。", "zh", None)
    assert quote.need_text == "太阳能水泵"


def test_a_mixed_profile_keeps_the_places_of_its_english_sentences() -> None:
    record = Professional(id="p", summary="长期从事太阳能水泵研究。We build pumps. 十年经验丰富。")
    wanted = draft(1, record, multilingual=False).texts
    assert "We build pumps. 十年经验丰富。" not in wanted.values()
    record = Professional(id="p", summary="长期从事太阳能水泵研究。\nWe build pumps.")
    person = document(2, record, {"We build pumps.": 0.9})
    need = document(1, Need(id="n", title="Pumps"), {"Pumps": 1.0})
    (found,) = best_sentences(need, person)
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
