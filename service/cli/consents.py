"""The commands for what a professional agrees to."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from rich.table import Table

from matcher.build import open_engine
from matcher.config import load_settings
from matcher.errors import InputError
from matcher.matching.engine import Agreement, Engine
from matcher.records import Professional
from service.cli.terminal import console, plain, print_json, print_text


def show(professional: str, *, as_json: bool) -> None:
    """What somebody agrees to now, and how that came about."""
    with _opened() as engine:
        _show(engine, professional, as_json=as_json)


def give(
    professional: str, purpose: str, text: str, day: date | None, until: date | None, *, as_json: bool
) -> None:  # fmt: skip
    """Note an agreement; raises InputError for one without a text, or that ends before it begins."""
    if not text.strip():
        raise InputError(f"the text is {text!r}; give what was agreed to, or the name of its version, with --text")
    with _opened() as engine:
        since = day or engine.today()
        if until is not None and until < since:
            raise InputError(f"the consent ends on {until}, before it begins on {since}; swap the two days")
        engine.records.agree(professional, Agreement(purpose, True, since, until, text))
        engine.save()
        _show(engine, professional, as_json=as_json)


def withdraw(professional: str, purpose: str, *, as_json: bool) -> None:
    """Note a withdrawal, of today."""
    with _opened() as engine:
        engine.records.agree(professional, Agreement(purpose, False, engine.today()))
        engine.save()
        _show(engine, professional, as_json=as_json)


@contextmanager
def _opened() -> Iterator[Engine]:
    engine = open_engine(load_settings(), new=False)
    try:
        yield engine
    finally:
        engine.close()


def _show(engine: Engine, professional: str, *, as_json: bool) -> None:
    permissions = engine.store.permissions(professional)
    agreements = engine.store.agreements(professional)
    person = engine.records.get("professional", professional)[1]
    stated = person.consent if isinstance(person, Professional) else None
    today = engine.today()
    if as_json:
        now = [plain(one) | {"covers_today": one.covers(today)} for one in permissions]
        record = plain(stated) if stated else None
        print_json({"professional": professional, "now": now, "record": record, "since": list(map(plain, agreements))})
        return
    table = Table("purpose", "from", "until", "today")
    for one in permissions:
        table.add_row(one.purpose, str(one.given), str(one.until or "not ended"), "yes" if one.covers(today) else "no")
    console().print(table if permissions else f"{professional} agrees to nothing")
    for change in agreements:
        what = f"agreed to {change.purpose}: {change.text}" if change.given else f"withdrew {change.purpose}"
        print_text(f"{change.day}  {what}")
