"""The commands ``homematch models …`` and their options."""

from typing import Annotated

import typer

models = typer.Typer(help="List and show the rankers, and choose the one in use.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]
Name = Annotated[str, typer.Argument(help="Name of a ranker, as `homematch models list` shows it.")]
Why = Annotated[str, typer.Option(help="The reason, for the history.")]


@models.command("list")
def list_(json: Json = False) -> None:
    """List all rankers, the one in use marked, and the history of that choice."""
    from service.cli.learning import list_models

    list_models(as_json=json)


@models.command()
def show(name: Name, json: Json = False) -> None:
    """Show a ranker: its card, its curves, what was measured."""
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
