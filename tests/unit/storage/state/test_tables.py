"""The migrations make the tables that the code describes: none is forgotten, whatever file it stands in."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from storage.state.engine import State
from storage.state.tables.schema import metadata


def test_a_migrated_state_has_the_tables_that_are_described(tmp_path: Path) -> None:
    state = State(f"sqlite:///{tmp_path / 'state.db'}")
    with state.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    state.close()
