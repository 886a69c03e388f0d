"""Metrics against figures computed by hand on small made-up sets."""

from math import log2

import numpy as np
import pytest

from matcher.evaluation.metrics import expertise_metrics, interval, mean_metrics, query_metrics, retrieval_metrics

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

    found = retrieval_metrics(RUN, RELEVANT, DOCUMENTS)["ndcg@10"]

    assert found == pytest.approx((q1 + q2 + q3) / 3, abs=1e-12)
    assert round(found, 4) == 0.7215


def test_average_precision_counts_every_relevant_document_of_the_full_ranking() -> None:
    q1, q2, q3 = (1 + 2 / 2 + 3 / 7) / 3, 1 / 2, (1 / 2 + 2 / 3) / 2

    assert retrieval_metrics(RUN, RELEVANT, DOCUMENTS)["map"] == pytest.approx((q1 + q2 + q3) / 3, abs=1e-12)


def test_reciprocal_rank_precision_and_recall_are_means_over_queries() -> None:
    found = retrieval_metrics(RUN, RELEVANT, DOCUMENTS)

    assert found["mrr"] == pytest.approx((1 + 1 / 2 + 1 / 2) / 3)
    assert found["p@10"] == pytest.approx((3 + 1 + 2) / 30)
    assert found["r@100"] == 1.0


def test_relevance_can_begin_at_a_higher_grade_while_ndcg_uses_all_grades() -> None:
    scores = {"a": 0.9, "b": 0.8, "c": 0.7, "d": 0.6}

    found = query_metrics(scores, {"a": 1, "b": 2, "d": 3, "not ranked": 3}, least=2)

    assert found["ndcg@10"] == pytest.approx((1 + 2 / log2(3) + 3 / log2(5)) / (3 + 2 / log2(3) + 1 / 2))
    assert found["map"] == pytest.approx((1 / 2 + 2 / 4) / 2)
    assert (found["mrr"], found["r@100"]) == (0.5, 1.0)


def test_the_interval_of_means_is_the_same_every_time_and_wider_for_fewer_queries() -> None:
    values = np.array([0.0, 0.25, 0.5, 1.0])
    low, high = interval(values)

    assert interval(values) == (low, high)
    assert 0 <= low < values.mean() < high <= 1
    wide, narrow = interval(values), interval(np.tile(values, 100))
    assert narrow[1] - narrow[0] < (wide[1] - wide[0]) / 5


def test_queries_that_are_all_alike_leave_no_doubt() -> None:
    assert interval(np.full(7, 0.5)) == (0.5, 0.5)


def test_means_carry_the_interval_of_ndcg() -> None:
    rows = [{"ndcg@10": value, "map": 1.0} for value in (0.0, 0.25, 0.5, 1.0)]

    found = mean_metrics(rows)

    assert (found["ndcg@10"], found["map"]) == (0.4375, 1.0)
    assert (found["low"], found["high"]) == interval(np.array([0.0, 0.25, 0.5, 1.0]))


def test_a_query_without_any_score_ranks_by_id_and_still_counts() -> None:
    found = retrieval_metrics({}, {"q1": {"d10": 1}}, DOCUMENTS)

    assert found["mrr"] == pytest.approx(1 / 2)


def test_loss_is_the_share_of_rating_gaps_that_are_ordered_wrongly_and_a_tie_costs_half() -> None:
    first, second = (0.5 * 1 + 1 + 0.5 + 3) / 23, 2 / 23

    assert expertise_metrics([FIRST, SECOND], RATINGS)["loss"] == pytest.approx((first + second) / 2, abs=1e-12)
    assert expertise_metrics([FIRST], RATINGS)["loss"] == pytest.approx(first, abs=1e-12)


def test_easy_and_hard_pairs_are_counted_apart() -> None:
    found = expertise_metrics([FIRST, SECOND], RATINGS)

    # Easy pairs: p1 has n1 and n2 against n3 and n4, all right but n2-n3 in the second run; p3 has n2-n4, n3-n4.
    assert found["easy"] == pytest.approx((5 / 6 + 5 / 6) / 2)
    assert found["hard"] == pytest.approx((0 / 2 + 2 / 2) / 2)


def test_a_perfect_order_loses_nothing_and_its_reverse_everything() -> None:
    reverse = {person: {need: -value for need, value in rated.items()} for person, rated in RATINGS.items()}

    assert expertise_metrics([RATINGS], RATINGS)["loss"] == 0.0
    assert expertise_metrics([reverse], RATINGS)["loss"] == 1.0


def test_the_interval_holds_the_loss_and_is_the_same_every_time() -> None:
    found = expertise_metrics([FIRST, SECOND], RATINGS)

    assert (round(found["low"], 4), round(found["high"], 4)) == (0.0833, 0.25)
    assert found["low"] <= found["loss"] <= found["high"]
