"""Both sides of the market as of one moment: who may be matched with whom, and the features of any pairs."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import cast

import numpy as np

from matcher.arrays import IdArray, ScoreArray
from matcher.evidence import Reading, SkillCredits, similarity_columns, work_similarities
from matcher.features import FeatureTable, feature_table
from matcher.filters import Verdicts, judge, may_be_matched
from matcher.filters.facts import NeedFacts, PeopleFacts, need_facts, people_facts
from matcher.records import Need, Professional
from matcher.retrieval import Document, Side, side_of
from matcher.retrieval.catalogue import Snapshot

CLOSEST = 3
"""So many of the open needs that come closest to a person tell what else there is for them."""
_NEEDS_AT_A_TIME = 256


@dataclass(frozen=True)
class Market:
    """People and needs as columns; what is computed from all of them is computed once, when first asked for.

    ``partners`` are, by person, the bases and organisations whose needs they have accepted. Places are those in
    the snapshots.
    """

    people: Snapshot
    needs: Snapshot
    reading: Reading
    day: date
    partners: dict[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def need_facts(self) -> NeedFacts:
        """What all needs state."""
        return need_facts([cast(Need, each.record) for each in self.needs.side.documents])

    @cached_property
    def people_facts(self) -> PeopleFacts:
        """What all people state."""
        return self._facts(self.people.side)

    @cached_property
    def open_needs(self) -> Side:
        """The needs that may be matched today."""
        open_today = [may_be_matched(cast(Need, each.record), self.day) for each in self.needs.side.documents]
        return self.needs.side.take(np.flatnonzero(open_today))

    @cached_property
    def skills(self) -> SkillCredits:
        """What skills earn people by words."""
        return SkillCredits(self.people.side, self.reading)

    @cached_property
    def options(self) -> ScoreArray:
        """How close the open needs come that are closest to each person, (m,): a mean cosine, NaN if unknown."""
        return self._options(self.people.side)

    def verdicts(self, needs: IdArray, people: IdArray) -> Verdicts:
        """Every hard filter on every pair of the needs and people in these places."""
        return judge(self.need_facts.take(needs), self.people_facts.take(people), self.day)

    def table(self, needs: IdArray, people: IdArray) -> FeatureTable:
        """Features of every pair of the needs and people in these places, needs outermost."""
        evidence = similarity_columns(
            self.needs.side.take(needs), self.people.side.take(people), self.reading, self.skills.among(people)
        )
        facts = self.need_facts.take(needs), self.people_facts.take(people)
        return feature_table(evidence, self.options[people], *facts)

    def table_if(self, need: int, people: list[Document]) -> FeatureTable:
        """Features (m, f) of one need with people as they would be, for records that are kept nowhere."""
        side, needs = side_of(people), np.array([need])
        among = SkillCredits(side, self.reading).among(np.arange(len(side)))
        evidence = similarity_columns(self.needs.side.take(needs), side, self.reading, among)
        return feature_table(evidence, self._options(side), self.need_facts.take(needs), self._facts(side))

    def _facts(self, people: Side) -> PeopleFacts:
        return people_facts([cast(Professional, each.record) for each in people.documents], self.partners)

    def _options(self, people: Side) -> ScoreArray:
        best = np.full((CLOSEST, len(people)), -np.inf)
        for at in range(0, len(self.open_needs), _NEEDS_AT_A_TIME):
            chosen = np.arange(at, min(at + _NEEDS_AT_A_TIME, len(self.open_needs)))
            found = work_similarities(self.open_needs.take(chosen), people, self.reading)
            best = -np.sort(-np.concatenate([best, np.nan_to_num(found, nan=-np.inf)]), axis=0)[:CLOSEST]
        known = np.isfinite(best).sum(axis=0)
        total = np.where(np.isfinite(best), best, 0.0).sum(axis=0)
        options: ScoreArray = np.round(total / np.where(known, known, np.nan), 9)
        return options
