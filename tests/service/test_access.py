"""Who may sign in, with what, and for how long; what keys are for; what nobody may see."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from matcher.errors import InputError, NotFoundError, UnknownNameError
from matcher.records import Need, Professional
from service.access.accounts import Accounts
from service.access.attempts import BY_BOTH, BY_EMAIL, Attempts, TooManyAttempts
from service.access.passwords import check_password, hashed, is_right
from service.access.session import PLAIN_COOKIE
from tests.service.conftest import LONG_PASSWORD, World
from tests.service.problems import check_problem

NEED, OTHER = "N-高盐废水", "N-other"
"""A need of base B-1, and one of B-2."""


@pytest.fixture(autouse=True)
def _clock_is_put_back(world: World) -> Iterator[None]:
    before = world.clock.now
    yield
    world.clock.now = before


class TestPasswords:
    @pytest.mark.parametrize("password", ["short", "x" * 201, "aaaaaaaaaaaaaaaa", "qwertyuiop12", "lin-lin-lin-lin-"])
    def test_what_is_guessed_at_once_is_refused(self, password: str) -> None:
        with pytest.raises(InputError):
            check_password(password, "lin", "Lin Xiao")

    @pytest.mark.parametrize("password", [LONG_PASSWORD, "芦苇里站着一只灰色的苍鹭", "k7#vQ9!mZ2@x"])
    def test_a_sentence_in_any_language_is_accepted(self, password: str) -> None:
        check_password(password, "lin", "Lin Xiao")

    def test_a_password_is_kept_as_a_salted_argon2_hash(self) -> None:
        first, second = hashed(LONG_PASSWORD), hashed(LONG_PASSWORD)
        assert first != second
        assert first.startswith("$argon2id$")
        assert is_right(LONG_PASSWORD, first)
        assert not is_right(LONG_PASSWORD + ".", first)

    def test_nobody_gets_in_where_no_password_was_set(self) -> None:
        assert not is_right("no password has this", "")


class TestInvitations:
    @pytest.fixture
    def accounts(self, world: World) -> Accounts:
        return world.accounts

    def test_an_invitation_works_once_and_for_a_week(self, world: World, accounts: Accounts) -> None:
        account, token = accounts.invite("new@example.org", "analyst")
        assert accounts.right_password("new@example.org", LONG_PASSWORD) is None
        world.clock.now += timedelta(days=6, hours=23)
        assert accounts.by_link(token, "invitation") == account

        accounts.set_password(token, "invitation", LONG_PASSWORD, name="New")

        assert accounts.by_link(token, "invitation") is None
        with pytest.raises(InputError, match="was used or has expired"):
            accounts.set_password(token, "invitation", "another long sentence")
        signed = accounts.right_password("NEW@example.org ", LONG_PASSWORD)
        assert signed is not None
        assert signed.name == "New"

    def test_an_expired_a_foreign_and_an_older_link_do_not_work(self, world: World, accounts: Accounts) -> None:
        account, token = accounts.invite("late@example.org", "analyst")
        newer = accounts.reset(account)
        assert accounts.by_link(token, "invitation") is None
        assert accounts.by_link(newer, "reset") is None
        assert accounts.by_link("x" * 43, "invitation") is None
        world.clock.now += timedelta(days=7, seconds=1)
        assert accounts.by_link(newer, "invitation") is None

    def test_a_password_that_is_refused_leaves_the_link_working(self, accounts: Accounts) -> None:
        _, token = accounts.invite("slow@example.org", "analyst")
        with pytest.raises(InputError):
            accounts.set_password(token, "invitation", "short")
        assert accounts.set_password(token, "invitation", LONG_PASSWORD).password

    def test_a_reset_ends_every_session_of_the_account(self, accounts: Accounts) -> None:
        account, token = accounts.invite("reset@example.org", "analyst")
        session = accounts.begin_session(accounts.set_password(token, "invitation", LONG_PASSWORD))
        assert accounts.of_session(session) is not None

        accounts.set_password(accounts.reset(accounts.get(account.id)), "reset", "quite another sentence")

        assert accounts.of_session(session) is None
        assert accounts.right_password("reset@example.org", LONG_PASSWORD) is None

    @pytest.mark.parametrize(
        ("role", "bases", "own"),
        [
            ("coordinator", [], None), ("coordinator", ["B-9"], None), ("analyst", ["B-1"], None),
            ("professional", [], None), ("analyst", [], "P-water"), ("king", [], None),
        ],
    )  # fmt: skip
    def test_a_role_needs_its_bases_or_its_record_and_nothing_else(
        self, accounts: Accounts, role: str, bases: list[str], own: str | None
    ) -> None:
        with pytest.raises(InputError):
            accounts.invite("odd@example.org", role, bases=bases, professional=own)

    @pytest.mark.parametrize("email", ["", "lin", "@example.org", "a b@example.org", "a@b@c", "x" * 250 + "@e.org"])
    def test_what_is_no_email_is_refused(self, accounts: Accounts, email: str) -> None:
        with pytest.raises(InputError, match="is no email"):
            accounts.invite(email, "analyst")

    def test_a_record_has_one_account(self, accounts: Accounts) -> None:
        with pytest.raises(InputError, match="has an account already"):
            accounts.invite("wei2@example.org", "professional", professional="P-water")
        with pytest.raises(NotFoundError):
            accounts.invite("wei2@example.org", "professional", professional="P-nobody")

    def test_the_last_administrator_stays(self, accounts: Accounts) -> None:
        ada = accounts.of_email("ada@example.org")
        for changed in (replace(ada, active=False), replace(ada, role="analyst")):
            with pytest.raises(InputError, match="last administrator"):
                accounts.change(changed)

    def test_the_first_start_offers_an_administrator_and_no_later_one_does(self, world: World) -> None:
        assert world.accounts.first_admin() is None


class TestSessions:
    def test_a_session_ends_after_an_hour_without_a_request_and_after_twelve_hours(self, world: World) -> None:
        browser = world.signed_in("lin")
        for _ in range(14):
            world.clock.now += timedelta(minutes=50)
            assert browser.get("/api/needs").status_code == 200
        world.clock.now += timedelta(minutes=50)
        check_problem(browser.get("/api/needs"), 401, "/api/needs")

        browser = world.signed_in("lin")
        world.clock.now += timedelta(minutes=61)
        assert browser.get("/api/needs").status_code == 401

    def test_who_is_disabled_is_out_with_the_next_request(self, world: World) -> None:
        account, token = world.accounts.invite("gone@example.org", "analyst")
        world.accounts.set_password(token, "invitation", LONG_PASSWORD)
        browser = world.signed_in("gone")
        assert browser.get("/api/needs").status_code == 200

        world.accounts.change(replace(world.accounts.get(account.id), active=False))

        assert browser.get("/api/needs").status_code == 401
        assert world.accounts.right_password("gone@example.org", LONG_PASSWORD) is None

    def test_an_account_goes_with_the_professional_who_is_erased(self, world: World) -> None:
        world.engine.records.put(Professional(id="P-leaving", name="Leaving", summary="Pumps."))
        _, token = world.accounts.invite("leaving@example.org", "professional", professional="P-leaving")
        world.accounts.set_password(token, "invitation", LONG_PASSWORD)
        browser = world.signed_in("leaving")

        world.engine.records.erase("professional", "P-leaving")

        assert browser.get("/api/needs").status_code == 401
        with pytest.raises(NotFoundError):
            world.accounts.of_email("leaving@example.org")

    @pytest.mark.parametrize("cookie", ["", "x", "é", "a" * 5000])
    def test_a_cookie_of_no_session_is_nobody(self, world: World, cookie: str) -> None:
        header = [(b"cookie", f"{PLAIN_COOKIE}={cookie}".encode("latin-1"))]
        assert world.client().get("/api/needs", headers=header).status_code == 401


class TestKeys:
    def test_what_is_kept_of_a_key_does_not_open_anything(self, world: World) -> None:
        kept, key = world.keys.make("portal", ["needs"])
        assert key.startswith("hm_")
        assert key not in str(kept)
        for given, status in ((key, 200), (kept.token, 401), (kept.id, 401), ("", 401)):
            answer = world.client().get("/api/needs", headers={"authorization": f"Bearer {given}"})
            assert answer.status_code == status
        assert "www-authenticate" in answer.headers

    def test_a_revoked_and_an_expired_key_are_nobodys(self, world: World) -> None:
        kept, key = world.keys.make("short", ["needs"], until=world.clock.now + timedelta(hours=1))
        header = {"authorization": f"Bearer {key}"}
        assert world.client().get("/api/needs", headers=header).status_code == 200
        world.clock.now += timedelta(hours=2)
        assert world.client().get("/api/needs", headers=header).status_code == 401
        world.clock.now -= timedelta(hours=2)
        world.keys.revoke(kept.id)
        assert world.client().get("/api/needs", headers=header).status_code == 401

    def test_a_key_does_what_its_scopes_say_for_the_bases_it_is_for(self, world: World) -> None:
        _, key = world.keys.make("branch", ["needs"], bases=["B-2"])
        header = {"authorization": f"Bearer {key}"}
        browser = world.client()
        assert browser.get("/api/needs", headers=header).json() == {"needs": [OTHER]}
        assert browser.get(f"/api/needs/{OTHER}/candidates", headers=header).status_code == 404
        assert browser.get("/api/lists/professionals", headers=header).status_code == 404

    def test_a_key_that_could_do_nothing_or_too_much_is_not_made(self, world: World) -> None:
        for scopes, bases, error in (
            ([], None, InputError), (["anonymised"], None, InputError), (["everything"], None, UnknownNameError),
            (["suggestions"], ["B-1"], InputError),
        ):  # fmt: skip
            with pytest.raises(error):
                world.keys.make("odd", scopes, bases=bases)

    def test_a_cookie_beside_a_key_counts_for_nothing(self, world: World) -> None:
        browser = world.signed_in("lin")
        assert browser.get("/api/needs", headers={"authorization": "Bearer hm_wrong"}).status_code == 401


class TestRows:
    def test_a_coordinator_sees_the_needs_of_own_bases_only(self, world: World) -> None:
        lin, wang = world.signed_in("lin"), world.signed_in("wang")
        assert lin.get("/api/needs").json() == {"needs": [NEED]}
        assert wang.get("/api/needs").json() == {"needs": [OTHER]}
        assert [one["id"] for one in lin.get("/api/lists/needs").json()["records"]] == [NEED]

    def test_a_need_of_an_organisation_that_has_the_id_of_a_base_is_none_of_the_base(self, world: World) -> None:
        world.engine.records.put(Need(id="N-firm", title="Pumps", base="B-2", organisation="B-1"))
        assert world.signed_in("lin").get("/api/needs").json() == {"needs": [NEED]}
        assert world.signed_in("wang").get("/api/needs").json() == {"needs": ["N-firm", OTHER]}
        world.engine.records.erase("need", "N-firm")

    @pytest.mark.parametrize("rest", ["candidates", "candidates/P-water", "candidates/P-water/above/P-solar"])
    def test_a_need_of_another_base_is_answered_like_one_that_is_not_there(self, world: World, rest: str) -> None:
        wang = world.signed_in("wang")
        foreign, missing = wang.get(f"/api/needs/{NEED}/{rest}"), wang.get(f"/api/needs/N-nobody/{rest}")
        check_problem(foreign, 404, f"/api/needs/{NEED}/{rest}")
        assert foreign.json()["detail"].replace(NEED, "N-nobody") == missing.json()["detail"]
        assert world.signed_in("lin").get(f"/api/needs/{NEED}/{rest}").status_code == 200

    def test_a_professional_sees_their_own_suggestions_only(self, world: World) -> None:
        wei = world.signed_in("wei")
        assert wei.get("/api/professionals/P-water/suggestions").status_code == 200
        for other in ("P-solar", "P-hidden", "P-nobody"):
            path = f"/api/professionals/{other}/suggestions"
            assert (
                f"no professional that you may see has the id '{other}'"
                in check_problem(wei.get(path), 404, path)["detail"]
            )

    def test_who_may_not_use_an_address_is_told_that_there_is_none(self, world: World) -> None:
        path = f"/api/needs/{NEED}/candidates"
        for who in ("ada", "ana", "wei", "dora"):
            given = check_problem(world.signed_in(who).get(path), 404, path)
            nothing = world.signed_in(who).get("/api/nowhere").json()
            assert given["detail"] == nothing["detail"]


class TestAttempts:
    def test_after_five_failures_of_one_email_from_one_address_nothing_is_tried(self) -> None:
        attempts = Attempts()
        for _ in range(BY_BOTH):
            attempts.check("lin@example.org", "10.0.0.1")
            attempts.fail(" LIN@example.org", "10.0.0.1")
        with pytest.raises(TooManyAttempts, match="15 minutes"):
            attempts.check("lin@example.org", "10.0.0.1")
        attempts.check("lin@example.org", "10.0.0.2")
        attempts.check("wang@example.org", "10.0.0.1")

    def test_failures_from_many_addresses_are_counted_by_email(self) -> None:
        attempts = Attempts()
        for number in range(BY_EMAIL):
            attempts.fail("lin@example.org", f"10.0.1.{number}")
        with pytest.raises(TooManyAttempts):
            attempts.check("lin@example.org", "10.0.2.1")
