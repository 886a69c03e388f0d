"""One recommendation on the terminal: the lines to read first, the waterfall, evidence, gaps, changes, cautions."""

from collections.abc import Iterator, Mapping

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from matcher.messages import (
    Language,
    across_text,
    caution_text,
    counterfactual_text,
    gap_line,
    gap_remedy,
    line_remedy,
    line_text,
    say,
    tame,
)
from matcher.results import Counterfactual, Evidence, Explanation, Gap, Line, Recommendation
from service.cli.bars import drawn, not_known, steps_of

FIRST = 5
"""Lines, and pieces of evidence and gaps of each pair in a list, that are shown before "more"."""
_INDENT = 5
_COLOURS = {"reason": "green", "gap": "yellow", "caution": "red"}


def recommendation(
    head: Text, each: Recommendation, language: Language, *, all_lines: bool, in_full: bool
) -> RenderableType:
    """One recommendation under its heading; ``in_full`` with all evidence and gaps, ``all_lines`` with all lines."""
    told = each.explanation
    steps = steps_of(each)
    points = {step.name: step.points for step in steps}
    first = told.lines if all_lines else told.lines[:FIRST]
    most = len(told.evidence) + len(told.gaps) if in_full or all_lines else FIRST
    quoted = {(line.span.source, line.span.start) for line in first if line.span}
    evidence = [found for found in told.evidence if (found.source, found.start) not in quoted]
    said = {(line.subject, line.about) for line in first if line.kind == "gap"}
    gaps = [gap for gap in told.gaps if (gap.subject, gap.state) not in said]
    later = [line for line in told.lines[len(first) :] if line.kind == "caution"]
    parts: list[RenderableType] = [head, *(part for line in first for part in _line(told, line, points, language))]
    parts += [drawn(steps, language), *_dim(not_known(each, language))]
    parts += _titled("evidence", [_evidence(found, language) for found in evidence[:most]], language)
    parts += _titled("gaps", [_gap(gap, language) for gap in gaps[:most]], language)
    parts += _titled("changes", [_change(change, each, language) for change in told.counterfactuals], language)
    parts += _titled("cautions", [part for line in later for part in _caution(line, language)], language)
    hidden = len(told.lines) - len(first) + max(len(evidence) - most, 0) + max(len(gaps) - most, 0) - len(later)
    parts += _dim(_more(each, hidden, language))
    return Group(*parts, Text(""))


def _line(told: Explanation, line: Line, points: Mapping[str, float], language: Language) -> Iterator[Padding]:
    after = say(language, "title.points", points=points.get(line.about, line.points)) if line.kind == "reason" else ""
    if remedy := line_remedy(told, line, language):
        after = f"→ {remedy}"
    yield _indented(Text.assemble(("• ", _COLOURS[line.kind]), line_text(told, line, language), (f"  {after}", "dim")))
    yield from _span(line, language)


def _evidence(found: Evidence, language: Language) -> Padding:
    by = "" if found.similarity is not None else f", {say(language, 'title.by words')}"
    return _indented(_quoted(found, language, by))


def _quoted(found: Evidence, language: Language, by: str = "") -> Text:
    """The quote with where it stands, how close it comes where that was measured, and the terms that say the same."""
    year = f", {found.year}" if found.year else ""
    near = "" if found.similarity is None else f", {say(language, 'title.by meaning', value=found.similarity)}"
    across = f"\n{told}" if (told := across_text(found, language)) else ""
    place = f"  {tame(found.source)}{year}{near}{by}{across}"
    return Text.assemble((f"“{tame(found.quote)}”", "cyan"), (place, "dim"))


def _gap(gap: Gap, language: Language) -> Padding:
    remedy = f"  → {gap_remedy(gap, language)}"
    return _indented(Text.assemble(("• ", "yellow"), gap_line(gap, language), (remedy, "dim")))


def _change(change: Counterfactual, each: Recommendation, language: Language) -> Padding:
    return _indented(Text(f"• {counterfactual_text(change, each.rank, each.score, language)}"))


def _caution(line: Line, language: Language) -> Iterator[Padding]:
    yield _indented(Text.assemble(("• ", "red"), caution_text(line, language)))
    yield from _span(line, language)


def _span(line: Line, language: Language) -> Iterator[Padding]:
    if line.span:
        yield Padding(_quoted(line.span, language), (0, 0, 0, _INDENT + 2))


def _titled(name: str, parts: list[Padding], language: Language) -> list[RenderableType]:
    return [_indented(Text(say(language, f"title.{name}"), "bold")), *parts] if parts else []


def _more(each: Recommendation, hidden: int, language: Language) -> str:
    if hidden <= 0:
        return ""
    return f"… {say(language, 'title.more', count=hidden)}: homematch explain {each.need} {each.professional} --all"


def _dim(words: str) -> list[RenderableType]:
    return [_indented(Text(words, "dim"))] if words else []


def _indented(text: Text) -> Padding:
    return Padding(text, (0, 0, 0, _INDENT))
