"""Takes pictures of the pages on the demo sample: in both languages, wide and narrow, light and dark."""

import shutil
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import uvicorn

from matcher.build import open_engine
from matcher.config import load_settings
from matcher.matching.engine import Engine
from matcher.store.cases import Stage
from service.access.sample import make_sample_accounts
from service.access.session import PLAIN_COOKIE
from service.app import create_app
from tests.browser.conftest import CHROMIUM

PORT = 8010
_HEIGHTS = {1280: 800, 375: 812}


def main(folder: Path) -> None:
    """Write the pictures into a folder."""
    if not CHROMIUM:
        sys.exit("screenshots: chromium is not installed; install it with: apt-get install chromium fonts-noto-cjk")
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as copy:  # cases are made to be shown: the sample stays as it is
        store = Path(copy) / "store"
        shutil.copytree(load_settings().folder, store)
        settings = load_settings(port=PORT, folder=store)
        engine = open_engine(settings, new=False)
        try:
            engine.sync()
            app = create_app(settings, engine)
            with _serving(app):
                _take_all(folder, _session(app, engine), _addresses(app, engine))
        finally:
            engine.close()


def _addresses(app: Any, engine: Engine) -> dict[str, str]:
    """The pages to show, on the coordinator's need with most people."""
    account = next(one for one in make_sample_accounts(engine) if one.role == "coordinator")
    kept = engine.store.kept("need", engine.matching.open_needs())
    own = [identifier for identifier, need in kept.items() if getattr(need, "base", "") in account.bases]
    rankings = {need: engine.matching.candidates(need) for need in own}
    need = max(own, key=lambda one: (len(rankings[one]), one))
    people = [one.professional for one in rankings[need]]
    now = app.state.clock()
    stages: tuple[Stage, ...] = ("meeting", "contacted", "shortlisted")
    cases = [
        engine.store.cases.add(need, person, stage, account.id, now - timedelta(days=9 - 4 * place))
        for place, (person, stage) in enumerate(zip(people, stages, strict=False))
    ]
    root = f"/needs/{need}"
    return {
        "01-sign-in": "/sign-in",
        "02-home": "/home",
        "03-editor": f"{root}/edit",
        "04-import": "/needs/import",
        "05-needs": "/needs",
        "06-candidates": f"{root}/candidates",
        "07-pair": f"{root}/candidates/{people[1]}",
        "08-compare": f"{root}/compare?a={people[0]}&b={people[1]}",
        "09-shortlist": f"{root}/shortlist",
        "10-cases": "/cases",
        "11-case": f"/cases/{cases[0].id}",
    }


def _session(app: Any, engine: Engine) -> str:
    account = next(one for one in make_sample_accounts(engine) if one.role == "coordinator")
    token: str = app.state.accounts.begin_session(account)
    return token


@contextmanager
def _serving(app: Any) -> Iterator[None]:
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=PORT, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield
    server.should_exit = True
    thread.join(10)


def _take_all(folder: Path, session: str, addresses: dict[str, str]) -> None:
    from playwright.sync_api import sync_playwright

    address = f"http://127.0.0.1:{PORT}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for width, height in _HEIGHTS.items():
            for lang in ("zh", "en"):
                context = browser.new_context(viewport={"width": width, "height": height}, base_url=address)
                page = context.new_page()
                for name, path in addresses.items():
                    if "sign-in" not in path:
                        context.add_cookies([{"name": PLAIN_COOKIE, "value": session, "url": address}])
                    page.goto(f"{path}{'&' if '?' in path else '?'}lang={lang}")
                    page.screenshot(path=folder / f"{name}-{lang}-{width}.png")
                context.close()
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
