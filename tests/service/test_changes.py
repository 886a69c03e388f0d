"""Changes over HTTP: nobody's is lost, one that is sent again is made once, and it is seen in the next answer."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.service.conftest import World
from tests.service.problems import check_problem

NEED = {"id": "N-put", "title": "Solar pumping", "body": "We look for solar pumping.", "base": "B-1", "type": "project"}
PATH = "/api/needs/N-put"


@pytest.fixture
def client(world: World) -> Any:
    """A program that reads and writes needs of base B-1; the need is gone afterwards."""
    client = world.client()
    _, key = world.keys.make("writer", ["needs", "needs:write", "candidates", "jobs"], bases=["B-1"])
    client.headers["authorization"] = f"Bearer {key}"
    yield client
    if "N-put" in world.engine.records.ids("need"):
        world.engine.records.erase("need", "N-put")


def put_new(client: TestClient) -> str:
    answer = client.put(PATH, json=NEED, headers={"if-none-match": "*"})
    assert answer.status_code == 200, answer.text
    return str(answer.headers["etag"])


class TestNeeds:
    def test_a_need_is_put_read_and_matched_at_once(self, client: TestClient) -> None:
        tag = put_new(client)
        read = client.get(PATH)
        assert read.headers["etag"] == tag
        assert {name: read.json()[name] for name in NEED} == NEED
        assert client.get(f"{PATH}/candidates").json()["recommendations"]

        changed = client.put(PATH, json=NEED | {"status": "closed"}, headers={"if-match": tag})
        assert changed.headers["etag"] != tag
        assert "N-put" not in client.get("/api/needs").json()["needs"]

    def test_whoever_was_slower_is_told_and_loses_nobodys_change(self, client: TestClient) -> None:
        tag = put_new(client)
        first = client.put(PATH, json=NEED | {"title": "First"}, headers={"if-match": tag})
        second = client.put(PATH, json=NEED | {"title": "Second"}, headers={"if-match": tag})
        check_problem(second, 412, PATH)
        assert second.headers["etag"] == first.headers["etag"]
        assert client.get(PATH).json()["title"] == "First"

    def test_of_eight_at_once_one_is_accepted(self, client: TestClient) -> None:
        tag = put_new(client)

        def write(number: int) -> int:
            return client.put(PATH, json=NEED | {"title": f"T{number}"}, headers={"if-match": tag}).status_code

        with ThreadPoolExecutor(8) as pool:
            statuses = list(pool.map(write, range(8)))
        assert sorted(statuses) == [200, *[412] * 7]

    @pytest.mark.parametrize(
        ("headers", "status"),
        [
            ({}, 428), ({"if-match": "*"}, 412), ({"if-match": 'W/"v1"'}, 412), ({"if-match": '"v999999"'}, 412),
            ({"if-none-match": "*"}, 412), ({"if-none-match": '"v1"'}, 428),
        ],
    )  # fmt: skip
    def test_a_change_says_what_it_is_based_on(self, client: TestClient, headers: dict[str, str], status: int) -> None:
        put_new(client)
        check_problem(client.put(PATH, json=NEED, headers=headers), status, PATH)

    def test_what_is_gone_cannot_be_changed(self, world: World, client: TestClient) -> None:
        tag = put_new(client)
        world.engine.records.erase("need", "N-put")
        check_problem(client.put(PATH, json=NEED, headers={"if-match": tag}), 412, PATH)
        check_problem(client.get(PATH), 404, PATH)

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"colour": "red"}, "body.colour"), ({"type": "sing"}, "body.type"), ({"title": 5}, "body.title"),
            ({"requirements": [{"text": "x", "kind": "perhaps"}]}, "body.requirements.0.kind"),
            ({"period": {"start": "soon"}}, "body.period.start"),
            ({"period": {"start": "2027-02-02", "end": "2027-01-01"}}, "body.period"),
        ],
    )  # fmt: skip
    def test_what_a_need_does_not_have_is_a_422_that_names_the_field(
        self, client: TestClient, change: dict[str, Any], field: str
    ) -> None:
        body = check_problem(client.put(PATH, json=NEED | change, headers={"if-none-match": "*"}), 422, PATH)
        assert [problem["field"] for problem in body["errors"]] == [field]

    def test_a_text_that_postgresql_could_not_keep_is_refused(self, client: TestClient) -> None:
        answer = client.put(PATH, json=NEED | {"body": "a\x00b"}, headers={"if-none-match": "*"})
        check_problem(answer, 400, PATH)

    @pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"id": NaN}', '{"id": 1e999}', "\ud800", "x" * 200_000])
    def test_what_is_no_need_is_a_422(self, client: TestClient, text: str) -> None:
        content = text.encode("utf-8", "surrogatepass")
        headers = {"if-none-match": "*", "content-type": "application/json"}
        assert client.put(PATH, content=content, headers=headers).status_code in (400, 422)

    def test_a_need_of_another_base_is_neither_read_put_nor_taken_over(self, client: TestClient) -> None:
        other = NEED | {"id": "N-other"}
        for headers in ({"if-none-match": "*"}, {"if-match": '"v1"'}):
            check_problem(client.put("/api/needs/N-other", json=other, headers=headers), 404, "/api/needs/N-other")
        for base in ("B-2", None):
            answer = client.put(PATH, json=NEED | {"base": base}, headers={"if-none-match": "*"})
            check_problem(answer, 400, PATH)
        check_problem(client.put(PATH, json=other, headers={"if-none-match": "*"}), 400, PATH)
        check_problem(client.get("/api/needs/N-other"), 404, "/api/needs/N-other")

    def test_a_browser_needs_the_token_of_our_pages(self, world: World) -> None:
        answer = world.signed_in("lin").put(PATH, json=NEED, headers={"if-none-match": "*"})
        check_problem(answer, 403, PATH)


class TestSentAgain:
    def begin(self, client: TestClient, key: str, content: bytes = b"id,title\n") -> Any:
        return client.post("/api/imports?name=x.csv", content=content, headers={"idempotency-key": key})

    def test_a_request_that_is_sent_again_is_answered_the_same_and_changes_nothing(
        self, world: World, client: TestClient
    ) -> None:
        first, again = self.begin(client, "once"), self.begin(client, "once")
        assert (first.status_code, again.status_code) == (202, 202)
        assert again.json() == first.json()
        assert again.headers["location"] == first.headers["location"]
        assert again.headers["idempotency-replayed"] == "true"
        assert len(client.get("/api/jobs").json()["jobs"]) == 1

    def test_eight_at_once_begin_one_job(self, client: TestClient) -> None:
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: self.begin(client, "many"), range(8)))
        assert {answer.status_code for answer in answers} <= {202, 409}
        assert len(client.get("/api/jobs").json()["jobs"]) == 1

    def test_a_key_is_for_one_request_of_one_account(self, world: World, client: TestClient) -> None:
        self.begin(client, "mine")
        other = self.begin(client, "mine", b"id,title\nN-x,y\n")
        assert other.status_code == 422
        assert "another request" in json.loads(other.text)["detail"]

        stranger = world.client()
        stranger.headers["authorization"] = f"Bearer {world.keys.make('other', ['jobs'])[1]}"
        assert self.begin(stranger, "mine").status_code == 202

    def test_what_was_refused_can_be_sent_again_when_it_is_mended(self, world: World, client: TestClient) -> None:
        path = "/api/imports?name=x.csv&kind=professional"
        for _ in range(2):
            refused = client.post(path, content=b"id\n", headers={"idempotency-key": "mended"})
            check_problem(refused, 400, "/api/imports")
        assert self.begin(client, "mended").status_code == 202

    @pytest.mark.parametrize("key", ["", "x" * 201])
    def test_a_key_that_cannot_be_is_refused(self, client: TestClient, key: str) -> None:
        check_problem(self.begin(client, key), 400, "/api/imports")
