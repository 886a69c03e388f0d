"""The commands ``homematch language …`` and their work."""

import json as json_module
from pathlib import Path
from typing import Annotated

import typer

language = typer.Typer(help="Make the dictionary that says Chinese in English.", no_args_is_help=True)


@language.callback()
def group() -> None:
    """Make the dictionary that says Chinese in English."""


@language.command()
def build(
    out: Annotated[Path | None, typer.Option(help="Folder for the table; default: the bridge's own.")] = None,
    ecdict: Annotated[
        Path | None, typer.Option(help="ECDICT's file ecdict.csv, which adds the words of science and technology.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> None:
    """Make the bridge's table anew from the dictionary's packages; takes about a minute and no network."""
    from matcher.build import build_bridge
    from matcher.config import load_settings
    from matcher.errors import InputError
    from service.cli.progress import progress_bars

    bridge = load_settings().bridge
    if out is None and bridge in ("", "none"):
        raise InputError("the bridge is switched off (HOMEMATCH_BRIDGE); say with --out where the table shall lie")
    folder = out or Path(bridge)
    with progress_bars() as progress:
        words = build_bridge(folder, ecdict, progress)
    if json:
        print(json_module.dumps({"folder": str(folder), "words": words}))
    else:
        print(f"{words:,} words in {folder}")
