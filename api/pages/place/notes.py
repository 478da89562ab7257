"""What stands beside a place's means: that values were taken out, and for staff why they are doubted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from api.pages.place.series import Series
from api.pages.site_control.doubts import Doubt, doubts
from api.text.formats import Formats
from config.names import Names
from domain.air.device_site import air_site, versions_within
from domain.device import Registry
from domain.duration import DAY
from storage.state.air import invalidations
from storage.state.air.invalidations import Invalidation

_LONGEST = 7 * DAY  # of a period whose doubts are told value by value


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Beside a window: `taken_out`: somebody declared its values invalid; `why`: what staff are told, empty for the public."""

    taken_out: bool
    why: str


def notes(
    connection: Connection, names: Names, formats: Formats, units: Mapping[str, str], site_id: str, series: Series, *, staff: bool
) -> Mapping[int, Note]:
    """Return the notes by the start of their window (ms UTC); only windows without a mean are said to be taken out."""
    rows = [*series.rows, *series.days]
    start, end = rows[0].start, rows[-1].end
    devices = _devices(names.registry, site_id, start, end)
    periods = [row for row in invalidations.in_force(connection, start, end, devices) if row.parameter in (None, series.parameter)]
    doubted: Sequence[Doubt] = ()
    if staff and end - start <= _LONGEST + DAY:
        found = doubts(connection, names.registry, formats, units, site_id, sorted(devices), start, end)
        doubted = [doubt for doubt in found if doubt.parameter == series.parameter and not doubt.declared]
    told: dict[int, Note] = {}
    for row in rows:
        within = _within(row.start, row.end)
        out = next((period for period in periods if row.value is None and within(period.start, period.end)), None)
        why = [doubt.why for doubt in doubted if within(doubt.start, doubt.end + 1)]
        if out is not None:
            told[row.start] = Note(taken_out=True, why=_reason(out) if staff else "")
        elif why:
            told[row.start] = Note(taken_out=False, why="; ".join(dict.fromkeys(why)))
    return told


def _within(start: int, end: int) -> Callable[[int, int], bool]:
    return lambda first, last: first < end and last > start


def _reason(period: Invalidation) -> str:
    return f"{period.reason} ({period.by})"


def _devices(registry: Registry, site_id: str, start: int, end: int) -> set[str]:
    """Return the devices that stood at the site within [start, end) (ms UTC)."""
    return {
        name
        for name, history in registry.devices.items()
        if any(air_site(version) == site_id for _, version in versions_within(history, start, end))
    }
