"""The list of people for a need: who, how well, with a mark for every must, and what to be careful about."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, cast

from fastapi import Depends, Query, Request
from starlette.responses import HTMLResponse, Response

from matcher.ingest.sheets import Cell, Table, xlsx_bytes
from matcher.matching.engine import Engine
from matcher.messages import Language, NearMissView, RankingView, RecommendationView, RequirementView, say
from matcher.messages import ranking_view as view_of
from matcher.messages.sentences import rule_name
from matcher.messages.standing import value_name
from matcher.messages.templates import has_words
from matcher.records import Need, Professional
from matcher.results import Ranking
from service.access.guard import needs_role
from service.access.rows import visible_need
from service.access.viewer import Viewer
from service.api.parameters import NeedId, TheEngine
from service.audit import note_ranking
from service.pages.catalogue import Catalogue
from service.pages.downloads import about_lines, workbook
from service.pages.facets import Facet, Sifted, sift
from service.pages.formats import Formats
from service.pages.naming import country_name, display_name, organisation_name, other_name, title_of
from service.pages.needs import Codes, need_values
from service.pages.pursuits import MOST_CONTACTS, recent_contacts
from service.pages.render import page, words_of
from service.pages.routing import page_router

PLACES = 2
"""Decimals of points on pages."""
MOST_COLUMNS = 5
"""Musts that have a column of their own."""
_MOST_CAUTIONS = 2
_FEW, _MANY = 20, 100
OfCandidates = Annotated[Viewer, Depends(needs_role("coordinator"))]
Most = Annotated[int, Query(ge=1, le=_MANY, description="most people to list")]

router = page_router()


@dataclass(frozen=True)
class PersonRow:
    """One person in the list: the view of the pair, the record, and at most two cautions, the worst first."""

    view: RecommendationView
    person: Professional
    cautions: tuple[str, ...]

    @property
    def name(self) -> str:
        """What the person is called."""
        return display_name(self.person)


@dataclass(frozen=True)
class NearRow:
    """Somebody who fails one condition only."""

    near: NearMissView
    person: Professional

    @property
    def name(self) -> str:
        """What the person is called."""
        return display_name(self.person)


@dataclass(frozen=True)
class CandidateList:
    """The list of a need as it is shown, printed and exported."""

    view: RankingView
    rows: tuple[PersonRow, ...]
    near: tuple[NearRow, ...]
    musts: tuple[RequirementView, ...]


@router.get("/needs/{need_id}/candidates")
def list_candidates(
    request: Request, engine: TheEngine, viewer: OfCandidates, need_id: NeedId, most: Most = _FEW, band: Codes = (),
    proof: Codes = (), place: Codes = (), check: Codes = (), run: Annotated[str, Query(max_length=80)] = "",
) -> HTMLResponse:  # fmt: skip
    """The people for a need, best first, with facets; and those whom one condition keeps out."""
    need = visible_need(engine, viewer, need_id)
    ranking = engine.matching.candidates(need_id, most)
    note_ranking(request, "candidates.shown", ranking)
    listed = candidate_list(engine, ranking, words_of(request), request.app.state.clock())
    sifted = _sifted(request, listed, band, proof, place, check)
    return page(
        request, "candidates.html", viewer=viewer, synthetic=is_synthetic(need, listed),
        **need_values(request, engine, viewer, need), listed=listed, sifted=sifted, columns=listed.musts[:MOST_COLUMNS],
        more_columns=len(listed.musts[MOST_COLUMNS:]), more=most < _MANY and len(listed.rows) == most, many=_MANY,
        evidenced=sum(all(must.state == "evidenced" for must in row.view.musts) for row in listed.rows),
        query=request.url.query,
        where=lambda person: where(engine, person, words_of(request).language), asked_run=run, other_name=other_name,
    )  # fmt: skip


@router.get("/needs/{need_id}/candidates.xlsx")
def export_candidates(
    request: Request, engine: TheEngine, viewer: OfCandidates, need_id: NeedId, most: Most = _FEW, band: Codes = (),
    proof: Codes = (), place: Codes = (), check: Codes = (),
) -> Response:  # fmt: skip
    """The same list as a workbook: the same people in the same order, with the same words."""
    need = visible_need(engine, viewer, need_id)
    ranking = engine.matching.candidates(need_id, most)
    note_ranking(request, "candidates.exported", ranking)
    listed = candidate_list(engine, ranking, words_of(request), request.app.state.clock())
    sifted = _sifted(request, listed, band, proof, place, check)
    words = words_of(request)
    return workbook(
        str(words.say("file.candidates", need=title_of(need), day=engine.today().isoformat())),
        xlsx_bytes(_table(request, words, need, listed, sifted)),
    )


def candidate_list(engine: Engine, ranking: Ranking, words: Catalogue, now: datetime) -> CandidateList:
    """A ranking with the records of its people; whoever was erased in the meantime is left out."""
    view = view_of(ranking, words.language, PLACES)
    ids = [one.professional for one in view.recommendations]
    ids += [near.recommendation.professional for near in view.near_misses]
    people = cast(dict[str, Professional], engine.store.kept("professional", ids))
    contacts = recent_contacts(engine, people, now)
    rows = tuple(
        PersonRow(one, people[one.professional], cautions(one, words, contacts.get(one.professional, 0)))
        for one in view.recommendations
        if one.professional in people
    )
    near = tuple(
        NearRow(one, people[one.recommendation.professional])
        for one in view.near_misses
        if one.recommendation.professional in people
    )
    first = rows[0].view if rows else near[0].near.recommendation if near else None
    return CandidateList(view, rows, near, first.musts if first else ())


def cautions(view: RecommendationView, words: Catalogue, contacts: int = 0) -> tuple[str, ...]:
    """What to be careful about in a few words, at most two: what is odd about the profile, recent contacts, conditions
    that are not known.
    """
    odd = [
        say(view.language, f"caution.short.{line.about}", subject=line.subject)
        for line in view.cautions
        if has_words(f"caution.short.{line.about}")
    ]
    unknown = [
        str(words.say("caution.check", condition=condition_name(words, gap.subject)))
        for gap in view.gaps
        if gap.kind == "condition"
    ]
    often = [str(words.say("caution.contacts", count=contacts, most=MOST_CONTACTS))] if contacts else []
    return tuple(dict.fromkeys((*odd, *often, *unknown)))[:_MOST_CAUTIONS]


def is_synthetic(need: Need, listed: CandidateList) -> bool:
    """Whether any of it is sample data."""
    return need.synthetic or any(row.person.synthetic for row in listed.rows)


def condition_name(words: Catalogue, rule: str) -> str:
    """What a condition is called on pages; one without words of its own goes by the engine's."""
    key = f"condition.{rule}"
    return str(words.say(key)) if words.has(key) else rule_name(rule, words.language)


def _sifted(
    request: Request, listed: CandidateList, band: Sequence[str], proof: Sequence[str], place: Sequence[str],
    check: Sequence[str],
) -> Sifted[PersonRow]:  # fmt: skip
    chosen = {"band": band, "proof": proof, "place": place, "check": check}
    return sift(listed.rows, facets_of(words_of(request), listed), chosen)


def facets_of(words: Catalogue, listed: CandidateList) -> list[Facet[PersonRow]]:
    """What a list of people can be filtered by."""
    language = words.language
    countries = Counter(row.person.country or "" for row in listed.rows)
    places = {code: country_name(code, language) for code, _ in countries.most_common() if code}
    conditions = sorted({gap.subject for row in listed.rows for gap in row.view.gaps if gap.kind == "condition"})
    return [
        Facet("band", {code: say(language, f"band.{code}") for code in ("strong", "good", "possible")},
              lambda row: frozenset({row.view.band or ""})),
        Facet("proof", {code: str(words.say(f"proof.{code}")) for code in ("all", "no claimed", "no unknown")},
              _proof),
        Facet("place", places | {"unstated": str(words.say("unstated"))},
              lambda row: frozenset({row.person.country or "unstated"})),
        Facet("check", {rule: condition_name(words, rule) for rule in conditions},
              lambda row: frozenset(gap.subject for gap in row.view.gaps if gap.kind == "condition")),
    ]  # fmt: skip


def _proof(row: PersonRow) -> frozenset[str]:
    states = {must.state for must in row.view.musts}
    passed = {"no claimed"} if "claimed" not in states else set()
    passed |= {"no unknown"} if "unknown" not in states else set()
    return frozenset(passed | ({"all"} if states <= {"evidenced"} else set()))


def _table(
    request: Request, words: Catalogue, need: Need, listed: CandidateList, sifted: Sifted[PersonRow]
) -> Table:  # fmt: skip
    """The list as a table: the columns of the page, with every must, and the points."""
    language = words.language
    heads = ("list.rank", "list.person", "candidates.line", "candidates.place", "list.band")
    said = [say(language, key) if has_words(key) else str(words.say(key)) for key in heads]
    musts = [str(words.say("candidates.must", number=number, subject=must.subject))
             for number, must in enumerate(listed.musts, 1)]  # fmt: skip
    engine: Engine = request.app.state.engine
    rows = [_cells(engine, row, language) for row in sifted.rows]
    about = about_lines(
        request, words, (say(language, "table.need asked"), f"{need.id}  {title_of(need)}"), len(rows),
        filters=Formats(words).joined(f"{words.say(f'facet.{key}')}={one.label}" for key, one in sifted.applied),
        synthetic=is_synthetic(need, listed),
    )  # fmt: skip
    return Table(
        str(words.say("need.tab.candidates")),
        (*said, *musts, say(language, "list.caution"), say(language, "title.total")), rows, about,
        say(language, "table.about"), (6, 24, 40, 30, 14, *(16 for _ in musts), 40, 10),
    )  # fmt: skip


def _cells(engine: Engine, row: PersonRow, language: Language) -> tuple[Cell, ...]:
    marks = tuple(must.state_name for must in row.view.musts)
    cautioned = say(language, "between.values").join(row.cautions)
    place = where(engine, row.person, language)
    return row.view.rank, row.name, row.person.headline, place, row.view.band_name, *marks, cautioned, row.view.score


def where(engine: Engine, person: Professional, language: Language) -> str:
    """Country and employer of a person, as far as they are stated."""
    country = country_name(person.country, language) if person.country else ""
    lasting = [held.organisation for held in person.experiences if held.end is None and held.organisation]
    employer = person.organisation or next(iter(lasting), None)
    parts = (country, organisation_name(engine, employer, language) if employer else "")
    return say(language, "between.values").join(filter(None, parts))


def languages_of(person: Professional, language: Language) -> str:
    """The languages that a person works in, by name."""
    return say(language, "between.values").join(value_name(code, language) for code in person.languages)
