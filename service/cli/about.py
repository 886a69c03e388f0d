"""The command that gives a person everything that is kept about them."""

from pathlib import Path

from matcher.build import open_engine
from matcher.config import load_settings
from matcher.errors import InputError
from matcher.messages import Language
from service.about import about, write_about
from service.cli.terminal import print_json, print_text, progress_bars


def write_archive(professional: str, out: Path | None, language: Language, *, as_json: bool) -> None:
    """Write the archive; raises InputError for a folder that is not there."""
    name = "".join(sign if sign.isalnum() or sign in "-_." else "_" for sign in professional).lstrip(".") or "about"
    file = out or Path(f"{name}.zip")
    if not file.parent.is_dir() or file.is_dir():
        raise InputError(f"{file} cannot be written; give the path of a file in a folder that exists with --out")
    settings = load_settings()
    engine = open_engine(settings, new=False)
    try:
        engine.records.get("professional", professional)
        with progress_bars() as progress:
            engine.sync(progress)
        data = about(engine, settings.folder, professional, language)
    finally:
        engine.close()
    write_about(data, file, professional, language)
    parts = {name: len(data[name]) for name in ("decisions", "runs", "reports", "now")}
    if as_json:
        print_json({"file": str(file), "parts": parts})
    else:
        print_text(f"written: {file} (about.html to read, about.json as data)")
