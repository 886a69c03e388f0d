"""Plays what coordinators and professionals decide: fit, but also capacity, timing, and where one stood."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Literal

from data.generator.conditions import TODAY
from data.generator.draws import stream
from data.generator.fit import Label
from matcher.records import Need, Professional

Outcome = Literal["shortlist", "reject", "accept", "decline"]

COORDINATORS = ("C1", "C2")
DISAGREEMENT = 0.2
SHOWN = 10
CAPACITY = 3
"""So many accepted needs are enough for one person."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What one coordinator, or the professional, decided about a pair."""

    need: str
    professional: str
    coordinator: str
    position: int
    decision: Outcome
    reason: str
    date: str


def shown(labels: Sequence[Label], others: Sequence[str], rng: Random) -> list[tuple[str, float]]:
    """A list as an imperfect engine would show it: fit with error, and some people who do not fit."""
    pairs = [(each.professional, each.fit) for each in labels]
    pairs += [(professional, 0.0) for professional in others]
    noisy = sorted(pairs, key=lambda pair: -(pair[1] + rng.gauss(0, 0.18)))
    return noisy[:SHOWN]


class Journal:
    """Writes decisions need by need and remembers how much each person has taken on."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._taken: Counter[str] = Counter()

    def decide(self, need: Need, listed: Sequence[tuple[Professional, float]], deadline: date | None) -> list[Decision]:
        """Both coordinators on everyone in the list, then the answer of those who were shortlisted."""
        rng = stream(self._seed, "decision", need.id)
        day = min(TODAY, deadline or TODAY) - timedelta(days=rng.randint(5, 120))
        found: list[Decision] = []
        for position, (professional, fit) in enumerate(listed, start=1):
            verdicts = _verdicts(fit, position, rng)
            obstacle = _obstacle(need, professional)
            for coordinator, liked in zip(COORDINATORS, verdicts, strict=True):
                found.append(_judged(need, professional, coordinator, position, liked, fit, obstacle, day))
            chosen = found[-2:]
            keen = next((each.coordinator for each in chosen if each.decision == "shortlist"), None)
            if keen:
                found.append(self._answer(need, professional, keen, position, day, rng))
        return found

    def _answer(
        self, need: Need, professional: Professional, coordinator: str, position: int, day: date, rng: Random
    ) -> Decision:
        reason = self._hindrance(need, professional, rng)
        outcome: Outcome = "decline" if reason else "accept"
        self._taken[professional.id] += outcome == "accept"
        later = day + timedelta(days=rng.randint(2, 21))
        return Decision(
            need.id,
            professional.id,
            coordinator,
            position,
            outcome,
            reason or "interested",
            later.isoformat(),
        )

    def _hindrance(self, need: Need, professional: Professional, rng: Random) -> str:
        if self._taken[professional.id] >= CAPACITY:
            return "no_capacity"
        if need.type and professional.engagements and need.type not in professional.engagements:
            return "kind_of_engagement" if rng.random() < 0.7 else ""
        if need.modes and professional.modes and not set(need.modes) & set(professional.modes):
            return "cannot_travel" if rng.random() < 0.8 else ""
        if rng.random() < 0.12:
            return rng.choice(("no_time", "home_institution", "topic_not_interesting"))
        return ""


def _verdicts(fit: float, position: int, rng: Random) -> tuple[bool, bool]:
    """The view of the first coordinator, and of the second, who differs in one case of five."""
    leaning = fit - 0.035 * (position - 1) + rng.gauss(0, 0.08)
    first = leaning > 0.38
    return first, first != (rng.random() < DISAGREEMENT)


def _obstacle(need: Need, professional: Professional) -> str:
    """What rules a pair out whatever the fit."""
    if need.organisation and need.organisation in _employers(professional):
        return "conflict_of_interest"
    if need.languages and professional.languages and not set(need.languages) & set(professional.languages):
        return "language"
    if _too_late(need, professional):
        return "timing"
    return ""


def _employers(professional: Professional) -> set[str | None]:
    return {professional.organisation, *(held.organisation for held in professional.experiences)}


def _too_late(need: Need, professional: Professional) -> bool:
    free, wanted = professional.availability, need.period
    if not free or not wanted:
        return False
    begins_late = bool(free.start and wanted.end and free.start > wanted.end)
    return begins_late or bool(free.end and wanted.start and free.end < wanted.start)


def _judged(
    need: Need,
    professional: Professional,
    coordinator: str,
    position: int,
    liked: bool,
    fit: float,
    obstacle: str,
    day: date,
) -> Decision:
    if liked and not obstacle:
        outcome: Outcome = "shortlist"
        reason = "covers_musts" if fit >= 0.5 else "worth_a_talk"
    else:
        outcome = "reject"
        reason = obstacle or ("missing_must" if fit < 0.5 else "others_preferred")
    return Decision(need.id, professional.id, coordinator, position, outcome, reason, day.isoformat())
