import json
from dataclasses import asdict, replace
from itertools import permutations
from math import isclose
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from matcher.config import load_settings
from matcher.errors import ModelError
from matcher.matching.engine import Engine
from matcher.messages import counterfactual_text, gap_remedy, gap_text, line_text
from matcher.records import Need
from service.app import create_app
from tests.service.conftest import DAY, HIDDEN, UNMET, key_header, people, records
from tests.service.problems import check_problem

ZH_NEED = "N-高盐废水"
WORDS = {"text", "detail", "remedy"}
"""What the answers have besides what the engine gives."""


def all_words(answer: Any) -> list[str]:
    """Every sentence anywhere in an answer."""
    if isinstance(answer, list):
        return [words for part in answer for words in all_words(part)]
    if not isinstance(answer, dict):
        return []
    own = [value for key, value in answer.items() if key in WORDS | {"message", "reason"} and value]
    return own + [words for part in answer.values() for words in all_words(part)]


def as_json(value: Any) -> Any:
    """A record of the engine as JSON has it: lists for tuples."""
    return json.loads(json.dumps(asdict(value)))


def plain_part(entry: Any) -> Any:
    """One part of an explanation without its words and what only the library or only the service tells."""
    if not isinstance(entry, dict):
        return entry
    left_out = {*WORDS, "said", "unread", "origin", "where", "across"}
    left_out |= {"attained"} if "remedy" in entry or "state" in entry else set()
    return {name: plain_part(value) for name, value in entry.items() if name not in left_out}


def test_open_needs_are_listed_and_closed_ones_are_not(client: TestClient) -> None:
    assert client.get("/api/needs").json() == {"needs": sorted(["N-solar", UNMET, ZH_NEED])}


def test_candidates_are_those_of_the_engine_in_its_order(client: TestClient, engine: Engine) -> None:
    for need in ("N-solar", ZH_NEED):
        answer = client.get(f"/api/needs/{need}/candidates").json()
        expected = engine.matching.candidates(need)
        assert [candidate["professional"] for candidate in answer["recommendations"]] == [
            candidate.professional for candidate in expected
        ]
        assert [candidate["score"] for candidate in answer["recommendations"]] == [
            candidate.score for candidate in expected
        ]
        assert answer["considered"] == expected.considered == 6
        assert (answer["direction"], answer["query"]) == ("candidates", need)


def test_the_best_candidates_are_those_who_have_done_it(client: TestClient) -> None:
    first = {
        need: client.get(f"/api/needs/{need}/candidates?k=1").json()["recommendations"][0]["professional"]
        for need in ("N-solar", ZH_NEED)
    }
    assert first == {"N-solar": "P-solar", ZH_NEED: "P-水处理"}


def test_suggestions_are_those_of_the_engine_in_its_order(client: TestClient, engine: Engine) -> None:
    for person in engine.matching.consented_people():
        answer = client.get(f"/api/professionals/{person}/suggestions").json()
        expected = engine.matching.suggestions(person)
        assert [suggestion["need"] for suggestion in answer["recommendations"]] == [
            suggestion.need for suggestion in expected
        ]
        assert (answer["direction"], answer["query"]) == ("suggestions", person)


@pytest.mark.parametrize("k", [1, 2, 6, 200])
def test_no_more_come_than_were_asked_for(client: TestClient, k: int) -> None:
    assert len(client.get(f"/api/needs/N-solar/candidates?k={k}").json()["recommendations"]) == min(k, 6)


def test_a_recommendation_holds_the_whole_explanation_and_adds_up(client: TestClient, engine: Engine) -> None:
    answers = client.get(f"/api/needs/{ZH_NEED}/candidates").json()["recommendations"]
    assert len(answers) == 6
    for given, expected in zip(answers, engine.matching.candidates(ZH_NEED), strict=True):
        explanation = given["explanation"]
        for part in ("contributions", "evidence", "gaps", "lines", "counterfactuals", "attained"):
            bare = [plain_part(entry) for entry in explanation[part]]
            assert bare == [plain_part(as_json(entry)) for entry in getattr(expected.explanation, part)]
        assert explanation["without_evidence"] == expected.explanation.without_evidence
        total = explanation["base"] + sum(part["points"] for part in explanation["contributions"])
        assert isclose(total, given["score"], abs_tol=1e-6)
    assert answers[0]["explanation"]["evidence"][0]["language"] == "zh"
    assert any(answer["explanation"]["gaps"] for answer in answers)


def test_evidence_in_the_other_language_has_its_term_pairs_and_how_far_they_can_be_trusted(client: TestClient) -> None:
    answers = client.get(f"/api/needs/{ZH_NEED}/candidates").json()["recommendations"]
    explanations = {answer["professional"]: answer["explanation"] for answer in answers}
    across = [quoted for quoted in explanations["P-water"]["evidence"] if quoted["coverage"] is not None]
    assert {"chinese": "废水", "english": "wastewater"} in [pair for quoted in across for pair in quoted["pairs"]]
    assert all(0 <= quoted["coverage"] <= 1 and quoted["language"] == "en" for quoted in across)
    assert all(pair["chinese"] in quoted["need_text"] for quoted in across for pair in quoted["pairs"])
    chinese = [quoted for quoted in explanations["P-水处理"]["evidence"] if quoted["language"] == "zh"]
    assert chinese
    assert {(str(quoted["pairs"]), quoted["coverage"]) for quoted in chinese} == {("[]", None)}


def test_every_line_gap_and_change_has_its_sentence(client: TestClient, engine: Engine) -> None:
    answers = client.get(f"/api/needs/{ZH_NEED}/candidates").json()["recommendations"]
    for given, expected in zip(answers, engine.matching.candidates(ZH_NEED), strict=True):
        explanation, exact = given["explanation"], expected.explanation
        assert [line["text"] for line in explanation["lines"]] == [line_text(exact, line) for line in exact.lines]
        assert [(gap["detail"], gap["remedy"]) for gap in explanation["gaps"]] == [
            (gap_text(gap), gap_remedy(gap)) for gap in exact.gaps
        ]
        assert [change["text"] for change in explanation["counterfactuals"]] == [
            counterfactual_text(change, expected.rank, expected.score) for change in exact.counterfactuals
        ]


@pytest.mark.parametrize(
    "path",
    [
        f"/api/needs/{ZH_NEED}/candidates",
        f"/api/needs/{UNMET}/candidates",
        "/api/professionals/P-water/suggestions",
        f"/api/needs/{ZH_NEED}/candidates/P-water",
        "/api/needs/N-solar/candidates/P-solar/above/P-water",
    ],
)
def test_the_same_answer_comes_in_chinese_and_in_english(client: TestClient, path: str) -> None:
    plain, english, chinese = (client.get(f"{path}{query}").json() for query in ("", "?lang=en", "?lang=zh"))
    assert plain == english
    assert plain.keys() == chinese.keys()
    words = all_words(chinese)
    assert words
    assert len(words) == len(all_words(english))
    assert [sentence for sentence in words if not any("一" <= char <= "鿿" for char in sentence)] == []


def test_a_list_that_nobody_is_good_enough_for_says_so(
    client: TestClient, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    weak = replace(engine.matching.candidates("N-solar"), recommendations=(), weak=6)
    monkeypatch.setattr(engine.matching, "candidates", lambda *_given: weak)
    answer = client.get("/api/needs/N-solar/candidates").json()
    assert (answer["recommendations"], answer["weak"]) == ([], 6)
    assert answer["message"].startswith("Nobody suitable: of 6 people")
    assert client.get("/api/needs/N-solar/candidates?lang=zh").json()["message"].startswith("没有合适人选：")


def test_a_list_of_good_matches_has_no_such_message(client: TestClient) -> None:
    assert client.get("/api/needs/N-solar/candidates").json()["message"] is None
    assert client.get(f"/api/needs/{UNMET}/candidates").json()["message"] is None


def test_one_above_another_adds_up_to_the_difference_of_their_scores(client: TestClient) -> None:
    ranking = client.get("/api/needs/N-solar/candidates").json()["recommendations"]
    for first, second in permutations(ranking[:3], 2):
        path = f"/api/needs/N-solar/candidates/{first['professional']}/above/{second['professional']}"
        answer = client.get(path).json()
        millionths = sum(round(difference["points"] * 1_000_000) for difference in answer["differences"])
        assert millionths == round(answer["difference"] * 1_000_000)
        assert answer["difference"] == pytest.approx(first["score"] - second["score"], abs=1e-5)
        assert (answer["first"]["rank"], answer["second"]["rank"]) == (first["rank"], second["rank"])
        assert ("above" in answer["text"]) == (first["rank"] < second["rank"])
        assert all(difference["text"] for difference in answer["differences"])


def test_one_whom_a_filter_sets_aside_stands_above_nobody(client: TestClient) -> None:
    path = f"/api/needs/{UNMET}/candidates/P-water/above/P-solar"
    body = check_problem(client.get(path), 400, path)
    assert "P-water is not matched with this need: the professional speaks none" in body["detail"]


def test_a_need_that_sets_everybody_aside_says_why(client: TestClient) -> None:
    answer = client.get(f"/api/needs/{UNMET}/candidates").json()
    assert (answer["recommendations"], answer["considered"]) == ([], 0)
    assert [(exclusion["rule"], exclusion["count"]) for exclusion in answer["exclusions"]] == [("language", 6)]
    assert "language" in answer["exclusions"][0]["reason"]


def test_a_pair_is_explained_with_its_rank_among_all(client: TestClient, engine: Engine) -> None:
    for expected in engine.matching.candidates(ZH_NEED):
        answer = client.get(f"/api/needs/{ZH_NEED}/candidates/{expected.professional}").json()
        assert answer["recommendation"]["rank"] == expected.rank
        assert answer["recommendation"]["score"] == pytest.approx(expected.score, abs=1e-5)
        assert (answer["need"], answer["professional"]) == (ZH_NEED, expected.professional)
        assert (answer["considered"], answer["exclusions"]) == (6, [])


def test_a_pair_that_a_filter_sets_aside_says_which(client: TestClient) -> None:
    answer = client.get(f"/api/needs/{UNMET}/candidates/P-water").json()
    assert answer["recommendation"] is None
    assert [(exclusion["rule"], exclusion["count"]) for exclusion in answer["exclusions"]] == [("language", 1)]


def test_sample_data_is_marked_and_other_data_is_not(client: TestClient, engine: Engine) -> None:
    engine.records.put(Need(id="N-real", title="Solar pumping", body="Solar pumping for irrigation."))
    made_up = client.get("/api/needs/N-solar/candidates").json()
    real = client.get("/api/needs/N-real/candidates").json()
    assert made_up["synthetic"] is True
    assert real["synthetic"] is False
    assert all(candidate["synthetic"] for candidate in real["recommendations"]), "the people are made up"
    assert client.get("/api/needs/N-real/candidates/P-water").json()["recommendation"]["synthetic"] is True


def test_a_record_that_is_not_made_up_is_not_marked(client: TestClient, engine: Engine) -> None:
    robot = next(record for record in people() if record.id == "P-robot")
    engine.records.put_many([replace(robot, synthetic=False), Need(id="N-real", title="Robots", body="A robot hand.")])
    candidates = client.get("/api/needs/N-real/candidates").json()["recommendations"]
    assert {candidate["professional"] for candidate in candidates if not candidate["synthetic"]} == {"P-robot"}


def test_nobody_without_consent_is_in_any_answer(client: TestClient, engine: Engine) -> None:
    for need in engine.matching.open_needs():
        assert HIDDEN not in client.get(f"/api/needs/{need}/candidates?k=200").text


def test_alive_asks_nothing_of_the_engine(client: TestClient, app: FastAPI) -> None:
    app.state.engine = None
    assert client.get("/healthz").json() == {"status": "alive"}


def test_ready_says_nothing_but_that_the_store_can_be_reached(client: TestClient) -> None:
    for _ in range(3):
        assert client.get("/readyz").json() == {"status": "ready"}


def test_ready_is_answered_while_the_indexes_are_brought_in_step(
    client: TestClient, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: object, **_named: object) -> None:
        raise AssertionError("a probe must start no work")

    monkeypatch.setattr(engine, "sync", fail)
    monkeypatch.setattr(engine, "follow", fail)
    monkeypatch.setattr(engine.store, "check", fail)
    engine.store.put_many([Need(id="N-late", title="Late", body="Put by another process.")])
    assert client.get("/readyz").status_code == 200


def test_not_ready_is_a_problem_without_internals_until_it_recovers(
    client: TestClient, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Gone:
        @property
        def sequence(self) -> int:
            raise OSError("secret place")

    with monkeypatch.context() as patched:
        patched.setattr(engine, "store", Gone())
        answer = client.get("/readyz")
        check_problem(answer, 503, "/readyz")
        assert "secret" not in answer.text
    assert client.get("/readyz").status_code == 200


def test_what_another_process_wrote_is_in_the_next_answer(client: TestClient, engine: Engine) -> None:
    engine.store.put_many([Need(id="N-late", title="Late", body="Put by another process.")])
    assert "N-late" in client.get("/api/needs").json()["needs"]


def test_the_service_opens_saves_and_closes_an_engine_of_its_own(tmp_path: Path) -> None:
    settings = load_settings(folder=tmp_path, embedder="hashing", index="exact", today=DAY, address="http://testserver")
    app = create_app(settings)
    with TestClient(app) as client:
        app.state.engine.records.put_many(records())
        header = key_header(app.state.engine)
        before = client.get("/api/needs/N-solar/candidates", headers=header).json()
        assert not (tmp_path / "index").exists()
    assert sorted(file.name for file in (tmp_path / "index").iterdir())
    with TestClient(create_app(settings)) as client:
        assert client.get("/api/needs/N-solar/candidates", headers=header).json() == before


def test_an_engine_that_was_given_is_neither_saved_nor_closed(
    app: FastAPI, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[str] = []
    monkeypatch.setattr(engine, "close", lambda: called.append("close"))
    monkeypatch.setattr(engine, "save", lambda: called.append("save"))
    with TestClient(app):
        pass
    assert called == []


def test_an_engine_that_cannot_save_is_closed_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(load_settings(folder=tmp_path, store="memory", embedder="hashing", index="exact"))
    closed: list[bool] = []

    def fail() -> None:
        raise OSError("no space left")

    def run() -> None:
        with TestClient(app):
            monkeypatch.setattr(app.state.engine, "save", fail)
            monkeypatch.setattr(app.state.engine, "close", lambda: closed.append(True))

    with pytest.raises(OSError, match="no space left"):
        run()
    assert closed == [True]


def test_a_service_whose_engine_cannot_be_opened_does_not_start(tmp_path: Path) -> None:
    app = create_app(load_settings(folder=tmp_path, store="memory", embedder="hashing", rankers=tmp_path))
    with pytest.raises(ModelError, match="holds no ranker"), TestClient(app):
        pass


def test_every_route_is_documented_with_problems_as_its_errors(client: TestClient) -> None:
    schema = client.get("/openapi.json").json()
    assert client.get("/openapi.json").json() == schema
    assert schema["openapi"].startswith("3.1")
    assert "HTTPValidationError" not in schema["components"]["schemas"]
    for path, operations in schema["paths"].items():
        for operation in operations.values():
            assert operation["description"], path
            assert {"404", "422", "503"} <= set(operation["responses"])
            assert ("401" in operation["responses"]) == bool(operation["security"])
            assert any(status < "300" for status in operation["responses"])
            for status, answer in operation["responses"].items():
                assert (list(answer["content"]) == ["application/problem+json"]) == (status >= "400"), (path, status)


def test_the_schema_bounds_the_count(client: TestClient) -> None:
    path = client.get("/openapi.json").json()["paths"]["/api/needs/{need_id}/candidates"]
    count = next(parameter for parameter in path["get"]["parameters"] if parameter["name"] == "k")
    assert (count["schema"]["minimum"], count["schema"]["maximum"], count["schema"]["default"]) == (1, 200, 20)
