"""Removes the reports in which an erased record is named."""

import json
from pathlib import Path

from service.nightly.files import remove_unfinished, unfinished

_RUNS = "night-????-??-??"


def remove_reports_naming(folder: Path, identifier: str) -> list[str]:
    """Remove every nightly report in the folder that names the id; the ids of the runs whose files are gone.

    A report without a readable JSON file may name anybody, and goes too. The runs themselves are in the store.
    """
    removed = []
    for each in sorted(folder.glob(_RUNS)):
        if _names(each, identifier):
            remove_unfinished(each)
            for file in each.glob("report.*"):
                file.unlink()
            if not any(each.iterdir()):
                each.rmdir()
            removed.append(each.name)
    return removed


def _names(run: Path, identifier: str) -> bool:
    if unfinished(run):
        return True
    try:
        text = (run / "report.json").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return True
    return not text.endswith("}\n") or json.dumps(identifier, ensure_ascii=False) in text
