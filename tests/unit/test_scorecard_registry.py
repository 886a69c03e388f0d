"""Versions of the scorecard: which there are, which is the champion, and what the error for a broken history says."""

import json
from datetime import date
from pathlib import Path

import pytest

from matcher.build import load_ranker
from matcher.config import load_settings
from matcher.errors import InputError, ModelError, UnknownNameError
from matcher.scorecard.curves import Curve, CurveScorecard, to_artefact
from matcher.scorecard.registry import Promotion, Registry

DAY = date(2026, 11, 22)
SHIPPED = Path(__file__).parents[2] / "models" / "rankers"


def artefact(version: str) -> dict[str, str]:
    return {
        "ranker.json": to_artefact(CurveScorecard(version, 0.0, {"works": Curve((0.0, 1.0), (0.0, 2.0), "rising")}))
    }


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    filled = Registry(SHIPPED, tmp_path / "rankers")
    for version in ("first", "second"):
        filled.save(version, artefact(version))
    return filled


def test_without_a_promotion_the_default_is_the_champion(tmp_path: Path) -> None:
    registry = Registry(SHIPPED, tmp_path / "none")
    assert (registry.champion, registry.history()) == ("default", [])
    assert registry.load().version == registry.load("default").version
    assert registry.calibration() is None
    assert not (tmp_path / "none").exists()


def test_shipped_and_own_versions_are_in_one_list(registry: Registry) -> None:
    assert registry.names() == sorted(
        {*(file.parent.name for file in SHIPPED.glob("*/ranker.json")), "first", "second"}
    )
    assert registry.load("first").version == "first"
    assert registry.folder("default") == SHIPPED / "default"


def test_a_promotion_is_kept_with_its_day_and_reason(registry: Registry, tmp_path: Path) -> None:
    registry.promote("first", DAY, "won")
    again = Registry(SHIPPED, tmp_path / "rankers")
    assert (again.champion, again.load().version) == ("first", "first")
    assert again.history() == [Promotion("first", DAY, "won")]
    assert sorted(path.name for path in (tmp_path / "rankers").iterdir()) == ["champion.json", "first", "second"]


def test_rolling_back_goes_one_champion_back_each_time(registry: Registry) -> None:
    registry.promote("first", DAY, "won")
    registry.promote("second", DAY, "won again")
    assert registry.rollback(DAY, "worse in use") == registry.champion == "first"
    registry.promote("second", DAY, "fixed")
    assert [registry.rollback(DAY, "no") for _ in range(2)] == ["first", "default"]
    with pytest.raises(InputError, match="no version was promoted before 'default'"):
        registry.rollback(DAY, "no")
    assert [promotion.action for promotion in registry.history()].count("rollback") == 3


def test_a_version_that_is_missing_or_already_in_use_is_not_promoted(registry: Registry) -> None:
    with pytest.raises(UnknownNameError, match=r"'third'.*bm25, .*first, second"):
        registry.promote("third", DAY, "")
    with pytest.raises(UnknownNameError):
        registry.promote("../rankers/first", DAY, "")
    with pytest.raises(InputError, match="'default' is already the champion"):
        registry.promote("default", DAY, "")
    assert registry.history() == []


def test_a_broken_version_is_not_promoted(registry: Registry, tmp_path: Path) -> None:
    (tmp_path / "rankers" / "first" / "ranker.json").write_text("{")
    with pytest.raises(ModelError, match="not a scorecard"):
        registry.promote("first", DAY, "")
    assert registry.champion == "default"


def test_a_version_is_added_whole_and_never_changed(registry: Registry, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="'first' already exists; versions are added, never changed"):
        registry.save("first", artefact("other"))
    with pytest.raises(OSError, match=r"ranker\.json"):
        registry.save("third", {"card.md": "# Third\n", "no/ranker.json": "{}"})
    assert "third" not in registry.names()
    assert sorted(path.name for path in (tmp_path / "rankers").iterdir()) == ["first", "second"]


def test_a_free_name_is_one_that_no_version_has(registry: Registry) -> None:
    assert registry.free_name("new") == "new"
    assert registry.free_name("first") == "first-2"
    registry.save("first-2", artefact("first-2"))
    assert registry.free_name("first") == "first-3"


def test_a_missing_champion_is_an_error_that_says_what_to_do(registry: Registry, tmp_path: Path) -> None:
    registry.promote("first", DAY, "won")
    (tmp_path / "rankers" / "first").rename(tmp_path / "away")
    with pytest.raises(ModelError, match=r"champion 'first' is not among .*`homematch models promote NAME`"):
        registry.load()
    registry.promote("default", DAY, "the other is lost")
    assert registry.load().version == registry.load("default").version


@pytest.mark.parametrize(
    "text", ["{", "[]", "{}", '{"history": [{"name": "first"}]}', '{"history": [{"action": "x", "name": "first"}]}']
)
def test_a_broken_history_is_named(registry: Registry, tmp_path: Path, text: str) -> None:
    (tmp_path / "rankers" / "champion.json").write_text(text)
    with pytest.raises(
        ModelError, match=r"champion.json is not a history of promotions .* delete it to use the default ranker"
    ):
        registry.load()
    assert registry.load("first").version == "first"


def test_a_folder_without_any_scorecard_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=f"{tmp_path}.*HOMEMATCH_RANKERS"):
        Registry(tmp_path / "empty", tmp_path / "own").load()


def test_the_history_can_be_read_by_people(registry: Registry, tmp_path: Path) -> None:
    registry.promote("first", DAY, "更好")
    text = (tmp_path / "rankers" / "champion.json").read_text(encoding="utf-8")
    assert json.loads(text)["champion"] == "first"
    assert "更好" in text


def test_the_champion_scores_unless_the_settings_name_a_scorecard(registry: Registry, tmp_path: Path) -> None:
    registry.promote("first", DAY, "won")
    assert load_ranker(load_settings(folder=tmp_path)).version == "first"
    assert load_ranker(load_settings(folder=tmp_path), "second").version == "second"
    assert load_ranker(load_settings(folder=tmp_path, ranker="bm25")).version == registry.load("bm25").version
    assert load_ranker(load_settings(folder=tmp_path, ranker="default")).version == registry.load("default").version
