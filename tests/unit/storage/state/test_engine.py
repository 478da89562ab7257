"""A damaged state file is told in one sentence with what to do; it is never taken for one that is merely away."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from storage.state.engine import State, StateAwayError, StateDamagedError, StateRefusesError, execute_many, upsert
from storage.state.tables.roles import heartbeats, sequences

PAGE = 4096


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "state.db"
    state = State(f"sqlite:///{file}")
    with state.begin() as connection:
        connection.execute(insert(sequences), [{"name": f"{number:050}", "value": number} for number in range(1000)])
    state.close()
    return file


def spoil(file: Path, start: int, end: int) -> None:
    content = bytearray(file.read_bytes())
    content[start:end] = b"\xa5" * (end - start)
    file.write_bytes(content)


def test_a_file_that_is_no_database_is_told_when_it_is_opened(file: Path) -> None:
    spoil(file, 0, PAGE)
    with pytest.raises(StateRefusesError, match="is no SQLite database; move it away, or bring back a backup with `bysans restore`"):
        State(f"sqlite:///{file}")


def test_a_file_with_damaged_pages_is_told_where_it_is_read(file: Path) -> None:
    size = file.stat().st_size
    state = State(f"sqlite:///{file}")
    spoil(file, size // 2, size)
    with (
        pytest.raises(StateRefusesError, match="the file is damaged; stop the service and bring back a backup"),
        state.read() as connection,
    ):
        connection.execute(select(sequences)).all()
    state.close()


def test_a_locked_file_is_away_and_no_person_is_called(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.state.engine.BUSY_TIMEOUT_S", 0)
    state = State(f"sqlite:///{file}")
    other = sqlite3.connect(file)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StateAwayError, match="another process keeps it locked") as error, state.begin():
        pass
    other.close()
    state.close()
    assert not isinstance(error.value, StateRefusesError)


def test_a_broken_constraint_is_our_own_mistake(file: Path) -> None:
    state = State(f"sqlite:///{file}")
    with pytest.raises(IntegrityError), state.begin() as connection:
        connection.execute(insert(sequences).values(name="a", value=None))
    state.close()


def change(file: Path, statement: str, *values: object) -> None:
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA writable_schema=ON")
    connection.execute(statement, values)
    connection.commit()
    connection.close()


@pytest.mark.parametrize("body", ["{", "\x00"])
def test_a_row_whose_json_is_broken_is_damage(file: Path, body: str) -> None:
    change(file, "INSERT INTO heartbeats (role, at, body) VALUES ('watch', 1, ?)", body)
    state = State(f"sqlite:///{file}")
    with pytest.raises(StateDamagedError, match="bring back a backup .* JSON is broken"), state.read() as connection:
        connection.execute(select(heartbeats)).all()
    state.close()


def test_a_row_whose_text_is_none_is_damage(file: Path) -> None:
    change(file, "INSERT INTO leases (name, holder, until) VALUES ('x', CAST(? AS TEXT), 1)", b"\xad")
    state = State(f"sqlite:///{file}")
    with pytest.raises(StateDamagedError, match="the file is damaged"), state.read() as connection:
        connection.exec_driver_sql("select * from leases").all()
    state.close()


def test_a_schema_whose_text_is_none_is_damage(file: Path) -> None:
    change(file, "UPDATE sqlite_master SET name = CAST(? AS TEXT), sql = 'x' WHERE name = 'leases'", b"leases\xad")
    with pytest.raises(StateDamagedError, match="the file is damaged"):
        State(f"sqlite:///{file}")


def test_a_text_of_ours_that_is_none_is_no_damage(file: Path) -> None:
    state = State(f"sqlite:///{file}")
    with pytest.raises(UnicodeDecodeError), state.read():
        b"\xad".decode()
    assert state.damage is None
    state.close()


def test_a_file_that_was_emptied_under_its_users_is_damaged_not_locked(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.state.engine.BUSY_TIMEOUT_S", 0)
    state = State(f"sqlite:///{file}")
    with state.begin() as connection:
        connection.execute(insert(sequences).values(name="a", value=1))
    file.write_bytes(b"")
    with pytest.raises(StateDamagedError, match="the file is damaged"):
        State(f"sqlite:///{file}")
    state.close()


def test_damage_that_was_met_once_is_remembered_whatever_can_still_be_read(file: Path) -> None:
    change(file, "INSERT INTO heartbeats (role, at, body) VALUES ('watch', 1, '{')")
    state = State(f"sqlite:///{file}")
    assert state.damage is None
    with pytest.raises(StateDamagedError) as error, state.read() as connection:
        connection.execute(select(heartbeats)).all()
    with state.begin() as connection:
        connection.execute(insert(sequences).values(name="a", value=1))
    assert state.damage == str(error.value)
    state.close()


@pytest.mark.parametrize("count", [1, 19, 20, 45])
def test_many_rows_are_written_whatever_their_number_and_those_written_are_counted(tmp_path: Path, count: int) -> None:
    with closing(State(f"sqlite:///{tmp_path / 'many.db'}")) as state, state.begin() as connection:
        insert_ = upsert(connection, sequences)
        greater = insert_.excluded.value > sequences.c.value
        statement = insert_.on_conflict_do_update(index_elements=["name"], set_={"value": insert_.excluded.value}, where=greater)
        rows = [(f"{number:02}", number) for number in range(count)]
        assert execute_many(connection, statement, ("name", "value"), rows) == count
        assert execute_many(connection, statement, ("name", "value"), [*rows, ("00", 100)]) == 1
        stored = {row.name: row.value for row in connection.execute(select(sequences))}
    assert stored == {**dict(rows), "00": 100}
