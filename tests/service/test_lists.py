"""Lists over HTTP: words, filters, order and parts of a list; ids with any sign in addresses."""

from datetime import date
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from matcher.matching.engine import Engine
from matcher.records import Need
from tests.service.conftest import HIDDEN
from tests.service.problems import check_problem


def ids(client: TestClient, address: str) -> list[str]:
    answer = client.get(f"/api/lists/{address}")
    assert answer.status_code == 200, answer.text
    return [record["id"] for record in answer.json()["records"]]


def test_professionals_are_listed_only_with_their_consent(client: TestClient) -> None:
    answer = client.get("/api/lists/professionals").json()

    assert HIDDEN not in [record["id"] for record in answer["records"]]
    assert answer["count"] == len(answer["records"]) == 6
    assert ids(client, "professionals?words=immunologist") == []


def test_needs_are_found_by_words_and_filters_in_the_order_asked_for(client: TestClient) -> None:
    every = ids(client, "needs")

    assert ids(client, "needs?sort=-id") == every[::-1]
    assert ids(client, "needs?limit=1&offset=1") == every[1:2]
    assert "N-solar" in ids(client, "needs?words=SOLAR")
    closed = ids(client, "needs?where=status%3Dclosed")
    assert set(closed) | set(ids(client, "needs?where=status%3Dopen")) == set(every)


@pytest.mark.parametrize("address", ["needs?sort=colour", "needs?where=colour%3Dred", "needs?where=colour"])
def test_an_unknown_field_is_a_400_that_lists_the_known_ones(client: TestClient, address: str) -> None:
    check_problem(client.get(f"/api/lists/{address}"), 400, "/api/lists/needs")


def test_an_unknown_list_is_refused(client: TestClient) -> None:
    check_problem(client.get("/api/lists/songs"), 404, "/api/lists/songs")


@pytest.mark.parametrize("identifier", ["N/1?", "a%2Fb", "//", "N#1&x=y", "..%", "需求/一", "+;="])
def test_an_id_of_any_signs_can_be_asked_for(client: TestClient, engine: Engine, identifier: str) -> None:
    engine.records.put(Need(id=identifier, title="Solar pumps", deadline=date(2030, 1, 1)))

    answer = client.get(f"/api/needs/{quote(identifier, safe='')}/candidates")

    assert answer.status_code == 200
    assert answer.json()["query"] == identifier
