"""Everything a bin's page says, read from the state in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from api.pages.frame.registry_now import RegistryNow, registry_now
from api.pages.waste.bin_events import Event, events
from api.pages.waste.bin_rows import BinRow
from api.pages.waste.level_history import DayLevel, Point, curve, days
from api.pages.waste.waste import bin_row
from api.waste.bin_level import fill_limits
from api.waste.bin_requests import open_request
from api.web.services import Services
from domain.device import Bin
from domain.duration import DAY, HOUR
from domain.waste.decision.trigger import Trigger
from domain.waste.forecast.forecast import Outlook
from domain.waste.level.fill import FillLimits
from domain.waste.reports.request import BinRequest
from storage.state.ingest import latest
from storage.state.waste import beliefs, bin_reports, report_photos, triggers

SHOWN = 30 * DAY
_AHEAD, _STEP = 7 * DAY, 12 * HOUR
_BATTERY = ("battery_percent", "battery", "battery_low")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensor:
    """A sensor in the bin: when it was last heard (ms UTC), and what it said of its battery (parameter and value), None for never."""

    id: str
    model: str
    heard: int | None
    battery: tuple[str, float] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """The fill (%) at `time` (ms UTC) that is not exceeded with 10, 50 and 90 % probability."""

    time: int
    p10: float
    p50: float
    p90: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BinPage:
    """One bin at `now` (ms UTC). `points`: its level since `start`; `trigger`: what it waits for a truck by, None where it doesn't.

    `request`: citizens' open request for a truck, None where there is none.
    """

    now: int
    start: int
    bin: Bin
    row: BinRow
    limits: FillLimits
    trigger: Trigger | None
    request: BinRequest | None
    sensors: Sequence[Sensor]
    points: Sequence[Point]
    days: Sequence[DayLevel]
    ahead: Sequence[Ahead]
    events: Sequence[Event]
    photos: Sequence[str]

    @property
    def reports(self) -> Sequence[int]:
        """When citizens reported it as full (ms UTC), the newest first."""
        return [event.time for event in self.events if event.kind == "report"]


def bin_page(services: Services, bin_id: str) -> BinPage:
    """Read a bin. Raises a 404 and StateAwayError."""
    now = services.clock()
    start = now - SHOWN
    with services.state.read() as connection:
        row = bin_row(services, connection, bin_id)
        present = registry_now(services.registry(connection), now)
        history = beliefs.of_bin(connection, bin_id, start, now)
        known_until = row.time if row.state == "no_data" and row.time is not None else now
        points = curve(history, start, min(known_until, now))
        believed = beliefs.at(connection, [bin_id], now, services.waste.demand).get(bin_id)
        return BinPage(
            now=now,
            start=start,
            bin=present.bins[bin_id],
            row=row,
            limits=fill_limits(services, connection, bin_id, now),
            trigger=_trigger(connection, bin_id),
            request=open_request(connection, bin_id, "full", now),
            sensors=_sensors(connection, present, bin_id),
            points=points,
            days=days(points, start, now),
            ahead=ahead(believed.outlook if believed else None, now),
            events=events(connection, bin_id, start, now + 1, history, row.report),
            photos=_citizens_photos(connection, bin_id),
        )


def ahead(outlook: Outlook | None, now: int) -> list[Ahead]:
    """Return the forecast of the coming week, from `now` (ms UTC) on; empty without an outlook."""
    if outlook is None:
        return []
    times = range(max(now, outlook.since), now + _AHEAD + 1, _STEP)
    levels = ((time, [100 * outlook.content_at(time, chance) for chance in (0.1, 0.5, 0.9)]) for time in times)
    return [Ahead(time=time, p10=low, p50=middle, p90=high) for time, (low, middle, high) in levels]


def _citizens_photos(connection: Connection, bin_id: str) -> list[str]:
    numbers = [request.number for request in bin_reports.requests(connection, bin_ids=[bin_id])]
    return [f"/meldinger/bilder/{photo}" for photos in report_photos.of_requests(connection, numbers).values() for photo in photos]


def _trigger(connection: Connection, bin_id: str) -> Trigger | None:
    return next((trigger for trigger in triggers.of_state(connection, ["open"]) if bin_id in trigger.bin_ids), None)


def _sensors(connection: Connection, present: RegistryNow, bin_id: str) -> list[Sensor]:
    devices = {device.id: device for device in present.devices_at("bin", bin_id)}
    heard: dict[str, int] = {}
    batteries: dict[tuple[str, str], float] = {}
    for value in latest.of_devices(connection, sorted(devices)):
        heard[value.device_id] = max(value.time, heard.get(value.device_id, value.time))
        batteries[value.device_id, value.parameter] = value.value
    return [
        Sensor(
            id=device.id,
            model=device.model,
            heard=heard.get(device.id),
            battery=next(((name, batteries[device.id, name]) for name in _BATTERY if (device.id, name) in batteries), None),
        )
        for device in devices.values()
    ]
