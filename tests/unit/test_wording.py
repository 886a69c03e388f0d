"""Every part of an explanation has words in both languages, safe to print and free of percentages."""

import re
import string
import unicodedata
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.features import FEATURES
from matcher.filters import RULES
from matcher.messages import LANGUAGES, Language, say, tame
from matcher.messages.sentences import (
    SCALES,
    above_text,
    across_text,
    band_name,
    caution_text,
    counterfactual_text,
    exclusion_text,
    feature_name,
    gap_line,
    gap_remedy,
    gap_subject,
    gap_text,
    line_text,
    no_match_text,
    pairs_text,
    reason,
    rule_failed,
    rule_name,
    state_name,
    weak_text,
    why_text,
)
from matcher.messages.templates import TEMPLATES
from matcher.records import RequirementKind
from matcher.results import (
    Band,
    Contribution,
    Counterfactual,
    Evidence,
    Exclusion,
    Explanation,
    Gap,
    Line,
    Ranking,
    State,
    TermPair,
)
from matcher.text.suspicion import Suspicion

STATES: tuple[State, ...] = get_args(State)
KINDS = (*get_args(RequirementKind), "condition")
CHANGES: tuple[Any, ...] = ("evidence", "availability", "language", "mode")
CAUTIONS = (*get_args(Suspicion), "copied", "unread")
BANDS = get_args(Band)

in_both = pytest.mark.parametrize("language", LANGUAGES)
features = st.sampled_from([*FEATURES, "base"])
languages = st.sampled_from(LANGUAGES)
numbers = st.floats(-1e6, 1e6)
any_text = st.text(max_size=40)


def explanation(*, contributions: tuple[Contribution, ...] = (), gaps: tuple[Gap, ...] = ()) -> Explanation:
    return Explanation(0.0, contributions, (), gaps)


def test_both_languages_have_the_same_keys_with_the_same_places_to_fill() -> None:
    english, chinese = TEMPLATES["en"], TEMPLATES["zh"]
    assert list(english) == list(chinese)
    for key, words in english.items():
        assert _fields(words) == _fields(chinese[key]), key


def test_no_template_is_a_percentage_or_empty() -> None:
    for words in TEMPLATES.values():
        for key, template in words.items():
            assert template.strip(), key
            assert not set("%％‰") & set(template), key
            assert "per cent" not in template, key
            assert "百分" not in template, key


def test_chinese_words_are_chinese() -> None:
    bare = [key for key, words in TEMPLATES["zh"].items() if not any("一" <= char <= "鿿" for char in words)]
    assert set(bare) == {"between.values", "question", "origin.titled", "origin.between"}


@in_both
@pytest.mark.parametrize("feature", FEATURES)
def test_every_feature_has_a_name_a_scale_and_a_sentence_for_each_grade(feature: str, language: Language) -> None:
    assert feature_name(feature, language) != feature
    assert set(SCALES) == set(FEATURES)
    line = Line("reason", feature, points=0.1)
    values = (-1.0, 0.0, 0.5, 1.0, 8.0, 30.0)
    assert len({reason(line, Contribution(feature, value, 0.1), language) for value in values}) > 1
    grades = {say(language, f"reason.{feature}.{grade}") for grade in ("high", "middle", "low")}
    assert len(grades) == 3


@in_both
def test_a_reason_without_a_value_says_which_way_it_counts(language: Language) -> None:
    better, worse = (reason(Line("reason", "must", points=points), None, language) for points in (0.1, -0.1))
    unknown = reason(Line("reason", "must"), Contribution("must", None, 0.0), language)
    assert len({better, worse, unknown}) == 3
    assert all(feature_name("must", language) in sentence for sentence in (better, worse, unknown))


@pytest.mark.parametrize(
    ("feature", "value", "expected"),
    [
        ("must", 1.0, "The profile meets all must-have requirements"),
        ("must", 0.5, "The profile meets some of the must-have requirements"),
        ("works", 0.62, "The best works and positions are close to the need"),
        ("recency", 12.0, "The closest works and positions are old (on average 12 years)"),
        ("seniority", 0.0, "Is at the career stage asked for"),
        ("seniority", 1.0, "Is one step from the career stage asked for"),
        ("seniority", 3.0, "Is several steps from the career stage asked for"),
        ("collaboration", 0.0, "Has not yet accepted a need of this base or organisation"),
        ("language", 0.5, "Works in some of the need's languages"),
        ("availability", 0.0, "Hardly available during the need's period"),
        ("reciprocity", -0.2, "Other open needs suit this person better"),
    ],
)
def test_a_reason_tells_what_it_rests_on_without_a_closeness(feature: str, value: float, expected: str) -> None:
    assert reason(Line("reason", feature), Contribution(feature, value, 0.1)) == expected


@in_both
@pytest.mark.parametrize("rule", [rule.name for rule in RULES])
def test_every_hard_filter_has_words_for_failed_for_unknown_and_for_what_to_do(rule: str, language: Language) -> None:
    gap = Gap(rule, "condition", "unknown")
    other = Gap("no such rule", "condition", "unknown")
    assert gap_text(gap, language) != gap_text(other, language)
    assert gap_remedy(gap, language) != gap_remedy(other, language)
    assert gap_subject(gap, language) == rule_name(rule, language)
    assert exclusion_text(Exclusion(rule, 3, "kept"), language) == rule_failed(rule, language)
    assert gap_text(gap, language) in gap_line(gap, language)


@in_both
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("state", STATES)
def test_every_state_of_a_gap_has_words(state: State, kind: Any, language: Language) -> None:
    gap = Gap("drip irrigation", kind, state)
    assert all([gap_text(gap, language), gap_remedy(gap, language), gap_line(gap, language)])
    assert state_name(state, language)
    assert kind == "condition" or "drip irrigation" in gap_line(gap, language)


@in_both
@pytest.mark.parametrize("band", BANDS)
def test_every_band_has_a_name(band: str, language: Language) -> None:
    assert band_name(band, language)
    assert len({band_name(name, language) for name in BANDS}) == len(BANDS)


@in_both
@pytest.mark.parametrize("caution", CAUTIONS)
def test_every_caution_has_words_of_its_own(caution: str, language: Language) -> None:
    assert caution_text(Line("caution", caution), language) != caution_text(Line("caution", "else"), language)


@in_both
@pytest.mark.parametrize("change", CHANGES)
def test_every_change_tells_both_ranks_and_scores(change: Any, language: Language) -> None:
    sentence = counterfactual_text(Counterfactual(change, "zh", 0.58, 5), 14, 0.41, language)
    assert re.search("14.* → .*5", sentence)
    assert "0.41 → 0.58" in sentence
    stays = counterfactual_text(Counterfactual(change, "zh", 0.58, 14), 14, 0.41, language)
    assert "14" not in stays
    assert "0.41 → 0.58" in stays


def test_languages_and_ways_of_working_are_told_by_name_and_days_as_they_are() -> None:
    modes = Counterfactual("mode", "visit, stay", 0.5, 2)
    spoken = Counterfactual("language", "zh, en", 0.5, 2)
    free = Counterfactual("availability", "2027-01-01 – 2027-03-31", 0.5, 2)
    assert counterfactual_text(modes, 3, 0.4).startswith("If they offered visits, a stay: rank 3 → 2")
    assert counterfactual_text(spoken, 3, 0.4, "zh").startswith("若能以中文、英语工作：第3位 → 第2位")
    assert counterfactual_text(free, 3, 0.4).startswith("If they were available 2027-01-01 – 2027-03-31:")


def test_a_requirement_that_is_called_like_a_code_is_not_translated() -> None:
    assert "“visit”" in counterfactual_text(Counterfactual("evidence", "visit", 0.5, 2), 3, 0.4)


@in_both
def test_an_empty_ranking_says_that_nobody_is_good_enough(language: Language) -> None:
    people = Ranking("candidates", "n", (), (), 57, 20)
    needs = Ranking("suggestions", "p", (), (), 57, 20)
    assert no_match_text(people, language) != no_match_text(needs, language)
    for sentence in (no_match_text(people, language), no_match_text(needs, language)):
        assert "57" in sentence
    assert "57" in no_match_text(Ranking("candidates", "n", (), (), 57), language)
    assert "20" in weak_text(people, language)
    assert weak_text(Ranking("candidates", "n", ()), language) == ""


@in_both
def test_one_above_another_is_told_in_points(language: Language) -> None:
    more, less, same = (above_text("must", points, language) for points in (0.25, -0.25, 0.0))
    assert len({more, less, same}) == 3
    assert "0.2500" in more
    assert "0.2500" in less
    assert "-0" not in less
    assert len({why_text("A", "B", points, language) for points in (0.1, -0.1, 0.0)}) == 3


def across(*pairs: tuple[str, str], coverage: float | None = 0.928) -> Evidence:
    terms = tuple(TermPair(*pair) for pair in pairs)
    return Evidence("封装", "Packaging", "works[0].title", 0, 9, None, "en", 0.5, pairs=terms, coverage=coverage)


def test_terms_that_say_the_same_are_told_on_one_line_as_a_dictionary_has_them() -> None:
    evidence = across(("钙钛矿", "perovskite"), ("封装", "packaging"))
    assert pairs_text(evidence) == "钙钛矿 → perovskite, 封装 → packaging"
    assert across_text(evidence) == (
        "same terms: 钙钛矿 → perovskite, 封装 → packaging (dictionary, not a translation)"
    )
    assert across_text(evidence, "zh") == "对应说法：钙钛矿 → perovskite、封装 → packaging（词典对照，不是译文）"


def test_two_languages_without_a_term_in_common_are_near_in_meaning_and_one_language_says_nothing() -> None:
    assert across_text(across()) == "near in meaning, no term in common"
    assert across_text(across(), "zh") == "意思相近，没有共同术语"
    assert [across_text(across(coverage=None), language) for language in LANGUAGES] == ["", ""]


@in_both
@pytest.mark.parametrize("feature", FEATURES)
def test_no_gain_is_worded_as_a_fault_and_no_loss_as_praise(feature: str, language: Language) -> None:
    worst, best = (-1.0, 1.0) if not SCALES[feature].falling else (30.0, 0.0)
    fault = say(language, f"reason.{feature}.low")
    praise = say(language, f"reason.{feature}.high")
    gained = reason(Line("reason", feature, points=0.21), Contribution(feature, worst, 0.21), language)
    lost = reason(Line("reason", feature, points=-0.21), Contribution(feature, best, -0.21), language)
    assert say(language, f"reason.{feature}.little") in gained
    assert fault not in gained
    assert praise not in lost
    assert fault in reason(Line("reason", feature, points=-0.21), Contribution(feature, worst, -0.21), language)


def test_a_line_is_told_from_the_explanation_it_stands_in() -> None:
    must = Contribution("must", 1.0, 0.25)
    gaps = (Gap("language", "nice", "claimed"), Gap("language", "condition", "unknown"))
    whole = explanation(contributions=(must,), gaps=gaps)
    assert line_text(whole, Line("reason", "must", points=0.25)) == reason(Line("reason", "must"), must)
    assert line_text(whole, Line("gap", "claimed", "language")) == gap_line(gaps[0])
    assert line_text(whole, Line("gap", "unknown", "language"), "zh") == gap_line(gaps[1], "zh")
    assert line_text(whole, Line("gap", "unknown", "other")) == "other"
    assert line_text(whole, Line("caution", "keywords")) == caution_text(Line("caution", "keywords"))


@given(any_text, any_text, numbers, st.none() | numbers, languages)
def test_any_text_gives_a_sentence_without_marks_that_a_terminal_obeys(
    text: str, other: str, number: float, value: float | None, language: Language
) -> None:
    for sentence in _everything_about(text, other, number, value, language):
        assert not _obeyed(sentence), sentence


@given(features, st.none() | numbers, numbers, languages)
def test_no_sentence_is_a_percentage(feature: str, value: float | None, points: float, language: Language) -> None:
    contribution = Contribution(feature, value, points)
    sentences = [reason(Line("reason", feature, points=points), contribution, language)]
    sentences += [above_text(feature, points, language), feature_name(feature, language)]
    assert not [sentence for sentence in sentences if set("%％") & set(sentence)]


@given(st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"])))
def test_text_without_such_marks_stays_word_for_word(text: str) -> None:
    assert tame(text) == text


def test_words_that_stand_in_two_lines_do_not_grow_together() -> None:
    assert tame("solar\npump\t1\u2028x") == "solar pump 1 x"
    assert tame("\x1b[2Ja\u202eb\u200bc\ud800") == "[2Jabc"


@pytest.mark.parametrize("text", ["{0}", "{subject}", "{subject.__class__}", "%s", "{"])
def test_braces_in_a_text_are_only_text(text: str) -> None:
    assert text in gap_line(Gap(text, "must", "unknown"))
    assert text in counterfactual_text(Counterfactual("evidence", text, 0.5, 2), 3, 0.4)


def _everything_about(text: str, other: str, number: float, value: float | None, language: Language) -> list[str]:
    gaps = tuple(Gap(text, kind, state) for kind in KINDS for state in STATES)
    whole = explanation(contributions=(Contribution(text, value, number),), gaps=gaps)
    lines = [Line(kind, about, other, number) for kind in ("reason", "gap", "caution") for about in (text, "claimed")]
    lines.append(Line("gap", "unknown", text))
    changes = [Counterfactual(change, text, number, 3) for change in CHANGES]
    return [
        feature_name(text, language),
        rule_name(text, language),
        exclusion_text(Exclusion(text, 1, other), language),
        above_text(text, number, language),
        why_text(text, other, number, language),
        *(sentence for gap in gaps for sentence in (gap_line(gap, language), gap_subject(gap, language))),
        *(line_text(whole, line, language) for line in lines),
        *(counterfactual_text(change, 4, number, language) for change in changes),
        across_text(across((text, other)), language),
    ]


def _obeyed(text: str) -> list[str]:
    return [char for char in text if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")]


def _fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}
