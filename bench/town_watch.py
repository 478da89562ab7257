"""A simulated town's stores, and a watch over them on a clock that is set by hand."""

from collections.abc import Sequence
from pathlib import Path

from bysans import first_data
from config.catalogue import load_catalogue
from config.good import bounds_by, good_by
from config.quality import load_quality
from config.sections.alert_settings import Alerts
from config.threshold_file import threshold_file
from config.waste import load_waste
from domain.alerts.alert import Alert
from domain.alerts.threshold import PICKUP
from domain.columns import ReadingColumns
from domain.device import Bin, Device, Site
from domain.reading import Reading, TimeSource
from simulators.scene import Scene
from simulators.send.message import STORED, PlannedMessage
from storage.readings.open import open_readings
from storage.state import registry
from storage.state.alerts import alerts
from storage.state.engine import State
from storage.state.ingest import drained
from storage.state.ingest.drained import Drained
from watch.air.quality import Quality
from watch.alerts.step import Alerting
from watch.leadership import Leadership
from watch.loop import Watch
from watch.notify.notifications import Notifications
from watch.waste.step import Waste


class TownWatch:
    """The town's stores, and a watch over them whose clock stands still until it is set."""

    def __init__(self, directory: Path, now: int) -> None:
        self.now = now
        self._worked = 0.0
        self._cursor = 0
        catalogue = load_catalogue()
        self.state = State(f"sqlite:///{directory / 'state.db'}")
        self.readings = open_readings("sqlite", data_dir=directory, parameters=list(catalogue.parameters))
        first_data.load_first_thresholds(self.state)
        rules = threshold_file().rules()
        notifications = Notifications(Alerts(), units={}, rules=rules, public_url=None, wall=lambda: self.now)

        def alerting(leadership: Leadership) -> Alerting:
            return Alerting(
                state=self.state, readings=self.readings, quality=Quality(catalogue, load_quality()),
                bounds=bounds_by(catalogue), rules=rules,
                leadership=leadership, notifications=notifications, monotonic=lambda: self._worked,
            )  # fmt: skip

        def waste(leadership: Leadership) -> Waste:
            return Waste(
                state=self.state, readings=self.readings, good=good_by(catalogue), leadership=leadership, rules=load_waste()
            )  # fmt: skip

        self._watch = Watch(
            state=self.state, readings=self.readings, quality=Quality(catalogue, load_quality()), clock=lambda: self.now,
            wall=lambda: self.now, monotonic=lambda: self.now / 1000 + self._worked, holder="bench", alerting=alerting, waste=waste,
        )  # fmt: skip

    def register(self, scene: Scene, since: int) -> None:
        """Put the scene's sites, bins and devices into the registry, as they are from `since` (ms UTC) on."""
        with self.state.begin() as connection:
            for name, body in scene.sites.items():
                registry.put(connection, Site(id=name, valid_from=since, **{**body, "tags": tuple(body["tags"])}))  # type: ignore[arg-type]
            for name, body in scene.bins.items():
                registry.put(connection, Bin(id=name, valid_from=since, **body))  # type: ignore[arg-type]
            for name, body in scene.devices.items():
                fields = {key: value for key, value in body.items() if key not in ("site", "bin")}
                registry.put(connection, Device(id=name, valid_from=since, place=body.get("site") or body.get("bin"), **fields))  # type: ignore[arg-type]

    def take_in(self, messages: Sequence[PlannedMessage]) -> None:
        """Store messages as the drainer does."""
        stored = [
            (Reading(message.device, message.at if values.time is None else values.time, values.values, TimeSource.DEVICE), message.at)
            for message in messages if message.expect == STORED for values in message.readings
        ]  # fmt: skip
        if stored:
            self._cursor += len(stored)
            readings, received_at = ReadingColumns.of(reading for reading, _ in stored), [at for _, at in stored]
            self.readings.write(readings)
            with self.state.begin() as connection:
                drained.commit(connection, Drained(cursor=self._cursor, stored=readings, received_at=received_at), max_per_device=1000)

    def work(self) -> None:
        """Run the watch until nothing is left to do."""
        for _ in range(200):
            self._worked += 1.0
            if self._watch.step():
                return
        raise SystemExit("watch does not come to an end")

    def bins_to_empty(self) -> frozenset[str]:
        """Return the bins for which a truck is asked for."""
        with self.state.read() as connection:
            return frozenset[str]().union(*(alert.open_members for alert in alerts.open_alerts(connection) if alert.parameter == PICKUP))

    def alerts(self) -> list[Alert]:
        """Return every alert, oldest first."""
        with self.state.read() as connection:
            return alerts.page(connection, limit=1_000_000)[::-1]

    def close(self) -> None:
        """Close the stores."""
        self.readings.close()
        self.state.close()
