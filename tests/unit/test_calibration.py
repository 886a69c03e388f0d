"""Probabilities of mutual interest: fitted on enough pairs, refused on few, read back from JSON; bands."""

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from matcher.arrays import ScoreArray
from matcher.errors import ModelError
from matcher.evaluation.metrics import expected_calibration_error
from matcher.scorecard.calibration import (
    Calibration,
    calibrate,
    described,
    load_calibration,
    reliability,
    to_artefact,
)


def pairs(count: int, seed: int = 0) -> tuple[ScoreArray, ScoreArray]:
    """Scores whose true probability is the logistic curve."""
    random = np.random.default_rng(seed)
    scores = random.normal(0, 2, count)
    return scores, (random.random(count) < truth(scores)).astype(np.float64)


def truth(scores: ScoreArray) -> ScoreArray:
    return 1 / (1 + np.exp(1 - scores))


@pytest.mark.parametrize(("count", "method"), [(300, "platt"), (999, "platt"), (1000, "isotonic"), (4000, "isotonic")])
def test_the_method_follows_the_number_of_pairs_and_comes_near_the_truth(count: int, method: str) -> None:
    calibration = calibrate(*pairs(count))
    assert calibration is not None
    assert (calibration.method, calibration.pairs) == (method, count)
    scores, outcomes = pairs(3000, seed=9)
    stated = calibration.probability(scores)
    assert np.abs(stated - truth(scores)).mean() < 0.06
    assert expected_calibration_error(stated, outcomes == 1) < 0.06


def test_a_curve_rises_within_zero_and_one_and_is_flat_beyond_its_ends() -> None:
    for count in (400, 2000):
        calibration = calibrate(*pairs(count))
        assert calibration is not None
        assert len(calibration.scores) <= 20
        assert all(low < high for low, high in pairwise(calibration.scores))
        assert all(0 <= low <= high <= 1 for low, high in pairwise(calibration.probabilities))
        beyond = calibration.probability(np.array([-1e9, calibration.scores[0], calibration.scores[-1], 1e9]))
        assert beyond[0] == beyond[1]
        assert beyond[2] == beyond[3]


def test_undecided_pairs_do_not_count_and_too_few_give_no_probability() -> None:
    scores, outcomes = pairs(320)
    assert calibrate(scores, outcomes) is not None
    outcomes[:21] = np.nan
    assert calibrate(scores, outcomes) is None
    assert calibrate(*pairs(299)) is None
    assert calibrate(np.zeros(0), np.zeros(0)) is None


def test_one_outcome_alone_gives_no_probability() -> None:
    scores, _ = pairs(2000)
    assert calibrate(scores, np.zeros(2000)) is None
    assert calibrate(scores, np.ones(2000)) is None


def test_scores_that_fall_with_the_outcomes_give_the_share_of_outcomes() -> None:
    scores, outcomes = pairs(500)
    calibration = calibrate(-scores, outcomes)
    assert calibration is not None
    assert calibration.probability(np.array([-5.0, 0, 5])) == pytest.approx([outcomes.mean()] * 3, abs=1e-3)


def test_reliability_shows_predicted_and_observed_by_tenths() -> None:
    stated = np.array([0.0, 0.04, 0.1, 0.55, 0.55, 1.0])
    rows = reliability(stated, np.array([0.0, 1, 1, 0, 1, 1]))
    assert [(row.predicted, row.observed, row.count) for row in rows] == [
        (0.02, 0.5, 2), (0.1, 1.0, 1), (0.55, 0.5, 2), (1.0, 1.0, 1),
    ]  # fmt: skip
    gaps = sum(abs(row.predicted - row.observed) * row.count for row in rows) / 6
    assert gaps == pytest.approx(expected_calibration_error(stated, np.array([0, 1, 1, 0, 1, 1], dtype=bool)))


def test_a_description_is_plain_json() -> None:
    scores, outcomes = pairs(600)
    calibration = calibrate(scores, outcomes)
    assert calibration is not None
    description = described(calibration, calibration.probability(scores), outcomes)
    assert json.loads(json.dumps(description)) == description
    assert sum(row["count"] for row in description["reliability"]) == description["held_out"] == 600


def test_a_written_calibration_is_read_back_as_the_same(tmp_path: Path) -> None:
    calibration = calibrate(*pairs(1200))
    assert calibration is not None
    assert load_calibration(tmp_path) is None
    (tmp_path / "calibration.json").write_text(to_artefact(calibration))
    assert load_calibration(tmp_path) == calibration


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{", "not a calibration"),
        ("[]", "not a calibration"),
        ('{"method": "guess", "pairs": 1, "curve": [[0, 0.5]]}', "'guess'; allowed: isotonic, platt"),
        ('{"method": "platt", "pairs": 1, "curve": []}', "must be finite and rise"),
        ('{"method": "platt", "pairs": 1, "curve": [[1, 0.1], [0, 0.2]]}', "must be finite and rise"),
        ('{"method": "platt", "pairs": 1, "curve": [[0, 0.3], [1, 0.2]]}', "not fall"),
        ('{"method": "platt", "pairs": 1, "curve": [[0, 0.3], [1, 1.2]]}', "in 0 to 1"),
        ('{"method": "platt", "pairs": 1, "curve": [[0, 0.3], [1, NaN]]}', "in 0 to 1"),
        ('{"method": "platt", "curve": [[0, 0.3]]}', "pairs"),
    ],
)
def test_a_broken_calibration_is_an_error_that_names_its_file(tmp_path: Path, text: str, expected: str) -> None:
    (tmp_path / "calibration.json").write_text(text)
    with pytest.raises(ModelError, match=expected) as error:
        load_calibration(tmp_path)
    assert "calibration.json is not a calibration" in str(error.value)


def test_a_calibration_takes_many_scores_at_once() -> None:
    calibration = Calibration("platt", 300, (0.0, 1.0), (0.2, 0.6))
    assert calibration.probability(np.array([-1.0, 0.5, 2.0])).tolist() == pytest.approx([0.2, 0.4, 0.6])
