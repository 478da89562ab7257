"""How the sensors are doing, read from the state in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from api.pages.frame.reader import Reader
from api.pages.frame.registry_now import RegistryNow, registry_now
from api.pages.sensors import live
from api.pages.sensors.faults import faulty_now
from api.pages.sensors.health import sensor_health
from api.pages.sensors.live import LiveReading
from api.pages.sensors.outages import Outage, outages
from api.pages.sensors.quarantined import Quarantined, quarantined_now
from api.pages.sensors.sensor_list import Asked, SensorList, sensor_list, sensor_rows
from api.pages.sensors.silent import silent_now
from api.pages.sensors.work_items import open_items
from api.registry.names import names_now
from api.web.services import Services
from api.web.units_and_flags import flag_at
from config.names import Names
from domain.duration import DAY
from domain.parameter import Flag
from storage.state.alerts import alerts
from storage.state.ingest import latest, proposals, unknown_keys
from storage.state.ingest.latest import Latest
from storage.state.ingest.proposals import Proposal
from storage.state.ingest.unknown_keys import UnknownKey

PROPOSED = 100  # shown at most: the API lists them all


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensors:
    """The sensors at `now` (ms UTC): how many are registered, those that are silent, what could not be used, the newest readings.

    `work`: how much waits on the work list. `proposed`: devices that send and that nobody has registered; `rejected`: those that
    somebody did not want. `troubled`: how many registered sensors have something wrong, silence among it. `listed`: those that were
    asked for, the worst first.
    """

    now: int
    registered: int
    work: int
    outages: Sequence[Outage]
    proposed: Sequence[Proposal]
    rejected: Sequence[Proposal]
    troubled: int
    quarantined: Quarantined
    live: Sequence[LiveReading]
    listed: SensorList

    @property
    def silent(self) -> int:
        """How many sensors are silent."""
        return sum(len(outage.devices) for outage in self.outages)


def sensors(services: Services, reader: Reader, asked: Asked) -> Sensors:
    """Read how the sensors are doing, and those that were asked for. Raises StateAwayError."""
    now = services.clock()
    with services.state.read() as connection:
        names = names_now(services, connection, reader.language)
        present = registry_now(names.registry, now)
        open_alerts = alerts.open_alerts(connection)
        fallen_silent = outages(silent_now(connection, present, names), open_alerts)
        faults = faulty_now(services, connection, present, names, open_alerts)
        health = sensor_health(services, connection, present, present.devices.values())
        return Sensors(
            now=now,
            registered=len(present.devices),
            work=len(open_items(connection, present.bins)) + len(faults) + len(fallen_silent),
            outages=fallen_silent,
            proposed=proposals.page(connection, limit=PROPOSED),
            rejected=proposals.rejected(connection, limit=PROPOSED),
            quarantined=quarantined_now(connection),
            live=_live(connection, present, names, services),
            troubled=sum(of_sensor.worst is not None for of_sensor in health.values()),
            listed=sensor_list(sensor_rows(names, present.devices.values(), health), asked),
        )


def newest_readings(services: Services, reader: Reader) -> Sequence[LiveReading]:
    """Read only what changes every few seconds. Raises StateAwayError."""
    with services.state.read() as connection:
        names = names_now(services, connection, reader.language)
        return _live(connection, registry_now(names.registry, names.now), names, services)


def _live(connection: Connection, present: RegistryNow, names: Names, services: Services) -> Sequence[LiveReading]:
    def is_usable(value: Latest) -> bool:
        return flag_at(services, present.registry, value.device_id, value.time, value.parameter, value.value) is Flag.GOOD

    def still_sent(device_ids: Sequence[str]) -> list[UnknownKey]:
        """Return the keys of the last day."""
        return [key for key in unknown_keys.of_devices(connection, device_ids) if key.last_seen > services.wall() - DAY]

    return live.newest_readings(present, names, latest.newest(connection, live.ROWS), is_usable, still_sent)
