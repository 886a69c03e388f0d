"""A ranking as a table: its columns, its sums, and a list without recommendations."""

import subprocess
import sys

import numpy as np

from matcher.results import Band, Contribution, Explanation, Ranking, Recommendation


def recommendation(rank: int, person: str, works: float, must: float | None, band: Band | None) -> Recommendation:
    contributions = (
        Contribution("works", works, works / 2),
        Contribution("must", must, 0.0 if must is None else must / 4),
    )
    score = 0.1 + sum(part.points for part in contributions)
    return Recommendation("N1", person, rank, score, Explanation(0.1, contributions, (), ()), band)


def ranking(*recommendations: Recommendation) -> Ranking:
    return Ranking("candidates", "N1", recommendations)


def test_a_ranking_is_a_table_with_a_row_for_each_recommendation() -> None:
    frame = ranking(recommendation(1, "P2", 0.8, 1.0, "good"), recommendation(2, "P1", 0.4, None, None)).to_frame()

    assert list(frame.columns) == ["rank", "need", "professional", "score", "band", "base", "works", "must"]
    assert frame["rank"].tolist() == [1, 2]
    assert frame["need"].tolist() == ["N1", "N1"]
    assert frame["professional"].tolist() == ["P2", "P1"]
    assert frame["band"][0] == "good"
    assert frame["band"].isna().tolist() == [False, True]
    assert frame["works"].tolist() == [0.4, 0.2]


def test_an_unknown_feature_has_no_points() -> None:
    frame = ranking(recommendation(1, "P1", 0.4, None, None)).to_frame()

    assert frame["must"].tolist() == [0.0]


def test_the_base_and_the_points_of_a_row_add_up_to_its_score() -> None:
    frame = ranking(recommendation(1, "P2", 0.8, 1.0, "good"), recommendation(2, "P1", 0.4, None, None)).to_frame()

    assert np.allclose(frame[["base", "works", "must"]].sum(axis=1), frame["score"])


def test_a_list_without_recommendations_is_a_table_without_rows() -> None:
    frame = ranking().to_frame()

    assert len(frame) == 0
    assert list(frame.columns) == ["rank", "need", "professional", "score", "band", "base"]


def test_ranking_needs_no_pandas() -> None:
    loaded = "import sys, matcher.results, matcher.features; sys.exit('pandas' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", loaded], check=False).returncode == 0
