"""Whatever is written, a text gets terms, a gloss and a vector; what the bridge cannot know changes nothing else."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.build import make_glosser
from matcher.config import load_settings
from matcher.embed.glossed import GlossedEmbedder
from matcher.embed.hashing import HashingEmbedder
from matcher.explain.term_pairs import TermPairs
from matcher.language.bridged import bridged_terms
from matcher.language.glossary import Glossary
from matcher.language.glosser import Glosser
from matcher.results import Evidence
from tests.unit.test_bridge import small

MEGABYTE = 1_000_000


class English(HashingEmbedder):
    multilingual = False


@cache
def shipped() -> Glosser:
    glosser = make_glosser(load_settings())
    assert glosser is not None
    return glosser


def embedded(text: str, glosser: Glosser | None = None) -> list[float]:
    """The vector of a text, which must be of length one and finite."""
    bridge = glosser or shipped()
    (vector,) = GlossedEmbedder(English(), bridge.glosses, bridge.version).encode([text])
    assert np.isfinite(vector).all()
    assert np.linalg.norm(vector.astype(np.float64)) == pytest.approx(1, abs=1e-5)
    numbers: list[float] = vector.tolist()
    return numbers


def read_in_full(text: str, glosser: Glosser | None = None) -> tuple[str, list[str]]:
    """Gloss and terms of a text, after everything else that is done with one was done without an error."""
    bridge = glosser or shipped()
    embedded(text, bridge)
    assert 0 <= bridge.coverage(text) <= 1
    assert all(chinese and english for chinese, english in bridge.pairs(text))
    shown = Evidence(text, "solar pump", "summary", 0, 10, None, "en", 0.5)
    TermPairs(lambda: bridge).beside(shown)
    return bridge.gloss(text), bridged_terms(text, bridge)


HOSTILE = {
    "mixed scripts": "SiC材料 und Энергия ソーラー 태양광 طاقة μ-芯片",
    "full width": "ＡＩ芯片（７ｎｍ）；太阳能，１００％",
    "half-width katakana": "ｿｰﾗｰ材料ﾎﾟﾝﾌﾟ",
    "emoji": "材料😀👩‍🔬🏳️‍🌈太阳能❤️",
    "plane 2": "𠀀𠮷𪚥材料",
    "plane 3": "\U00030000\U00031350太阳能",
    "compatibility": "㈱㊗㎏㍿豈更車材料",
    "radicals and strokes": "⺀⼀〇々〻㇀材料",
    "bopomofo": "ㄅㄆㄇ材料",
    "lone high surrogate": "材料\ud83d太阳能",
    "lone low surrogate": "\udc00材料",
    "only a surrogate": "\ud800",
    "controls": "材\x00料\x1b[31m\u202e太阳能\u200b\ufeff",
    "combining marks": "材̀料́" + "\u0301" * 200,
    "variation selectors": "材\ufe00料\U000e0100",
    "unassigned and private": "\ue000材料\U0010ffff\U000e0001",
    "ideographic space": "太阳能\u3000材料\xa0泵",
    "only marks": "，。、；：？！《》「」【】",
    "only function words": "的了在和与及",
    "many dots": "·材料··太阳能·",
    "pattern signs": r"材料.*+?()[]{}|\^$-\d",
    "separators of the table": "材料|data\t太阳能;solar\n\r\x85\u2028泵",
    "markup": "<b>材料</b>&nbsp;&#x592A;阳能",
    "nothing": "",
    "blanks": " \t\n\u3000",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_odd_text_gets_gloss_terms_and_a_vector(text: str) -> None:
    said, _ = read_in_full(text)
    if "材料" in text:
        assert "material" in said


@given(st.text(st.characters(codec=None), max_size=60))
def test_no_code_point_at_all_is_an_error(text: str) -> None:
    read_in_full(text)


@given(st.lists(st.sampled_from([*HOSTILE.values()]), max_size=4).map("".join))
def test_odd_texts_may_stand_beside_each_other(text: str) -> None:
    read_in_full(text)


def test_full_width_text_is_read_as_plain_text() -> None:
    assert shipped().gloss("ＡＩ芯片，７ｎｍ") == shipped().gloss("AI芯片,7nm")
    assert embedded("ＡＩ芯片７ｎｍ") == embedded("AI芯片7nm")


@pytest.mark.parametrize("odd", ["𠀀", "\U00030000", "\ud83d", "😀", "\u200b", "\ue000"])
def test_what_nobody_knows_leaves_the_words_beside_it_as_they_are(odd: str) -> None:
    assert bridged_terms(f"{odd}太阳能", shipped())[-2:] == bridged_terms("太阳能", shipped())[-2:]
    assert "solar" in shipped().gloss(f"太阳能{odd}泵")


@pytest.mark.parametrize("text", ["𠀀𠮷", "\U00030000", "\ud800", "的了在", "，。", "", "😀"])
def test_a_text_that_cannot_be_said_in_english_has_the_vector_of_itself(text: str) -> None:
    assert embedded(text) == English().encode([text])[0].tolist()


def test_half_of_a_surrogate_pair_is_no_error_to_the_hashing_embedder() -> None:
    vectors = English().encode(["\ud800", "solar", "solar \ud800"])
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1])
    assert 0 < float(vectors[1] @ vectors[2]) < 1


GLOSSARIES: dict[str, Glossary] = {
    "a circle of one": {"丙": ("丙",)},
    "a circle of three": {"甲": ("乙",), "乙": ("丙",), "丙": ("甲",)},
    "a circle through the dictionary": {"太阳": ("太阳能",), "太阳能": ("太阳", "材料")},
    "nothing": {},
    "only marks and blanks": {"。": ("stop",), "·": ("dot",), " ": ("blank",), "-": ("minus",)},
    "pattern signs": {"[材": ("bracket",), "料*": ("star",), "C++语言": ("C++",), ".+能": ("dots",)},
    "latin": {"SiC": ("silicon carbide",), "a": ("b",)},
    "odd characters": {"𠀀": ("rare",), "😀料": ("smile",)},
    "senses of nothing": {"材料": ()},
    "full width": {"ＳｉＣ材料": ("silicon carbide material",)},
    "a very long term": {"材料" * 2_000: ("long",)},
}


@pytest.mark.parametrize("glossary", GLOSSARIES.values(), ids=GLOSSARIES)
def test_no_glossary_breaks_a_text(glossary: Glossary) -> None:
    glosser = small(glossary)
    for text in (*HOSTILE.values(), "甲乙丙太阳能SiC材料C++语言", "材料" * 2_001):
        read_in_full(text, glosser)


def test_a_circle_of_glossary_terms_is_said_by_the_dictionary_or_not_at_all() -> None:
    assert small(GLOSSARIES["a circle of three"]).gloss("甲乙丙材料") == "material"
    assert small(GLOSSARIES["a circle through the dictionary"]).gloss("太阳太阳能") == "solar energy sun"


def test_an_empty_glossary_is_none() -> None:
    assert small({}).version == small(None).version
    assert [small({}).gloss(text) for text in HOSTILE.values()] == [small().gloss(text) for text in HOSTILE.values()]


@pytest.mark.parametrize(
    "text",
    [
        "太阳能材料的" * (MEGABYTE // 18),
        "𠀀" * (MEGABYTE // 4),
        "X光a材" * (MEGABYTE // 8),
        "·" * MEGABYTE,
    ],
    ids=["chinese", "unknown", "both scripts", "dots"],
)
def test_a_megabyte_in_one_piece_is_read(text: str) -> None:
    said, terms = read_in_full(text, small())
    if text.startswith("太阳能材料的"):
        times = len(text) // 6
        assert said == " ".join(["solar energy material"] * times)
        assert terms == bridged_terms(text[:6], small()) * times


@pytest.mark.parametrize("text", ["太阳能材料" * 60_000, "a" * MEGABYTE + "材料"], ids=["chinese", "latin"])
def test_a_megabyte_is_read_with_the_shipped_dictionary(text: str) -> None:
    said, _ = read_in_full(text)
    assert said.endswith("material")
