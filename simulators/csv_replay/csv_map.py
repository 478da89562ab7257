"""Map the columns of a CSV file to time, device, place and parameters: a built-in map, your own, or guessed from the header."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, ValidationError, field_validator

from config.catalogue import load_catalogue
from config.toml_file import ConfigError, Table, dotted, names_in, problems, read_toml
from simulators.csv_replay.csv_time import Dates

FOLDER = Path(__file__).parents[1] / "maps"
TIMES = (("date", "time"), ("time",), ("timestamp",), ("datetime",), ("date",))
DEVICES = ("device_id", "device", "sensor_id")
COLUMNS = ("device", "name", "lat", "lon", "parameter", "value")  # what one column each may say, besides time and parameters


class ReadingMap(Table):
    """What one reading of a row holds: by parameter `COLUMN`, or `COLUMN*FACTOR`; `after_s` seconds after the row's time."""

    after_s: int = Field(0, ge=0)
    values: dict[str, str]

    @field_validator("values")
    @classmethod
    def _are_parameters(cls, values: dict[str, str]) -> dict[str, str]:
        if unknown := values.keys() - parameters():
            raise ValueError(f"{min(unknown)!r} is no parameter; there are {', '.join(sorted(parameters()))}")
        for text in values.values():
            split_factor(text)
        return values


class PlaceMap(Table):
    """Where one device of a file stands that does not say so itself."""

    name: str
    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)


class BinMap(Table):
    """What the file's bins are like."""

    fraction: str = "restavfall"
    capacity_l: float = Field(240, gt=0)
    interval_days: float | None = Field(None, gt=0)


class CsvMap(Table):
    """How a file is read; see docs/simulators.md. `time`: columns that together say when, on the clock of `zone` where they have no offset.

    `parameter` and `value`: columns of a file with a value a row. `place`: by what the device column says, or the file's name.
    `dates`: whether 03/04/2025 begins with its day or its month.
    `stamp`: whether that is when what a row averages began or ended (20:00 for 19:00–20:00), which then is `interval_s` before.
    `centre`: latitude and longitude around which bins without a place are scattered.
    """

    title: str = ""
    kind: Literal["air", "bin"] | None = None
    model: str = "generic"
    interval_s: int = Field(3600, gt=0)
    prefix: str = ""
    zone: str = "UTC"
    stamp: Literal["start", "end"] = "start"
    dates: Dates | None = None
    time: tuple[str, ...] = ()
    device: str | None = None
    name: str | None = None
    lat: str | None = None
    lon: str | None = None
    parameter: str | None = None
    value: str | None = None
    reading: tuple[ReadingMap, ...] = ()
    bin: BinMap = BinMap()
    centre: tuple[float, float] | None = None
    place: dict[str, PlaceMap] = Field(default_factory=dict)

    @field_validator("zone")
    @classmethod
    def _is_a_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError("no such time zone; write it as Europe/Oslo") from error
        return zone

    @property
    def behind_s(self) -> int:
        """How long (s) before its stamp a row's time began."""
        return self.interval_s if self.stamp == "end" else 0

    def columns(self) -> set[str]:
        """Return the columns that are read."""
        single = [getattr(self, name) for name in COLUMNS]
        values = [split_factor(text)[0] for reading in self.reading for text in reading.values.values()]
        return {*self.time, *values, *(name for name in single if name is not None)}

    def refined(self, pairs: Sequence[str]) -> Self:
        """Return the map with `WHAT=COLUMN` (as `pm25=dust*0.1`, `time=date+hour`, or `pm10=` to leave it out). Raises ValueError."""
        changes: dict[str, object] = {}
        values = dict(self.reading[0].values) if self.reading else {}
        for key, _, column in (pair.partition("=") for pair in pairs):
            if key == "time":
                changes["time"] = tuple(column.split("+"))
            elif key in COLUMNS or key in ("zone", "stamp", "dates"):
                changes[key] = column or None
            elif key in parameters():
                values[key] = column
            else:
                choice = ", ".join(("time", "zone", "stamp", *COLUMNS, "dates", *sorted(parameters())))
                raise ValueError(f"--map {key}={column}: {key!r} is none of {choice}")
        kept = {key: column for key, column in values.items() if column}
        first = [{"after_s": self.reading[0].after_s if self.reading else 0, "values": kept}] if kept else []
        rest = [reading.model_dump() for reading in self.reading[1:]]
        content = {**self.model_dump(), **changes, "reading": first + rest}
        try:
            return type(self).model_validate(content)
        except ValidationError as error:
            raise ValueError("; ".join(f"--map {dotted(path)}{wrong}" for path, wrong in problems(error, content))) from error


@cache
def parameters() -> frozenset[str]:
    """Return the names of what can be measured (contract: "Time, units, names")."""
    return frozenset(load_catalogue().parameters)


def split_factor(text: str) -> tuple[str, float]:
    """Return the column and the factor of `COLUMN*FACTOR`. Raises ValueError."""
    column, star, factor = text.rpartition("*")
    if not star:
        return text, 1.0
    try:
        return column, float(factor)
    except ValueError as error:
        raise ValueError(f"{text!r} must be COLUMN or COLUMN*FACTOR, such as level*10") from error


def choose_map(choices: Sequence[str], header: Sequence[str]) -> CsvMap:
    """Return the map that `--map` asks for, for a file with these columns. Raises ValueError, ConfigError."""
    if not header:
        raise ValueError("is empty: its first line must name the columns")
    names = [choice for choice in choices if "=" not in choice]
    if len(names) > 1:
        raise ValueError(f"--map names one map, got {', '.join(names)}")
    base = _named(names[0]) if names else _of_ours(header) or _told_by(header)
    chosen = base.refined([choice for choice in choices if "=" in choice])
    if missing := chosen.columns() - set(header):
        raise ValueError(f"there is no column {min(missing)!r}; there are {', '.join(header)}")
    if not chosen.time:
        raise ValueError(f"no column says when; there are {', '.join(header)}: name one, such as --map time={header[0]}")
    if not chosen.reading and not (chosen.parameter and chosen.value):
        raise ValueError(f"no column is known as a measurement; there are {', '.join(header)}: name one, such as --map pm25={header[-1]}")
    return chosen


def _named(name: str) -> CsvMap:
    if name.endswith(".toml"):
        return read_toml(Path(name), CsvMap)
    if name not in names_in(FOLDER):
        names = ", ".join(names_in(FOLDER))
        raise ConfigError(f"there is no map {name!r}: there are {names}; or name a .toml file of your own, or WHAT=COLUMN")
    return read_toml(FOLDER / f"{name}.toml", CsvMap)


def _of_ours(header: Sequence[str]) -> CsvMap | None:
    """Return the map that comes with the program and knows this header."""
    return next((map_ for name in names_in(FOLDER) if (map_ := _named(name)).columns() <= set(header)), None)


def _told_by(header: Sequence[str]) -> CsvMap:
    """Return what columns with names as ours tell, also `PM2.5` or `Temperature`; and the API's own CSV."""
    time = next((columns for columns in TIMES if set(columns) <= set(header)), ())
    device = next((column for column in DEVICES if column in header), None)
    named = {plain: column for column in header if (plain := re.sub(r"[^a-z0-9]", "", column.lower())) in parameters() - set(time)}
    long = {name: name for name in ("parameter", "value")} if {"parameter", "value"} <= set(header) else {}
    readings = (ReadingMap(values=named),) if named and not long else ()
    return CsvMap(time=time, device=device, reading=readings, **long)
