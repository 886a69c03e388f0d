"""Decisions are imported from a file, a scorecard is trained on them, and a champion is promoted and rolled back."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from matcher.codec import decision_to_json
from matcher.records import Decision, Verdict
from matcher.training.decisions import examples
from tests.integration.commands import Command, command_in
from tests.integration.worlds import FIELDS, TODAY, engine_in, need, person

NEEDS, PEOPLE = 60, 36


@pytest.fixture
def homematch(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    """The command in this process, on a store in ``var`` and without a model."""
    monkeypatch.setenv("HOMEMATCH_SHOW_WEAK", "true")
    return command_in(tmp_path, monkeypatch, capsys)


def decision(need_id: str, person_id: str, position: int | None, verdict: Verdict, days: int = 0) -> Decision:
    return Decision(
        need=need_id, professional=person_id, coordinator="C1", position=position, decision=verdict,
        date=TODAY - timedelta(90 - days),
    )  # fmt: skip


def decided(wanted: Callable[[int, int], bool]) -> list[Decision]:
    """Eight people for each need in random order; ``wanted`` says for need and person whether to shortlist."""
    random = np.random.default_rng(4)
    decisions: list[Decision] = []
    for at in range(NEEDS):
        for position, who in enumerate(random.permutation(PEOPLE)[:8].tolist(), 1):
            verdict: Verdict = "shortlist" if wanted(at, who) else "reject"
            decisions.append(decision(f"n{at:02}", f"p{who:02}", position, verdict, at))
            if verdict == "shortlist":
                answer: Verdict = "decline" if who % 3 == 0 else "accept"
                decisions.append(decision(f"n{at:02}", f"p{who:02}", position, answer, at))
    return decisions


def of_one_language(at: int, who: int) -> bool:
    """What the default scorecard gives little weight to."""
    return who % 2 == at % 2


def fill(folder: Path, decisions: list[Decision]) -> None:
    """Many needs and people whose languages alternate, and the decisions on them."""
    languages = (("en",), ("zh",))
    engine = engine_in(folder)
    engine.records.put_many(
        [
            *(person(f"p{at:02}", FIELDS[at % 6], languages=languages[at % 2]) for at in range(PEOPLE)),
            *(need(f"n{at:02}", FIELDS[at // 2 % 6], languages=languages[at % 2]) for at in range(NEEDS)),
        ]
    )
    engine.store.put_decisions(decisions)
    engine.close()


@pytest.fixture
def taught(homematch: Command, tmp_path: Path) -> Command:
    """The command on a store whose coordinators look only at the language."""
    fill(tmp_path / "var", decided(of_one_language))
    return homematch


def test_decisions_are_imported_from_json_lines_and_bad_lines_are_listed(homematch: Command, tmp_path: Path) -> None:
    file = tmp_path / "D.jsonl"
    good = [decision_to_json(decision("N1", f"P{at}", at, "shortlist")) for at in (1, 2)]
    bad = ['{"need": "N1"}', good[0].replace("shortlist", "maybe"), good[0].replace('"position":1', '"position":0')]
    bad.append(good[0].replace("{", '{"wish":1,'))
    file.write_text("\n".join([good[0], *bad, "", good[1], good[1]]), encoding="utf-8")

    answer = homematch("import", "--decisions", file, "--json")

    assert answer.status == 2
    told = {name: answer.json[0][name] for name in ("kind", "read", "changed")}
    assert told == {"kind": "decision", "read": 7, "changed": 2}
    for message in (
        f"{file}:2: field 'professional': is missing; every decision needs it",
        f"{file}:3: field 'decision': is \"maybe\"",
        f"{file}:4: position is 0; allowed: 1 to 1000000",
        "field 'wish': is not a field of a decision; allowed: need, professional, coordinator, position",
        "4 lines were refused; the good ones are kept",
    ):
        assert message in answer.err
    assert homematch("import", "--decisions", file, "--json").json[0]["changed"] == 0


def test_too_few_decisions_are_refused_and_nothing_is_written(homematch: Command, tmp_path: Path) -> None:
    fill(tmp_path / "var", [*decided(of_one_language)[:40], decision("unknown", "p01", 1, "reject")])

    answer = homematch("train")

    assert answer.status == 2
    assert "there are 40 usable decisions on" in answer.err
    assert "at least 200 on 20" in answer.err
    assert not (tmp_path / "var" / "rankers").exists()


def test_a_challenger_that_wins_is_promoted_scores_and_can_be_rolled_back(taught: Command, tmp_path: Path) -> None:
    before = taught("candidates", "n01", "--json").json
    trained = taught("train", "--json").json

    folder = Path(trained["folder"])
    assert folder == tmp_path / "var" / "rankers" / "trained-2026-11-22"
    assert (trained["won"], trained["promoted"]) == (True, True)
    assert {"card.md", "metrics.json", "ranker.json"} <= {file.name for file in folder.iterdir()}
    assert trained["held_out"]["needs"] == 18
    assert "better than" in (folder / "card.md").read_text()
    assert taught("models", "list", "--json").json["champion"] == "trained-2026-11-22"

    after = taught("candidates", "n01", "--json").json
    first = [recommendation["professional"] for recommendation in after["recommendations"][:10]]
    assert all(int(person_id[1:]) % 2 == 1 for person_id in first)
    assert after["recommendations"][0]["score"] != before["recommendations"][0]["score"]

    assert taught("models", "rollback", "--json").json == {"champion": "default"}
    assert taught("candidates", "n01", "--json").json == before


def test_the_champion_is_kept_if_asked_for(taught: Command) -> None:
    answer = taught("train", "--keep-champion")

    assert "pairwise accuracy" in answer.out
    assert "has won, but the ranker in use was to be kept" in " ".join(answer.out.split())
    assert taught("models", "list", "--json").json["champion"] == "default"
    assert taught("models", "promote", "trained-2026-11-22", "--why", "looked at it").status == 0
    (entry,) = taught("models", "list", "--json").json["history"]
    assert entry == {"name": "trained-2026-11-22", "when": "2026-11-22", "why": "looked at it", "action": "promote"}


def test_the_champion_is_kept_where_decisions_are_random(homematch: Command, tmp_path: Path) -> None:
    dice = np.random.default_rng(8).random((NEEDS, PEOPLE)) < 0.4
    fill(tmp_path / "var", decided(lambda at, who: bool(dice[at, who])))

    answer = homematch("train")

    assert answer.status == 0
    assert "has not won: the ranker in use stays" in " ".join(answer.out.split())
    assert homematch("models", "list", "--json").json["history"] == []


def test_models_are_shown_with_card_and_curves(taught: Command) -> None:
    shown = taught("models", "show", "default")
    assert "# Ranker" in shown.out
    assert "rising" in shown.out
    answer = taught("models", "show", "default", "--json").json
    assert answer["features"]["works"]["slope"] == "rising"
    assert "'nobody' is not known; choose one of: bm25, default" in taught("models", "show", "nobody").err
    assert "champion" in taught("models", "list").out


def test_a_scorecard_named_in_the_settings_overrides_the_champion_with_a_warning(
    taught: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOMEMATCH_RANKER", "bm25")
    said = " ".join(taught("models", "promote", "dense").out.split())
    assert "HOMEMATCH_RANKER names 'bm25', which scores until that setting is removed" in said


def test_examples_are_the_decisions_whose_pair_can_be_matched(tmp_path: Path) -> None:
    engine = engine_in(tmp_path)
    engine.records.put_many([person("a"), person("b"), person("c", consent=None), need("n")])
    decisions = [decision("n", "a", 1, "shortlist"), decision("n", "b", 2, "reject"), decision("n", "c", 3, "reject")]
    engine.store.put_decisions([*decisions, decision("n", "a", 1, "decline", 9), decision("gone", "a", 1, "reject")])

    usable = examples(engine)

    assert usable.chosen.tolist() == [1, 0, 0]
    assert usable.weights.tolist() == [1, 1, 0.5]
    assert usable.positions[:2].tolist() == [1, 2]
    assert np.isnan(usable.positions[2])
    assert usable.lists.tolist() == [0, 0, 1]
    assert usable.grades.tolist() == [1, 0, 0]
    assert usable.interest[:2].tolist() == [0, 0]
    assert np.isnan(usable.interest[2])
    assert usable.days.tolist() == [(TODAY - timedelta(days)).toordinal() for days in (90, 90, 81)]
    np.testing.assert_array_equal(usable.table.values[0], usable.table.values[2])
    engine.close()


def test_erasing_a_person_removes_the_decisions_about_them(taught: Command, tmp_path: Path) -> None:
    assert taught("erase", "p01", "--yes").status == 0
    engine = engine_in(tmp_path / "var")
    remaining = {decision.professional for decision in engine.store.decisions()}
    engine.close()
    assert "p01" not in remaining
    assert len(remaining) > 20
