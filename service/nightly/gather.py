"""Asks the engine for everything that a report needs, both ways, and puts it into the report's own data."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from matcher.matching.engine import Engine, Progress
from matcher.messages import settle
from matcher.records import Kind, Need, Professional, Record
from matcher.results import Contribution, Direction, Ranking, Recommendation
from service.nightly.exposure import TOP, gini, most_recommended, top_tenth
from service.nightly.report import (
    Candidate,
    Header,
    NeedSection,
    PersonSection,
    Report,
    Sections,
    Suggestion,
    Summary,
    Unmet,
)
from service.nightly.spool import Spool
from service.nightly.words import changes_told, gaps_told, lines_told, message

BEST_EVIDENCE = 3
PLACES = 6


class _Records:
    """The records of one kind by id, read from the store at once; one that came later is fetched alone."""

    def __init__(self, engine: Engine, kind: Kind) -> None:
        self._engine, self._kind = engine, kind
        self._known = {record.id: record for record in engine.records.rows(kind).values()}

    def __getitem__(self, identifier: str) -> Record:
        known = self._known.get(identifier)
        return known or self._engine.records.get(self._kind, identifier)[1]


class Gatherer:
    """Makes the sections of a report from what the engine recommends; they wait in a spool in ``folder``."""

    def __init__(self, engine: Engine, progress: Progress, folder: Path) -> None:
        self._engine, self._progress, self._folder = engine, progress, folder
        self._needs, self._people = _Records(engine, "need"), _Records(engine, "professional")

    def report(self, candidates: int, suggestions: int) -> Report:
        """The report of everybody and everything that may be matched today.

        Suggestions are shown with their points alone, so that nothing more of them is explained.
        """
        engine = self._engine
        need_ids, people_ids = engine.matching.open_needs(), engine.matching.consented_people()
        sequence = engine.store.sequence
        needs, people = Spool(NeedSection, self._folder), Spool(PersonSection, self._folder)
        for ranking in self._rankings("candidates", need_ids, candidates, explained=candidates):
            needs.append(self._need(ranking))
        for ranking in self._rankings("suggestions", people_ids, suggestions, explained=0):
            people.append(self._person(ranking))
        open_now, consented_now = set(engine.matching.open_needs()), set(engine.matching.consented_people())
        needs.changed(lambda section: _of_now(section, consented_now) if section.need in open_now else None)
        people.changed(lambda one: _suggested_now(one, open_now) if one.professional in consented_now else None)
        header = Header(
            run=f"night-{engine.today()}",
            day=str(engine.today()),
            ranker=engine.scorecard.version,
            model=engine.model,
            sequence=sequence,
            features=tuple(engine.scorecard.features),
            candidates_per_need=candidates,
            suggestions_per_person=suggestions,
            synthetic=any(section.synthetic for section in needs) or any(section.synthetic for section in people),
        )
        return assemble(header, needs, people)

    def _rankings(self, direction: Direction, ids: Sequence[str], k: int, *, explained: int) -> Iterator[Ranking]:
        """One ranking for each id; whoever is erased or withdraws consent while the night runs is left out."""
        rankings = self._engine.matching.many(direction, ids, k, explained=explained)
        for done, ranking in enumerate(rankings):
            self._progress(f"ranking {direction}", done, len(ids))
            yield ranking
        self._progress(f"ranking {direction}", len(ids), len(ids))

    def _need(self, ranking: Ranking) -> NeedSection:
        need = cast(Need, self._needs[ranking.query])
        candidates = tuple(self._candidate(recommendation) for recommendation in ranking)
        return NeedSection(
            need.id, title_of(need), need.synthetic, ranking.considered, candidates, ranking.exclusions,
            ranking.weak, message(ranking),
        )  # fmt: skip

    def _candidate(self, one: Recommendation) -> Candidate:
        person = cast(Professional, self._people[one.professional])
        settled = _settled(one)
        return Candidate(
            rank=one.rank,
            professional=person.id,
            name=person.name,
            synthetic=person.synthetic,
            **settled,
            evidence=one.explanation.evidence[:BEST_EVIDENCE],
            gaps=gaps_told(one.explanation),
            lines=lines_told(one.explanation, settled["contributions"]),
            changes=changes_told(one),
            band=one.band,
            probability=one.probability,
        )

    def _person(self, ranking: Ranking) -> PersonSection:
        person = cast(Professional, self._people[ranking.query])
        suggestions = tuple(
            Suggestion(one.rank, one.need, title_of(cast(Need, self._needs[one.need])), **_settled(one))
            for one in ranking
        )
        return PersonSection(person.id, person.name, person.synthetic, suggestions, message(ranking))


def assemble(header: Header, needs: Sections[NeedSection], people: Sections[PersonSection]) -> Report:
    """The report of these sections with the numbers that follow from them."""
    exposure = most_recommended(needs)
    counts = [person.times for person in exposure] + [0] * (len(people) - len(exposure))
    unmet = tuple(
        Unmet(section.need, section.title, section.exclusions, section.weak, section.message)
        for section in needs
        if not section.candidates
    )
    summary = Summary(
        open_needs=len(needs),
        unmet_needs=len(unmet),
        consented_people=len(people),
        people_recommended=len(exposure),
        recommendations=sum(counts),
        suggestions=sum(len(section.suggestions) for section in people),
        gini=gini(counts),
        top_tenth=top_tenth(counts),
    )
    return Report(header, summary, needs, people, unmet, exposure[:TOP])


def title_of(need: Need) -> str:
    """The title of a need, or the beginning of its text."""
    return need.title.strip() or need.body.strip()[:80]


def _settled(one: Recommendation) -> dict[str, Any]:
    """Score, base and contributions, rounded so that they add up."""
    explanation = one.explanation
    points = [explanation.base, *(part.points for part in explanation.contributions)]
    parts = settle(points, one.score, PLACES)
    contributions = tuple(
        Contribution(part.feature, None if part.value is None else round(part.value, PLACES), settled)
        for part, settled in zip(explanation.contributions, parts[1:], strict=True)
    )
    return {"score": round(one.score, PLACES), "base": parts[0], "contributions": contributions}


def _of_now(section: NeedSection, consented: set[str]) -> NeedSection:
    kept = [candidate for candidate in section.candidates if candidate.professional in consented]
    return replace(section, candidates=tuple(replace(candidate, rank=rank) for rank, candidate in enumerate(kept, 1)))


def _suggested_now(section: PersonSection, open_needs: set[str]) -> PersonSection:
    kept = [suggestion for suggestion in section.suggestions if suggestion.need in open_needs]
    return replace(section, suggestions=tuple(replace(one, rank=rank) for rank, one in enumerate(kept, 1)))
