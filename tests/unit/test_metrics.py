"""Metrics against figures computed by hand on small made-up sets."""

from math import log2

import numpy as np
import pytest

from matcher.evaluation.metrics import (
    Ratio,
    cohen_kappa,
    estimate,
    expected_calibration_error,
    expertise_metrics,
    gain,
    interval,
    mean_metrics,
    ndcg,
    pairwise_accuracy,
    query_metrics,
    retrieval_metrics,
    tied_ndcg,
)

DOCUMENTS = [f"d{number}" for number in range(1, 13)]
RELEVANT = {"q1": {"d1": 1, "d4": 2, "d12": 1}, "q2": {"d2": 1}, "q3": {"d3": 3, "d5": 1}}
RUN = {
    "q1": {"d4": 0.9, "d2": 0.8, "d1": 0.8, "d3": 0.1},
    "q2": {"d1": 0.5, "d3": 0.5, "d2": 0.5},
    "q3": {"d9": 0.7, "d5": 0.6, "d3": 0.2},
}
# Full rankings: q1 d4 d1 d2 d3 then d10 d11 d12 …; q2 d1 d2 d3 …; q3 d9 d5 d3 …
RATINGS = {
    "p1": {"n1": 5.0, "n2": 4.0, "n3": 2.0, "n4": 1.0},
    "p2": {"n1": 4.5, "n2": 4.0, "n3": 3.0},
    "p3": {"n2": 5.0, "n3": 5.0, "n4": 2.0},
}
FIRST = {
    "p1": {"n1": 0.9, "n2": 0.9, "n3": 0.5, "n4": 0.6},
    "p2": {"n1": 0.2, "n2": 0.3, "n3": 0.1},
    "p3": {"n2": 0.1, "n3": 0.4, "n4": 0.2},
}
SECOND = {
    "p1": {"n1": 0.9, "n2": 0.8, "n3": 0.85, "n4": 0.1},
    "p2": {"n1": 0.3, "n2": 0.2, "n3": 0.1},
    "p3": {"n2": 0.5, "n3": 0.4, "n4": 0.2},
}


def test_ndcg_discounts_grades_by_rank_and_divides_by_the_ideal_order() -> None:
    q1 = (2 + 1 / log2(3) + 1 / log2(8)) / (2 + 1 / log2(3) + 1 / 2)
    q2 = 1 / log2(3)
    q3 = (1 / log2(3) + 3 / 2) / (3 + 1 / log2(3))

    measured = retrieval_metrics(RUN, RELEVANT, DOCUMENTS)["ndcg@10"]

    assert measured == pytest.approx((q1 + q2 + q3) / 3, abs=1e-12)
    assert round(measured, 4) == 0.7215


def test_average_precision_counts_every_relevant_document_of_the_full_ranking() -> None:
    q1, q2, q3 = (1 + 2 / 2 + 3 / 7) / 3, 1 / 2, (1 / 2 + 2 / 3) / 2

    assert retrieval_metrics(RUN, RELEVANT, DOCUMENTS)["map"] == pytest.approx((q1 + q2 + q3) / 3, abs=1e-12)


def test_reciprocal_rank_precision_and_recall_are_means_over_queries() -> None:
    metrics = retrieval_metrics(RUN, RELEVANT, DOCUMENTS)

    assert metrics["mrr"] == pytest.approx((1 + 1 / 2 + 1 / 2) / 3)
    assert metrics["p@10"] == pytest.approx((3 + 1 + 2) / 30)
    assert metrics["r@100"] == 1.0


def test_relevance_can_begin_at_a_higher_grade_while_ndcg_uses_all_grades() -> None:
    scores = {"a": 0.9, "b": 0.8, "c": 0.7, "d": 0.6}

    metrics = query_metrics(scores, {"a": 1, "b": 2, "d": 3, "not ranked": 3}, least=2)

    assert metrics["ndcg@10"] == pytest.approx((1 + 2 / log2(3) + 3 / log2(5)) / (3 + 2 / log2(3) + 1 / 2))
    assert metrics["map"] == pytest.approx((1 / 2 + 2 / 4) / 2)
    assert (metrics["mrr"], metrics["r@100"]) == (0.5, 1.0)


def test_the_interval_of_means_is_the_same_every_time_and_wider_for_fewer_queries() -> None:
    values = np.array([0.0, 0.25, 0.5, 1.0])
    low, high = interval(values)

    assert interval(values) == (low, high)
    assert 0 <= low < values.mean() < high <= 1
    wide, narrow = interval(values), interval(np.tile(values, 100))
    assert narrow[1] - narrow[0] < (wide[1] - wide[0]) / 5


def test_the_interval_of_equal_queries_is_a_point() -> None:
    assert interval(np.full(7, 0.5)) == (0.5, 0.5)


def test_means_carry_the_interval_of_ndcg() -> None:
    rows = [{"ndcg@10": value, "map": 1.0} for value in (0.0, 0.25, 0.5, 1.0)]

    metrics = mean_metrics(rows)

    assert (metrics["ndcg@10"], metrics["map"]) == (0.4375, 1.0)
    assert (metrics["low"], metrics["high"]) == interval(np.array([0.0, 0.25, 0.5, 1.0]))


def test_a_query_without_any_score_ranks_by_id_and_still_counts() -> None:
    metrics = retrieval_metrics({}, {"q1": {"d10": 1}}, DOCUMENTS)

    assert metrics["mrr"] == pytest.approx(1 / 2)


def test_loss_is_the_share_of_rating_gaps_that_are_ordered_wrongly_and_a_tie_costs_half() -> None:
    first, second = (0.5 * 1 + 1 + 0.5 + 3) / 23, 2 / 23

    assert expertise_metrics([FIRST, SECOND], RATINGS)["loss"] == pytest.approx((first + second) / 2, abs=1e-12)
    assert expertise_metrics([FIRST], RATINGS)["loss"] == pytest.approx(first, abs=1e-12)


def test_easy_and_hard_pairs_are_counted_separately() -> None:
    metrics = expertise_metrics([FIRST, SECOND], RATINGS)

    # Easy pairs: p1 has n1 and n2 against n3 and n4, all right but n2-n3 in the second run; p3 has n2-n4, n3-n4.
    assert metrics["easy"] == pytest.approx((5 / 6 + 5 / 6) / 2)
    assert metrics["hard"] == pytest.approx((0 / 2 + 2 / 2) / 2)


def test_a_perfect_order_loses_nothing_and_its_reverse_everything() -> None:
    reverse = {person: {need: -value for need, value in rated.items()} for person, rated in RATINGS.items()}

    assert expertise_metrics([RATINGS], RATINGS)["loss"] == 0.0
    assert expertise_metrics([reverse], RATINGS)["loss"] == 1.0


def test_the_interval_holds_the_loss_and_is_the_same_every_time() -> None:
    metrics = expertise_metrics([FIRST, SECOND], RATINGS)

    assert (round(metrics["low"], 4), round(metrics["high"], 4)) == (0.0833, 0.25)
    assert metrics["low"] <= metrics["loss"] <= metrics["high"]


def test_needs_without_a_score_come_last_and_tie_with_each_other() -> None:
    ratings = {"p1": {"n1": 5.0, "n2": 4.0, "n3": 1.0}}

    assert expertise_metrics([{"p1": {"n1": -3.0}}], ratings)["loss"] == pytest.approx(0.5 * 3 / 8)
    assert expertise_metrics([{}], ratings)["loss"] == 0.5


def test_ndcg_without_any_gain_is_not_a_number() -> None:
    assert np.isnan(ndcg(np.zeros(3), np.zeros(3)))


def test_tied_ranks_have_the_mean_gain_of_the_tie() -> None:
    # a first; b and c tie on ranks 2 and 3 with one gain between them.
    expected_ndcg = tied_ndcg(np.array([3.0, 1.0, 1.0]), np.array([1.0, 1.0, 0.0]))

    assert expected_ndcg == pytest.approx((1 + 0.5 / log2(3) + 0.5 / 2) / (1 + 1 / log2(3)))


def test_tied_ndcg_counts_ten_ranks() -> None:
    scores, gains = np.arange(12.0), np.zeros(12)
    gains[:2] = 1

    assert tied_ndcg(scores, gains) == 0.0
    assert tied_ndcg(-scores, gains) == 1.0


def test_kappa_is_agreement_beyond_chance() -> None:
    # Cohen's classic table: 20 both yes, 5 and 10 apart, 15 both no; observed .7, expected .5.
    one = [True] * 25 + [False] * 25
    other = [True] * 20 + [False] * 5 + [True] * 10 + [False] * 15

    assert cohen_kappa(one, other) == pytest.approx(0.4)


def test_kappa_of_perfect_agreement_is_one_and_of_one_verdict_for_all_it_is_zero() -> None:
    assert cohen_kappa([True, False], [True, False]) == 1.0
    assert cohen_kappa([True, True], [True, True]) == 0.0


def test_the_calibration_error_weights_the_gaps_of_bins_by_their_size() -> None:
    probabilities = np.array([0.05, 0.15, 0.95, 0.91])
    outcomes = np.array([False, True, True, False])

    # Bins: .05 against 0; .15 against 1; mean .93 against .5 of two.
    assert expected_calibration_error(probabilities, outcomes) == pytest.approx((0.05 + 0.85 + 2 * 0.43) / 4)


def test_probabilities_that_come_true_as_stated_have_no_error() -> None:
    assert expected_calibration_error(np.array([0.0, 1.0, 1.0]), np.array([False, True, True])) == 0.0
    assert expected_calibration_error(np.full(4, 0.25), np.array([True, False, False, False])) == 0.0


def test_a_probability_on_an_edge_belongs_to_the_bin_above() -> None:
    error = expected_calibration_error(np.array([0.5, 0.49]), np.array([False, True]), bins=2)

    assert error == pytest.approx((0.5 + 0.51) / 2)


@pytest.mark.parametrize("probabilities", [[1.2, 0.1], [-0.1, 0.1], [float("nan"), 0.1], [0.5]])
def test_a_number_that_is_not_a_probability_is_refused(probabilities: list[float]) -> None:
    with pytest.raises(ValueError, match="probabilit"):
        expected_calibration_error(np.array(probabilities), np.array([True, False]))


def test_pairwise_accuracy_weights_pairs_within_their_group_and_a_tie_counts_half() -> None:
    leads, weights = np.array([0.3, -0.1, 0.0, 0.2]), np.array([2.0, 1.0, 1.0, 0.5])

    accuracy = pairwise_accuracy(leads, weights, np.array([0, 0, 0, 2]), 3)

    assert accuracy.parts.tolist() == [2.5, 0.0, 0.5]
    assert accuracy.wholes.tolist() == [4.0, 0.0, 0.5]
    assert accuracy.value == pytest.approx(3 / 4.5)


def test_an_estimate_holds_the_value_and_a_gain_is_paired() -> None:
    old = Ratio(np.random.default_rng(0).uniform(0, 10, 50), np.full(50, 10.0))
    new = Ratio(old.parts + 0.5, old.wholes)
    before, difference = estimate(old), gain(new, old)

    assert before.low < before.value < before.high
    assert (difference.low, difference.value, difference.high) == pytest.approx((0.05, 0.05, 0.05), abs=1e-3)


def test_one_group_alone_has_no_bounds_and_none_has_no_value() -> None:
    assert estimate(Ratio(np.array([1.0]), np.array([2.0]))).low == -np.inf
    assert np.isnan(estimate(Ratio(np.zeros(0), np.zeros(0))).value)
