"""The town that the page tests look at: twelve sites, thirty sensors, two hundred bins, and what goes wrong in a real one."""

from datetime import UTC, datetime

from sqlalchemy import Connection

from domain.air.windows import SiteHour
from domain.device import Bin, Device, Site
from domain.duration import HOUR
from domain.reading import Reading
from storage.state import due, heartbeats, registry
from storage.state.air import site_hours
from storage.state.heartbeats import Check, Heartbeat
from storage.state.ingest import latest, quarantine
from storage.state.ingest.quarantine import Quarantined

MINUTE = 60_000
NOW = int(datetime(2026, 11, 23, 13, 45, 10, tzinfo=UTC).timestamp() * 1000)  # 14:45:10 in Oslo
LAST_HOUR = NOW // HOUR * HOUR - HOUR
NEVER_STALE = NOW + 100 * 365 * 24 * HOUR
SILENT_AIR = 7
SINCE = NOW - 400 * 24 * HOUR
STREETS = (
    "Storgata", "Nedre Langgate", "Tollbodgata", "Kirkegata", "Møllegata", "Farmannsveien",
    "Havnegata", "Skolebakken", "Grønli", "Stasjonsgata", "Torget", "Åsgårdveien",
)  # fmt: skip


def build(connection: Connection) -> None:
    """Write the town into the state."""
    for n, street in enumerate(STREETS):
        site = Site(id=f"site-{n:02}", name=street, lat=59.26 + n / 1000, lon=10.4, valid_from=SINCE)
        registry.put(connection, site)
    for n in range(29):
        place = f"site-{n % 11:02}"
        air = Device(id=f"air-{n:02}", kind="air", model="generic", interval_s=600, valid_from=SINCE, place=place, simulated=True)
        registry.put(connection, air)
    replay = Device(
        id="nedre-langgate", kind="air", model="reference", interval_s=3600, valid_from=SINCE, place="site-11",
        name="Nedre Langgate, målt 2020", simulated=True,
    )  # fmt: skip
    registry.put(connection, replay)
    for n in range(200):
        _bin(connection, n)
    beat(connection)
    _measure(connection)
    _trouble(connection)


def beat(connection: Connection, *, at: int = NEVER_STALE, checks: tuple[Check, ...] = ()) -> None:
    """Let the roles say that they work, or what their `checks` say."""
    for role in ("ingest", "watch"):
        heartbeats.beat(connection, Heartbeat(role=role, at=at, checks=checks, gauges={}))


def _bin(connection: Connection, n: int) -> None:
    name = f"{STREETS[n % 12]} {n // 12 + 1}"
    fraction = ("restavfall", "papir", "glass og metall")[n % 3]
    registry.put(
        connection,
        Bin(
            id=f"bin-{n:03}", name=name, lat=59.26 + n * 7 % 20 / 1000, lon=10.39 + n * 11 % 30 / 700,
            fraction=fraction, capacity_l=660, valid_from=SINCE,
            empty_mm=1200, full_mm=200,
        ),
    )  # fmt: skip
    device = Device(
        id=f"level-{n:03}", kind="bin", model="generic", interval_s=3600, valid_from=SINCE, place=f"bin-{n:03}", simulated=n % 2 == 0
    )
    registry.put(connection, device)


def _measure(connection: Connection) -> None:
    levels = [
        (Reading(f"level-{n:03}", NOW - (n % 50) * MINUTE, {"distance": 1200 - (n * 53 % 1000), "battery": 3.6}), NOW) for n in range(195)
    ]
    latest.put(connection, [*levels, (Reading("level-195", NOW - 2 * MINUTE, {"distance": 60_000.0}), NOW)])
    latest.put(connection, [(Reading("level-199", NOW - 20 * HOUR, {"distance": 500.0}), NOW - 20 * HOUR)])
    for n in range(29):
        heard = NOW - (n + 2) * HOUR if n < SILENT_AIR else NOW - (29 - n) * 7000
        values = {"pm25": 4.26 + n, "pm10": 12.0 + n, "no2": 21.5, "temperature": -3.4, "humidity": 81.0}
        latest.put(connection, [(Reading(f"air-{n:02}", heard, values), heard)])
    site_hours.save(connection, [hour for n in range(11) for hour in _hours(n)])
    site_hours.save(connection, [_hour("site-11", "pm25", 9.4, ("nedre-langgate",), 1, 1)])


def _hours(n: int) -> list[SiteHour]:
    devices = tuple(f"air-{d:02}" for d in range(29) if d % 11 == n)
    means = {"pm25": 4.3 + n, "pm10": 11.75 + n, "no2": 20.0 + 3 * n, "temperature": -3.4, "humidity": 81.0}
    return [_hour(f"site-{n:02}", name, mean, devices, 2 if (n, name) == (3, "pm25") else 6, 6) for name, mean in means.items()]


def _hour(site: str, parameter: str, mean: float, sources: tuple[str, ...], n: int, expected: int) -> SiteHour:
    return SiteHour(
        site=site, parameter=parameter, start=LAST_HOUR, mean=mean, n=n, expected=expected, valid=4 * n >= 3 * expected, sources=sources
    )


def _trouble(connection: Connection) -> None:
    silent = {f"air-{n:02}": NOW - (n + 2) * HOUR + 30 * MINUTE for n in range(SILENT_AIR)}
    due.put(connection, due.SILENCE, {**silent, "level-199": NOW - 17 * HOUR, "air-28": NOW + HOUR})
    rows = [("1", "unknown_device"), ("2", "not_json"), ("3", "unknown_device")]
    kept = [
        Quarantined(id=name, reason=reason, detail="why", topic="bysans/v1/air/x", received_at=NOW, payload=b"{}") for name, reason in rows
    ]
    quarantine.keep(connection, kept, max_per_device=10)
