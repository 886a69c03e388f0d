"""One recommendation on the terminal: verdict, a line a must, what to ask, where the points come from, the rest."""

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from matcher.messages import (
    EvidenceView,
    Language,
    LineView,
    RecommendationView,
    RequirementView,
    Step,
    extent,
    points_text,
    say,
    signed,
    tame,
)
from matcher.results import State

PLACES = 2
"""Decimals of a score and of its parts on the terminal."""
WIDEST = 32
"""Characters between the lowest and the highest point of a waterfall."""
MOST_REQUIREMENTS = 12
"""Requirements and questions of one pair that are shown unless all are asked for."""
MOST_QUOTES = 3
"""Quotes of a pair whose need asks for nothing; else those of its requirements are shown."""
_INDENT = 5
COLOURS: dict[State, str] = {"evidenced": "green", "inferred": "yellow", "claimed": "magenta", "unknown": "dim"}


def drawn(head: Text, view: RecommendationView, *, all_lines: bool = False) -> RenderableType:
    """One recommendation under its heading; ``all_lines`` with every requirement, small reason and further quote."""
    language = view.language
    most = len(view.requirements) + len(view.questions) if all_lines else MOST_REQUIREMENTS
    parts: list[RenderableType] = [head, *([_indented(Text(view.verdict, "bold"))] if view.verdict else [])]
    parts += [part for one in view.musts[:most] for part in _requirement(one, language)]
    parts += _titled("gaps", [_indented(Text(f"• {one.text}")) for one in view.questions[:most]], language)
    parts += _titled("nice", [part for one in view.nices[:most] for part in _requirement(one, language)], language)
    parts += _titled("cautions", [part for line in view.cautions for part in _caution(line)], language)
    parts += [*_titled("reasons", [], language, always=True), _waterfall(view, all_lines=all_lines)]
    parts += _dim(_unknown(view)) if all_lines else []
    evidence = _unquoted(view)[: None if all_lines else 0 if view.requirements else MOST_QUOTES]
    parts += _titled("evidence", [_indented(_quoted(quoted)) for quoted in evidence], language)
    parts += _titled("changes", [_indented(Text(f"• {one.text}")) for one in view.moving], language)
    hidden = max(len(view.musts) - most, 0) + max(len(view.nices) - most, 0) + len(_unquoted(view)) - len(evidence)
    return Group(*parts, *_dim(_more(view, hidden)), Text(""))


def _requirement(one: RequirementView, language: Language) -> Iterator[Padding]:
    """The state with its mark, what it is about and what it adds; below the sentence behind it."""
    after = f"  {points_text(one.points, language, PLACES)}" if one.points else ""
    after = f"  {one.text}{after}" if one.text else after
    state = (f"{one.mark} {one.state_name}  ", COLOURS[one.state])
    yield _indented(Text.assemble(state, (tame(one.subject), "bold"), (after, "dim")))
    if one.evidence and one.state != "unknown":
        yield Padding(_quoted(one.evidence), (0, 0, 0, _INDENT + 2))


def _caution(line: LineView) -> Iterator[Padding]:
    yield _indented(Text.assemble(("• ", "red"), line.text))
    if line.span:
        yield Padding(_quoted(line.span), (0, 0, 0, _INDENT + 2))


def _quoted(evidence: EvidenceView) -> Text:
    """The quote with where it stands, and the terms that say the same in the other language."""
    across = f"\n{evidence.across}" if evidence.across else ""
    return Text.assemble((f"“{tame(evidence.quote)}”", "cyan"), (f"  {tame(evidence.where)}{across}", "dim"))


def _unquoted(view: RecommendationView) -> list[EvidenceView]:
    """The quotes that no requirement has: further evidence, and what the points of a reason rest on."""
    quoted = {(one.evidence.source, one.evidence.start) for one in view.requirements if one.evidence}
    quotes = (*view.evidence, *(line.span for line in view.reasons if line.span))
    unique = {(quote.source, quote.start): quote for quote in reversed(quotes)}
    return [unique[place] for place in reversed(unique) if place not in quoted]


def _waterfall(view: RecommendationView, *, all_lines: bool) -> Table:
    """Every part of the score as a bar that starts where the last one ended, then the score."""
    steps = view.waterfall(PLACES) if all_lines else view.steps(PLACES)
    total = steps[-1].end
    low, high = extent(steps)
    table = Table.grid(padding=(0, 1))
    table.add_column(width=4)
    table.add_column(max_width=60)
    table.add_column(justify="right")
    table.add_column()
    for step in steps:
        if step.feature != "base" or step.points:
            name = view.step_name(step.feature)
            colour = "green" if step.points >= 0 else "red"
            table.add_row("", name, signed(step.points, PLACES), Text(bar(step, low, high), colour))
    whole = bar(Step("", total, 0.0, total), low, high)
    name = say(view.language, "title.total")
    table.add_row("", Text(name, "bold"), Text(f"{total:.{PLACES}f}", "bold"), Text(whole, "bold"))
    return table


def _unknown(view: RecommendationView) -> str:
    """Which features are not known, in words; empty if all are."""
    names = say(view.language, "between.values").join(view.unknown)
    return say(view.language, "title.unknown", names=names) if names else ""


def bar(step: Step, low: float, high: float) -> str:
    """The bar of one step on a scale from ``low`` to ``high``: to the left where points are lost."""
    left, right = (_column(point, low, high) for point in sorted((step.start, step.end)))
    return " " * left + "█" * max(right - left, 1 if step.points else 0)


def _column(point: float, low: float, high: float) -> int:
    return round(WIDEST * (point - low) / ((high - low) or 1.0))


def compared(parts: Sequence[tuple[float, str]]) -> Table:
    """Differences as bars of one scale: green for more points, red for fewer."""
    largest = max((abs(points) for points, _ in parts), default=0.0) or 1.0
    table = Table.grid(padding=(0, 1))
    table.add_column(width=4)
    table.add_column()
    table.add_column()
    for points, words in parts:
        length = max(round(WIDEST * abs(points) / largest), 1 if points else 0)
        table.add_row("", words, Text("█" * length, "green" if points >= 0 else "red"))
    return table


def _titled(name: str, parts: list[Padding], language: Language, *, always: bool = False) -> list[RenderableType]:
    return [_indented(Text(say(language, f"title.{name}"), "bold")), *parts] if parts or always else []


def _more(view: RecommendationView, hidden: int) -> str:
    if hidden <= 0:
        return ""
    more = say(view.language, "title.more", count=hidden)
    return f"… {more}: homematch explain {view.need} {view.professional} --all"


def _dim(words: str) -> list[RenderableType]:
    return [_indented(Text(words, "dim"))] if words else []


def _indented(text: Text) -> Padding:
    return Padding(text, (0, 0, 0, _INDENT))
