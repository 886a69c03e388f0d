from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from tests.service.problems import check_problem

POSSIBLE = ["<script>alert(1)<", "'OR'1'='1';--", '"><img', "..", "...", "王小明", "🧪", "{{7*7}}", "$(id)", "x" * 200]
IMPOSSIBLE = ["a b", "a\nb", "a\x00b", "\x7f", "x" * 201, "x" * 20_000, "\u202eevil", "\u200b", "\u3000", "a\tb"]
SLASHED = ["../../etc/passwd", "a/b", "<b>x</b>", "//", "http://example.org/"]
PATTERNS = [
    "/api/needs/{}/candidates",
    "/api/professionals/{}/suggestions",
    "/api/needs/N-solar/candidates/{}",
    "/api/needs/{}/candidates/P-water",
    "/api/needs/N-solar/candidates/P-water/above/{}",
]


@pytest.mark.parametrize("identifier", POSSIBLE)
@pytest.mark.parametrize("pattern", PATTERNS)
def test_an_id_that_nobody_has_is_a_404(client: TestClient, pattern: str, identifier: str) -> None:
    address = pattern.format(quote(identifier, safe="").replace("..", "%2e%2e"))
    body = check_problem(client.get(address), 404, pattern.format(identifier))
    assert identifier in body["detail"] or repr(identifier) in body["detail"]


@pytest.mark.parametrize("identifier", IMPOSSIBLE, ids=range(len(IMPOSSIBLE)))
@pytest.mark.parametrize("pattern", PATTERNS)
def test_what_cannot_be_an_id_is_a_422_that_does_not_repeat_it(
    client: TestClient, pattern: str, identifier: str
) -> None:
    body = check_problem(client.get(pattern.format(quote(identifier, safe=""))), 422, pattern.format(identifier))
    assert len(body["errors"]) == 1
    assert "1 to 200 printable characters" in body["errors"][0]["problem"]
    assert len(body["detail"]) < 200


@pytest.mark.parametrize("identifier", SLASHED)
@pytest.mark.parametrize("pattern", PATTERNS)
def test_an_id_with_a_slash_leads_nowhere(client: TestClient, pattern: str, identifier: str) -> None:
    answer = client.get(pattern.format(quote(identifier, safe="")))
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_bytes_that_are_no_text_are_an_id_that_nobody_has(client: TestClient) -> None:
    assert client.get("/api/needs/%ff%fe/candidates").status_code == 404


def test_many_unknown_parameters_give_a_short_answer(client: TestClient) -> None:
    answer = client.get("/api/needs", params={f"p{at}" * 30: "1" for at in range(300)})
    assert answer.status_code == 422
    assert len(answer.json()["errors"]) == 20
    assert len(answer.content) < 20_000
