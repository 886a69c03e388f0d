"""Rankings on the terminal."""

from dataclasses import dataclass

from rich.panel import Panel
from rich.text import Text

from matcher.matching.engine import Engine
from matcher.messages import Language, RankingView, RecommendationView, ranking_view, say, tame
from matcher.records import Kind, Need, Professional
from matcher.results import Ranking
from service.cli.recommendation import PLACES, compared, drawn
from service.cli.terminal import console, print_text
from service.why import Above


@dataclass(frozen=True, slots=True)
class Style:
    """How much is shown, and in which language."""

    language: Language = "en"
    all_lines: bool = False
    in_full: bool = False


def show_recommendations(engine: Engine, ranking: Ranking, style: Style) -> None:
    """The best first, each with the reasons, what sums to its score, evidence and gaps; then who was set aside."""
    view = ranking_view(ranking, style.language, PLACES)
    _show_all(engine, view, style)
    if view.message:
        print_text(view.message)
    for remark in view.remarks:
        print_text(remark, "dim" if view.recommendations else None)
    for exclusion in view.exclusions:
        words = say(style.language, "title.set aside", count=exclusion.count, reason=exclusion.reason)
        print_text(words, "dim")


def show_pair_in_full(engine: Engine, ranking: Ranking, professional: str, style: Style) -> None:
    """One pair with all its evidence and gaps, or the hard filter that sets it aside."""
    view = ranking_view(ranking, style.language, PLACES)
    _show_all(engine, view, style)
    if not view.recommendations:
        reasons = "; ".join(exclusion.reason for exclusion in view.exclusions)
        print_text(say(style.language, "title.no match", professional=professional, reasons=reasons))


def show_why(why: Above, language: Language) -> None:
    """What puts one above another, from what is more to what is less."""
    print_text(why.text, "bold")
    for ranked in (why.first, why.second):
        rank = say(language, "title.rank", rank=ranked.rank)
        print_text(f"     {ranked.professional}  {rank}  {ranked.score:.6f}")
    console().print(compared([(difference.points, difference.text) for difference in why.differences]))


def _show_all(engine: Engine, view: RankingView, style: Style) -> None:
    """The title and the recommendations."""
    counted = say(style.language, "title.counted", considered=view.considered, shown=len(view.recommendations))
    console().print(Panel(_title(engine, view, style.language), subtitle=counted))
    for recommendation in view.recommendations:
        head = _head(engine, view, recommendation)
        console().print(drawn(head, recommendation, all_lines=style.all_lines, in_full=style.in_full))


def _title(engine: Engine, view: RankingView, language: Language) -> Text:
    kind: Kind = "need" if view.direction == "candidates" else "professional"
    synthetic = engine.records.get(kind, view.query)[1].synthetic
    mark = Text("  SYNTHETIC", "yellow") if synthetic else Text("")
    name = (_name(engine, kind, view.query), "bold cyan")
    return Text.assemble((f"{say(language, f'title.{kind}')} ", "bold"), view.query, "  ", name, mark)


def _head(engine: Engine, ranking: RankingView, view: RecommendationView) -> Text:
    """Rank, score and rating, then who or what is recommended."""
    kind: Kind = "professional" if ranking.direction == "candidates" else "need"
    identifier = view.professional if kind == "professional" else view.need
    rating = f"{view.rating}  " if view.rating else ""
    score = (f"{view.score:.{PLACES}f}  ", "bold green")
    rank, name = (f"{view.rank:>3}. ", "bold"), _name(engine, kind, identifier)
    return Text.assemble(rank, score, rating, identifier, "  ", name)


def _name(engine: Engine, kind: Kind, identifier: str) -> str:
    """The title of a need, or a person's name with what they say of themselves in one line."""
    _, record = engine.records.get(kind, identifier)
    if isinstance(record, Need):
        return tame(record.title)
    name = (record.name, record.headline) if isinstance(record, Professional) else ()
    return tame(" · ".join(filter(None, name)))
