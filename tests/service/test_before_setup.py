"""Until somebody can sign in, programs of the machine may read, and nobody else may."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from matcher.build import open_engine
from matcher.config import load_settings
from service.access.accounts import Accounts
from service.app import create_app
from tests.service.conftest import DAY, LONG_PASSWORD, records
from tests.service.problems import check_problem

LIST = "/api/needs/N-solar/candidates"
HERE, ELSEWHERE = "127.0.0.1", "192.0.2.7"


def opened(folder: Path, address: str = "") -> Iterator[FastAPI]:
    """A service that nobody has an account of yet."""
    settings = load_settings(
        folder=folder, store="memory", embedder="hashing", index="exact", today=DAY, job_worker=False, address=address
    )
    engine = open_engine(settings)
    engine.records.put_many(records())
    app = create_app(settings, engine)
    with TestClient(app):
        yield app
    engine.close()


@pytest.fixture
def app(tmp_path: Path) -> Iterator[FastAPI]:
    yield from opened(tmp_path)


def client(app: FastAPI, host: str = HERE) -> TestClient:
    """A program without a key on a machine."""
    return TestClient(app, base_url="http://127.0.0.1:8000", client=(host, 40000), follow_redirects=False)


def test_a_program_of_this_machine_reads_and_is_in_the_log(app: FastAPI) -> None:
    answer = client(app).get(LIST)
    assert answer.status_code == 200, answer.text
    assert "operator" in {entry.account for entry in app.state.engine.store.audit.entries()}


def test_it_writes_nothing_and_sees_no_page(app: FastAPI) -> None:
    program = client(app)
    check_problem(program.put("/api/needs/N-solar", json={}), 401, "/api/needs/N-solar")
    assert program.get("/needs").status_code == 401


@pytest.mark.parametrize(
    "header", ["origin", "cookie", "sec-fetch-site", "x-forwarded-for", "forwarded", "via", "authorization"]
)
def test_what_a_browser_or_a_proxy_has_a_hand_in_is_nobodys(app: FastAPI, header: str) -> None:
    value = {"origin": "http://127.0.0.1:8000", "authorization": "Bearer hm_unknown"}.get(header, "none")
    check_problem(client(app).get(LIST, headers={header: value}), 401, LIST)


def test_another_machine_is_nobody(app: FastAPI) -> None:
    check_problem(client(app, ELSEWHERE).get(LIST), 401, LIST)


def test_a_service_that_is_reached_from_elsewhere_is_open_to_nobody(tmp_path: Path) -> None:
    for app in opened(tmp_path, "https://match.example.org"):
        outside = TestClient(app, base_url="https://match.example.org", client=(HERE, 40000))
        check_problem(outside.get(LIST), 401, LIST)


@pytest.mark.parametrize("end", ["password", "key"])
def test_the_first_password_or_key_ends_it(app: FastAPI, end: str) -> None:
    accounts: Accounts = app.state.accounts
    token = accounts.first_admin()
    assert token
    assert client(app).get(LIST).status_code == 200, "an invitation alone opens nothing"
    if end == "password":
        accounts.set_password(token, "invitation", LONG_PASSWORD, email="ada@example.org", name="Ada")
    else:
        app.state.keys.make("portal", ["needs"])
    check_problem(client(app).get(LIST), 401, LIST)
