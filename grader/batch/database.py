"""Where a gradebook is kept: in an SQLite file, or in a PostgreSQL database that several people grade into."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError

from grader.batch.tables import Base
from grader.errors import UsageError
from grader.feedback import N_, phrase

SCHEMA = "2"
"""The newest revision in `migrations`; a gradebook of one that is not known is not touched."""
WAIT_SECONDS = 30
"""For another run that is writing to the same gradebook."""
LOCK = 0x67726164
"""The number under which the runs over one database wait for each other."""


class GradebookError(UsageError):
    """A gradebook that cannot be used; the message names it and says why."""


class GradebookPlace:
    """A path, or the URL of a database. Its text has no user, password or option in it."""

    def __init__(self, given: Path | str) -> None:
        """GradebookError for a URL that is none of PostgreSQL's."""
        self.path = None if isinstance(given, str) and "://" in given else Path(given)
        self.url = URL.create("sqlite", database=str(self.path)) if self.path else _postgres(str(given))

    def __str__(self) -> str:
        return (
            str(self.path)
            if self.path
            else str(URL.create("postgresql", host=self.url.host, database=self.url.database))
        )

    @property
    def is_missing(self) -> bool:
        """Whether it is a file that is not there yet. Of a database only a connection tells."""
        return self.path is not None and not self.path.exists()


def connect(place: GradebookPlace | None) -> Engine:
    """Opens nothing yet; None is a database that is gone when it is closed. Whatever is read in a transaction stays
    true until it is written: no other one begins meanwhile."""
    if place is None or place.path:
        engine = create_engine(place.url if place else "sqlite://", connect_args={"timeout": WAIT_SECONDS})
        event.listen(engine, "connect", _leave_transactions_to_us)
        event.listen(engine, "begin", lambda begun: begun.exec_driver_sql("BEGIN IMMEDIATE"))
        return engine
    waiting = {"connect_timeout": WAIT_SECONDS, "options": f"-c lock_timeout={WAIT_SECONDS}s"}
    try:
        engine = create_engine(place.url, connect_args=waiting)
    except ImportError as error:
        reason = N_("--gradebook {place} needs {name}: pip install 'tf-grader[postgres]'")
        raise GradebookError(phrase(reason, place=str(place), name=error.name)) from None
    event.listen(
        engine, "begin", lambda connection: connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
    )
    return engine


def prepare(connection: Connection, place: GradebookPlace) -> None:
    """Makes the tables, or brings those of an older version up to date, in this transaction."""
    found = _revision(connection)
    if found not in ("", *map(str, range(1, int(SCHEMA) + 1))):
        reason = N_("{path}: it has schema {found}, but this version of grade only reads {known}; upgrade grade")
        raise GradebookError(phrase(reason, path=str(place), found=found, known=SCHEMA))
    if found == SCHEMA:
        return
    from grader.batch.migrations import migrate, stamp  # they import Alembic, which is seldom needed

    if found:
        stamp(connection, found)
        migrate(connection)
    else:
        Base.metadata.create_all(connection)
        stamp(connection, SCHEMA)
    if place.path:  # where versions before Alembic look for it
        connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA}")


def _revision(connection: Connection) -> str:
    """Of the tables that are there; empty where there are none."""
    if inspect(connection).has_table("alembic_version"):
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())
    if connection.dialect.name != "sqlite":
        return ""
    # before there was Alembic, it stood in the head of the file
    return str(connection.exec_driver_sql("PRAGMA user_version").scalar_one() or "")


def _postgres(given: str) -> URL:
    try:
        url = make_url(given)
    except (ArgumentError, ValueError):  # which repeats the URL with its password
        raise GradebookError(phrase("--gradebook: this URL cannot be read; write postgresql://HOST/DATABASE")) from None
    if url.drivername not in ("postgresql", "postgres", "postgresql+psycopg"):
        reason = N_("--gradebook {kind}://…: unknown database (choose a file, or postgresql://HOST/DATABASE)")
        raise GradebookError(phrase(reason, kind=url.drivername))
    return url.set(drivername="postgresql+psycopg")


def _leave_transactions_to_us(connection: Any, record: object) -> None:
    connection.isolation_level = None
