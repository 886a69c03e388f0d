"""One recommendation on the terminal: the lines to read first, the waterfall, evidence, gaps, changes, cautions."""

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from matcher.messages import (
    FIRST,
    ChangeView,
    EvidenceView,
    GapView,
    Language,
    LineView,
    RecommendationView,
    Step,
    extent,
    feature_name,
    say,
    tame,
)

PLACES = 4
"""Decimals of a score and of its parts on the terminal."""
WIDEST = 32
"""Characters between the lowest and the highest point of a waterfall."""
_INDENT = 5
_COLOURS = {"reason": "green", "gap": "yellow", "caution": "red"}


def drawn(head: Text, view: RecommendationView, *, all_lines: bool, in_full: bool) -> RenderableType:
    """One recommendation under its heading; ``in_full`` with all evidence and gaps, ``all_lines`` with all lines."""
    language = view.language
    lines = view.lines if all_lines else view.first_lines
    cautions = () if all_lines else view.later_cautions
    evidence, gaps = _unquoted(view, lines), _unsaid(view, lines)
    most = len(evidence) + len(gaps) if in_full or all_lines else FIRST
    parts: list[RenderableType] = [head, *(part for line in lines for part in _line(line, language))]
    parts += [_waterfall(view), *_dim(_unknown(view))]
    parts += _titled("evidence", [_evidence(quoted, language) for quoted in evidence[:most]], language)
    parts += _titled("gaps", [_gap(gap) for gap in gaps[:most]], language)
    met = [_indented(Text(f"• {tame(one.requirement)}: {one.text}")) for one in view.attained if one.met]
    parts += _titled("attained", met, language)
    parts += _titled("changes", [_change(change) for change in view.counterfactuals], language)
    parts += _titled("cautions", [part for line in cautions for part in _line(line, language)], language)
    hidden = len(view.lines) - len(lines) - len(cautions)
    hidden += max(len(evidence) - most, 0) + max(len(gaps) - most, 0)
    return Group(*parts, *_dim(_more(view, hidden)), Text(""))


def _unquoted(view: RecommendationView, lines: Sequence[LineView]) -> list[EvidenceView]:
    """The evidence that no line has quoted."""
    quoted = {(line.span.source, line.span.start) for line in lines if line.span}
    return [evidence for evidence in view.evidence if (evidence.source, evidence.start) not in quoted]


def _unsaid(view: RecommendationView, lines: Sequence[LineView]) -> list[GapView]:
    """The gaps that no line has told of."""
    said = {(line.subject, line.about) for line in lines if line.kind == "gap"}
    return [gap for gap in view.gaps if (gap.subject, gap.state) not in said]


def _line(line: LineView, language: Language) -> Iterator[Padding]:
    after = f"  {say(language, 'title.points', points=line.points)}" if line.kind == "reason" else ""
    if line.remedy:
        after = f"  → {line.remedy}"
    yield _indented(Text.assemble(("• ", _COLOURS[line.kind]), line.text, (after, "dim")))
    if line.span:
        yield Padding(_quoted(line.span, language), (0, 0, 0, _INDENT + 2))


def _evidence(evidence: EvidenceView, language: Language) -> Padding:
    by_words = "" if evidence.similarity is not None else f", {say(language, 'title.by words')}"
    return _indented(_quoted(evidence, language, by_words))


def _quoted(evidence: EvidenceView, language: Language, by_words: str = "") -> Text:
    """The quote with its source, how close it comes where that was measured, and the terms that say the same."""
    year = f", {evidence.year}" if evidence.year else ""
    near = "" if evidence.similarity is None else f", {say(language, 'title.by meaning', value=evidence.similarity)}"
    across = f"\n{evidence.across}" if evidence.across else ""
    source = f"  {tame(evidence.source)}{year}{near}{by_words}{across}"
    return Text.assemble((f"“{tame(evidence.quote)}”", "cyan"), (source, "dim"))


def _gap(gap: GapView) -> Padding:
    return _indented(Text.assemble(("• ", "yellow"), gap.text, (f"  → {gap.remedy}", "dim")))


def _change(change: ChangeView) -> Padding:
    return _indented(Text(f"• {change.text}"))


def _waterfall(view: RecommendationView) -> Table:
    """Every part of the score as a bar that starts where the last one ended, then the score."""
    steps = view.waterfall(PLACES)
    total = steps[-1].end
    low, high = extent(steps)
    table = Table.grid(padding=(0, 1))
    table.add_column(width=4)
    table.add_column(max_width=60)
    table.add_column(justify="right")
    table.add_column()
    for step in steps:
        if step.feature != "base" or step.points:
            name = feature_name(step.feature, view.language)
            colour = "green" if step.points >= 0 else "red"
            table.add_row("", name, f"{step.points:+.4f}", Text(bar(step, low, high), colour))
    whole = bar(Step("", total, 0.0, total), low, high)
    name = say(view.language, "title.total")
    table.add_row("", Text(name, "bold"), Text(f"{total:.4f}", "bold"), Text(whole, "bold"))
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


def _titled(name: str, parts: list[Padding], language: Language) -> list[RenderableType]:
    return [_indented(Text(say(language, f"title.{name}"), "bold")), *parts] if parts else []


def _more(view: RecommendationView, hidden: int) -> str:
    if hidden <= 0:
        return ""
    more = say(view.language, "title.more", count=hidden)
    return f"… {more}: homematch explain {view.need} {view.professional} --all"


def _dim(words: str) -> list[RenderableType]:
    return [_indented(Text(words, "dim"))] if words else []


def _indented(text: Text) -> Padding:
    return Padding(text, (0, 0, 0, _INDENT))
