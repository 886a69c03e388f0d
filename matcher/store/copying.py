"""Copies of the SQL store in SQLite: one is written, or becomes the store, while others use it."""

import sqlite3
from contextlib import closing
from pathlib import Path
from secrets import token_hex

from sqlalchemy import Engine

from matcher.errors import DiskFullError, StoreError
from matcher.files import to_disk
from matcher.store.connect import shown

_PAGES_AT_ONCE = -1
"""All of them in one step: a copy of a moment, whatever is written meanwhile."""


def back_up(engine: Engine, file: Path) -> None:
    """Copy the database of an engine to a new file, and see it on the disk."""
    _only_sqlite(engine, "pg_dump")
    try:
        with closing(sqlite3.connect(_file(engine))) as source, closing(sqlite3.connect(file)) as copy:
            source.backup(copy, pages=_PAGES_AT_ONCE)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
    except sqlite3.Error as error:
        raise _failed(engine, "copied", error) from error
    to_disk(file)


def restore(engine: Engine, file: Path) -> None:
    """Copy the file's database over that of an engine, in one transaction of SQLite, under a new history."""
    _only_sqlite(engine, "pg_restore")
    engine.dispose()
    try:
        with closing(sqlite3.connect(file)) as source:
            source.execute("UPDATE facts SET value = ? WHERE name = 'history'", (token_hex(16),))
            source.commit()
            with closing(sqlite3.connect(_file(engine), timeout=60)) as target:
                target.execute("PRAGMA synchronous = FULL")
                source.backup(target, pages=_PAGES_AT_ONCE)
                target.execute("PRAGMA journal_mode = WAL")
    except sqlite3.Error as error:
        raise _failed(engine, "restored", error) from error


def _file(engine: Engine) -> str:
    return str(engine.url.database)


def _only_sqlite(engine: Engine, tool: str) -> None:
    name = engine.dialect.name
    if name != "sqlite":
        raise StoreError(f"a store in {name} is copied and restored by that database's own tools: use {tool}")


def _failed(engine: Engine, what: str, error: sqlite3.Error) -> StoreError:
    kind = DiskFullError if "full" in str(error) else StoreError
    url = shown(engine.url.render_as_string(hide_password=False))
    return kind(f"the store {url} cannot be {what} ({error}); what was there is as it was: check disk and free space")
