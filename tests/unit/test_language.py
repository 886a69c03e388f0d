"""Which script a text is in and which terms it holds."""

import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction import text as scikit_learn

from matcher.language.terms import ENGLISH_STOP_WORDS, terms
from matcher.scripts import HAN, foreign_share, han_share, has_han, language_of

HAN_BLOCKS = [(0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF)]


def test_the_han_characters_are_those_of_unicodes_blocks_and_no_others() -> None:
    one = re.compile(f"[{HAN}]")
    blocks = {point for first, last in HAN_BLOCKS for point in range(first, last + 1)}
    assert {point for point in range(sys.maxunicode + 1) if one.match(chr(point))} == blocks


@pytest.mark.parametrize(
    ("text", "expected"),
    [("太", True), ("solar 𠀀", True), ("\uf900", True), ("solar é", False), ("태양광", False), ("かな", False)],
)
def test_kana_and_hangul_are_not_han(text: str, expected: bool) -> None:
    assert has_han(text) is expected
    assert (han_share(text) > 0) is expected


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("", 0),
        ("123 …", 0),
        ("solar pump", 0),
        ("太阳", 1),
        ("太阳 solar", 2 / 3),
        ("太阳 a b c d e f", 0.25),
        ("𠀀", 1),
        ("é", 0),
        ("태양광 펌프", 0),
    ],
)
def test_han_characters_are_weighed_against_latin_words(text: str, share: float) -> None:
    assert han_share(text) == pytest.approx(share)


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("", 0),
        ("123 ≥ 5 … ½ ² ① 😀", 0),
        ("α-Fe2O3 and µm, μm, °C, ≥ 3 Ω, Δσ, H₂O, 10⁻³, xⁿ, ℓ, 𝑥, São Paulo, Ångström, ＡＩ", 0),
        ("α β γ", 0),
        ("солнечный насос", 1),
        ("ソーラー", 1),
        ("태양광", 1),
        ("مضخة شمسية", 1),
        ("ηλιακή αντλία", 1),
        ("太阳 solar", 2 / 3),
        ("насос pump", 0.5),
    ],
)
def test_what_is_not_latin_script_is_weighed_against_latin_words(text: str, share: float) -> None:
    assert foreign_share(text) == pytest.approx(share)


@given(st.text())
def test_the_foreign_share_is_a_share(text: str) -> None:
    assert 0 <= foreign_share(text) <= 1


@pytest.mark.parametrize(
    ("text", "language"), [("太阳能水泵 solar", "zh"), ("太 solar", "en"), ("solar", "en"), ("", "en")]
)
def test_most_of_a_text_decides_its_language(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Solar pumps of the farm", ["solar", "pumps", "farm"]),
        ("solar-powered pumps", ["solar-powered", "solar", "powered", "pumps"]),
        ("太阳能水泵", ["太阳", "阳能", "能水", "水泵"]),
        ("用AI造泵", ["用", "ai", "造泵"]),
        ("水的泵", ["水的", "的泵"]),
        ("的和", []),
        ("的", []),
        ("snake_case x9 3.5", ["snake", "case", "x9", "3", "5"]),
        ("ＡＩ ﬁlm", ["ai", "film"]),
        ("𠀀𠀁𠀂泵", ["𠀀𠀁", "𠀁𠀂", "𠀂泵"]),
        ("태양광 펌프", ["태양광", "펌프"]),
        ("", []),
    ],
)
def test_terms_are_words_and_pairs_of_han_characters(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_the_stop_words_are_those_of_scikit_learn() -> None:
    assert ENGLISH_STOP_WORDS == scikit_learn.ENGLISH_STOP_WORDS


@given(st.text())
def test_terms_do_not_depend_on_letter_case_and_never_hold_blanks(text: str) -> None:
    assert all(term and not any(mark.isspace() for mark in term) for term in terms(text))


@given(st.text("abc ABC太阳-"))
def test_terms_of_capitals_are_those_of_small_letters(text: str) -> None:
    assert terms(text.upper()) == terms(text)
