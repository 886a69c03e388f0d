"""Rankings and explanations as tables on the terminal."""

import json
import re
import sys
from functools import cache
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from matcher.engine import Engine
from matcher.records import Evidence, Gap, Need, Professional, Ranking, Recommendation

_LINES_FIRST = 5
_WIDEST_BAR = 24
_INDENT = 5
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@cache
def console() -> Console:
    """The terminal, or a wide page where the output is piped."""
    return Console() if sys.stdout.isatty() else Console(width=120)


def print_json(value: Any) -> None:
    """JSON on the output and nothing else."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def show_recommendations(engine: Engine, ranking: Ranking) -> None:
    """The best first, each with what sums to its score, evidence and gaps; then who was set aside."""
    console().print(Panel(_title(engine, ranking), subtitle=_counted(ranking)))
    for each in ranking:
        console().print(_recommendation(engine, ranking, each, lines=_LINES_FIRST))
    _show_exclusions(ranking)


def show_pair_in_full(engine: Engine, ranking: Ranking, professional: str) -> None:
    """One pair with all its lines, or the hard filter that sets it aside."""
    console().print(Panel(_title(engine, ranking), subtitle=_counted(ranking)))
    for each in ranking:
        console().print(_recommendation(engine, ranking, each, lines=1000))
    if not len(ranking):
        reasons = "; ".join(f"{each.rule}: {each.reason}" for each in ranking.exclusions)
        console().print(f"{professional} is not matched with this need: {reasons}", markup=False)


def _title(engine: Engine, ranking: Ranking) -> Text:
    if ranking.direction == "candidates":
        record = engine.store.get("need", ranking.query)[1]
        words = _tame(record.title) if isinstance(record, Need) else ""
        return Text.assemble(("Need ", "bold"), ranking.query, "  ", (words, "bold cyan"), _synthetic(record))
    record = engine.store.get("professional", ranking.query)[1]
    return Text.assemble(
        ("Professional ", "bold"), ranking.query, "  ", (_who(record), "bold cyan"), _synthetic(record)
    )


def _synthetic(record: Any) -> Text:
    return Text("  SYNTHETIC", "yellow") if record.synthetic else Text("")


def _counted(ranking: Ranking) -> str:
    return f"{ranking.considered} passed the hard filters, {len(ranking)} shown"


def _who(record: Any) -> str:
    return _tame(" · ".join(filter(None, (record.name, record.headline)))) if isinstance(record, Professional) else ""


def _recommendation(engine: Engine, ranking: Ranking, each: Recommendation, lines: int) -> RenderableType:
    if ranking.direction == "candidates":
        identifier, words = each.professional, _who(engine.store.get("professional", each.professional)[1])
    else:
        need = engine.store.get("need", each.need)[1]
        identifier, words = each.need, _tame(need.title) if isinstance(need, Need) else ""
    head = Text.assemble((f"{each.rank:>3}. ", "bold"), (f"{each.score:.4f}  ", "bold green"), identifier, "  ", words)
    parts: list[RenderableType] = [head, _contributions(each)]
    parts += [_evidence(found) for found in each.explanation.evidence[:lines]]
    parts += [_gap(gap) for gap in each.explanation.gaps[:lines]]
    hidden = max(len(each.explanation.evidence) - lines, 0) + max(len(each.explanation.gaps) - lines, 0)
    if hidden:
        parts.append(_indented(Text(f"… {hidden} more: homematch explain {each.need} {each.professional}", "dim")))
    return Group(*parts, Text(""))


def _contributions(each: Recommendation) -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_column(width=4)
    table.add_column()
    table.add_column(justify="right")
    table.add_column(justify="right")
    table.add_column()
    parts = each.explanation.contributions
    largest = max((abs(part.points) for part in parts), default=0.0) or 1.0
    for part in sorted(parts, key=lambda part: -abs(part.points)):
        if part.value is None:
            continue
        bar = Text("█" * round(_WIDEST_BAR * abs(part.points) / largest), "green" if part.points >= 0 else "red")
        table.add_row("", part.feature, f"{part.value:.3f}", f"{part.points:+.4f}", bar)
    unknown = ", ".join(part.feature for part in parts if part.value is None)
    base = f"base {each.explanation.base:.4f} + the above = {each.score:.4f}"
    table.add_row(
        "",
        Text("sum", "dim"),
        "",
        f"{each.score:.4f}",
        Text(f"{base}; not known, so 0: {unknown}" if unknown else base, "dim"),
    )
    return table


def _evidence(found: Evidence) -> Padding:
    by = "by its words" if found.similarity is None else f"similarity {found.similarity:.2f}"
    year = f", {found.year}" if found.year else ""
    return _indented(Text.assemble((f"“{_tame(found.quote)}”", "cyan"), (f"  {found.source}{year}, {by}", "dim")))


def _gap(gap: Gap) -> Padding:
    said = f"({gap.kind}) {_tame(gap.subject)}: {gap.detail}; {gap.remedy}"
    return _indented(Text.assemble((f"{gap.state} ", "yellow"), said))


def _tame(text: str) -> str:
    """Text of a profile without the control characters that a terminal would obey."""
    return _CONTROLS.sub("", text)


def _indented(text: Text) -> Padding:
    return Padding(text, (0, 0, 0, _INDENT))


def _show_exclusions(ranking: Ranking) -> None:
    if not len(ranking):
        console().print("Nobody passes the hard filters." if ranking.direction == "candidates" else "No need passes.")
    for each in ranking.exclusions:
        console().print(f"set aside: {each.count} by {each.rule} ({each.reason})", style="dim", markup=False)
