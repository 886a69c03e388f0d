"""How many of the people who truly fit a need somebody gets to see: in its list, or as near misses."""

from collections.abc import Sequence
from dataclasses import dataclass

from matcher.evaluation.tier import RELEVANT, Tier
from matcher.matching.engine import Engine, Progress
from matcher.matching.sync import silent
from matcher.results import Ranking

LISTED = 20
"""People in the lists that are looked through."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Pairs of open needs and people who consented: ``fits`` have a grade of 2 or 3, and of these so many are seen."""

    fits: int
    listed: int
    near_misses: int


def measure_reach(engine: Engine, tier: Tier, needs: Sequence[str], progress: Progress = silent) -> Reach:
    """The reach of lists of 20 for these needs; a record that stands behind another of the same person is listed."""
    consented = set(engine.matching.consented_people())
    fits = listed = near_misses = 0
    for done, ranking in enumerate(engine.matching.many("candidates", needs, LISTED, explained=0), 1):
        fitting = {person for person, grade in tier.grades.get(ranking.query, {}).items() if grade >= RELEVANT}
        fitting &= consented
        shown = _listed(ranking)
        fits += len(fitting)
        listed += len(fitting & shown)
        near_misses += len(fitting & ({one.recommendation.professional for one in ranking.near_misses} - shown))
        progress(f"looking for those who fit in {tier.name}", done, len(needs))
    return Reach(fits, listed, near_misses)


def _listed(ranking: Ranking) -> set[str]:
    return {person for one in ranking for person in (one.professional, *one.duplicates)}
