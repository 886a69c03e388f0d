"""Whether a profile bears a requirement out: measures, norms of a background, the model, and bands from credits."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from matcher.arrays import Ragged, ScoreArray, as_ids
from matcher.config import load_settings
from matcher.errors import ModelError
from matcher.evidence import requirement_credits
from matcher.evidence.background import Background
from matcher.evidence.bands import bands
from matcher.evidence.claims import norms
from matcher.evidence.claims_model import (
    PAIRINGS,
    ClaimsModel,
    Measures,
    features_of,
    load_claims_model,
    model_to_json,
)
from matcher.evidence.pooling import least_at_highest
from matcher.matching.sampling import drawn, frozen, is_due, thawed
from matcher.records import Professional, Requirement, Work
from matcher.retrieval.bm25 import TermNumbers, TermStatistics, alike_shares, counted, held_shares
from matcher.retrieval.columns import MEASURES, NORMS
from matcher.store.port import Sample
from matcher.training.claims import JudgedClaims, fit_claims
from tests.unit.world import World, asking

SHIPPED = load_settings().claims
PUMPS = Requirement("Builds solar pumps.")


@pytest.fixture
def world() -> World:
    return World()


def one(text: str, person_id: str = "p") -> Professional:
    return Professional(id=person_id, works=(Work("", text),))


def unnamed(values: ScoreArray) -> Measures:
    """These measures of people who name nothing."""
    nobody = np.zeros(values.shape[1:])
    return Measures(values, nobody > 0, nobody > 0, nobody)


def test_what_everybody_comes_near_to_says_less_of_one_than_what_nobody_does(world: World) -> None:
    """Both reach .6; the one requirement is as near to all the others, the other to nobody."""
    general, special = Requirement("General."), Requirement("Special.")
    world.give({"General.": 1.0, "Special.": np.array([0.0, 1.0], dtype=np.float32)})
    world.give({"Mine.": np.array([0.6, 0.6], dtype=np.float32) / np.float32(np.sqrt(0.72))})
    world.give({"Theirs.": np.array([0.7, -0.7], dtype=np.float32) / np.float32(np.sqrt(0.98))})
    background = world.background(*(one("Theirs.", f"o{at}") for at in range(30)))
    needs = background.measured(world.needs(asking(general, special)), world.neighbours)
    measured = unnamed(np.full((len(MEASURES), 2, 1), 0.7))
    features = features_of(measured, needs.asks.norms[:, 0], ((0.3, 0.1),) * len(MEASURES), "as written")
    beside_others = features[1, :, 0]
    assert beside_others[1] > beside_others[0] + 5


def test_norms_are_mean_and_deviation_of_each_language_and_who_names_it() -> None:
    values = np.zeros((len(MEASURES), 1, 4))
    values[0, 0] = [0.2, 0.4, 0.9, 0.9]
    measured = replace(unnamed(values), named=np.array([[False, True, False, False]]))
    reached = norms(measured, np.array([0, 0, 1, 1], dtype=np.int8))
    assert reached.shape == (1, *NORMS)
    assert reached[0, 0, :2].tolist() == pytest.approx([0.3, 0.1])
    assert reached[0, 1, :2].tolist() == pytest.approx([0.9, 0.0])
    assert reached[0, :, -2:].tolist() == [[1, 2], [0, 2]]


def test_equal_requirements_have_equal_norms_and_nobody_gives_none(world: World) -> None:
    world.give({PUMPS.text: 1.0, "Theirs.": 0.5})
    needs = world.needs(asking(PUMPS), asking(PUMPS, Requirement("Sings."), id="m"))
    reached = world.background(one("Theirs.")).measured(needs, world.neighbours).asks.norms
    assert np.array_equal(reached[0], reached[1])
    assert reached[0, 0, 0] == pytest.approx(0.5, abs=0.001)
    assert not world.background().measured(needs, world.neighbours).asks.norms.any()


def test_a_credit_stays_as_people_come_and_go_as_long_as_the_background_does(world: World) -> None:
    world.give({PUMPS.text: 1.0, "Mine.": 0.7, "Theirs.": 0.5})
    background = world.background(one("Theirs."))

    def credit(*others: Professional) -> float:
        compared = world.compared([asking(PUMPS)], [one("Mine. Solar words."), *others])
        yardstick = replace(compared.yardstick, frozen_own=background.own, frozen_english=background.english)
        return float(requirement_credits(replace(compared, yardstick=yardstick))[0, 0])

    assert credit() == pytest.approx(credit(one("Theirs.", "q"), one("Solar pumps. Builds.", "r")), abs=1e-9)


def test_with_few_people_what_is_usual_counts_too() -> None:
    measured = unnamed(np.full((len(MEASURES), 1, 1), 0.5))
    reached = np.zeros((1, NORMS[1]))
    reached[0, 0], reached[0, 1], reached[0, -1] = 0.5, 0.1, 20
    mean = features_of(measured, reached, ((0.3, 0.1),) * len(MEASURES), "as written")[2, 0, 0]
    assert mean == pytest.approx(0.4)
    reached[0, -1] = 0
    assert features_of(measured, reached, ((0.3, 0.1),) * len(MEASURES), "as written")[2, 0, 0] == pytest.approx(0.3)


def test_the_shipped_model_judges_what_it_was_fitted_on_and_by_words_anything_else() -> None:
    model = load_claims_model(SHIPPED)
    assert set(model.pairings) == set(PAIRINGS)
    fitted, other = model.judging("all-MiniLM-L6-v2@1-float32"), model.judging("hashing")
    assert [fitted.pairing(kind, language) for kind, language in ((1, 0), (2, 1), (1, 1), (2, 0), (0, 0))] == [
        "as written", "translated", "across", "across", "by words",
    ]  # fmt: skip
    assert other.pairing(1, 0) == "by words"
    for pairing in model.pairings.values():
        scores, likely = np.array(pairing.knots).T
        assert (np.diff(scores) > 0).all()
        assert (np.diff(likely) >= 0).all()
        assert likely.min() >= 0
        assert likely.max() <= 1


def test_a_model_is_read_as_it_was_written(tmp_path: Path) -> None:
    model = load_claims_model(SHIPPED)
    (tmp_path / "m.json").write_text(model_to_json(model), encoding="utf-8")
    assert load_claims_model(tmp_path / "m.json") == model


@pytest.mark.parametrize("spoilt", ["", "{", "[]", '{"format": 1}', '{"format": 99}'])
def test_a_file_that_is_no_model_is_an_error_that_names_it(tmp_path: Path, spoilt: str) -> None:
    file = tmp_path / "claims.json"
    file.write_text(spoilt, encoding="utf-8")
    with pytest.raises(ModelError, match=r"claims\.json: "):
        load_claims_model(file)
    with pytest.raises(ModelError, match="gone"):
        load_claims_model(tmp_path / "gone.json")


@pytest.mark.parametrize("field", ["means", "weights", "knots", "intercept"])
def test_a_model_whose_numbers_do_not_go_together_is_an_error(tmp_path: Path, field: str) -> None:
    plain = json.loads(model_to_json(load_claims_model(SHIPPED)))
    spoilt = {"means": [0.0], "weights": [], "knots": [[0.0, 1.0], [1.0, 0.0]], "intercept": float("nan")}[field]
    plain["pairings"]["across"][field] = spoilt
    (tmp_path / "m.json").write_text(json.dumps(plain), encoding="utf-8")
    with pytest.raises(ModelError, match="across"):
        load_claims_model(tmp_path / "m.json")


def test_a_fitted_model_finds_what_is_far_above_others_likely() -> None:
    random = np.random.default_rng(1)
    true = random.random((40, 30)) < 0.1
    values = random.normal(0.3, 0.05, (len(MEASURES), 40, 30)) + 0.4 * true
    reached = np.zeros((40, NORMS[1]))
    reached[:, 0 : 2 * len(MEASURES) : 2], reached[:, 1 : 2 * len(MEASURES) : 2], reached[:, -1] = 0.3, 0.05, 100
    claims = JudgedClaims(unnamed(values), true, reached)
    model = fit_claims({"as written": [claims]}, "t", ["m"], 0.5, 0.1)
    assert model == fit_claims({"as written": [claims]}, "t", ["m"], 0.5, 0.1)
    likely = model.pairings["as written"].probabilities(
        features_of(claims.measured, reached, model.usual["as written"], "as written")
    )
    assert likely[true].mean() > 0.9
    assert likely[~true].mean() < 0.05
    assert isinstance(json.loads(model_to_json(model)), dict)


def test_what_is_called_evidence_is_right_nine_times_in_ten_whatever_the_pairing() -> None:
    random = np.random.default_rng(2)
    likely = random.random((60, 50))
    true = random.random((60, 50)) < likely
    values = np.broadcast_to(likely, (len(MEASURES), 60, 50)).copy()
    reached = np.zeros((60, NORMS[1]))
    reached[:, 1 : 2 * len(MEASURES) : 2], reached[:, -1] = 0.3, 100
    claims = JudgedClaims(unnamed(values), true, reached)
    model = fit_claims({"across": [claims]}, "t", ["m"], 0.5, 0.1)
    credits = model.credits("across", features_of(claims.measured, reached, model.usual["across"], "across"))
    borne_out = credits >= model.evidenced
    assert borne_out.sum() > 100
    assert 0.88 < true[borne_out].mean() < 0.95
    assert true[(likely > 0.5)].mean() < 0.8, "an even chance would not have been enough"


@pytest.mark.parametrize(
    ("credits", "known", "expected"),
    [
        ([0.9, 0.5], True, "strong"),
        ([0.9, 0.5], False, "good"),
        ([0.9, 0.4], True, "good"),
        ([0.3, 0.3], True, "possible"),
        ([0.2, 0.2], True, None),
        ([0.0, 0.0], False, None),
    ],
)
def test_a_band_is_from_credits_and_conditions_alone(credits: list[float], known: bool, expected: str | None) -> None:
    musts = np.array([True, True, False])
    column = np.array([[*credits, 0.05]]).T
    assert bands(column, musts, np.array([known]), 0.5) == [expected]


def test_what_is_nice_to_have_makes_a_person_possible_and_no_more() -> None:
    musts = np.array([True, True, False, False])
    people = np.array([[0.1, 0.1, 1.0, 0.0], [0.1, 0.1, 0.2, 0.2], [0.0, 0.0, 1.0, 1.0]]).T
    assert bands(people, musts, np.ones(3, dtype=bool), 0.5) == ["possible", None, "possible"]


def test_one_must_of_three_is_possible_and_without_musts_nobody_is_more() -> None:
    three = np.ones(3, dtype=bool)
    assert bands(np.array([[0.6], [0.0], [0.0]]), three, np.array([True]), 0.5) == ["possible"]
    assert bands(np.array([[0.9], [0.9]]), np.zeros(2, dtype=bool), np.array([True]), 0.5) == ["possible"]
    assert bands(np.array([[0.1], [0.1]]), np.zeros(2, dtype=bool), np.array([True]), 0.5) == [None]
    assert bands(np.zeros((0, 1)), np.zeros(0, dtype=bool), np.array([True]), 0.5) == ["possible"]


def test_the_smallest_beside_the_highest_is_of_that_group_alone() -> None:
    groups = Ragged(as_ids([0, 3, 3, 5]), as_ids([0, 1, 2, 3, 4]))
    values = np.array([[1.0, 5.0, 5.0, 2.0, 0.0]])
    assert least_at_highest(values, np.array([0.0, 4.0, 3.0, 7.0, 1.0]), groups).tolist() == [[3.0, 0.0, 7.0]]


def test_the_share_of_terms_that_are_held_counts_each_once_and_unknown_ones_too() -> None:
    numbers = TermNumbers()
    queries = counted([["solar", "solar", "pump"], [], ["zebra", "solar"]], numbers)
    texts = counted([["solar", "pump", "pump"], ["pump"], []], numbers)
    weights = TermStatistics(3, 4, np.array([1, 2, 0]))
    solar, pump, zebra = weights.idf(as_ids([0, 1, 2])).tolist()
    shares = held_shares(queries, texts, weights)
    assert shares[0].tolist() == pytest.approx([1.0, pump / (solar + pump), 0.0])
    assert shares[1].tolist() == [0.0, 0.0, 0.0]
    assert shares[2].tolist() == pytest.approx([solar / (solar + zebra), 0.0, 0.0])


def test_a_term_of_like_form_is_held_in_part_and_the_term_itself_in_whole() -> None:
    numbers = TermNumbers()
    queries = counted([["desalin", "pump"], ["淡化"]], numbers)
    texts = counted(
        [["desalin"], ["desalination", "pump", "pumping"], ["zebra"], ["海水", "水淡", "淡化"], ["冲淡"]], numbers
    )
    weights = TermStatistics(5, 10, np.ones(len(numbers), dtype=np.int64))
    shares = alike_shares(queries, texts, weights, numbers.forms())
    # desalin has 7 trigrams and desalination 12, of which 6 are the same.
    assert shares[0].tolist() == pytest.approx([0.5, (2 * 6 / 19 + 1) / 2, 0.0, 0.0, 0.0])
    assert shares[1].tolist() == pytest.approx([0.0, 0.0, 0.0, 1.0, 2 * 1 / 6])


def test_forms_of_terms_that_come_later_are_as_if_they_had_been_there() -> None:
    later = TermNumbers(["solar"])
    assert len(later.forms()) == 1
    later.add(["solarised", "电池", "3d", ""])
    at_once = TermNumbers(later.terms()).forms()
    grown = later.forms()
    everything = np.arange(len(grown))
    for number in range(len(grown)):
        one, other = (forms.alike(as_ids([number]), everything) for forms in (grown, at_once))
        assert one.others.tolist() == other.others.tolist()
        assert one.likeness.tolist() == other.likeness.tolist()
    with pytest.raises(IndexError):
        grown.alike(as_ids([len(grown)]), everything)


def test_terms_are_as_alike_whichever_side_has_fewer_of_them() -> None:
    forms = TermNumbers(["pump", "pumps", "pumping", "solar", "solarised", "zebra"]).forms()

    def pairs(asked: list[int], held: list[int]) -> dict[tuple[int, int], float]:
        alike = forms.alike(as_ids(asked), as_ids(held))
        numbers = zip((asked[place] for place in alike.asked), alike.others.tolist(), strict=True)
        return dict(zip(numbers, alike.likeness.tolist(), strict=True))

    of_many = pairs([0, 1, 2, 3, 5], [2, 4])
    of_few = pairs([2, 4], [0, 1, 2, 3, 5])
    assert set(of_many) == {(0, 2), (1, 2), (2, 2), (3, 4)}
    assert of_few == {(held, asked): likeness for (asked, held), likeness in of_many.items()}


def test_a_sample_is_due_when_people_are_many_more_or_rules_are_others() -> None:
    kept = Sample("k", 1, 60, 60, frozenset(range(60)))
    assert is_due(None, "k", 50, renew=False)
    assert not is_due(None, "k", 49, renew=True)
    assert is_due(kept, "other", 60, renew=False)
    assert not is_due(kept, "k", 109, renew=False)
    assert is_due(kept, "k", 120, renew=False)
    assert is_due(kept, "k", 67, renew=True)
    assert not is_due(kept, "k", 65, renew=True)
    assert not is_due(replace(kept, size=400), "k", 10_000, renew=False)


def test_a_sample_takes_the_same_people_whoever_comes_and_keeps_who_stays() -> None:
    ids = [f"p{at}" for at in range(600)]
    rows, languages = as_ids(range(600)), np.zeros(600, dtype=np.int8)
    first = drawn(rows, ids, languages)
    assert len(first) == 200
    assert first != list(range(200))
    stay = set(first[:150])
    again = drawn(rows, ids, languages, stay)
    assert stay <= set(again)
    assert len(drawn(rows, ids, (np.arange(600) < 30).astype(np.int8))) == 230


def test_who_was_frozen_thaws_without_name_and_with_the_same_texts(world: World) -> None:
    world.give({"Solar pumps.": 0.8})
    person = Professional(id="p1", name="Ada Quill", summary="Solar pumps.")
    document = world.rules.document(person)
    columns = thawed({7: frozen(document, world.vectors, 2)}, world.builder)
    plain = world.people(person)
    assert columns.rows.tolist() == [7]
    assert "Ada" not in str(columns.ids)
    assert np.array_equal(columns.sentences.vectors.steps(), plain.sentences.vectors.steps())
    assert columns.own.numbers.items.tolist() == plain.own.numbers.items.tolist()
    assert Background("1", columns, world.builder.terms).languages.tolist() == [0]


def test_the_order_of_equal_likelihoods_is_kept() -> None:
    model: ClaimsModel = load_claims_model(SHIPPED)
    pairing = model.pairings["as written"]
    features = np.array(pairing.means)[:, None, None] + np.zeros((1, 1, 2))
    features[0, 0, 1] += 1e-3 * np.sign(pairing.weights[0])
    low, high = pairing.probabilities(features)[0].tolist()
    assert low < high
