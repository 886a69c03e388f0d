"""What an operator sees of the service: counters, and a log by which requests are found; nothing of people is there."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from matcher.records import Need
from service.logs import write_json
from tests.service.conftest import World

NEED = "N-高盐废水"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """The log of the service as JSON lines; afterwards logging is as it was."""
    names = ("homematch", "uvicorn", "uvicorn.error")
    before = {name: (logging.getLogger(name).handlers, logging.getLogger(name).propagate) for name in names}
    stream = io.StringIO()
    write_json(stream)
    yield stream
    for name, (handlers, propagate) in before.items():
        logging.getLogger(name).handlers, logging.getLogger(name).propagate = handlers, propagate
        logging.getLogger(name).setLevel(logging.NOTSET)


def test_a_request_is_found_in_the_log_by_its_number_and_no_id_or_word_stands_there(
    world: World, lines: io.StringIO
) -> None:
    answer = world.signed_in("lin").get(f"/api/needs/{NEED}/candidates/P-water?lang=zh")
    world.signed_in("lin").get("/api/lists/needs?words=李伟")

    text = lines.getvalue()
    entry, _ = (json.loads(line) for line in text.splitlines())
    assert entry["request"] == answer.headers["x-request-id"]
    assert entry["route"] == "/api/needs/{need_id}/candidates/{professional_id}"
    assert (entry["method"], entry["status"], entry["role"]) == ("GET", 200, "coordinator")
    assert entry["timestamp"].endswith("Z")
    for word in ("P-water", NEED, "李伟", "lin@", "Li Wei"):
        assert word not in text
        assert json.dumps(word)[1:-1] not in text


def test_a_failure_is_logged_with_its_place_and_without_what_was_in_its_variables(
    world: World, lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: object) -> None:
        name = "Li Wei"
        raise RuntimeError(f"{name} is inside")

    monkeypatch.setattr(world.engine.matching, "open_needs", fail)
    answer = world.signed_in("lin").get("/api/needs")

    assert answer.status_code == 500
    failure = next(json.loads(line) for line in lines.getvalue().splitlines() if "exception" in line)
    assert failure["exception"][-1]["exc_type"] == "RuntimeError"
    assert "test_watching.py" in json.dumps(failure)
    assert "Li Wei" not in lines.getvalue()


def test_metrics_count_by_route_and_status_and_name_nobody(world: World) -> None:
    world.signed_in("lin").get(f"/api/needs/{NEED}/candidates/P-water")
    world.client().get("/api/needs")
    world.client().get("/nowhere/P-water")
    world.client().request("SECRET", "/healthz")

    answer = world.signed_in("ada").get("/metrics")

    assert answer.headers["content-type"].startswith("text/plain")
    pattern = 'route="/api/needs/{need_id}/candidates/{professional_id}",status="200"'
    assert pattern in answer.text
    assert 'homematch_requests_total{method="GET",route="/api/needs",status="401"}' in answer.text
    assert f"homematch_store_sequence {world.engine.store.sequence:.1f}" in answer.text
    for word in ("P-water", "SECRET", "nowhere", "lin@"):
        assert word not in answer.text


class TestCursors:
    def ids(self, world: World, query: str) -> list[str]:
        client, seen, cursor = world.client(), list[str](), ""
        client.headers["authorization"] = f"Bearer {world.keys.make('lists', ['needs', 'people'])[1]}"
        while True:
            answer = client.get(f"/api/lists/{query}&limit=2" + (f"&cursor={cursor}" if cursor else "")).json()
            seen += [record["id"] for record in answer["records"]]
            cursor = answer["next"]
            if not cursor:
                return seen

    @pytest.mark.parametrize("query", ["needs?sort=id", "needs?sort=-id", "needs?sort=title", "professionals?sort=id"])
    def test_the_parts_of_a_list_are_the_list(self, world: World, query: str) -> None:
        client = world.client()
        client.headers["authorization"] = f"Bearer {world.keys.make('lists', ['needs', 'people'])[1]}"
        whole = [record["id"] for record in client.get(f"/api/lists/{query}&limit=200").json()["records"]]
        assert self.ids(world, query) == whole
        assert len(whole) >= 4

    @pytest.mark.parametrize("cursor", ["x", "%FF", "AAAA", "w7_Dvw", "Tk9ORQ=="])
    def test_what_is_no_cursor_is_a_400_or_an_end_and_never_a_500(self, world: World, cursor: str) -> None:
        client = world.signed_in("lin")
        assert client.get(f"/api/lists/needs?sort=title&cursor={cursor}").status_code == 400

    def test_a_record_that_goes_meanwhile_hides_no_other(self, world: World) -> None:
        for number in range(4):
            world.engine.records.put(Need(id=f"Z-{number}", title="Pumps", base="B-2"))
        client = world.signed_in("wang")
        first = client.get("/api/lists/needs?limit=3").json()
        world.engine.records.erase("need", first["records"][-1]["id"])
        second = client.get(f"/api/lists/needs?limit=3&cursor={first['next']}").json()
        left = ["N-other", "Z-0", "Z-1", "Z-2", "Z-3"]
        assert [one["id"] for one in first["records"] + second["records"]] == left
        for identifier in left[1:]:
            if identifier in world.engine.records.ids("need"):
                world.engine.records.erase("need", identifier)
