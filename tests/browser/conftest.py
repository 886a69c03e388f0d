"""A service on a real port with the demo sample, and one Chromium for all tests; without it they are skipped."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from matcher.build import open_engine
from matcher.config import load_settings
from matcher.ingest.jsonl import read_lines
from matcher.matching.engine import Agreement, Engine, Run
from matcher.records import Base, Consent, Kind, Need, Organisation, Professional, Requirement, Work
from service.access.sample import make_sample_accounts
from service.access.session import PLAIN_COOKIE
from service.app import create_app

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), "")
DAY = date(2026, 11, 22)
SAMPLE = Path(__file__).parents[2] / "data" / "demo"
PAYLOADS = (
    "<script>window.broken=1</script>", "<img src=x onerror=window.broken=1>", "\"><svg onload=window.broken=1>",
    "javascript:window.broken=1", "</textarea><script>window.broken=1</script>", "{{7*7}}", "'-alert(1)-'",
    "<a href=javascript:window.broken=1>x</a>", "&lt;script&gt;", "<!--", "]]>", "<style>*{display:none}</style>",
    "<iframe srcdoc='<script>parent.broken=1</script>'>", "<b onmouseover=window.broken=1>over</b>",
)  # fmt: skip
"""Text that would run, break out of an attribute or hide the page if it were taken for markup."""
NEED = "N-terms"
HOSTILE = "N-hostile"
LONG = "N/long?&x=y#1"
"""A need whose id has every sign that means something in an address, with twelve musts and a very long title."""


@dataclass(frozen=True)
class Service:
    """The running service: its address, its engine, the cookie of a session by role, and a case."""

    address: str
    engine: Engine
    cookies: dict[str, str]
    cookie: str
    case: str
    """A case that waits."""


def _records() -> Iterator[Any]:
    """Parts of the demo sample and a need with people whose every field is hostile."""
    files: dict[str, tuple[Kind, int]] = {
        "organisations": ("organisation", 100),
        "bases": ("base", 30),
        "needs": ("need", 12),
        "professionals": ("professional", 60),
    }
    for name, (kind, most) in files.items():
        for number, line in enumerate(read_lines(SAMPLE / f"{name}.jsonl", kind)):
            if number < most and line.record:
                yield line.record
    musts = tuple(Requirement(f"has built pump {name}", "must", 1.0, name) for name in ("alpha", "beta", "gamma"))
    yield Need(
        id=NEED, title="水泵改造 Pump alpha beta gamma", body="We need pump alpha, pump beta and pump gamma.",
        type="project", base="B-own", languages=("en",), modes=("visit",), requirements=musts, synthetic=True,
        deadline=DAY + timedelta(days=20),
    )  # fmt: skip
    consent = Consent(("matching",), date(2026, 1, 1))
    for number in range(6):
        works = (Work(f"Pump alpha no {number}", "We built pump alpha and pump beta in a dry valley.", 2019 + number),)
        yield Professional(
            id=f"P-own-{number}",
            name=f"{'沈若川' if number % 2 else 'Marta Brandt'} {number}",
            headline="Pumps and valves",
            works=works,
            skills=("gamma",) if number < 3 else (),
            languages=("en", "zh"),
            modes=("visit", "remote") if number < 5 else ("remote",),
            engagements=("project",),
            country="DE",
            consent=consent,
            synthetic=True,
            stage="R3",
        )
    pumps = ("alpha", *(f"pump kind {number}" for number in range(11)))
    yield Need(
        id=LONG,
        title="高盐工业废水零排放工艺诊断与改造及其配套装置" * 3,
        body="We need pump alpha.",
        type="project",
        base="B-own",
        requirements=tuple(Requirement(f"has built {pump}", "must", 1.0, pump) for pump in pumps),
        synthetic=True,
    )
    yield Professional(
        id="P/long?&x=y",
        name="Wolfeschlegelsteinhausenbergerdorff" * 3,
        headline="Donaudampfschifffahrtsgesellschaft" * 4,
        works=(Work("Pump alpha", "We built pump alpha.", 2024),),
        languages=("en",),
        consent=consent,
        synthetic=True,
    )
    yield Base(id="B-own", name="Own base", name_zh="榆塞基地", synthetic=True)
    text = " ".join(PAYLOADS)
    yield Organisation(id="O-hostile", name=text, name_zh=text)
    yield Need(
        id=HOSTILE, title=text, body=f"{text}\n{text}", type="project", base="B-own", organisation="O-hostile",
        theme=text,
        requirements=(Requirement(text, "must", 1.0, "alpha"), Requirement(text, "nice", 1.0, text)), synthetic=True,
    )  # fmt: skip
    yield Professional(
        id="P-hostile", name=text, aliases=(text,), headline=text, summary=f"Pump alpha. {text}", organisation=text,
        works=(Work(f"Pump alpha {text}", f"We built pump alpha {text}.", 2024),), skills=("alpha", text),
        languages=("en",), consent=consent, synthetic=True,
    )  # fmt: skip


def _engine(folder: Path) -> Engine:
    settings = load_settings(
        folder=folder, store="memory", embedder="hashing", index="exact", today=DAY, show_weak=True
    )
    engine = open_engine(settings)
    engine.records.put_many(list(_records()))
    for number in range(6):
        engine.records.agree(f"P-own-{number}", Agreement("contact", True, date(2026, 11, 1)))
    lists = [[(NEED, f"P-own-{n}", n, 0.5) for n in people] for people in ((1, 2), (1, 3, 4))]
    for number, lines in enumerate(lists):
        engine.store.put_run(Run(f"night-{number}", DAY - timedelta(days=2 - number), "r", "m", number), lines)
    return engine


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    engine = _engine(tmp_path_factory.mktemp("browser"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = load_settings(folder=tmp_path_factory.mktemp("settings"), port=port, today=DAY)
    app = create_app(settings, engine)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield _signed_in(app, engine, f"http://127.0.0.1:{port}")
    server.should_exit = True
    thread.join(10)
    engine.close()


def _signed_in(app: Any, engine: Engine, address: str) -> Service:
    cookies = {}
    for account in make_sample_accounts(engine):
        if account.role == "coordinator":
            engine.store.accounts.put(replace(account, bases=account.bases | {"B-own"}))
        cookies[account.role] = app.state.accounts.begin_session(engine.store.accounts.get(account.id))
    now: datetime = app.state.clock()
    waiting = engine.store.cases.add(NEED, "P-own-1", "meeting", "somebody", now - timedelta(days=9), "waits")
    engine.store.cases.add(NEED, "P-own-2", "shortlisted", "somebody", now)
    engine.store.cases.add(HOSTILE, "P-hostile", "shortlisted", "somebody", now, " ".join(PAYLOADS))
    return Service(address, engine, cookies, PLAIN_COOKIE, waiting.id)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    if not CHROMIUM:
        pytest.skip("chromium is not installed: apt-get install chromium fonts-noto-cjk")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def visit(chromium: Any, service: Service) -> Iterator[Any]:
    """Opens a window of somebody who has signed in; every problem that the browser reports fails the test."""
    contexts = []

    def opened(role: str = "coordinator", *, width: int = 1280, dark: bool = False, script: bool = True) -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light",
            java_script_enabled=script, base_url=service.address, reduced_motion="reduce",
        )  # fmt: skip
        contexts.append(context)
        context.add_cookies([{"name": service.cookie, "value": service.cookies[role], "url": service.address}])
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.problems = []
        page.on("console", lambda message: page.problems.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
