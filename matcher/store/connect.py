"""Opens the database of the SQL store, with durable settings, at the newest version of its schema."""

import re
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import StaticPool

from matcher.errors import StoreError, StoreVersionError

_MIGRATIONS = Path(__file__).parent / "migrations"
_WAIT_SECONDS = 60
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


def open_database(url: str) -> Engine:
    """Connect, check and migrate; raises StoreError that names the store and what to do."""
    try:
        place = make_url(url)
        file = place.database if place.get_backend_name() == "sqlite" else None
        if file and file != ":memory:":
            Path(file).parent.mkdir(parents=True, exist_ok=True)
        engine = _sqlite(url, in_memory=not file or file == ":memory:") if file is not None else create_engine(url)
        with engine.connect() as connection:
            version = _version(connection, url)
        if version != known_versions()[-1]:
            _migrate(engine)
        event.listen(engine, "handle_error", _as_store_error)
    except ImportError as error:
        raise StoreError(
            f"the store {shown(url)} needs the package {error.name}, which is not installed; "
            f"run `pip install {error.name}`, or leave HOMEMATCH_STORE empty for SQLite"
        ) from error
    except (ArgumentError, DBAPIError, OSError) as error:
        cause = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise StoreError(
            f"the store {shown(url)} cannot be opened ({cause}); check that it is a HomeMatch store and can be "
            "written, or restore it from a backup; HOMEMATCH_STORE and HOMEMATCH_FOLDER say where it is"
        ) from error
    return engine


def _as_store_error(failed: ExceptionContext) -> None:
    """What goes wrong in the database later on is an error of ours too, with its cause."""
    if failed.engine is not None and isinstance(failed.sqlalchemy_exception, DBAPIError):
        raise StoreError(
            f"the store {failed.engine.url.render_as_string(hide_password=True)} failed "
            f"({failed.original_exception}); run `homematch doctor`, and restore a backup if it is damaged"
        ) from failed.original_exception


def _sqlite(url: str, *, in_memory: bool) -> Engine:
    arguments: dict[str, Any] = {"connect_args": {"timeout": _WAIT_SECONDS, "check_same_thread": False}}
    if in_memory:
        arguments["poolclass"] = StaticPool
    engine = create_engine(url, **arguments)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the begin event below starts transactions, not the driver
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
