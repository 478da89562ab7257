"""Sensors that send but tell no level of their bin, with the fault."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from api.pages.frame.registry_now import RegistryNow
from api.web.services import Services
from config.names import Names
from domain.alerts.alert import Alert, open_members
from domain.alerts.threshold import FAULT
from domain.waste.level.message import Fault
from storage.state.waste import bin_states
from storage.state.waste.bin_states import BinStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultRow:
    """A bin, called `place`, whose sensor gave no level `count` times in a row.

    `level` (%) is the last one that was believed, seen at `since` (ms UTC); both None where there never was one. `alert`: the
    open one that says so.
    """

    bin_id: str
    place: str
    fault: Fault
    count: int
    level: float | None
    since: int | None
    alert: Alert | None


def faulty_now(
    services: Services, connection: Connection, present: RegistryNow, names: Names, open_alerts: Iterable[Alert]
) -> list[FaultRow]:
    """Read which sensors tell no level now, longest faulty first."""
    return fault_rows(present, names, bin_states.faulty(connection), open_alerts, services.waste.tracking.fault_readings)


def fault_rows(
    present: RegistryNow, names: Names, faulty: Iterable[BinStatus], open_alerts: Iterable[Alert], fault_readings: int
) -> list[FaultRow]:
    """Return a row for each bin with at least `fault_readings` readings without a level in a row, longest faulty first.

    A sensor that has fallen silent is left out: that is its fault now.
    """
    alert_of = {bin_id: alert for alert, bin_id in open_members(open_alerts, FAULT)}
    rows = [
        _row(names, status, status.fault, alert_of)
        for status in faulty
        if status.fault is not None and status.fault_count >= fault_readings and _is_heard(present, status)
    ]
    return sorted(rows, key=lambda row: (row.since or 0, row.place))


def _is_heard(present: RegistryNow, status: BinStatus) -> bool:
    silences = [device.longest_silence for device in present.devices_at("bin", status.bin_id)] if status.bin_id in present.bins else []
    return bool(silences) and present.time - (status.last_seen or 0) <= max(silences)


def _row(names: Names, status: BinStatus, fault: Fault, alert_of: Mapping[str, Alert]) -> FaultRow:
    return FaultRow(
        bin_id=status.bin_id,
        place=names.bin(status.bin_id, in_full=True),
        fault=fault,
        count=status.fault_count,
        level=status.fill,
        since=status.fill_time,
        alert=alert_of.get(status.bin_id),
    )
