"""What the commands do: open the engine, ask it, show the answer."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from threading import Thread

import typer
from rich.markup import escape
from rich.table import Table

from matcher.build import build_bridge, match_files, open_engine, write_run
from matcher.config import Settings, load_settings
from matcher.errors import InputError
from matcher.matching.engine import Engine
from matcher.messages import ranking_view, say
from matcher.results import Direction
from service.api.answered import ranking_answer
from service.cli.erasing import finish_erasures
from service.cli.show import Style, show_pair_in_full, show_recommendations, show_why
from service.cli.terminal import Stopped, console, plain, print_json, print_text, progress_bars
from service.listing import PLACES, write_ranking
from service.why import above, recommended

_ANSWERS_END, _SAVING_ENDS = 4, 4
"""Seconds that a service which is stopped waits for its answers, then for its indexes: it has ten."""


@contextmanager
def engine_of_settings(today: date | None = None) -> Iterator[Engine]:
    """The engine on the settings' store, in step with it."""
    settings = load_settings(**({"today": today} if today else {}))
    engine = open_engine(settings, new=False)
    try:
        finish_erasures(settings, engine)
        with progress_bars() as progress:
            engine.sync(progress)
        yield engine
    finally:
        engine.close()


def show_ranking(
    direction: Direction, query: str, k: int, style: Style, out: Path | None = None, *, as_json: bool
) -> None:
    """Candidates or suggestions on the terminal, or in a file."""
    with engine_of_settings() as engine:
        ranking = engine.matching.recommend(direction, query, k)
        if out:
            write_ranking(engine, ranking_view(ranking, style.language, PLACES), out, style.language)
        if as_json:
            print_json(ranking_answer(engine, ranking, style.language).model_dump(mode="json"))
        elif out:
            print_text(say(style.language, "import.written", file=str(out)))
        else:
            show_recommendations(engine, ranking, style)


def show_pair(need: str, professional: str, style: Style, *, as_json: bool) -> None:
    """One pair in full."""
    with engine_of_settings() as engine:
        ranking = engine.matching.explain(need, professional)
        if as_json:
            print_json(ranking_answer(engine, ranking, style.language).model_dump(mode="json"))
        else:
            show_pair_in_full(engine, ranking, professional, style)


def show_why_above(need: str, first: str, second: str, style: Style, *, as_json: bool) -> None:
    """Why the first stands above the second for a need."""
    with engine_of_settings() as engine:
        pair = recommended(engine, need, first), recommended(engine, need, second)
    why = above(*pair, style.language)
    if as_json:
        print_json(plain(why))
    else:
        show_why(why, style.language)


def show_requirements(need: str, *, keep: bool, as_json: bool) -> None:
    """The requirements of a need, kept as its own if so asked."""
    with engine_of_settings() as engine:
        requirements = engine.records.keep_requirements(need) if keep else engine.matching.requirements(need)
    if as_json:
        print_json([plain(requirement) for requirement in requirements])
        return
    table = Table("kind", "weight", "skill", "text", "characters of the body")
    for requirement in requirements:
        span = "" if requirement.start is None else f"{requirement.start}-{requirement.end}"
        skill, text = escape(" / ".join(requirement.skills)), escape(requirement.text)
        table.add_row(requirement.kind, f"{requirement.weight:g}", skill, text, span)
    console().print(
        table if requirements else f"{need} states no requirement, and none was found in its text: add one to it"
    )


def match_two_files(
    professionals: Path, needs: Path, output: Path, direction: Direction, k: int, tag: str, vectors: Path | None,
    requirements: Path | None,
) -> None:  # fmt: skip
    """Match two files and write the run, and the states of requirements if they are wanted."""
    with progress_bars() as progress:
        engine = match_files(load_settings(), professionals, needs, vectors, progress)
        write_run(engine, output, direction, k, tag, progress, requirements)
    typer.echo(f"homematch: written: {output}", err=True)


def run_the_night(day: date | None, *, as_json: bool) -> None:
    """The nightly run and where its reports are: in one folder, where an erasure finds them."""
    from service.nightly import run_night

    folder = load_settings().folder / "reports"
    with engine_of_settings(day) as engine, progress_bars() as progress:
        night = run_night(engine, folder, progress=progress)
    if as_json:
        print_json({"run": night.run, "files": [str(path) for path in night.files]})
    else:
        for path in night.files:
            console().print(f"written: {path}")


def serve_forever(host: str | None, port: int | None) -> None:
    """The web service until it is stopped; what has to be embedded is embedded before it answers."""
    from service.app import create_app
    from service.server import check_reach, serve

    settings = load_settings(**{name: value for name, value in (("host", host), ("port", port)) if value})
    check_reach(settings)
    engine = open_engine(settings, new=False)
    try:
        finish_erasures(settings, engine)
        with progress_bars() as progress:
            engine.sync(progress)
        _say_who_may_sign_in(settings, engine)
        with suppress(Stopped):  # uvicorn sends itself the signal that stopped it once more when it has ended
            serve(create_app(settings, engine), settings, stop_within=_ANSWERS_END)
        _within(_SAVING_ENDS, engine.save)
    finally:
        engine.close()


def _say_who_may_sign_in(settings: Settings, engine: Engine) -> None:
    """The address; for the very first start the link that makes an administrator; for a sample its accounts."""
    from service.access.accounts import Accounts, lifetimes
    from service.access.sample import PASSWORD
    from service.server import is_of_this_machine

    accounts = Accounts(engine, lifetimes(settings))
    typer.echo(f"homematch: the service is at {settings.reached_at}/", err=True)
    if not settings.is_secure and not is_of_this_machine(settings):
        typer.echo("homematch: the address is http: passwords cross the network readable; use https", err=True)
    samples = accounts.sample_accounts()
    if samples:
        emails = ", ".join(account.email for account in samples)
        typer.echo(f"homematch: sample accounts, all with the password {PASSWORD}: {emails}", err=True)
    elif token := accounts.first_admin():
        link = f"{settings.reached_at}/invitation/{token}"
        typer.echo(f"homematch: no administrator has a password yet; this link sets one, once: {link}", err=True)
        if not accounts.is_set_up and is_of_this_machine(settings):
            typer.echo("homematch: until then programs of this machine may read /api/ without a key", err=True)


def _within(seconds: float, work: Callable[[], object]) -> None:
    """Work that need not be finished: what it was writing is whole or not there, and is made again."""
    thread = Thread(target=work, daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        typer.echo("homematch: the indexes were not saved in time; the next start brings them in step", err=True)
        os._exit(0)


def rebuild_bridge(out: Path | None, ecdict: Path | None, *, as_json: bool) -> None:
    """The bridge's dictionary, built in its own folder or in another."""
    bridge = load_settings().bridge
    if out is None and bridge in ("", "none"):
        raise InputError("the bridge is switched off (HOMEMATCH_BRIDGE); give the folder for the table with --out")
    folder = out or Path(bridge)
    with progress_bars() as progress:
        words = build_bridge(folder, ecdict, progress)
    if as_json:
        print_json({"folder": str(folder), "words": words})
    else:
        print(f"{words:,} words in {folder}")
