"""The two paths through the house: a record comes in, and a need or a person gets explained recommendations."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from threading import Lock, RLock
from typing import cast

import numpy as np

from matcher.arrays import IdArray, as_ids
from matcher.errors import ConsentError, NotFoundError, RecordError
from matcher.evidence import Reading
from matcher.explain import Explained, Field, explain
from matcher.explain.term_pairs import TermPairs
from matcher.features import FeatureTable
from matcher.ingest.jsonl import ImportReport, read_lines
from matcher.matching.market import Market
from matcher.matching.rank import ALL, Query, Ranked, Scoring
from matcher.matching.sync import Progress, Upkeep, silent
from matcher.records import MATCHING, Kind, Need, Record, Requirement
from matcher.results import Direction, Ranking, Recommendation
from matcher.retrieval import TermsOf
from matcher.retrieval.catalogue import Catalogue, Snapshot
from matcher.scorecard.calibration import Calibration, band
from matcher.scorecard.port import Ranker, scores
from matcher.store.port import Receipt, Run, Store

__all__ = ["ALL", "Engine", "Progress", "Run"]

_BATCH = 500
"""Records kept in one transaction of an import."""

EXPLAINED_AT_ONCE = 16
"""Lists that are explained in one go, which bounds how long others wait."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A query that has been ranked and waits to be explained."""

    query_id: str
    query: Query
    ranked: Ranked


class Engine:
    """Matches people with needs, both ways, from one store.

    The store is the truth; the catalogues are caches of it that ``sync`` brings in step, and every call
    does so first. Methods may be called from several threads.
    """

    def __init__(
        self,
        store: Store,
        catalogues: Mapping[Kind, Catalogue],
        upkeep: Upkeep,
        ranker: Ranker,
        *,
        names: Callable[[str], tuple[str, ...]],
        near: Callable[[str], tuple[str, ...]],
        english_terms: TermsOf,
        term_pairs: TermPairs,
        calibration: Calibration | None,
        pool: int,
        show_weak: bool,
        today: Callable[[], date] = date.today,
    ) -> None:
        self.store, self.ranker = store, ranker
        self._people, self._needs = catalogues["professional"], catalogues["need"]
        self._names, self._near, self._english_terms, self._calibration = names, near, english_terms, calibration
        self._term_pairs = term_pairs
        self._market: Market | None = None
        self._upkeep, self._pool, self._show_weak, self.today = upkeep, pool, show_weak, today
        self.records, self.matching, self.runs = Records(self), Matching(self), Runs(self)
        # Embedding takes long and blocks no reader; the second lock is held only while the catalogues change.
        self._syncing, self._lock = Lock(), RLock()

    @property
    def model(self) -> str:
        """Which embedding model the similarities come from."""
        return self._upkeep.model

    def _put(self, record: Record) -> None:
        """Keep one record and make it ready to be matched."""
        self._put_many([record])

    def _put_many(self, records: Iterable[Record], progress: Progress = silent) -> int:
        """Keep records, all or none, and make them ready; how many were new or different."""
        changed = self.store.put_many(records)
        self.sync(progress)
        return changed

    def _import_file(self, path: Path, kind: Kind, progress: Progress = silent) -> ImportReport:
        """Keep every good line of a JSON Lines file; the others are in the report.

        Kept in batches, so that what was read before an interruption stays. Call ``sync`` afterwards.
        """
        batch: list[Record] = []
        errors: list[RecordError] = []
        read = changed = 0
        for line in read_lines(path, kind):
            read += 1
            if line.error:
                errors.append(line.error)
            if line.record:
                batch.append(line.record)
            if len(batch) == _BATCH:
                changed += self.store.put_many(batch)
                batch = []
                progress(f"reading {kind}s", read, 0)
        changed += self.store.put_many(batch)
        return ImportReport(kind, read, changed, tuple(errors))

    def sync(self, progress: Progress = silent) -> None:
        """Bring vectors, terms and indexes in step with the store, after a crash too."""
        with self._syncing:
            if self._upkeep.is_current(self.today()):
                return
            pending = self._upkeep.gather(self.today())
            self._upkeep.embed(pending, progress)
            with self._lock:
                self._upkeep.apply(pending)

    def save(self) -> None:
        """Write the index files, so that the next start need not build the indexes."""
        with self.in_step():
            self._upkeep.save_indexes()

    def _candidates(self, need_id: str, k: int = 20) -> Ranking:
        """Professionals for a need, best first; raises NotFoundError."""
        return self._recommend("candidates", need_id, k)

    def _suggestions(self, professional_id: str, k: int = 5) -> Ranking:
        """Needs for a professional, best first; raises NotFoundError or ConsentError."""
        return self._recommend("suggestions", professional_id, k)

    def _recommend(self, direction: Direction, query_id: str, k: int) -> Ranking:
        """The recommendations for one need or one person; see ``recommend_many``."""
        return next(self._recommend_many([query_id], k, direction))[1]

    def _recommend_many(
        self, query_ids: Iterable[str], k: int = 20, direction: Direction = "candidates", *, brief: bool = False
    ) -> Iterator[tuple[str, Ranking]]:
        """The one method behind every list that is shown, reported or exported.

        ``k`` is the most to return, ``ALL`` for everybody who passes the filters. Equal scores are ordered
        by id. Each list is the same whatever else is asked for with it. ``brief`` leaves out of the explanations
        what has to be found by scoring changed profiles, which suggestions do not have. Raises NotFoundError,
        ConsentError, or ValueError for a negative k.
        """
        if k < 0:
            raise ValueError(f"k is {k}; allowed: 1 or more, or 0 for all")
        asked = list(query_ids)
        market, ahead, done = None, list[_Waiting](), 0
        while done < len(asked):
            with self.in_step() as now:
                if now is not market or not ahead:
                    # While records keep changing little is ranked ahead: it would have to be done again.
                    upcoming = asked[done : done + 4 * EXPLAINED_AT_ONCE] if ahead else asked[done:]
                    market, ahead = now, self._ranked(now, direction, upcoming, k)
                some, ahead = ahead[:EXPLAINED_AT_ONCE], ahead[EXPLAINED_AT_ONCE:]
                found = [(each.query_id, self._ranking(now, direction, each, k, brief=brief)) for each in some]
            done += len(found)
            yield from found

    def _scores(self, direction: Direction, query_id: str, k: int) -> list[tuple[str, float]]:
        """Ids and scores as ``recommend`` gives them, without explanations: for runs over everybody."""
        with self.in_step() as market:
            (waiting,) = self._ranked(market, direction, [query_id], k)
            ranked = waiting.ranked
            ids = self._scoring(market, direction).others.ids[ranked.places[: k or None]]
            return list(zip(ids.tolist(), ranked.scores.tolist(), strict=False))

    def _compare(self, rankers: Sequence[Ranker], direction: Direction, query_id: str) -> list[dict[str, float]]:
        """Scores by id of everybody who passes the filters under each ranker, from one table of features."""
        with self.in_step() as market:
            scoring = self._scoring(market, direction)
            (query,) = scoring.queries(as_ids([self._place(market, direction, query_id)]), ALL)
            table = scoring.table(as_ids([query.place]), query.chosen)
            ids = scoring.others.ids[query.chosen].tolist()
            return [dict(zip(ids, scores(each, each.contributions(table)).tolist(), strict=True)) for each in rankers]

    def _features(self, need_id: str, professional_ids: Sequence[str]) -> tuple[list[str], FeatureTable]:
        """Features of a need with these people, whether or not a hard filter sets them aside.

        Returns the ids of the rows: those of the people who may be matched at all, in the order given. Past
        collaboration is left unknown: a ranker that learns from decisions must not be told what they were.
        """
        with self.in_step() as market:
            place_of = {each: at for at, each in enumerate(market.people.ids.tolist())}
            known = [each for each in professional_ids if each in place_of]
            need = np.array([self._place(market, "candidates", need_id)])
            unknowing = replace(market, partners={})
            return known, unknowing.table(need, as_ids([place_of[each] for each in known]))

    def _explain(self, need_id: str, professional_id: str) -> Ranking:
        """The one recommendation of a pair with its place among the candidates of the need.

        Somebody whom retrieval did not propose has the place that they would have among those it did.
        Empty where a hard filter sets the pair aside; the exclusions then name the filter.
        """
        with self.in_step() as market:
            person = self._place(market, "suggestions", professional_id)
            need = self._place(market, "candidates", need_id)
            verdicts = market.verdicts(np.array([need]), np.array([person]))
            if not verdicts.allowed.all():
                return Ranking("candidates", need_id, (), verdicts.exclusions(), 0)
            scoring = self._scoring(market, "candidates")
            (query,) = scoring.queries(as_ids([need]), 1)
            query = replace(query, chosen=np.union1d(query.chosen, [person]))
            (ranked,) = scoring.ranked([query], ALL)
            rank = np.flatnonzero(ranked.places == person)
            found = self._recommended(market, "candidates", need, ranked, rank, brief=False)
        return Ranking("candidates", need_id, found, (), query.allowed)

    def _requirements(self, need_id: str) -> tuple[Requirement, ...]:
        """What a need asks for: the requirements that it states, or else those found in its text, with their places."""
        with self.in_step() as market:
            need = market.needs.side.documents[self._place(market, "candidates", need_id)]
            return tuple(each.requirement for each in need.asked)

    def _keep_requirements(self, need_id: str) -> tuple[Requirement, ...]:
        """Make the requirements found in a need's text its own, so that they can be edited; what they are."""
        found = self._requirements(need_id)
        _, need = self.store.get("need", need_id)
        self._put(replace(cast(Need, need), requirements=found))
        return found

    def _erase(self, kind: Kind, identifier: str) -> Receipt:
        """Remove a record from store, vectors, terms, indexes and index files; returns a receipt of counts."""
        self.sync()
        with self._lock:
            row, _ = self.store.get(kind, identifier)
            receipt = self.store.erase(kind, identifier)
            catalogue = self._people if kind == "professional" else self._needs
            index_rows, lexical_rows = catalogue.remove([row])
        self.sync()
        self.save()
        return Receipt(
            kind, receipt.sequence, receipt.records, receipt.vectors, receipt.recommendations,
            index_rows, lexical_rows,
        )  # fmt: skip

    def _keep_run(self, run: Run, rankings: Iterable[Ranking]) -> None:
        """Keep the recommendations of a run under its id."""
        # A list: the rankings may be made as they are asked for, and no ranking may run inside a transaction.
        lines = [(each.need, each.professional, each.rank, each.score) for found in rankings for each in found]
        self.store.put_run(run, lines)

    def _open_needs(self) -> list[str]:
        """Ids of the needs that may be matched today, sorted."""
        with self.in_step() as market:
            return sorted(each.record.id for each in market.open_needs.documents)

    def _consented_people(self) -> list[str]:
        """Ids of the professionals whose consent covers matching today, sorted."""
        with self.in_step() as market:
            return sorted(market.people.ids.tolist())

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()

    def _scoring(self, market: Market, direction: Direction) -> Scoring:
        others = self._people if direction == "candidates" else self._needs
        return Scoring(market, direction, self.ranker, others, self._pool)

    def _ranked(self, market: Market, direction: Direction, query_ids: Sequence[str], k: int) -> list[_Waiting]:
        """As many of the queries, from the first, as are ranked in one go; of whole lists, which are long, only one."""
        scoring = self._scoring(market, direction)
        some = query_ids[: 1 if k == ALL else scoring.most_at_once]
        queries = scoring.queries(as_ids([self._place(market, direction, each) for each in some]), k)
        return [_Waiting(*each) for each in zip(some, queries, scoring.ranked(queries, k), strict=True)]

    def _ranking(self, market: Market, direction: Direction, waiting: _Waiting, k: int, *, brief: bool) -> Ranking:
        """The list of one query; who scores below the ranker's floor is no match and not in it."""
        query, ranked = waiting.query, waiting.ranked
        ranks = np.arange(len(ranked.places[: k or None]))
        floor = self.ranker.bands[2] if self.ranker.bands and not self._show_weak else None
        strong = ranks if floor is None else ranks[ranked.scores[ranks] >= floor]
        found = self._recommended(market, direction, query.place, ranked, strong, brief=brief)
        weak = len(ranks) - len(strong)
        return Ranking(direction, waiting.query_id, found, query.exclusions, query.allowed, weak, floor)

    def _place(self, market: Market, direction: Direction, query_id: str) -> int:
        """Where the need or the person that is asked for stands in its snapshot."""
        kind: Kind = "need" if direction == "candidates" else "professional"
        row, record = self.store.get(kind, query_id)
        mine = market.needs if kind == "need" else market.people
        place = int(np.searchsorted(mine.rows, row))
        if place < len(mine.rows) and mine.rows[place] == row:
            return place
        if isinstance(record, Need) or row in self.store.consented(MATCHING, self.today()):
            raise NotFoundError(kind, query_id)  # it came after this state of the store; the next call finds it
        raise ConsentError(
            f"professional {query_id!r} has no consent to {MATCHING} that is valid today, so nothing is "
            "computed about them; import the record again with such a consent"
        )

    def _recommended(
        self, market: Market, direction: Direction, place: int, ranked: Ranked, ranks: IdArray, *, brief: bool
    ) -> tuple[Recommendation, ...]:
        """The recommendations of a query in these places of its ranking, counted from 0, with explanations."""
        if direction == "candidates":
            field = None if brief else Field(market.people.ids[ranked.places], ranked.scores)
            pairs = Explained(place, ranked.places[ranks], ranked.table.rows(ranks), ranked.points[ranks])
            explanations = explain(self.ranker, market, pairs, field)
        else:
            explanations = [
                explain(
                    self.ranker, market,
                    Explained(int(ranked.places[at]), np.array([place]), ranked.table.rows([at]), ranked.points[[at]]),
                )[0]
                for at in ranks.tolist()
            ]  # fmt: skip
        totals = ranked.scores[ranks]
        likely = self._calibration.probability(totals).tolist() if self._calibration else [None] * len(ranks)
        return tuple(
            Recommendation(
                str(market.needs.ids[need]), str(market.people.ids[person]), rank + 1, score,
                self._term_pairs.told(explanation), band(score, self.ranker.bands), probability,
            )
            for (need, person), rank, score, explanation, probability in zip(
                self._pairs(direction, place, ranked.places[ranks]), ranks.tolist(), totals.tolist(), explanations,
                likely, strict=True,
            )
        )  # fmt: skip

    def _pairs(self, direction: Direction, place: int, others: IdArray) -> list[tuple[int, int]]:
        """Places of the need and the person of each pair of a query."""
        return [(place, other) if direction == "candidates" else (other, place) for other in others.tolist()]

    @contextmanager
    def in_step(self) -> Iterator[Market]:
        """Both sides of the market as the store has them now; nothing changes while it is open."""
        self.sync()
        with self._lock:
            yield self._market_now()

    def _market_now(self) -> Market:
        people, needs = self._people.snapshot, self._needs.snapshot
        known, day = self._market, self.today()
        if known is None or known.people is not people or known.needs is not needs or known.day != day:
            mine = self._people
            reading = Reading(
                mine.vectors, mine.lexical, mine.english, mine.listed, self._names, self._near, self._english_terms,
                day.year,
            )  # fmt: skip
            known = self._market = Market(people, needs, reading, day, self._partners(needs))
        return known

    def _partners(self, needs: Snapshot) -> dict[str, frozenset[str]]:
        """By person, the bases and organisations whose needs they have accepted."""
        parties = {
            need.id: {each for each in (need.base, need.organisation) if each}
            for need in (cast(Need, document.record) for document in needs.side.documents)
        }
        found: dict[str, set[str]] = {}
        for decision in self.store.decisions():
            if decision.decision == "accept":
                found.setdefault(decision.professional, set()).update(parties.get(decision.need, ()))
        return {person: frozenset(mine) for person, mine in found.items()}


class Records:
    """What the engine keeps: records in, records out; nothing is ranked here."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def put(self, record: Record) -> None:
        """Keep one record and make it ready to be matched."""
        self._engine._put(record)

    def put_many(self, records: Iterable[Record], progress: Progress = silent) -> int:
        """Keep records, all or none, and make them ready; how many were new or different."""
        return self._engine._put_many(records, progress)

    def import_file(self, path: Path, kind: Kind, progress: Progress = silent) -> ImportReport:
        """Keep every good line of a JSON Lines file; the others are in the report. Call ``Engine.sync`` afterwards."""
        return self._engine._import_file(path, kind, progress)

    def get(self, kind: Kind, identifier: str) -> tuple[int, Record]:
        """Row and record; raises NotFoundError, with ids that look like the one given."""
        return self._engine.store.get(kind, identifier)

    def ids(self, kind: Kind) -> list[str]:
        """Ids of all records of a kind, sorted."""
        return self._engine.store.ids(kind)

    def rows(self, kind: Kind) -> dict[int, Record]:
        """All records of a kind by row."""
        return self._engine.store.rows(kind)

    def keep_requirements(self, need_id: str) -> tuple[Requirement, ...]:
        """Make the requirements found in a need's text its own, so that they can be edited; what they are."""
        return self._engine._keep_requirements(need_id)

    def erase(self, kind: Kind, identifier: str) -> Receipt:
        """Remove a record from store, vectors, terms, indexes and index files; returns a receipt of counts."""
        return self._engine._erase(kind, identifier)


class Matching:
    """Who fits, in what order, and why."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def candidates(self, need_id: str, k: int = 20) -> Ranking:
        """Professionals for a need, best first; raises NotFoundError."""
        return self.recommend("candidates", need_id, k)

    def suggestions(self, professional_id: str, k: int = 5) -> Ranking:
        """Needs for a professional, best first; raises NotFoundError or ConsentError."""
        return self.recommend("suggestions", professional_id, k)

    def recommend(self, direction: Direction, query_id: str, k: int) -> Ranking:
        """The recommendations for one need or one person."""
        return self._engine._recommend(direction, query_id, k)

    def many(self, direction: Direction, query_ids: Iterable[str], k: int, *, explained: int) -> Iterator[Ranking]:
        """The rankings of many queries, in their order; the first ``explained`` of each in full, the rest by points."""
        for _, ranking in self._engine._recommend_many(query_ids, k, direction):
            yield ranking

    def scores(self, direction: Direction, query_id: str, k: int) -> list[tuple[str, float]]:
        """Ids and scores as ``recommend`` gives them, without explanations: for runs over everybody."""
        return self._engine._scores(direction, query_id, k)

    def compare(self, rankers: Sequence[Ranker], direction: Direction, query_id: str) -> list[dict[str, float]]:
        """Scores by id of everybody who passes the filters under each scorecard, from one table of features."""
        return self._engine._compare(rankers, direction, query_id)

    def features(self, need_id: str, professional_ids: Sequence[str]) -> tuple[list[str], FeatureTable]:
        """Features of a need with these people, whether or not a hard filter sets them aside."""
        return self._engine._features(need_id, professional_ids)

    def explain(self, need_id: str, professional_id: str) -> Ranking:
        """The one recommendation of a pair with its rank among the candidates of the need."""
        return self._engine._explain(need_id, professional_id)

    def requirements(self, need_id: str) -> tuple[Requirement, ...]:
        """What a need asks for: the requirements that it states, or else those found in its text."""
        return self._engine._requirements(need_id)

    def open_needs(self) -> list[str]:
        """Ids of the needs that may be matched today, sorted."""
        return self._engine._open_needs()

    def consented_people(self) -> list[str]:
        """Ids of the professionals whose consent covers matching today, sorted."""
        return self._engine._consented_people()


class Runs:
    """The runs that were kept."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self, run: Run, rankings: Iterable[Ranking]) -> None:
        """Keep the recommendations of a run under its id."""
        self._engine._keep_run(run, rankings)
