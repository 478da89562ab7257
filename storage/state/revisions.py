"""The state's tables are brought to the newest revision, then compared with the tables that this Bysans works with."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, Engine, Inspector, Table, inspect

from storage.state.tables.schema import metadata

MIGRATIONS = Path(__file__).parent / "migrations"
_SHOWN = 3  # differences in one sentence; a store that differs at all is not worked with


class SchemaError(Exception):
    """The tables are not those that this Bysans works with: the message says how they differ and what to do."""


def revisions() -> list[str]:
    """Return the known revisions, oldest first."""
    return sorted(file.name.split("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def bring_up_to_date(engine: Engine) -> None:
    """Migrate the tables to the newest revision. Raises SchemaError where what is there does not match its revision."""
    with engine.execution_options(read_only=True).begin() as connection:
        revision = _revision(connection)
        begun = revision is None and bool(set(metadata.tables) & set(inspect(connection).get_table_names()))
    if begun:
        raise SchemaError("has tables of Bysans but no revision: name a database of its own, or restore a backup")
    newest = revisions()[-1]
    if revision is not None and revision not in revisions():
        raise SchemaError(
            f"is at revision {revision}, newer than the {newest} of this Bysans: start the Bysans that wrote it, or restore a backup"
        )
    if revision != newest:
        migrate(engine)
    with engine.execution_options(read_only=True).begin() as connection:
        differences = list(_differences(inspect(connection)))
    if differences:
        shown = "; ".join(differences[:_SHOWN]) + (f"; and {len(differences) - _SHOWN} more" if len(differences) > _SHOWN else "")
        raise SchemaError(
            f"differs from its revision {newest}: {shown}. A Bysans under development wrote it, or somebody changed its tables: "
            "restore a backup, or start with a new data folder or database"
        )


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the tables up to `revision`, all of the way or not at all."""
    # As long to import as all of SQLAlchemy, and needed once in a store's life and at an upgrade.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision = connection.exec_driver_sql("select version_num from alembic_version").scalar()
    return None if revision is None else str(revision)


def _differences(inspector: Inspector) -> Iterator[str]:
    """Yield how the tables that we work with differ from those described; tables of others beside them are none of our business."""
    columns, indexes, keys = inspector.get_multi_columns(), inspector.get_multi_indexes(), inspector.get_multi_pk_constraint()
    for table in metadata.sorted_tables:
        place = (None, table.name)
        if place not in columns:
            yield f"the table {table.name} is missing"
            continue
        yield from _column_differences(table, {column["name"]: column["nullable"] for column in columns[place]})
        if keys[place]["constrained_columns"] != [column.name for column in table.primary_key]:
            yield f"the table {table.name} has another primary key"
        actual = {index["name"]: index["column_names"] for index in indexes[place]}
        for index in table.indexes:
            if actual.get(index.name) != [column.name for column in index.columns]:
                yield f"the index {index.name} is missing or has other columns"


def _column_differences(table: Table, nullable: dict[str, bool]) -> Iterator[str]:
    for column in table.columns:
        if column.name not in nullable:
            yield f"the table {table.name} lacks the column {column.name}"
        elif nullable[column.name] != column.nullable:
            yield f"the column {table.name}.{column.name} {'may not' if column.nullable else 'may'} be empty"
    for name in sorted(nullable.keys() - {column.name for column in table.columns}):
        yield f"the table {table.name} has a column {name} that nobody knows"
