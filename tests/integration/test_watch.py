"""Real watch processes on real files: one is killed at work, the other finishes, and the means are as if nothing had happened."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select

from domain.air.windows import SiteHour
from domain.device import Device
from domain.duration import HOUR
from domain.reading import Reading
from storage.readings.sqlite import SqliteReadings
from storage.state import heartbeats, registry
from storage.state.air import site_hours
from storage.state.engine import State
from storage.state.ingest import touched
from storage.state.tables.roles import leases

ROOT = Path(__file__).parents[2]
START = 1_767_225_600_000  # 2026-01-01 00:00 UTC
HOURS = 8000
PROCESS = """
import signal, sys, threading
from pathlib import Path
from config.catalogue import load_catalogue
from config.quality import load_quality
from storage.readings.sqlite import SqliteReadings
from storage.state.engine import State
from watch.loop import Watch
from watch.air.quality import Quality

directory, holder, now = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
stop = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stop.set())
Watch(
    state=State(f"sqlite:///{directory / 'state.db'}"),
    readings=SqliteReadings(directory / "readings.db", ("pm25",)),
    quality=Quality(load_catalogue(), load_quality()),
    clock=lambda: now,
    holder=holder,
).run(stop)
"""


@contextmanager
def watch_process(directory: Path, holder: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-c", PROCESS, str(directory), holder, str(START + HOURS * HOUR)], cwd=ROOT)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_for(condition: Callable[[], bool], what: str, seconds: float = 240) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"waited {seconds} s in vain for {what}"
        time.sleep(0.02)


def prepared(directory: Path) -> State:
    """Two devices at a square, and all their hours waiting."""
    state = State(f"sqlite:///{directory / 'state.db'}")
    readings = SqliteReadings(directory / "readings.db", ("pm25",))
    hours = range(START, START + HOURS * HOUR, HOUR)
    readings.write([Reading(name, hour, {"pm25": value}) for hour in hours for name, value in (("a", 8.0), ("b", 10.0))])
    readings.close()
    with state.begin() as connection:
        for name in ("a", "b"):
            registry.put(connection, Device(id=name, kind="air", model="generic", interval_s=3600, valid_from=START, place="square"))
        touched.touch(connection, [(name, hour, 0) for name in ("a", "b") for hour in hours])
    return state


def means(state: State) -> list[SiteHour]:
    with state.read() as connection:
        return site_hours.means(connection, "square", "pm25", START, START + HOURS * HOUR, limit=2 * HOURS)


def waiting(state: State) -> int:
    with state.read() as connection:
        return touched.backlog(connection).count


def roles(state: State) -> set[str]:
    with state.read() as connection:
        return {heartbeat.role for heartbeat in heartbeats.read(connection)}


def test_a_watch_killed_at_work_is_followed_by_another_that_finishes(tmp_path: Path) -> None:
    state = prepared(tmp_path)
    with watch_process(tmp_path, "one") as first:
        wait_for(lambda: bool(means(state)), "the first means")
        first.kill()
        first.wait()
        done = len(means(state))
        assert 0 < done < HOURS
        with watch_process(tmp_path, "two"):
            wait_for(lambda: waiting(state) == 0, "the second watch to finish")
    kept_means = means(state)
    assert [hour.start for hour in kept_means] == list(range(START, START + HOURS * HOUR, HOUR))
    assert {(hour.mean, hour.n, hour.sources, hour.valid) for hour in kept_means} == {(9.0, 2, ("a", "b"), True)}
    state.close()


def test_a_watch_told_to_stop_hands_over_at_once(tmp_path: Path) -> None:
    state = prepared(tmp_path)
    with watch_process(tmp_path, "one") as first, watch_process(tmp_path, "two"):
        wait_for(lambda: roles(state) == {"watch", "watch-standby"} and waiting(state) == 0, "one to lead and one to stand by")
        first.terminate()
        assert first.wait(timeout=240) == 0
        with state.begin() as connection:
            assert connection.scalar(select(leases.c.holder)) != "one"  # given back, not run out
            touched.touch(connection, [("a", START, 0)])
        wait_for(lambda: waiting(state) == 0, "the other to work")
    state.close()
