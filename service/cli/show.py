"""Rankings on the terminal."""

from dataclasses import dataclass

from rich.panel import Panel
from rich.text import Text

from matcher.matching.engine import Engine
from matcher.messages import Language, RankingView, RecommendationView, ranking_view, say, tame
from matcher.records import Kind, Need, Professional
from matcher.results import Ranking
from service.cli.listing import WIDTH, listed, near_misses
from service.cli.recommendation import PLACES, compared, drawn
from service.cli.terminal import console, print_text
from service.why import Above


@dataclass(frozen=True, slots=True)
class Style:
    """How much is shown, and in which language: ``full`` explains every line, ``all_lines`` leaves nothing out."""

    language: Language = "en"
    all_lines: bool = False
    full: bool = False


def show_recommendations(engine: Engine, ranking: Ranking, style: Style) -> None:
    """The best first, one line each or in full, whoever fails one condition only, and who was set aside."""
    view = ranking_view(ranking, style.language, PLACES)
    _show_title(engine, view, style.language)
    if style.full:
        _show_in_full(engine, view, style)
    else:
        _show_list(engine, view, style.language)
    for words in filter(None, (view.message, *(shortfall_lines(view, style.language)))):
        print_text(words)
    _show_near_misses(engine, view, style)
    for remark in view.remarks:
        print_text(remark, "dim" if view.recommendations else None)
    for exclusion in view.exclusions:
        words = say(style.language, "title.set aside", count=exclusion.count, reason=exclusion.reason)
        print_text(words, "dim")
    if view.recommendations and not style.full:
        need = view.query if view.direction == "candidates" else ""
        print_text(say(style.language, "legend"), "dim")
        print_text(say(style.language, "list.full", need=need or "NEED"), "dim")


def shortfall_lines(view: RankingView, language: Language) -> list[str]:
    """What most people lack, under its heading; nothing where the list is not empty."""
    if not view.shortfalls:
        return []
    return [say(language, "shortfalls"), *(f"  • {one.text}" for one in view.shortfalls)]


def show_pair_in_full(engine: Engine, ranking: Ranking, professional: str, style: Style) -> None:
    """One pair with all its evidence and gaps, or the hard filter that sets it aside."""
    view = ranking_view(ranking, style.language, PLACES)
    _show_title(engine, view, style.language)
    _show_in_full(engine, view, style)
    if not view.recommendations:
        reasons = "; ".join(exclusion.reason for exclusion in view.exclusions)
        print_text(say(style.language, "title.no match", professional=professional, reasons=reasons))
    for near in view.near_misses:
        print_text(f"{say(style.language, 'near.pair', professional=professional)}. {near.text}; {near.question}.")
        console().print(drawn(_head(engine, view, near.recommendation), near.recommendation, all_lines=style.all_lines))


def show_why(why: Above, language: Language) -> None:
    """What puts one above another, from what is more to what is less."""
    print_text(why.text, "bold")
    for ranked in (why.first, why.second):
        rank = say(language, "title.rank", rank=ranked.rank)
        print_text(f"     {ranked.professional}  {rank}  {ranked.score:.6f}")
    console().print(compared([(difference.points, difference.text) for difference in why.differences]))


def _show_title(engine: Engine, view: RankingView, language: Language) -> None:
    counted = say(language, "title.counted", considered=view.considered, shown=len(view.recommendations))
    console().print(Panel(_title(engine, view, language), subtitle=counted), width=_width())


def _show_in_full(engine: Engine, view: RankingView, style: Style) -> None:
    for recommendation in view.recommendations:
        head = _head(engine, view, recommendation)
        console().print(drawn(head, recommendation, all_lines=style.all_lines))


def _show_list(engine: Engine, view: RankingView, language: Language) -> None:
    people = view.direction == "candidates"
    rows = [(one, _called(engine, one, people=people)) for one in view.recommendations]
    if rows:
        console().print(listed(rows, language, people=people), width=_width())


def _show_near_misses(engine: Engine, view: RankingView, style: Style) -> None:
    if not view.near_misses:
        return
    print_text(say(style.language, "near.title", count=len(view.near_misses)), "bold")
    rows = [(near, _called(engine, near.recommendation, people=True)) for near in view.near_misses]
    console().print(near_misses(rows, style.language), width=_width())
    questions = dict.fromkeys(f"• {near.question}" for near in view.near_misses)
    for question in questions:
        print_text(question, "dim")


def _called(engine: Engine, view: RecommendationView, *, people: bool) -> str:
    """The id and the name with the headline, or the title of a need."""
    kind: Kind = "professional" if people else "need"
    identifier = view.professional if people else view.need
    return f"{identifier} {_name(engine, kind, identifier)}"


def _width() -> int:
    """The columns of a list."""
    return min(console().width, WIDTH)


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
