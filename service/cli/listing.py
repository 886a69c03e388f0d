"""A ranking on one screen of the terminal: one line a person or need, then near misses; what is wide is cut."""

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from matcher.messages import Language, NearMissView, RecommendationView, say
from service.cli.recommendation import COLOURS

WIDTH = 100
"""Columns of a list, or those of the terminal where it has fewer."""
MOST_MARKS = 5
"""Musts that have a mark of their own in a line."""


def listed(rows: list[tuple[RecommendationView, str]], language: Language, *, people: bool) -> Table:
    """A line for each recommendation with the name given: rank, name, match, a mark for every must, the caution."""
    table = _table(language, "list.person" if people else "list.need", "list.caution")
    for view, name in rows:
        table.add_row(str(view.rank), name, view.band_name or "", _marks(view), view.caution)
    return table


def near_misses(rows: list[tuple[NearMissView, str]], language: Language) -> Table:
    """Two lines for each near miss with the name given: the rank it would have, and what both sides state."""
    table = _table(language, "list.person")
    for near, name in rows:
        view = near.recommendation
        person = Text.assemble(name, "\n  ", (near.text, "yellow"))
        table.add_row(str(view.rank), person, view.band_name or "", _marks(view))
    return table


def _table(language: Language, who: str, last: str = "") -> Table:
    """A name or a text that is too wide ends in an ellipsis, a Chinese character counting two columns."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False, expand=True)
    table.add_column(say(language, "list.rank"), justify="right", no_wrap=True)
    table.add_column(say(language, who), no_wrap=True, overflow="ellipsis", ratio=3)
    table.add_column(say(language, "list.band"), no_wrap=True)
    table.add_column(say(language, "list.musts"), no_wrap=True)
    if last:
        table.add_column(say(language, last), no_wrap=True, overflow="ellipsis", ratio=2)
    return table


def _marks(view: RecommendationView) -> Text:
    """One mark a must, the first five; how many more there are."""
    marks = Text()
    for one in view.musts[:MOST_MARKS]:
        marks.append(one.mark, COLOURS[one.state])
    more = len(view.musts) - MOST_MARKS
    return marks.append(f" +{more}", "dim") if more > 0 else marks
