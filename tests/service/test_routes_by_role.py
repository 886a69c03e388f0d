"""Every route says who may use it, and that is all who may: read from the application, and tried with every role."""

from dataclasses import dataclass
from random import Random
from secrets import token_hex
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from matcher.records import Need
from matcher.store.jobs import Job
from service.access.guard import Public, all_routes, guards_of
from service.access.keys import SCOPES
from service.access.viewer import ANONYMISED
from tests.service.conftest import HIDDEN, ROLE_OF, World

NEED, OTHER = "N-高盐废水", "N-other"
LETTERS = {"C": "coordinator", "P": "professional", "A": "analyst", "D": "auditor", "M": "admin"}


@dataclass(frozen=True)
class Rule:
    """Roles by their letters (``*``: everybody, signed in or not), the scope of a key, an address to try."""

    roles: str
    scope: str = ""
    path: str = ""


TABLE: dict[str, Rule] = {
    "GET /healthz": Rule("*", path="/healthz"),
    "GET /readyz": Rule("*", path="/readyz"),
    "GET /docs": Rule("CPADM", path="/docs"),
    "GET /": Rule("CPADM", path="/"),
    "GET /account": Rule("CPADM", path="/account"),
    "POST /account": Rule("CPADM", path="/account"),
    "GET /metrics": Rule("M", "metrics", "/metrics"),
    "GET /sign-in": Rule("*", path="/sign-in"),
    "POST /sign-in": Rule("*", path="/sign-in"),
    "POST /sign-out": Rule("CPADM", path="/sign-out"),
    "GET /invitation/{token}": Rule("*", path="/invitation/x"),
    "POST /invitation/{token}": Rule("*", path="/invitation/x"),
    "GET /reset/{token}": Rule("*", path="/reset/x"),
    "POST /reset/{token}": Rule("*", path="/reset/x"),
    "GET /users": Rule("M", path="/users"),
    "POST /users": Rule("M", path="/users"),
    "POST /users/{account_id}/link": Rule("M", path="/users/x/link"),
    "POST /users/{account_id}/state": Rule("M", path="/users/x/state"),
    "GET /keys": Rule("M", path="/keys"),
    "POST /keys": Rule("M", path="/keys"),
    "GET /keys/{key_id}/revoke": Rule("M", path="/keys/{key}/revoke"),
    "POST /keys/{key_id}/revoke": Rule("M", path="/keys/x/revoke"),
    "GET /audit": Rule("D", path="/audit"),
    "GET /audit/verify": Rule("D", path="/audit/verify"),
    "POST /api/imports": Rule("CM", "jobs", "/api/imports?name=x.csv"),
    "GET /api/jobs": Rule("CM", "jobs", "/api/jobs"),
    "GET /api/jobs/{job_id}": Rule("CM", "jobs", "/api/jobs/{job}"),
    "GET /api/jobs/{job_id}/file": Rule("CM", "jobs", "/api/jobs/{job}/file"),
    "POST /api/jobs/{job_id}/stop": Rule("CM", "jobs", "/api/jobs/{job}/stop"),
    "GET /api/needs/{need_id}": Rule("CAM", "needs", f"/api/needs/{NEED}"),
    "PUT /api/needs/{need_id}": Rule("CM", "needs:write", f"/api/needs/{NEED}"),
    "GET /api/needs": Rule("CAM", "needs", "/api/needs"),
    "GET /api/lists/{name}": Rule("CAM", "needs", "/api/lists/needs"),
    "GET /api/needs/{need_id}/candidates": Rule("C", "candidates", f"/api/needs/{NEED}/candidates"),
    "GET /api/needs/{need_id}/candidates/{professional_id}": Rule(
        "C", "candidates", f"/api/needs/{NEED}/candidates/P-water"
    ),
    "GET /api/needs/{need_id}/candidates/{professional_id}/above/{other_id}": Rule(
        "C", "candidates", f"/api/needs/{NEED}/candidates/P-water/above/P-solar"
    ),
    "GET /api/professionals/{professional_id}/suggestions": Rule(
        "P", "suggestions", "/api/professionals/P-water/suggestions"
    ),
}
PAGES: dict[str, Rule] = {
    "GET /about/ranking": Rule("CPADM", path="/about/ranking"),
    "GET /help": Rule("CPADM", path="/help"),
    "GET /home": Rule("C", path="/home"),
    "GET /needs": Rule("CAM", path="/needs"),
    "GET /needs/new": Rule("CM", path="/needs/new"),
    "POST /needs/new": Rule("CM", path="/needs/new"),
    "GET /needs/{need_id}/edit": Rule("CM", path=f"/needs/{NEED}/edit"),
    "POST /needs/{need_id}/edit": Rule("CM", path=f"/needs/{NEED}/edit"),
    "GET /needs/import": Rule("CM", path="/needs/import"),
    "POST /needs/import": Rule("CM", path="/needs/import"),
    "GET /needs/import/template.xlsx": Rule("CM", path="/needs/import/template.xlsx"),
    "GET /needs/import/{job_id}": Rule("CM", path="/needs/import/{job}"),
    "GET /needs/import/{job_id}/marked.xlsx": Rule("CM", path="/needs/import/{job}/marked.xlsx"),
    "POST /needs/import/{job_id}/stop": Rule("CM", path="/needs/import/{job}/stop"),
    "GET /needs/{need_id}": Rule("CAM", path=f"/needs/{NEED}"),
    "GET /needs/{need_id}/candidates": Rule("C", path=f"/needs/{NEED}/candidates"),
    "GET /needs/{need_id}/candidates.xlsx": Rule("C", path=f"/needs/{NEED}/candidates.xlsx"),
    "GET /needs/{need_id}/candidates/{person_id}": Rule("C", path=f"/needs/{NEED}/candidates/P-water"),
    "GET /needs/{need_id}/compare": Rule("C", path=f"/needs/{NEED}/compare"),
    "POST /needs/{need_id}/compare": Rule("C", path=f"/needs/{NEED}/compare"),
    "GET /needs/{need_id}/shortlist": Rule("C", path=f"/needs/{NEED}/shortlist"),
    "GET /needs/{need_id}/shortlist.xlsx": Rule("C", path=f"/needs/{NEED}/shortlist.xlsx"),
    "POST /needs/{need_id}/shortlist": Rule("C", path=f"/needs/{NEED}/shortlist"),
    "POST /needs/{need_id}/shortlist/undo": Rule("C", path=f"/needs/{NEED}/shortlist/undo"),
    "GET /cases": Rule("C", path="/cases"),
    "GET /cases/{case_id}": Rule("C", path="/cases/{case}"),
    "POST /cases/{case_id}/move": Rule("C", path="/cases/{case}/move"),
    "POST /cases/{case_id}/note": Rule("C", path="/cases/{case}/note"),
    "POST /cases/{case_id}/undo": Rule("C", path="/cases/{case}/undo"),
}
"""What is for readers: no key opens it."""
TABLE |= PAGES
UNGUARDED = {"/openapi.json"}
"""What FastAPI answers itself: the description of the API, in which there is nothing of anybody."""


def rules_of(app: FastAPI) -> dict[str, Rule]:
    """What the routes of an application say of themselves; a route that says nothing is for nobody."""
    rules = {}
    for route in all_routes(app.routes):
        if not isinstance(route, APIRoute):
            assert route.path in UNGUARDED, f"{route.path} is no route that a guard can stand before"
            continue
        guards = guards_of(route)
        assert len(guards) == 1, f"{route.path} has {len(guards)} guards; give it one with needs_role"
        letters = "".join(letter for letter, role in LETTERS.items() if role in guards[0].roles)
        roles = "*" if isinstance(guards[0], Public) else letters
        for method in (route.methods or set()) - {"HEAD"}:
            scope = guards[0].scope if guards[0].scope in SCOPES else ""
            rules[f"{method} {route.path}"] = Rule(roles, scope)
    return rules


def test_every_route_is_in_the_table_with_who_may_use_it(world: World) -> None:
    expected = {name: ("".join(sorted(rule.roles)), rule.scope) for name, rule in TABLE.items()}
    given = {name: ("".join(sorted(rule.roles)), rule.scope) for name, rule in rules_of(world.app).items()}
    assert given == expected


def test_a_route_without_a_guard_is_there_for_nobody(world: World) -> None:
    @world.app.get("/forgotten")
    def forgotten() -> dict[str, str]:
        return {"secret": "open"}

    try:
        for who in ROLE_OF:
            assert world.signed_in(who).get("/forgotten").status_code == 404
        with pytest.raises(AssertionError, match="/forgotten has 0 guards"):
            rules_of(world.app)
    finally:
        world.app.router.routes.pop()


def path_of(world: World, rule: Rule, account: str) -> str:
    """The address to try, with a key or a job of the account that tries it."""
    key = world.keys.make("asked", ["needs"])[0].id if "{key}" in rule.path else ""
    job = Job(token_hex(8), "import", account, world.clock())
    if "{job}" in rule.path:
        world.engine.store.jobs.add(job)
        world.engine.store.jobs.end(job.id, world.clock(), "done", {}, b"sheet")
    case = world.engine.store.cases.add(NEED, "P-water", "shortlisted", "nobody", world.clock())
    return rule.path.replace("{key}", key).replace("{job}", job.id).replace("{case}", case.id)


@pytest.mark.parametrize("route", TABLE)
def test_roles_that_may_get_an_answer_and_all_others_the_404_of_nothing(world: World, route: str) -> None:
    rule, (method, _) = TABLE[route], route.split(" ")
    for who, role in ROLE_OF.items():
        if who == "wang":
            continue
        path = path_of(world, rule, world.accounts.of_email(f"{who}@example.org").id)
        status = world.signed_in(who).request(method, path).status_code
        may = rule.roles == "*" or role in {LETTERS[letter] for letter in rule.roles}
        assert (status != 404) == may, (who, status)
    path = path_of(world, rule, "")
    assert (world.client().request(method, path).status_code == 401) == (rule.roles != "*")


@pytest.mark.parametrize("route", [name for name, rule in TABLE.items() if rule.scope])
def test_a_key_with_the_scope_may_and_one_with_all_other_scopes_may_not(world: World, route: str) -> None:
    rule, (method, _) = TABLE[route], route.split(" ")

    def status(*scopes: str) -> int:
        kept, key = world.keys.make("one", scopes)
        path = path_of(world, rule, kept.id)
        return world.client().request(method, path, headers={"authorization": f"Bearer {key}"}).status_code

    assert status(rule.scope) != 404
    assert status(*(set(SCOPES) - {rule.scope, ANONYMISED})) == 404


def test_random_searches_of_one_base_find_nothing_of_another(world: World) -> None:
    wang, key = world.signed_in("wang"), world.keys.make("branch", ["needs"], bases=["B-2"])[1]
    program = world.client()
    program.headers["authorization"] = f"Bearer {key}"
    words = ["", "solar", "废水", "pump", "N-", "base", "highland", "零排放", "robot", "e"]
    asked = 0
    for client in (wang, program):
        for word in words:
            for where in ("", "type=project", "status=open", "base=B-1", "base=B-2", "language=zh"):
                for sort in ("id", "-id", "title"):
                    answer = client.get("/api/lists/needs", params={"words": word, "where": where, "sort": sort})
                    if answer.status_code == 200:
                        asked += 1
                        assert {one["id"] for one in answer.json()["records"]} <= {OTHER}
                        assert answer.json()["count"] <= 1
    assert asked >= 200


SEARCHES = 10_000


@pytest.mark.slow
def test_ten_thousand_searches_of_one_base_show_no_word_of_another(world: World) -> None:
    secret = Need(id="N-secret", title="Canary of base one", body="canarytext about solar pumping", base="B-1")
    world.engine.records.put(secret)
    program, chance = world.client(), Random(7)
    program.headers["authorization"] = f"Bearer {world.keys.make('b', ['needs', 'candidates'], bases=['B-2'])[1]}"
    needs = list(world.engine.records.rows("need").values())
    words = sorted({word for need in needs for word in f"{need.title} {need.body}".split()})  # type: ignore[union-attr]
    fields, known = ("type", "status", "base", "theme", "languages", "organisation"), [need.id for need in needs]
    shown = 0
    for number in range(SEARCHES):
        if number % 10 == 0:
            path = chance.choice(["/api/needs/{}", "/api/needs/{}/candidates"]).format(
                quote(chance.choice(known), safe="")
            )
            answer = program.get(path)
        else:
            where = f"{chance.choice(fields)}={chance.choice(['', 'B-1', 'B-2', 'open', 'project', 'en'])}"
            asked: dict[str, str | int] = {
                "words": " ".join(chance.sample(words, chance.randint(0, 2))), "where": chance.choice(["", where]),
                "sort": chance.choice(["id", "-id", "title", "base"]), "limit": chance.randint(1, 200),
            }  # fmt: skip
            answer = program.get("/api/lists/needs", params=asked)
        assert answer.status_code in (200, 400, 404)
        shown += answer.status_code == 200
        assert "canary" not in answer.text.lower()
        assert all(f'"{need}"' not in answer.text for need in ("N-secret", NEED)) or answer.status_code == 404
    world.engine.records.erase("need", "N-secret")
    assert shown > SEARCHES / 2


class TestPeopleByNumber:
    @pytest.fixture
    def program(self, world: World) -> TestClient:
        _, key = world.keys.make("study", ["needs", "people", "candidates", "suggestions", ANONYMISED])
        client = world.client()
        client.headers["authorization"] = f"Bearer {key}"
        return client

    def test_nothing_that_a_person_wrote_or_is_called_is_in_any_answer(self, world: World, program: TestClient) -> None:
        numbers = [one["id"] for one in program.get("/api/lists/professionals").json()["records"]]
        paths = [f"/api/needs/{need}/candidates?k=200" for need in (NEED, "N-solar", OTHER)]
        paths += [f"/api/needs/N-solar/candidates/{number}" for number in numbers]
        paths += [f"/api/professionals/{number}/suggestions" for number in numbers]
        texts = [program.get(path).text for path in ["/api/lists/professionals", *paths]]
        written = [
            words
            for kept in world.engine.records.rows("professional").values()
            for words in (kept.id, kept.name, kept.headline, *(work.abstract[:40] for work in kept.works))  # type: ignore[union-attr]
            if words
        ]
        assert len(written) > 10
        assert [words for words in written for text in texts if words in text] == []

    def test_the_ranking_is_the_same_by_number(self, world: World, program: TestClient) -> None:
        lines = program.get("/api/needs/N-solar/candidates").json()["recommendations"]
        ranking = world.engine.matching.candidates("N-solar")
        numbers = [str(world.engine.records.get("professional", line.professional)[0]) for line in ranking]
        assert [line["professional"] for line in lines] == numbers
        assert [line["score"] for line in lines] == [line.score for line in ranking]

    def test_a_name_cannot_be_tried_out(self, program: TestClient) -> None:
        for query in ("words=Li", "where=country%3DUS", "sort=-name"):
            assert program.get(f"/api/lists/professionals?{query}").status_code == 400
        for given in ("P-water", "0", "999999", quote("１"), "1e3", "9" * 30, HIDDEN):
            assert program.get(f"/api/professionals/{given}/suggestions").status_code == 404

    def test_why_one_is_above_another_is_not_told_since_it_quotes_both(self, program: TestClient) -> None:
        assert program.get("/api/needs/N-solar/candidates/1/above/2").status_code == 404


class TestWhatIsLogged:
    def test_a_list_that_was_shown_is_logged_with_rank_and_score_of_everybody_in_it(self, world: World) -> None:
        lin = world.signed_in("lin")
        lines = lin.get(f"/api/needs/{NEED}/candidates?k=3").json()["recommendations"]

        (entry, *_) = world.engine.store.audit.entries(limit=1)
        assert (entry.action, entry.account) == ("candidates.shown", world.accounts.of_email("lin@example.org").id)
        assert (entry.things[0].kind, entry.things[0].id) == ("need", NEED)
        shown = [(thing.rank, thing.score) for thing in entry.things if thing.kind == "professional"]
        assert [(line["rank"], line["score"]) for line in lines] == shown[: len(lines)]

    def test_an_entry_is_found_by_the_number_of_its_request(self, world: World) -> None:
        answer = world.signed_in("wei").get("/api/professionals/P-water/suggestions")

        (entry, *_) = world.engine.store.audit.entries(limit=1)
        assert entry.request == answer.headers["x-request-id"]

    def test_what_is_refused_is_not_logged_as_shown(self, world: World) -> None:
        before = world.engine.store.audit.entries(limit=1)
        world.signed_in("wang").get(f"/api/needs/{NEED}/candidates")
        assert world.engine.store.audit.entries(limit=1) == before
        assert world.engine.store.audit.verify().problems == ()
