"""The two paths through the house: a record comes in, and a need or a person gets explained recommendations."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock, RLock
from typing import cast

import numpy as np

from matcher.arrays import IdArray, ScoreArray, as_ids
from matcher.catalogue import Catalogue
from matcher.documents import Document
from matcher.errors import ConsentError, NotFoundError, RecordError
from matcher.evidence import similarity_columns
from matcher.explain import explain
from matcher.facts import NeedFacts, PeopleFacts, need_facts, people_facts
from matcher.features import FeatureTable, feature_table
from matcher.filters import judge, may_be_matched
from matcher.ingest.jsonl import ImportReport, read_lines
from matcher.ranker.port import Ranker, scores
from matcher.records import (
    MATCHING,
    Direction,
    Exclusion,
    Kind,
    Need,
    Professional,
    Ranking,
    Recommendation,
    Record,
)
from matcher.store.port import Receipt, Run, Store
from matcher.upkeep import Progress, Upkeep, silent

__all__ = ["ALL", "Engine", "Progress", "Run"]

_BATCH = 500
"""Records kept in one transaction of an import."""

ALL = 0
"""As ``k``: everybody who passes the hard filters, without a pool."""


@dataclass(frozen=True, slots=True)
class _Pairs:
    """One query against n candidates of the other side, as documents in need-by-person form."""

    needs: list[Document]
    people: list[Document]

    @property
    def facts(self) -> tuple[NeedFacts, PeopleFacts]:
        return (
            need_facts([cast(Need, document.record) for document in self.needs]),
            people_facts([cast(Professional, document.record) for document in self.people]),
        )


@dataclass(frozen=True, slots=True)
class _Retrieved:
    """The rows to score, how many passed the filters, and why the others did not."""

    rows: IdArray
    allowed: int
    exclusions: tuple[Exclusion, ...]


@dataclass(frozen=True, slots=True)
class _Ranked:
    """Pairs with their features (n, f), points (n, f) and scores (n,), and the order of the scores."""

    pairs: _Pairs
    others: list[Document]
    table: FeatureTable
    points: ScoreArray
    scores: ScoreArray
    order: IdArray


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
        pool: int,
        today: Callable[[], date] = date.today,
    ) -> None:
        self.store, self.ranker = store, ranker
        self._people, self._needs = catalogues["professional"], catalogues["need"]
        self._upkeep, self._pool, self.today = upkeep, pool, today
        # Embedding takes long and blocks no reader; the second lock is held only while the catalogues change.
        self._syncing, self._lock = Lock(), RLock()

    @property
    def model(self) -> str:
        """Which embedding model the similarities come from."""
        return self._upkeep.model

    def put(self, record: Record) -> None:
        """Keep one record and make it ready to be matched."""
        self.put_many([record])

    def put_many(self, records: Iterable[Record], progress: Progress = silent) -> int:
        """Keep records, all or none, and make them ready; how many were new or different."""
        changed = self.store.put_many(records)
        self.sync(progress)
        return changed

    def import_file(self, path: Path, kind: Kind, progress: Progress = silent) -> ImportReport:
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
        with self._in_step():
            self._upkeep.save_indexes()

    def candidates(self, need_id: str, k: int = 20) -> Ranking:
        """Professionals for a need, best first; raises NotFoundError."""
        return self.recommend("candidates", need_id, k)

    def suggestions(self, professional_id: str, k: int = 5) -> Ranking:
        """Needs for a professional, best first; raises NotFoundError or ConsentError."""
        return self.recommend("suggestions", professional_id, k)

    def recommend_many(self, need_ids: Iterable[str], k: int = 20) -> Iterator[tuple[str, Ranking]]:
        """The candidates of many needs; the same as asking one by one."""
        for need_id in need_ids:
            yield need_id, self.candidates(need_id, k)

    def recommend(self, direction: Direction, query_id: str, k: int) -> Ranking:
        """The one method behind every list that is shown, reported or exported.

        ``k`` is the most to return, ``ALL`` for everybody who passes the filters. Equal scores are ordered
        by id. Raises NotFoundError, ConsentError, or ValueError for a negative k.
        """
        with self._in_step():
            query = self._query(direction, query_id)
            retrieved = self._retrieve(direction, query, k)
            found = self._explained(self._ranked(direction, query, retrieved.rows), k)
        return Ranking(direction, query_id, tuple(found), retrieved.exclusions, retrieved.allowed)

    def scores(self, direction: Direction, query_id: str, k: int) -> list[tuple[str, float]]:
        """Ids and scores as ``recommend`` gives them, without explanations: for runs over everybody."""
        with self._in_step():
            query = self._query(direction, query_id)
            ranked = self._ranked(direction, query, self._retrieve(direction, query, k).rows)
            return [(ranked.others[at].record.id, float(ranked.scores[at])) for at in ranked.order[: k or None]]

    def compare(self, rankers: Sequence[Ranker], direction: Direction, query_id: str) -> list[dict[str, float]]:
        """Scores by id of everybody who passes the filters under each ranker, from one table of features."""
        with self._in_step():
            query = self._query(direction, query_id)
            pairs = self._pairs(direction, query, self._retrieve(direction, query, ALL).rows)
            table = self._features(pairs)
            ids = [each.record.id for each in (pairs.people if direction == "candidates" else pairs.needs)]
            return [dict(zip(ids, scores(each, each.contributions(table)).tolist(), strict=True)) for each in rankers]

    def features(self, need_id: str, professional_ids: Sequence[str]) -> tuple[list[str], FeatureTable]:
        """Features of a need with these people, whether or not a hard filter sets them aside.

        Returns the ids of the rows: those of the people who may be matched at all, in the order given.
        """
        with self._in_step():
            need = self._query("candidates", need_id)
            known = {document.record.id: document for document in self._people.documents.values()}
            people = [known[each] for each in professional_ids if each in known]
            return [each.record.id for each in people], self._features(_Pairs([need], people))

    def explain(self, need_id: str, professional_id: str) -> Ranking:
        """The one recommendation of a pair with its place among the candidates of the need.

        Somebody whom retrieval did not propose has the place that they would have among those it did.
        Empty where a hard filter sets the pair aside; the exclusions then name the filter.
        """
        with self._in_step():
            person = self._query("suggestions", professional_id)
            need = self._query("candidates", need_id)
            verdicts = judge(*_Pairs([need], [person]).facts, self.today())
            if not verdicts.allowed.all():
                return Ranking("candidates", need_id, (), verdicts.exclusions(), 0)
            retrieved = self._retrieve("candidates", need, 1)
            rows = np.union1d(retrieved.rows, person.row)
            found = self._explained(self._ranked("candidates", need, rows), ALL, only=person.row)
        return Ranking("candidates", need_id, tuple(found), (), retrieved.allowed)

    def erase(self, kind: Kind, identifier: str) -> Receipt:
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

    def keep_run(self, run: Run, rankings: Iterable[Ranking]) -> None:
        """Keep the recommendations of a run under its id."""
        # A list: the rankings may be made as they are asked for, and no ranking may run inside a transaction.
        lines = [(each.need, each.professional, each.rank, each.score) for found in rankings for each in found]
        self.store.put_run(run, lines)

    def open_needs(self) -> list[str]:
        """Ids of the needs that may be matched today, sorted."""
        return self._ready(self._needs, lambda need: may_be_matched(cast(Need, need), self.today()))

    def consented_people(self) -> list[str]:
        """Ids of the professionals whose consent covers matching today, sorted."""
        return self._ready(self._people, lambda _: True)

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()

    def _ready(self, catalogue: Catalogue, test: Callable[[Record], bool]) -> list[str]:
        with self._in_step():
            return sorted(each.record.id for each in catalogue.documents.values() if test(each.record))

    def _query(self, direction: Direction, query_id: str) -> Document:
        kind: Kind = "need" if direction == "candidates" else "professional"
        row, record = self.store.get(kind, query_id)
        found = (self._needs if kind == "need" else self._people).documents.get(row)
        if found is None and (isinstance(record, Need) or row in self.store.consented(MATCHING, self.today())):
            raise NotFoundError(kind, query_id)  # it came after this state of the store; the next call finds it
        if found is None:
            raise ConsentError(
                f"professional {query_id!r} has no consent to {MATCHING} that is valid today, so nothing is "
                "computed about them; import the record again with such a consent"
            )
        return found

    def _pairs(self, direction: Direction, query: Document, rows: IdArray) -> _Pairs:
        others = self._people if direction == "candidates" else self._needs
        found = [others.documents[int(row)] for row in rows]
        return _Pairs([query], found) if direction == "candidates" else _Pairs(found, [query])

    def _retrieve(self, direction: Direction, query: Document, k: int) -> _Retrieved:
        """Who passes the hard filters, and of those the pool that is worth scoring in full."""
        if k < 0:
            raise ValueError(f"k is {k}; allowed: 1 or more, or 0 for all")
        others = self._people if direction == "candidates" else self._needs
        rows = as_ids(sorted(others.documents))
        verdicts = judge(*self._pairs(direction, query, rows).facts, self.today())
        allowed = rows[verdicts.allowed.ravel()]
        chosen = allowed if k == ALL else others.propose(query, allowed, max(self._pool, k))
        return _Retrieved(chosen, len(allowed), verdicts.exclusions())

    def _ranked(self, direction: Direction, query: Document, rows: IdArray) -> _Ranked:
        """The rows with features, points and scores, and the order of the scores."""
        pairs = self._pairs(direction, query, rows)
        table = self._features(pairs)
        points = self.ranker.contributions(table)
        others = pairs.people if direction == "candidates" else pairs.needs
        totals = scores(self.ranker, points)
        order = np.lexsort((np.array([each.record.id for each in others], dtype=str), -totals))
        return _Ranked(pairs, others, table, points, totals, order)

    def _features(self, pairs: _Pairs) -> FeatureTable:
        evidence = similarity_columns(pairs.needs, pairs.people, self._people.lexical, self.today().year)
        return feature_table(evidence, *pairs.facts)

    def _explained(self, ranked: _Ranked, k: int, only: int | None = None) -> list[Recommendation]:
        """The best k, or only the one of that row in its place among all."""
        places = enumerate(ranked.order[: k or None].tolist(), 1)
        return [
            self._recommendation(ranked, at, rank)
            for rank, at in places
            if only is None or ranked.others[at].row == only
        ]

    def _recommendation(self, ranked: _Ranked, row: int, rank: int) -> Recommendation:
        need = ranked.pairs.needs[row % len(ranked.pairs.needs)]
        person = ranked.pairs.people[row % len(ranked.pairs.people)]
        unknown = judge(*_Pairs([need], [person]).facts, self.today()).unknowns(0, 0)
        explanation = explain(self.ranker, ranked.table, ranked.points, row, need, person, unknown)
        return Recommendation(need.record.id, person.record.id, rank, float(ranked.scores[row]), explanation)

    @contextmanager
    def _in_step(self) -> Iterator[None]:
        """Everything read inside is of one state of the store."""
        self.sync()
        with self._lock:
            yield
