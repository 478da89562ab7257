"""The table grows a column a parameter and never loses one."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from storage.readings.sqlite_table import insert, lay, select


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as opened:
        yield opened


def test_laying_it_twice_changes_nothing(connection: sqlite3.Connection) -> None:
    assert lay(connection, ("pm25", "no2")) == ("pm25", "no2")
    assert lay(connection, ("pm25", "no2")) == ("pm25", "no2")


def test_a_later_parameter_gets_its_column_beside_what_was_written(connection: sqlite3.Connection) -> None:
    lay(connection, ("pm25",))
    connection.execute(insert(("pm25",)), ("air-1", 5, None, 8.2))
    parameters = lay(connection, ("pm25", "o3"))
    connection.execute(insert(("o3",)), ("air-1", 5, None, 60.0))
    assert connection.execute(select(parameters), ("air-1", 0, 10, 9)).fetchall() == [(5, None, 8.2, 60.0)]


def test_a_parameter_an_older_version_does_not_know_stays(connection: sqlite3.Connection) -> None:
    lay(connection, ("pm25", "o3"))
    assert lay(connection, ("pm25",)) == ("pm25", "o3")


def test_a_page_walks_the_key_and_sorts_nothing(connection: sqlite3.Connection) -> None:
    lay(connection, ("pm25",))
    plan = connection.execute("EXPLAIN QUERY PLAN " + select(("pm25",)), ("air-1", 0, 10, 9)).fetchall()
    assert [step[3] for step in plan] == ["SEARCH readings USING PRIMARY KEY (device=? AND time>? AND time<?)"]


def test_a_parameter_called_like_a_word_of_sql_is_a_parameter(connection: sqlite3.Connection) -> None:
    parameters = lay(connection, ("no", "select", "order"))
    connection.execute(insert(("no", "order")), ("air-1", 5, None, 1.0, 2.0))
    assert connection.execute(select(parameters), ("air-1", 0, 10, 9)).fetchall() == [(5, None, 1.0, None, 2.0)]
