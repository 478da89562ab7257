"""The newest readings, one line a device."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from api.pages.frame.registry_now import RegistryNow
from config.names import Names
from domain.parameter_order import rank
from storage.state.ingest.latest import Latest
from storage.state.ingest.unknown_keys import UnknownKey

SHOWN = 20
# What `latest` keeps is a row a parameter; a device sends a handful of them together.
ROWS = 12 * SHOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveReading:
    """One device's newest reading: its usable values, the parameters of the others, and keys it sends that are none; `time` is ms UTC."""

    device_id: str
    name: str
    place: str | None
    simulated: bool
    time: int
    values: Sequence[tuple[str, float]]
    unusable: Sequence[str]
    unknown_keys: Sequence[str]


def newest_readings(
    present: RegistryNow,
    names: Names,
    rows: Iterable[Latest],
    is_usable: Callable[[Latest], bool],
    unknown_keys: Callable[[Sequence[str]], Iterable[UnknownKey]] = lambda _: (),
) -> list[LiveReading]:
    """Join rows (newest change first) into readings, one a device: those that came last, by the time they were measured, newest first.

    `unknown_keys`: returns what devices, given by id, send beside their parameters.
    """
    by_device: dict[str, list[Latest]] = {}
    for row in rows:
        by_device.setdefault(row.device_id, []).append(row)
    arrived = sorted(by_device.values(), key=lambda rows: (-rows[0].seq, -max(row.received_at for row in rows), rows[0].device_id))
    keys: dict[str, list[str]] = {}
    for unknown in unknown_keys([rows[0].device_id for rows in arrived[:SHOWN]]):
        keys.setdefault(unknown.device, []).append(unknown.key)
    shown = [_reading(present, names, rows, is_usable, keys.get(rows[0].device_id, ())) for rows in arrived[:SHOWN]]
    return sorted(shown, key=lambda reading: -reading.time)


def _reading(
    present: RegistryNow, names: Names, rows: Sequence[Latest], is_usable: Callable[[Latest], bool], unknown_keys: Sequence[str]
) -> LiveReading:
    device_id, time = rows[0].device_id, max(row.time for row in rows)
    together = sorted((row for row in rows if row.time == time), key=lambda row: rank(row.parameter))
    device = present.devices.get(device_id)
    return LiveReading(
        device_id=device_id,
        name=names.device(device_id),
        place=names.place_of(device_id),
        simulated=device.simulated if device else False,
        time=time,
        values=[(row.parameter, row.value) for row in together if is_usable(row)],
        unusable=[row.parameter for row in together if not is_usable(row)],
        unknown_keys=unknown_keys,
    )
