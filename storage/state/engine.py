"""The state store: one engine a process, short transactions, migrated before use."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, UpdateBase, create_engine, event, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError

BUSY_TIMEOUT_S = 30
CONNECT_TIMEOUT_S = 10
WRITERS = 0x6279_7361  # the lock that all our writers on a server take in turn; "bysa"
MIGRATIONS = Path(__file__).parent / "migrations"


class StateAwayError(Exception):
    """The state store does not answer or stays locked: nothing of the transaction is kept, try the same again."""


class State:
    """The state store: `begin()` gives a transaction that commits on leaving and rolls back on an error."""

    def __init__(self, url: str) -> None:
        """Open `url` (SQLAlchemy's form, such as `sqlite:////var/lib/bysans/state.db`) and bring its tables up to date."""
        self.engine = _sqlite_engine(url) if url.startswith("sqlite") else _server_engine(url)
        try:
            migrate(self.engine)
        except OperationalError as error:
            raise StateAwayError(f"the state store {self.engine.url!r} cannot be opened: {error.orig}") from error

    @contextmanager
    def begin(self, *, read_only: bool = False) -> Iterator[Connection]:
        """Run one transaction; `read_only` never waits for a writer. Raises StateAwayError when the store is away or stays locked."""
        engine = self.engine.execution_options(read_only=True) if read_only else self.engine
        try:
            with engine.begin() as connection:
                yield connection
        except OperationalError as error:
            raise StateAwayError(f"the state store {self.engine.url!r} failed: {error.orig}") from error

    def read(self) -> AbstractContextManager[Connection]:
        """Run one transaction that only reads."""
        return self.begin(read_only=True)

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def upsert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return the dialect's insert, which knows ON CONFLICT."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def execute_many(connection: Connection, statement: UpdateBase, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Execute for each row, its values named by `names`; the statement is compiled once, a row then costs a third."""
    compiled = statement.compile(dialect=connection.dialect, column_keys=list(names))
    if compiled.positional:
        order = [names.index(name) for name in compiled.positiontup or ()]
        ordered = rows if order == list(range(len(names))) else [tuple(row[place] for place in order) for row in rows]
        connection.exec_driver_sql(str(compiled), list(ordered))
    else:
        connection.exec_driver_sql(str(compiled), [dict(zip(names, row, strict=True)) for row in rows])


def migrate(engine: Engine) -> None:
    """Bring the tables up to date."""
    if _is_up_to_date(engine):
        return
    # As long to import as all of SQLAlchemy, and needed once in a store's life and at an upgrade.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _sqlite_engine(url: str) -> Engine:
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_S, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we begin transactions ourselves, below
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A deferred transaction that reads, then writes, fails at once when another wrote between, whatever the timeout.
        connection.exec_driver_sql("BEGIN" if connection.get_execution_options().get("read_only") else "BEGIN IMMEDIATE")

    return engine


def _server_engine(url: str) -> Engine:
    """Return PostgreSQL with SQLite's promise: who writes is alone until the commit, so that what was read still holds when used."""
    waits = f"-c lock_timeout={round(BUSY_TIMEOUT_S * 1000)}"
    engine = create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": CONNECT_TIMEOUT_S, "options": waits})

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if connection.get_execution_options().get("read_only"):
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        else:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS})")

    return engine


def _is_up_to_date(engine: Engine) -> bool:
    newest = max(file.name.split("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    with engine.execution_options(read_only=True).begin() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        return connection.exec_driver_sql("select version_num from alembic_version").scalar() == newest
