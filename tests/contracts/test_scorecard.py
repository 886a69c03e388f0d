"""The contract of ``matcher.scorecard.Scorecard``: the shipped scorecards, a plain loop, broken artefacts."""

import doctest
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.arrays import ScoreArray
from matcher.errors import ModelError, UnknownNameError
from matcher.features import FEATURES, FeatureTable, table_of
from matcher.scorecard import port
from matcher.scorecard.curves import Curve, CurveScorecard, load_scorecard, to_artefact
from matcher.scorecard.port import scores
from tests.oracles import plain_contributions

RANKERS = Path(__file__).parents[2] / "models" / "rankers"
SHIPPED = sorted(file.parent.name for file in RANKERS.glob("*/ranker.json"))
MADE = CurveScorecard(
    "made",
    0.25,
    {
        "seniority": Curve((0.0, 1.0, 4.0), (0.5, 0.5, -1.0), "falling"),
        "works": Curve((-1.0, 0.0, 0.5, 1.0), (-2.0, 0.0, 0.0, 3.0), "rising"),
    },
)


@pytest.fixture(params=["made", *SHIPPED])
def scorecard(request: pytest.FixtureRequest) -> CurveScorecard:
    return MADE if request.param == "made" else load_scorecard(RANKERS, request.param)


def table(values: ScoreArray) -> FeatureTable:
    return table_of(tuple(FEATURES), values)


def random_table(rows: int, seed: int = 3) -> FeatureTable:
    random = np.random.default_rng(seed)
    values = random.uniform(-2, 25, (rows, len(FEATURES))) * random.choice([0.05, 1], (rows, len(FEATURES)))
    values[random.random(values.shape) < 0.2] = np.nan
    return table(values)


class TestScorecardContract:
    def test_gives_one_column_of_points_for_each_of_its_features(self, scorecard: CurveScorecard) -> None:
        points = scorecard.contributions(random_table(9))
        assert points.shape == (9, len(scorecard.features))
        assert np.isfinite(points).all()
        assert set(scorecard.features) <= set(FEATURES)
        assert scorecard.version

    def test_points_are_those_of_a_plain_loop(self, scorecard: CurveScorecard) -> None:
        pairs = random_table(60)
        np.testing.assert_allclose(scorecard.contributions(pairs), plain_contributions(scorecard, pairs), atol=1e-12)

    def test_an_unknown_feature_gives_no_points(self, scorecard: CurveScorecard) -> None:
        unknown = table(np.full((3, len(FEATURES)), np.nan))
        assert not scorecard.contributions(unknown).any()
        assert scores(scorecard, scorecard.contributions(unknown)) == pytest.approx([round(scorecard.base, 6)] * 3)

    def test_a_column_depends_on_its_own_feature_only(self, scorecard: CurveScorecard) -> None:
        before = random_table(5)
        for at, name in enumerate(scorecard.features):
            values = random_table(5, seed=99).values.copy()
            values[:, FEATURES_AT[name]] = before.column(name)
            assert np.array_equal(
                scorecard.contributions(table(values))[:, at], scorecard.contributions(before)[:, at], equal_nan=True
            )

    def test_the_order_of_the_tables_columns_does_not_matter(self, scorecard: CurveScorecard) -> None:
        pairs = random_table(4)
        reversed_table = table_of(pairs.names[::-1], pairs.values[:, ::-1])
        assert np.array_equal(scorecard.contributions(pairs), scorecard.contributions(reversed_table))

    def test_no_pairs_give_no_rows(self, scorecard: CurveScorecard) -> None:
        assert scorecard.contributions(table(np.zeros((0, len(FEATURES))))).shape == (0, len(scorecard.features))

    def test_a_table_without_the_feature_is_refused(self, scorecard: CurveScorecard) -> None:
        with pytest.raises(ValueError, match="is not among the features other"):
            scorecard.contributions(table_of(("other",), np.zeros((1, 1))))

    def test_does_not_change_the_table(self, scorecard: CurveScorecard) -> None:
        pairs = random_table(4)
        copy = pairs.values.copy()
        scorecard.contributions(pairs)
        assert np.array_equal(pairs.values, copy, equal_nan=True)

    @settings(max_examples=60)
    @given(low=st.floats(-30, 30), high=st.floats(-30, 30))
    def test_points_rise_or_fall_as_declared(self, scorecard: CurveScorecard, low: float, high: float) -> None:
        low, high = sorted((low, high))
        values = np.repeat([[low], [high]], len(FEATURES), axis=1)
        points = scorecard.contributions(table(values))
        for at, name in enumerate(scorecard.features):
            step = points[1, at] - points[0, at]
            assert step >= -1e-12 if scorecard.curves[name].slope == "rising" else step <= 1e-12

    def test_a_score_is_the_base_and_the_points_to_six_places(self, scorecard: CurveScorecard) -> None:
        points = scorecard.contributions(random_table(20))
        expected = [round(scorecard.base + sum(row), 6) for row in points.tolist()]
        assert scores(scorecard, points).tolist() == pytest.approx(expected, abs=1e-9)


def test_the_example_of_the_port_runs() -> None:
    assert doctest.testmod(port) == (0, 6)


FEATURES_AT = {name: at for at, name in enumerate(FEATURES)}
SOUND = {"slope": "rising", "points": [[0, 0], [1, 1]]}


def artefact(**changed: Any) -> dict[str, Any]:
    return {"version": "v", "base": 0.0, "features": {"works": SOUND}} | changed


def works(points: Any, slope: str = "rising") -> dict[str, Any]:
    return artefact(features={"works": {"slope": slope, "points": points}})


def without(key: str) -> dict[str, Any]:
    return {name: value for name, value in artefact().items() if name != key}


BROKEN: dict[str, tuple[str, str]] = {
    "not JSON": ("{", "not a scorecard"),
    "a list": ("[]", "not a scorecard"),
    "unknown feature": (json.dumps(artefact(features={"charm": SOUND})), "charm.*works"),
    "values that do not rise": (json.dumps(works([[0, 0], [0, 1]])), "must rise"),
    "not rising as declared": (json.dumps(works([[0, 0], [1, -1]])), "declared rising"),
    "not falling as declared": (json.dumps(works([[0, 0], [1, 1]], "falling")), "declared falling"),
    "unknown slope": (json.dumps(works([[0, 0], [1, 1]], "flat")), "flat"),
    "NaN": (json.dumps(works([[0, 0], [1, float("nan")]])), "finite"),
    "1e999": ('{"version":"v","base":1e999,"features":{}}', "finite"),
    "an integer beyond all floats": (json.dumps(artefact(base=10**400)), "too large"),
    "one pair only": (json.dumps(works([[0, 0]])), "two or more"),
    "half a pair": (json.dumps(works([[0, 0], [1]])), "not a scorecard"),
    "points that are text": (json.dumps(works([["a", 0], [1, 1]])), "not a scorecard"),
    "two bands": (json.dumps(artefact(bands=[2, 1])), "not enough values"),
    "bands that rise": (json.dumps(artefact(bands=[1, 2, 3])), "bands are .*highest first"),
    "a band without a bound": (json.dumps(artefact(bands=[float("inf"), 2, 1])), "bands are .*finite"),
    **{f"no {key}": (json.dumps(without(key)), key) for key in ("version", "base", "features")},
    "no points": (json.dumps(artefact(features={"works": {"slope": "rising"}})), "points"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_artefact_is_an_error_that_names_its_file(name: str, tmp_path: Path) -> None:
    file = tmp_path / "own" / "ranker.json"
    file.parent.mkdir()
    text, expected = BROKEN[name]
    file.write_text(text)
    with pytest.raises(ModelError, match=expected) as error:
        load_scorecard(tmp_path, "own")
    assert str(file) in str(error.value)


def test_a_sound_artefact_is_read(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "ranker.json").write_text(json.dumps(artefact(base=0.5)))
    read = load_scorecard(tmp_path, "own")
    assert (read.version, read.base, read.features) == ("v", 0.5, ("works",))


def test_a_written_artefact_is_read_back_as_the_same(tmp_path: Path) -> None:
    for bands in (None, (2.5, 1.0, -1.0)):
        folder = tmp_path / str(bands)
        folder.mkdir()
        (folder / "ranker.json").write_text(to_artefact(CurveScorecard("v", 0.25, MADE.curves, bands)))
        read = load_scorecard(tmp_path, str(bands))
        assert (read.version, read.base, read.curves, read.bands) == ("v", 0.25, MADE.curves, bands)


def test_an_unknown_scorecard_is_an_error_that_lists_the_known_ones() -> None:
    with pytest.raises(UnknownNameError, match="'nobody'.*" + ".*".join(SHIPPED)):
        load_scorecard(RANKERS, "nobody")


def test_a_folder_without_scorecards_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=f"{tmp_path}.*HOMEMATCH_RANKERS"):
        load_scorecard(tmp_path, "default")
