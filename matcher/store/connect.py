"""Opens the database of the SQL store, with durable settings, at the newest version of its schema."""

import re
import shutil
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.pool import StaticPool

from matcher.errors import DiskFullError, MissingStoreError, ReadOnlyError, StoreError, StoreVersionError

_MIGRATIONS = Path(__file__).parent / "migrations"
WAIT_SECONDS = 60
"""How long a writer waits for another one."""
_SHARED_MEMORY = 1 << 20
"""Bytes of free space below which an error of the disk is taken for a full one."""
_SQLITE_SETTINGS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
)


def known_versions() -> list[str]:
    """The versions of the schema that this HomeMatch knows, oldest first."""
    return sorted(file.stem[1:5] for file in (_MIGRATIONS / "versions").glob("v[0-9]*.py"))


def shown(url: str) -> str:
    """A store's URL as it may be printed: without its password."""
    try:
        return make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return re.sub(r"//[^/]*@", "//***@", url)


def open_database(url: str, *, new: bool = True) -> Engine:
    """Connect, check and migrate; raises StoreError that names the store and what to do.

    Raises MissingStoreError for one that is missing or empty unless it may be ``new``.
    """
    try:
        place = make_url(url)
        file = place.database if place.get_backend_name() == "sqlite" else None
        if file and file != ":memory:":
            if not new and not Path(file).exists():
                raise _missing(url)
            Path(file).parent.mkdir(parents=True, exist_ok=True)
        engine = _sqlite(url, alone=not file or file == ":memory:") if file is not None else create_engine(url)
        try:
            with engine.connect() as connection:
                version = _version(connection, url)
        except OperationalError as error:
            if not file or not _lacks_space(file, error):
                raise
            engine.dispose()
            engine = _sqlite(url, alone=True)
            with engine.connect() as connection:
                version = _version(connection, url)
        if version is None and not new:
            engine.dispose()
            raise _missing(url)
        if version != known_versions()[-1]:
            _migrate(engine)
        event.listen(engine, "handle_error", _as_store_error)
    except ImportError as error:
        raise StoreError(
            f"the store {shown(url)} needs the package {error.name}, which is not installed; "
            f"run `pip install {error.name}`, or leave HOMEMATCH_STORE empty for SQLite"
        ) from error
    except (ArgumentError, DBAPIError, OSError) as error:
        cause = _first_line(getattr(error, "orig", None) or error)
        raise (DiskFullError if _is_full(cause) else StoreError)(
            f"the store {shown(url)} cannot be opened ({cause}); check that it is a HomeMatch store and can be "
            "written, or restore it from a backup; HOMEMATCH_STORE and HOMEMATCH_FOLDER say where it is"
        ) from error
    return engine


def _missing(url: str) -> MissingStoreError:
    return MissingStoreError(
        f"there is no store at {shown(url)}, or it is empty; if it was moved, set HOMEMATCH_FOLDER or HOMEMATCH_STORE; "
        "if it was lost, run `homematch restore BACKUP`; to begin with an empty one, run `homematch init`"
    )


def _first_line(error: object) -> str:
    """What a database says went wrong, without the details, in which some quote what was to be written."""
    lines = str(error).splitlines()
    return lines[0] if lines else type(error).__name__


def _is_full(cause: str) -> bool:
    return "disk is full" in cause or "No space left" in cause or "could not extend file" in cause


def _is_read_only(cause: str) -> bool:
    return "readonly database" in cause or "read-only transaction" in cause or "permission denied for" in cause


def _as_store_error(failed: ExceptionContext) -> None:
    """What goes wrong in the database later on is an error of ours too, with its cause and no content of a record."""
    if failed.engine is None or not isinstance(failed.sqlalchemy_exception, DBAPIError):
        return
    name, cause = failed.engine.url.render_as_string(hide_password=True), _first_line(failed.original_exception)
    if _is_full(cause):
        raise DiskFullError(
            f"the store {name} cannot be written: the disk is full ({cause}); what is kept can still be read and "
            "erased; free some space and try again"
        ) from failed.original_exception
    if _is_read_only(cause):
        raise ReadOnlyError(
            f"the store {name} can be read and not written ({cause}); nothing was changed: to change something, give "
            "this user the right to write it, or run the command as one who has it"
        ) from failed.original_exception
    raise StoreError(
        f"the store {name} failed ({cause}); run `homematch doctor`, and restore a backup if it is damaged"
    ) from failed.original_exception


def _lacks_space(file: str, error: OperationalError) -> bool:
    """Whether a store cannot be opened as usual since its folder takes no new file, which SQLite shares memory by."""
    return "disk I/O error" in str(error.orig) and shutil.disk_usage(Path(file).parent).free < _SHARED_MEMORY


def _sqlite(url: str, *, alone: bool) -> Engine:
    """An engine on a file; ``alone`` with one connection that shares nothing with other processes."""
    arguments: dict[str, Any] = {"connect_args": {"timeout": WAIT_SECONDS, "check_same_thread": False}}
    if alone:
        arguments["poolclass"] = StaticPool
    engine = create_engine(url, **arguments)
    event.listen(engine, "connect", _prepare_alone if alone else _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_alone(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")  # the index of the log is then kept in memory
    _prepare_sqlite(connection, _record)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the begin event below starts transactions, not the driver
    # A text that is not UTF-8 any more is read as it is: its checksum tells, and no message quotes it.
    connection.text_factory = lambda content: content.decode("utf-8", "surrogateescape")
    for setting in _SQLITE_SETTINGS:
        connection.execute(setting)


def _begin_sqlite(connection: Connection) -> None:
    """A transaction that will write takes the lock at once: upgrading a read lock later can fail."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _version(connection: Connection, url: str) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    known = known_versions()
    if version is not None and version not in known:
        raise StoreVersionError(
            f"the store {shown(url)} has version {version}; this HomeMatch knows versions up to {known[-1]}: "
            "install the newer HomeMatch that wrote it; nothing in it was changed"
        )
    return None if version is None else str(version)


def _migrate(engine: Engine) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("path_separator", "os")
    with engine.execution_options(writes=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
