"""Rankings on the terminal."""

import json
import sys
from dataclasses import dataclass
from functools import cache
from typing import Any

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from matcher.matching.engine import Engine
from matcher.messages import (
    Language,
    above_text,
    band_name,
    exclusion_text,
    no_match_text,
    not_enough_data,
    say,
    tame,
    weak_text,
    why_text,
)
from matcher.records import Kind, Need, Professional
from matcher.results import Ranking, Recommendation
from service.cli.bars import compared
from service.cli.pair import recommendation
from service.rounding import rounded
from service.why import Above

_PLACES = 4


@dataclass(frozen=True, slots=True)
class Style:
    """How much is shown, and in which language."""

    language: Language = "en"
    all_lines: bool = False
    in_full: bool = False


@cache
def console() -> Console:
    """The terminal, or a wide page where the output is piped."""
    return Console() if sys.stdout.isatty() else Console(width=120)


def print_json(value: Any) -> None:
    """JSON on the output and nothing else."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def show_recommendations(engine: Engine, ranking: Ranking, style: Style) -> None:
    """The best first, each with the reasons, what sums to its score, evidence and gaps; then who was set aside."""
    _show_title(engine, ranking, style.language)
    for each in ranking:
        _show_recommendation(engine, ranking, each, style)
    _show_exclusions(ranking, style.language)


def show_pair_in_full(engine: Engine, ranking: Ranking, professional: str, style: Style) -> None:
    """One pair with all its evidence and gaps, or the hard filter that sets it aside."""
    _show_title(engine, ranking, style.language)
    for each in ranking:
        _show_recommendation(engine, ranking, each, style)
    if not len(ranking):
        reasons = "; ".join(exclusion_text(each, style.language) for each in ranking.exclusions)
        _say(say(style.language, "title.no match", professional=professional, reasons=reasons))


def show_why(found: Above, language: Language) -> None:
    """What puts one above another, from what is more to what is less."""
    _say(why_text(found.first.professional, found.second.professional, found.difference, language), style="bold")
    for each in (found.first, found.second):
        place = say(language, "title.place", rank=each.rank)
        _say(f"     {each.professional}  {place}  {each.score:.6f}")
    parts = [(each.points, above_text(each.feature, each.points, language)) for each in found.differences]
    console().print(compared(parts))


def _show_title(engine: Engine, ranking: Ranking, language: Language) -> None:
    counted = say(language, "title.counted", considered=ranking.considered, shown=len(ranking))
    console().print(Panel(_title(engine, ranking, language), subtitle=counted))


def _title(engine: Engine, ranking: Ranking, language: Language) -> Text:
    kind: Kind = "need" if ranking.direction == "candidates" else "professional"
    record = engine.records.get(kind, ranking.query)[1]
    words = tame(record.title) if isinstance(record, Need) else _who(record)
    marked = Text("  SYNTHETIC", "yellow") if record.synthetic else Text("")
    return Text.assemble(
        (f"{say(language, f'title.{kind}')} ", "bold"), ranking.query, "  ", (words, "bold cyan"), marked
    )


def _who(record: Any) -> str:
    return tame(" · ".join(filter(None, (record.name, record.headline)))) if isinstance(record, Professional) else ""


def _show_recommendation(engine: Engine, ranking: Ranking, each: Recommendation, style: Style) -> None:
    if ranking.direction == "candidates":
        identifier, words = each.professional, _who(engine.records.get("professional", each.professional)[1])
    else:
        need = engine.records.get("need", each.need)[1]
        identifier, words = each.need, tame(need.title) if isinstance(need, Need) else ""
    score = f"{rounded(each.score, _PLACES):.{_PLACES}f}  "
    rated = f"{words_rated}  " if (words_rated := _rated(each, style.language)) else ""
    head = Text.assemble((f"{each.rank:>3}. ", "bold"), (score, "bold green"), rated, identifier, "  ", words)
    console().print(recommendation(head, each, style.language, all_lines=style.all_lines, in_full=style.in_full))


def _rated(each: Recommendation, language: Language) -> str:
    """How good a match is, in a word, and the chance of mutual interest where it can be told."""
    words = [band_name(each.band, language)] if each.band else []
    if each.probability is not None:
        words.append(say(language, "title.probability", value=each.probability))
    return say(language, "between.values").join(words)


def _show_exclusions(ranking: Ranking, language: Language) -> None:
    if not len(ranking) and ranking.weak:
        _say(no_match_text(ranking, language))
    elif not len(ranking):
        _say(say(language, "title.nobody" if ranking.direction == "candidates" else "title.no need"))
    elif all(each.probability is None for each in ranking):
        _say(not_enough_data(language), style="dim")
    if len(ranking) and ranking.weak:
        _say(weak_text(ranking, language), style="dim")
    for each in ranking.exclusions:
        reason = exclusion_text(each, language)
        _say(say(language, "title.set aside", count=each.count, reason=reason), style="dim")


def _say(words: str, style: str | None = None) -> None:
    console().print(words, style=style, markup=False, highlight=False)
