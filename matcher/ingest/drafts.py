"""What a file says of one record before it is checked, and the check: a record, or all that is wrong by place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from matcher.codec import FieldProblem, checked
from matcher.errors import Problem, RecordError
from matcher.ingest.columns import TableKind
from matcher.records import Decision, Record


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file a value stands: the cell of a sheet, a path in JSON, a page or line of a document.

    ``row`` counts from 1 and ``column`` from 0; both are None outside tables.
    """

    text: str
    sheet: str = ""
    row: int | None = None
    column: int | None = None
    header: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """The fields that a file gives for one record, in the shape of its JSON.

    ``fields`` are those that the file speaks of, given or empty: the others stay as they are in a record that is kept.
    ``places`` are by path (``works.0.year``); ``uncertain`` are the paths that a person should look at;
    ``extracted`` says that the fields were read out of running text, and that a person has to confirm them.
    """

    kind: TableKind
    given: Mapping[str, Any]
    fields: frozenset[str]
    file: str
    place: Place
    places: Mapping[str, Place] = field(default_factory=dict)
    problems: tuple[FieldProblem, ...] = ()
    uncertain: frozenset[str] = frozenset()
    extracted: bool = False

    @property
    def id(self) -> str:
        """The id of the record, empty where it is not given."""
        return str(self.given.get("id") or "")

    def place_of(self, path: str) -> Place:
        """Where a field stands, or the part that it is of, or its first part; else where the record stands."""
        at = path
        while at:
            if at in self.places:
                return self.places[at]
            at = at.rpartition(".")[0]
        inner = (place for known, place in self.places.items() if path and known.startswith(f"{path}."))
        return next(inner, self.place)


@dataclass(frozen=True, slots=True)
class Refused:
    """One thing that is wrong in a file, with its place."""

    file: str
    place: Place
    field: str
    problem: Problem

    @property
    def error(self) -> RecordError:
        """The same as an error, whose message names file, place and field."""
        return RecordError(self.problem, file=self.file, place=self.place.text, field=self.place.header or self.field)


def judged(draft: Draft, kept: Mapping[str, Any] | None) -> Record | Decision | tuple[Refused, ...]:
    """The record that a draft makes of what is kept of it, or everything that is wrong with it.

    ``kept`` is the JSON of the record of that id: fields that the draft does not speak of are taken from there.
    """
    given = {name: value for name, value in (kept or {}).items() if name not in draft.fields} | dict(draft.given)
    outcome = checked(draft.kind, given)
    if draft.problems or isinstance(outcome, tuple):
        known = {problem.field for problem in draft.problems}
        more = [one for one in outcome if one.field not in known] if isinstance(outcome, tuple) else []
        return tuple(
            Refused(draft.file, draft.place_of(problem.field), problem.field, problem.problem)
            for problem in (*draft.problems, *more)
        )
    return outcome


def derived_id(prefix: str, *parts: str) -> str:
    """An id for a record whose file gives none: the same for the same parts, telling nothing of them."""
    text = "\x1f".join(" ".join(part.split()).casefold() for part in parts)
    return f"{prefix}-{blake2b(text.encode('utf-8', 'replace'), digest_size=6).hexdigest()}"
