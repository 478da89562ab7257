"""A town whose watch keeps alerts: thresholds, bins and people beside the devices, and what became of it all."""

from pathlib import Path
from typing import Any

from config.catalogue import load_catalogue
from config.good import bounds_by
from config.quality import load_quality
from config.sections.alert_settings import Alerts
from config.threshold_file import threshold_file
from domain.alerts.alert import Alert
from domain.alerts.threshold import WATCHED, Threshold
from domain.alerts.threshold_form import threshold_of
from domain.alerts.transition import acknowledge, shelve
from domain.device import Bin, Device, Site
from domain.duration import HOUR
from domain.reading import Reading
from storage.state import due, registry
from storage.state.alerts import alerts, outbox, thresholds
from storage.state.alerts.alerts import AlertEvent
from storage.state.alerts.outbox import Notification
from tests.unit.watch.conftest import MINUTE, NOON, Town
from watch.air.quality import Quality
from watch.alerts.step import Alerting
from watch.leadership import Leadership
from watch.loop import Watch
from watch.notify.notifications import Notifications

LONG_AGO = NOON - 1000 * HOUR


class Alarmed(Town):
    """A town with alerts. `settings`: who is told; `replayed`: it lives in its data's time."""

    def __init__(self, directory: Path, settings: Alerts | None = None, *, replayed: bool = False) -> None:
        super().__init__(directory)
        self.settings = settings or Alerts()
        self.replayed = replayed
        self.worked = 0.0  # seconds: a test may set the clock on without watch having been away

    def watch(self, holder: str = "one") -> Watch:
        return self._watch(holder, self.alerting)

    def alerting(self, leadership: Leadership) -> Alerting:
        catalogue = load_catalogue()
        units = {**{name: definition.unit for name, definition in catalogue.parameters.items()}, **WATCHED}
        return Alerting(
            state=self.state,
            readings=self.readings,
            quality=Quality(catalogue, load_quality()),
            bounds=bounds_by(catalogue),
            rules=threshold_file().rules(),
            leadership=leadership,
            notifications=Notifications(
                self.settings,
                units=units,
                rules=threshold_file().rules(),
                public_url="https://bysans.example/",
                wall=lambda: self.now,
            ),
            monotonic=lambda: self.worked,
            replayed=self.replayed,
        )

    def work(self, watch: Watch, seconds: float = 2.0) -> None:
        end = self.now + seconds * 1000
        while self.now < end:
            rested = watch.step()
            self.now += int(rested * 1000)
            self.worked += rested

    def defaults(self, *names: str) -> None:
        """Put some of the thresholds that ship with the service."""
        for name in names:
            self.put(threshold_file().thresholds[name].threshold(name))

    def threshold(self, name: str, **body: Any) -> None:
        """Put a threshold; what is not said is about one PM2.5 hour, 50 and 40."""
        whole = {"kind": "air", "parameter": "pm25", "averaging": "hour", "scope": {}, "raise": 50, "clear": 40, "consecutive": 1}
        self.put(threshold_of(name, {**whole, "min_coverage": 0.75, "severity": "warning", "enabled": True, "worsens": None, **body}))

    def put(self, threshold: Threshold) -> None:
        with self.state.begin() as connection:
            thresholds.put(connection, threshold, by="test", now=self.now)

    def forget(self, name: str) -> None:
        with self.state.begin() as connection:
            thresholds.remove(connection, name, by="test", now=self.now)

    def site(self, name: str = "square", *, tags: tuple[str, ...] = ()) -> None:
        with self.state.begin() as connection:
            registry.put(connection, Site(id=name, name=name.title(), lat=59.0, lon=10.0, valid_from=LONG_AGO, tags=tags))

    def bin(self, name: str = "bin-1", *, device: str = "level-1", model: str = "generic", interval_s: int = 600, **more: Any) -> None:
        """Put a bin with a sensor in it: empty at 1,200 mm, full at 200."""
        body = {"empty_mm": 1200, "full_mm": 200, "lat": 59.0, "lon": 10.0, "fraction": "rest", "capacity_l": 660, **more}
        with self.state.begin() as connection:
            registry.put(connection, Bin(id=name, name=name.title(), valid_from=LONG_AGO, **body))
            registry.put(connection, Device(id=device, kind="bin", model=model, interval_s=interval_s, valid_from=LONG_AGO, place=name))

    def says(self, watch: Watch, device: str, *, minutes: int = 10, **values: float) -> None:
        """Let so many minutes pass, then a reading come, then watch work."""
        self.now += minutes * MINUTE
        self.send(Reading(device, self.now, values))
        self.work(watch)

    def work_until_judged(self, watch: Watch, hour: int) -> None:
        """Let the hour close, and the grace after it pass."""
        self.now = max(self.now, hour + HOUR + threshold_file().life.grace_s * 1000)
        self.work(watch, 3)

    def alerts(self, threshold: str | None = None) -> list[Alert]:
        """Every alert, oldest first."""
        with self.state.read() as connection:
            return alerts.page(connection, threshold=threshold, limit=1000)[::-1]

    def events(self, alert: Alert) -> list[AlertEvent]:
        with self.state.read() as connection:
            return alerts.events(connection, alert.id)

    def happened(self, alert: Alert) -> list[str]:
        """What happened to an alert, but for its escalation, which comes to whoever lets the clock run."""
        return [event.event for event in self.events(alert) if event.event != "escalated"]

    def told(self) -> list[Notification]:
        """What waits to be sent, whatever the hour."""
        with self.state.read() as connection:
            return outbox.reached(connection, self.now + 48 * HOUR)

    def acknowledge(self, alert: Alert) -> None:
        with self.state.begin() as connection:
            alerts.keep(connection, acknowledge(alert, by="kari", note="drar dit", now=self.now))

    def shelve(self, alert: Alert, until: int) -> None:
        with self.state.begin() as connection:
            alerts.keep(connection, shelve(alert, by="kari", reason="veiarbeid", until=until, now=self.now))
            due.put(connection, due.SHELF, {alert.id: until})
