"""A report while the night runs: its sections, and what they add up to so far."""

from collections.abc import Set
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from service.nightly.report import Header, NeedSection, PersonSection, Report, Sections
from service.nightly.tally import Tally


class Draft:
    """A report that is not published yet: its sections, and what they add up to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._begin()

    def _begin(self) -> None:
        self._files = ExitStack()
        self.needs = self._files.enter_context(closing(Sections(self._folder, NeedSection)))
        self.people = self._files.enter_context(closing(Sections(self._folder, PersonSection)))
        self.tally = Tally()

    def add_need(self, section: NeedSection) -> None:
        """Add the section of the next need."""
        self.needs.append(section)
        self.tally.add_need(section)

    def add_person(self, section: PersonSection) -> None:
        """Add the section of the next person."""
        self.people.append(section)
        self.tally.add_person(section)

    def names_only(self, needs: Set[str], people: Set[str]) -> bool:
        """Whether all needs and people that are named anywhere in it are among these."""
        return self.tally.needs <= needs and self.tally.people <= people

    def keep_only(self, needs: Set[str], people: Set[str]) -> None:
        """Leave out all other needs and people, wherever they are named, and close the ranks."""
        if self.names_only(needs, people):
            return
        with self._files:
            old_needs, old_people = self.needs, self.people
            self._begin()
            for need in old_needs:
                if need.need in needs:
                    self.add_need(_with_candidates_among(people, need))
            for person in old_people:
                if person.professional in people:
                    self.add_person(_with_suggestions_among(needs, person))

    def report(self, header: Header) -> Report:
        """The report of the sections; it can be read until the draft is closed."""
        header = replace(header, synthetic=self.tally.synthetic)
        tally = self.tally
        return Report(
            header, tally.summary(), self.needs, self.people, tuple(tally.unmet), tally.most_exposed(), tally.scale
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._files.close()


def _with_candidates_among(people: Set[str], section: NeedSection) -> NeedSection:
    left = [candidate for candidate in section.candidates if candidate.professional in people]
    return replace(
        section,
        candidates=tuple(replace(candidate, rank=rank) for rank, candidate in enumerate(left, 1)),
        near_misses=tuple(near for near in section.near_misses if near.professional in people),
    )


def _with_suggestions_among(needs: Set[str], section: PersonSection) -> PersonSection:
    left = [suggestion for suggestion in section.suggestions if suggestion.need in needs]
    return replace(
        section, suggestions=tuple(replace(suggestion, rank=rank) for rank, suggestion in enumerate(left, 1))
    )
