"""The commands that make a store, copy everything that must not be lost, and put a copy back."""

from pathlib import Path

import typer

from matcher.build import new_store
from matcher.config import load_settings
from matcher.errors import InputError
from service.backup import Backup, back_up_to, restore_from
from service.cli.terminal import print_json, print_text, progress_bars


def make_store(*, as_json: bool) -> None:
    """Make an empty store where there is none."""
    settings = load_settings()
    identity = new_store(settings)
    if as_json:
        print_json({"store": identity})
    else:
        print_text(f"made the empty store {identity} in {settings.folder}; import records with `homematch import`")


def back_up(folder: Path, *, as_json: bool) -> None:
    """Copy everything that must not be lost to a new folder."""
    with progress_bars() as progress:
        backup = back_up_to(load_settings(), folder, progress)
    _show(backup, folder, "backed up", as_json=as_json)


def put_back(folder: Path, erasures: Path | None, *, sure: bool, as_json: bool) -> None:
    """Put a backup back after asking."""
    settings = load_settings()
    if erasures is not None and not erasures.is_file():
        raise InputError(f"{erasures} is no file; give the erasures.jsonl of the folder that was lost, or leave it out")
    if not sure and not typer.confirm(f"Replace what is in {settings.folder} by the backup {folder}?"):
        raise InputError("nothing was restored; give --yes to restore without being asked")
    with progress_bars() as progress:
        backup = restore_from(settings, folder, erasures, progress)
    _show(backup, folder, "restored", as_json=as_json)


def _show(backup: Backup, folder: Path, what: str, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "folder": str(folder), "store": backup.store, "sequence": backup.sequence, "files": len(backup.files),
                "questions": len(backup.questions), "erased": backup.erased,
            }
        )  # fmt: skip
        return
    print_text(
        f"{what}: store {backup.store} at change {backup.sequence}, {len(backup.files)} files verified by hash, "
        f"{len(backup.questions)} questions answered the same"
    )
    if backup.erased:
        print_text(f"erased again, since they were erased after the backup was made: {backup.erased} people")
