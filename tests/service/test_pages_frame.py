"""The frame of all pages: language, words that are complete and safe, error pages, static files, the policy."""

import re
from datetime import date
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from fastapi import Depends, FastAPI, Request
from markupsafe import Markup
from starlette.responses import Response
from starlette.testclient import TestClient

from matcher.config import Settings
from matcher.matching.engine import Engine
from matcher.messages import LANGUAGES, Language
from matcher.records import Period
from service.access.guard import anyone
from service.access.viewer import Viewer
from service.app import create_app
from service.pages.catalogue import FOLDER, read_catalogue
from service.pages.formats import Formats
from service.pages.render import page

READER = {"accept": "text/html"}
TEMPLATES = Path(__file__).parents[2] / "service" / "pages" / "templates"
COORDINATOR = Viewer("A-1", "林晓", "coordinator", frozenset({"B-1"}))


@pytest.mark.parametrize(
    ("address", "headers", "cookies", "language"),
    [
        ("/nowhere", {}, {}, "zh-CN"),
        ("/nowhere", {"accept-language": "fr, en;q=0.8, zh;q=0.2"}, {}, "en"),
        ("/nowhere", {"accept-language": "en;q=0, zh;q=0.1"}, {}, "zh-CN"),
        ("/nowhere", {"accept-language": "zh"}, {"language": "en"}, "en"),
        ("/nowhere?lang=zh", {"accept-language": "en"}, {"language": "en"}, "zh-CN"),
        ("/nowhere?lang=fr", {"accept-language": "en;q=x"}, {"language": "de"}, "zh-CN"),
    ],
)
def test_the_address_wins_over_the_cookie_and_the_cookie_over_the_browser(
    client: TestClient, address: str, headers: dict[str, str], cookies: dict[str, str], language: str
) -> None:
    client.cookies.update(cookies)

    answer = client.get(address, headers=READER | headers)

    assert f'<html lang="{language}">' in answer.text


def test_a_language_that_was_chosen_is_remembered(client: TestClient) -> None:
    client.get("/nowhere?lang=en", headers=READER)

    assert '<html lang="en">' in client.get("/nowhere", headers=READER).text


def test_a_reader_gets_a_page_and_a_program_a_problem_of_the_same_status(client: TestClient) -> None:
    shown, problem = client.get("/nowhere", headers=READER), client.get("/nowhere")

    assert shown.status_code == problem.status_code == 404
    assert "没有这个页面，或您不能看。" in shown.text
    assert problem.headers["content-type"] == "application/problem+json"
    assert client.get("/api/nowhere", headers=READER).headers["content-type"] == "application/problem+json"


def test_an_unexpected_error_has_a_number_that_the_log_knows(
    app: FastAPI, client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    @app.get("/broken", dependencies=[Depends(anyone)])
    def broken() -> None:
        raise RuntimeError("inside")

    answer = client.get("/broken", headers=READER)

    number = re.search(r"编号([0-9A-F]{4})", answer.text)
    assert answer.status_code == 500
    assert number
    assert number[1] in caplog.text
    assert "inside" not in answer.text


def test_a_body_that_is_too_large_is_answered_with_a_page(app: FastAPI, client: TestClient) -> None:
    @app.post("/taken", dependencies=[Depends(anyone)])
    async def taken(request: Request) -> int:
        return len(await request.body())

    answer = client.post("/taken", content=b"x" * 60_000_000, headers=READER | {"accept-language": "en"})

    assert answer.status_code == 413
    assert "too large" in answer.text


def test_a_page_obeys_the_policy_by_itself(client: TestClient) -> None:
    answer = client.get("/nowhere", headers=READER)

    assert answer.headers["content-security-policy"].startswith("default-src 'self';")
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|data:|https?://(?!www\.w3\.org)", answer.text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", answer.text)


def test_what_a_page_loads_may_be_kept_since_its_address_changes_with_it(client: TestClient) -> None:
    loaded = re.findall(r'(?:href|src)="(/static/[^"]+)"', client.get("/nowhere", headers=READER).text)

    assert len(loaded) == 3
    for address in loaded:
        answer = client.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        assert re.search(r"\?v=[0-9a-f]{12}$", address)


def test_the_frame_names_reader_and_base_and_switches_language_in_place(settings: Settings, engine: Engine) -> None:
    app = create_app(settings, engine)

    @app.get("/shown", dependencies=[Depends(anyone)])
    def shown(request: Request, q: str = "", lang: str = "") -> Response:
        return page(request, "error.html", viewer=COORDINATOR, synthetic=True, key="error.missing", number="")

    with TestClient(app) as client:
        text = client.get("/shown?q=a%26b&lang=en").text

    assert "林晓" in text
    assert "B-1" in text
    assert 'href="/shown?q=a%26b&amp;lang=zh"' in text
    assert text.count("SYNTHETIC") == 2
    assert 'href="/needs"' in text


def test_the_catalogues_have_the_same_keys_places_and_plurals() -> None:
    catalogues = {language: read_catalogue(language) for language in LANGUAGES}
    places = {
        language: {key: set(re.findall(r"{(\w+)", " ".join(forms))) for key, forms in catalogue.forms.items()}
        for language, catalogue in catalogues.items()
    }

    assert places["zh"] == places["en"]
    assert all(all(forms) for catalogue in catalogues.values() for forms in catalogue.forms.values())
    plural = {key for key, forms in catalogues["en"].forms.items() if len(forms) > 1}
    assert all("count" in places["en"][key] for key in plural)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_catalogue_is_a_gettext_file_that_is_sorted_and_complete(language: Language) -> None:
    with (FOLDER / f"{language}.po").open("rb") as opened:
        messages = [message for message in read_po(opened, locale=language) if message.id]

    keys = [message.id[0] if message.pluralizable else message.id for message in messages]
    assert keys == sorted(keys)
    assert not any(message.fuzzy for message in messages)


def test_chinese_words_have_no_spaces_beside_latin_and_only_full_width_marks() -> None:
    wrong = {
        key: form
        for key, forms in read_catalogue("zh").forms.items()
        for form in forms
        if re.search(r"[一-鿿]\s+[A-Za-z0-9{]|[A-Za-z0-9}]\s+[一-鿿]|[一-鿿][,;:?!()]", form.replace(" {mark} ", ""))
    }

    assert wrong == {}


def test_values_are_made_safe_and_plurals_follow_the_number() -> None:
    words = read_catalogue("en")

    assert words.say("title", page="<b>&\u202e") == Markup("&lt;b&gt;&amp; · HomeMatch")
    assert "1 day left" in words.say("deadline.left", day="x", count=1)
    assert "2 days left" in words.say("deadline.left", day="x", count=2)
    with pytest.raises(KeyError):
        words.say("no such key")


def test_days_periods_and_numbers_are_written_as_in_the_language() -> None:
    zh, en = Formats(read_catalogue("zh")), Formats(read_catalogue("en"))
    half_year = Period(date(2027, 4, 1), date(2027, 9, 30))

    assert zh.day(date(2027, 3, 8)) == Markup('<time datetime="2027-03-08">2027年3月8日</time>')
    assert en.day_text(date(2027, 3, 8)) == "8 Mar 2027"
    assert (zh.period(half_year), en.period(half_year)) == ("2027年4月至9月", "Apr 2027 – Sep 2027")
    assert "起" in zh.period(Period(date(2027, 3, 2)))
    assert zh.period(None) == "未说明"
    assert (zh.count(9999), zh.count(12000), en.count(12000)) == ("9999", "1.2万", "12,000")
    assert (zh.points(-0.123), zh.signed(0.2)) == ("−0.12", "+0.20")
    assert zh.values(["zh", "en"], choice=True) == "中文或英语"
    assert zh.foreign("Li <Wei>") == Markup('<span lang="en">Li &lt;Wei&gt;</span>')
    assert en.foreign("李伟") == Markup('<span lang="zh-CN">李伟</span>')


def test_no_template_holds_words_of_its_own() -> None:
    """What a reader sees comes from the catalogues: outside of tags and expressions there are no letters."""
    words = {}
    for file in sorted(TEMPLATES.glob("*.html")):
        text = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", "\x00", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        between = re.sub(r"<[^>]*>|[\w-]+=\"[^\"]*\"", " ", text, flags=re.DOTALL)
        attributes = re.findall(r'(?:aria-label|title|alt|placeholder)="([^"]*)"', text)
        if left := re.findall(r"[^\W\d_]+", " ".join([between, *attributes])):
            words[file.name] = left

    assert words == {}
