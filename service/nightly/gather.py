"""Asks the engine for everything that a report needs, both ways, and puts it into the report's own data."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar, cast

from matcher.errors import ConsentError, NotFoundError
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
    Suggestion,
    Summary,
    Unmet,
)
from service.nightly.words import changes_told, gaps_told, lines_told, message

BEST_EVIDENCE = 3
PLACES = 6

Section = TypeVar("Section", NeedSection, PersonSection)


class _Records:
    """The records of one kind by id, read from the store at once; one that came later is fetched alone."""

    def __init__(self, engine: Engine, kind: Kind) -> None:
        self._engine, self._kind = engine, kind
        self._known = {record.id: record for record in engine.records.rows(kind).values()}

    def __getitem__(self, identifier: str) -> Record:
        found = self._known.get(identifier)
        return found or self._engine.records.get(self._kind, identifier)[1]


class Gatherer:
    """Makes the sections of a report from what the engine recommends."""

    def __init__(self, engine: Engine, progress: Progress) -> None:
        self._engine, self._progress = engine, progress
        self._needs, self._people = _Records(engine, "need"), _Records(engine, "professional")

    def report(self, candidates: int, suggestions: int) -> Report:
        """The report of everybody and everything that may be matched today."""
        engine = self._engine
        need_ids, people_ids = engine.matching.open_needs(), engine.matching.consented_people()
        sequence = engine.store.sequence
        needs = tuple(self._sections("candidates", need_ids, candidates, self._need))
        people = tuple(self._sections("suggestions", people_ids, suggestions, self._person))
        open_now, consented_now = set(engine.matching.open_needs()), set(engine.matching.consented_people())
        needs = tuple(_of_now(each, consented_now) for each in needs if each.need in open_now)
        people = tuple(_suggested_now(each, open_now) for each in people if each.professional in consented_now)
        header = Header(
            run=f"night-{engine.today()}",
            day=str(engine.today()),
            ranker=engine.scorecard.version,
            model=engine.model,
            sequence=sequence,
            features=tuple(engine.scorecard.features),
            candidates_per_need=candidates,
            suggestions_per_person=suggestions,
            synthetic=any(each.synthetic for each in needs) or any(each.synthetic for each in people),
        )
        return assemble(header, needs, people)

    def _sections(
        self, direction: Direction, ids: Sequence[str], k: int, make: Callable[[Ranking], Section]
    ) -> Iterator[Section]:
        """One section for each id; whoever is erased or withdraws consent while the night runs is left out."""
        for done, each in enumerate(ids):
            self._progress(f"ranking {direction}", done, len(ids))
            try:
                yield make(self._engine.matching.recommend(direction, each, k))
            except (ConsentError, NotFoundError):
                continue
        self._progress(f"ranking {direction}", len(ids), len(ids))

    def _need(self, found: Ranking) -> NeedSection:
        need = cast(Need, self._needs[found.query])
        candidates = tuple(self._candidate(each) for each in found)
        return NeedSection(
            need.id, title_of(need), need.synthetic, found.considered, candidates, found.exclusions,
            found.weak, message(found),
        )  # fmt: skip

    def _candidate(self, found: Recommendation) -> Candidate:
        person = cast(Professional, self._people[found.professional])
        settled = _settled(found)
        return Candidate(
            rank=found.rank,
            professional=person.id,
            name=person.name,
            synthetic=person.synthetic,
            **settled,
            evidence=found.explanation.evidence[:BEST_EVIDENCE],
            gaps=gaps_told(found.explanation),
            lines=lines_told(found.explanation, settled["contributions"]),
            changes=changes_told(found),
            band=found.band,
            probability=found.probability,
        )

    def _person(self, found: Ranking) -> PersonSection:
        person = cast(Professional, self._people[found.query])
        suggestions = tuple(
            Suggestion(each.rank, each.need, title_of(cast(Need, self._needs[each.need])), **_settled(each))
            for each in found
        )
        return PersonSection(person.id, person.name, person.synthetic, suggestions, message(found))


def assemble(header: Header, needs: tuple[NeedSection, ...], people: tuple[PersonSection, ...]) -> Report:
    """The report of these sections with the numbers that follow from them."""
    exposure = most_recommended(needs)
    counts = [each.times for each in exposure] + [0] * (len(people) - len(exposure))
    unmet = tuple(
        Unmet(each.need, each.title, each.exclusions, each.weak, each.message) for each in needs if not each.candidates
    )
    summary = Summary(
        open_needs=len(needs),
        unmet_needs=len(unmet),
        consented_people=len(people),
        people_recommended=len(exposure),
        recommendations=sum(counts),
        suggestions=sum(len(each.suggestions) for each in people),
        gini=gini(counts),
        top_tenth=top_tenth(counts),
    )
    return Report(header, summary, needs, people, unmet, exposure[:TOP])


def title_of(need: Need) -> str:
    """The title of a need, or the beginning of its text."""
    return need.title.strip() or need.body.strip()[:80]


def _settled(found: Recommendation) -> dict[str, Any]:
    """Score, base and contributions, rounded so that they add up."""
    told = found.explanation
    parts = settle([told.base, *(each.points for each in told.contributions)], found.score, PLACES)
    contributions = tuple(
        Contribution(each.feature, None if each.value is None else round(each.value, PLACES), points)
        for each, points in zip(told.contributions, parts[1:], strict=True)
    )
    return {"score": round(found.score, PLACES), "base": parts[0], "contributions": contributions}


def _of_now(section: NeedSection, consented: set[str]) -> NeedSection:
    kept = [each for each in section.candidates if each.professional in consented]
    return replace(section, candidates=tuple(replace(each, rank=rank) for rank, each in enumerate(kept, 1)))


def _suggested_now(section: PersonSection, open_needs: set[str]) -> PersonSection:
    kept = [each for each in section.suggestions if each.need in open_needs]
    return replace(section, suggestions=tuple(replace(each, rank=rank) for rank, each in enumerate(kept, 1)))
