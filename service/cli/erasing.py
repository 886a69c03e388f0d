"""The commands that erase people, go on with erasures, and look for what is left of somebody."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import typer
from rich.table import Table

from matcher.build import open_engine
from matcher.config import Settings, load_settings
from matcher.errors import HomeMatchError, InputError, NotFoundError
from matcher.files import has_earlier, put_back, turn
from matcher.matching.engine import Engine, Receipt
from service.cli.terminal import console, plain, print_json, print_text, progress_bars
from service.erasing import earlier_receipt, search_in, verify


def erase_person(professional: str, *, sure: bool, as_json: bool) -> None:
    """Erase after asking, and print the receipt; whoever was erased before has theirs shown again."""
    with _opened() as (settings, engine):
        finish_erasures(settings, engine)
        earlier = earlier_receipt(engine, professional)
        if earlier is None:
            earlier = _erase(settings, engine, professional, sure=sure)
    _show(earlier, as_json=as_json)


def list_erasures(*, as_json: bool) -> None:
    """Every receipt, and how far its erasure has come."""
    with _opened() as (_, engine):
        erasures = engine.store.erasures()
    if as_json:
        print_json([receipt_as_json(erasure.receipt) for erasure in erasures])
        return
    table = Table("receipt", "day", "state", "vectors", "lines of runs", "decisions", "files")
    for erasure in erasures:
        one = erasure.receipt
        counts = (one.vectors, one.recommendations, one.decisions, one.files)
        table.add_row(one.id, str(one.day), one.state, *map(str, counts))
    console().print(table if erasures else "nobody was erased from this store")


def finish(*, as_json: bool) -> None:
    """Go on with what is pending; exits with 2 if something still stands in the way."""
    with _opened() as (settings, engine):
        receipts = finish_erasures(settings, engine)
    if as_json:
        print_json([receipt_as_json(receipt) for receipt in receipts])
    else:
        done = sum(receipt.state == "done" for receipt in receipts)
        print_text(f"{done} of {len(receipts)} pending erasures were finished" if receipts else "no erasure is pending")
    if any(receipt.state == "pending" for receipt in receipts):
        raise typer.Exit(2)


def verify_receipt(receipt: str, words: Sequence[str], *, as_json: bool) -> None:
    """Look for what is left of somebody; exits with 2 if there is anything."""
    with _opened() as (settings, engine):
        erasure, traces = verify(engine, settings.folder, receipt, words)
    if as_json:
        print_json({"receipt": receipt_as_json(erasure.receipt), "traces": [asdict(trace) for trace in traces]})
    else:
        print_text(f"receipt {receipt} of {erasure.receipt.day}, hash {erasure.receipt.hash}")
        for trace in traces:
            print_text(f"{trace.where}: {trace.what}")
        if not traces:
            print_text("nothing of the person was found in store, indexes, reports, exports and other files")
    if traces:
        raise typer.Exit(2)


def finish_erasures(settings: Settings, engine: Engine) -> list[Receipt]:
    """Go on with what was interrupted: publishing, and erasures; what stands in the way is said on the error stream."""
    reports = settings.folder / "reports"
    if has_earlier(reports):
        with turn(reports, seconds=0) as is_ours:  # else a night is between its two renames just now
            if is_ours:
                put_back(reports)
    finished = engine.records.finish_erasures(search_in(settings.folder, engine.store))
    for receipt, searched in finished:
        for left in searched.left:
            typer.echo(f"homematch: erasure {receipt.id} is pending: {left}", err=True)
        if receipt.state == "pending" and not searched.left:
            typer.echo(
                f"homematch: erasure {receipt.id} is pending: another process still reads the store as it was; "
                "stop it, then run `homematch erasure finish`",
                err=True,
            )
    return [receipt for receipt, _ in finished]


def receipt_as_json(receipt: Receipt) -> dict[str, Any]:
    """A receipt with its hash."""
    return plain(receipt) | {"hash": receipt.hash}


@contextmanager
def _opened() -> Iterator[tuple[Settings, Engine]]:
    settings = load_settings()
    engine = open_engine(settings, new=False)
    try:
        yield settings, engine
    finally:
        engine.close()


def _erase(settings: Settings, engine: Engine, professional: str, *, sure: bool) -> Receipt:
    try:
        engine.records.get("professional", professional)
    except NotFoundError:
        raise
    except HomeMatchError as error:  # a record that is damaged can be erased
        typer.echo(f"homematch: {error}", err=True)
    if not sure and not typer.confirm(f"Erase professional {professional} everywhere? This cannot be undone"):
        raise InputError("nothing was erased; give --yes to erase without being asked")
    with progress_bars() as progress:
        progress("erasing", 0, 1)
        receipt = engine.records.erase("professional", professional, search_in(settings.folder, engine.store))
        progress("erasing", 1, 1)
    return receipt


def _show(receipt: Receipt, *, as_json: bool) -> None:
    if as_json:
        print_json(receipt_as_json(receipt))
        return
    console().print(json.dumps(receipt_as_json(receipt), indent=2), highlight=False, markup=False)
    if receipt.state == "pending":
        print_text("pending: something of the person is left; the next command, or `homematch erasure finish`, goes on")
