"""What an explanation states is compared with what scoring again gives."""

import pytest

from matcher.evaluation.explanations import Deletion, Quotation, faithfulness


def test_shares_and_error_of_deletions_agree_with_hand_computed_ones() -> None:
    deletions = [Deletion(0.10, 0.10), Deletion(0.20, 0.22), Deletion(0.20, 0.25), Deletion(0.10, -0.05)]

    shares = faithfulness(deletions)

    assert shares["fell"] == 3 / 4
    assert shares["within"] == 2 / 4
    assert shares["error"] == pytest.approx((0 + 0.02 + 0.05 + 0.15) / 4)


def test_a_score_that_stays_the_same_has_not_fallen() -> None:
    assert faithfulness([Deletion(0.1, 0.0)])["fell"] == 0.0


def test_a_planted_unfaithful_explanation_is_noticed() -> None:
    honest = [Deletion(0.1, 0.1)] * 19

    assert faithfulness(honest)["within"] == 1.0
    assert faithfulness([*honest, Deletion(0.3, 0.1)])["within"] == 19 / 20


def test_a_quote_is_verbatim_only_character_for_character() -> None:
    source = "We sized photovoltaic pumps. 我们做了水泵选型。"
    quotations = [
        Quotation("sized photovoltaic pumps", source),
        Quotation("水泵选型", source),
        Quotation("Sized photovoltaic pumps", source),
        Quotation("", source),
    ]

    assert faithfulness([], quotations) == {"verbatim": 0.5}


def test_nothing_to_measure_gives_no_share() -> None:
    assert faithfulness([]) == {}
