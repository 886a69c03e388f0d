"""Hard constraints: each answers pass, fail or unknown for every pair, with its reason.

Unknown never passes or fails silently: the pair stays and the explanation shows what is not known.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from matcher.arrays import BoolArray, CodeArray
from matcher.filters.facts import Column, NeedFacts, PeopleFacts, Standing, cross, cross_periods
from matcher.records import Period
from matcher.results import Gap

PASS, UNKNOWN, FAIL = 1, 0, -1


@dataclass(frozen=True, slots=True)
class Rule:
    """A hard filter: its name, under which ``matcher.messages`` has its words, and what it finds.

    ``verdicts`` takes the facts of n needs and m people and the day, and gives codes (n, m). ``stated`` names the
    column of needs and that of people that it judges by, where the two can talk about it; None where it is final.
    """

    name: str
    verdicts: Callable[[NeedFacts, PeopleFacts, date], CodeArray]
    stated: tuple[str, str] | None = None

    def both_sides(
        self, needs: NeedFacts, need: int, people: PeopleFacts, person: int
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What the need and what the person states, as words and days; nothing for a rule that is final."""
        if self.stated is None:
            return (), ()
        of_need, of_person = self.stated
        return _as_words(getattr(needs, of_need).of(need)), _as_words(getattr(people, of_person).of(person))


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Codes (rules, n, m) of all rules for n needs and m people."""

    codes: CodeArray

    @property
    def allowed(self) -> BoolArray:
        """Pairs (n, m) that no rule fails."""
        allowed: BoolArray = (self.codes != FAIL).all(axis=0)
        return allowed

    @property
    def any_unknown(self) -> BoolArray:
        """Pairs (n, m) of which some condition is not known."""
        unknown: BoolArray = (self.codes == UNKNOWN).any(axis=0)
        return unknown

    def excluded(self) -> dict[str, int]:
        """How many pairs each rule sets aside; a pair that several fail is counted by the first."""
        first = np.where(self.codes == FAIL, np.arange(len(RULES))[:, None, None], len(RULES)).min(axis=0)
        counts = np.bincount(first.ravel(), minlength=len(RULES) + 1).tolist()
        return {rule.name: count for rule, count in zip(RULES, counts[:-1], strict=True) if count}

    @property
    def only_failing(self) -> CodeArray:
        """The place in ``RULES`` of the one rule that fails (n, m); -1 where none does, several do, or it is final."""
        fails = self.codes == FAIL
        place = fails.argmax(axis=0)
        negotiable = np.array([rule.stated is not None for rule in RULES])
        only: CodeArray = np.where((fails.sum(axis=0) == 1) & negotiable[place], place, -1).astype(np.int8)
        return only

    def unknowns(self, need: int, person: int) -> tuple[Gap, ...]:
        """The conditions that are not known for one pair."""
        return tuple(
            Gap(rule.name, "condition", "unknown")
            for rule, code in zip(RULES, self.codes[:, need, person], strict=True)
            if code == UNKNOWN
        )


def judge(needs: NeedFacts, people: PeopleFacts, today: date) -> Verdicts:
    """The verdict of every rule on every pair."""
    return Verdicts(np.stack([rule.verdicts(needs, people, today) for rule in RULES]))


def may_be_matched(standing: Standing, today: date) -> bool:
    """Whether the filters on the need alone let it be matched with anybody."""
    return _is_open(standing, None, today) == PASS and _is_public(standing, None, today) == PASS


def _rule(
    needs: str, people: str, ask: Callable[[Any, Any, date], int]
) -> Callable[[NeedFacts, PeopleFacts, date], CodeArray]:
    def verdicts(need_facts: NeedFacts, people_facts: PeopleFacts, today: date) -> CodeArray:
        left: Column = getattr(need_facts, needs)
        right: Column = getattr(people_facts, people)
        return cross(left, right, lambda need, person: ask(need, person, today)).astype(np.int8)

    return verdicts


def _one_shared(wanted: frozenset[str], offered: frozenset[str], _today: date) -> int:
    if not wanted:
        return PASS
    if not offered:
        return UNKNOWN
    return PASS if wanted & offered else FAIL


def _is_open(standing: Standing, _person: object, today: date) -> int:
    last_days = filter(None, (standing.deadline, standing.last_day))
    return FAIL if standing.status != "open" or any(last < today for last in last_days) else PASS


def _is_public(standing: Standing, _person: object, _today: date) -> int:
    return FAIL if standing.visibility != "public" or standing.controlled else PASS


def _type_accepted(wanted: str | None, accepted: frozenset[str], _today: date) -> int:
    if wanted is None:
        return PASS
    if not accepted:
        return UNKNOWN
    return PASS if wanted in accepted else FAIL


def _is_free(needs: NeedFacts, people: PeopleFacts, _today: date) -> CodeArray:
    meets = cross_periods(
        needs.period, people.availability,
        lambda start, end, free, busy: np.where(np.maximum(start, free) <= np.minimum(end, busy), PASS, FAIL),
    )  # fmt: skip
    unasked = np.array([period is None for period in needs.period.values])[needs.period.codes]
    codes: CodeArray = np.where(np.isnan(meets), np.where(unasked[:, None], PASS, UNKNOWN), meets).astype(np.int8)
    return codes


def _not_excluded_by_need(needs: NeedFacts, people: PeopleFacts, _today: date) -> CodeArray:
    """Almost no need excludes anybody, so people are looked through for the few that do only."""
    codes = np.full((len(needs.exclusions.codes), len(people.id.codes)), PASS, dtype=np.int8)
    for need, code in enumerate(needs.exclusions.codes.tolist()):
        if excluded := needs.exclusions.values[code]:
            for column in (people.id, people.organisation):
                failing = np.array([value in excluded for value in column.values], dtype=bool)
                codes[need, failing[column.codes]] = FAIL
    return codes


def _no_conflict(parties: frozenset[str], employers: frozenset[str], _today: date) -> int:
    if not parties:
        return PASS
    if not employers:
        return UNKNOWN
    return FAIL if parties & employers else PASS


def _not_excluded_by_person(parties: frozenset[str], excluded: frozenset[str], _today: date) -> int:
    return FAIL if parties & excluded else PASS


def _as_words(value: Any) -> tuple[str, ...]:
    """A stated value in one order: words sorted, the two days of a period, empty where an end is open."""
    if isinstance(value, Period):
        return tuple(day.isoformat() if day else "" for day in (value.start, value.end))
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(sorted(value))


RULES: tuple[Rule, ...] = (
    Rule("open", _rule("standing", "stage", _is_open)),
    Rule("public", _rule("standing", "stage", _is_public)),
    Rule("conflict", _rule("parties", "employers", _no_conflict)),
    Rule("excluded by professional", _rule("parties", "exclusions", _not_excluded_by_person)),
    Rule("excluded by need", _not_excluded_by_need),
    Rule("engagement", _rule("type", "engagements", _type_accepted), ("type", "engagements")),
    Rule("language", _rule("languages", "languages", _one_shared), ("languages", "languages")),
    Rule("mode", _rule("modes", "modes", _one_shared), ("modes", "modes")),
    Rule("availability", _is_free, ("period", "availability")),
)
"""All hard filters; an exclusion is counted by the first that fails."""
