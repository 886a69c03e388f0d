"""Asks the engine for everything that a report needs, both ways, and turns it into the report's sections."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from matcher.errors import NotFoundError
from matcher.matching.engine import Engine, Progress
from matcher.messages import (
    PLACES,
    GapView,
    LineView,
    NearMissView,
    RankingView,
    RecommendationView,
    RequirementView,
    ranking_view,
)
from matcher.records import Kind, Need, Professional, Record
from matcher.results import Contribution, Direction
from service.nightly.draft import Draft
from service.nightly.report import (
    Candidate,
    Header,
    NeedSection,
    PersonSection,
    ReportGap,
    ReportLine,
    ReportNearMiss,
    ReportRequirement,
    SetAside,
    Suggestion,
)

BEST_EVIDENCE = 3
"""Quotes of each candidate in the report."""


@dataclass(frozen=True, slots=True)
class _Named:
    """What a report says of a record itself: a person's name or a need's title."""

    name: str | None
    synthetic: bool


def gather(engine: Engine, draft: Draft, candidates: int, suggestions: int, progress: Progress) -> Header:
    """Fill a draft with every open need and every consented professional; what the report says of itself."""
    need_ids, people_ids = engine.matching.open_needs(), engine.matching.consented_people()
    header = Header(
        run=f"night-{engine.today()}",
        day=str(engine.today()),
        ranker=engine.scorecard.version,
        model=engine.model,
        sequence=engine.store.sequence,
        features=tuple(engine.scorecard.features),
        candidates_per_need=candidates,
        suggestions_per_person=suggestions,
        synthetic=False,
        store=engine.store.identity,
    )
    gatherer = _Gatherer(engine, progress)
    for need in gatherer.needs(need_ids, candidates):
        draft.add_need(need)
    for person in gatherer.people(people_ids, suggestions):
        draft.add_person(person)
    return header


class _Gatherer:
    """Makes the sections of a report from what the engine recommends.

    Whoever is erased while the night runs is left out as soon as that is noticed.
    """

    def __init__(self, engine: Engine, progress: Progress) -> None:
        self._engine, self._progress = engine, progress
        self._known: dict[tuple[Kind, str], _Named | None] = {}

    def needs(self, need_ids: Sequence[str], k: int) -> Iterator[NeedSection]:
        """The section of every need, its candidates explained in full."""
        for view in self._views("candidates", need_ids, k, explained=k):
            need = self._named("need", view.query)
            if need:
                yield NeedSection(
                    need=view.query,
                    title=need.name or "",
                    synthetic=need.synthetic,
                    considered=view.considered,
                    candidates=tuple(self._candidates(view.recommendations)),
                    exclusions=tuple(SetAside(rule.rule, rule.count, rule.reason) for rule in view.exclusions),
                    weak=view.weak,
                    message=view.message,
                    near_misses=tuple(self._near_misses(view.near_misses)),
                    shortfalls=tuple(shortfall.text for shortfall in view.shortfalls),
                )

    def people(self, people_ids: Sequence[str], k: int) -> Iterator[PersonSection]:
        """The section of every person; of the needs suggested to them only the points are explained."""
        for view in self._views("suggestions", people_ids, k, explained=0):
            person = self._named("professional", view.query)
            if person:
                suggestions = tuple(self._suggestions(view.recommendations))
                yield PersonSection(view.query, person.name, person.synthetic, suggestions, view.message)

    def _views(self, direction: Direction, ids: Sequence[str], k: int, *, explained: int) -> Iterator[RankingView]:
        rankings = self._engine.matching.many(direction, ids, k, explained=explained)
        for done, ranking in enumerate(rankings):
            self._progress(f"ranking {direction}", done, len(ids))
            yield ranking_view(ranking, places=PLACES)
        self._progress(f"ranking {direction}", len(ids), len(ids))

    def _candidates(self, views: Iterable[RecommendationView]) -> Iterator[Candidate]:
        for view in views:
            person = self._named("professional", view.professional)
            if person:
                yield Candidate(
                    rank=view.rank,
                    professional=view.professional,
                    name=person.name,
                    synthetic=person.synthetic,
                    score=view.score,
                    base=view.base,
                    contributions=_contributions(view),
                    evidence=view.evidence[:BEST_EVIDENCE],
                    gaps=tuple(map(_gap, view.gaps)),
                    lines=tuple(_lines((*view.cautions, *view.reasons))),
                    changes=tuple(change.text for change in view.moving),
                    band=view.band,
                    probability=view.probability,
                    verdict=view.verdict,
                    requirements=tuple(map(_requirement, view.requirements)),
                    questions=tuple(question.text for question in view.questions),
                    caution=view.caution,
                )

    def _near_misses(self, views: Iterable[NearMissView]) -> Iterator[ReportNearMiss]:
        for near in views:
            view = near.recommendation
            person = self._named("professional", view.professional)
            if person:
                yield ReportNearMiss(
                    rank=view.rank,
                    professional=view.professional,
                    name=person.name,
                    synthetic=person.synthetic,
                    score=view.score,
                    band=view.band,
                    verdict=view.verdict,
                    requirements=tuple(map(_requirement, view.requirements)),
                    condition=near.condition,
                    text=near.text,
                    question=near.question,
                )

    def _suggestions(self, views: Iterable[RecommendationView]) -> Iterator[Suggestion]:
        for view in views:
            need = self._named("need", view.need)
            if need:
                contributions = _contributions(view)
                yield Suggestion(view.rank, view.need, need.name or "", view.score, view.base, contributions)

    def _named(self, kind: Kind, identifier: str) -> _Named | None:
        """What is said of a record, looked up once; None if it is not there any more."""
        key = kind, identifier
        if key not in self._known:
            try:
                self._known[key] = _named(self._engine.records.get(kind, identifier)[1])
            except NotFoundError:
                self._known[key] = None
        return self._known[key]


def _named(record: Record) -> _Named:
    if isinstance(record, Need):
        return _Named(record.title.strip() or record.body.strip()[:80], record.synthetic)
    return _Named(record.name if isinstance(record, Professional) else None, record.synthetic)


def _contributions(view: RecommendationView) -> tuple[Contribution, ...]:
    return tuple(
        Contribution(part.feature, None if part.value is None else round(part.value, PLACES), part.points)
        for part in view.contributions
    )


def _lines(lines: Iterable[LineView]) -> Iterator[ReportLine]:
    for line in lines:
        if line.kind != "gap":
            yield ReportLine(line.kind, line.about, line.subject, line.points, line.text, line.span)


def _requirement(one: RequirementView) -> ReportRequirement:
    return ReportRequirement(
        one.subject, one.kind, one.state, one.state_name, one.mark, one.text, one.points, one.evidence
    )


def _gap(gap: GapView) -> ReportGap:
    return ReportGap(gap.subject, gap.kind, gap.state, gap.detail, gap.remedy)
