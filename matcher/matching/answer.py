"""One answer from one snapshot: ranked, explained as far as it is shown, and put into the form that is shown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from matcher.arrays import FloatArray, IdArray, ScoreArray, as_ids
from matcher.duplicates import Traits, work_keys
from matcher.evidence import Comparison, Profiles, requirement_credits
from matcher.evidence.bands import bands
from matcher.evidence.credits import STATES, requirement_states
from matcher.evidence.pair import Pair, TermsOf
from matcher.explain import Everybody, Shown, explain
from matcher.explain.explanation import contributions
from matcher.explain.term_pairs import Dictionary, TermPairs
from matcher.filters import Verdicts
from matcher.matching.nearly import MOST, near_miss, rank_among, shortfalls
from matcher.matching.rank import Measured, Query, Ranked, Ranker, table_of
from matcher.matching.snapshot import closest_needs, works_of
from matcher.matching.stored import StoredRecords
from matcher.messages import rule_failed
from matcher.records import Need, Professional, Requirement, Work
from matcher.results import (
    Band,
    Exclusion,
    Explanation,
    Line,
    NearMiss,
    Ranking,
    Recommendation,
    RequirementState,
    Shortfall,
)
from matcher.retrieval import Builder, Columns, Document
from matcher.retrieval.builder import Derivation
from matcher.scorecard.calibration import Calibration
from matcher.scorecard.port import Scorecard, scores
from matcher.store.port import Entry, Store
from matcher.text import fingerprint


@dataclass(frozen=True, slots=True)
class Context:
    """What answers need beside a snapshot: how records are read, what scores mean, whether weak matches are shown."""

    document: Callable[[Entry], Document]
    derive: Callable[[Professional], Document]
    builder: Callable[[], Builder]
    rules: str
    english_terms: TermsOf
    dictionary: Callable[[], Dictionary | None]
    calibration: Callable[[], Calibration | None]
    show_weak: bool
    traits: Callable[[Professional], Traits]


_SPARE = 5
"""Ranks beyond a list that take the places of records that are probably of somebody who is in it."""


class Answering:
    """Answers queries of one direction from the snapshot of a ranker."""

    def __init__(self, store: Store, context: Context, scorecard: Scorecard, ranker: Ranker) -> None:
        self._context, self._scorecard, self._ranker = context, scorecard, ranker
        self._stored = StoredRecords(store, context.rules, context.document, context.traits)
        self.snapshot = ranker.snapshot

    def ranking(self, number: int, k: int, explained: int | None) -> Ranking:
        """The list of one query; who scores below the scorecard's floor is no match and not in it."""
        query = self._ranker.query(number, k, declined=False)
        nearly = self._nearly(query)
        (ranked, whole), *of_nearly = self._ranker.ranked_beside(
            [query] if nearly is None else [query, nearly], self._scorecard
        )
        first = np.arange(len(ranked.numbers[: k + _SPARE if k else None]))
        shown = self._side_by_side(query, ranked, whole, first)
        of_first = self._bands(query, ranked, shown, first)
        suitable = np.array([band is not None or self._context.show_weak for band in of_first], dtype=bool)
        good = first[suitable]
        duplicates = self._duplicates(ranked, good) if k else {}
        hidden = {rank for others in duplicates.values() for rank in others}
        listed = as_ids([rank for rank in good.tolist() if rank not in hidden][: k or None])
        in_full = listed if explained is None else listed[:explained]
        explanations = self._explanations(query, ranked, shown, in_full)
        explanations += [self._points_only(ranked, rank) for rank in listed[len(in_full) :].tolist()]
        recommendations = self._recommendations(query, ranked, listed, explanations, of_first)
        recommendations = tuple(
            _with_duplicates(one, [str(ranked.ids[other]) for other in duplicates.get(rank, ())])
            for one, rank in zip(recommendations, listed.tolist(), strict=True)
        )
        near_misses: tuple[NearMiss, ...] = ()
        if nearly is not None:
            near_misses = self._near_misses(nearly, *of_nearly[0], ranked, listed, k, in_full=explained != 0)
        return Ranking(
            self._ranker.direction, str(query.columns.ids[0]), recommendations, _exclusions(query.excluded),
            query.considered, int((~suitable[: k or None]).sum()), self._asks_nothing(query), near_misses,
            () if recommendations else self._shortfalls(query, shown),
        )  # fmt: skip

    def _nearly(self, query: Query) -> Query | None:
        """Whoever would be ranked for a need but for one condition; None if there is nobody, or it asks nothing."""
        if self._ranker.direction != "candidates" or self._asks_nothing(query):
            return None
        return self._ranker.near_misses(query)

    def _near_misses(
        self, near: Query, own: Ranked, whole: Measured | None, ranked: Ranked, listed: IdArray, k: int, *,
        in_full: bool,
    ) -> tuple[NearMiss, ...]:  # fmt: skip
        """Those who would be in the list of a need but for one condition, the best first."""
        ranks = np.arange(len(own.numbers))
        beside = self._side_by_side(near, own, whole, ranks)
        of_ranks = self._bands(near, own, beside, ranks)
        most = min(k or MOST, MOST)
        good = ranks[[band is not None for band in of_ranks]][: most + _SPARE]
        good = self._not_twice(own, good, ranked.numbers[listed])[:most]
        return self._as_near_misses(near, own, beside, ranked, good, of_ranks, in_full=in_full)

    def _as_near_misses(
        self, near: Query, own: Ranked, beside: Measured, ranked: Ranked, ranks: IdArray,
        of_ranks: Sequence[Band | None], *, in_full: bool,
    ) -> tuple[NearMiss, ...]:  # fmt: skip
        """The near misses of these ranks, with the ranks that they would have among those who were ranked.

        They are explained, or shown by points alone.
        """
        if not len(ranks) or near.set_aside is None:
            return ()
        explanations = (
            self._explanations(near, own, beside, ranks, complete=False)
            if in_full
            else [self._points_only(own, rank) for rank in ranks.tolist()]
        )
        people = self._ranker.others.take(np.sort(own.numbers[ranks]))
        place_of = np.argsort(np.argsort(own.numbers[ranks])).tolist()
        rules = near.set_aside[np.searchsorted(near.chosen, own.numbers[ranks])].tolist()
        recommendations = self._recommendations(near, own, ranks, explanations, of_ranks)
        return tuple(
            near_miss(
                replace(one, rank=rank_among(ranked, one.score, one.professional), probability=None),
                near, rule, people, place,
            )
            for one, rule, place in zip(recommendations, rules, place_of, strict=True)
        )  # fmt: skip

    def _not_twice(self, ranked: Ranked, ranks: IdArray, listed: IdArray) -> IdArray:
        """The ranks without records that are probably of somebody who is listed or has a better rank."""
        numbers = ranked.numbers[ranks]
        same = self._stored.same_people(self._ranker.others, np.concatenate([listed, numbers]))
        known, kept = set(listed.tolist()), list[int]()
        for rank, number in zip(ranks.tolist(), numbers.tolist(), strict=True):
            if same.get(number, set()).isdisjoint(known):
                known.add(number)
                kept.append(rank)
        return as_ids(kept)

    def _shortfalls(self, query: Query, shown: Measured) -> tuple[Shortfall, ...]:
        """The musts of a need that most of the people who were compared with it fail."""
        if self._ranker.direction != "candidates":
            return ()
        states = requirement_states(shown.compared, shown.credits)
        of_chosen = states[:, np.isin(shown.numbers, query.chosen)]
        return shortfalls(shown.compared, of_chosen, self.requirements(query.number))

    def _duplicates(self, ranked: Ranked, ranks: IdArray) -> dict[int, list[int]]:
        """Ranks of records that are probably of the same person, by the best rank of that person."""
        if self._ranker.direction != "candidates":
            return {}
        numbers = ranked.numbers[ranks].tolist()
        rank_of = dict(zip(numbers, ranks.tolist(), strict=True))
        same = {
            rank_of[number]: {rank_of[other] for other in others}
            for number, others in self._stored.same_people(self._ranker.others, as_ids(numbers)).items()
        }
        # Hidden behind a record that is listed, never behind one that is hidden: a chain may end at somebody else.
        duplicates: dict[int, list[int]] = {}
        hidden: set[int] = set()
        for rank in sorted(same):
            if rank in hidden:
                continue
            behind = sorted(other for other in same[rank] - hidden if other > rank)
            if behind:
                duplicates[rank] = behind
                hidden |= set(behind)
        return duplicates

    def scores(self, number: int, k: int) -> list[tuple[str, float]]:
        """Ids and scores of a list, weak matches too."""
        ranked, _ = self._ranker.ranked(self._ranker.query(number, k, declined=False), self._scorecard)
        return list(zip(ranked.ids[: k or None].tolist(), ranked.scores[: k or None].tolist(), strict=True))

    def states(self, number: int, k: int) -> list[RequirementState]:
        """How every requirement stands for every pair of a list, in the order of the list."""
        query = self._ranker.query(number, k, declined=False)
        ranked, whole = self._ranker.ranked(query, self._scorecard)
        ranks = np.arange(len(ranked.numbers[: k or None]))
        shown = self._side_by_side(query, ranked, whole, ranks)
        compared, credits = shown.compared, shown.credits
        codes = requirement_states(compared, credits)
        own, candidates = str(query.columns.ids[0]), self._ranker.direction == "candidates"
        states: list[RequirementState] = []
        for rank, place in zip(ranks.tolist(), shown.places(ranked.numbers[ranks]).tolist(), strict=True):
            need, person = (0, place) if candidates else (place, 0)
            other = str(ranked.ids[rank])
            asks = compared.asks_of(need)
            firsts = np.flatnonzero(compared.needs.asks.parts[asks] == 0)
            of_pair = np.maximum.reduceat(codes[asks, person], firsts) if len(firsts) else firsts
            states += [
                RequirementState(
                    own if candidates else other, index, other if candidates else own, STATES[code],
                    float(credits[asks, person][first]),
                )
                for index, (first, code) in enumerate(zip(firsts.tolist(), of_pair.tolist(), strict=True))
            ]  # fmt: skip
        return states

    def pair(self, need: int, person: int) -> Ranking:
        """The recommendation of one pair, with its rank among the candidates of the need."""
        query = self._ranker.query(need, 1)
        verdicts = self._ranker.verdicts(query.columns, as_ids([person]))
        name = str(query.columns.ids[0])
        if not verdicts.allowed.all():
            near = self._near_miss(query, person, verdicts)
            return Ranking("candidates", name, (), _exclusions(verdicts.excluded()), 0, near_misses=near)
        query = replace(query, chosen=np.union1d(query.chosen, [person]))
        ranked, whole = self._ranker.ranked(query, self._scorecard)
        rank = np.flatnonzero(ranked.numbers == person)
        shown = self._side_by_side(query, ranked, whole, rank)
        explanations = self._explanations(query, ranked, shown, rank)
        of_rank = dict(zip(rank.tolist(), self._bands(query, ranked, shown, rank), strict=True))
        return Ranking(
            "candidates", name, self._recommendations(query, ranked, rank, explanations, of_rank), (), query.considered,
            asks_nothing=self._asks_nothing(query),
        )  # fmt: skip

    def _near_miss(self, query: Query, person: int, verdicts: Verdicts) -> tuple[NearMiss, ...]:
        """The pair as it would be without the one condition that it fails; nothing where that is final."""
        failing = verdicts.only_failing.ravel()
        if failing[0] < 0 or self._asks_nothing(query) or self._ranker.declined(int(query.columns.rows[0]))[person]:
            return ()
        near = replace(query, chosen=as_ids([person]), set_aside=failing)
        own, whole = self._ranker.ranked(near, self._scorecard)
        beside = self._side_by_side(near, own, whole, as_ids([0]))
        ranked, _ = self._ranker.ranked(query, self._scorecard)
        of_ranks = self._bands(near, own, beside, as_ids([0]))
        return self._as_near_misses(near, own, beside, ranked, as_ids([0]), of_ranks, in_full=True)

    def _asks_nothing(self, query: Query) -> bool:
        return self._ranker.direction == "candidates" and not len(query.columns.asks)

    def requirements(self, need: int) -> tuple[Requirement, ...]:
        """What a need asks for."""
        (side,) = self._stored.sides(self.snapshot.needs, as_ids([need]))
        return tuple(asked.requirement for asked in side.document.asked if asked.part == 0)

    def _side_by_side(self, query: Query, ranked: Ranked, whole: Measured | None, ranks: IdArray) -> Measured:
        """What the scores of these ranks were made of."""
        return whole or self._ranker.measured(query.columns, np.sort(ranked.numbers[ranks]))

    def _bands(self, query: Query, ranked: Ranked, shown: Measured, ranks: IdArray) -> list[Band | None]:
        """The bands of these ranks, in their order."""
        numbers = ranked.numbers[ranks]
        places, compared = shown.places(numbers), shown.compared
        ascending = np.argsort(numbers, kind="stable")
        open_conditions = self._ranker.verdicts(query.columns, numbers[ascending]).any_unknown
        known = ~open_conditions.ravel()[np.argsort(ascending)]
        asks, evidenced = compared.needs.asks, compared.yardstick.claims.evidenced
        # Of several skills of which one is enough, all have the same credit, and the first stands for them.
        wanted, must = asks.parts == 0, asks.must == 1
        if self._ranker.direction == "candidates":
            return bands(shown.credits[wanted][:, places], must[wanted], known, evidenced)
        of_needs: list[Band | None] = []
        for place, is_known in zip(places.tolist(), known.tolist(), strict=True):
            own = np.arange(len(asks))[compared.asks_of(place)]
            own = own[wanted[own]]
            of_needs += bands(shown.credits[own], must[own], np.array([is_known]), evidenced)
        return of_needs

    def _explanations(
        self, query: Query, ranked: Ranked, measured: Measured, ranks: IdArray, *, complete: bool = True
    ) -> list[Explanation]:
        """Explanations of these ranks, from what the scores were made of.

        Only if ``complete`` do they tell what would change them.
        """
        if not len(ranks):
            return []
        shown = self._shown(query, ranked, measured, ranks)
        if self._ranker.direction == "candidates" and not complete:
            explanations = explain(self._scorecard, shown)
        elif self._ranker.direction == "candidates":
            everybody = Everybody(ranked.ids, ranked.scores, self._score, self._proof_columns)
            explanations = explain(self._scorecard, shown, everybody)
        else:
            explanations = [explain(self._scorecard, [one])[0] for one in shown]
        pairs = TermPairs(self._context.dictionary)
        explained = []
        for explanation, one in zip(explanations, shown, strict=True):
            partial = self._stored.works_of_partial(one.pair.need_record, self.snapshot.people)
            explained.append(pairs.added_to(_with_co_authors(explanation, one.pair.person_record, partial)))
        return explained

    def _shown(self, query: Query, ranked: Ranked, measured: Measured, ranks: IdArray) -> list[Shown]:
        """The pairs of these ranks."""
        places = measured.places(ranked.numbers[ranks])
        (asking,) = self._stored.sides(self._ranker.asking, as_ids([query.number]))
        others = self._stored.sides(self._ranker.others, ranked.numbers[ranks])
        ascending = np.argsort(ranked.numbers[ranks], kind="stable")
        verdicts = self._ranker.verdicts(query.columns, ranked.numbers[ranks][ascending])
        place_of = np.argsort(ascending)
        shown = []
        for at, (place, rank, other) in enumerate(zip(places.tolist(), ranks.tolist(), others, strict=True)):
            candidates = self._ranker.direction == "candidates"
            need, person = (asking, other) if candidates else (other, asking)
            pair = Pair(
                measured.compared, 0 if candidates else place, place if candidates else 0,
                cast(Need, need.record), need.document, cast(Professional, person.record), person.document,
                self._context.english_terms,
            )  # fmt: skip
            among = int(place_of[at])
            unknowns = verdicts.unknowns(0, among) if candidates else verdicts.unknowns(among, 0)
            values = np.array([ranked.table.column(name)[rank] for name in self._scorecard.features])
            shown.append(Shown(pair, measured.credits, values, ranked.points[rank], unknowns))
        return shown

    def _points_only(self, ranked: Ranked, rank: int) -> Explanation:
        values = np.array([ranked.table.column(name)[rank] for name in self._scorecard.features])
        parts = contributions(self._scorecard, values, ranked.points[rank])
        return Explanation(self._scorecard.base, parts, (), ())

    def _recommendations(
        self,
        query: Query,
        ranked: Ranked,
        ranks: IdArray,
        explanations: Sequence[Explanation],
        bands: Sequence[Band | None] | Mapping[int, Band | None],
    ) -> tuple[Recommendation, ...]:
        totals = ranked.scores[ranks]
        calibration = self._context.calibration()
        likely = calibration.probability(totals).tolist() if calibration else [None] * len(ranks)
        own = str(query.columns.ids[0])
        recommendations = []
        for rank, score, explanation, probability in zip(
            ranks.tolist(), totals.tolist(), explanations, likely, strict=True
        ):
            other = str(ranked.ids[rank])
            need, person = (own, other) if self._ranker.direction == "candidates" else (other, own)
            recommendations.append(
                Recommendation(need, person, rank + 1, score, explanation, bands[rank] or "weak", probability)
            )
        return tuple(recommendations)

    def _score(self, compared: Comparison) -> ScoreArray:
        """The scores of people as they would be for one need."""
        table = table_of(compared, requirement_credits(compared), self._options(compared.people), self.snapshot)
        return scores(self._scorecard, self._scorecard.contributions(table))

    def _options(self, people: Profiles) -> ScoreArray:
        """How close the open needs come that are closest to people as they would be."""
        read = people.read_passages
        # Changed conditions leave a person's works as they are: what comes closest to those is looked for once.
        of_people = np.split(read.items, read.starts[1:-1])
        place_of = {works.tobytes(): place for place, works in enumerate(of_people)}
        distinct = read.take(as_ids(list(place_of.values())))
        open_needs = works_of(self.snapshot.needs, np.flatnonzero(self.snapshot.open_needs))
        options = closest_needs(open_needs, people.columns.passages, distinct).options
        of_works = dict(zip(place_of, options.tolist(), strict=True))
        return np.array([of_works[works.tobytes()] for works in of_people])

    def _proof_columns(self, pair: Pair, works: Sequence[Work]) -> Columns:
        """The columns of people with one of these works each; their texts have the vectors of the need's sentences."""
        needs = pair.compared.needs
        first = int(needs.sentence_starts[pair.need])
        sentences = pair.need_document.sentences
        vectors = needs.sentences.vectors.take(first + pair.asked).unit()
        known = {
            fingerprint(sentences[number].text): vector
            for number, vector in zip(pair.asked.tolist(), vectors, strict=True)
        }
        second, known_to_second = needs.sentences.second, dict[bytes, FloatArray]()
        if second is not None:
            of_asked = second.take(first + pair.asked)
            read = pair.asked[of_asked.read].tolist()
            known_to_second = {
                fingerprint(sentences[number].text): vector
                for number, vector in zip(read, of_asked.vectors.unit(), strict=True)
            }
        people = [Professional(id="proof", works=(work,)) for work in works]
        derivations = [Derivation(row, 0, person, self._context.derive(person)) for row, person in enumerate(people)]
        builder = replace(self._context.builder(), second_dim=second.vectors.dim if second is not None else 0)
        return builder.columns(Professional, derivations, known, known_to_second)


def _with_duplicates(recommendation: Recommendation, duplicates: Sequence[str]) -> Recommendation:
    """With the other records that are probably of the same person, and a line that names them."""
    if not duplicates:
        return recommendation
    explanation = recommendation.explanation
    line = Line("caution", "duplicate", ", ".join(duplicates))
    explanation = replace(explanation, lines=(*explanation.lines, line)) if explanation.lines else explanation
    return replace(recommendation, explanation=explanation, duplicates=tuple(duplicates))


def _with_co_authors(
    explanation: Explanation, person: Professional, partial: Mapping[str, frozenset[str]]
) -> Explanation:
    """With a line that names those set aside with whom the person shares a work."""
    works = work_keys(person) if partial else frozenset()
    others = sorted(other for other, own in partial.items() if other != person.id and works & own)
    if not others:
        return explanation
    return replace(explanation, lines=(*explanation.lines, Line("caution", "co-author", ", ".join(others))))


def _exclusions(excluded: dict[str, int]) -> tuple[Exclusion, ...]:
    return tuple(Exclusion(rule, count, rule_failed(rule)) for rule, count in excluded.items())
