"""Replay the readings of CSV files as simulated devices, in order of time."""

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from simulators.csv_replay.csv_map import CsvMap
from simulators.csv_replay.csv_readings import CsvContent, CsvReading, id_of
from simulators.device import Kind
from simulators.noise import uniform
from simulators.scene import Body, Scene
from simulators.send.encode import encode, topic_of
from simulators.send.message import PlannedMessage, SimulatedReading

OF_BINS = frozenset(("distance", "fill", "tilt", "tilted"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """Files to be replayed; `shift` (ms) is added to every time."""

    contents: Sequence[CsvContent]
    shift: int = 0

    def scene(self) -> Scene:
        """Return the devices, and the sites and bins where the files say where they stand; of a device in two files the first says."""
        scenes = [_scene(content) for content in reversed(self.contents)]
        sites, bins, devices = (
            {id_: body for scene in scenes for id_, body in bodies(scene).items()}
            for bodies in (attrgetter("sites"), attrgetter("bins"), attrgetter("devices"))
        )
        return Scene(sites=sites, bins=bins, devices=devices)

    def messages(self) -> Iterator[PlannedMessage]:
        """Yield all readings in order of time."""
        kinds = {device: kind for content in self.contents for device, kind in _kinds(content).items()}
        for reading in heapq.merge(*(content.readings for content in self.contents), key=attrgetter("time")):
            yield _planned(reading, kinds[reading.device], reading.time + self.shift)


def first_time(contents: Sequence[CsvContent]) -> int:
    """Return the first time (ms UTC) that any of the files has. Raises ValueError when there is none."""
    times = [content.readings[0].time for content in contents if content.readings]
    if not times:
        names = ", ".join(str(content.path) for content in contents)
        if not any(content.lines for content in contents):
            raise ValueError(f"{names}: names its columns, and no row stands below them")
        raise ValueError(f"{names}: no row has a time and a value that can be used")
    return min(times)


def _planned(reading: CsvReading, kind: Kind, time: int) -> PlannedMessage:
    return PlannedMessage(
        at=time,
        device=reading.device,
        topic=topic_of(kind, reading.device),
        payload=encode([(time, reading.values)]),
        readings=(SimulatedReading(time=time, values=reading.values),),
    )


def _kinds(content: CsvContent) -> dict[str, Kind]:
    """Return each device's kind: the map's, or what its measurements tell."""
    kinds: dict[str, Kind] = {}
    for reading in content.readings:
        if content.map.kind is not None:
            kinds[reading.device] = content.map.kind
        elif OF_BINS & reading.values.keys():
            kinds[reading.device] = "bin"
        else:
            kinds.setdefault(reading.device, "air")
    return kinds


def _scene(content: CsvContent) -> Scene:
    rows: dict[str, Mapping[str, str]] = {}
    for reading in content.readings:
        rows.setdefault(reading.device, reading.row)
    sites: dict[str, Body] = {}
    bins: dict[str, Body] = {}
    devices: dict[str, Body] = {}
    for device, kind in _kinds(content).items():
        name, where = _place(content, device, rows[device])
        body: dict[str, object] = {
            "kind": kind, "model": content.map.model, "interval_s": content.map.interval_s, "name": name, "simulated": True,
        }  # fmt: skip
        if where is not None and kind == "bin":
            bins[device] = {"name": name, "lat": where[0], "lon": where[1], **content.map.bin.model_dump(exclude_none=True)}
        elif where is not None:
            sites[device] = {"name": name, "lat": where[0], "lon": where[1], "tags": ["replay"]}
        devices[device] = body | ({} if where is None else {"bin" if kind == "bin" else "site": device})
    return Scene(sites=sites, bins=bins, devices=devices)


def _place(content: CsvContent, device: str, row: Mapping[str, str]) -> tuple[str, tuple[float, float] | None]:
    """Return the name and, where anything says so, latitude and longitude."""
    chosen = content.map
    says = row.get(chosen.device, "") if chosen.device else content.path.name.split(".")[0]
    for key, place in chosen.place.items():
        if id_of(key) == id_of(says):
            return f"{place.name}, replayed", (place.lat, place.lon)
    name = f"{(row.get(chosen.name) if chosen.name else '') or device}, replayed"
    if chosen.lat and chosen.lon:
        return name, _coordinates(row.get(chosen.lat, ""), row.get(chosen.lon, ""))
    return name, None if chosen.centre is None else _scattered(chosen, chosen.centre, device)


def _coordinates(lat: str, lon: str) -> tuple[float, float] | None:
    try:
        return float(lat), float(lon)
    except ValueError:
        return None


def _scattered(chosen: CsvMap, centre: tuple[float, float], device: str) -> tuple[float, float]:
    north, east = ((uniform(chosen.title, device, axis) - 0.5) / 50 for axis in ("lat", "lon"))
    return round(centre[0] + north, 5), round(centre[1] + east, 5)
