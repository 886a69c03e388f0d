"""Records become passages and sentences whose words can be found again in the record."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.records import Experience, Need, Professional, Requirement, Work
from matcher.text import (
    clean,
    field_text,
    fingerprint,
    passages,
    split_sentences,
    texts_to_embed,
)
from matcher.text.passages import LONGEST_PASSAGE, WINDOW
from tests.contracts.strategies import needs, professionals


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


def texts(record: Professional | Need) -> list[str]:
    return list(texts_to_embed(record))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We built pumps. They run! Do they last? Yes.", ["We built pumps.", "They run!", "Do they last?", "Yes."]),
        (
            "我们研制水泵。它们可靠！能用多久？十年；以上",
            ["我们研制水泵。", "它们可靠！", "能用多久？", "十年；", "以上"],
        ),
        (
            "我们用 PyTorch 训练模型。It works well. 效果好。",
            ["我们用 PyTorch 训练模型。", "It works well.", "效果好。"],
        ),
        ("Metals, e.g. Iron, rust. Fig. 3 shows it.", ["Metals, e.g. Iron, rust.", "Fig. 3 shows it."]),
        ("By Smith et al. In 2020 it grew.", ["By Smith et al. In 2020 it grew."]),
        ("Led by Dr. Wu and Prof. Li. Ended in 2020.", ["Led by Dr. Wu and Prof. Li.", "Ended in 2020."]),
        ("It is 3.5 m. 4 of them stand.", ["It is 3.5 m.", "4 of them stand."]),
        ("lower case follows. so no boundary", ["lower case follows. so no boundary"]),
        ("first line\nsecond line\n\n  third  ", ["first line", "second line", "third"]),
        ('He said it. "Then why?" (Because.) [Done]', ["He said it.", '"Then why?" (Because.) [Done]']),
        ("", []),
        (" \n\t ", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(st.text())
def test_sentences_cover_the_text_without_overlap(text: str) -> None:
    spans = list(split_sentences(text))
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
    uncovered = list(text)
    for start, end in spans:
        uncovered[start:end] = [" "] * (end - start)
    assert not "".join(uncovered).strip()


@settings(max_examples=150)
@given(st.one_of(professionals, needs))
def test_every_sentence_stands_word_for_word_in_its_field(record: Professional | Need) -> None:
    names = [record.name, *record.aliases] if isinstance(record, Professional) else []
    named = any(len("".join((name or "").replace(",", " ").split())) >= 2 for name in names)
    for passage in passages(record):
        for sentence in passage.sentences:
            assert sentence.source.startswith((passage.source, "headline", "title", "requirements["))
            quote = field_text(record, sentence.source)[sentence.start : sentence.end]
            assert quote.strip() == quote != ""
            if not named:
                assert clean(quote) == sentence.text


@settings(max_examples=100)
@given(professionals)
def test_a_passage_holds_no_blanks_but_single_ones_and_no_control_characters(record: Professional) -> None:
    for text in texts(record):
        assert text == text.strip() != ""
        assert not re.search(r"[\x00-\x1f\x7f]|\s\s|[^\S ]", text)


def test_each_work_experience_and_the_summary_is_a_passage_with_its_year() -> None:
    record = Professional(
        id="p",
        headline="Engineer",
        summary="I build pumps.",
        works=(Work("Pumps", "Of water. And of air.", 2019), Work("Only a title", year=2020), Work()),
        experiences=(Experience("Chief", "Led a team", "org", 2001, 2005), Experience("Junior", start=1999)),
    )
    found = passages(record)
    assert [(each.source, each.text, each.year) for each in found] == [
        ("works[0]", "Pumps. Of water. And of air.", 2019),
        ("works[1]", "Only a title", 2020),
        ("experiences[0]", "Chief. Led a team", 2005),
        ("experiences[1]", "Junior", 1999),
        ("summary", "Engineer. I build pumps.", None),
    ]
    assert [(each.source, each.text) for each in found[0].sentences] == [
        ("works[0].title", "Pumps"),
        ("works[0].abstract", "Of water."),
        ("works[0].abstract", "And of air."),
    ]
    assert [each.source for each in found[1].sentences] == ["works[1].title"]


def test_a_need_is_one_passage_with_the_sentences_of_its_requirements() -> None:
    need = Need(
        id="n",
        title="Pumps wanted",
        body="For fields.",
        requirements=(Requirement("Solar power."), Requirement("太阳能")),
    )
    (passage,) = passages(need)
    assert passage.text == "Pumps wanted. For fields. Solar power. 太阳能"
    assert [each.source for each in passage.sentences] == [
        "title", "body", "requirements[0].text", "requirements[1].text",
    ]  # fmt: skip


def test_skills_names_and_organisations_are_no_text_to_embed() -> None:
    record = Professional(
        id="p", name="Wei Zhang", summary="pumps", skills=("python",), organisation="org-9",
        experiences=(Experience("Chief", "Led", "Acme Works"),),
    )  # fmt: skip
    assert not re.search("python|org-9|Acme|Zhang", " ".join(texts(record)))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Wei Zhang", "Wei Zhang leads."),
        ("Wei Zhang", "Zhang Wei leads."),
        ("Wei Zhang", "Zhang, Wei leads."),
        ("Wei Zhang", "Zhang , Wei leads."),
        ("Zhang, Wei", "Wei Zhang leads."),
        ("Wei Zhang", "WEI ZHANG and wei zhang lead."),
        ("Wei Zhang", "Wei  Zhang leads. Here Wei\nZhang and Wei <b>Zhang</b> and Wei&nbsp;Zhang too."),
        ("John Ronald Smith", "Smith, John Ronald leads. John Ronald Smith. Smith John Ronald."),
        ("John R. Smith", "Led by John R. Smith at home. Smith, John R. wrote."),
        ("John Smith Jr.", "John Smith Jr. leads."),
        ("Ana Maria de la Cruz", "Cruz, Ana Maria de la leads with Ana Maria de la Cruz."),
        ("张伟", "研究员张伟负责。"),
        ("王小明", "由王小明主持，Xiaoming Wang 参加。"),
        ("José García", "José García, García José."),
    ],
)
def test_the_own_name_is_taken_out_in_every_order(name: str, text: str) -> None:
    record = Professional(id="p", name=name, aliases=("Xiaoming Wang",), summary=text, works=(Work(text, text),))
    remaining = " | ".join(texts(record)).lower()
    for word in re.findall(r"[\w]+", f"{name} Xiaoming Wang".lower()):
        assert not re.search(rf"(?<![a-z]){word}(?![a-z])", remaining), remaining
    assert remaining


def test_a_name_inside_another_word_stays() -> None:
    record = Professional(id="p", name="An Li", summary="An Libya study of Urban Lights. An Li wrote it.")
    assert texts(record)[0] == "An Libya study of Urban Lights. wrote it."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<b>bold</b> words", "bold words"),
        ("<script>alert(1)</script>pumps", "pumps"),
        ("&lt;img src=x onerror=alert(1)&gt;pumps &amp; fans", "pumps & fans"),
        ("a\x00b\x07c\u2028d\t\n e", "a b c d e"),
        ("3 < 4", "3 < 4"),
        ("  ", ""),
    ],
)
def test_markup_and_control_characters_are_stripped(text: str, expected: str) -> None:
    assert clean(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pH < 5 and ran 300 h at T > 80 C", "pH < 5 and ran 300 h at T > 80 C"),
        ("if 3 <4 and 5> 2", "if 3 <4 and 5> 2"),
        ("a <-> b, x <= y, <= 3 and >= 2", "a <-> b, x <= y, <= 3 and >= 2"),
        ("one<br/>two</p>three<!DOCTYPE html>four", "one two three four"),
        ("pumps <!-- if a > b: <b>no</b> --> run", "pumps run"),
    ],
)
def test_only_markup_goes_and_signs_of_comparison_stay(text: str, expected: str) -> None:
    assert clean(text) == expected


def test_no_sentence_begins_inside_a_comment() -> None:
    record = Professional(id="p", summary="Pumps run. <!-- Hidden. Words --> They last.")
    assert " ".join(texts(record)).count("Hidden") == 0


def cleaned(name: str, text: str, *aliases: str) -> str:
    return texts(Professional(id="p", name=name, aliases=aliases, summary=text))[0]


@pytest.mark.parametrize(
    "form",
    [
        "W. Zeng", "W.B. Zeng", "W. B. Zeng", "W.-B. Zeng", "Zeng, W.", "Zeng, W. B.", "W. ZENG",
        "Dr Zeng", "Dr. Zeng", "Prof. Zeng", "Prof. Dr. Zeng", "Mr Zeng", "Ms Zeng", "Dr. W. Zeng", "Ms. Wenbo",
        "Wen-Bo Zeng", "Wen-bo Zeng", "Zeng Wen-Bo", "Wenbo", "WENBO ZENG",
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["Wenbo Zeng", "Zeng Wenbo", "Zeng, Wenbo", "ZENG Wenbo", "Wen-Bo Zeng", "wenbo zeng"])
def test_initials_titles_hyphens_and_a_long_given_name_are_taken_out(name: str, form: str) -> None:
    assert cleaned(name, f"here {form} built pumps") == "here built pumps"
    record = Professional(id="p", name=name, summary=f"Led by {form} at home. Next one.")
    assert [each.text for each in passages(record)[0].sentences] == ["Led by at home.", "Next one."]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Li", "Li-ion cells with Li metal"),
        ("Green", "Green hydrogen and green ammonia"),
        ("Wei Li", "Li-ion cells with Li metal"),
        ("An Li", "an Li cell and an Li-ion cell, An Li-ion cell"),
        ("Cai Li", "at 80 °C. Li melts; at 80 C. Li too"),
        ("John Green", "Green hydrogen and green ammonia"),
        ("Zeng Wenbo", "the Zeng theorem"),
        ("Zhang Wei", "the Zhang and Wei methods"),
        ("Yang Zhang", "the Yang theorem"),
        ("Rose Miller", "rose oil at Rose-Hulman"),
        ("Wenbo Zeng", "W Zeng and wenbo, 5 W. Zengite"),
        ("Will Long", "it will last long"),
        ("Jasmine Ford", "Jasmine tea with Jasmine rice"),
        ("Ruby Stone", "Built with Ruby on Rails"),
        ("黄金", "黄金选矿与黄金的回收"),
        ("高原", "青藏高原农业"),
    ],
)
def test_what_may_be_a_subject_stays(name: str, text: str) -> None:
    assert cleaned(name, text) == text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Ivy Stone", "Ivy roots in walls. Growth of Ivy on Stone."),
        ("Amber Cole", "Amber finds from the coast. Amber was dated."),
        ("Reed Marsh", "Reed beds clean water of the Marsh."),
        ("田野", "田野调查方法。在田野、村庄中。"),
        ("高峰", "用电高峰预测。高峰负荷研究。"),
        ("金属", "金属有机框架。重金属检测，金属、陶瓷。"),
    ],
)
def test_a_name_that_is_a_word_of_the_field_stays_where_it_is_one(name: str, text: str) -> None:
    assert cleaned(name, text) == text


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("Ivy Stone", "Ivy led a team of ten.", "led a team of ten."),
        ("Ivy Stone", "Roots, described by Ivy.", "Roots, described by ."),
        ("Ivy Stone", "Ivy Stone and I. Stone studied ivy.", "and studied ivy."),
        ("田野", "田野教授主持项目，作者：田野", "教授主持项目，作者："),
        ("田野", "由田野负责田野调查。", "由 负责田野调查。"),
        ("王小明", "王小明的水泵", "的水泵"),
    ],
)
def test_a_name_that_is_a_word_goes_where_a_person_is_spoken_of(name: str, text: str, expected: str) -> None:
    assert cleaned(name, text) == expected


def test_a_one_word_name_goes_with_its_title() -> None:
    assert cleaned("Li", "here Dr. Li makes Li-ion cells") == "here makes Li-ion cells"
    assert cleaned("Li", "the Dr. Li-ion brand") == "the Dr. Li-ion brand"


def test_a_name_beside_chinese_is_taken_out() -> None:
    assert cleaned("Wenbo Zeng", "由Wenbo Zeng主持, 由曾文博主持", "曾文博") == "由 主持, 由 主持"
    assert cleaned("曾", "曾经主持") == "曾经主持"


def test_a_long_text_becomes_windows_of_whole_sentences() -> None:
    lines = [f"Sentence number {at} speaks of solar pumps and of nothing else." for at in range(80)]
    found = passages(Professional(id="p", works=(Work("Title", " ".join(lines), 2020),)))
    assert len(found) > 3
    assert all(len(each.text) <= WINDOW + len(each.sentences) for each in found)
    assert all(each.source == "works[0]" and each.year == 2020 for each in found)
    assert [sentence.text for each in found for sentence in each.sentences] == ["Title", *lines]
    assert all(each.text == " ".join(sentence.text for sentence in each.sentences) for each in found)


def test_a_text_at_the_limit_stays_whole_and_one_sentence_is_never_cut() -> None:
    short = " ".join(f"A b {at:04}." for at in range(LONGEST_PASSAGE // 10))
    assert len(passages(Professional(id="p", summary=short))) == 1
    assert len(passages(Professional(id="p", summary=" ".join(f"x{at}" for at in range(LONGEST_PASSAGE))))) == 1


def test_the_same_text_has_one_fingerprint_in_whatever_record_it_stands() -> None:
    first = Professional(
        id="a", name="Wei Zhang", summary="Solar pumps.", country="CN", works=(Work("Wind", "Tides rise."),)
    )
    second = Professional(id="b", experiences=(Experience("Wind", "Tides rise."),), headline="Solar pumps.")
    assert {fingerprint(text) for text in texts(first)} == {fingerprint(text) for text in texts(second)}
    assert len({fingerprint(text) for text in texts(first)}) == 4


@given(st.text(), st.text())
def test_fingerprints_differ_where_texts_differ(left: str, right: str) -> None:
    for text in (left, right):
        if re.search("[\ud800-\udfff]", text):
            return
    assert (fingerprint(left) == fingerprint(right)) == (left == right)
    assert len(fingerprint(left)) == 16


@pytest.mark.parametrize(
    "source", ["works[7].title", "nothing", "works[0]", "works[0].colour", "works", "id; drop", ""]
)
def test_a_field_that_is_not_there_is_a_key_error(source: str) -> None:
    with pytest.raises(KeyError):
        field_text(Professional(id="p", works=(Work("a"),)), source)
