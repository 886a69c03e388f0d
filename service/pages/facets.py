"""Filters with counts: how many of a list each would leave, known before it is used."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from matcher.errors import InputError

Row = TypeVar("Row")


@dataclass(frozen=True)
class Facet(Generic[Row]):
    """One question to the rows of a list: its options by code in the order shown, and which of them a row has."""

    key: str
    options: Mapping[str, str]
    codes_of: Callable[[Row], frozenset[str]]


@dataclass(frozen=True)
class Option:
    """One answer with the number of rows that it would leave among those that pass the other facets."""

    code: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Group:
    """The options of one facet."""

    key: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Sifted(Generic[Row]):
    """The rows that pass all facets, in their order, and the facets with their counts.

    ``widest`` is the facet without which most rows would pass; empty unless nothing passes.
    """

    rows: tuple[Row, ...]
    groups: tuple[Group, ...]
    widest: str = ""

    @property
    def applied(self) -> tuple[tuple[str, Option], ...]:
        """The options that are in use, each with the key of its facet."""
        return tuple((group.key, option) for group in self.groups for option in group.options if option.chosen)


def sift(rows: Sequence[Row], facets: Sequence[Facet[Row]], chosen: Mapping[str, Sequence[str]]) -> Sifted[Row]:
    """Rows by facets: options of one facet are alternatives, several facets must all hold.

    Raises InputError for a code that a facet does not have.
    """
    wanted = {facet.key: frozenset(chosen.get(facet.key, ())) for facet in facets}
    for facet in facets:
        _refuse_unknown(facet, wanted[facet.key])
    passing = {
        facet.key: [not wanted[facet.key] or bool(wanted[facet.key] & facet.codes_of(row)) for row in rows]
        for facet in facets
    }
    groups = tuple(_group(facet, _without(facet.key, rows, passing), wanted[facet.key]) for facet in facets)
    shown = tuple(_without("", rows, passing))
    return Sifted(shown, groups, "" if shown else _widest(rows, passing, wanted))


def _without(key: str, rows: Sequence[Row], passing: Mapping[str, Sequence[bool]]) -> list[Row]:
    """The rows that pass every facet but one."""
    others = [passes for name, passes in passing.items() if name != key]
    return [row for place, row in enumerate(rows) if all(passes[place] for passes in others)]


def _group(facet: Facet[Row], rows: Sequence[Row], wanted: frozenset[str]) -> Group:
    codes = [facet.codes_of(row) for row in rows]
    return Group(
        facet.key,
        tuple(
            Option(code, label, sum(code in of_row for of_row in codes), code in wanted)
            for code, label in facet.options.items()
        ),
    )


def _widest(
    rows: Sequence[Row], passing: Mapping[str, Sequence[bool]], wanted: Mapping[str, frozenset[str]]
) -> str:  # fmt: skip
    """The facet in use that keeps most rows away."""
    used = [key for key, codes in wanted.items() if codes]
    return max(used, key=lambda key: len(_without(key, rows, passing)), default="")


def _refuse_unknown(facet: Facet[Row], codes: frozenset[str]) -> None:
    if unknown := sorted(codes - set(facet.options)):
        raise InputError(
            "{facet} has no option {code!r}; allowed: {allowed}",
            facet=facet.key, code=unknown[0], allowed=", ".join(facet.options),
        )  # fmt: skip
