"""Training on simulated decisions whose utility is known: what is learned, and when the champion stays."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from matcher.arrays import ScoreArray
from matcher.errors import InputError
from matcher.features import FEATURES, FeatureTable, table_of
from matcher.scorecard.curves import Curve, CurveScorecard, load_scorecard
from matcher.training.examples import Examples, divide, ndcg, pairwise_accuracy, preferences
from matcher.training.fit import Design, fit, position_ramps, ramps_of
from matcher.training.train import totals, train

NAMES = tuple(FEATURES)
DEFAULT = load_scorecard(Path(__file__).parents[2] / "models" / "rankers", "default")
PRIOR = CurveScorecard(
    "prior",
    0.0,
    {
        "works": Curve((0.0, 1.0), (0.0, 0.4), "rising"),
        "must": Curve((0.0, 1.0), (0.0, 0.25), "rising"),
        "language": Curve((0.0, 1.0), (-0.01, 0.01), "rising"),
        "seniority": Curve((0.0, 1.0, 3.0), (0.01, 0.0, -0.02), "falling"),
    },
)
POOL, SHOWN = 30, 10


def random_table(rows: int, seed: int) -> FeatureTable:
    random = np.random.default_rng(seed)
    values = random.beta(2, 3, (rows, len(NAMES)))
    values[:, NAMES.index("seniority")] = random.integers(0, 4, rows)
    values[random.random(values.shape) < 0.1] = np.nan
    return table_of(NAMES, values)


def utility(table: FeatureTable) -> ScoreArray:
    """Saturates in must, falls with the steps of seniority, knows nothing of works."""
    must, steps = np.nan_to_num(table.column("must")), np.nan_to_num(table.column("seniority"), nan=1.0)
    return 6 * np.minimum(must, 0.5) - 0.7 * steps


def decided(needs: int, seed: int = 0, weight: float = 1.0) -> Examples:
    """Lists ordered by works; utility and position decide who is chosen, with ``weight`` 0 chance alone."""
    random = np.random.default_rng(seed)
    parts, chosen = [], []
    for need in range(needs):
        pool = random_table(POOL, seed * 10_000 + need)
        first = np.argsort(-np.nan_to_num(pool.column("works")))[:SHOWN]
        shown = table_of(NAMES, pool.values[first])
        odds = weight * utility(shown) - 1 - 1.5 * np.log(np.arange(1, SHOWN + 1)) * bool(weight)
        parts.append(shown.values)
        chosen.append(random.random(SHOWN) < 1 / (1 + np.exp(-odds)))
    return examples(np.vstack(parts), np.concatenate(chosen).astype(np.float64), needs)


def examples(values: ScoreArray, chosen: ScoreArray, needs: int) -> Examples:
    rows = len(chosen)
    per_need = rows // needs
    groups = np.repeat(np.arange(needs), per_need)
    return Examples(
        table=table_of(NAMES, values),
        groups=groups,
        people=np.arange(rows),
        lists=groups,
        chosen=chosen,
        positions=np.tile(np.arange(1.0, per_need + 1), needs),
        days=739_000 + groups,
        weights=np.ones(rows),
        grades=chosen,
        interest=np.full(rows, np.nan),
    )


def order_agreement(scorecard: CurveScorecard) -> float:
    """Share of fresh pairs that are ordered as the utility orders them."""
    table = random_table(1500, seed=77)
    scores, truth = totals(scorecard, table), utility(table)
    one, other = np.random.default_rng(5).integers(0, 1500, (2, 20_000))
    unequal = truth[one] != truth[other]
    return float(((scores[one] > scores[other]) == (truth[one] > truth[other]))[unequal].mean())


def test_recovers_a_planted_utility_and_the_champion_is_replaced() -> None:
    trained = train(decided(160, weight=1.5), PRIOR, PRIOR, version="v")
    assert trained.won
    assert order_agreement(trained.scorecard) > 0.85 > 0.7 > order_agreement(PRIOR)
    assert trained.scorecard.version == trained.metrics["ranker"] == "v"
    assert trained.metrics["challenger"]["pairwise_accuracy"]["value"] > 0.6


def test_position_explains_what_would_otherwise_be_credited_to_the_features_that_made_the_list() -> None:
    seen = decided(150)
    blind = replace(seen, positions=np.full(len(seen), np.nan))
    with_position, without = (train(decisions, PRIOR, PRIOR, version="v") for decisions in (seen, blind))
    assert order_agreement(with_position.scorecard) > order_agreement(without.scorecard) + 0.03
    works = [trained.scorecard.curves["works"].points for trained in (with_position, without)]
    assert max(works[0]) < max(works[1]) / 2
    effect = list(with_position.metrics["position_effect"].values())
    assert effect[0] == 0
    assert effect[-1] < -1
    assert set(without.metrics["position_effect"].values()) == {0.0}


def test_every_curve_is_monotone_as_declared_with_at_most_eight_knots() -> None:
    trained = train(decided(40, seed=3), DEFAULT, DEFAULT, version="v").scorecard
    assert trained.features == DEFAULT.features
    for name, curve in trained.curves.items():
        assert curve.slope == DEFAULT.curves[name].slope
        assert 2 <= len(curve.values) <= 8
        assert all(low < high for low, high in pairwise(curve.values))
        sign = 1 if curve.slope == "rising" else -1
        assert all(sign * (high - low) >= 0 for low, high in pairwise(curve.points))
        assert min(curve.values) <= min(DEFAULT.curves[name].values)
        assert max(curve.values) >= max(DEFAULT.curves[name].values)


def test_an_unknown_feature_adds_nothing_and_is_worth_what_the_neutral_value_is() -> None:
    trained = train(decided(60), PRIOR, PRIOR, version="v").scorecard
    unknown = table_of(NAMES, np.full((2, len(NAMES)), np.nan))
    assert not trained.contributions(unknown).any()
    neutral = {"works": 0.0, "must": 0.0, "language": 0.5, "seniority": 1.0}
    for name, curve in trained.curves.items():
        assert np.interp(neutral[name], curve.values, curve.points) == pytest.approx(0, abs=1e-5), name


def test_the_champion_stays_where_decisions_are_noise() -> None:
    """One in forty may win by chance, so more than one in ten would be a fault."""
    challengers = [train(decided(40, seed=seed, weight=0.0), PRIOR, PRIOR, version="v") for seed in range(10)]
    lower_bounds = [trained.metrics["difference"]["pairwise_accuracy"]["low"] for trained in challengers]
    assert sum(trained.won for trained in challengers) <= 1
    assert [trained.won for trained in challengers] == [low > 0 for low in lower_bounds]


def test_the_champion_stays_where_it_is_as_good() -> None:
    champion = train(decided(150, seed=8), PRIOR, PRIOR, version="first").scorecard
    assert not train(decided(60, seed=9), PRIOR, champion, version="second").won


def test_bands_are_shares_of_the_people_who_were_shown() -> None:
    trained = train(decided(60), PRIOR, PRIOR, version="v")
    assert trained.scorecard.bands is not None
    predicted = totals(trained.scorecard, trained.older.table)
    shares = [float((predicted >= bound).mean()) for bound in trained.scorecard.bands]
    assert shares == pytest.approx([0.1, 0.35, 0.7], abs=0.02)


@pytest.mark.parametrize(("needs", "rows"), [(19, 380), (21, 189), (0, 0)])
def test_too_few_decisions_are_refused_with_their_number(needs: int, rows: int) -> None:
    few = examples(random_table(rows, 1).values, np.tile([1.0, 0.0], rows)[:rows], max(needs, 1))
    with pytest.raises(InputError, match=f"there are {rows} usable decisions on {needs} needs; .* 200 on 20"):
        train(few, PRIOR, PRIOR, version="v")


def test_decisions_of_one_kind_only_are_refused() -> None:
    everybody = examples(random_table(300, 1).values, np.ones(300), 30)
    with pytest.raises(InputError, match="both a chosen and a rejected person; import both kinds"):
        train(everybody, PRIOR, PRIOR, version="v")


def test_the_newer_needs_are_held_out_by_their_first_decision() -> None:
    seen = decided(30)
    days = seen.days.copy()
    days[seen.groups == 29] -= 1000  # the last need is now the first
    days[(seen.groups == 0) & (seen.people == 0)] += 1000  # a late decision on an early need
    older, newer = divide(replace(seen, days=days))
    assert sorted(set(older.groups.tolist())) == [*range(20), 29]
    assert set(newer.groups.tolist()) == set(range(20, 29))
    assert len(older) + len(newer) == len(seen)


def test_preferences_stay_within_a_list_and_between_people() -> None:
    values = random_table(6, 1).values
    seen = examples(values, np.array([1.0, 0.0, 0.0, 1.0, 0.0, 1.0]), 2)
    seen = replace(seen, people=np.array([1, 1, 2, 3, 4, 5]), weights=np.array([1, 1, 0.5, 1, 1, 1.0]))
    pairs = preferences(seen)
    assert list(zip(pairs.winners.tolist(), pairs.losers.tolist(), strict=True)) == [(0, 2), (3, 4), (5, 4)]
    assert pairs.weights.tolist() == pytest.approx([2.5, 1.5, 1.5])


def test_an_infinite_strength_gives_the_order_of_the_prior_back() -> None:
    seen = decided(40)
    ramps = [ramps_of(seen.table.column(name), curve) for name, curve in PRIOR.curves.items()]
    columns = [ramp.columns(seen.table.column(name)) for name, ramp in zip(PRIOR.curves, ramps, strict=True)]
    heights = np.concatenate([ramp.heights(curve) for ramp, curve in zip(ramps, PRIOR.curves.values(), strict=True)])
    design = Design(np.hstack(columns), heights * 10, position_ramps(seen.positions).columns(seen.positions))
    fitted = fit(design, preferences(seen), 1e7).heights
    assert fitted / fitted.max() == pytest.approx(heights / heights.max(), abs=1e-3)


def test_measures_agree_with_hand_computed_ones() -> None:
    seen = examples(random_table(8, 1).values, np.array([1.0, 0, 0, 1, 0, 1, 0, 0]), 2)
    seen = replace(seen, grades=np.array([2.0, 0, 0, 1, 0, 0, 0, 0]))
    scores = np.array([3.0, 2, 2, 2, 0, 1, 0, 2])
    accuracy = pairwise_accuracy(scores, seen, np.zeros(8))
    assert (accuracy.parts / accuracy.wholes).tolist() == pytest.approx([(1 + 1 + 0.5 + 0.5) / 4, 2 / 3])
    position_effects = np.log([4.0, 1, 1, 1, 1, 1, 1, 1])
    accuracy = pairwise_accuracy(scores, seen, position_effects)
    assert (accuracy.parts / accuracy.wholes)[0] == pytest.approx((0.5 + 0.5 + 0.5 + 0.5) / 3)
    gains = ndcg(scores, seen)
    assert gains.wholes.tolist() == [1, 0]
    assert gains.parts[0] == pytest.approx((2 + 1 / np.log2(5)) / (2 + 1 / np.log2(3)))


def test_training_again_gives_the_same() -> None:
    one, other = (train(decided(40), PRIOR, PRIOR, version="v") for _ in range(2))
    assert one.metrics == other.metrics
    assert one.scorecard.curves == other.scorecard.curves
