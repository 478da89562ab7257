"""The bins as the page lists them, fullest first."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.pages.frame.registry_now import RegistryNow, Simulated, simulated
from api.waste.bin_level import Level
from domain.device import Bin
from domain.waste.level.crew_report import EmptyingReport
from domain.waste.level.fill import State

SHOWN = 20
# A broken sensor may hide a full bin, so it stands before those that have room; one without data says nothing at all.
_URGENCY: Mapping[State, int] = {"full": 0, "nearly_full": 1, "fault": 2, "ok": 3, "no_data": 4}


@dataclass(frozen=True, slots=True, kw_only=True)
class BinRow:
    """One bin; `fill` in % or None, `time` of its reading (ms UTC) or None.

    `emptied_at` (ms UTC): its last emptying. `report`: an emptying that a crew reported and the sensor has not confirmed.
    """

    id: str
    name: str
    fraction: str
    fill: float | None
    state: State
    time: int | None
    emptied_at: int | None
    report: EmptyingReport | None
    simulated: Simulated


def rows(present: RegistryNow, levels: Mapping[str, Level]) -> list[BinRow]:
    """Return a row for each bin, fullest first."""
    rows = [_row(present, bin_, levels[bin_.id]) for bin_ in present.bins.values()]
    return sorted(rows, key=lambda row: (_URGENCY[row.state], -(row.fill or 0.0), row.name.casefold(), row.id))


def _row(present: RegistryNow, bin_: Bin, level: Level) -> BinRow:
    return BinRow(
        id=bin_.id,
        name=bin_.name,
        fraction=bin_.fraction,
        fill=level.fill,
        state=level.state,
        time=level.fill_time,
        emptied_at=level.last_emptied,
        report=level.report,
        simulated=simulated(present.devices_at("bin", bin_.id)),
    )
