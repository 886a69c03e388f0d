"""Pages to sign in and out, links that work once, accounts, keys and the log, as a browser meets them."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi import Depends, Request
from fastapi.testclient import TestClient
from httpx2 import Response

from matcher.messages import LANGUAGES
from matcher.records import Need
from service.access.attempts import Attempts
from service.access.forms import CheckedForm
from service.access.guard import signed_in
from service.access.office_pages import ACTIONS
from service.access.sample import PASSWORD, make_sample_accounts
from service.access.session import PLAIN_COOKIE
from service.access.signing import way_on
from service.pages.catalogue import read_catalogue
from tests.service.conftest import LONG_PASSWORD, World
from tests.service.problems import check_problem

HTML = {"accept": "text/html"}


@pytest.fixture(autouse=True)
def _as_before(world: World) -> Iterator[None]:
    now = world.clock.now
    yield
    world.clock.now, world.app.state.attempts = now, Attempts()


def fields(page: Response, number: int = 0) -> dict[str, str]:
    """The hidden fields of a form on a page."""
    form = re.findall(r"<form.*?</form>", page.text, re.DOTALL)[number]
    hidden = [tag for tag in re.findall(r"<input[^>]*>", form) if 'type="hidden"' in tag]
    return {
        unescape(re.findall(r'name="([^"]*)"', tag)[0]): unescape(re.findall(r'value="([^"]*)"', tag)[0])
        for tag in hidden
    }


def browser(world: World) -> TestClient:
    client = world.client()
    client.headers.update(HTML)
    return client


def sign_in(client: TestClient, email: str, password: str, address: str = "/sign-in") -> Response:
    page = client.get(address)
    return client.post("/sign-in", data=fields(page) | {"email": email, "password": password})


class TestSigningIn:
    def test_a_reader_is_led_to_sign_in_and_back_to_the_same_address(self, world: World) -> None:
        client = browser(world)
        led = client.get("/users?lang=en")
        assert (led.status_code, led.headers["location"]) == (303, "/sign-in?next=%2Fusers%3Flang%3Den")

        answer = sign_in(client, "Ada@Example.org ", LONG_PASSWORD, led.headers["location"])

        assert (answer.status_code, answer.headers["location"]) == (303, "/users?lang=en")
        assert client.get("/users?lang=en").status_code == 200

    def test_the_cookie_can_be_read_by_no_script_and_no_other_site(self, world: World) -> None:
        answer = sign_in(browser(world), "ada@example.org", LONG_PASSWORD)
        (cookie,) = [one for one in answer.headers.get_list("set-cookie") if one.startswith(PLAIN_COOKIE)]
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Path=/" in cookie
        assert "Max-Age" not in cookie

    @pytest.mark.parametrize("email", ["ada@example.org", "nobody@example.org", "", "x" * 5000])
    def test_what_is_wrong_is_not_told_and_what_was_typed_stays(self, world: World, email: str) -> None:
        client = browser(world)
        answer = sign_in(client, email, "wrong wrong wrong")
        assert answer.status_code == 422
        assert "邮箱或密码不对。" in answer.text
        assert "<title>错误：" in answer.text
        assert f'value="{email}"' in answer.text
        assert "wrong wrong" not in answer.text
        assert client.get("/users").status_code == 303

    def test_after_five_failures_even_the_right_password_waits(self, world: World) -> None:
        client = browser(world)
        for _ in range(5):
            assert sign_in(client, "ada@example.org", "wrong").status_code == 422
        answer = sign_in(client, "ada@example.org", LONG_PASSWORD)
        assert answer.status_code == 429
        assert "尝试过多，请15分钟后再试。" in answer.text
        assert sign_in(client, "ana@example.org", LONG_PASSWORD).status_code == 303

    def test_signing_in_replaces_the_session_that_the_browser_had(self, world: World) -> None:
        client = browser(world)
        sign_in(client, "ada@example.org", LONG_PASSWORD)
        planted = client.cookies[PLAIN_COOKIE]
        page = client.get("/keys")
        client.post("/sign-in", data=fields(page) | {"email": "ana@example.org", "password": LONG_PASSWORD})
        assert client.cookies[PLAIN_COOKIE] != planted
        assert world.accounts.of_session(planted) is None

    def test_signing_out_ends_the_session_for_whoever_has_its_cookie(self, world: World) -> None:
        client = browser(world)
        sign_in(client, "ada@example.org", LONG_PASSWORD)
        token = client.cookies[PLAIN_COOKIE]
        assert client.post("/sign-out", data=fields(client.get("/users"))).status_code == 303
        assert world.accounts.of_session(token) is None
        assert client.get("/users").status_code == 303

    @pytest.mark.parametrize(
        "address", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "", "/a\nb"]
    )
    def test_nobody_is_led_to_another_site(self, world: World, address: str) -> None:
        assert way_on(address) == "/"
        answer = sign_in(browser(world), "ada@example.org", LONG_PASSWORD, f"/sign-in?next={quote(address, safe='')}")
        assert answer.headers["location"] == "/"

    @pytest.mark.parametrize(
        ("who", "first"), [("ada", "/users"), ("ana", "/needs"), ("lin", "/home"), ("wei", "/help"), ("dora", "/audit")]
    )
    def test_each_role_has_a_first_page(self, world: World, who: str, first: str) -> None:
        client = world.signed_in(who)
        assert client.get("/").headers["location"] == first
        assert client.get(first, headers=HTML).status_code == 200

    def test_sign_ins_and_refusals_are_logged_without_email_or_password(self, world: World) -> None:
        client = browser(world)
        sign_in(client, "ada@example.org", "wrong wrong wrong")
        sign_in(client, "ada@example.org", LONG_PASSWORD)
        done, refused = world.engine.store.audit.entries(limit=2)
        assert (refused.action, refused.account) == ("sign-in.refused", "")
        assert (done.action, done.account) == ("sign-in", world.accounts.of_email("ada@example.org").id)
        assert "example" not in str((refused, done))


class TestForms:
    @pytest.mark.parametrize("token", [None, "", "x.y", "0" * 64])
    def test_a_form_without_our_token_does_nothing(self, world: World, token: str | None) -> None:
        client = world.signed_in("ada")
        data = {"name": "planted", "scope": "needs"} | ({} if token is None else {"csrf": token})
        check_problem(client.post("/keys", data=data), 403, "/keys")
        assert "planted" not in [key.name for key in world.keys.all()]

    def test_a_token_of_somebody_else_is_not_ours(self, world: World) -> None:
        ada, ana = world.signed_in("ada"), world.signed_in("ana")
        token = fields(ada.get("/keys"))["csrf"]
        assert token != fields(ada.get("/keys"))["csrf"], "it is another one each time"
        ana.headers["x-csrf"] = token
        assert ana.post("/sign-out").status_code == 403
        ada.headers["x-csrf"] = token
        assert ada.post("/sign-out").status_code == 303

    def test_a_form_of_another_site_is_refused_though_its_token_is_right(self, world: World) -> None:
        ada = world.signed_in("ada")
        data = fields(ada.get("/keys"))
        for header in ({"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}):
            assert ada.post("/sign-out", data=data, headers=header).status_code == 403
        assert ada.post("/sign-out", data=data, headers={"origin": "http://testserver"}).status_code == 303

    def test_what_was_typed_while_the_session_ended_can_be_sent_again(self, world: World) -> None:
        @world.app.post("/typed", dependencies=[Depends(signed_in)])
        def typed(request: Request, form: CheckedForm) -> dict[str, object]:
            return {"got": form.getlist("text")}

        try:
            client = browser(world)
            sign_in(client, "ada@example.org", LONG_PASSWORD)
            token = fields(client.get("/keys"))["csrf"]
            world.clock.now += timedelta(hours=2)
            text = "很长的一段\n文字 <b>&\"'"

            led = client.post("/typed", data={"csrf": token, "text": ["first", text]})
            assert led.status_code == 401
            again = client.post(
                "/sign-in",
                data=lists(led) | {"email": "ada@example.org", "password": LONG_PASSWORD},
            )
            assert again.status_code == 200
            done = client.post(unescape(re.findall(r'action="(/typed[^"]*)"', again.text)[0]), data=lists(again, -1))
            assert done.json() == {"got": ["first", text]}
        finally:
            world.app.router.routes.pop()


class TestOwnAccount:
    def test_who_knows_the_password_sets_another_and_is_signed_out_elsewhere(self, world: World) -> None:
        _, token = world.accounts.invite("own@example.org", "analyst")
        world.accounts.set_password(token, "invitation", LONG_PASSWORD)
        here, elsewhere = world.signed_in("own"), world.signed_in("own")
        page = here.get("/account")
        assert "own@example.org" in page.text

        wrong = here.post("/account", data=fields(page, -1) | {"old": "wrong", "password": "quite another sentence"})
        assert wrong.status_code == 422
        assert "现在的密码不对" in wrong.text
        short = here.post("/account", data=fields(page, -1) | {"old": LONG_PASSWORD, "password": "short"})
        assert short.status_code == 422
        done = here.post(
            "/account", data=fields(page, -1) | {"old": LONG_PASSWORD, "password": "quite another sentence"}
        )

        assert "密码已改" in done.text
        assert here.get("/account").status_code == 200
        assert elsewhere.get("/account").status_code == 401
        assert world.accounts.right_password("own@example.org", LONG_PASSWORD) is None
        assert world.accounts.right_password("own@example.org", "quite another sentence") is not None

    def test_the_present_password_cannot_be_guessed_from_a_session_that_was_left_open(self, world: World) -> None:
        ana = world.signed_in("ana")
        page = ana.get("/account")
        for _ in range(5):
            ana.post("/account", data=fields(page, -1) | {"old": "wrong", "password": "quite another sentence"})
        tried = ana.post(
            "/account", data=fields(page, -1) | {"old": LONG_PASSWORD, "password": "quite another sentence"}
        )
        assert "尝试过多" in tried.text
        assert world.accounts.right_password("ana@example.org", LONG_PASSWORD) is not None


class TestLinks:
    def test_an_invitation_sets_a_password_signs_in_and_then_says_that_it_was_used(self, world: World) -> None:
        account, token = world.accounts.invite("nia@example.org", "auditor", name="Nia")
        client, path = browser(world), f"/invitation/{token}"
        page = client.get(path)
        assert "nia@example.org" in page.text

        short = client.post(path, data=fields(page) | {"password": "short"})
        assert short.status_code == 422
        assert "密码有5个字符" in short.text
        done = client.post(path, data=fields(short) | {"password": LONG_PASSWORD, "email": "other@example.org"})

        assert (done.status_code, done.headers["location"]) == (303, "/")
        assert client.get("/audit").status_code == 200
        assert world.accounts.get(account.id).email == "nia@example.org", "the address is not the visitor's to choose"
        for used in (
            client.get(path),
            client.post(path, data=fields(client.get("/audit"), -1) | {"password": "x" * 20}),
        ):
            assert used.status_code in (410, 403)
        assert "此链接已用过" in client.get(path).text

    @pytest.mark.parametrize("way", ["invitation", "reset"])
    def test_a_foreign_and_an_expired_link_are_gone_without_saying_whose_they_were(
        self, world: World, way: str
    ) -> None:
        account = world.accounts.of_email("ana@example.org")
        token = world.accounts.reset(account)
        world.clock.now += timedelta(hours=2)
        texts = [browser(world).get(f"/{way}/{given}") for given in (token, "x" * 43)]
        assert [page.status_code for page in texts] == [410, 410]
        assert "ana@example.org" not in texts[0].text

    def test_the_first_administrator_gives_an_email_and_a_name(self, world: World) -> None:
        ada = world.accounts.of_email("ada@example.org")
        world.engine.store.accounts.put(replace(ada, active=False))
        try:
            token = world.accounts.first_admin()
            client, path = browser(world), f"/invitation/{token}"
            data = fields(client.get(path)) | {"password": LONG_PASSWORD, "email": "Boss@example.org", "name": "Boss"}
            assert client.post(path, data=data).status_code == 303
            assert client.get("/users").status_code == 200
            assert world.accounts.first_admin() is None
        finally:
            world.engine.store.accounts.put(ada)


class TestOffice:
    def test_an_administrator_invites_and_gets_a_link_once(self, world: World) -> None:
        ada = world.signed_in("ada")
        data = fields(ada.get("/users"), -1) | {"email": "neu@example.org", "role": "coordinator", "bases": "B-1 B-2"}
        shown = ada.post("/users", data=data)
        (link,) = re.findall(r"<code>http://testserver(/invitation/[^<]+)</code>", shown.text)
        assert browser(world).get(link).status_code == 200
        assert link not in ada.get("/users").text
        assert world.accounts.of_email("neu@example.org").bases == {"B-1", "B-2"}

    def test_what_cannot_be_is_said_and_the_form_stays(self, world: World) -> None:
        ada = world.signed_in("ada")
        data = fields(ada.get("/users"), -1) | {"email": "late@example.org", "role": "coordinator", "bases": ""}
        shown = ada.post("/users", data=data)
        assert shown.status_code == 422
        assert 'value="late@example.org"' in shown.text
        assert "联络员要有一个或几个基地" in shown.text

    def test_a_key_is_shown_once_works_and_is_revoked_after_asking(self, world: World) -> None:
        ada = world.signed_in("ada")
        data = fields(ada.get("/keys"), -1) | {"name": "portal <b>", "scope": ["needs", "candidates"]}
        shown = ada.post("/keys", data=data)
        (key,) = re.findall(r"<code>(hm_[^<]+)</code>", shown.text)
        assert key not in ada.get("/keys").text
        program = world.client()
        program.headers["authorization"] = f"Bearer {key}"
        assert program.get("/api/needs").status_code == 200
        (path,) = {
            f"/keys/{kept.id}/revoke" for kept in world.keys.all() if kept.name == "portal <b>" and not kept.revoked
        }

        asked = ada.get(path)
        assert "portal &lt;b&gt;" in asked.text
        assert program.get("/api/needs").status_code == 200
        assert ada.post(path, data=fields(asked)).status_code == 303
        assert program.get("/api/needs").status_code == 401

    def test_an_auditor_finds_who_saw_a_person_and_leaves_an_entry_too(self, world: World) -> None:
        world.signed_in("wei").get("/api/professionals/P-water/suggestions")
        dora = world.signed_in("dora")
        page = dora.get("/audit?person=P-water")
        assert "Li Wei" in page.text
        assert "wei@example.org" in page.text
        assert world.engine.store.audit.entries(limit=1)[0].action == "audit.searched"
        assert "Li Wei" not in dora.get("/audit").text, "a name is shown in a search for that person only"
        assert "记录完整" in dora.get("/audit/verify").text

    @pytest.mark.parametrize("path", ["/users", "/keys", "/audit", "/audit?lang=en", "/users?lang=en", "/keys?lang=en"])
    def test_a_page_shows_no_key_of_a_catalogue_and_no_script(self, world: World, path: str) -> None:
        text = world.signed_in("dora" if "audit" in path else "ada").get(path).text
        text = re.sub(r"<[^>]*>", " ", text)
        assert "None" not in text
        assert not re.search(r"\b(users|keys|audit|action|role|scope)\.[a-z]", text)


def test_the_page_of_the_api_lists_every_route_and_loads_nothing_of_others(world: World) -> None:
    text = world.signed_in("lin").get("/docs").text
    for path, operations in world.app.openapi()["paths"].items():
        for method in operations:
            assert f"{method.upper()} {path}" in unescape(text)
    assert not re.search(r'(src|href)="(https?:)?//', text)


def test_everything_that_is_noted_can_be_searched_for_in_words() -> None:
    noted = {
        action
        for file in (Path(__file__).parents[2] / "service").rglob("*.py")
        for action in re.findall(r'note(?:_ranking)?\(\s*request, "([a-z.-]+)"', file.read_text(encoding="utf-8"))
    }
    assert len(noted) > 15
    assert noted - set(ACTIONS) == set()
    for language in LANGUAGES:
        assert [action for action in ACTIONS if not read_catalogue(language).has(f"action.{action}")] == []


class TestSamples:
    def test_accounts_of_a_sample_work_only_while_nothing_real_is_in_the_store(self, world: World) -> None:
        accounts = make_sample_accounts(world.engine)
        assert {account.role for account in accounts} == {"coordinator", "professional", "analyst", "auditor", "admin"}
        assert "demo.example" not in browser(world).get("/sign-in").text, "N-other is no sample data"
        real = world.engine.records.get("need", "N-other")[1]
        world.engine.records.put(replace(real, synthetic=True))

        page = browser(world).get("/sign-in")
        assert page.text.count("@demo.example") == 5
        client = browser(world)
        data = fields(client.get("/sign-in"), 1)
        assert data["email"] == "admin@demo.example"
        assert client.post("/sign-in", data=data).status_code == 303

        world.engine.records.put(Need(id="N-real", title="A real need"))
        try:
            assert "demo.example" not in browser(world).get("/sign-in").text
            assert sign_in(browser(world), "admin@demo.example", PASSWORD).status_code == 422
        finally:
            world.engine.records.erase("need", "N-real")


def lists(page: Response, number: int = 0) -> dict[str, list[str]]:
    """The hidden fields of a form, each with all its values."""
    form = re.findall(r"<form.*?</form>", page.text, re.DOTALL)[number]
    values: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form):
        values.setdefault(unescape(name), []).append(unescape(value))
    return values
