"""Filter, retrieve, measure, score: who is scored for a need or a person, and in what order they come."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from matcher.arrays import BoolArray, CodeArray, IdArray, ScoreArray, StringArray, as_ids
from matcher.evidence import Comparison, compare, profiles_of, requirement_credits
from matcher.features import FeatureTable, from_history, from_stated, from_text, joined_tables, rounded_table
from matcher.filters import RULES, Verdicts, judge
from matcher.filters.facts import NeedFacts, PeopleFacts
from matcher.matching.snapshot import Snapshot
from matcher.results import Direction
from matcher.retrieval import Columns, Corpus, Shares, candidates
from matcher.scorecard.port import Scorecard, scores

ALL = 0
"""As ``k``: everybody who passes the hard filters, without a pool."""
_NEAR_MISSES = 100
"""The most that a leg of retrieval proposes of those who fail one condition: a list of them is short."""
_COMPARED_AT_ONCE = 2048
"""Records compared with a query at once, which bounds the memory for their likeness, about 100 KB each."""


@dataclass(frozen=True, slots=True)
class Query:
    """One need or person to rank for: its number and columns, and who was chosen (c,) to be scored.

    ``considered`` tells how many pass the hard filters, ``excluded`` how many each of them set aside. ``failing`` (m,)
    are the places in ``RULES`` of the one condition that each of all others fails and that can be talked about, else
    -1; ``set_aside`` (c,) the same of the chosen, where such are ranked as if the condition were not known. ``shares``
    are those of the query's words in everybody, if they were looked up.
    """

    number: int
    columns: Columns
    chosen: IdArray
    considered: int
    excluded: dict[str, int]
    failing: CodeArray | None = None
    set_aside: CodeArray | None = None
    shares: Shares | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    """The chosen of one query, best first: their numbers, ids and scores (c,), features, and points (c, f)."""

    numbers: IdArray
    ids: StringArray
    scores: ScoreArray
    table: FeatureTable
    points: ScoreArray


@dataclass(frozen=True, slots=True)
class Measured:
    """A comparison with the requirement credits (r, m) that its features were made of.

    ``numbers`` (m,), ascending, are those of the others in it.
    """

    compared: Comparison
    credits: ScoreArray
    numbers: IdArray

    def places(self, numbers: IdArray) -> IdArray:
        """Where these others stand in the comparison."""
        places: IdArray = np.searchsorted(self.numbers, numbers)
        return places


@dataclass(frozen=True, slots=True)
class Ranker:
    """Ranks one side of a snapshot for queries of the other; each leg of retrieval proposes up to ``pool`` records."""

    snapshot: Snapshot
    direction: Direction
    pool: int

    @property
    def asking(self) -> Corpus:
        """The side of the queries."""
        return self.snapshot.needs if self.direction == "candidates" else self.snapshot.people

    @property
    def others(self) -> Corpus:
        """The side that is ranked."""
        return self.snapshot.people if self.direction == "candidates" else self.snapshot.needs

    def query(self, number: int, k: int, *, declined: bool = True) -> Query:
        """Who passes the hard filters of a query, and of those the pool that is worth scoring in full.

        Without ``declined`` pairs that were declined are set aside too.
        """
        columns = self.asking.take(as_ids([number]))
        verdicts = self._verdicts(columns)
        allowed = verdicts.allowed.ravel() & self.others.live
        live = Verdicts(verdicts.codes[:, :, self.others.live] if self.direction == "candidates" else
                        verdicts.codes[:, self.others.live])  # fmt: skip
        excluded = live.excluded()
        failing = np.where(self.others.live, verdicts.only_failing.ravel(), -1).astype(np.int8)
        again = allowed
        if not declined:
            open_to_it = ~self.declined(int(columns.rows[0]))
            again, failing = allowed & open_to_it, np.where(open_to_it, failing, -1).astype(np.int8)
        if not again.all() and (count := int((allowed & ~again).sum())):
            excluded["declined"] = count
        pool = len(again) if k == ALL else max(self.pool, k)
        chosen, shares = candidates(columns, self.others, again, pool)
        return Query(number, columns, chosen, int(again.sum()), excluded, failing, shares=shares)

    def near_misses(self, query: Query) -> Query | None:
        """Whoever fails but one condition that can be talked about, as a query of their own; None if there is nobody.

        They are retrieved among themselves, by the same legs.
        """
        if query.failing is None or not (failing := query.failing >= 0).any():
            return None
        chosen, _ = candidates(query.columns, self.others, failing, min(self.pool, _NEAR_MISSES), query.shares)
        return replace(query, chosen=chosen, set_aside=query.failing[chosen])

    def ranked(self, query: Query, scorecard: Scorecard) -> tuple[Ranked, Measured | None]:
        """The chosen of a query, best first, equal scores by id; and what they were measured by, if it was at once."""
        ((ranked, whole),) = self.ranked_beside([query], scorecard)
        return ranked, whole

    def ranked_beside(
        self, queries: Sequence[Query], scorecard: Scorecard
    ) -> list[tuple[Ranked, Measured | None]]:  # fmt: skip
        """The same for several choices of one query, which are compared with it together."""
        everybody = np.unique(np.concatenate([query.chosen for query in queries]))
        columns, number = queries[0].columns, queries[0].number
        measured: list[Measured] = []
        tables = []
        for block in _blocks(everybody):
            measured = [self.measured(columns, block)]
            tables.append(self.table(measured[0], self._options(number, block)))
        table, whole = joined_tables(tables), measured[0] if len(tables) == 1 else None
        ranked = []
        for query in queries:
            own = table.rows(np.searchsorted(everybody, query.chosen)) if len(queries) > 1 else table
            ranked.append((self._ordered(query, own, scorecard), whole))
        return ranked

    def _ordered(self, query: Query, table: FeatureTable, scorecard: Scorecard) -> Ranked:
        """The chosen of a query by the scores of their features."""
        if query.set_aside is not None:
            table = _with_unknown(table, query.set_aside)
        points = scorecard.contributions(table)
        totals = scores(scorecard, points)
        ids = self.others.ids_of(query.chosen)
        order = np.lexsort((ids, -totals))
        return Ranked(query.chosen[order], ids[order], totals[order], table.rows(order), points[order])

    def table_of(self, query: Query) -> FeatureTable:
        """The features of the chosen of a query, in their order."""
        return joined_tables(
            [
                self.table(self.measured(query.columns, block), self._options(query.number, block))
                for block in _blocks(query.chosen)
            ]
        )

    def measured(self, query: Columns, others: IdArray) -> Measured:
        """A query beside these others, ascending."""
        columns = self.others.take(others)
        needs, people = (query, columns) if self.direction == "candidates" else (columns, query)
        compared = compare(needs, profiles_of(people), self.snapshot.yardstick)
        return Measured(compared, requirement_credits(compared), others)

    def table(self, measured: Measured, options: ScoreArray) -> FeatureTable:
        """The features of all pairs of a comparison; ``options`` (m,) are those of the people."""
        return table_of(measured.compared, measured.credits, options, self.snapshot)

    def verdicts(self, query: Columns, others: IdArray) -> Verdicts:
        """Every hard filter on a query and these others, ascending."""
        needs, people = query.facts, self.others.facts_of(others)
        if self.direction == "suggestions":
            needs, people = people, needs
        return judge(cast(NeedFacts, needs), cast(PeopleFacts, people), self.snapshot.day)

    def declined(self, row: int) -> BoolArray:
        """Which of the others (m,) declined the need of this row, or which needs the person of this row declined."""
        declined = self.snapshot.declined
        rows = (declined.by_need if self.direction == "candidates" else declined.by_person).get(row)
        if rows is None:
            return np.zeros(len(self.others.live), dtype=bool)
        those: BoolArray = np.isin(self.others.rows, rows)
        return those

    def _verdicts(self, query: Columns) -> Verdicts:
        """Every hard filter on a query and everybody."""
        parts: list[CodeArray] = []
        for facts in self.others.facts():
            needs, people = (query.facts, facts) if self.direction == "candidates" else (facts, query.facts)
            parts.append(judge(cast(NeedFacts, needs), cast(PeopleFacts, people), self.snapshot.day).codes)
        return Verdicts(np.concatenate(parts, axis=2 if self.direction == "candidates" else 1))

    def _options(self, query: int, others: IdArray) -> ScoreArray:
        people = others if self.direction == "candidates" else as_ids([query])
        return self.snapshot.closest.take(people).options


def table_of(compared: Comparison, credits: ScoreArray, options: ScoreArray, snapshot: Snapshot) -> FeatureTable:
    """The features of all pairs of a comparison, needs outermost; ``options`` (m,) are those of the people."""
    facts = cast(NeedFacts, compared.needs.facts)
    text = from_text(compared, credits)
    history = from_history(text["works"], options, facts, compared.people.ids, snapshot.partners)
    return rounded_table({**text, **from_stated(facts, compared.people.facts), **history})


def _with_unknown(table: FeatureTable, failing: CodeArray) -> FeatureTable:
    """The features with those unknown that tell of the condition that each pair (p,) fails."""
    columns = dict(table.columns)
    for place, rule in enumerate(RULES):
        if rule.stated and rule.name in columns:
            columns[rule.name] = np.where(failing == place, np.nan, columns[rule.name])
    return FeatureTable(columns)


def _blocks(chosen: IdArray) -> Iterator[IdArray]:
    """The chosen some at a time, at least one block."""
    for first in range(0, max(len(chosen), 1), _COMPARED_AT_ONCE):
        yield chosen[first : first + _COMPARED_AT_ONCE]
