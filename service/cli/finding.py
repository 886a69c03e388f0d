"""The command that lists records, on the terminal or into a file."""

from pathlib import Path

from rich.table import Table
from rich.text import Text

from matcher.build import open_engine
from matcher.config import load_settings
from matcher.errors import InputError
from matcher.matching.finding import KINDS, Page
from matcher.messages import Language, say, tame
from matcher.messages.problems import header_of
from service.cli.terminal import console, plain, print_json, print_text
from service.listing import write_page

_COLUMNS = {
    "need": ("id", "title", "type", "base", "deadline", "status"),
    "professional": ("id", "name", "headline", "country", "stage", "updated"),
    "base": ("id", "name", "name_zh", "type", "city"),
    "organisation": ("id", "name", "name_zh", "type", "country"),
}


def list_records(
    kind: str, words: str, where: list[str], sort: str, limit: int, offset: int, out: Path | None, language: Language,
    *, as_json: bool,
) -> None:  # fmt: skip
    """Show records that have all words and fit the filters; into a file all of them."""
    if kind not in KINDS:
        raise InputError("{kind!r} is no list; allowed: {kinds}", kind=kind, kinds=", ".join(KINDS))
    engine = open_engine(load_settings(), new=False)
    try:
        page = engine.records.find(
            KINDS[kind], words=words, where=where, sort=sort, offset=offset, limit=None if out else limit
        )
    finally:
        engine.close()
    if out:
        write_page(page, out, language, words, where, sort)
    if as_json:
        records = [plain(record) for record in page.records]
        print_json({"kind": page.kind, "count": page.count, "offset": page.offset, "records": records})
    elif out:
        print_text(say(language, "import.written", file=str(out)))
    else:
        _show(page, language)


def _show(page: Page, language: Language) -> None:
    if not page.count:
        print_text(say(language, "table.none"))
        return
    columns = _COLUMNS[page.kind]
    table = Table(*(header_of(page.kind, column, language) for column in columns))
    for record in page.records:
        values = (getattr(record, column) for column in columns)
        table.add_row(*(Text(tame(str(value))) if value else "" for value in values))
    console().print(table)
    print_text(say(language, "table.counted", shown=len(page.records), count=page.count), "dim")
