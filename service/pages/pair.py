"""One pair: the verdict, the proof of every must, what to ask, where the points come from and what would change."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from fastapi import HTTPException, Request
from markupsafe import Markup
from starlette.responses import HTMLResponse

from matcher.explain.differences import differences
from matcher.matching.engine import Engine
from matcher.messages import (
    EvidenceView,
    Language,
    RecommendationView,
    Step,
    extent,
    feature_name,
    recommendation_view,
    settle,
    tame,
)
from matcher.messages.standing import period_text
from matcher.messages.waterfall import rounded
from matcher.records import Need, Professional
from matcher.results import Ranking, Recommendation
from service.access.rows import visible_need
from service.api.parameters import NeedId, ProfessionalId, TheEngine
from service.audit import note_ranking
from service.pages.candidates import PLACES, OfCandidates, cautions, languages_of, where
from service.pages.formats import Formats
from service.pages.languages import language_of
from service.pages.naming import display_name, other_name
from service.pages.needs import need_values
from service.pages.pursuits import recent_contacts
from service.pages.render import page, words_of
from service.pages.routing import page_router

LISTED = 20
"""How long the list is in which a pair has its neighbours."""
SMALL = 0.02
"""Points below which a line is part of the rest."""
_SILENT = frozenset({"conflict", "excluded by professional", "excluded by need", "declined", "public"})
"""Hard filters of which nobody is told by name whom they set aside."""
_PART = re.compile(r"(\w+)(?:\[(\d+)\])?")
_SIDES = 40
"""How far the drawing reaches beyond its bars, in thousandths of its width."""

router = page_router()


@dataclass(frozen=True)
class Bar:
    """One line of the waterfall: its points, and its bar in per cent of the drawing's width."""

    name: str
    feature: str
    points: float
    start: float
    width: float
    end: float


@dataclass(frozen=True)
class Condition:
    """One condition: whether it is met as far as is known, and what both sides state."""

    key: str
    state: str
    wanted: str
    offered: str


@dataclass(frozen=True)
class DifferenceLine:
    """What one feature gives the one above more than the one below."""

    name: str
    points: float


@router.get("/needs/{need_id}/candidates/{person_id}")
def show_pair(
    request: Request, engine: TheEngine, viewer: OfCandidates, need_id: NeedId, person_id: ProfessionalId
) -> HTMLResponse:
    """One person for one need, with everything that speaks for and against it."""
    need = visible_need(engine, viewer, need_id)
    ranking = engine.matching.explain(need_id, person_id)
    _refuse_silently(ranking)
    note_ranking(request, "pair.shown", ranking, person_id)
    person = cast(Professional, engine.records.get("professional", person_id)[1])
    common = {
        **need_values(request, engine, viewer, need),
        "person": person, "name": display_name(person), "other_name": other_name(person),
        "place": where(engine, person, language_of(request)),
    }  # fmt: skip
    synthetic = need.synthetic or person.synthetic
    shown = ranking[0] if len(ranking) else ranking.near_misses[0].recommendation if ranking.near_misses else None
    if shown is None:
        return page(
            request, "pair_aside.html", viewer=viewer, synthetic=synthetic, reasons=_reasons(request, ranking), **common
        )
    neighbours = _neighbours(engine, ranking, shown, language_of(request))
    return page(
        request, "pair.html", viewer=viewer, synthetic=synthetic, near=_near(request, ranking), **common,
        **pair_values(request, engine, need, person, shown), **neighbours,
    )  # fmt: skip


def pair_values(
    request: Request, engine: Engine, need: Need, person: Professional, shown: Recommendation
) -> dict[str, Any]:
    """What the page of a pair shows of the recommendation."""
    language = language_of(request)
    other: Language = "en" if language == "zh" else "zh"
    view = recommendation_view(shown, language, PLACES)
    translated = recommendation_view(shown, other, PLACES)
    asked = {one.subject: one.text for one in engine.matching.requirements(need.id)}
    bars = bars_of(view)
    contacts = recent_contacts(engine, {person.id}, request.app.state.clock())
    return {
        "view": view,
        "asked": asked,
        "cautions": cautions(view, words_of(request), contacts.get(person.id, 0)),
        "questions": list(zip(view.questions, translated.questions, strict=True)),
        "other": other,
        "bars": bars,
        "total": Bar("", "total", view.score, *_placed(0.0, view.score, *extent(view.steps(PLACES)))),
        "conditions": conditions(words_formats(request), view, need, person),
        "context": lambda evidence: context_of(person, evidence),
        "languages": languages_of(person, language),
        "days": _days(person, language),
        "tamed": tame,
        "display_name": display_name,
    }


def words_formats(request: Request) -> Formats:
    """Numbers and names in the language of the answer."""
    return Formats(words_of(request))


def bars_of(view: RecommendationView) -> list[Bar]:
    """The steps from nothing to the score; the base only where it is not nothing."""
    steps = [step for step in view.steps(PLACES) if step.feature != "base" or step.points]
    low, high = extent(steps)
    return [_bar(view, step, low, high) for step in steps]


def _bar(view: RecommendationView, step: Step, low: float, high: float) -> Bar:
    left, right = sorted((step.start, step.end))
    return Bar(view.step_name(step.feature), step.feature, step.points, *_placed(left, right, low, high, step.end))


def _placed(left: float, right: float, low: float, high: float, end: float | None = None) -> tuple[float, float, float]:
    """Start, width and end of a bar in per cent."""
    left, right = sorted((left, right))
    scale = (100 - _SIDES / 5) / ((high - low) or 1.0)
    start = _SIDES / 10 + (left - low) * scale
    at_end = right if end is None else end
    return round(start, 2), round((right - left) * scale, 2), round(_SIDES / 10 + (at_end - low) * scale, 2)


def conditions(formats: Formats, view: RecommendationView, need: Need, person: Professional) -> list[Condition]:
    """The conditions with what both sides state; one that is not known is to be checked."""
    language = formats.words.language
    unstated = str(formats.words.say("unstated"))
    unknown = {gap.subject for gap in view.gaps if gap.kind == "condition"}
    engagements = formats.joined(map(formats.value, person.engagements))
    sides = {
        "engagement": (formats.value(need.type) if need.type else "", engagements),
        "mode": (formats.values(need.modes, choice=True), formats.values(person.modes)),
        "availability": (formats.period(need.period) if need.period else "", _days(person, language)),
        "language": (formats.values(need.languages, choice=True), formats.values(person.languages)),
    }  # fmt: skip
    stated = [
        Condition(
            key, "check" if key in unknown or (wanted and not offered) else "met", str(wanted) or unstated,
            str(offered) or unstated,
        )
        for key, (wanted, offered) in sides.items()
    ]  # fmt: skip
    conflict = "check" if "conflict" in unknown else "none"
    return [*stated, Condition("conflict", conflict, "", "")]


def context_of(person: Professional, evidence: EvidenceView) -> Markup | None:
    """The whole text that a quote stands in, with the quote marked; None where it is no text of the profile."""
    value: Any = person
    for name, index in _PART.findall(evidence.source):
        value = getattr(value, name, None)
        if index and isinstance(value, tuple):
            value = value[int(index)] if int(index) < len(value) else None
    if not isinstance(value, str) or not 0 <= evidence.start < evidence.end <= len(value):
        return None
    before, quoted, after = value[: evidence.start], value[evidence.start : evidence.end], value[evidence.end :]
    return Markup("{}<mark>{}</mark>{}").format(*map(tame, (before, quoted, after)))


def _neighbours(engine: Engine, ranking: Ranking, shown: Recommendation, language: Language) -> dict[str, Any]:
    """Who comes before and after in the list, and why the one before stands there."""
    (whole,) = engine.matching.many("candidates", [ranking.query], LISTED, explained=0)
    ids = [one.professional for one in whole]
    nothing: dict[str, Any] = {"before": None, "after": None, "listed": len(ids), "above": None, "gap": 0.0}
    if not len(ranking) or shown.professional not in ids:
        return nothing
    place = ids.index(shown.professional)
    near = [ids[at] if 0 <= at < len(ids) else None for at in (place - 1, place + 1)]
    people = cast(dict[str, Professional], engine.store.kept("professional", [one for one in near if one]))
    before, after = (people.get(one) if one else None for one in near)
    above = difference_lines(whole[place - 1], whole[place], language) if before else None
    gap = rounded(whole[place - 1].score - whole[place].score, PLACES) if before else 0.0
    return nothing | {"before": before, "after": after, "above": above, "gap": gap}


def difference_lines(first: Recommendation, second: Recommendation, language: Language) -> list[DifferenceLine]:
    """What the first has more or less than the second, by feature; the small ones are one line, which is the last."""
    parts = differences(first.explanation, second.explanation)
    points = settle([part for _, part in parts], first.score - second.score, PLACES)
    named = zip((name for name, _ in parts), points, strict=True)
    large = [(name, part) for name, part in named if abs(part) >= SMALL]
    rest = rounded(sum(points) - sum(part for _, part in large), PLACES)
    lines = [DifferenceLine(feature_name(name, language), part) for name, part in large]
    return [*lines, DifferenceLine("", rest)]


def _near(request: Request, ranking: Ranking) -> dict[str, str] | None:
    """What is said of somebody whom one condition keeps out."""
    from matcher.messages import ranking_view

    if len(ranking) or not ranking.near_misses:
        return None
    near = ranking_view(ranking, language_of(request), PLACES).near_misses[0]
    return {"text": near.text, "question": near.question, "rank": near.rank_text}


def _reasons(request: Request, ranking: Ranking) -> Sequence[str]:
    from matcher.messages import ranking_view

    return [one.reason for one in ranking_view(ranking, language_of(request)).exclusions]


def _refuse_silently(ranking: Ranking) -> None:
    """Raise a 404 for a pair that is set aside for a reason which would say something of the person or of another."""
    if not len(ranking) and {one.rule for one in ranking.exclusions} & _SILENT:
        raise HTTPException(404)


def _days(person: Professional, language: Language) -> str:
    period = person.availability
    if period is None or not (period.start or period.end):
        return ""
    days = [day.isoformat() if day else "" for day in (period.start, period.end)]
    return period_text(days, language)
