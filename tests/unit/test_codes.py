"""Languages and countries are read in any usual form, and refused where they are none."""

import pytest

from matcher import codes
from matcher.codec import from_dict, kept_from_json
from matcher.errors import RecordError
from matcher.records import Need, Organisation, Professional

CHINESE = [
    "zh",
    "ZH",
    "zh-TW",
    "zh_Hans_CN",
    "cmn",
    "zho",
    "chi",
    "CHINESE",
    "Mandarin",
    "汉语",
    "中文",
    "普通话",
    "繁體中文",
]
ENGLISH = [
    "en",
    "EN",
    "en_GB",
    "en-us",
    "eng",
    "english",
    "英语",
    "英文",
    "Englisch",
    "anglais",
    "British English",
    "Ｅｎｇｌｉｓｈ",
]
LEVELS = ["English (fluent)", "English – C1", "English: native speaker", "fluent; English"]


@pytest.mark.parametrize("written", CHINESE)
def test_chinese_is_one_language_however_it_is_written(written: str) -> None:
    assert codes.languages([written]) == ("zh",)


@pytest.mark.parametrize("written", [*ENGLISH, *LEVELS[:3], "英语（精通）", "英语 流利"])
def test_english_is_read_from_codes_names_and_levels(written: str) -> None:
    assert codes.languages([written]) == ("en",)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("German / French", ("de", "fr")),
        ("中英文", ("zh", "en")),
        ("日语、韩语", ("ja", "ko")),
        ("Dutch and English", ("nl", "en")),
    ],
)
def test_several_languages_in_one_entry_are_all_read(written: str, expected: tuple[str, ...]) -> None:
    assert codes.languages([written]) == expected


def test_a_blank_entry_as_an_empty_cell_gives_it_is_left_out() -> None:
    assert codes.languages(["", " ", "German"]) == ("de",)


def test_cantonese_is_not_taken_for_mandarin() -> None:
    assert codes.languages(["Cantonese", "粤语", "zh-yue"]) == ("yue",)


@pytest.mark.parametrize("written", ["Elvish", "qq", "und", "-", "yes", LEVELS[3], "世界语言学"])
def test_what_is_no_language_is_refused_with_what_is_allowed(written: str) -> None:
    with pytest.raises(ValueError, match=r"no known language; allowed: .*zh-CN"):
        codes.languages([written])


@pytest.mark.parametrize(
    "written", ["NL", "nl", "NLD", "528", "Netherlands", "The Netherlands", "荷兰", "Niederlande", "Holland"]
)
def test_a_country_is_read_from_its_codes_and_names(written: str) -> None:
    assert codes.country(written) == "NL"


@pytest.mark.parametrize("written", ["Atlantis", "EU", "QQ", "", "北方"])
def test_what_is_no_country_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"no known country; allowed: .*DEU"):
        codes.country(written)


def test_records_hold_codes_however_they_were_made() -> None:
    person = Professional(id="p", summary="s", languages=("Mandarin", "zh", "en-AU"), country="U.S.A.")
    assert (person.languages, person.country) == (("zh", "en"), "US")
    assert Need(id="n", title="t", languages=("法语",)).languages == ("fr",)
    assert Organisation(id="o", name="n", country="日本").country == "JP"


def test_an_unreadable_language_refuses_the_record_and_names_the_field() -> None:
    with pytest.raises(RecordError, match="languages is 'Elvish'"):
        from_dict("need", {"id": "n", "title": "t", "languages": ["en", "Elvish"]})


def test_a_record_kept_before_codes_were_checked_can_still_be_read() -> None:
    kept = kept_from_json(
        "professional",
        '{"id": "p", "summary": "s", "languages": ["Elvish", "EN"], "country": "Atlantis",'
        ' "experiences": [{"title": "t", "start": 2020, "end": 2010}, {"title": "u", "start": 2010, "end": 2020}]}',
    )
    assert isinstance(kept, Professional)
    assert (kept.languages, kept.country) == (("en",), None)
    assert [(held.start, held.end) for held in kept.experiences] == [(None, None), (2010, 2020)]
