"""One view of an answer: the words of the engine's results, and points that add up to what is shown."""

from dataclasses import replace

import pytest

from matcher.messages import LANGUAGES, Language, line_text, ranking_view, recommendation_view
from matcher.messages.sentences import across_text, gap_line, gap_remedy, no_match_text, weak_text
from matcher.results import (
    Contribution,
    Counterfactual,
    Evidence,
    Exclusion,
    Explanation,
    Gap,
    Line,
    NearMiss,
    Origin,
    Ranking,
    Recommendation,
    RequirementResult,
    Shortfall,
    TermPair,
)

QUOTE = Evidence(
    "封装", "Packaging of chips", "works[0].title", 0, 18, 2024, "en", 0.5,
    pairs=(TermPair("封装", "packaging"),), coverage=1.0,
)  # fmt: skip
GAPS = (Gap("packaging", "must", "claimed"), Gap("mode", "condition", "unknown"))
LINES = (
    Line("reason", "must", points=0.33334, span=QUOTE),
    Line("gap", "claimed", "packaging"),
    *(Line("reason", feature, points=0.11111) for feature in ("works", "nice", "recency", "quality")),
    Line("caution", "keywords"),
)
EXPLANATION = Explanation(
    base=0.00002,
    contributions=(
        Contribution("must", 0.5, 0.33334),
        *(Contribution(feature, 0.5, 0.11111) for feature in ("works", "nice", "recency", "quality")),
        Contribution("mode", None, 0.0),
    ),
    evidence=(QUOTE, replace(QUOTE, coverage=None, pairs=())),
    gaps=GAPS,
    lines=LINES,
    counterfactuals=(Counterfactual("mode", "visit", 0.9, 1),),
)
RECOMMENDATION = Recommendation("n", "p", 2, 0.7778, EXPLANATION, "good", 0.4)

in_both = pytest.mark.parametrize("language", LANGUAGES)


@in_both
def test_every_part_of_a_recommendation_has_its_words(language: Language) -> None:
    view = recommendation_view(RECOMMENDATION, language)

    assert [line.text for line in view.lines] == [line_text(EXPLANATION, line, language) for line in LINES]
    assert [line.remedy for line in view.lines if line.remedy] == [gap_remedy(GAPS[0], language)]
    assert [gap.text for gap in view.gaps] == [gap_line(gap, language) for gap in GAPS]
    assert [quoted.across for quoted in view.evidence] == [across_text(QUOTE, language), ""]
    assert [(change.rank, change in view.moving) for change in view.counterfactuals] == [(1, True)]
    assert view.band_name
    assert view.rating.startswith(view.band_name)
    assert "0.40" in view.rating
    assert len(view.unknown) == 1


def test_what_was_quoted_and_asked_for_stays_as_it_is() -> None:
    view = recommendation_view(RECOMMENDATION, "zh")

    assert view.lines[0].span == view.evidence[0]
    assert view.evidence[0].quote == QUOTE.quote
    assert [(gap.subject, gap.kind, gap.state) for gap in view.gaps] == [
        (gap.subject, gap.kind, gap.state) for gap in GAPS
    ]
    assert [part.points for part in view.contributions] == [part.points for part in EXPLANATION.contributions]
    assert (view.base, view.score) == (EXPLANATION.base, RECOMMENDATION.score)


@pytest.mark.parametrize("places", [2, 3, 4, 6])
def test_rounded_points_add_up_and_reasons_have_those_of_their_contributions(places: int) -> None:
    view = recommendation_view(RECOMMENDATION, places=places)
    points = {part.feature: part.points for part in view.contributions}
    unit = 10**places

    assert view.score == round(RECOMMENDATION.score, places)
    assert round(view.base * unit) + sum(round(number * unit) for number in points.values()) == round(view.score * unit)
    assert all(line.points == points[line.about] for line in view.lines if line.kind == "reason")
    assert view.waterfall(places)[-1].end == view.score


def test_the_cautions_and_the_reasons_stand_apart_whatever_comes_first() -> None:
    view = recommendation_view(RECOMMENDATION)

    assert [line.about for line in view.cautions] == ["keywords"]
    assert [line.about for line in view.reasons] == ["must", "works", "nice", "recency", "quality"]
    assert view.caution


@in_both
def test_an_empty_list_says_why_it_is_empty(language: Language) -> None:
    exclusions = (Exclusion("mode", 3, ""),)
    too_weak = Ranking("candidates", "n", (), exclusions, 5, 5)
    nobody = Ranking("candidates", "n", (), exclusions)
    no_need = Ranking("suggestions", "p", (), exclusions)

    assert ranking_view(too_weak, language).message == no_match_text(too_weak, language)
    assert ranking_view(too_weak, language).remarks == ()
    views = [ranking_view(ranking, language) for ranking in (nobody, no_need)]
    assert [view.message for view in views] == ["", ""]
    assert len({view.remarks for view in views}) == 2
    assert all(exclusion.reason for view in views for exclusion in view.exclusions)


def test_a_list_says_how_many_were_too_weak_and_that_nothing_is_known_of_how_likely_it_is() -> None:
    unlikely = replace(RECOMMENDATION, probability=None)
    known = Ranking("candidates", "n", (RECOMMENDATION,), (), 5, 4)
    unknown = replace(known, recommendations=(unlikely,))

    assert ranking_view(known).remarks == (weak_text(known),)
    assert len(ranking_view(unknown).remarks) == 2
    assert ranking_view(replace(known, weak=0)).remarks == ()


@in_both
def test_a_list_for_a_need_that_asks_for_nothing_says_so_first(language: Language) -> None:
    ranking = Ranking("candidates", "n", (RECOMMENDATION,), asks_nothing=True)
    remark, *others = ranking_view(ranking, language).remarks
    assert others == list(ranking_view(replace(ranking, asks_nothing=False), language).remarks)
    assert ranking_view(replace(ranking, recommendations=()), language).remarks[1:] == (remark,)


MUSTS = (
    RequirementResult("packaging", "must", "evidenced", 1.0, 0.2, QUOTE),
    RequirementResult("welding", "must", "claimed", 0.1, 0.02),
    RequirementResult("Java", "nice", "unknown", 0.0, 0.0, said="denied"),
    RequirementResult("soil", "must", "unknown", 0.01, 0.002),
)


def told(*requirements: RequirementResult, gaps: tuple[Gap, ...] = (), language: Language = "en") -> str:
    return recommendation_view(
        replace(RECOMMENDATION, explanation=replace(EXPLANATION, requirements=requirements, gaps=gaps)), language
    ).verdict


def test_the_verdict_counts_the_musts_by_state_and_says_what_is_open() -> None:
    condition = (Gap("mode", "condition", "unknown"),)
    assert told(*MUSTS) == "3 must-haves: 1 evidenced, 1 claimed only, 1 not mentioned; ask first"
    assert told(*MUSTS, language="zh") == "3项必备要求：1项有据、1项仅自述、1项未提及，要先问清"
    assert told(MUSTS[0]) == "The only must-have is evidenced"
    assert told(MUSTS[0], MUSTS[0]) == "All 2 must-haves are evidenced"
    assert told(MUSTS[1]) == "The only must-have: claimed only; ask first"
    assert told(MUSTS[0], gaps=condition) == "The only must-have is evidenced; conditions to check: 1"
    assert told(MUSTS[2]) == "No must-have is asked; 1 nice-to-haves: 1 not mentioned"
    assert told() == "The need asks for nothing that could be checked"


def test_whoever_is_below_the_line_is_said_to_be_first() -> None:
    weak = replace(RECOMMENDATION, band="weak", explanation=replace(EXPLANATION, requirements=MUSTS))
    assert recommendation_view(weak).verdict.startswith("Below the line.")
    assert recommendation_view(weak, "zh").verdict.startswith("未达推荐线。")


@in_both
def test_a_line_stands_for_every_requirement_musts_first_with_state_and_remark(language: Language) -> None:
    explanation = replace(EXPLANATION, requirements=MUSTS)
    view = recommendation_view(replace(RECOMMENDATION, explanation=explanation), language)
    assert [one.subject for one in view.requirements] == ["packaging", "welding", "soil", "Java"]
    assert [one.subject for one in view.musts] == ["packaging", "welding", "soil"]
    assert [one.mark for one in view.requirements] == ["✔", "▭", "?", "?"]
    assert len({one.state_name for one in view.requirements}) == 3
    assert [bool(one.text) for one in view.requirements] == [False, False, False, True]


@pytest.mark.parametrize("places", [2, 4, 6])
def test_the_points_of_the_musts_add_up_to_those_of_the_feature_when_rounded(places: int) -> None:
    parts = tuple(replace(one, points=one.points * 0.33334 / 0.222) for one in MUSTS)
    view = recommendation_view(
        replace(RECOMMENDATION, explanation=replace(EXPLANATION, requirements=parts)), places=places
    )
    points = next(part.points for part in view.contributions if part.feature == "must")
    assert sum(one.points for one in view.musts) == pytest.approx(points, abs=1e-9)


def test_small_reasons_are_one_line_and_all_lines_add_up_to_the_score() -> None:
    lines = (Line("reason", "must", points=0.33334), Line("reason", "smaller", points=0.44444))
    view = recommendation_view(replace(RECOMMENDATION, explanation=replace(EXPLANATION, lines=lines)), places=2)
    assert [line.text for line in view.reasons][1] == "Smaller reasons together: 4"
    assert view.base + sum(line.points for line in view.reasons) == pytest.approx(view.score)
    steps = view.steps(2)
    assert [step.feature for step in steps] == ["base", "must", "smaller"]
    assert steps[-1].end == view.score


def test_questions_are_asked_of_musts_in_their_order_then_of_conditions() -> None:
    gaps = (
        Gap("mode", "condition", "unknown"), Gap("soil", "must", "unknown"), Gap("welding", "must", "claimed"),
        Gap("Java", "nice", "unknown"),
    )  # fmt: skip
    changes = (Counterfactual("evidence", "welding", 0.9, 1),)
    explanation = replace(EXPLANATION, requirements=MUSTS, gaps=gaps, counterfactuals=changes)
    view = recommendation_view(replace(RECOMMENDATION, explanation=explanation))
    assert [(one.subject, one.kind) for one in view.questions] == [
        ("welding", "must"), ("soil", "must"), ("mode", "condition"),
    ]  # fmt: skip
    assert view.questions[0].text.endswith("if a work shows it, rank 2 → 1")
    assert "rank" not in view.questions[1].text


@pytest.mark.parametrize(
    ("origin", "english", "chinese"),
    [
        (
            Origin("project", "abstract", "A pilot", 2023, 2023),
            "project, 2023, “A pilot”, abstract",
            "项目，2023年，《A pilot》，摘要",
        ),
        (Origin("publication", "title", "A pilot", 2023, 2023), "publication, 2023, title", "论文，2023年，题目"),
        (
            Origin("position", "description", "Engineer", 2018, 2021),
            "position, 2018–2021, Engineer, description",
            "经历，2018至2021年，Engineer，描述",
        ),
        (Origin("position", "title", "Engineer", 2018), "position, since 2018, title", "经历，2018年至今，题目"),
        (Origin("skills"), "list of skills", "技能列表"),
        (Origin("stated"), "stated by the person", "本人填写"),
    ],
)
def test_a_quote_says_where_it_stands_as_a_reader_would(origin: Origin, english: str, chinese: str) -> None:
    explanation = replace(EXPLANATION, evidence=(replace(QUOTE, origin=origin),))
    views = [recommendation_view(replace(RECOMMENDATION, explanation=explanation), at) for at in LANGUAGES]
    assert [view.evidence[0].where for view in views] == [english, chinese]


@pytest.mark.parametrize(
    ("condition", "wanted", "offered", "english", "chinese"),
    [
        (
            "mode",
            ("remote",),
            ("visit", "stay"),
            "need: remote work; person: visits, a stay",
            "需求：远程；本人：短期来访、驻留",
        ),
        ("language", ("zh",), ("fr", "sv"), "need: Chinese; person: French, Swedish", "需求：中文；本人：法语、瑞典语"),
        ("engagement", ("trip",), ("survey",), "need: inspection trip; person: survey", "需求：考察；本人：调研"),
        (
            "availability",
            ("2027-03-08", ""),
            ("", "2027-01-31"),
            "need: from 8 Mar 2027; person: until 31 Jan 2027",
            "需求：2027年3月8日起；本人：至2027年1月31日",
        ),
    ],
)
def test_a_near_miss_tells_both_sides_the_rank_and_the_question(
    condition: str, wanted: tuple[str, ...], offered: tuple[str, ...], english: str, chinese: str
) -> None:
    ranking = Ranking("candidates", "n", (), near_misses=(NearMiss(RECOMMENDATION, condition, wanted, offered),))
    (in_english,), (in_chinese,) = (ranking_view(ranking, language).near_misses for language in ("en", "zh"))
    assert in_english.text.endswith(english)
    assert in_chinese.text.endswith(chinese)
    assert (in_english.rank_text, in_chinese.rank_text) == ("would be rank 2", "改后列第2位")
    assert in_english.question != in_chinese.question


@in_both
def test_an_empty_list_names_the_musts_that_most_people_lack(language: Language) -> None:
    ranking = Ranking("candidates", "n", (), (), 5, 5, shortfalls=(Shortfall("welding", 4, 5),))
    (shortfall,) = ranking_view(ranking, language).shortfalls
    assert all(words in shortfall.text for words in ("welding", "4", "5"))
