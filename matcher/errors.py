"""The exception tree; every message says what was given, what is allowed and what to do.

HomeMatchError
├── InputError            what the user gave cannot be used
│   ├── RecordError       a line or row of a file is not a record: names file, place and field
│   ├── NotFoundError     no record has the requested id
│   ├── ConsentError      nothing is computed about a person who has not consented to it
│   ├── ErasedError       somebody who was erased is given again: that is asked for by name
│   └── UnknownNameError  a setting names an implementation that does not exist
├── StoreError            the store cannot be opened or read
│   ├── StoreVersionError the store was written by a newer HomeMatch
│   ├── MissingStoreError there is no store where one must be, or it is another one
│   ├── DamagedError      a row is not what was written: names the record, shows nothing of it
│   ├── DiskFullError     the disk takes no more; what is there can be read
│   └── ReadOnlyError     the store may be read and not written
├── ModelError            an embedding model or ranker artefact is missing, altered or unusable
└── IndexFileError        an index file is damaged or was built with another model
"""

from collections.abc import Iterable


class Problem(ValueError):  # noqa: N818
    """What is wrong with a value, as a sentence with places and what fills them.

    The sentence can so be said in another language: ``matcher.messages.problems`` has them in Chinese by the English.

    >>> str(Problem("{field} is {value!r}; allowed: {low} to {high}", field="year", value=1, low=1900, high=2100))
    'year is 1; allowed: 1900 to 2100'
    """

    def __init__(self, template: str, **values: object) -> None:
        self.template, self.values = template, values
        super().__init__(template.format(**values) if values else template)


class HomeMatchError(Exception):
    """Root of the errors that HomeMatch raises deliberately; the text is meant for the user.

    ``values`` fill the places of the message, as in ``Problem``.
    """

    def __init__(self, message: str = "", **values: object) -> None:
        self.problem = Problem(message, **values)
        super().__init__(str(self.problem))


class InputError(HomeMatchError):
    """What the user gave cannot be used."""


class RecordError(InputError):
    """A line, row or part of a file is not a record of the expected kind.

    ``line`` counts from 1, 0 where there are no lines; ``place`` is what a reader looks for in its stead, such as the
    sheet and the cell.
    """

    def __init__(
        self, problem: str | Problem, *, file: str = "", line: int = 0, field: str = "", place: str = ""
    ) -> None:
        self.file, self.line, self.field, self.place = file, line, field, place
        where = ":".join(filter(None, (file, place or (str(line) if line else ""))))
        super().__init__(f"{where}: " * bool(file) + f"field {field!r}: " * bool(field) + str(problem))
        self.problem = problem if isinstance(problem, Problem) else Problem(problem)


class NotFoundError(InputError):
    """No record of that kind has the given id."""

    def __init__(self, kind: str, identifier: str, near: Iterable[str] = ()) -> None:
        self.kind, self.identifier = kind, identifier
        like = ", ".join(near)
        hint = f"similar ids: {like}" if like else "check the id, or import the record with `homematch import`"
        super().__init__("no {kind} has the id {identifier!r}; {hint}", kind=kind, identifier=identifier, hint=hint)


class ConsentError(InputError):
    """Nothing is computed about a person who has not consented to it."""


class ErasedError(InputError):
    """Somebody who was erased is given again."""

    def __init__(self, identifier: str, receipt: str, day: object) -> None:
        self.identifier, self.receipt = identifier, receipt
        super().__init__(
            "{identifier!r} is somebody who was erased on {day} (receipt {receipt}); leave them out, or, if they have "
            "agreed to come back, import with --readmit {receipt}",
            identifier=identifier, receipt=receipt, day=day,
        )  # fmt: skip


class UnknownNameError(InputError):
    """A setting names an implementation that does not exist."""

    def __init__(self, setting: str, given: str, known: Iterable[str]) -> None:
        names = ", ".join(sorted(known))
        super().__init__(
            "{setting} = {given!r} is not known; choose one of: {names}", setting=setting, given=given, names=names
        )


class StoreError(HomeMatchError):
    """The store cannot be opened or read."""


class StoreVersionError(StoreError):
    """The store was written by a newer HomeMatch than this one."""


class MissingStoreError(StoreError):
    """There is no store where one must be, it is empty, or it is not the one that the folder belongs to."""


class DamagedError(StoreError):
    """A row of the store is not what was written."""


class DiskFullError(StoreError):
    """The disk takes no more; what is there can still be read."""


class ReadOnlyError(StoreError):
    """The store may be read and not written."""


class ModelError(HomeMatchError):
    """An embedding model or ranker artefact is missing, altered or unusable."""


class IndexFileError(HomeMatchError):
    """An index file is damaged or was built with another model or template."""
