"""Term pairs of two sentences in two languages: what is shown, what is not, and how sure it is."""

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.build import make_glosser
from matcher.config import load_settings
from matcher.explain.term_pairs import MOST_PAIRS, TermPairs
from matcher.language.glosser import Glosser
from matcher.language.terms import bases
from matcher.results import Evidence, Explanation, Line, TermPair
from matcher.scripts import language_of

PEROVSKITE, PACKAGING = TermPair("钙钛矿", "perovskite"), TermPair("封装", "packaging")
WORDS = {
    "钙钛矿": "perovskite",
    "封装": "packaging",
    "养牛": "cattle raising",
    "废水": "waste water",
    "开源": "open source",
    "大模型": "large language model",
    "零": "none",
}
CHINESE, ENGLISH = "钙钛矿电池封装", "Packaged perovskites for outdoor use."


class SmallDictionary:
    """Knows a few words; counts how often it is read."""

    def __init__(self) -> None:
        self.read = 0

    def pairs(self, text: str) -> list[tuple[str, str]]:
        self.read += 1
        known = sorted((text.index(word), word) for word in WORDS if word in text)
        return [(word, WORDS[word]) for _, word in known]

    def coverage(self, text: str) -> float:
        return sum(len(word) for word, _ in self.pairs(text)) / len(text)


def evidence(need_text: str, quote: str) -> Evidence:
    return Evidence(need_text, quote, "works[0].title", 0, len(quote), 2024, language_of(quote), 0.5)


def shown(need_text: str, quote: str) -> tuple[str, ...]:
    pairs = TermPairs(SmallDictionary).beside(evidence(need_text, quote)).pairs
    return tuple(pair.chinese for pair in pairs)


@cache
def shipped() -> Glosser:
    glosser = make_glosser(load_settings())
    assert glosser is not None
    return glosser


def test_the_words_that_both_sentences_say_are_shown_in_the_order_of_the_chinese() -> None:
    given = evidence(CHINESE, ENGLISH)
    with_pairs = TermPairs(SmallDictionary).beside(given)

    assert with_pairs.pairs == (PEROVSKITE, PACKAGING)
    assert with_pairs.coverage == round(5 / 7, 4)
    assert replace(with_pairs, pairs=(), coverage=None) == given


def test_it_makes_no_difference_which_of_the_two_is_chinese() -> None:
    term_pairs = TermPairs(SmallDictionary)
    one, other = term_pairs.beside(evidence(CHINESE, ENGLISH)), term_pairs.beside(evidence(ENGLISH, CHINESE))

    assert (one.pairs, one.coverage) == (other.pairs, other.coverage)


def test_a_word_that_the_other_sentence_does_not_say_is_not_shown() -> None:
    assert shown("钙钛矿封装与养牛", ENGLISH) == ("钙钛矿", "封装")
    assert shown("养牛", ENGLISH) == ()


@pytest.mark.parametrize(
    ("chinese", "english", "expected"),
    [
        ("废水", "Hot water for greenhouses", ()),
        ("开源", "Open to joint projects", ()),
        ("废水", "Treats waste water", ("废水",)),
        ("废水", "Wastewater treatment", ("废水",)),
        ("大模型", "Models of spoken language", ("大模型",)),
        ("大模型", "A model of rain", ()),
        ("零", "None of it", ()),
    ],
)
def test_most_of_a_sense_must_be_said(chinese: str, english: str, expected: tuple[str, ...]) -> None:
    assert shown(chinese, english) == expected


@pytest.mark.parametrize(
    ("need_text", "quote"),
    [
        (CHINESE, "钙钛矿组件的封装"),
        ("Perovskite packaging", ENGLISH),
        ("", CHINESE),
        (CHINESE, ""),
        (CHINESE, "2024"),
        (CHINESE, "R3"),
        (CHINESE, "Перовскит и упаковка"),
        (CHINESE, "钙钛矿 perovskite 组件"),
        ("", ""),
    ],
)
def test_nothing_is_shown_unless_one_sentence_is_chinese_and_the_other_english(need_text: str, quote: str) -> None:
    dictionary = SmallDictionary()
    given = evidence(need_text, quote)

    assert TermPairs(lambda: dictionary).beside(given) == given
    assert dictionary.read == 0


def test_nothing_is_shown_where_the_bridge_is_switched_off() -> None:
    given = evidence(CHINESE, ENGLISH)

    assert TermPairs(lambda: None).beside(given) == given


def test_what_the_dictionary_does_not_know_lowers_the_coverage_and_not_the_pairs() -> None:
    term_pairs = TermPairs(SmallDictionary)
    whole, part = (term_pairs.beside(evidence(chinese, ENGLISH)) for chinese in ("钙钛矿封装", "钙钛矿封装𠀀㐀㐁㐂㐃"))

    assert (whole.coverage, part.coverage) == (1.0, 0.5)
    assert whole.pairs == part.pairs == (PEROVSKITE, PACKAGING)


def test_where_nothing_is_in_common_the_coverage_is_given() -> None:
    with_pairs = TermPairs(SmallDictionary).beside(evidence("钙钛矿封装", "Sheep on dry pasture"))

    assert (with_pairs.pairs, with_pairs.coverage) == ((), 1.0)


def test_a_sentence_is_read_once_for_all_that_stands_beside_it() -> None:
    dictionary = SmallDictionary()
    term_pairs = TermPairs(lambda: dictionary)
    term_pairs.beside(evidence(CHINESE, ENGLISH))
    read = dictionary.read
    term_pairs.beside(evidence(CHINESE, "Perovskite inks"))

    assert dictionary.read == read


def test_the_evidence_of_lines_has_its_pairs_too_and_lines_without_any_stay() -> None:
    given = evidence(CHINESE, ENGLISH)
    lines = (Line("reason", "works", span=given), Line("gap", "unknown", "x"))
    explanation = TermPairs(SmallDictionary).added_to(Explanation(0.0, (), (given,), (), lines))

    assert explanation.evidence[0].pairs == (PEROVSKITE, PACKAGING)
    assert explanation.lines == (Line("reason", "works", span=explanation.evidence[0]), lines[1])


def test_of_many_pairs_those_with_the_longest_words_are_shown() -> None:
    class Chatty(SmallDictionary):
        def pairs(self, text: str) -> list[tuple[str, str]]:
            return [*((mark, mark_in_english) for mark, mark_in_english in zip("甲乙丙丁戊己", "abcdef", strict=True)),
                    ("钙钛矿", "perovskite")]  # fmt: skip

    pairs = TermPairs(Chatty).beside(evidence("甲乙丙丁戊己钙钛矿", "B C D E F of perovskite")).pairs

    assert len(pairs) == MOST_PAIRS
    assert pairs[-1] == PEROVSKITE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("perovskite", "perovskites"),
        ("packaging", "packaged"),
        ("package", "packaging"),
        ("battery", "batteries"),
        ("distill", "distillation"),
        ("irrigate", "irrigation"),
        ("crystallization", "crystallisation"),
        ("process", "processes"),
        ("pump", "pumps"),
    ],
)
def test_forms_of_one_word_meet(one: str, other: str) -> None:
    assert bases(one) & bases(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("contract", "contrast"),
        ("protein", "protest"),
        ("plane", "plan"),
        ("planes", "plan"),
        ("station", "state"),
        ("mission", "misses"),
        ("factor", "factory"),
        ("universe", "university"),
        ("insulin", "insulation"),
        ("sing", "s"),
    ],
)
def test_words_that_only_begin_alike_do_not(one: str, other: str) -> None:
    assert not bases(one) & bases(other)


def test_the_shipped_dictionary_pairs_words_as_they_stand_in_the_text() -> None:
    with_pairs = TermPairs(shipped).beside(evidence("鈣鈦礦的封裝", "Packaging of perovskite modules"))

    assert with_pairs.pairs == (TermPair("鈣鈦礦", "perovskite"), TermPair("封裝", "packaging"))
    assert with_pairs.coverage == 1.0


@given(st.text("钙钛矿封装的养牛𠀀 ，aSiC", max_size=20), st.text(max_size=20) | st.text("perovskite water cattle"))
def test_every_pair_stands_in_the_chinese_and_no_text_is_an_error(chinese: str, english: str) -> None:
    with_pairs = TermPairs(shipped).beside(evidence(chinese, english))

    assert with_pairs.coverage is None or 0 <= with_pairs.coverage <= 1
    assert with_pairs.pairs == () or with_pairs.coverage is not None
    assert all(pair.chinese in chinese or pair.chinese in english for pair in with_pairs.pairs)
