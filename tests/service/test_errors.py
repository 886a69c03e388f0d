import logging
from dataclasses import dataclass
from typing import NoReturn

import anyio
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.testclient import TestClient
from starlette.types import Message

from matcher.errors import InputError, StoreError, UnknownNameError
from matcher.matching.engine import Engine
from service.api import health, lists, matching
from service.frame import HEADERS
from tests.service.conftest import HIDDEN
from tests.service.problems import check_problem


@dataclass(frozen=True)
class Case:
    """How a route answers well, and which method of ``engine.matching`` a failure can come from."""

    path: str
    asks: str = ""
    missing: tuple[str, ...] = ()


CASES = {
    "/openapi.json": Case("/openapi.json"),
    "/healthz": Case("/healthz"),
    "/readyz": Case("/readyz"),
    "/api/needs": Case("/api/needs", "open_needs"),
    "/api/lists/{name}": Case("/api/lists/needs", "find", ("/api/lists/songs",)),
    "/api/needs/{need_id}/candidates": Case(
        "/api/needs/N-solar/candidates", "candidates", ("/api/needs/N-nobody/candidates",)
    ),
    "/api/professionals/{professional_id}/suggestions": Case(
        "/api/professionals/P-water/suggestions",
        "suggestions",
        ("/api/professionals/P-nobody/suggestions", f"/api/professionals/{HIDDEN}/suggestions"),
    ),
    "/api/needs/{need_id}/candidates/{professional_id}/above/{other_id}": Case(
        "/api/needs/N-solar/candidates/P-solar/above/P-water",
        "explain",
        (
            "/api/needs/N-nobody/candidates/P-solar/above/P-water",
            "/api/needs/N-solar/candidates/P-nobody/above/P-water",
            "/api/needs/N-solar/candidates/P-water/above/P-nobody",
            f"/api/needs/N-solar/candidates/{HIDDEN}/above/P-water",
            f"/api/needs/N-solar/candidates/P-water/above/{HIDDEN}",
        ),
    ),
    "/api/needs/{need_id}/candidates/{professional_id}": Case(
        "/api/needs/N-solar/candidates/P-water",
        "explain",
        (
            "/api/needs/N-nobody/candidates/P-water",
            "/api/needs/N-solar/candidates/P-nobody",
            f"/api/needs/N-solar/candidates/{HIDDEN}",
        ),
    ),
}
ASKING = [case for case in CASES.values() if case.asks]
WORDED = [case for case in ASKING if case.missing and case.asks != "find"]
"""Cases whose answers have sentences, in a language that the request may choose."""
OURS = [path for path in CASES if path != "/openapi.json"]


def reading_routes() -> list[APIRoute]:
    """The routes that answer what the engine says, and the probes; changes and jobs have tests of their own."""
    routers = (health.router, matching.router, lists.router)
    routes = [route for router in routers for route in router.routes if isinstance(route, APIRoute)]
    return [route for route in routes if route.path != "/metrics"]


def test_every_route_has_a_case_here() -> None:
    assert {route.path for route in reading_routes()} == set(OURS)


def test_every_route_that_takes_an_id_is_tested_with_a_missing_one() -> None:
    assert {route.path for route in reading_routes() if route.param_convertors} == {
        path for path, case in CASES.items() if case.missing
    }


def test_every_route_that_asks_the_engine_is_tested_with_a_failing_one() -> None:
    asking = {route.path for route in reading_routes()} - {"/healthz", "/readyz"}
    assert asking == {path for path, case in CASES.items() if case.asks}


@pytest.mark.parametrize("case", CASES.values(), ids=lambda case: case.path)
def test_a_route_answers_and_is_framed(client: TestClient, case: Case) -> None:
    answer = client.get(case.path)
    assert answer.status_code == 200, answer.text
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "default-src 'self'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("path", [path for case in CASES.values() for path in case.missing])
def test_what_is_missing_is_a_404_that_names_no_other_record(client: TestClient, path: str) -> None:
    body = check_problem(client.get(path), 404, path)
    others = ("P-solar", "P-robot", "N-closed", HIDDEN)
    assert not [identifier for identifier in others if identifier in body["detail"] and identifier not in path]


@pytest.mark.parametrize(
    "pattern",
    [
        "/api/professionals/{}/suggestions",
        "/api/needs/N-solar/candidates/{}",
        "/api/needs/N-none/candidates/{}",
        "/api/needs/N-solar/candidates/{}/above/P-water",
        "/api/needs/N-solar/candidates/P-water/above/{}",
    ],
)
def test_a_person_without_consent_is_answered_like_an_unknown_one(client: TestClient, pattern: str) -> None:
    known, unknown = client.get(pattern.format(HIDDEN)), client.get(pattern.format("P-nobody"))
    assert known.status_code == unknown.status_code == 404
    assert known.text.replace(HIDDEN, "P-nobody") == unknown.text
    assert known.headers.keys() == unknown.headers.keys()


@pytest.mark.parametrize("path", [case.path for case in CASES.values()])
def test_another_method_is_a_405_that_names_the_allowed_one(client: TestClient, path: str) -> None:
    for method in ("POST", "DELETE", "PUT"):
        answer = client.request(method, path)
        check_problem(answer, 405, path)
        assert "GET" in answer.headers["allow"]


@pytest.mark.parametrize("template", OURS)
def test_an_unknown_parameter_is_a_422_that_lists_the_allowed_ones(client: TestClient, template: str) -> None:
    path = CASES[template].path
    body = check_problem(client.get(path, params={"many": "3"}), 422, path)
    ranking = template.endswith(("candidates", "suggestions"))
    allowed = "k, lang" if ranking else "lang" if "{need_id}" in template else "none"
    if "lists" in template:
        allowed = "words, where, sort, limit, offset, cursor"
    expected = f"is not a parameter here; allowed: {allowed}"
    assert body["errors"] == [{"field": "query.many", "problem": expected}]


@pytest.mark.parametrize("path", ["/redoc", "/api", "/api/needs/", "/api/needs/N-solar/x", "/static/../x"])
def test_an_unknown_address_is_a_404(client: TestClient, path: str) -> None:
    answer = client.get(path, follow_redirects=False)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("case", ASKING, ids=lambda case: case.path)
@pytest.mark.parametrize(
    ("error", "status", "named"),
    [
        (InputError("the day is wrong"), 400, True),
        (UnknownNameError("ranker", "best", ["default"]), 400, True),
        (StoreError("postgresql://user:secret@host is gone"), 503, False),
        (RuntimeError("secret inside"), 500, False),
    ],
)
def test_a_failing_engine_gives_a_problem_without_internals(
    client: TestClient, engine: Engine, monkeypatch: pytest.MonkeyPatch, case: Case,
    error: Exception, status: int, named: bool,
) -> None:  # fmt: skip
    def fail(*_given: object, **_named: object) -> NoReturn:
        raise error

    monkeypatch.setattr(engine.records if case.asks == "find" else engine.matching, case.asks, fail)
    answer = client.get(case.path)
    body = check_problem(answer, status, case.path)
    assert (str(error) in body["detail"]) == named
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_the_log_has_what_the_answer_leaves_out(
    client: TestClient, engine: Engine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> NoReturn:
        raise StoreError("the disk is full")

    monkeypatch.setattr(engine.matching, "open_needs", fail)
    with caplog.at_level(logging.ERROR, "homematch.service"):
        client.get("/api/needs")
    assert "StoreError: the disk is full" in caplog.text


@pytest.mark.parametrize("k", ["0", "-1", "201", "1e999", "NaN", "many", "", "1.5", "9" * 400])
@pytest.mark.parametrize("path", ["/api/needs/N-solar/candidates", "/api/professionals/P-water/suggestions"])
def test_a_count_out_of_bounds_is_a_422_that_names_it(client: TestClient, path: str, k: str) -> None:
    body = check_problem(client.get(path, params={"k": k}), 422, path)
    assert [part["field"] for part in body["errors"]] == ["query.k"]


@pytest.mark.parametrize("lang", ["", "EN", "fr", "zh-CN", "en,zh", "<b>"])
@pytest.mark.parametrize("case", WORDED, ids=lambda case: case.path)
def test_an_unknown_language_is_a_422_that_names_the_known_ones(client: TestClient, case: Case, lang: str) -> None:
    body = check_problem(client.get(case.path, params={"lang": lang}), 422, case.path)
    assert [part["field"] for part in body["errors"]] == ["query.lang"]
    assert "'en' or 'zh'" in body["errors"][0]["problem"]


def test_a_parameter_given_twice_is_refused(client: TestClient) -> None:
    path = "/api/needs/N-solar/candidates"
    body = check_problem(client.get(f"{path}?k=1&k=2"), 422, path)
    assert body["errors"] == [{"field": "query.k", "problem": "is given twice"}]


@pytest.mark.parametrize("path", ["/api/needs", "/healthz", "/nowhere"])
@pytest.mark.parametrize("size", [1_048_577, 2_000_000])
def test_a_large_body_is_a_413_in_the_same_shape(client: TestClient, path: str, size: int) -> None:
    answer = client.request("GET", path, content=b"x" * size)
    check_problem(answer, 413, path)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_a_body_at_the_limit_is_not_refused(client: TestClient) -> None:
    assert client.request("GET", "/healthz", content=b"x" * 1_048_576).status_code == 200


@pytest.mark.parametrize(("method", "size"), [("GET", 2_000_000), ("POST", 2_000_000), ("GET", 10)])
def test_a_server_gets_one_answer_and_no_more(app: FastAPI, method: str, size: int) -> None:
    sent: list[Message] = []
    headers = [(b"content-length", str(size).encode()), (b"host", b"testserver")]
    path = {"path": "/healthz", "raw_path": b"/healthz", "root_path": "", "query_string": b""}
    scope = {"type": "http", "http_version": "1.1", "method": method, "scheme": "http", "headers": headers} | path

    async def receive() -> Message:
        return {"type": "http.request", "body": b"x" * size, "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    anyio.run(app, scope, receive, send)
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]
    assert sent[0]["status"] == (413 if size > 1_048_576 else 200)
