"""A municipality in real SQLite files, whose clock and stores the test holds in its hand."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from config.catalogue import load_catalogue
from config.quality import load_quality
from domain.air.windows import SiteHour, start_of_hour
from domain.device import Device
from domain.duration import HOUR
from domain.reading import Reading
from storage.readings.protocol import Refusal
from storage.readings.sqlite import SqliteReadings
from storage.state import heartbeats, registry
from storage.state.air import site_hours
from storage.state.engine import State
from storage.state.heartbeats import Heartbeat
from storage.state.ingest import latest, touched
from watch.air.quality import Quality
from watch.alerts.step import Alerting
from watch.leadership import Leadership
from watch.loop import Watch

NOON = 1_767_268_800_000  # 2026-01-01 12:00 UTC
MINUTE = 60_000
PARAMETERS = ("pm25", "no2", "humidity", "fill", "battery", "battery_percent", "battery_low", "distance", "tilt", "tilted", "temperature")


class FailingReadings:
    """A real store that fails as it is told to, and counts how often it is read."""

    def __init__(self, real: SqliteReadings) -> None:
        self.real = real
        self.error: Exception | None = None
        self.reads = 0

    def write(self, readings: Sequence[Reading]) -> list[Refusal]:
        return self.real.write(readings)

    def read(
        self, devices: Sequence[str], start: int, end: int, *, after: tuple[str, int] | None = None, limit: int = 5000
    ) -> list[Reading]:
        self.reads += 1
        if self.error is not None:
            raise self.error
        return self.real.read(devices, start, end, after=after, limit=limit)

    def check(self) -> None:
        self.real.check()

    def close(self) -> None:
        self.real.close()


class Town:
    """The stores, the clock, and what devices and people do."""

    def __init__(self, directory: Path) -> None:
        self.state = State(f"sqlite:///{directory / 'state.db'}")
        self.readings = FailingReadings(SqliteReadings(directory / "readings.db", PARAMETERS))
        self.now = NOON

    def watch(self, holder: str = "one") -> Watch:
        return self._watch(holder)

    def _watch(self, holder: str, alerting: Callable[[Leadership], Alerting] | None = None) -> Watch:
        return Watch(
            state=self.state,
            readings=self.readings,
            quality=Quality(load_catalogue(), load_quality()),
            clock=lambda: self.now,
            wall=lambda: self.now,
            monotonic=lambda: self.now / 1000,
            jitter=lambda: 0.5,
            holder=holder,
            alerting=alerting,
        )

    def work(self, watch: Watch, seconds: float = 2.0) -> None:
        """Let the watch work for so long by the clock, step by step."""
        end = self.now + seconds * 1000
        while self.now < end:
            self.now += int(watch.step() * 1000)

    def register(
        self, device_id: str, site: str | None = "square", *, since: int = NOON - 24 * HOUR, interval_s: int = 600, model: str = "generic"
    ) -> None:
        device = Device(id=device_id, kind="air", model=model, interval_s=interval_s, valid_from=since, place=site)
        with self.state.begin() as connection:
            registry.put(connection, device)

    def remove(self, device_id: str, at: int) -> None:
        with self.state.begin() as connection:
            device = registry.get(connection, Device, device_id, at)
            assert device is not None
            registry.remove(connection, device, at)

    def send(self, *readings: Reading) -> None:
        """Store readings, and tell watch of them as the drainer does."""
        self.readings.write(readings)
        rows = [(reading.device_id, start_of_hour(reading.time), self.now - reading.time) for reading in readings]
        with self.state.begin() as connection:
            latest.put(connection, [(reading, self.now) for reading in readings])
            touched.touch(connection, rows)

    def send_hour(self, device_id: str, hour: int, value: float, count: int = 6, parameter: str = "pm25") -> None:
        self.send(*[Reading(device_id, hour + i * 10 * MINUTE, {parameter: value}) for i in range(count)])

    def means(self, site: str = "square", parameter: str = "pm25") -> list[SiteHour]:
        with self.state.read() as connection:
            return site_hours.means(connection, site, parameter, 0, NOON + 1000 * HOUR, limit=10_000)

    def heartbeats(self) -> dict[str, Heartbeat]:
        with self.state.read() as connection:
            return {heartbeat.role: heartbeat for heartbeat in heartbeats.read(connection)}

    def waiting(self) -> int:
        with self.state.read() as connection:
            return touched.backlog(connection).count


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    town = Town(tmp_path)
    yield town
    town.readings.close()
    town.state.close()
