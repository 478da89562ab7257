"""The state store: one engine a process, short transactions, migrated before use."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DatabaseError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from storage.state.audit.recorder import watch
from storage.state.failures import (
    BrokenJsonError,
    StateAwayError,
    StateDamagedError,
    StateRefusesError,
    damaged,
    failure,
    from_json,
    is_of_the_database,
)
from storage.state.revisions import SchemaError, bring_up_to_date

__all__ = ["State", "StateAwayError", "StateDamagedError", "StateRefusesError", "execute_many", "upsert"]

BUSY_TIMEOUT_S = 30
CONNECTIONS = 24  # of one process, opened as they are needed; more than any process has threads that use them
CONNECT_TIMEOUT_S = 10
WRITERS = 0x6279_7361  # the lock that all our writers on a server take in turn; "bysa"
_ROWS = 20  # in one statement to SQLite: more cost as much
_POOL: Mapping[str, Any] = {"pool_size": CONNECTIONS, "max_overflow": 0, "pool_timeout": BUSY_TIMEOUT_S}


class State:
    """The state store: `begin()` gives a transaction that commits on leaving and rolls back on an error.

    A thread holds one transaction at a time: threads that wait for a second while they hold one can use up the pool and
    wait for each other for ever. A second one on the same thread is a programming error (RuntimeError).

    `damage`: what this process first met of damaged data, else None; it stays, whatever can still be read.
    """

    def __init__(self, url: str) -> None:
        """Open `url` (SQLAlchemy's form, such as `sqlite:////var/lib/bysans/state.db`) and bring its tables up to date.

        Raises StateAwayError, and StateRefusesError where a person must mend it first.
        """
        self.engine = _sqlite_engine(url) if url.startswith("sqlite") else _server_engine(url)
        watch(self.engine)
        self._here = threading.local()
        self.damage: str | None = None
        try:
            with self._telling():
                bring_up_to_date(self.engine)
        except BaseException:
            self.close()
            raise

    @contextmanager
    def begin(self, *, read_only: bool = False) -> Iterator[Connection]:
        """Run one transaction; `read_only` never waits for a writer. Raises StateAwayError when the store is away or stays locked."""
        engine = self.engine.execution_options(read_only=True) if read_only else self.engine
        with self._telling(), self._alone(), engine.begin() as connection:
            yield connection

    def read(self) -> AbstractContextManager[Connection]:
        """Run one transaction that only reads."""
        return self.begin(read_only=True)

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except SchemaError as error:
            raise StateRefusesError(f"the state store {self.engine.url!r} {error}") from error
        except DatabaseError as error:
            failure_ = failure(self.engine.url, error)
            if failure_ is None:
                raise
            raise self._noted(failure_) from error
        except BrokenJsonError as error:
            raise self._noted(damaged(self.engine.url, error)) from error
        except UnicodeDecodeError as error:  # sqlite3's, of a message about a schema that is no text any more
            if not is_of_the_database(error.__traceback__):
                raise
            raise self._noted(damaged(self.engine.url, error)) from error
        except PoolTimeoutError as error:
            raise StateAwayError(f"the state store {self.engine.url!r} is busy: all {CONNECTIONS} connections are in use") from error

    def _noted(self, error: StateAwayError) -> StateAwayError:
        if isinstance(error, StateDamagedError):
            self.damage = self.damage or str(error)
        return error

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if getattr(self._here, "in_transaction", False):
            raise RuntimeError("this thread is in a transaction already: pass its connection on instead of beginning a second one")
        self._here.in_transaction = True
        try:
            yield
        finally:
            self._here.in_transaction = False


def upsert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return the dialect's insert, which knows ON CONFLICT."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def execute_many(
    connection: Connection, statement: sqlite.Insert | postgresql.Insert, names: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> int:
    """Execute for each row, its values by `names` in the table's order; return how many rows were written.

    The statement is compiled once, and SQLite gets many rows in one: a row then costs a fifth.
    """
    if not rows:
        return 0
    if connection.dialect.name == "postgresql":
        compiled = statement.compile(dialect=connection.dialect, column_keys=list(names))
        return _executed(connection, str(compiled), [dict(zip(names, row, strict=True)) for row in rows])
    flat = tuple(chain.from_iterable(rows))
    together, width = len(rows) - len(rows) % _ROWS, _ROWS * len(names)
    many = [flat[start : start + width] for start in range(0, together * len(names), width)]
    written = 0
    for size, values in ((_ROWS, many), (1, rows[together:])):
        if values:
            compiled = statement.values([dict.fromkeys(names)] * size).compile(dialect=connection.dialect)
            written += _executed(connection, str(compiled), values)
    return written


def _executed(connection: Connection, statement: str, rows: Sequence[Any]) -> int:
    return connection.exec_driver_sql(statement, list(rows), execution_options={"preserve_rowcount": True}).rowcount


def _sqlite_engine(url: str) -> Engine:
    connect_args = {"timeout": BUSY_TIMEOUT_S, "check_same_thread": False}
    engine = create_engine(url, **_POOL, json_deserializer=from_json, connect_args=connect_args)

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we begin transactions ourselves, below
        try:
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
                connection.execute(f"PRAGMA {pragma}")
        except BaseException:
            connection.close()
            raise

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A deferred transaction that reads, then writes, fails at once when another wrote between, whatever the timeout.
        connection.exec_driver_sql("BEGIN" if connection.get_execution_options().get("read_only") else "BEGIN IMMEDIATE")

    return engine


def _server_engine(url: str) -> Engine:
    """Return PostgreSQL with SQLite's promise: who writes is alone until the commit, so that what was read still holds when used."""
    waits = f"-c lock_timeout={round(BUSY_TIMEOUT_S * 1000)}"
    engine = create_engine(url, **_POOL, pool_pre_ping=True, connect_args={"connect_timeout": CONNECT_TIMEOUT_S, "options": waits})

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if connection.get_execution_options().get("read_only"):
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        else:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS})")

    return engine
