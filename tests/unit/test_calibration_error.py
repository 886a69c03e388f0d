"""Expected calibration error against a case worked out by hand."""

import numpy as np
import pytest

from matcher.evaluation.calibration_error import expected_calibration_error


def test_gaps_of_the_bins_are_weighted_by_their_size() -> None:
    probabilities = np.array([0.05, 0.15, 0.95, 0.91])
    outcomes = np.array([False, True, True, False])

    # Bins: .05 against 0; .15 against 1; mean .93 against .5 of two.
    assert expected_calibration_error(probabilities, outcomes) == pytest.approx((0.05 + 0.85 + 2 * 0.43) / 4)


def test_what_always_happens_as_stated_has_no_error() -> None:
    assert expected_calibration_error(np.array([0.0, 1.0, 1.0]), np.array([False, True, True])) == 0.0
    assert expected_calibration_error(np.full(4, 0.25), np.array([True, False, False, False])) == 0.0


def test_a_probability_on_an_edge_belongs_to_the_bin_above() -> None:
    apart = expected_calibration_error(np.array([0.5, 0.49]), np.array([False, True]), bins=2)

    assert apart == pytest.approx((0.5 + 0.51) / 2)


@pytest.mark.parametrize("probabilities", [[1.2, 0.1], [-0.1, 0.1], [float("nan"), 0.1], [0.5]])
def test_what_is_no_probability_is_refused(probabilities: list[float]) -> None:
    with pytest.raises(ValueError, match="probabilit"):
        expected_calibration_error(np.array(probabilities), np.array([True, False]))
