"""The first page's content, read from the state in one transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from api.pages import alerts as alert_rows
from api.pages import bins as bin_rows
from api.pages import live, sites
from api.pages import work_items as work_item_rows
from api.pages.attention import MOST_QUARANTINED, Attention, broken_parts, last_seen, silent_devices
from api.pages.bins import BinRow
from api.pages.live import LiveReading
from api.pages.reader import Reader
from api.pages.registry_now import RegistryNow, registry_now
from api.pages.rounds import Pickups, waiting
from api.pages.sites import SiteCard
from api.waste.bin_level import levels
from api.web.services import Services
from api.web.units_and_flags import flag_at
from domain.alerts.alert import Alert
from domain.duration import DAY
from domain.parameter import Flag
from storage.state import due, heartbeats
from storage.state.air import site_hours
from storage.state.alerts import alerts
from storage.state.ingest import latest, quarantine, unknown_keys
from storage.state.ingest.latest import Latest
from storage.state.ingest.unknown_keys import UnknownKey
from storage.state.waste import bin_states, work_items


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The page's sections at `now` (ms UTC); None for those that the reader may not see."""

    now: int
    attention: Attention | None
    sites: Sequence[SiteCard] | None
    pickups: Pickups | None
    bins: Sequence[BinRow] | None
    live: Sequence[LiveReading] | None


def overview(services: Services, reader: Reader) -> Overview:
    """Read what the reader may see. Raises StateAwayError."""
    now = services.clock()
    with services.state.read() as connection:
        present = registry_now(services.registry(connection), now)
        return Overview(
            now=now,
            attention=_attention(connection, present, now, services) if reader.sees_all else None,
            sites=_sites(connection, present, now, reader) if reader.sees_sites else None,
            pickups=waiting(connection) if reader.sees_all else None,
            bins=_bins(connection, present, services, now) if reader.sees_all else None,
            live=_live(connection, present, services) if reader.sees_all else None,
        )


def newest_readings(services: Services) -> Sequence[LiveReading]:
    """Read only what changes every few seconds. Raises StateAwayError."""
    now = services.clock()
    with services.state.read() as connection:
        present = registry_now(services.registry(connection), now)
        return _live(connection, present, services)


def _attention(connection: Connection, present: RegistryNow, now: int, services: Services) -> Attention:
    open_alerts = alerts.open_alerts(connection)
    reported = alert_rows.reported_silent(open_alerts)
    reached = [row for row in due.reached(connection, due.SILENCE, now) if row.key not in reported]
    seen_at = last_seen(latest.of_devices(connection, [row.key for row in reached]))
    return Attention(
        alerts=alert_rows.rows(services.registry(connection), open_alerts, now, _emptied(connection, open_alerts)),
        silent=silent_devices(present, reached, seen_at),
        quarantined=quarantine.count_by_reason(connection, limit=MOST_QUARANTINED),
        broken=broken_parts(heartbeats.read(connection), services.wall()),
        watched=len(present.devices),
        work=work_item_rows.rows(present, work_items.page(connection, is_open=True, limit=work_item_rows.MOST)),
    )


def _emptied(connection: Connection, open_alerts: Iterable[Alert]) -> dict[str, int]:
    """Return when each bin that an alert is about was last emptied (ms UTC), by its id."""
    bins = {alert.about.id for alert in open_alerts if alert.about.type == "bin"}
    return {bin_id: status.emptied_at for bin_id, status in bin_states.statuses(connection, bins).items() if status.emptied_at}


def _sites(connection: Connection, present: RegistryNow, now: int, reader: Reader) -> Sequence[SiteCard]:
    return sites.cards(present, site_hours.newest(connection, now) if reader.sees_means else ())


def _bins(connection: Connection, present: RegistryNow, services: Services, now: int) -> Sequence[BinRow]:
    return bin_rows.rows(present, levels(services, connection, list(present.bins.values()), now))


def _live(connection: Connection, present: RegistryNow, services: Services) -> Sequence[LiveReading]:
    registry = services.registry(connection)

    def is_usable(value: Latest) -> bool:
        return flag_at(services, registry, value.device_id, value.time, value.parameter, value.value) is Flag.GOOD

    def still_sent(device_ids: Sequence[str]) -> list[UnknownKey]:
        """Return the keys of the last day."""
        return [key for key in unknown_keys.of_devices(connection, device_ids) if key.last_seen > services.wall() - DAY]

    return live.newest_readings(present, latest.newest(connection, live.ROWS), is_usable, still_sent)
