"""Pages through measured values by device, time and parameter."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from api.web.services import Services
from api.web.units_and_flags import flag_at, unit_of
from domain.device import Registry
from domain.reading import Reading
from storage.state.air import quality
from storage.state.air.quality import Mark

Marks = Mapping[tuple[str, int, str], Mark]
Position = tuple[str, int, str]  # the device, time (ms UTC) and parameter of the last value that was given

_LAST = "~"  # behind every parameter's name
_DEVICES = 500  # read from the store at a time
_MOST_SCANNED = 50_000  # readings looked through for one page, when few of them hold the wanted parameter


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One measured value, with its unit and flag; `time` is ms UTC."""

    device_id: str
    parameter: str
    time: int
    value: float
    unit: str
    flag: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What is asked for: start <= time < end (ms UTC), of some devices or all, some parameters or all."""

    start: int
    end: int
    devices: Collection[str]
    parameters: Collection[str]
    after: Position | None = None


@dataclass(frozen=True, slots=True)
class Scan:
    """What one read of the store gave: values with their positions, and the position behind the last reading."""

    values: list[tuple[Position, Value]]
    scanned: int
    end: Position


def scans(services: Services, selection: Selection, size: int) -> Iterator[Scan]:
    """Look at up to `size` readings at a time, by key, until there are no more. Raises StoreAwayError, StoreRefusesError."""
    registry = services.registry()
    begin = selection.after or ("", selection.start, "")
    ids = [device_id for device_id in sorted(selection.devices or registry.devices) if device_id >= begin[0]]
    for first in range(0, len(ids), _DEVICES):
        page = ids[first : first + _DEVICES]
        behind = _behind(selection.after) if selection.after and first == 0 else None
        while readings := services.readings.read(page, selection.start, selection.end, after=behind, limit=size):
            marks = _marks(services, readings)
            values = [value for reading in readings for value in _values(services, registry, reading, selection, marks) if value[0] > begin]
            behind = (readings[-1].device_id, readings[-1].time)
            yield Scan(values, len(readings), (*behind, _LAST))
            if len(readings) < size:
                break


def _marks(services: Services, readings: Sequence[Reading]) -> Marks:
    """Return the quality marks that watch gave these readings' values."""
    times = [reading.time for reading in readings]
    with services.state.read() as connection:
        return quality.of_values(connection, {reading.device_id for reading in readings}, min(times), max(times))


def _behind(after: Position) -> tuple[str, int]:
    """Return the key that the store begins behind: a reading that was cut is read once more for the rest of its parameters."""
    device_id, time, parameter = after
    return device_id, time if parameter == _LAST else time - 1


def one_page(services: Services, selection: Selection, limit: int) -> tuple[list[Value], Position | None]:
    """Return up to `limit` values and where the next page begins, None when there is none.

    A page may be short, even empty, when few readings hold the wanted parameters: it says how far it looked.
    """
    values: list[tuple[Position, Value]] = []
    scanned = 0
    for scan in scans(services, selection, size=max(100, limit // 4)):
        values += scan.values
        scanned += scan.scanned
        if len(values) > limit:
            return [value for _, value in values[:limit]], values[limit - 1][0]
        if scanned >= _MOST_SCANNED:
            return [value for _, value in values], scan.end
    return [value for _, value in values], None


def _values(
    services: Services, registry: Registry, reading: Reading, selection: Selection, marks: Marks
) -> Iterator[tuple[Position, Value]]:
    device_id, time = reading.device_id, reading.time
    for parameter in sorted(reading.values):
        if selection.parameters and parameter not in selection.parameters:
            continue
        value = reading.values[parameter]
        flag = flag_at(services, registry, device_id, time, parameter, value, marks.get((device_id, time, parameter)))
        unit = unit_of(services, parameter)
        yield (device_id, time, parameter), Value(device_id=device_id, parameter=parameter, time=time, value=value, unit=unit, flag=flag)
