"""Lists as tables that are written to files: what the terminal and the service show, in the same order and words."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from matcher.ingest.listing import write_records
from matcher.ingest.sheets import Cell, Table, write_table
from matcher.matching.engine import Engine
from matcher.matching.finding import Page
from matcher.messages import Language, RankingView, RecommendationView, say
from matcher.records import Kind, Professional

PLACES = 4
"""Decimals of a score, as on the terminal."""

About = tuple[tuple[str, Cell], ...]


def write_page(page: Page, path: Path, language: Language, words: str, where: Sequence[str], sort: str) -> None:
    """Write a list of records; taken in again they are the same."""
    filters = "; ".join(filter(None, (words, *where))) or "-"
    synthetic = any(record.synthetic for record in page.records)
    said = [("table.what", say(language, f"table.{page.kind}")), ("table.filters", filters), ("table.sorted", sort)]
    about = _about(language, [*said, ("table.rows", len(page.records))], synthetic=synthetic)
    name, about_name = say(language, f"table.{page.kind}"), say(language, "table.about")
    write_records(path, page.kind, page.records, language, name=name, about=about, about_name=about_name)


def write_ranking(engine: Engine, view: RankingView, path: Path, language: Language) -> None:
    """Write candidates or suggestions as they are shown, numbers and words alike."""
    kind: Kind = "professional" if view.direction == "candidates" else "need"
    query: Kind = "need" if kind == "professional" else "professional"
    _, asked = engine.records.get(query, view.query)
    shown = [_shown(engine, kind, recommendation) for recommendation in view.recommendations]
    keys = ("rank", "id", "name", "line", "rating", "score", "lines", "gaps", "quotes")
    excluded = [("table.excluded", f"{one.count}: {one.reason}") for one in view.exclusions]
    remarks = [("table.message", text) for text in (view.message, *view.remarks) if text]
    title = asked.name if isinstance(asked, Professional) else getattr(asked, "title", "")
    key = "table.need asked" if query == "need" else "table.person asked"
    run = f"{engine.scorecard.version}, {engine.model}"
    head = (key, f"{view.query}  {title or ''}")
    said: list[tuple[str, Cell]] = [head, *excluded, *remarks, ("table.run", run), ("table.rows", len(shown))]
    synthetic = asked.synthetic or any(engine.records.get(kind, str(row[1]))[1].synthetic for row in shown)
    table = Table(
        say(language, f"table.{kind}"), tuple(say(language, f"table.{key}") for key in keys), shown,
        _about(language, said, synthetic=synthetic), say(language, "table.about"), (6, 16, 24, 36, 16, 10, 80, 60, 80),
    )  # fmt: skip
    write_table(path, table)


def _about(language: Language, said: Sequence[tuple[str, Cell]], *, synthetic: bool) -> About:
    now = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    lines = [(say(language, key), value) for key, value in (*said, ("table.time", now))]
    marked = (say(language, "table.synthetic"), say(language, "table.synthetic text"))
    return tuple([marked, *lines] if synthetic else lines)


def _shown(engine: Engine, kind: Kind, view: RecommendationView) -> tuple[Cell, ...]:
    identifier = view.professional if kind == "professional" else view.need
    _, record = engine.records.get(kind, identifier)
    name, line = (
        (record.name, record.headline) if isinstance(record, Professional) else (getattr(record, "title", ""), "")
    )
    gaps = "\n".join(f"{gap.detail} {gap.remedy}".strip() for gap in view.gaps)
    quotes = "\n".join(f"“{one.quote}” ({one.source}{f', {one.year}' if one.year else ''})" for one in view.evidence)
    lines = "\n".join(one.text for one in view.lines)
    return view.rank, identifier, name, line, view.band_name, round(view.score, PLACES), lines, gaps, quotes
