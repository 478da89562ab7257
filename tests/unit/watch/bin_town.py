"""Bins in real SQLite files, whose sensors, crews, citizens and clock the test holds in its hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from config.catalogue import load_catalogue
from config.good import good_by
from config.quality import load_quality
from config.waste import load_waste
from domain.air.windows import start_of_hour
from domain.device import Bin, Device
from domain.reading import Reading
from domain.waste.decision.trigger import Trigger
from domain.waste.level.belief import Belief
from domain.waste.rounds.stop_state import CouldNotReason, EventType, StopEvent
from storage.readings.sqlite import SqliteReadings
from storage.state import registry
from storage.state.engine import State
from storage.state.ingest import latest, touched
from storage.state.waste import beliefs, bin_reports, bin_states, emptyings, stop_events, triggers
from storage.state.waste.bin_states import BinStatus
from storage.state.waste.emptyings import Emptying
from watch.air.quality import Quality
from watch.loop import Watch
from watch.waste.step import Waste

MONDAY = 1_767_607_200_000  # 2026-01-05 10:00 UTC, 11:00 in Oslo: within a shift
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
RULES = load_waste()


class BinTown:
    """The stores, the clock, and one watch that keeps the bins."""

    def __init__(self, directory: Path) -> None:
        self.state = State(f"sqlite:///{directory / 'state.db'}")
        self.readings = SqliteReadings(directory / "readings.db", ("distance", "fill", "tilt", "tilted", "battery"))
        self.now = MONDAY
        self.watch = self._watch()

    def _watch(self) -> Watch:
        catalogue = load_catalogue()
        return Watch(
            state=self.state,
            readings=self.readings,
            quality=Quality(catalogue, load_quality()),
            clock=lambda: self.now,
            wall=lambda: self.now,
            monotonic=lambda: self.now / 1000,
            jitter=lambda: 0.5,
            holder="one",
            waste=lambda leadership: Waste(
                state=self.state,
                readings=self.readings,
                good=good_by(catalogue),
                leadership=leadership,
                rules=RULES,
                monotonic=lambda: self.now / 1000,
            ),
        )

    def close(self) -> None:
        self.readings.close()
        self.state.close()

    def register(
        self, bin_id: str, *, sensor: bool = True, interval_days: float | None = None, fraction: str = "rest", tags: tuple[str, ...] = ()
    ) -> None:
        since = self.now - 30 * DAY
        with self.state.begin() as connection:
            registry.put(
                connection,
                Bin(
                    id=bin_id,
                    name=bin_id,
                    lat=59.9,
                    lon=10.7,
                    fraction=fraction,
                    capacity_l=660,
                    valid_from=since,
                    empty_mm=1200,
                    full_mm=200,
                    interval_days=interval_days,
                    tags=tags,
                ),
            )
            if sensor:
                device = Device(id=f"{bin_id}-s", kind="bin", model="generic", interval_s=900, valid_from=since, place=bin_id)
                registry.put(connection, device)

    def send(self, bin_id: str, *fills: float, every: int = 15 * MINUTE, **also: float) -> None:
        """Let the sensor send a fill (%) every 15 minutes, and watch look after each."""
        for fill in fills:
            self.now += every
            self.arrive(Reading(f"{bin_id}-s", self.now, {"fill": fill, **also}))
            self.work()

    def arrive(self, *readings: Reading) -> None:
        """Store readings, and tell watch of them as the drainer does."""
        self.readings.write(readings)
        with self.state.begin() as connection:
            latest.put(connection, [(reading, self.now) for reading in readings])
            touched.touch(connection, [(stored.device_id, start_of_hour(stored.time), self.now - stored.time) for stored in readings])

    def say(self, bin_id: str, type_: EventType, at: int | None = None, *, reason: CouldNotReason | None = None) -> None:
        """Let a crew report."""
        with self.state.begin() as connection:
            event = StopEvent(type=type_, time=at or self.now, stop_id=f"stop-{bin_id}", bin_id=bin_id, reason=reason)
            stop_events.add(connection, "pickup", event, now=self.now)

    def report(self, bin_id: str) -> None:
        """Let a citizen report."""
        with self.state.begin() as connection:
            bin_reports.add(connection, bin_id, self.now)

    def wait(self, time: int) -> None:
        """Let time pass, and watch look again."""
        self.now += time
        self.work()

    def work(self) -> None:
        """Let watch do what there is to do."""
        for _ in range(8):
            self.now += 500
            self.watch.step()

    @contextmanager
    def look(self) -> Iterator[Connection]:
        with self.state.read() as connection:
            yield connection

    def shown(self, bin_id: str) -> BinStatus:
        with self.look() as connection:
            return bin_states.statuses(connection, [bin_id])[bin_id]

    def believed(self, bin_id: str, at: int | None = None) -> Belief | None:
        with self.look() as connection:
            return beliefs.at(connection, [bin_id], at or self.now, RULES.demand).get(bin_id)

    def emptied(self, bin_id: str) -> list[Emptying]:
        with self.look() as connection:
            return emptyings.page(connection, bin_id)

    def triggers(self) -> list[Trigger]:
        with self.look() as connection:
            return triggers.page(connection)
