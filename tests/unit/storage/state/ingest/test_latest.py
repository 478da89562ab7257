"""The newest value by its own time is kept; changes come in order."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, delete, event, text

from domain.reading import Reading, TimeSource
from storage.state.engine import State
from storage.state.ingest import latest
from storage.state.revisions import migrate
from storage.state.tables import ingest


def test_an_older_reading_never_hides_a_newer_and_parameters_live_apart(state: State) -> None:
    with state.begin() as connection:
        latest.put(connection, [(Reading("d", 2000, {"pm25": 8.0}), 2001), (Reading("d", 1000, {"pm25": 1.0, "no2": 20.0}), 2002)])
        latest.put(connection, [(Reading("d", 1500, {"pm25": 2.0}), 2003)])
        assert {(row.parameter, row.time, row.value) for row in latest.of_device(connection, "d")} == {
            ("pm25", 2000, 8.0),
            ("no2", 1000, 20.0),
        }


def test_a_correction_at_the_same_time_wins(state: State) -> None:
    with state.begin() as connection:
        latest.put(connection, [(Reading("d", 2000, {"pm25": 8.0}), 1)])
        latest.put(connection, [(Reading("d", 2000, {"pm25": 9.0}), 2)])
        assert [row.value for row in latest.of_device(connection, "d")] == [9.0]


def test_what_a_later_reading_supersedes_is_replaced_without_being_read(state: State) -> None:
    statements: list[str] = []
    event.listen(state.engine, "before_cursor_execute", lambda _c, _cursor, statement, *_: statements.append(statement))
    with state.begin() as connection:
        for time in (1, 2):
            latest.put(connection, [(Reading(f"d{n:02}", time, {"pm25": 8.0 * time, "no2": 2.0}), 5) for n in range(50)])
        assert not [statement for statement in statements if "SELECT" in statement and "body" in statement]
        assert {(row.parameter, row.time, row.value) for row in latest.of_device(connection, "d49")} == {("pm25", 2, 16.0), ("no2", 2, 2.0)}
        latest.put(connection, [(Reading("d07", 1, {"pm25": 1.0, "no2": 9.0}), 6), (Reading("d08", 3, {"no2": 3.0}), 6)])
        assert {(row.parameter, row.time, row.value) for row in latest.of_devices(connection, ["d07", "d08"])} == {
            ("pm25", 2, 16.0),
            ("no2", 2, 2.0),
            ("no2", 3, 3.0),
        }
        assert latest.changed_since(connection, latest.current_seq(connection) - 1)[0].device_id == "d08"


def test_values_of_a_store_from_before_names_were_kept_are_merged(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    engine = create_engine(url)
    migrate(engine, "0014")
    with engine.begin() as connection:
        columns, body = "device, seq, first_seq, told, body", '[[2000,"device",2001,1,{"pm25":8.0,"no2":20.0}]]'
        connection.execute(
            text(f"INSERT INTO latest ({columns}) VALUES ('d', 1, 1, 2000, :body), ('e', 1, 1, 2000, :body)"), {"body": body}
        )
        connection.execute(text("INSERT INTO sequences (name, value) VALUES ('latest', 1)"))
    engine.dispose()
    with closing(State(url)) as state, state.begin() as connection:
        latest.put(connection, [(Reading("d", 3000, {"pm25": 9.0}), 3001), (Reading("e", 1000, {"pm25": 1.0, "no2": 1.0}), 3001)])
        values = {(row.device_id, row.parameter, row.time, row.value) for row in latest.of_devices(connection, ["d", "e"])}
    assert values == {("d", "pm25", 3000, 9.0), ("d", "no2", 2000, 20.0), ("e", "pm25", 2000, 8.0), ("e", "no2", 2000, 20.0)}


def test_changes_are_told_once_in_order_and_a_transaction_is_never_split(state: State) -> None:
    with state.begin() as connection:
        latest.put(connection, [(Reading("d", 1, {"pm25": 1.0, "no2": 2.0, "o3": 3.0}), 1)])
        latest.put(connection, [(Reading("e", 1, {"pm25": 1.0}), 1)])
        first = latest.changed_since(connection, 0, limit=2)
        assert [row.device_id for row in first] == ["d", "d", "d"]
        assert [row.device_id for row in latest.changed_since(connection, first[-1].seq)] == ["e"]


def test_a_page_that_is_cut_hides_no_older_change_of_a_device_that_changed_again(state: State) -> None:
    with state.begin() as connection:
        latest.put(connection, [(Reading("d", 1, {"pm25": 1.0}), 1)])
        latest.put(connection, [(Reading("e", 1, {"pm25": 1.0}), 1)])
        latest.put(connection, [(Reading("d", 2, {"no2": 2.0}), 2)])
        changes, position = [], 0
        while page := latest.changed_since(connection, position, limit=1):
            changes += [(row.device_id, row.parameter) for row in page]
            position = page[-1].seq
        assert changes == [("d", "pm25"), ("e", "pm25"), ("d", "no2")]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[State]:
    with closing(State(f"sqlite:///{tmp_path_factory.mktemp('state') / 'state.db'}")) as state:
        yield state


READINGS = st.builds(
    Reading,
    st.sampled_from("de"),
    st.integers(0, 3),
    st.dictionaries(st.sampled_from(["a", "b", "c"]), st.floats(0, 9), min_size=1),
    st.sampled_from(TimeSource),
)


@given(st.lists(st.lists(READINGS, max_size=4), max_size=5), st.integers(1, 4))
def test_whatever_comes_in_whatever_order_the_newest_stand_and_every_change_is_told(
    shared: State, batches: list[list[Reading]], limit: int
) -> None:
    expected: dict[tuple[str, str], tuple[int, float]] = {}
    followed: dict[tuple[str, str], tuple[int, float]] = {}
    with shared.begin() as connection:
        connection.execute(delete(ingest.latest))
        position = latest.current_seq(connection)
        for batch in batches:
            latest.put(connection, [(reading, 5) for reading in batch])
            for reading in batch:
                for name, value in reading.values.items():
                    if reading.time >= expected.get((reading.device_id, name), (0, 0.0))[0]:
                        expected[reading.device_id, name] = (reading.time, value)
        while page := latest.changed_since(connection, position, limit=limit):
            followed |= {(row.device_id, row.parameter): (row.time, row.value) for row in page}
            assert position < page[-1].seq
            position = page[-1].seq
        kept = {(row.device_id, row.parameter): (row.time, row.value) for row in latest.of_devices(connection, ["d", "e"])}
        own = [reading.time for batch in batches for reading in batch if reading.time_source is not TimeSource.RECEIVED]
        newest = latest.newest_time(connection)
    assert kept == followed == expected
    assert newest is None or newest in own


def test_several_devices_are_read_at_once_however_many_are_asked_for(state: State) -> None:
    with state.begin() as connection:
        latest.put(connection, [(Reading(f"d{n:04}", 1, {"fill": float(n), "battery": 3.6}), 1) for n in range(1200)])
        asked = [f"d{n:04}" for n in range(100, 1200)]
        rows = latest.of_devices(connection, asked, ("fill",))
        assert [(row.device_id, row.parameter, row.value) for row in rows] == [
            (name, "fill", float(n)) for n, name in enumerate(asked, start=100)
        ]
        assert {row.parameter for row in latest.of_devices(connection, ["d0001"])} == {"battery", "fill"}
        assert latest.of_devices(connection, []) == []
