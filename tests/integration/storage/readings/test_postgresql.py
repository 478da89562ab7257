"""Readings in a real PostgreSQL: its partitions, its permissions, its writers at once, and its death."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from domain.reading import Reading
from storage.readings.open import open_readings
from storage.readings.postgresql import table
from storage.readings.protocol import Readings, StoreAwayError, StoreRefusesError
from storage.state.engine import State
from tests.real_parts.postgresql import Postgresql
from tests.real_parts.process import wait_until

pytestmark = pytest.mark.real("postgresql")
T0 = 1_760_000_000_000
DAY = 86_400_000
Open = Callable[..., Readings]


@pytest.fixture(scope="module")
def server() -> Iterator[Postgresql]:
    with Postgresql() as running:
        yield running


@pytest.fixture
def url(server: Postgresql) -> str:
    return server.new_database()


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    """Open a store at an address; all are closed afterwards."""
    stores: list[Readings] = []

    def open_at(url: str, parameters: tuple[str, ...] = ("pm25", "no2"), **more: str) -> Readings:
        stores.append(open_readings(url, data_dir=tmp_path, parameters=parameters, **more))
        return stores[-1]

    yield open_at
    for store in stores:
        store.close()


def ask(url: str, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        answer = connection.execute(query.encode())
        return answer.fetchall() if answer.description else []


def test_each_month_has_a_partition_made_when_its_first_reading_comes(url: str, opened: Open) -> None:
    store = opened(url)
    store.write([Reading("air-1", T0 + number * 31 * DAY, {"pm25": 1.0}) for number in range(3)])
    store.write([Reading("air-1", T0, {"no2": 2.0})])
    partitions = ask(url, "select inhrelid::regclass::text from pg_inherits where inhparent = 'readings'::regclass order by 1")
    assert partitions == [("readings_2025_10",), ("readings_2025_11",), ("readings_2025_12",)]
    assert len(store.read(["air-1"], 0, T0 * 2)) == 3


def test_a_month_that_somebody_drops_is_made_again_when_the_write_is_tried_again(url: str, opened: Open) -> None:
    store, reading = opened(url), Reading("air-1", T0, {"pm25": 1.0})
    store.write([reading])
    ask(url, "drop table readings_2025_10")
    with pytest.raises(StoreAwayError, match="lost a month's partition"):
        store.write([reading])
    assert store.write([reading]) == []
    assert store.read(["air-1"], 0, T0 * 2) == [reading]


def test_what_the_server_will_never_take_is_refused_alone(url: str, opened: Open) -> None:
    good = [Reading(f"air-{number}", T0, {"pm25": 1.0}) for number in range(5)]
    bad = [Reading("air-\0", T0, {"pm25": 1.0}), Reading("air-\ud800", T0, {"pm25": 1.0}), Reading("air-1", 10**16, {"pm25": 1.0})]
    store = opened(url)
    refused = store.write([*good[:2], *bad, *good[2:]])
    assert sorted(refusal.reading for refusal in refused) == sorted(bad)
    assert store.read([reading.device_id for reading in good], 0, T0 * 2) == good


def test_writers_of_the_same_keys_wait_for_each_other_and_none_fails(url: str, opened: Open) -> None:
    keys = [(f"air-{number % 7}", T0 + number * DAY) for number in range(400)]

    def write(turn: int) -> None:
        store = opened(url)
        ordered = keys if turn % 2 else keys[::-1]
        for _ in range(4):
            assert store.write([Reading(device, time, {"pm25": float(turn)}) for device, time in ordered]) == []

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(write, range(4)))
    assert ask(url, "select count(*) from readings") == [(400,)]


def test_a_long_reader_holds_no_new_month_up(url: str, opened: Open) -> None:
    store = opened(url)
    store.write([Reading("air-1", T0, {"pm25": 1.0})])
    with psycopg.connect(url.replace("+psycopg", "")) as reader:
        reader.execute("select * from readings").fetchone()  # its transaction stays open, and with it its lock
        assert store.write([Reading("air-1", T0 + 31 * DAY, {"pm25": 2.0})]) == []


def test_state_and_readings_share_one_database(url: str, opened: Open) -> None:
    store = opened(url)
    with closing(State(url)):
        store.check()
        assert store.write([Reading("air-1", T0, {"pm25": 1.0})]) == []


def test_a_user_who_may_only_read_reads_and_is_told_what_it_lacks(server: Postgresql, url: str, opened: Open) -> None:
    reading = Reading("air-1", T0, {"pm25": 1.0})
    opened(url).write([reading])
    ask(url, "create role viewer login; grant select on all tables in schema public to viewer")
    viewer = opened(url.replace("bysans@", "viewer@"))
    assert viewer.read(["air-1"], 0, T0 * 2) == [reading]
    with pytest.raises(StoreRefusesError, match="lacks a permission"):
        viewer.check()


def test_no_message_shows_the_password(opened: Open) -> None:
    store = opened("postgresql://bysans@127.0.0.1:9/bysans", token="very secret")
    with pytest.raises(StoreAwayError) as caught:
        store.check()
    assert "very secret" not in str(caught.value)
    assert "bysans:***@127.0.0.1:9/bysans" in str(caught.value)


def test_a_page_walks_the_key_of_each_device_and_no_page_costs_more_than_it_holds(url: str, opened: Open) -> None:
    opened(url).write([Reading(f"air-{n % 20}", T0 + n // 20 * 600_000, {"pm25": 1.0, "no2": 1.0}) for n in range(20_000)])
    ask(url, "vacuum analyze readings")
    bound = {"devices": [f"air-{n}" for n in range(20)], "firsts": [0] * 20, "end": T0 * 2, "limit": 500}
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        query = b"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) " + table.select(("pm25", "no2")).as_bytes(connection)
        plan = "\n".join(str(row[0]) for row in connection.execute(query, bound))
    assert "Index Scan" in plan, plan
    assert "Seq Scan" not in plan, plan


def test_a_server_that_died_is_away_and_then_there_again(tmp_path: Path) -> None:
    with Postgresql() as server, closing(open_readings(server.url, data_dir=tmp_path, parameters=["pm25"])) as store:
        reading = Reading("air-1", T0, {"pm25": 1.0})
        store.write([reading])
        server.kill()
        with pytest.raises(StoreAwayError, match="does not answer"):
            store.write([reading])
        server.start()
        wait_until(lambda: writes(store, reading), "the server took the reading again")
        assert store.read(["air-1"], 0, T0 * 2) == [reading]


def writes(store: Readings, reading: Reading) -> bool:
    try:
        return store.write([reading]) == []
    except StoreAwayError:
        return False
