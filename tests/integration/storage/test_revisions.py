"""A store of each revision, with data in every table, becomes one of today with the same data."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import JSON, Boolean, Column, Engine, Float, Integer, LargeBinary, MetaData, String, create_engine, insert, select

from storage.state.engine import State
from storage.state.revisions import migrate, revisions
from tests.real_parts.postgresql import Postgresql

ROWS = 3
# From and before which revisions a table's rows are removed: nothing said whose a session was, so people sign in once more; a setting's
# change that the audit log has too stands there alone.
EMPTIED = {"sessions": ("", "0017"), "own_setting_changes": ("0020", "0023")}
CONVERTED = {("fleets", "body")}  # by a revision that has a test of its own


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.real("postgresql"))])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'state.db'}"
    else:
        with Postgresql() as server:
            yield server.url


@pytest.mark.parametrize("revision", revisions())
def test_each_revision_with_data_comes_to_today(url: str, revision: str) -> None:
    engine = create_engine(url)
    migrate(engine, revision)
    before = _fill(engine)
    State(url).close()
    after = _rows(engine)
    engine.dispose()
    assert before.keys() <= after.keys()
    for name, rows in before.items():
        since, until = EMPTIED.get(name, ("", ""))
        if since <= revision < until:
            assert after[name] == []
            continue
        assert len(rows) == len(after[name]) == ROWS, name
        for old, new in zip(rows, after[name], strict=True):
            same = [column for column in old if (name, column) not in CONVERTED]
            assert {column: old[column] for column in same} == {column: new[column] for column in same}, name


def _fill(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    """Put rows into every table that is there, and return what it then holds."""
    tables = _tables(engine)
    with engine.begin() as connection:
        for table in tables:
            for number in range(1, ROWS + 1):
                connection.execute(insert(table).values({column.name: _value(column, number) for column in table.columns}))
    return _rows(engine)


def _rows(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    with engine.connect() as connection:
        return {
            table.name: [dict(row._mapping) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in _tables(engine)
        }


def _tables(engine: Engine) -> list[Any]:
    reflected = MetaData()
    reflected.reflect(engine)
    return [table for table in reflected.sorted_tables if table.name != "alembic_version"]


def _value(column: Column[Any], number: int) -> Any:
    for kind, value in (
        (Boolean, number % 2 == 0),
        (Float, number + 0.5),
        (Integer, number),
        (JSON, {"number": number}),
        (LargeBinary, bytes([number])),
        (String, f"text {number}"),
    ):
        if isinstance(column.type, kind):
            return value
    raise AssertionError(f"{column} has a type that this test knows no value of: {column.type!r}")
