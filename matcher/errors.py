"""The exception tree; every message says what was given, what is allowed and what to do.

HomeMatchError
├── InputError            what the user gave cannot be used
│   ├── RecordError       a line of a file is not a record: names file, line and field
│   ├── NotFoundError     no record has the requested id
│   ├── ConsentError      nothing is computed about a person who has not consented to it
│   ├── ErasedError       somebody who was erased is given again: that is asked for by name
│   └── UnknownNameError  a setting names an implementation that does not exist
├── StoreError            the store cannot be opened or read
│   ├── StoreVersionError the store was written by a newer HomeMatch
│   ├── MissingStoreError there is no store where one must be, or it is another one
│   ├── DamagedError      a row is not what was written: names the record, shows nothing of it
│   └── DiskFullError     the disk takes no more; what is there can be read
├── ModelError            an embedding model or ranker artefact is missing, altered or unusable
└── IndexFileError        an index file is damaged or was built with another model
"""

from collections.abc import Iterable


class HomeMatchError(Exception):
    """Root of the errors that HomeMatch raises deliberately; the text is meant for the user."""


class InputError(HomeMatchError):
    """What the user gave cannot be used."""


class RecordError(InputError):
    """A line of a file is not a record of the expected kind."""

    def __init__(self, problem: str, *, file: str = "", line: int = 0, field: str = "") -> None:
        self.problem, self.file, self.line, self.field = problem, file, line, field
        where = f"{file}:{line}: " if file else ""
        super().__init__(f"{where}{f'field {field!r}: ' if field else ''}{problem}")


class NotFoundError(InputError):
    """No record of that kind has the given id."""

    def __init__(self, kind: str, identifier: str, near: Iterable[str] = ()) -> None:
        self.kind, self.identifier = kind, identifier
        like = ", ".join(near)
        hint = f"similar ids: {like}" if like else "check the id, or import the record with `homematch import`"
        super().__init__(f"no {kind} has the id {identifier!r}; {hint}")


class ConsentError(InputError):
    """Nothing is computed about a person who has not consented to it."""


class ErasedError(InputError):
    """Somebody who was erased is given again."""

    def __init__(self, identifier: str, receipt: str, day: object) -> None:
        self.identifier, self.receipt = identifier, receipt
        super().__init__(
            f"{identifier!r} is somebody who was erased on {day} (receipt {receipt}); leave them out, or, if they have "
            f"agreed to come back, import with --readmit {receipt}"
        )


class UnknownNameError(InputError):
    """A setting names an implementation that does not exist."""

    def __init__(self, setting: str, given: str, known: Iterable[str]) -> None:
        super().__init__(f"{setting} = {given!r} is not known; choose one of: {', '.join(sorted(known))}")


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


class ModelError(HomeMatchError):
    """An embedding model or ranker artefact is missing, altered or unusable."""


class IndexFileError(HomeMatchError):
    """An index file is damaged or was built with another model or template."""
