"""Files that a page offers: what is said about them, and how they are called."""

from datetime import UTC, datetime
from urllib.parse import quote

from fastapi import Request
from starlette.responses import Response

from matcher.ingest.sheets import Cell
from matcher.messages import say
from service.pages.catalogue import Catalogue
from service.pages.formats import BEIJING

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_UNFIT = str.maketrans(dict.fromkeys('\\/:*?"<>|\r\n\t', "_"))
_LONGEST_NAME = 80


def workbook(name: str, content: bytes) -> Response:
    """A workbook to be kept under a name, which may be in any script."""
    fit = name.translate(_UNFIT)[:_LONGEST_NAME] + ".xlsx"
    disposition = f"attachment; filename=\"homematch.xlsx\"; filename*=UTF-8''{quote(fit)}"
    return Response(content, media_type=XLSX, headers={"content-disposition": disposition})


def about_lines(
    request: Request, words: Catalogue, asked: tuple[str, Cell], rows: int, *, filters: str, synthetic: bool
) -> tuple[tuple[str, Cell], ...]:  # fmt: skip
    """The first sheet of a download: what it is of, filters, order, rows, time, address, and that it is sample data."""
    language = words.language
    marked = (say(language, "table.synthetic"), say(language, "table.synthetic text"))
    engine = request.app.state.engine
    lines: list[tuple[str, Cell]] = [
        asked,
        (say(language, "table.filters"), filters or str(words.say("filters.none"))),
        (say(language, "table.run"), f"{engine.scorecard.version}, {engine.model}"),
        (say(language, "table.rows"), rows),
        (say(language, "table.time"), f"{datetime.now(UTC).astimezone(BEIJING):%Y-%m-%d %H:%M} UTC+8"),
        (str(words.say("file.link")), str(request.url.replace(path=request.url.path.removesuffix(".xlsx")))),
    ]
    return tuple([marked, *lines] if synthetic else lines)
