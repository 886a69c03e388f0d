"""What the sections of a report add up to, counted one section at a time."""

from collections.abc import Sequence
from dataclasses import replace
from math import ceil

from service.nightly.report import (
    EXPLAINED,
    Candidate,
    Exposure,
    NeedSection,
    PersonSection,
    Summary,
    Unmet,
)

MOST_EXPOSED = 20
"""People in the list of those who are recommended most often."""


class Tally:
    """Counters of a report: who is named in it, how often who is recommended, which needs are unmet."""

    def __init__(self) -> None:
        self.needs: set[str] = set()
        self.people: set[str] = set()
        self.lines: list[tuple[str, str, int, float]] = []
        """Need, professional, rank and score of every recommendation: what is kept of the run."""
        self.unmet: list[Unmet] = []
        self.synthetic = False
        self.scale = (0.0, 0.0)
        self._exposure: dict[str, Exposure] = {}
        self._open_needs = self._consented_people = self._suggestions = 0

    def add_need(self, section: NeedSection) -> None:
        """Count the section of a need."""
        self._open_needs += 1
        self.needs.add(section.need)
        self.synthetic |= section.synthetic
        if not section.candidates:
            unmet = Unmet(section.need, section.title, section.exclusions, section.weak, section.message)
            self.unmet.append(replace(unmet, shortfalls=section.shortfalls, near_misses=len(section.near_misses)))
        self.people.update(near.professional for near in section.near_misses)
        for candidate in section.candidates:
            self.people.add(candidate.professional)
            self.lines.append((section.need, candidate.professional, candidate.rank, candidate.score))
            self._expose(candidate)
        for candidate in section.candidates[:EXPLAINED]:
            self._stretch(candidate)

    def add_person(self, section: PersonSection) -> None:
        """Count the section of a person."""
        self._consented_people += 1
        self.people.add(section.professional)
        self.synthetic |= section.synthetic
        self._suggestions += len(section.suggestions)
        self.needs.update(suggestion.need for suggestion in section.suggestions)

    def summary(self) -> Summary:
        """The figures of the sections counted so far."""
        counts = [exposure.times for exposure in self._exposure.values()]
        counts += [0] * (self._consented_people - len(counts))
        return Summary(
            open_needs=self._open_needs,
            unmet_needs=len(self.unmet),
            consented_people=self._consented_people,
            people_recommended=len(self._exposure),
            recommendations=sum(counts),
            suggestions=self._suggestions,
            gini=gini(counts),
            top_tenth=top_tenth(counts),
        )

    def most_exposed(self) -> tuple[Exposure, ...]:
        """Who is recommended most often, then by best rank and id."""
        order = sorted(
            self._exposure.values(), key=lambda person: (-person.times, person.best_rank, person.professional)
        )
        return tuple(order[:MOST_EXPOSED])

    def _expose(self, candidate: Candidate) -> None:
        person, name = candidate.professional, candidate.name
        before = self._exposure.get(person, Exposure(person, name, 0, candidate.rank))
        best_rank = min(before.best_rank, candidate.rank)
        self._exposure[person] = Exposure(person, name, before.times + 1, best_rank)

    def _stretch(self, candidate: Candidate) -> None:
        """Widen the scale to what the candidate's waterfall reaches: all that is added, then all that is subtracted."""
        added = sum(part.points for part in candidate.contributions if part.points > 0)
        low, high = self.scale
        self.scale = min(low, candidate.base, candidate.score), max(high, candidate.base + added, candidate.score)


def gini(counts: Sequence[int]) -> float:
    """Gini coefficient of counts, zeros included: 0 for equal counts, (n - 1) / n where one has everything."""
    total, n = sum(counts), len(counts)
    if not total:
        return 0.0
    weighted = sum(position * count for position, count in enumerate(sorted(counts), 1))
    return round(2 * weighted / (n * total) - (n + 1) / n, 6)


def top_tenth(counts: Sequence[int]) -> float:
    """Share of the sum that the largest tenth of the counts has, at least one count."""
    total = sum(counts)
    if not total:
        return 0.0
    return round(sum(sorted(counts, reverse=True)[: ceil(len(counts) / 10)]) / total, 6)
