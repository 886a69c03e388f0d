"""Reciprocal rank fusion against sums worked out by hand."""

import pytest

from matcher.evaluation.fusion import fuse, fuse_scores, with_fusion


def test_a_document_scores_the_sum_of_its_reciprocal_ranks() -> None:
    found = fuse_scores([{"a": 9.0, "b": 5.0, "c": 1.0}, {"a": 0.1, "b": 0.3, "c": 0.2}])

    assert found == pytest.approx({"a": 1 / 61 + 1 / 63, "b": 1 / 62 + 1 / 61, "c": 1 / 63 + 1 / 62})


def test_documents_that_a_leg_cannot_tell_apart_share_their_mean_rank() -> None:
    # The first leg scores only b; a, c and d hold ranks 2 to 4 there, so 3 each.
    found = fuse_scores([{"a": 0.0, "b": 2.0, "c": 0.0, "d": 0.0}, {"a": 0.4, "b": 0.1, "c": 0.3, "d": 0.2}])

    assert found == pytest.approx(
        {"a": 1 / 63 + 1 / 61, "b": 1 / 61 + 1 / 64, "c": 1 / 63 + 1 / 62, "d": 1 / 63 + 1 / 63}
    )


def test_a_leg_that_scores_nothing_changes_no_order() -> None:
    leg = {"c": 0.9, "a": 0.5, "b": 0.1}

    found = fuse_scores([dict.fromkeys("abc", 0.0), leg])

    assert sorted(found, key=found.__getitem__, reverse=True) == ["c", "a", "b"]


def test_a_document_that_a_leg_lacks_is_last_there() -> None:
    found = fuse_scores([{"a": 1.0, "b": 0.5}, {"b": 0.5, "c": 0.4}])

    assert found == pytest.approx({"a": 1 / 61 + 1 / 63, "b": 1 / 62 + 1 / 61, "c": 1 / 63 + 1 / 62})


def test_runs_are_fused_query_by_query() -> None:
    found = fuse([{"q": {"a": 1.0, "b": 0.0}, "r": {"a": 1.0}}, {"q": {"a": 2.0, "b": 3.0}}], k=0)

    assert found == {"q": {"a": 1.5, "b": 1.5}, "r": {"a": 2.0}}


def test_the_fusion_is_one_ranker_more() -> None:
    found = with_fusion({"default": {"a": 3.0}, "bm25": {"a": 1.0}, "dense": {"a": 2.0}})

    assert list(found) == ["default", "bm25", "dense", "fusion"]
    assert found["fusion"] == pytest.approx({"a": 2 / 61})


def test_nobody_to_rank_gives_nobody() -> None:
    assert fuse_scores([{}, {}]) == {}
