"""One view of an answer: the words of the engine's results, and points that add up to what is shown."""

from dataclasses import replace

import pytest

from matcher.messages import FIRST, LANGUAGES, Language, line_text, ranking_view, recommendation_view
from matcher.messages.sentences import across_text, gap_line, gap_remedy, no_match_text, weak_text
from matcher.results import (
    Contribution,
    Counterfactual,
    Evidence,
    Exclusion,
    Explanation,
    Gap,
    Line,
    Ranking,
    Recommendation,
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
    assert [(change.rank, "2 → 1" in change.text) for change in view.counterfactuals] == [(1, True)]
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


def test_a_caution_that_is_not_among_the_first_lines_is_not_missed() -> None:
    view = recommendation_view(RECOMMENDATION)

    assert view.first_lines == view.lines[:FIRST]
    assert [line.about for line in view.later_cautions] == ["keywords"]


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
