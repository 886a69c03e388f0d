"""Skills are found by any of their names, in both languages, and the vocabulary's files are checked."""

from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.errors import InputError
from matcher.skills.tokens import token_spans
from matcher.skills.vocabulary import Mention, Vocabulary, finder, load_vocabulary, reading

SHIPPED = Path(__file__).parents[2] / "models" / "skills" / "skills.tsv"
HEADER = "id\ten\tzh\tsynonyms\tbroader\n"
ROWS = """# languages
code\tProgramming\t编程\t\t
java\tJava\tJava语言\t\tcode
javascript\tJavaScript\tJavaScript语言\tECMAScript\tcode
c\tC\tC语言\t\tcode
cpp\tC++\tC++语言\tCPP\tcode
csharp\tC#\tC#语言\t\tcode
python\tPython\tPython语言\t\tcode
ros\tROS\t机器人操作系统\tROS 2
led\tLED\t发光二极管\tlight-emitting diode
cell\tFuel cell\t燃料电池
bms\tBattery management system\t电池管理系统\tBMS
battery\tBattery\t电池
"""


def written(path: Path, rows: str, header: str = HEADER) -> Path:
    path.write_text(header + rows, encoding="utf-8")
    return path


@pytest.fixture
def small(tmp_path: Path) -> Vocabulary:
    return load_vocabulary(written(tmp_path / "small.tsv", ROWS))


@pytest.fixture(scope="module")
def shipped() -> Vocabulary:
    return load_vocabulary(SHIPPED)


def mentioned(vocabulary: Vocabulary, text: str) -> list[tuple[str, str]]:
    return [(mention.skill_id, text[mention.start : mention.end]) for mention in vocabulary.find(text)]


@pytest.mark.parametrize("name", ["ROS 2", "ros2", "ＲＯＳ２", "Ros-2", "机器人操作系统", "  ROS  "])
def test_a_skill_is_known_by_any_of_its_names_in_any_case_and_width(small: Vocabulary, name: str) -> None:
    skill = small.skill(name)
    assert skill is not None
    assert skill.id == "ros"
    assert small.names(name) == ("ROS", "机器人操作系统", "ROS 2")


@pytest.mark.parametrize("name", ["", " ", "knitting", "ROS 3", "Jav", "🤖"])
def test_an_unknown_name_has_itself_and_no_relations(small: Vocabulary, name: str) -> None:
    assert small.skill(name) is None
    assert small.names(name) == (name,)
    assert small.related(name) == small.narrower(name) == ()


def test_broader_skills_come_before_neighbours_and_narrower_ones_stand_apart(small: Vocabulary) -> None:
    assert [skill.id for skill in small.related("java")] == ["code", "javascript", "c", "cpp", "csharp", "python"]
    assert [skill.id for skill in small.narrower("编程")][:2] == ["java", "javascript"]
    assert small.related("Programming") == small.narrower("Java") == ()


def test_a_kind_of_a_kind_stands_below_and_the_closest_come_first(tmp_path: Path) -> None:
    rows = """art\tArt\t艺术
oil\tOil on wood\t木板油画\t\tpainting
painting\tPainting\t绘画\t\tart
ink\tInk\t水墨\t\tpainting|art
"""
    vocabulary = load_vocabulary(written(tmp_path / "arts.tsv", rows))
    assert [skill.id for skill in vocabulary.narrower("Art")] == ["painting", "ink", "oil"]
    assert [skill.id for skill in vocabulary.related("Oil on wood")] == ["painting", "ink"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We write javascript.", [("javascript", "javascript")]),
        ("Java, not JavaScript", [("java", "Java"), ("javascript", "JavaScript")]),
        ("Java-based tools; javanese", [("java", "Java")]),
        ("C++ only", [("cpp", "C++")]),
        ("C# only", [("csharp", "C#")]),
        ("C, C++ and C/C#", [("c", "C"), ("cpp", "C++"), ("c", "C"), ("csharp", "C#")]),
        ("vitamin-C at 80 °C, c = 3, J. C. Li", []),
        ("Python (primary), Python's", [("python", "Python"), ("python", "Python")]),
        ("ROS2, ROS 2 and ROS", [("ros", "ROS2"), ("ros", "ROS 2"), ("ros", "ROS")]),
        ("She led LEDs and an LED team", [("led", "LEDs"), ("led", "LED")]),
        ("light-emitting diodes, batteries", [("led", "light-emitting diodes"), ("battery", "batteries")]),
        ("使用Python与Ｊａｖａ开发", [("python", "Python"), ("java", "Ｊａｖａ")]),
        ("研究燃料电池与电池", [("cell", "燃料电池"), ("battery", "电池")]),
        ("燃料电池管理系统", [("bms", "电池管理系统")]),
        ("fuel\ncell", [("cell", "fuel\ncell")]),
        ("fuel, cell", []),
        ("", []),
    ],
)
def test_the_longest_mentions_that_are_whole_words_are_found(
    small: Vocabulary, text: str, expected: list[tuple[str, str]]
) -> None:
    assert mentioned(small, text) == expected


def test_a_mention_has_the_characters_of_the_text_as_given(small: Vocabulary) -> None:
    assert small.find("㎏ ½ Ｐｙｔｈｏｎ") == (Mention("python", 4, 10),)


@given(
    st.text()
    | st.lists(st.sampled_from(["Python", "C++", "電池", "电池", "ﬁ", "İ", " ", "-", "ROS", "2"])).map("".join)
)
def test_mentions_stand_in_the_text_in_order_and_do_not_overlap(shipped: Vocabulary, text: str) -> None:
    last = 0
    for mention in shipped.find(text):
        assert last <= mention.start < mention.end <= len(text)
        skill = shipped.skill(text[mention.start : mention.end])
        assert skill is not None
        assert skill.id == mention.skill_id
        last = mention.end


@given(st.text())
def test_tokens_stand_in_the_text_in_order(text: str) -> None:
    words, spans = token_spans(text)
    assert len(words) == len(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)


def test_five_thousand_sentences_take_less_than_a_second(shipped: Vocabulary) -> None:
    names = [name for skill in shipped.skills for name in skill.names][:2500]
    words = " ".join(f"{name} and the new model of a plant" for name in names).split()
    sentences = [" ".join(words[at % 9000 : at % 9000 + 20]) for at in range(5000)]
    began = process_time()
    for sentence in sentences:
        shipped.find(sentence)
    assert process_time() - began < 1


def test_a_later_file_extends_and_overrides_by_id(tmp_path: Path) -> None:
    first = written(tmp_path / "a.tsv", ROWS)
    own = written(tmp_path / "b.tsv", "python\tPython 4\t\tserpent\tcode\nknit\tKnitting\t编织\t\tpython\n")
    both = load_vocabulary(first, own)
    assert both.names("serpent") == ("Python 4", "serpent")
    assert both.skill("Python") is None
    assert [skill.id for skill in both.narrower("serpent")] == ["knit"]


@pytest.mark.parametrize(
    ("rows", "line", "words"),
    [
        ("knitting 编织\n", 2, ["1 cells", "'knitting 编织'", "tab"]),
        ("a\tA1\tb\tc\t\tx\n", 2, ["6 cells", "2 to 5"]),
        ("a b\tA1\n", 2, ["'a b'", "without spaces"]),
        ("\tA1\n", 2, ["id is ''"]),
        ("a\t\t\tx\n", 2, ["'a' has no label", "add one"]),
        ("a\tOne\na\tTwo\n", 3, ["'a'", "line 2"]),
        ("a\tOne\nb\tTwo\t\tＯＮＥ\n", 3, ["'ＯＮＥ'", "'a'", "bad.tsv:2", "remove it"]),
        ("a\tOne\t\t\tzz\n", 2, ["'zz' is not an id", "add its row"]),
        ("a\tOne\t\t\ta\n", 2, ["a > a", "cycle"]),
        ("# c\n\na\tOne\t\t\tb\nb\tTwo\t\t\tc\nc\tThree\t\t\ta\n", 4, ["a > b > c > a"]),
    ],
)
def test_a_bad_row_is_named_with_file_line_and_remedy(tmp_path: Path, rows: str, line: int, words: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        load_vocabulary(written(tmp_path / "bad.tsv", rows))
    assert str(caught.value).startswith(f"{tmp_path / 'bad.tsv'}:{line}: ")
    assert [word for word in words if word not in str(caught.value)] == []


def test_a_file_without_its_header_or_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"a\.tsv:1: the header is 'python Python'"):
        load_vocabulary(written(tmp_path / "a.tsv", "python\tPython\n", header=""))
    with pytest.raises(InputError, match=r"missing\.tsv: cannot be read"):
        load_vocabulary(tmp_path / "missing.tsv")
    (tmp_path / "gbk.tsv").write_bytes(HEADER.encode() + "a\t编程\n".encode("gbk"))
    with pytest.raises(InputError, match="is not UTF-8"):
        load_vocabulary(tmp_path / "gbk.tsv")


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    path = tmp_path / "windows.tsv"
    path.write_bytes(b"\xef\xbb\xbf" + (HEADER + "a\tOne\t一种\n").replace("\n", "\r\n").encode())
    assert load_vocabulary(path).names("one") == ("One", "一种")


def test_the_shipped_vocabulary_has_every_skill_in_both_languages(shipped: Vocabulary) -> None:
    assert len(shipped.skills) >= 1500
    assert [skill.id for skill in shipped.skills if len(skill.names) < 3] == []
    lines = [line for line in SHIPPED.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    for line in lines[1:]:
        identifier, english, chinese, *_ = line.split("\t")
        assert english.isascii(), identifier
        assert any("一" <= mark <= "鿿" for mark in chinese), identifier
        assert not chinese.isascii(), identifier


def test_the_shipped_vocabulary_finds_each_name_alone(shipped: Vocabulary) -> None:
    for skill in shipped.skills:
        for name in skill.names:
            assert [mention.skill_id for mention in shipped.find(name)] == [skill.id], name


def test_no_name_of_the_shipped_vocabulary_stands_twice(shipped: Vocabulary) -> None:
    named = [(name, shipped.skill(name)) for skill in shipped.skills for name in skill.names]
    owners = [(name, owner.id if owner else None) for name, owner in named]
    assert owners == [(name, skill.id) for skill in shipped.skills for name in skill.names]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rust costs bridges millions.", []),
        ("The driver is written in Rust.", ["rust-language"]),
        ("Tools: Python, Go and R", ["python", "golang", "r-language"]),
        ("Go for it; go-live; R & D; vitamin C at 20 C in Spring 2021", []),
        ("用R做统计", ["r-language"]),
        ("C", ["c-language"]),
        ("Grew GaN on silicon and trained a GAN.", ["gallium-nitride", "generative-adversarial-network"]),
        ("A.I. and IOT and plcs", ["artificial-intelligence", "iot", "plc"]),
        ("Add 5g of salt in 10 ml and ask Ann", []),
        ("They can bus visitors here.", []),
        ("THE TEAM LED A LONG REVIEW", []),
        ("Knowledge distillation of a model", ["knowledge-distillation"]),
        ("A non-linear programming task, a lead-free and Python-free shop", []),
        ("Python3.11, C++20 and ROS2", ["python", "cpp", "ros"]),
        ("機器學習與資料庫", ["machine-learning", "database"]),
    ],
)
def test_a_name_needs_the_letters_and_the_company_that_tell_it_apart(
    shipped: Vocabulary, text: str, expected: list[str]
) -> None:
    assert list(shipped.mentioned(text)) == expected


def test_ordinary_words_are_no_skills(shipped: Vocabulary) -> None:
    text = "She led a car and a pet to the can, who sat on the map; accounting for a cell, it may go in an arc."
    assert mentioned(shipped, text) == []


@pytest.mark.parametrize(
    ("text", "named"),
    [("Wrote Ｒｕｓｔ code…", {"Rust"}), ("熟悉水泵和Rust语言", {"水泵", "Rust"}), ("plain words", set()), ("", set())],
)
def test_a_text_that_was_read_once_answers_every_finder_as_the_text_itself(text: str, named: set[str]) -> None:
    once = reading(text)
    finders = {name: finder([name]) for name in ("Rust", "水泵")}
    assert {name for name, names_it in finders.items() if names_it(once)} == named
    assert {name for name, names_it in finders.items() if names_it(text)} == named


def test_every_character_of_a_chinese_run_is_a_token_with_its_place() -> None:
    assert token_spans("a水泵2") == (["a", "水", "泵", "2"], [(0, 1), (1, 2), (2, 3), (3, 4)])


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("We sell shirts and other textiles to department stores.", ["textiles", "dyeing-and-finishing"]),
        ("经销纺织品和服装面料", ["textiles", "dyeing-and-finishing"]),
        ("The dealer leases farm machinery and tractors.", ["agricultural-engineering", "agriculture"]),
        ("农机租赁", ["agricultural-engineering"]),
        ("混合动力轿车的销量", ["electric-vehicles"]),
        ("Wheat, soybeans and yaks are traded at the fair.", ["wheat-breeding", "soybean-breeding", "yak-husbandry"]),
        ("The hospital orders vaccines and stores batteries.", ["vaccines", "batteries"]),
        ("电梯、阀门和轴承的批发", ["elevator-engineering", "valve-design", "rolling-bearing"]),
        ("大楼装有防火墙和变压器", ["network-security", "transformer-design"]),
    ],
)
def test_a_text_of_trade_in_things_proves_no_field_that_makes_or_studies_them(
    shipped: Vocabulary, text: str, fields: list[str]
) -> None:
    assert set(fields) <= {skill.id for skill in shipped.skills}
    assert set(shipped.mentioned(text)).isdisjoint(fields)


@pytest.mark.parametrize(
    "text",
    [
        "Fewer greenhouse gases, concrete steps, accounting for trends",
        "Copyright 2019 by the authors; challenges loom",
        "GLP-1 was given after the recruitment of patients",
        "数据标准化之后进行市场需求分析",
        "排放的温室气体",
    ],
)
def test_a_phrase_of_other_fields_proves_no_skill_that_has_a_word_of_it(shipped: Vocabulary, text: str) -> None:
    skills = {
        "greenhouse", "concrete", "accounting", "copyright", "loom", "good-laboratory-practice", "recruitment",
        "standardisation", "requirements-engineering",
    }  # fmt: skip
    assert skills <= {skill.id for skill in shipped.skills}
    assert set(shipped.mentioned(text)).isdisjoint(skills)


@pytest.mark.parametrize(
    ("field", "other"),
    [
        ("recurrent neural network", "LSTM"),
        ("机器学习", "深度强化学习"),
        ("textile engineering", "染整"),
        ("nanotechnology", "纳米材料"),
        ("agricultural machinery", "combine harvester"),
        ("new energy vehicle", "电动汽车"),
        ("public policy", "think tank"),
        ("knowledge graph", "本体建模"),
    ],
)
def test_a_part_of_a_field_is_no_other_name_of_it(shipped: Vocabulary, field: str, other: str) -> None:
    assert shipped.skill(other) in shipped.narrower(field)


def test_half_of_a_surrogate_pair_hides_no_name(shipped: Vocabulary) -> None:
    assert shipped.mentioned("\ud800 machine learning 机器学习") == shipped.mentioned("machine learning")
