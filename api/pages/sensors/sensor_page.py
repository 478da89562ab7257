"""Everything a sensor's own page says."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from api.pages.frame.reader import Reader
from api.pages.frame.registry_now import registry_now
from api.pages.sensors.charge_history import weekly_charges
from api.pages.sensors.health import sensor_health
from api.pages.sensors.rejected import SHOWN, RejectedMessage, rejected_messages
from api.pages.sensors.sensor_changes import Change, sensor_changes
from api.pages.site_control.measurements import Measurements, measurements
from api.registry import versions
from api.registry.names import names_now
from api.web.services import Services
from domain.device import Device
from domain.duration import DAY, SECOND
from domain.parameter_order import rank
from domain.sensors.battery import DaysLeft, Unknown, days_left
from domain.sensors.health import SensorHealth
from domain.sensors.signal import Strength, strength
from storage.readings.protocol import Readings, StoreAwayError, StoreRefusesError
from storage.readings.stream import stream
from storage.state import sensor_photos
from storage.state.ingest import latest, unknown_keys
from storage.state.ingest.unknown_keys import UnknownKey

PLOTTED = 7 * DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class NewestValue:
    """A parameter's newest value at `time` (ms UTC); `is_good`: nothing is known against it."""

    parameter: str
    value: float
    time: int
    is_good: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorPage:
    """One sensor at `now` (ms UTC). `has_place`: whether its site or bin is still there.

    `left`: how long its battery lasts, or why nobody can say; None while the readings cannot be read. `parameter`: what `curve` is of.
    `photo`: the id of the one that shows how it is put up.
    """

    now: int
    device: Device
    has_place: bool
    health: SensorHealth
    left: DaysLeft | Unknown | None
    values: Sequence[NewestValue]
    parameter: str | None
    curve: Measurements | None
    photo: str | None
    unknown_keys: Sequence[UnknownKey]
    rejected: Sequence[RejectedMessage]
    changes: Sequence[Change]

    @property
    def strength(self) -> Strength | None:
        """How well a gateway hears it, None where nobody knows."""
        return strength(self.health.rssi, self.health.snr)

    @property
    def plotted(self) -> tuple[int, int]:
        """From when to when the curve is shown (s UTC): all seven days, however little was measured."""
        return (self.now - PLOTTED) // SECOND, self.now // SECOND

    @property
    def lowest(self) -> float:
        """The lowest value of the curve; 0 where there is none."""
        return min(self._measured, default=0.0)

    @property
    def highest(self) -> float:
        """The highest value of the curve; 0 where there is none."""
        return max(self._measured, default=0.0)

    @property
    def _measured(self) -> Sequence[float]:
        return [value for value in self.curve.values if value is not None] if self.curve else ()

    @property
    def has_more_rejected(self) -> bool:
        """Whether more messages were rejected than are shown."""
        return len(self.rejected) == SHOWN

    @property
    def has_more_keys(self) -> bool:
        """Whether the sensor may send more keys than are kept."""
        return len(self.unknown_keys) >= unknown_keys.MOST


def sensor_page(services: Services, reader: Reader, device_id: str, parameter: str = "") -> SensorPage:
    """Read a sensor; `parameter`: what its curve is to be of. Raises a 404 and StateAwayError."""
    now = services.clock()
    with services.state.read() as connection:
        device = versions.existing(connection, Device, device_id, now)
        names = names_now(services, connection, reader.language)
        present = registry_now(names.registry, now)
        health = sensor_health(services, connection, present, [device])[device_id]
        values = _values(connection, device_id, health.doubted)
        photo = sensor_photos.of_device(connection, device_id)
        keys = unknown_keys.of_devices(connection, [device_id])
        rejected = rejected_messages(connection, names, devices=sorted(names.registry.names_of(device_id)))
    sent = [value.parameter for value in values]
    drawn = parameter if parameter in sent else next(iter(sent), None)
    left, curve = _from_readings(services.readings, device, health, drawn, now)
    return SensorPage(
        now=now,
        device=device,
        has_place=device.place in (present.sites if device.kind == "air" else present.bins),
        health=health,
        left=left,
        values=values,
        parameter=drawn,
        curve=curve,
        photo=photo,
        unknown_keys=sorted(keys, key=lambda key: -key.count),
        rejected=rejected,
        changes=sensor_changes(names, names.registry.devices[device_id]),
    )


def _values(connection: Connection, device_id: str, doubted: Sequence[str]) -> list[NewestValue]:
    rows = sorted(latest.of_device(connection, device_id), key=lambda row: rank(row.parameter))
    return [NewestValue(parameter=row.parameter, value=row.value, time=row.time, is_good=row.parameter not in doubted) for row in rows]


def _from_readings(
    readings: Readings, device: Device, health: SensorHealth, parameter: str | None, now: int
) -> tuple[DaysLeft | Unknown | None, Measurements | None]:
    """Return how long the battery lasts and the curve of a parameter; None of either while the store does not answer."""
    try:
        weeks = weekly_charges(readings, device.id, now) if health.battery.percent is not None else ()
        of_week = stream(readings, [device.id], now - PLOTTED, now + 1) if parameter else ()
        curve = measurements(of_week, parameter, device.interval_s) if parameter else None
    except (StoreAwayError, StoreRefusesError):  # who sees to a sensor then needs the rest of its page all the more
        return None, None
    return days_left(health.battery, weeks), curve
