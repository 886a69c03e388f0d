"""The bridge from Chinese to English: normal form, words, senses, glossaries, table, embedder."""

import json
import re
import shutil
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.build import bridged, make_glosser
from matcher.config import load_settings
from matcher.embed.glossed import GlossedEmbedder
from matcher.embed.hashing import HashingEmbedder
from matcher.errors import InputError, ModelError
from matcher.language.bridged import bridged_terms, english_of, stemmed_terms
from matcher.language.build_table import ranked
from matcher.language.dictionaries import merged, read_inverted, senses_of
from matcher.language.glossary import read_glossary
from matcher.language.glosser import BOILERPLATE, FUNCTION_WORDS, Glosser, Segmenter
from matcher.language.table import MANIFEST, TABLE, BridgeTable, read_table, write_table
from matcher.language.terms import terms

MIXED = st.lists(
    st.one_of(
        st.text("材料太阳能电池的鈣鈦礦基地·𠀀㐀", max_size=8),
        st.text("abSiC19 .,-，。", max_size=6),
        st.text(max_size=3),
    )
).map("".join)

WORDS = {
    "材料": (900, ["material", "data"]),
    "钙": (5, ["calcium"]),
    "钙钛矿": (2, ["perovskite"]),
    "太阳": (500, ["sun"]),
    "太阳能": (50, ["solar energy", "solar"]),
    "的": (9999, ["target"]),
    "基地": (100, ["base"]),
    "X光": (10, ["X-ray"]),
    "枇": (0, []),
    "詹姆斯·高斯林": (0, ["James Gosling"]),
}


@cache
def shipped() -> Glosser:
    glosser = make_glosser(load_settings())
    assert glosser is not None
    return glosser


def small(glossary: dict[str, tuple[str, ...]] | None = None) -> Glosser:
    entries = {word: f"{number}\t{'|'.join(senses)}" for word, (number, senses) in WORDS.items()}
    return Glosser(BridgeTable("small", entries, str.maketrans("鈣鈦礦陽", "钙钛矿阳")), glossary)


@given(MIXED)
def test_no_text_is_an_error(text: str) -> None:
    glosser = shipped()
    glosser.gloss_terms(text)
    glosser.pairs(text)
    assert isinstance(glosser.gloss(text, 2), str)
    assert 0 <= glosser.coverage(text) <= 1
    assert all(word and "|" not in word for word in glosser.segment(text))


@given(st.lists(st.sampled_from(["SiC", "PCR", "GPT-4", "3.5", "材料", "太阳能", "的", " ", "𠀀", "，"]), max_size=12))
def test_latin_runs_are_kept_as_they_stand(parts: list[str]) -> None:
    latin = re.findall(r"[A-Za-z0-9.-]+", "".join(parts))
    said = shipped().gloss("".join(parts))
    for run in latin:
        assert run in said
        said = said[said.index(run) + len(run) :]


@given(st.text(st.characters(max_codepoint=0x2FF)))
def test_a_text_without_han_is_given_back_unchanged(text: str) -> None:
    assert shipped().gloss(text) == text
    assert bridged_terms(text, shipped()) == stemmed_terms(text)


@given(MIXED)
def test_the_words_of_a_run_are_the_run(text: str) -> None:
    segmenter = Segmenter({word: number for word, (number, _) in WORDS.items()})
    assert "".join(segmenter.segment(text)) == text


def test_as_few_words_as_possible_and_the_more_frequent_where_that_leaves_a_choice() -> None:
    segmenter = Segmenter({"研究": 100, "研究生": 10, "生命": 50, "命": 5, "起源": 9, "生": 8})
    assert segmenter.segment("研究生命起源") == ["研究", "生命", "起源"]


def test_traditional_text_has_the_gloss_of_simplified_text() -> None:
    for traditional, simple in [("鈣鈦礦太陽能電池", "钙钛矿太阳能电池"), ("機器學習與醫學影像", "机器学习与医学影像")]:
        assert shipped().gloss(traditional) == shipped().gloss(simple)
        assert shipped().segment(traditional) == shipped().segment(simple)


def test_simplified_text_is_not_changed_by_characters_that_are_both() -> None:
    assert shipped().segment("著名") == ["著名"]


def test_the_likeliest_sense_of_the_shipped_table_comes_first() -> None:
    glosser = shipped()
    assert [glosser.gloss(word) for word in ("材料", "管理", "发育")] == ["material", "management", "development"]


def test_newer_terms_and_those_of_the_programme_are_known() -> None:
    assert shipped().gloss("大模型与数字孪生") == "large language model digital twin"
    assert shipped().gloss("海智计划工作基地") == "HOME Program work base"


@pytest.mark.parametrize(
    ("text", "gloss"),
    [
        ("SiC材料的制备", "SiC material preparation"),
        ("ＳｉＣ材料", "SiC material"),
        ("材料，SiC。", "material,SiC."),
        ("材料😀SiC", "material😀SiC"),
        ("X光材料", "X-ray material"),
        ("DX光", "DX light"),
        ("詹姆斯·高斯林", "James Gosling"),
        ("𠀀", ""),
        ("的", ""),
        ("", ""),
    ],
)
def test_scripts_may_be_mixed(text: str, gloss: str) -> None:
    assert shipped().gloss(text) == gloss


def test_more_senses_are_said_on_demand() -> None:
    assert small().gloss("太阳能材料", 2) == "solar energy solar material data"
    assert small().gloss_terms("太阳能材料", 1) == ["solar", "energy", "material"]
    assert small().gloss_terms("太阳能材料") == ["solar", "energy", "material", "data"]


def test_the_shorter_a_text_the_more_ways_it_is_read_in() -> None:
    assert small().glosses("材料") == ("material", "material data")
    assert small().glosses("材料" * 8) == (" ".join(["material"] * 8), " ".join(["material data"] * 8))
    assert small().glosses("材料" * 32) == (" ".join(["material"] * 32),)
    assert small().glosses("𠀀的") == ()


def test_what_stands_in_every_need_is_dropped() -> None:
    assert small().gloss("基地的材料") == "material"
    assert not FUNCTION_WORDS & BOILERPLATE


def test_pairs_show_the_word_as_the_text_has_it() -> None:
    assert small().pairs("鈣鈦礦的SiC材料，材料") == [("鈣鈦礦", "perovskite"), ("材料", "material")]


def test_coverage_is_the_share_of_characters_in_known_words_of_two_or_more() -> None:
    glosser = small()
    assert glosser.coverage("材料") == 1
    assert glosser.coverage("材料的") == 1
    assert glosser.coverage("材料钙") == pytest.approx(2 / 3)
    assert glosser.coverage("𠀀𠀀枇") == 0
    assert glosser.coverage("solar") == 1
    assert glosser.coverage("") == 1


def test_bridged_terms_hold_the_words_of_both_scripts() -> None:
    assert bridged_terms("SiC材料 for 太阳能 pumps", small()) == [
        "sic", "pump", "material", "data", "solar", "energ",
    ]  # fmt: skip


def test_a_glossary_comes_before_the_dictionary() -> None:
    glosser = small({"材料": ("stuff",), "5G太阳": ("5G sun",), "鈣鈦": ("calcium titanate",), "的": ("of",)})
    assert glosser.gloss("材料") == "stuff"
    assert glosser.gloss("5G太阳材料") == "5G sun stuff"
    assert glosser.gloss("钙钛") == "calcium titanate"
    assert glosser.gloss("材料的") == "stuff of"
    assert glosser.version != small().version


def test_a_cyclic_glossary_ends() -> None:
    glosser = small({"太阳": ("甲乙",), "甲乙": ("太阳",), "丙": ("丙",), "丁": ("材料",)})
    assert glosser.gloss("太阳甲乙丙丁") == "sun sun material"


def test_an_empty_glossary_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "terms.tsv"
    file.write_text("\n# nothing\n", encoding="utf-8")
    assert read_glossary(file) == {}
    assert small(read_glossary(file)).version == small().version


def test_a_glossary_may_have_a_mark_of_its_encoding_and_several_senses(tmp_path: Path) -> None:
    file = tmp_path / "terms.tsv"
    file.write_text("\ufeff材料\tstuff ;  substance\r\n", encoding="utf-8")
    assert read_glossary(file) == {"材料": ("stuff", "substance")}


@pytest.mark.parametrize("line", ["材料 stuff", "材料\t", "\tstuff", "材料\t ; "])
def test_a_line_that_is_no_term_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "terms.tsv"
    file.write_text(f"太阳\tsun\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"terms\.tsv:2: given .*one tab"):
        read_glossary(file)


def test_a_glossary_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.tsv"):
        read_glossary(tmp_path / "none.tsv")
    file = tmp_path / "terms.tsv"
    file.write_bytes("材料\tstuff".encode("gb18030"))
    with pytest.raises(InputError, match=r"terms\.tsv is not UTF-8"):
        read_glossary(file)


def test_senses_are_counted_in_the_compounds_that_contain_the_word() -> None:
    dictionary = {
        "材料": ["data", "material", "of the materials"],
        "原材料": ["raw material"],
        "材料学": ["materials science"],
        "新材料库": ["store of new materials"],
    }
    assert ranked(dictionary)["材料"] == ["material", "data"]


def test_of_senses_that_are_counted_alike_the_more_common_word_comes_first() -> None:
    dictionary = {"评价": ["vet", "appraisal", "evaluation"]}
    assert ranked(dictionary)["评价"] == ["vet", "appraisal", "evaluation"]
    assert ranked(dictionary, {"evaluation": 0.9, "appraisal": 0.3, "vet": 0.1})["评价"][0] == "evaluation"


def test_a_character_that_words_are_simplified_to_stays() -> None:
    assert shipped().segment("南宁市宁波") == ["南宁市", "宁波"]
    assert shipped().segment("寧波") == ["宁波"]


ECDICT = """word,phonetic,definition,translation,pos,collins,oxford,tag,bnc,frq,exchange,detail,audio
capsid,,,"n. 衣壳, 壳体(病毒)",,,,,0,0,,,
perovskites,,,n. 钙钛矿,,,,,0,0,0:perovskite,,
simulation,,,"n. 仿真, 模拟",,,,,2500,2400,,,
imitation,,,"n. 模仿\\n[计] 仿真",,,,,6000,6100,,,
IOU,,,n. 欠条,,,,,0,0,,,
web word,,,[网络] 仿真,,,,,0,0,,,
"""


def test_an_english_dictionary_is_read_backwards(tmp_path: Path) -> None:
    file = tmp_path / "ecdict.csv"
    file.write_text(ECDICT.replace("\\\\n", "\\n"), encoding="utf-8")
    inverted = read_inverted(file, 4)
    assert inverted.senses["衣壳"] == inverted.senses["壳体"] == ["capsid"]
    assert inverted.senses["钙钛矿"] == ["perovskite"]
    assert inverted.senses["仿真"] == ["simulation", "imitation", "web word"]
    assert "欠条" not in inverted.senses
    assert inverted.common["simulation"] > inverted.common["imitation"] > inverted.common["capsid"]
    assert merged({"仿真": ["emulate", "Simulation"]}, inverted.senses)["仿真"] == [
        "emulate", "Simulation", "imitation", "web word",
    ]  # fmt: skip


def test_a_short_or_odd_line_of_the_dictionary_costs_no_other(tmp_path: Path) -> None:
    file = tmp_path / "ecdict.csv"
    file.write_text(
        ECDICT + 'short\n"../../etc",,,"n. 材料",,,,,²,-1,0:,,\nalloy,,,n. 合金,,,,,x,-1,0:,,,more,cells\n',
        encoding="utf-8",
    )
    inverted = read_inverted(file, 4)
    assert inverted.senses["合金"] == ["alloy"]
    assert "材料" not in inverted.senses


@pytest.mark.parametrize("content", ["word,translation\nx,y\n", "", "\x00\x01"])
def test_a_file_that_is_no_such_dictionary_is_named(tmp_path: Path, content: str) -> None:
    file = tmp_path / "other.csv"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"ecdict\.csv"):
        read_inverted(file, 4)


@pytest.mark.parametrize(
    ("entry", "senses", "references"),
    [
        ("(raw) material/data/CL:個|个[ge4]", ["material", "data"], []),
        ("to detect; to test/detection", ["detect", "test", "detection"], []),
        ("variant of 訂戶|订户[ding4 hu4]", [], ["订户"]),
        ("abbr. for 北京大學|北京大学[Bei3 jing1 Da4 xue2], Peking University", ["Peking University"], []),
        ("surname Wang", ["Wang"], []),
        ("particle physics", ["particle physics"], []),
        ("etc/", ["etc"], []),
    ],
)
def test_senses_are_read_without_the_notes_of_editors(entry: str, senses: list[str], references: list[str]) -> None:
    assert senses_of("词语", entry.split("/")) == (senses, references)


def test_a_table_is_read_as_it_was_written(tmp_path: Path) -> None:
    write_table(tmp_path, WORDS, {"鈣": "钙"}, {"made": "up"})
    table = read_table(tmp_path)
    assert table.senses("材料") == ("material", "data")
    assert table.senses("枇") == table.senses("无此词") == ()
    assert table.frequencies()["的"] == 9999
    assert "鈣".translate(dict(table.characters)) == "钙"
    assert json.loads((tmp_path / MANIFEST).read_text())["words"] == len(WORDS)
    before = (tmp_path / TABLE).read_bytes()
    write_table(tmp_path, dict(reversed(WORDS.items())), {"鈣": "钙"}, {"made": "up"})
    assert (tmp_path / TABLE).read_bytes() == before


def test_a_table_that_was_altered_is_refused(tmp_path: Path) -> None:
    write_table(tmp_path, WORDS, {}, {})
    packed = bytearray((tmp_path / TABLE).read_bytes())
    packed[-1] ^= 1
    (tmp_path / TABLE).write_bytes(packed)
    with pytest.raises(ModelError, match=r"table\.tsv\.gz has SHA-256 .*language build"):
        read_table(tmp_path)


def test_a_missing_or_foreign_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"bridge\.json.*HOMEMATCH_BRIDGE=none"):
        read_table(tmp_path)
    write_table(tmp_path, WORDS, {}, {})
    (tmp_path / MANIFEST).write_text('{"format": 99}')
    with pytest.raises(ModelError, match="has format 99, this program reads 1"):
        read_table(tmp_path)
    write_table(tmp_path, WORDS, {}, {})
    (tmp_path / TABLE).unlink()
    with pytest.raises(ModelError, match="cannot be read"):
        read_table(tmp_path)


def test_the_shipped_bridge_stands_beside_its_licence_and_card() -> None:
    folder = Path(load_settings().bridge)
    manifest = json.loads((folder / MANIFEST).read_text())
    assert manifest["words"] > 100_000
    assert "Attribution-ShareAlike 4.0" in (folder / "LICENSE-CC-BY-SA-4.0.txt").read_text(encoding="utf-8")
    assert f"{manifest['words']:,}" in (folder / "card.md").read_text(encoding="utf-8")
    assert len(read_glossary(folder / "lexicon.tsv")) > 300


def test_the_bridge_is_switched_off_by_its_setting() -> None:
    assert make_glosser(load_settings(bridge="none")) is None
    assert make_glosser(load_settings(bridge="")) is None


def test_the_operators_glossary_comes_before_the_lexicon(tmp_path: Path) -> None:
    file = tmp_path / "terms.tsv"
    file.write_text("大模型\tbig model\n", encoding="utf-8")
    folder = tmp_path / "bridge"
    write_table(folder, WORDS, {}, {})
    shutil.copy(Path(load_settings().bridge) / "lexicon.tsv", folder)
    glosser = make_glosser(load_settings(bridge=str(folder), glossary=file))
    assert glosser is not None
    assert glosser.gloss("大模型钙钛矿") == "big model perovskite"


class English(HashingEmbedder):
    multilingual = False


def test_only_an_embedder_that_reads_no_chinese_is_bridged() -> None:
    assert bridged(embedder := HashingEmbedder(), lambda: make_glosser(load_settings())) is embedder
    assert bridged(embedder := English(), lambda: None) is embedder
    assert isinstance(bridged(English(), lambda: make_glosser(load_settings())), GlossedEmbedder)


def test_a_glossed_text_has_the_vector_of_its_gloss_and_english_its_own() -> None:
    inner = English()
    embedder = GlossedEmbedder(inner, small().glosses, small().version)
    texts = ["perovskite solar energy", "solar pump", ""]
    vectors = embedder.encode(["鈣鈦礦太阳能", *texts[1:]])
    assert np.array_equal(vectors[1:], inner.encode(texts[1:]))
    one, two = inner.encode(small().glosses("鈣鈦礦太阳能"))
    assert vectors[0] == pytest.approx((one + two) / np.linalg.norm(one + two), abs=1e-6)
    assert embedder.multilingual
    assert embedder.model_id == f"{inner.model_id}+{small().version}"


def test_a_text_of_which_nothing_can_be_said_is_embedded_as_it_stands() -> None:
    embedder = GlossedEmbedder(English(), small().glosses, "1")
    assert np.array_equal(embedder.encode(["𠀀", "的"]), English().encode(["𠀀", "的"]))


@given(MIXED)
def test_terms_that_are_known_give_the_same_english_as_the_text(text: str) -> None:
    for glosser in (shipped(), small({"X光机": ("X-ray machine",)})):
        own_words, english = english_of(terms(text), text, glosser)
        assert own_words + english == bridged_terms(text, glosser)
    assert english_of(terms(text), text, None) == (stemmed_terms(text), [])


def test_a_word_of_both_scripts_is_found_wherever_it_stands() -> None:
    glosser = small({"X光机": ("X-ray machine",)})
    assert glosser.gloss("用X光机检查") != glosser.gloss("用DX光机检查")
    assert "X-ray machine" in glosser.gloss("用X光机检查")
