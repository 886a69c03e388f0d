"""The coordinator's pages in Chromium: accessible, safe, never too wide, and usable with and without script."""

from typing import Any
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import HOSTILE, LONG, NEED, PAYLOADS, Service

pytestmark = pytest.mark.slow
ROOT, BAD = f"/needs/{NEED}", f"/needs/{HOSTILE}"
PAGES = {
    "sign in": "/sign-in",
    "home": "/home",
    "needs": "/needs",
    "need": ROOT,
    "editor": f"{ROOT}/edit",
    "new need": "/needs/new",
    "import": "/needs/import",
    "candidates": f"{ROOT}/candidates",
    "pair": f"{ROOT}/candidates/P-own-1",
    "choose": f"{ROOT}/compare",
    "compare": f"{ROOT}/compare?a=P-own-1&b=P-own-3",
    "shortlist": f"{ROOT}/shortlist",
    "cases": "/cases",
    "board": "/cases?view=board",
    "long list": f"/needs/{quote(LONG, safe='')}/candidates",
    "long pair": f"/needs/{quote(LONG, safe='')}/candidates/{quote('P/long?&x=y', safe='')}",
    "about": "/about/ranking",
    "help": "/help",
    "missing": "/nowhere",
    "filtered": f"{ROOT}/candidates?band=strong&place=unstated",
}


_AXE: dict[int, dict[str, Any]] = {1280: {"light": {}, "dark": {"runOnly": ["color-contrast"]}}, 375: {"dark": {}}}
"""What axe looks at by width and colours: everything both wide and narrow, colours both light and dark."""


def pages_of(service: Service) -> dict[str, str]:
    return PAGES | {"case": f"/cases/{service.case}"}


def with_lang(address: str, lang: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}lang={lang}"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(visit: Any, service: Service, lang: str) -> None:
    """Wide and narrow, light and dark; in the dark only colours are another."""
    page, axe = visit(), Axe()
    wrong: dict[str, Any] = {}
    for name, address in pages_of(service).items():
        page.emulate_media(color_scheme="light")
        page.goto(with_lang(address, lang))
        for width in (1280, 375):
            page.set_viewport_size({"width": width, "height": 800})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wrong[f"{name} is too wide at {width}"] = []
            for scheme, options in _AXE[width].items():
                page.emulate_media(color_scheme=scheme)
                result = axe.run(page, options=options)
                if result.violations_count:
                    wrong[f"{name} {width} {scheme}"] = [
                        (one["id"], [node["html"][:120] for node in one["nodes"][:3]])
                        for one in result.response["violations"]
                    ]
    assert wrong == {}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_says_first_what_it_is_about_and_has_one_primary_button(
    visit: Any, service: Service, lang: str
) -> None:
    page = visit()
    for name, address in pages_of(service).items():
        page.problems.clear()
        page.goto(with_lang(address, lang))
        assert page.locator("h1").count() == 1, name
        assert page.locator(".button.first").count() == 1, name
        assert not page.problems or name == "missing", (name, page.problems)


def test_markup_in_every_field_of_everybody_runs_nowhere(visit: Any) -> None:
    page = visit()
    case = page.request.get("/cases").text().split(f"{quote('/cases/')}")[-1].split('"')[0]
    addresses = [
        "/home", "/needs", BAD, f"{BAD}/edit", f"{BAD}/candidates", f"{BAD}/candidates/P-hostile", f"{BAD}/compare",
        f"{BAD}/compare?a=P-hostile&b=P-own-1", f"{BAD}/shortlist", "/cases", f"/cases/{case}",
        f"{ROOT}/candidates/P-hostile", f"/needs?words={quote(PAYLOADS[0])}",
    ]  # fmt: skip
    shown = 0
    for address in addresses:
        for lang in ("zh", "en"):
            page.goto(with_lang(address, lang))
            assert page.evaluate("window.broken") is None, address
            assert page.locator("main script, main img, main iframe, main style").count() == 0, address
            shown += PAYLOADS[0] in page.locator("body").inner_text()
    assert shown > 10
    assert page.problems == []


@pytest.mark.parametrize(
    ("width", "script", "lang"), [(1280, True, "zh"), (1280, False, "en"), (375, True, "en"), (375, False, "zh")]
)
def test_a_coordinator_goes_from_a_pasted_text_to_a_shortlist_and_a_case(
    visit: Any, service: Service, width: int, script: bool, lang: str
) -> None:
    page = visit(width=width, script=script)
    page.goto(with_lang("/home", lang))
    page.locator("a.button.first").click()
    page.locator("#title").fill(f"Pump station {lang} {width} {script}")
    page.locator("#body").fill("The engineer must have experience with solar pumping.")
    page.locator("button[value=read]").click()
    assert page.locator("#body").input_value().startswith("The engineer")
    assert page.locator("[name=requirement-0-text]").input_value()
    page.locator("[name=requirement-0-skills]").fill("alpha")
    page.locator("[name=requirement-0-text]").fill("has built pump alpha")
    page.locator("#base").select_option("B-own")
    page.locator("button[value=find]").click()
    assert page.url.endswith("/candidates")

    page.locator("[name=person]").first.check()
    page.locator(".dock button.first").click()
    assert page.locator("[role=status]").count() == 1
    page.locator("tbody a.button").first.click()
    page.locator("#stage").select_option("interested")
    page.locator("[name=text]").first.fill("said yes")
    page.locator("form[action$=move] button").click()
    assert "said yes" in page.locator("main").inner_text()
    page.locator("[role=status] button").click()
    assert page.locator("[role=status]").count() == 1  # taking it back is an act that can be taken back too
    assert page.problems == []


def test_two_windows_that_change_one_need_lose_nothing(visit: Any) -> None:
    first, second = visit(), visit()
    for page in (first, second):
        page.goto(with_lang(f"{BAD.replace(HOSTILE, NEED)}/edit", "zh"))
    first.locator("#title").fill("水泵改造 Pump alpha beta gamma two")
    first.locator("button[value=save]").last.click()
    second.locator("#deadline").fill("2026-12-20")
    second.locator("button[value=save]").last.click()

    assert "刚被别人改过" in second.locator("[role=alert]").inner_text()
    assert second.locator("#title").input_value().endswith("two")
    assert second.locator("#deadline").input_value() == "2026-12-20"
    second.locator("button[value=save]").last.click()
    assert second.locator("h1").inner_text().endswith("two")


def test_the_whole_way_can_be_gone_with_the_keyboard(visit: Any) -> None:
    page = visit()
    page.goto(with_lang(f"{ROOT}/candidates", "zh"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('.people') !== null")
    page.keyboard.press("x")
    assert page.locator("[name=person]:checked").count() == 1
    focused = set()
    for _ in range(90):
        page.keyboard.press("Tab")
        focused.add(page.evaluate("document.activeElement.textContent.trim().slice(0, 40)"))
    assert "加入入围名单" in focused


def test_a_printed_proof_holds_the_sentences_and_nothing_to_click(visit: Any) -> None:
    page = visit()
    page.goto(with_lang(f"{ROOT}/candidates/P-own-1", "zh"))
    page.emulate_media(media="print")

    assert page.locator(".bar").is_hidden()
    assert page.locator(".button.first").first.is_hidden()
    assert page.locator(".quote").first.is_visible()
    assert page.locator(".mark.evidenced").first.is_visible()
    assert "SYNTHETIC" in page.locator(".synthetic").inner_text()


def test_a_page_is_small_when_it_travels(visit: Any, service: Service) -> None:
    page = visit()
    for name, address in pages_of(service).items():
        answer = page.request.get(address, headers={"accept-encoding": "gzip"})
        size = int(answer.headers.get("content-length", 0)) or len(answer.body())
        assert size <= 60_000, (name, size)
