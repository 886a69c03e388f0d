"""What every error of the service must look like."""

from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx2


def check_problem(answer: httpx2.Response, status: int, path: str) -> dict[str, Any]:
    """Assert the one shape and give the body."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["type"] == "about:blank"
    assert body["title"] == HTTPStatus(status).phrase
    assert body["status"] == status
    assert body["detail"].strip()
    assert body["instance"] == quote(path)
    assert set(body) - {"errors"} == {"type", "title", "status", "detail", "instance"}
    assert ("errors" in body) == (status == 422)
    return body
