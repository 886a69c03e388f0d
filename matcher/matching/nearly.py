"""Who would be listed for a need but for one condition, and what an empty list is short of."""

from typing import cast

import numpy as np

from matcher.arrays import CodeArray
from matcher.evidence.comparison import Comparison
from matcher.evidence.credits import STATES
from matcher.filters import RULES
from matcher.filters.facts import NeedFacts, PeopleFacts
from matcher.matching.rank import Query, Ranked
from matcher.records import Requirement
from matcher.results import NearMiss, Recommendation, Shortfall
from matcher.retrieval import Columns

MOST = 20
"""The most people in a list of near misses."""


def rank_among(ranked: Ranked, score: float, identifier: str) -> int:
    """The rank that somebody with this score would have among all who were ranked, equal scores by id."""
    better = (ranked.scores > score) | ((ranked.scores == score) & (ranked.ids < identifier))
    return int(better.sum()) + 1


def near_miss(recommendation: Recommendation, query: Query, rule: int, people: Columns, person: int) -> NearMiss:
    """The recommendation with the condition in that place of ``RULES``, and what both sides state of it."""
    needs, facts = cast(NeedFacts, query.columns.facts), cast(PeopleFacts, people.facts)
    return NearMiss(recommendation, RULES[rule].name, *RULES[rule].both_sides(needs, 0, facts, person))


def shortfalls(
    compared: Comparison, states: CodeArray, requirements: tuple[Requirement, ...], most: int = 3
) -> tuple[Shortfall, ...]:
    """The musts of the only need that most of the compared people (m,) do not mention, the worst first.

    ``states`` (r, m) are those of ``requirement_states``; alternatives count as one requirement.
    """
    firsts = np.flatnonzero(compared.needs.asks.parts == 0)
    if not len(firsts) or not states.shape[1]:
        return ()
    unknown = np.maximum.reduceat(states, firsts, axis=0) == STATES.index("unknown")
    missing = [
        Shortfall(requirement.subject, int(count), states.shape[1])
        for requirement, count in zip(requirements, unknown.sum(axis=1).tolist(), strict=True)
        if requirement.kind == "must" and count
    ]
    return tuple(sorted(missing, key=lambda one: -one.missing)[:most])
